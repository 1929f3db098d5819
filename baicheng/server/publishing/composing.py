"""The text of a paper (通报正文), from what its pack says and what was counted; and what an office made of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from baicheng.packs.placeholders import filled
from baicheng.packs.schema.notices import Notice
from baicheng.server.publishing.counting import Facts
from baicheng.server.publishing.judging import listed
from baicheng.server.publishing.models import Publication

#: A block of the text, as it is stored.
Block = dict[str, str]
#: What no text of a paper holds: characters that are none for people, and that no Word file holds.
_NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
#: Longer papers are none; a block is a paragraph.
MOST_BLOCKS, LONGEST = 200, 4000


class Annex(NamedTuple):
    """A table behind the text: its number, whether it is the only one, title, heads and rows."""

    number: int
    alone: bool
    title: str
    table: str
    heads: Sequence[str]
    rows: Sequence[Sequence[Any]]
    more: int

    @property
    def called(self) -> str:
        """How a paper refers to it; the only one has no number."""
        return "附件" if self.alone else f"附件{self.number}"

    @property
    def listed(self) -> str:
        """How it stands in the list below the text."""
        return self.title if self.alone else f"{self.number}．{self.title}"

    @property
    def more_said(self) -> str:
        """What is said of rows that the table has no room for."""
        return f"另有{self.more}项，见任务台账"


def composed(notice: Notice, figures: Mapping[str, Any]) -> list[Block]:
    """The text that the pack gives, with the figures in their places."""
    return [
        {"kind": block.kind, "text": filled(block.words, figures)}
        for block in notice.body
        if _holds(block.when, figures) and not (block.unless and _holds(block.unless, figures))
    ]


def _holds(name: str | None, figures: Mapping[str, Any]) -> bool:
    return name is None or figures.get(name) not in (0, "0", "", "—", None)


def cleaned(words: str) -> str:
    """One line of text without what no paper holds."""
    return " ".join(_NO_TEXT.sub("", words).split())


def blocks_of(pairs: Iterable[tuple[str, str]]) -> list[Block]:
    """Blocks as they were typed: a line of its own is a paragraph of its own, and an empty one is none."""
    return [
        {"kind": kind if kind in ("heading", "subheading") else "text", "text": cleaned(line)[:LONGEST]}
        for kind, words in pairs
        for line in words.splitlines()
        if cleaned(line)
    ][:MOST_BLOCKS]


def annexes_of(publication: Publication, notice: Notice) -> list[Annex]:
    """The tables of a paper that have rows, numbered, with the words of the office beside their records."""
    found: list[tuple[str, str, Facts, Sequence[Sequence[Any]]]] = []
    for annex in notice.annexes:
        table: Facts = publication.facts["tables"][annex.table]
        rows = with_remarks(table, publication.remarks.get(annex.table, {}))
        if annex.table == "results":
            rows = listed(annex, table)
        if rows:
            found.append((annex.title, annex.table, table, rows))
    return [
        Annex(number, len(found) == 1, title, name, table["heads"], rows, table.get("more", 0))
        for number, (title, name, table, rows) in enumerate(found, start=1)
    ]


def with_remarks(table: Facts, remarks: Mapping[str, str]) -> list[list[Any]]:
    """The rows of a table, the last cell of each as it was worded by the office where it was."""
    records = table.get("records", ())
    if not remarks or not records:
        return list(table["rows"])
    return [
        [*row[:-1], remarks.get(str(record), row[-1])]
        for row, record in zip(table["rows"], records, strict=True)
    ]

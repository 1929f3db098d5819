"""What a text refers to: other documents, as 《title》（number）, and annexes, as 详见附件2."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from baicheng.clock.numerals import chinese_number
from baicheng.reading.identity.annexes import is_annex_line
from baicheng.reading.identity.document_numbers import find_numbers
from baicheng.reading.identity.passages import Passages
from baicheng.reading.identity.quotes import quoted_titles
from baicheng.reading.spans import Span
from baicheng.reading.text import Text

_BRACKETED = re.compile(r"\((?:[^()\n]|\([^()\n]{1,8}\)){2,60}\)")
_ORDER = re.compile(r"[^,、;\s()]{0,30}令(?:〔?\d{4}〕?年?)?第[\d〇零一二三四五六七八九十百]{1,7}号")
_HAN = "[一二三四五六七八九十]"
_ANNEX = re.compile(rf"附件(?P<first>\d{{1,2}}|{_HAN}{{1,3}})?(?P<dash>[-—~至到](?=\d|附件\d))?")
_NEXT_ANNEX = re.compile(r"(?:[、和及与,]|至|到|[-—~])(?:附件)?(?P<number>\d{1,2})(?![\d.%年月日个项条号、])")


@dataclass(frozen=True, slots=True)
class Citation:
    """A document that a text names. ``title`` is without 《》, ``number`` "" where none is given."""

    title: str
    number: str
    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class AnnexReference:
    """A mention of an annex; ``number`` is "" where the text says 附件 only."""

    number: str
    span: Span


def citations(content: Text, span: Span) -> list[Citation]:
    """The documents that a stretch of text names by title, number, or both, in their order."""
    norm = content.norm
    found: list[Citation] = []
    for quoted in quoted_titles(norm, span.start, span.end):
        bracket = _BRACKETED.match(norm, quoted.end, span.end)
        number = _number_in(norm, bracket) if bracket else ""
        whole = Span(quoted.start, bracket.end() if bracket and number else quoted.end)
        title = Span(quoted.start + 1, quoted.end - 1).of(content.text)
        found.append(Citation(title, number, whole.of(content.text), whole))
    covered = iter(found)
    current = next(covered, None)
    bare = []
    for mention in find_numbers(norm, span.start, span.end):
        while current is not None and current.span.end <= mention.start:
            current = next(covered, None)
        if current is None or mention.start < current.span.start:
            bare.append(Citation("", mention.text, mention.span.of(content.text), mention.span))
    return sorted([*found, *bare], key=lambda citation: citation.span)


def _number_in(norm: str, bracket: re.Match[str]) -> str:
    """The document number between the brackets after a title."""
    start, end = bracket.start() + 1, bracket.end() - 1
    for mention in find_numbers(norm, start, end):
        return mention.text
    order = _ORDER.search(norm, start, end)
    return order[0] if order else ""


def annex_references(content: Text, span: Span) -> list[AnnexReference]:
    """The mentions of annexes in running text; the list of annexes and their heads are none.

    附件1、2 and 附件1至3 give one reference for each annex.
    """
    passages = Passages(content, span)
    references: list[AnnexReference] = []
    last_line: tuple[int, bool] = (-1, False)
    done = span.start
    for found in _ANNEX.finditer(content.norm, span.start, span.end):
        if found.start() < done:
            continue
        index = passages.index_at(found.start())
        if index != last_line[0]:
            last_line = (index, is_annex_line(passages[index].norm))
        if not (last_line[1] and found.start() == passages[index].start):
            references.extend(_mentioned(content.norm, found, span.end))
            done = references[-1].span.end
    return references


def _mentioned(norm: str, found: re.Match[str], end: int) -> Iterator[AnnexReference]:
    """One reference for each annex that a mention with its continuation names."""
    numeral = found["first"]
    if not numeral:
        yield AnnexReference("", Span(found.start(), found.end()))
        return
    number = int(numeral) if numeral.isdigit() else chinese_number(numeral)
    yield AnnexReference(str(number), Span(found.start(), found.end("first")))
    position = found.end("first")
    while following := _NEXT_ANNEX.match(norm, position, end):
        reached = int(following["number"])
        first = number + 1 if following[0][0] in "至到-—~" and 0 < reached - number <= 50 else reached
        for between in range(first, reached + 1):
            yield AnnexReference(str(between), Span(found.start(), following.end()))
        number, position = reached, following.end()

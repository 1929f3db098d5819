"""The same document, however its lines are laid out, yields the same tasks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from baicheng.reading.cleaning.lines import printed_width
from baicheng.reading.model import Ledger
from baicheng.reading.reader import read, read_source
from baicheng.reading.spans import Source
from baicheng.reading.text import Text
from tests.reading.invariants import squeezed
from tests.reading.texts import source_of

#: Those without tables, which have no lines to wrap.
DOCUMENTS = [
    path
    for path in sorted((Path(__file__).parents[1] / "documents").glob("*.txt"))
    if "序号" not in path.read_text("utf-8")
]
#: What is never set at the beginning of a line.
_NEVER_FIRST = "，。；：、）》”％%,;:)"


def paragraphs_of(content: Text) -> list[str]:
    """The words of each paragraph, with the blanks by which some documents part units."""
    return [
        "".join(
            " " * (content.blank_before(p) + content.wide_blank_before(p)) + content.text[p]
            for p in range(paragraph.start, paragraph.end)
        )
        for paragraph in content.paragraphs
    ]


def wrapped(paragraph: str, width: int) -> list[str]:
    """A paragraph with its indent, broken into lines of so many characters as a printer sets them."""
    lines, line = [], ""
    indented = "　　" + paragraph if len(paragraph) > width or paragraph[-1] in "。；" else paragraph
    for character in indented:
        full = printed_width((line + character).replace("　", "口")) > 2 * width
        if full and character not in _NEVER_FIRST:
            lines.append(line)
            line = ""
        line += character
    return [*lines, line]


def as_paragraphs(paragraphs: list[str]) -> Source:
    return source_of("\n".join(paragraphs), "docx")


def as_lines(paragraphs: list[str]) -> Source:
    return source_of("\n".join(line for paragraph in paragraphs for line in wrapped(paragraph, 30)))


def as_lines_with_blank_lines_between(paragraphs: list[str]) -> Source:
    return source_of("\n\n".join(line for paragraph in paragraphs for line in wrapped(paragraph, 28)))


def as_pages(paragraphs: list[str]) -> Source:
    """Pages of twelve lines, each with its number on the last line."""
    lines = [line for paragraph in paragraphs for line in wrapped(paragraph, 32)]
    pages = [lines[start : start + 12] for start in range(0, len(lines), 12)]
    return source_of("\n".join(line for n, page in enumerate(pages, 1) for line in [*page, f"— {n} —"]))


def tasks_of(ledger: Ledger) -> list[tuple[object, ...]]:
    """What the tasks say, apart from where it stands."""
    return [
        (
            squeezed(task.text),
            [squeezed(party.role + party.name) for party in task.parties],
            task.deadlines,
            [(target.value, target.unit, target.op) for target in task.targets],
        )
        for task in ledger.tasks
    ]


@pytest.mark.parametrize("laid_out", [as_paragraphs, as_lines, as_lines_with_blank_lines_between, as_pages])
@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_a_document_says_the_same_in_every_layout(
    path: Path, laid_out: Callable[[list[str]], Source]
) -> None:
    ledger = read(path)
    again = read_source(laid_out(paragraphs_of(ledger.content)))

    assert tasks_of(again) == tasks_of(ledger)

"""Short made-up texts in the form in which the reader takes them."""

from __future__ import annotations

from collections.abc import Sequence

from baicheng.reading.cleaning.cleanup import clean
from baicheng.reading.cleaning.lines import Line, printed_width
from baicheng.reading.spans import Block, Cell, Source, Span
from baicheng.reading.text import Text

#: Words of a table cell, or words with how many rows the cell is merged over.
CellWords = str | tuple[str, int] | None


def source_of(text: str, file_format: str = "txt", name: str = "plan.txt") -> Source:
    """A source with one block a line, as text files are read."""
    blocks, start = [], 0
    for line in text.split("\n"):
        blocks.append(Block(start, start + len(line)))
        start += len(line) + 1
    return Source(name, file_format, text, tuple(blocks))


def content_of(text: str, file_format: str = "txt") -> Text:
    """The cleaned text of a string."""
    return clean(source_of(text, file_format))


def table_source(
    before: str, rows: Sequence[Sequence[CellWords]], after: str = "", *, table: int = 1
) -> Source:
    """A word-processor document that holds a table between two stretches of paragraphs.

    A cell given as ``(words, 3)`` is merged over three rows; ``None`` stands where such a cell covers
    the place, and an empty string is an empty cell.
    """
    pieces: list[tuple[str, Cell | None]] = [(line, None) for line in before.split("\n") if before]
    for row, cells in enumerate(rows, 1):
        for column, cell in enumerate(cells, 1):
            if cell is not None:
                words, merged = cell if isinstance(cell, tuple) else (cell, 1)
                pieces.extend((line, Cell(table, row, column, rows=merged)) for line in words.split("\n"))
    pieces.extend((line, None) for line in after.split("\n") if after)
    blocks, start = [], 0
    for words, where in pieces:
        blocks.append(Block(start, start + len(words), cell=where))
        start += len(words) + 1
    return Source("plan.docx", "docx", "\n".join(words for words, _ in pieces), tuple(blocks))


def paragraphs_of(content: Text) -> list[str]:
    """The words of each paragraph."""
    return [paragraph.span.of(content.text) for paragraph in content.paragraphs]


def span_of(content: Text, words: str) -> Span:
    """Where some words stand first in the cleaned text."""
    start = content.text.index(words)
    return Span(start, start + len(words))


def line_of(norm: str, *, indent: int = 0, cell: Cell | None = None, page: int | None = None) -> Line:
    """A line of a file, wherever it stands."""
    return Line(0, len(norm), norm, printed_width(norm), indent, page, cell)

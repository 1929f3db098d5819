"""Where something stands: ranges of characters, and the place in the file behind them."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import overload


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A range ``[start, end)`` of characters in a text."""

    start: int
    end: int

    def __len__(self) -> int:
        return self.end - self.start

    def of(self, text: str) -> str:
        """The characters of ``text`` that stand here."""
        return text[self.start : self.end]

    def covers(self, other: Span) -> bool:
        """Whether ``other`` lies wholly within this range."""
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True)
class Cell:
    """A table cell; tables, rows and columns are counted from 1, in the order of the file.

    ``rows`` and ``columns`` say over how many a merged cell stretches.
    """

    table: int
    row: int
    column: int
    rows: int = 1
    columns: int = 1


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, line or table cell as the file holds it.

    ``start`` and ``end`` bound it in ``Source.text``. ``page`` counts from 1 and is ``None`` where
    the format knows no pages. The first ``generated`` characters are not in the file: they are the
    automatic number that the word processor shows before the paragraph.
    """

    start: int
    end: int
    page: int | None = None
    cell: Cell | None = None
    generated: int = 0


class Lines(Sequence[Block]):
    """The lines of a plain text as blocks, held as numbers: a long text has hundreds of thousands."""

    __slots__ = ("_ends", "_pages", "_starts")

    def __init__(self) -> None:
        self._starts, self._ends, self._pages = array("I"), array("I"), array("I")

    def append(self, start: int, end: int, page: int | None) -> None:
        """Add a line; page numbers count from 1."""
        self._starts.append(start)
        self._ends.append(end)
        self._pages.append(page or 0)

    def index_at(self, position: int) -> int:
        """The index of the line that holds a position, or of the last one that begins before it."""
        return max(bisect_right(self._starts, position) - 1, 0)

    def __len__(self) -> int:
        return len(self._starts)

    @overload
    def __getitem__(self, index: int) -> Block: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Block, ...]: ...
    def __getitem__(self, index: int | slice) -> Block | tuple[Block, ...]:
        if isinstance(index, slice):
            return tuple(self[i] for i in range(*index.indices(len(self))))
        return Block(self._starts[index], self._ends[index], self._pages[index] or None)

    def __iter__(self) -> Iterator[Block]:
        for start, end, page in zip(self._starts, self._ends, self._pages, strict=True):
            yield Block(start, end, page or None)


@dataclass(frozen=True, slots=True)
class Source:
    """A file as it was read: all its text, and where each piece stood.

    ``text`` holds the blocks in reading order, joined by line feeds and otherwise untouched.
    ``notes`` are remarks for the reader, one line each (such as a page without text).
    """

    name: str
    format: str
    text: str
    blocks: Sequence[Block]
    notes: tuple[str, ...] = ()

    def block_at(self, position: int) -> int:
        """The index of the block that holds a position, or of the last one that begins before it."""
        if isinstance(self.blocks, Lines):
            return self.blocks.index_at(position)
        return max(bisect_right(self.blocks, position, key=lambda block: block.start) - 1, 0)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a span stands in the file.

    ``start`` and ``end`` are characters of ``Source.text``; ``block`` is the index of the block in
    which it begins (for text files: the line, counted from 0) and ``offset`` the character within it.
    """

    start: int
    end: int
    block: int
    offset: int
    page: int | None
    cell: Cell | None

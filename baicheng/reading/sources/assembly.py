"""Putting a source together, piece by piece, with the place of each piece."""

from __future__ import annotations

from baicheng.reading.spans import Block, Cell, Source

MAX_BLOCKS = 2_000_000


class TooManyBlocks(Exception):
    """A file has more lines, paragraphs or cells than any document has."""


class Assembly:
    """Collects blocks in reading order and joins them by line feeds."""

    def __init__(self) -> None:
        self._texts: list[str] = []
        self._blocks: list[Block] = []
        self._end = 0
        self.notes: list[str] = []

    def add(
        self, text: str, *, page: int | None = None, cell: Cell | None = None, generated: int = 0
    ) -> None:
        """Append one paragraph, line or cell.

        Raises:
            TooManyBlocks: there are ``MAX_BLOCKS`` already.
        """
        if len(self._blocks) >= MAX_BLOCKS:
            raise TooManyBlocks
        start = self._end + 1 if self._blocks else 0
        self._end = start + len(text)
        self._texts.append(text)
        self._blocks.append(Block(start, self._end, page, cell, generated))

    def source(self, name: str, file_format: str) -> Source:
        """The source as collected so far."""
        return Source(name, file_format, "\n".join(self._texts), tuple(self._blocks), tuple(self.notes))

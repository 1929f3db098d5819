"""Rows of task tables that a page break has torn in two, put together again.

The second half of a torn row has no number of its own, and no units either, or nothing but units, or
it goes on inside a sentence. Its cells are taken to the row before, so that each cell's words stand
together in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby

from baicheng.reading.cleaning.lines import Line
from baicheng.reading.wording.cells import is_category
from baicheng.reading.wording.columns import Column, Columns, read_columns

_WORK = (Column.CONTENT, Column.TITLE, Column.PROBLEM, Column.TARGET)
_CLOSING_ROW = re.compile("(?:合计|总计|小计|注|备注|说明)(?::|$)")


def mended_rows(lines: Iterator[Line]) -> Iterator[Line]:
    """The lines with the halves of torn rows together; everything else as it comes."""
    mender = _Mender()
    for cell, group in groupby(lines, key=lambda line: line.cell and (line.cell.table, line.cell.row)):
        if cell is None:
            yield from mender.release()
            yield from group
        else:
            yield from mender.take(cell[0], sorted(group, key=_column))
    yield from mender.release()


class _Mender:
    """Holds one row back until it is known whether the next continues it."""

    def __init__(self) -> None:
        self._held: list[Line] = []
        self._table = 0
        self._columns: Columns | None = None
        self._numbered_until = 0

    def release(self) -> list[Line]:
        """The row held back."""
        held, self._held = self._held, []
        return held

    def take(self, table: int, row: list[Line]) -> list[Line]:
        """Take a row; what comes back is the row before it, if that is complete."""
        if table != self._table:
            self._table, self._columns, self._numbered_until = table, None, 0
        if self._columns is None:
            self._columns = read_columns({column: "".join(words) for column, words in _words(row).items()})
            if self._columns is not None:
                return [*self.release(), *row]
        elif self._held and self._continues(row):
            number = self._held[0].cell.row if self._held[0].cell else 0
            moved = [replace(line, cell=replace(line.cell, row=number)) for line in row if line.cell]
            self._held = sorted([*self._held, *moved], key=_column)
            return []
        for line in row:
            if line.cell and line.cell.column == 1:
                self._numbered_until = max(self._numbered_until, line.cell.row + line.cell.rows - 1)
        before, self._held = self._held, row
        return before

    def _continues(self, row: list[Line]) -> bool:
        """Whether a row is the second half of the one held back."""
        columns, words = self._columns, _words(row)
        if columns is None or columns.first(Column.NUMBER) not in (1, None) or is_category(row[0].norm):
            return False
        works = [n for kind in _WORK for n in columns.others.get(kind, ())]
        only_units = not any(n in words for n in works) and any(n in words for n in columns.roles)
        if columns.first(Column.NUMBER) is None:
            return only_units
        if 1 in words:
            return False
        cell = row[0].cell
        if cell is None or cell.row <= self._numbered_until or _CLOSING_ROW.match(row[0].norm):
            return False
        assigned = any(column in words for column in [*columns.roles, *columns.limits])
        work = columns.first(Column.CONTENT, Column.TITLE)
        before = _words(self._held).get(work or 0, [""])[-1]
        return not assigned or only_units or before.endswith((",", "、", "("))


def _column(line: Line) -> int:
    return line.cell.column if line.cell else 0


def _words(row: list[Line]) -> dict[int, list[str]]:
    """The words of a row's cells, line by line, by column."""
    words: dict[int, list[str]] = {}
    for line in row:
        if line.cell is not None:
            words.setdefault(line.cell.column, []).append(line.norm)
    return words

"""Task tables that extraction has flattened to one cell a line: rows and columns found again.

The head is a run of lines that are each the heading of a column, 序号 first. A row begins with its
number, counted from 1; its lines are dealt to the columns in order, by what each column holds.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import replace

from baicheng.reading.columns import Column, Columns, column_kind, read_columns
from baicheng.reading.furniture import is_page_number
from baicheng.reading.lines import Line
from baicheng.reading.model import Role
from baicheng.reading.spans import Cell
from baicheng.reading.units import end_like_units

_FEWEST_COLUMNS, _MOST_COLUMNS = 4, 12
_AFTER_TABLE = re.compile("附件|抄送|注:|备注:|[一二三四五六七八九十]+、")
_MOST_LINES_A_ROW = 60
_WHEN = re.compile("年|月|季度|长期|持续|常年|即时|立行立改")
_ORDINAL = re.compile(r"\d{1,3}[.、]?$")


def flattened_tables(lines: Iterator[Line]) -> Iterator[Line]:
    """The lines with a cell for each that belongs to a flattened task table; repeated heads are dropped."""
    waiting = _Ahead(lines)
    table = 0
    while (line := waiting.peek(0)) is not None:
        if line.cell is not None:
            table = max(table, line.cell.table)
        size = _head_size(waiting)
        columns = read_columns({n + 1: waiting[n].norm for n in range(size)}) if size else None
        if columns is None:
            yield waiting.take()
        else:
            table += 1
            yield from _placed_rows(waiting, size, columns, table)


class _Ahead:
    """Lines of which some can be looked at before they are taken."""

    def __init__(self, lines: Iterator[Line]) -> None:
        self._lines = lines
        self._seen: deque[Line] = deque()

    def peek(self, index: int) -> Line | None:
        """The line so many after the next, if there is one."""
        while len(self._seen) <= index:
            line = next(self._lines, None)
            if line is None:
                return None
            self._seen.append(line)
        return self._seen[index]

    def __getitem__(self, index: int) -> Line:
        return self._seen[index]

    def take(self) -> Line:
        """The next line."""
        self.peek(0)
        return self._seen.popleft()


def _head_size(lines: _Ahead) -> int:
    """How many of the next lines are headings of columns, or 0 if they are no head of a table."""
    size = 0
    while size < _MOST_COLUMNS and (line := lines.peek(size)) is not None and line.cell is None:
        kind = column_kind(line.norm)
        if kind is None or (size == 0 and kind is not Column.NUMBER):
            break
        size += 1
    return size if size >= _FEWEST_COLUMNS else 0


def _placed_rows(lines: _Ahead, size: int, columns: Columns, table: int) -> Iterator[Line]:
    """The lines of a table with their cells."""
    head = [lines.take() for _ in range(size)]
    for column, line in enumerate(head, 1):
        yield replace(line, cell=Cell(table, 1, column))
    row = 1
    while _is_ordinal(lines.peek(0), row):
        yield replace(lines.take(), cell=Cell(table, row + 1, 1))
        inside = list(_row_lines(lines, row, [line.norm for line in head]))
        for column, line in _dealt(inside, size, columns):
            yield replace(line, cell=Cell(table, row + 1, column))
        row += 1


def _is_ordinal(line: Line | None, number: int) -> bool:
    """Whether a line is the number of a row: 3, 3. or 3、"""
    return line is not None and line.norm.rstrip(".、") == str(number) and _ORDINAL.match(line.norm) is not None


def _row_lines(lines: _Ahead, row: int, head: list[str]) -> Iterator[Line]:
    """The lines of a row: up to the next number; the last row ends where a clause or paragraph begins."""
    for _ in range(_MOST_LINES_A_ROW):
        line = lines.peek(0)
        if line is None or line.cell is not None or _is_ordinal(line, row + 1) or _AFTER_TABLE.match(line.norm):
            return
        last = lines.peek(len(head) - 1)
        if last is not None and [lines[n].norm for n in range(len(head))] == head:
            for _ in head:
                lines.take()
        elif is_page_number(line.norm):
            lines.take()
        else:
            yield lines.take()


def _dealt(lines: list[Line], size: int, columns: Columns) -> Iterator[tuple[int, Line]]:
    """Lines dealt to columns 2 to ``size`` in order, so that each column gets what suits it best."""
    best: list[dict[int, tuple[float, int]]] = []
    for line in lines:
        previous = best[-1] if best else {1: (0.0, 1)}
        scores: dict[int, tuple[float, int]] = {}
        for column in range(2, size + 1):
            options = []
            for before, (score, _) in previous.items():
                if before == column and best:
                    options.append((score - 0.3, before))
                elif before < column:
                    skipped = sum(_cost_of_empty(n, columns) for n in range(before + 1, column))
                    options.append((score - skipped, before))
            if options:
                score, before = max(options)
                scores[column] = (score + _suits(line.norm, column, columns), before)
        best.append(scores)
    if not best or not best[-1]:
        return
    column = max(best[-1], key=lambda n: best[-1][n][0] - sum(_cost_of_empty(m, columns) for m in range(n + 1, size + 1)))
    chosen = []
    for scores in reversed(best):
        chosen.append(column)
        column = scores[column][1]
    yield from zip(reversed(chosen), lines, strict=True)


def _cost_of_empty(column: int, columns: Columns) -> float:
    optional = column in columns.others.get(Column.NOTE, []) or column in columns.others.get(Column.CLASS, [])
    return 0.2 if optional else 1.0


def _suits(norm: str, column: int, columns: Columns) -> float:
    """How well a line fits a column, from -2 to 2."""
    units = end_like_units(norm.rstrip("、,"))
    when = len(norm) <= 24 and _WHEN.search(norm) is not None
    if column in columns.roles:
        if columns.roles[column] is Role.SUPERVISOR:
            return 1.0 if len(norm) <= 12 else -1.0
        return 2.0 if units else -1.0
    if column in columns.limits:
        return 2.0 if when else -2.0
    if column == columns.first(Column.CONTENT, Column.TITLE) or column in columns.others.get(Column.TARGET, []):
        return -1.0 if units or when else min(len(norm) / 15, 1.5)
    return -0.5 if units or when or len(norm) > 20 else 0.5

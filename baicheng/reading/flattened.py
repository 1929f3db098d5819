"""Task tables that extraction has flattened to one cell a line: rows and columns found again.

The head is a run of lines that are each the heading of a column, 序号 first. A row begins with its
number, counted from 1; its lines are dealt to the columns in order, by what each column holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from baicheng.reading.columns import Column, Columns, column_kind, read_columns
from baicheng.reading.furniture import is_page_number
from baicheng.reading.lines import Line
from baicheng.reading.model import Role
from baicheng.reading.spans import Cell
from baicheng.reading.units import end_like_units

_FEWEST_COLUMNS = 4
_MOST_LINES_A_ROW = 60
_WHEN = re.compile("年|月|季度|长期|持续|常年|即时|立行立改")
_ORDINAL = re.compile(r"\d{1,3}[.、]?$")


def flattened_tables(lines: list[Line]) -> list[Line]:
    """The lines with a cell for each that belongs to a flattened task table; repeated heads are dropped."""
    result: list[Line] = []
    table = max((line.cell.table for line in lines if line.cell), default=0)
    index = 0
    while index < len(lines):
        size = _head_size(lines, index)
        columns = read_columns({n: lines[index + n - 1].norm for n in range(1, size + 1)}) if size else None
        if columns is None:
            result.append(lines[index])
            index += 1
            continue
        table += 1
        placed, index = _place_rows(lines, index, size, columns, table)
        result.extend(placed)
    return result


def _head_size(lines: list[Line], index: int) -> int:
    """How many lines from here are headings of columns, or 0 if they are no head of a table."""
    if lines[index].cell is not None or column_kind(lines[index].norm) is not Column.NUMBER:
        return 0
    size = 0
    while index + size < len(lines) and size < 12 and column_kind(lines[index + size].norm) is not None:
        size += 1
    return size if size >= _FEWEST_COLUMNS else 0


def _place_rows(lines: list[Line], index: int, size: int, columns: Columns, table: int) -> tuple[list[Line], int]:
    """The lines of a table with their cells, and the index of the first line after it."""
    head = [line.norm for line in lines[index : index + size]]
    placed = [replace(line, cell=Cell(table, 1, n)) for n, line in enumerate(lines[index : index + size], 1)]
    index += size
    row = 0
    while index < len(lines) and lines[index].norm.rstrip(".、") == str(row + 1) and _ORDINAL.match(lines[index].norm):
        row += 1
        number, index = lines[index], index + 1
        inside, index = _row_lines(lines, index, row, head)
        placed.append(replace(number, cell=Cell(table, row + 1, 1)))
        for column, line in _dealt(inside, size, columns):
            placed.append(replace(line, cell=Cell(table, row + 1, column)))
    return placed, index


def _row_lines(lines: list[Line], index: int, row: int, head: list[str]) -> tuple[list[Line], int]:
    """The lines of a row: up to the next number; the last row ends where a clause or paragraph begins."""
    found: list[Line] = []
    while index < len(lines) and len(found) < _MOST_LINES_A_ROW:
        norm = lines[index].norm
        if [line.norm for line in lines[index : index + len(head)]] == head:
            index += len(head)
            continue
        if norm.rstrip(".、") == str(row + 1) and _ORDINAL.match(norm):
            break
        if is_page_number(norm):
            index += 1
            continue
        if lines[index].cell is not None or re.match("附件|抄送|注:|备注:|[一二三四五六七八九十]+、", norm):
            break
        found.append(lines[index])
        index += 1
    return found, index


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

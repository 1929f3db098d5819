"""Task tables that extraction has flattened to one cell a line: rows and columns found again.

The head is a run of lines that are each the heading of a column, 序号 first. A row begins with its
number, counted from 1; its lines are dealt to the columns in order, by what each column holds.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from baicheng.reading.cleaning.furniture import is_page_number
from baicheng.reading.cleaning.lines import Line
from baicheng.reading.model import Role
from baicheng.reading.spans import Cell
from baicheng.reading.wording.columns import Column, Columns, column_kind, read_columns
from baicheng.reading.wording.unit_names import end_like_units, looks_like_units

_FEWEST_COLUMNS, _MOST_COLUMNS = 4, 12
_AFTER_TABLE = re.compile("附件|抄送|注:|备注:|[一二三四五六七八九十]+、")
_MOST_LINES_A_ROW = 60
_NUMBER_HEADINGS = "序编项N"  # the first characters of 序号 and its like: a quick look before a long one
_RUNNING_HEAD = re.compile("[\u4e00-\u9fff]{2,20}(?:公报|汇编|简报).{0,16}$")
_LONGEST_HALF = 4
_TOLERANCE = 3  # in half characters: punctuation is set narrower at the end of a line
_LONGEST_LIMIT, _LONGEST_LEADERS, _LONGEST_TITLE = 40, 20, 24
_WHEN = re.compile("年|月|季度|长期|持续|常年|即时|立行立改|适时")
_CATEGORY = re.compile(r"[(]?[一二三四五六七八九十]{1,3}[、.)][^。;]{1,30}$")
_ORDINAL = re.compile(r"\d{1,3}[.、]?$")


def flattened_tables(lines: Iterator[Line]) -> Iterator[Line]:
    """The lines with a cell for each that belongs to a flattened task table; repeated heads are dropped.

    All tables are counted anew, in the order of the text.
    """
    waiting = _Ahead(lines)
    table = 0
    numbers: dict[int, int] = {}
    while (line := waiting.peek(0)) is not None:
        if line.cell is not None:
            if line.cell.table not in numbers:
                table += 1
                numbers[line.cell.table] = table
            yield replace(waiting.take(), cell=replace(line.cell, table=numbers[line.cell.table]))
            continue
        head = _head(waiting) if line.norm[0] in _NUMBER_HEADINGS else []
        columns = read_columns({n: _words(column) for n, column in enumerate(head, 1)}) if head else None
        if columns is None:
            yield waiting.take()
        else:
            table += 1
            yield from _placed_rows(waiting, head, columns, table)


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

    def take(self) -> Line:
        """The next line."""
        self.peek(0)
        return self._seen.popleft()


def _head(lines: _Ahead) -> list[list[Line]]:
    """The next lines as headings of columns, or nothing if they are no head of a table.

    A line in brackets belongs to the heading before it: 落实单位, （人）.
    """
    columns: list[list[Line]] = []
    taken = 0
    while len(columns) <= _MOST_COLUMNS and (line := lines.peek(taken)) is not None and line.cell is None:
        kind = column_kind(line.norm)
        below = lines.peek(taken + 1)
        if below is not None and below.cell is None and _torn_heading(line.norm, below.norm):
            columns.append([line, below])
            taken += 2
            continue
        if columns and line.norm[0] == "(" and line.norm[-1] == ")":
            columns[-1].append(line)
        elif kind is not None and (columns or kind is Column.NUMBER):
            columns.append([line])
        else:
            break
        taken += 1
    return columns if len(columns) >= _FEWEST_COLUMNS else []


def _torn_heading(norm: str, below: str) -> bool:
    """Whether two lines are one heading: 牵头 and 单位, 任务 and 分类."""
    if len(norm) > _LONGEST_HALF or len(below) > _LONGEST_HALF or column_kind(norm + below) is None:
        return False
    halves = column_kind(norm), column_kind(below)
    return None in halves or len(norm) + len(below) <= _LONGEST_HALF


def _words(lines: list[Line]) -> str:
    return "".join(line.norm for line in lines)


def _placed_rows(lines: _Ahead, head: list[list[Line]], columns: Columns, table: int) -> Iterator[Line]:
    """The lines of a table with their cells."""
    for column, heading in enumerate(head, 1):
        for _ in heading:
            yield replace(lines.take(), cell=Cell(table, 1, column))
    headings = _words([line for heading in head for line in heading])
    row, number = 1, 1
    while True:
        if (number := _number_here(lines, number)) == 0:
            return
        if not _is_ordinal(lines.peek(0), number):
            yield lines.take()  # a category on a line of its own between the rows
        row += 1
        yield replace(lines.take(), cell=Cell(table, row, 1))
        inside = list(_row_lines(lines, number, headings))
        for column, line in _dealt(inside, len(head), columns):
            yield replace(line, cell=Cell(table, row, column))
        number += 1


def _number_here(lines: _Ahead, number: int) -> int:
    """The number of the row that begins here, counted on or, below a category, anew; 0 if none does."""
    if _is_ordinal(lines.peek(0), number):
        return number
    line = lines.peek(0)
    if line is None or line.cell is not None or not _CATEGORY.match(line.norm):
        return 0
    below = lines.peek(1)
    return number if _is_ordinal(below, number) else 1 if _is_ordinal(below, 1) else 0


def _is_ordinal(line: Line | None, number: int) -> bool:
    """Whether a line is the number of a row: 3, 3. or 3、"""
    return (
        line is not None and line.norm.rstrip(".、") == str(number) and _ORDINAL.match(line.norm) is not None
    )


def _row_lines(lines: _Ahead, row: int, headings: str) -> Iterator[Line]:
    """The lines of a row: up to the next number; the last row ends where a clause or paragraph begins."""
    taken = 0
    while taken < _MOST_LINES_A_ROW:
        line = lines.peek(0)
        if (
            line is None
            or line.cell is not None
            or _is_ordinal(line, row + 1)
            or _AFTER_TABLE.match(line.norm)
        ):
            return
        if repeated := _repeated_head(lines, headings):
            for _ in range(repeated):
                lines.take()
        elif is_page_number(line.norm) or _RUNNING_HEAD.match(line.norm):
            lines.take()
        else:
            taken += 1
            yield lines.take()


def _repeated_head(lines: _Ahead, headings: str) -> int:
    """Over how many of the next lines the head of the table stands once more, or 0."""
    words, count = "", 0
    while len(words) < len(headings) and (line := lines.peek(count)) is not None:
        words += line.norm
        count += 1
        if not headings.startswith(words):
            return 0
    return count if words == headings else 0


def _dealt(lines: list[Line], size: int, columns: Columns) -> Iterator[tuple[int, Line]]:
    """Lines dealt to columns 2 to ``size`` in order, so that each column gets what suits it best.

    The best deal of the first ``n`` lines to the columns up to ``c`` follows from the best deals of
    fewer lines to the columns before it.
    """
    best: list[list[tuple[float, int]]] = [[(0.0, 0)] + [(float("-inf"), 0)] * len(lines)]
    for column in range(2, size + 1):
        before = best[-1]
        row = []
        for count in range(len(lines) + 1):
            options = [(before[count][0] - _cost_of_empty(column, columns), count)]
            words = ""
            for first in range(count - 1, -1, -1):
                words = lines[first].norm + words
                if before[first][0] > float("-inf"):
                    fit = _suits(words, column, columns) - _raggedness(
                        lines[first:count], column in columns.roles
                    )
                    options.append((before[first][0] + fit, first))
            row.append(max(options))
        best.append(row)
    shares = []
    count = len(lines)
    for column in range(size, 1, -1):
        first = best[column - 1][count][1]
        shares.append((column, lines[first:count]))
        count = first
    for column, share in reversed(shares):
        for line in share:
            yield column, line


def _cost_of_empty(column: int, columns: Columns) -> float:
    optional = column in columns.others.get(Column.NOTE, []) or column in columns.others.get(Column.CLASS, [])
    return 0.2 if optional else 1.0


def _raggedness(lines: list[Line], names: bool) -> float:
    """The cost of taking lines for one cell.

    The lines of a cell are equally long, but for a shorter last one; in a list of names, one name
    does not follow the other without a comma.
    """
    if names and any(
        a.norm[-1] not in "、," and end_like_units(a.norm) and looks_like_units(_first_name(b.norm))
        for a, b in pairwise(lines)
    ):
        return 2.0
    widest = max(line.width for line in lines)
    short = sum(line.width < widest - _TOLERANCE for line in lines[:-1])
    return float(short)


def _first_name(norm: str) -> str:
    return re.split("[、,;]", norm, maxsplit=1)[0]


def _suits(words: str, column: int, columns: Columns) -> float:
    """How well the words of a cell fit a column, from -3 to 3."""
    if words.count("(") != words.count(")") or words[0] in "%,.、。)和及与":
        return -3.0
    units = not set(words) & set("。;:") and end_like_units(words.rstrip("、,"))
    when = len(words) <= _LONGEST_LIMIT and _WHEN.search(words) is not None
    if column in columns.limits:
        return 3.0 if when else -3.0
    if column in columns.roles:
        if columns.roles[column] is Role.SUPERVISOR:
            return 1.0 if len(words) <= _LONGEST_LEADERS and not units else -1.0
        return 2.0 if units else -2.0
    if column == columns.first(Column.CONTENT, Column.TITLE) or column in columns.others.get(
        Column.TARGET, []
    ):
        ends = 0.5 if words[-1] in "。;" else 0.0
        return -1.0 if units or when else min(len(words) / 15, 1.5) + ends
    if set(words) & set(",;。"):
        return -2.0
    return -1.0 if units or when or len(words) > _LONGEST_TITLE else 0.5 - len(words) / 100

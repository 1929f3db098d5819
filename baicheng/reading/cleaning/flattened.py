"""Task tables that extraction has flattened to one cell a line: rows and columns found again.

The head is a run of lines that are each the heading of a column. What follows is dealt to rows and
columns by what each column holds; pages and heads repeated on them are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from baicheng.reading.cleaning.ahead import Ahead
from baicheng.reading.cleaning.dealing import BETWEEN_ROWS, STRAY, Deal, deal
from baicheng.reading.cleaning.fitting import Kind
from baicheng.reading.cleaning.furniture import closes_table, is_of_page
from baicheng.reading.cleaning.lines import Line
from baicheng.reading.spans import Cell
from baicheng.reading.wording.cells import are_units, is_category, is_limit, ordinal
from baicheng.reading.wording.columns import Column, column_kind, read_columns
from baicheng.reading.wording.labels import Label

_FEWEST_COLUMNS, _MOST_COLUMNS = 3, 14
_FEWEST_ROWS_IF_FEW, _FEWEST_ROWS_WITHOUT_NUMBERS = 2, 2
_MOST_IDLE_LINES = 60
_DATED = re.compile(r"\d{4}年\d")
_NUMBER_HEADINGS = "序编项N"  # the first characters of 序号 and its like
_WORK: frozenset[Kind] = frozenset({Column.CONTENT, Column.TARGET, Label.WORDS})
_LAST_HALVES = {"单位", "部门", "领导", "时限", "时间", "措施", "情况", "内容", "目标", "名称", "(人)"}
_LONGEST_HALF, _LONGEST_HEADING, _LONGEST_UNKNOWN = 4, 16, 8


def flattened_tables(lines: Iterator[Line]) -> Iterator[Line]:
    """The lines with a cell for each that belongs to a flattened task table; repeated heads are dropped.

    All tables are counted anew, in the order of the text.
    """
    waiting = _Waiting(lines)
    table = 0
    numbers: dict[int, int] = {}
    title = ""
    while (line := waiting.peek()) is not None:
        if line.cell is not None:
            if line.cell.table not in numbers:
                table += 1
                numbers[line.cell.table] = table
            yield replace(waiting.take(), cell=replace(line.cell, table=numbers[line.cell.table]))
            continue
        found = _table_here(waiting, title) if waiting.may_begin_a_table() else None
        if found is None:
            title = line.norm
            yield waiting.take()
        else:
            table += 1
            yield from _placed(waiting, found, table)


class _Waiting(Ahead[Line]):
    """The lines to come, of which some are known to begin no table."""

    def __init__(self, lines: Iterator[Line]) -> None:
        super().__init__(lines)
        self.barren = 0  # so many of the next lines begin none

    def take(self) -> Line:
        """The next line."""
        self.barren = max(self.barren - 1, 0)
        return super().take()

    def may_begin_a_table(self) -> bool:
        """Whether the next line may be the first heading of a table, or a part of it."""
        line = self.peek()
        if line is None or self.barren or len(line.norm) > _LONGEST_HEADING or line.norm.endswith("清单"):
            return False
        return column_kind(line.norm) is not None or _torn_heading(self, 0) > 1


@dataclass(frozen=True, slots=True)
class _Found:
    """A table: how many lines each heading has, the lines of the rows, and their deal.

    ``kept`` has the index of each line that is no page mark or repeated head.
    """

    head: list[int]
    kept: list[int]
    deal: Deal


def _table_here(lines: _Waiting, title: str) -> _Found | None:
    """The table whose head the next lines are, if they are one and rows stand below that suit it."""
    head = _head(lines)
    columns = read_columns({n: words for n, (words, _) in enumerate(head, 1)}) if head else None
    if columns is None:
        return None
    headings = "".join(words for words, _ in head)
    first = sum(count for _, count in head)
    numbered = Column.NUMBER in columns.others
    kept, seen = _rows(lines, first, headings, title, numbered)
    kinds = _kinds(head)
    found = deal([line for index in kept if (line := lines.peek(index))], kinds)
    fewest = _FEWEST_ROWS_IF_FEW if len(head) == _FEWEST_COLUMNS else 1
    if found.rows < (fewest if numbered else _FEWEST_ROWS_WITHOUT_NUMBERS) or found.score < found.rows:
        lines.barren = seen
        return None
    return _Found([count for _, count in head], kept[: len(found.places)], found)


def _kinds(head: list[tuple[str, int]]) -> list[Kind]:
    """What each column holds; where none is for the work itself, the one that names it is."""
    kinds: list[Kind] = [column_kind(words) for words, _ in head]
    if _WORK.isdisjoint(kinds) and Column.TITLE in kinds:
        last = len(kinds) - 1 - kinds[::-1].index(Column.TITLE)
        kinds[last] = Column.CONTENT
    return kinds


def _head(lines: _Waiting, start: int = 0) -> list[tuple[str, int]]:
    """The next lines as headings of columns with their count of lines, or nothing if they are no head.

    A line in brackets belongs to the heading before it: 落实单位, （人）. One heading among known ones
    may be unknown.
    """
    columns: list[tuple[str, int]] = []
    taken, unknown = start, 0
    while len(columns) <= _MOST_COLUMNS and (line := lines.peek(taken)) is not None and line.cell is None:
        norm = line.norm
        if len(norm) > _LONGEST_HEADING or _DATED.match(norm):
            break
        if (count := _torn_heading(lines, taken)) > 1:
            words = "".join(part.norm for n in range(count) if (part := lines.peek(taken + n)))
            columns.append((words, count))
        elif columns and norm[0] == "(" and norm[-1] == ")":
            columns[-1] = (columns[-1][0] + norm, columns[-1][1] + 1)
        elif column_kind(norm) is not None:
            columns.append((norm, 1))
        elif len(columns) > unknown + 1 and _may_be_heading(lines, taken):
            unknown += 1
            columns.append((norm, 1))
        else:
            break
        taken += max(count, 1)
    return columns if len(columns) >= _FEWEST_COLUMNS else []


def _may_be_heading(lines: _Waiting, index: int) -> bool:
    """Whether an unknown line is a heading, as it stands between known ones."""
    line, below = lines.peek(index), lines.peek(index + 1)
    if line is None or below is None or len(line.norm) > _LONGEST_UNKNOWN or _DATED.match(below.norm):
        return False
    plain = re.fullmatch("[\u4e00-\u9fff]+", line.norm) is not None and not are_units(line.norm)
    return plain and not is_limit(line.norm) and below.cell is None and column_kind(below.norm) is not None


def _torn_heading(lines: _Waiting, index: int) -> int:
    """Over how many lines a heading is torn: 牵头 and 单位, 任务 and 分类; 1 if it is not."""
    first, second = lines.peek(index), lines.peek(index + 1)
    if first is None or second is None or second.cell is not None:
        return 1
    halves = first.norm, second.norm
    if len(halves[0]) > _LONGEST_HALF and halves[1] not in _LAST_HALVES:
        return 1
    if len(halves[0]) > 2 * _LONGEST_HALF or len(halves[1]) > _LONGEST_HALF:
        return 1
    if column_kind("".join(halves)) is not None:
        known = column_kind(halves[0]) is not None and column_kind(halves[1]) is not None
        return 1 if known and len("".join(halves)) > _LONGEST_HALF else 2
    third = lines.peek(index + 2)
    if third is None or third.cell is not None or len(third.norm) > _LONGEST_HALF:
        return 1
    return 3 if None in map(column_kind, halves) and column_kind("".join((*halves, third.norm))) else 1


def _rows(lines: _Waiting, first: int, headings: str, title: str, numbered: bool) -> tuple[list[int], int]:
    """The indices of the lines that may be rows of a table, and how far the search for them went.

    They end where nothing has been like a row for long: no next number, or no unit and no date.
    """
    kept: list[int] = []
    index, expected, idle = first, 0, 0
    repeats = len(title) > _LONGEST_UNKNOWN and not are_units(title)
    while idle <= _MOST_IDLE_LINES and (line := lines.peek(index)) is not None and line.cell is None:
        if closes_table(line.norm):
            break
        if repeated := _repeated_head(lines, index, headings):
            index, idle = index + repeated, idle + repeated
            continue
        if line.norm[0] in _NUMBER_HEADINGS and _head(lines, index):
            break
        number = ordinal(line.norm)
        below_category = (
            bool(kept) and (above := lines.peek(kept[-1])) is not None and is_category(above.norm)
        )
        if numbered and number is not None and (number == expected + 1 or not expected or below_category):
            expected, idle = number, 0
        elif not numbered and (are_units(line.norm) or is_limit(line.norm)):
            idle = 0
        else:
            idle += 1
        if not (is_of_page(line.norm) or (repeats and line.norm == title)):
            kept.append(index)
        index += 1
    return kept, index


def _repeated_head(lines: _Waiting, index: int, headings: str) -> int:
    """Over how many of the lines from ``index`` the head of the table stands once more, or 0."""
    words, count = "", 0
    while len(words) < len(headings) and (line := lines.peek(index + count)) is not None:
        words += line.norm
        count += 1
        if not headings.startswith(words):
            return 0
    return count if words == headings else 0


def _placed(lines: _Waiting, found: _Found, table: int) -> Iterator[Line]:
    """The lines of a table with their cells; what only returns on each page is left out."""
    for column, count in enumerate(found.head, 1):
        for _ in range(count):
            yield replace(lines.take(), cell=Cell(table, 1, column))
    done = sum(found.head)
    row, before = 1, (0, 0)
    for index, place in zip(found.kept, found.deal.places, strict=True):
        while done < index:
            lines.take()
            done += 1
        line = lines.take()
        done += 1
        if place.column == STRAY:
            continue
        this = place.row, place.column
        if place.column == BETWEEN_ROWS or this[0] != before[0] or before[1] == BETWEEN_ROWS:
            row += 1
        before = this
        if place.column == BETWEEN_ROWS:
            yield replace(line, cell=Cell(table, row, 1, columns=len(found.head)))
        else:
            yield replace(line, cell=Cell(table, row, place.column))

"""Tables typed in plain text: columns parted by tabs, by upright strokes, or by wide blanks.

Tabs always make a table. Strokes and wide blanks part much else (menus of web pages, justified
names), so they make one only below a line that reads as the head of a task table. A cell may run over
several lines, and a category may stand on a line of its own between two rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from baicheng.reading.cleaning.ahead import Ahead
from baicheng.reading.cleaning.fields import (
    Field,
    between,
    columns_of,
    fields_of,
    norm_of,
    separator_of_head,
    whole_of,
)
from baicheng.reading.cleaning.furniture import is_page_number, is_running_head
from baicheng.reading.model import Role
from baicheng.reading.spans import Cell
from baicheng.reading.wording.cells import (
    are_units,
    begin_units,
    end_a_name,
    goes_on_in_limit,
    is_category,
    ordinal,
)
from baicheng.reading.wording.columns import Column, column_kind
from baicheng.reading.wording.labels import Label

_TAB = re.compile("\t")
_RULE = re.compile(r"[\s|│┃｜+:：—─━┼├┤┌┐└┘┬┴-]+")
_AFTER_TABLE = re.compile("附件|附表|抄送|注:|备注:|说明:")
_MOST_FOREIGN_LINES, _MOST_LINES_AHEAD = 2, 16
_OPEN_END = ",、:;("


@dataclass(frozen=True, slots=True)
class Raw:
    """A line of a file, or a field of one: where it stands in the source, and its cell if it has one."""

    start: int
    text: str
    page: int | None = None
    cell: Cell | None = None


def typed_tables(lines: Iterator[Raw], tables: int) -> Iterator[Raw]:
    """The lines, those of typed tables as one for each field, with its cell.

    Args:
        tables: the highest number that a table of the source has already.
    """
    waiting: Ahead[Raw] = Ahead(lines)
    rows = _Rows(waiting, tables)
    while (line := waiting.peek()) is not None:
        fields = rows.take(line) if line.cell is None else None
        waiting.take()
        if fields is None:
            yield line
        else:
            for part, cell in fields:
                words = line.text[part.start : part.end]
                yield replace(line, start=line.start + part.start, text=words, cell=cell)


@dataclass(slots=True)
class _Table:
    """A table whose rows are being read: what parts its columns, what they hold, and its last row."""

    number: int
    separator: re.Pattern[str] | None  # ``None`` for tabs
    width: int
    kinds: list[Role | Label | Column | None]
    starts: list[int]  # where the columns begin, in half characters
    row: int = 0
    filled: int = 0
    counted: int = 0
    last: str = ""  # the words of the last cell so far
    foreign: int = 0

    @property
    def is_open(self) -> bool:
        """Whether the last row still lacks cells."""
        return 0 < self.filled < self.width

    def kind(self) -> Role | Label | Column | None:
        """What the column of the last cell holds."""
        return self.kinds[self.filled - 1] if 0 < self.filled <= len(self.kinds) else None


class _Rows:
    """Finds the rows of tables in lines as they come."""

    def __init__(self, lines: Ahead[Raw], tables: int) -> None:
        self._lines = lines
        self._tables = tables
        self._table: _Table | None = None

    def take(self, line: Raw) -> list[tuple[Field, Cell]] | None:
        """The fields of a line of a table with their cells; ``None`` if it is no line of one."""
        raw, table = line.text, self._table
        if not raw.strip():
            return None
        if table is not None and table.separator is not None:
            taken = self._parted(raw, table, table.separator)
            if taken is not None:
                return taken
        elif _is_tabbed(raw, table):
            fields = between(raw, _TAB)
            if table is None or (table.foreign and column_kind(norm_of(raw, fields[0])) is Column.NUMBER):
                table = self._begun(None, fields, raw)
            return self._row(table, fields, raw)
        elif table is not None and (taken := self._untabbed(raw, table)) is not None:
            return taken
        separator = separator_of_head(raw)
        if separator is not None:
            fields = fields_of(raw, separator)
            return self._row(self._begun(separator, fields, raw), fields, raw)
        if table is not None:
            norm = norm_of(raw, whole_of(raw))
            table.foreign += not (is_page_number(norm) or is_running_head(norm))
            if table.foreign > _MOST_FOREIGN_LINES or _AFTER_TABLE.match(norm):
                self._table = None
        return None

    def _begun(self, separator: re.Pattern[str] | None, fields: list[Field], raw: str) -> _Table:
        """A new table with these fields as its first row."""
        self._tables += 1
        words = [norm_of(raw, part) for part in fields]
        width = len(fields)
        if separator is None and (torn := self._torn_heads(words)):
            width, words = width + len(torn) - 1, [*words[:-1], words[-1] + torn[0], *torn[1:]]
        kinds = [column_kind(word) for word in words]
        self._table = _Table(self._tables, separator, width, kinds, [part.left for part in fields])
        return self._table

    def _torn_heads(self, words: list[str]) -> list[str]:
        """The fields of the next line, where a heading is torn between the two lines."""
        below = self._lines.peek(1)
        if below is None or "\t" not in below.text or column_kind(words[0]) is not Column.NUMBER:
            return []
        parts = [norm_of(below.text, part) for part in between(below.text, _TAB)]
        joined = words[-1] + parts[0]
        torn = (
            ordinal(parts[0]) is None and column_kind(joined) is not None and all(map(column_kind, parts[1:]))
        )
        return parts if torn else []

    def _row(self, table: _Table, fields: list[Field], raw: str) -> list[tuple[Field, Cell]]:
        """The cells of a line of fields: of a row of its own, or of the row that the line before began."""
        words = [norm_of(raw, part) for part in fields]
        table.foreign = 0
        if self._goes_on(table, words):
            first, table.last = table.filled, table.last + words[0]
        else:
            table.row, first, table.last = table.row + 1, 1, words[0]
            table.counted = ordinal(words[0]) or table.counted
        if len(words) > 1:
            table.last = words[-1]
        table.filled = first + len(fields) - 1
        return [(part, Cell(table.number, table.row, column)) for column, part in enumerate(fields, first)]

    def _goes_on(self, table: _Table, words: list[str]) -> bool:
        """Whether a line of fields belongs to the row before it, whose last cell is torn."""
        if not table.is_open or table.filled + len(words) - 1 > table.width:
            return False
        return not _counts_on(table, words)

    def _untabbed(self, raw: str, table: _Table) -> list[tuple[Field, Cell]] | None:
        """The cell of a line without tabs: a category, or more of the last cell."""
        whole = whole_of(raw)
        norm = norm_of(raw, whole)
        if is_page_number(norm) or is_running_head(norm) or _AFTER_TABLE.match(norm):
            return None
        if self._is_category(norm, table):
            table.row, table.filled, table.last, table.foreign = table.row + 1, table.width, "", 0
            return [(whole, Cell(table.number, table.row, 1, columns=table.width))]
        if table.last and (_unfinished(table, norm) or self._completed_below(table)):
            table.last += norm
            return [(whole, Cell(table.number, table.row, table.filled))]
        return None

    def _is_category(self, norm: str, table: _Table) -> bool:
        """Whether a line between two rows heads those below it."""
        return table.foreign == 0 and is_category(norm) and self._row_follows(table)

    def _row_follows(self, table: _Table) -> bool:
        """Whether the next line, below other categories at most, is a row of its own."""
        for index in range(1, _MOST_LINES_AHEAD):
            line = self._lines.peek(index)
            if line is None or line.cell is not None:
                return False
            norm = norm_of(line.text, whole_of(line.text))
            if table.separator is not None and len(fields_of(line.text, table.separator)) == table.width:
                return True
            if table.separator is None and "\t" in line.text:
                words = [norm_of(line.text, part) for part in between(line.text, _TAB)]
                counted = table.counted == 0 or _counts_on(table, words) or ordinal(words[0]) == 1
                return counted or column_kind(words[0]) is Column.NUMBER
            if norm and not is_category(norm) and not is_page_number(norm):
                return False
        return False

    def _completed_below(self, table: _Table) -> bool:
        """Whether a line below brings what an open row lacks, so that all before it belongs to the row."""
        if not table.is_open:
            return False
        for index in range(1, _MOST_LINES_AHEAD):
            line = self._lines.peek(index)
            if line is None or line.cell is not None:
                return False
            if "\t" in line.text:
                words = [norm_of(line.text, part) for part in between(line.text, _TAB)]
                return table.filled + len(words) - 1 <= table.width and not _counts_on(table, words)
        return False

    def _parted(self, raw: str, table: _Table, separator: re.Pattern[str]) -> list[tuple[Field, Cell]] | None:
        """The cells of a line whose columns strokes or wide blanks part."""
        if _RULE.fullmatch(raw):
            return []
        fields = fields_of(raw, separator)
        if len(fields) == table.width:
            table.row, table.filled, table.foreign = table.row + 1, table.width, 0
            table.starts = [min(known, part.left) for known, part in zip(table.starts, fields, strict=True)]
            return [(part, Cell(table.number, table.row, n)) for n, part in enumerate(fields, 1)]
        if self._is_category(norm_of(raw, whole_of(raw)), table):
            table.row, table.foreign = table.row + 1, 0
            return [(whole_of(raw), Cell(table.number, table.row, 1, columns=table.width))]
        columns = columns_of(fields, table.starts) if table.row > 1 else None
        if columns is None or (len(fields) == 1 and columns[0] == 1):
            return None
        table.foreign = 0
        if columns[0] == 1:
            table.row += 1
        return [(part, Cell(table.number, table.row, n)) for n, part in zip(columns, fields, strict=True)]


def _is_tabbed(raw: str, table: _Table | None) -> bool:
    """Whether a line is a row: two tabs, or one inside a table."""
    tabs = raw.count("\t")
    return (tabs >= 2 and len(raw.split()) >= 2) or (tabs > 0 and table is not None)


def _counts_on(table: _Table, words: list[str]) -> bool:
    """Whether a line begins with the number of the next row, where the rows are numbered."""
    numbered = table.kinds and table.kinds[0] is Column.NUMBER
    if numbered and column_kind(words[0]) is Column.NUMBER:
        return True
    number = ordinal(words[0])
    return number is not None and (number == table.counted + 1 if numbered else len(words) == table.width)


def _unfinished(table: _Table, norm: str) -> bool:
    """Whether a line goes on with the cell before it: that stops short, or takes more of the same kind."""
    last, kind = table.last, table.kind()
    if last[-1] in _OPEN_END or last.count("(") > last.count(")") or norm[0] in ",、。;:)%":
        return True
    if isinstance(kind, Role):
        more = end_a_name(last) and begin_units(norm) and are_units(norm)
        return more or (not end_a_name(last) and are_units(last + norm))
    if kind is Label.LIMIT:
        return goes_on_in_limit(last, norm) and not is_category(norm)
    return False

"""Tables typed in plain text: columns parted by tabs, by upright strokes, or by wide blanks.

Tabs always make a table. Strokes and wide blanks part much else (menus of web pages, justified
names), so they make one only below a line that reads as the head of a task table.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from baicheng.reading.spans import Cell, Span
from baicheng.reading.wording.columns import column_kind, read_columns
from baicheng.reading.wording.forms import BLANK, half_width

_STROKE = re.compile(r"[|│┃｜]")
_WIDE_BLANK = re.compile("[ \u00a0]{2,}|\u3000+")
_RULE = re.compile(r"[\s|│┃｜+:：—─━┼├┤┌┐└┘┬┴-]+")
_BLANKS = re.compile(f"[{BLANK}]+")
_HEAD_WORDS = re.compile("单\\s*位|部\\s*门|时\\s*限|时\\s*间|主\\s*体")
_FEWEST_COLUMNS, _LONGEST_HEAD, _MOST_FOREIGN_LINES = 3, 200, 2


class TypedRows:
    """Finds the rows of tables in lines as they come.

    A row that a page breaks in two, inside a cell, is one row: the fields of its second half make up
    the columns that the first half lacks.
    """

    def __init__(self, tables: int) -> None:
        self._table = tables
        self._row = 0
        self._width = 0
        self._filled = 0
        self._foreign = 0
        self._fields: list[Span] = []
        self._separator: re.Pattern[str] | None = None

    def take(self, raw: str) -> bool:
        """Whether a line is a row of a table; a line of words ends the table before it."""
        if self._separator is None and self._is_tabbed(raw):
            self._fields = _between(raw, re.compile("\t"))
            return True
        if self._separator is not None and self._takes_on(raw, self._separator):
            return True
        return bool(raw.strip()) and self._begins(raw)

    def _begins(self, raw: str) -> bool:
        """Whether a line that is no row is the head of a table; a few such lines may stand between rows."""
        separator = _separator_of_head(raw)
        self._foreign += 1
        if separator is not None:
            self._width, self._separator, self._foreign = 0, separator, 0
            self._fields = _fields(raw, separator)
        elif self._separator is None or self._foreign > _MOST_FOREIGN_LINES:
            self._width, self._separator = 0, None
        return separator is not None

    def _is_tabbed(self, raw: str) -> bool:
        tabs = raw.count("\t")
        return (tabs >= 2 and len(raw.split()) >= 2) or (tabs > 0 and self._width > 0)

    def _takes_on(self, raw: str, separator: re.Pattern[str]) -> bool:
        """Whether a line goes on with a table whose columns strokes or blanks part."""
        if not raw.strip():
            return False
        if _RULE.fullmatch(raw):
            self._fields = []
            return True
        fields = _fields(raw, separator)
        if len(fields) != self._width:
            return False
        self._fields, self._foreign = fields, 0
        return True

    def _completes(self, fields: int) -> bool:
        return self._separator is None and 0 < self._filled < self._width == self._filled + fields - 1

    def cells(self) -> Iterator[tuple[Span, Cell]]:
        """The fields of the row taken last, with their cells."""
        if not self._fields:
            return
        first, count = 1, len(self._fields)
        if not self._width:
            self._table, self._row, self._width = self._table + 1, 1, count
        elif self._completes(count):
            first = self._filled
        else:
            self._row += 1
        self._filled = first + count - 1
        for column, field in enumerate(self._fields, first):
            yield field, Cell(self._table, self._row, column)


def _separator_of_head(raw: str) -> re.Pattern[str] | None:
    """What parts the columns of a line that is the head of a task table, other than tabs."""
    if len(raw) > _LONGEST_HEAD or not _HEAD_WORDS.search(raw):
        return None
    for separator in (_STROKE, _WIDE_BLANK):
        headings = [
            half_width(_BLANKS.sub("", raw[field.start : field.end])) for field in _fields(raw, separator)
        ]
        known = sum(column_kind(heading) is not None for heading in headings)
        if len(headings) >= _FEWEST_COLUMNS and known >= len(headings) - 1:
            return separator if read_columns(dict(enumerate(headings, 1))) else None
    return None


def _fields(raw: str, separator: re.Pattern[str]) -> list[Span]:
    """The fields of a line, without the empty ones that frame it."""
    fields = _between(raw, separator)
    if fields and not raw[fields[0].start : fields[0].end].strip():
        fields = fields[1:]
    if fields and not raw[fields[-1].start : fields[-1].end].strip():
        fields = fields[:-1]
    return fields


def _between(raw: str, separator: re.Pattern[str]) -> list[Span]:
    """The stretches between separators."""
    fields, start = [], 0
    for found in separator.finditer(raw):
        fields.append(Span(start, found.start()))
        start = found.end()
    return [*fields, Span(start, len(raw))]

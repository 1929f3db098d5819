"""Rows of typed tables whose columns upright strokes or wide blanks part."""

from __future__ import annotations

import re

from baicheng.reading.cleaning.ahead import Ahead
from baicheng.reading.cleaning.fields import Field, Raw, columns_of, fields_of, norm_of, whole_of
from baicheng.reading.cleaning.furniture import closes_table
from baicheng.reading.spans import Cell
from baicheng.reading.wording.cells import is_category

_RULE = re.compile(r"[\s|│┃｜+:：—─━┼├┤┌┐└┘┬┴-]+")
_MOST_LINES_AHEAD = 4


class PartedTable:
    """A table below a head; its rows have as many fields, or begin theirs below those of the head."""

    def __init__(self, number: int, separator: re.Pattern[str], head: str) -> None:
        self._number = number
        self._separator = separator
        self._starts = [field.left for field in fields_of(head, separator)]
        self._row = 0

    def take(self, raw: str, lines: Ahead[Raw], *, after_others: bool) -> list[tuple[Field, Cell]] | None:
        """The fields of a line with their cells; none for a rule, ``None`` if the line is no row.

        Args:
            lines: this line and those to come.
            after_others: whether lines that are no rows stand between the last row and this line.
        """
        if _RULE.fullmatch(raw):
            return []
        if closes_table(norm_of(raw, whole_of(raw))):
            return None
        fields = fields_of(raw, self._separator)
        if len(fields) == len(self._starts):
            self._row += 1
            self._starts = [min(known, field.left) for known, field in zip(self._starts, fields, strict=True)]
            return [(field, Cell(self._number, self._row, n)) for n, field in enumerate(fields, 1)]
        if not after_others and is_category(norm_of(raw, whole_of(raw))) and self._row_follows(lines):
            self._row += 1
            return [(whole_of(raw), Cell(self._number, self._row, 1, columns=len(self._starts)))]
        columns = columns_of(fields, self._starts) if self._row > 1 else None
        if columns is None or (len(fields) == 1 and columns[0] == 1):
            return None
        self._row += columns[0] == 1
        return [(field, Cell(self._number, self._row, n)) for n, field in zip(columns, fields, strict=True)]

    def _row_follows(self, lines: Ahead[Raw]) -> bool:
        """Whether the next line, below other categories at most, is a row."""
        for index in range(1, _MOST_LINES_AHEAD):
            below = lines.peek(index)
            if below is None:
                return False
            if len(fields_of(below.text, self._separator)) == len(self._starts):
                return True
            if below.text.strip() and not is_category(norm_of(below.text, whole_of(below.text))):
                return False
        return False

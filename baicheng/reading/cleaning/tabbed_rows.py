"""Rows of typed tables whose columns tabs part; a cell may run over several lines.

A row goes on until it has all its cells. A line without tabs is more of the last cell, or a category
between two rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from baicheng.reading.cleaning.ahead import Ahead
from baicheng.reading.cleaning.fields import Field, Raw, between, norm_of, whole_of
from baicheng.reading.cleaning.furniture import closes_table, is_of_page, is_page_number
from baicheng.reading.cleaning.lines import printed_width
from baicheng.reading.model import Role
from baicheng.reading.spans import Cell
from baicheng.reading.wording.cells import (
    are_units,
    end_a_name,
    goes_on_in_limit,
    is_category,
    ordinal,
)
from baicheng.reading.wording.columns import Column, column_kind
from baicheng.reading.wording.labels import Label

_TAB = re.compile("\t")
_MOST_LINES_AHEAD = 16
_OPEN_END, _NEVER_FIRST, _ENDS_SENTENCE = ",、:;(", ",、。;:)%", "。;!?"
_TOLERANCE = 3


def is_tabbed(raw: str, *, inside: bool) -> bool:
    """Whether a line is a row: two tabs, or one inside a table."""
    tabs = raw.count("\t")
    return (tabs >= 2 and len(raw.split()) >= 2) or (tabs > 0 and inside)


def _words(raw: str) -> list[str]:
    """The words of each field, half-width and without blanks."""
    return [norm_of(raw, field) for field in between(raw, _TAB)]


class TabbedTable:
    """A table that is being read: what its columns hold, and how far its last row has come."""

    def __init__(self, number: int, head: str, below: Raw | None) -> None:
        words = _words(head)
        if torn := _torn_headings(words, below):
            words = [*words[:-1], words[-1] + torn[0], *torn[1:]]
        self._number = number
        self._kinds = [column_kind(word) for word in words]
        self._row = 0
        self._filled = 0  # cells of the last row so far
        self._counted = 0  # the number of the last numbered row
        self._last = ""  # the words of the last cell so far
        self._widest = 0  # half characters of the longest line of that cell

    @staticmethod
    def is_head(raw: str) -> bool:
        """Whether a line opens with the heading of the numbers."""
        return column_kind(_words(raw)[0]) is Column.NUMBER

    def take(self, raw: str, lines: Ahead[Raw], *, after_others: bool) -> list[tuple[Field, Cell]] | None:
        """The fields of a line with their cells; ``None`` if the line is no part of the table.

        Args:
            lines: this line and those to come.
            after_others: whether lines that are no rows stand between the last row and this line.
        """
        if is_tabbed(raw, inside=True):
            return self._take_row(raw)
        whole = whole_of(raw)
        norm = norm_of(raw, whole)
        if is_of_page(norm) or closes_table(norm) or after_others:
            return None
        if is_category(norm) and self._row_follows(lines):
            self._row, self._filled, self._last = self._row + 1, len(self._kinds), ""
            return [(whole, Cell(self._number, self._row, 1, columns=len(self._kinds)))]
        if self._last and (self._takes_more(norm) or self._is_followed(lines)):
            self._add(norm)
            return [(whole, Cell(self._number, self._row, self._filled))]
        return None

    def _take_row(self, raw: str) -> list[tuple[Field, Cell]]:
        """The cells of a line of fields: of a row of its own, or of the row that the line before began."""
        words = _words(raw)
        if self._completes(words):
            first = self._filled
            self._add(words[0])
        else:
            first, self._row = 1, self._row + 1
            self._counted = ordinal(words[0]) or self._counted
        if first == 1 or len(words) > 1:
            self._last, self._widest = words[-1], printed_width(words[-1])
        self._filled = first + len(words) - 1
        fields = between(raw, _TAB)
        return [(field, Cell(self._number, self._row, column)) for column, field in enumerate(fields, first)]

    def _add(self, norm: str) -> None:
        self._last += norm
        self._widest = max(self._widest, printed_width(norm))

    def _is_open(self) -> bool:
        return 0 < self._filled < len(self._kinds)

    def _completes(self, words: list[str]) -> bool:
        """Whether a line of fields belongs to the row before it, whose last cell is torn."""
        fits = self._filled + len(words) - 1 <= len(self._kinds)
        return self._is_open() and fits and not self._counts_on(words)

    def _counts_on(self, words: list[str]) -> bool:
        """Whether a line begins with the number of the next row, where the rows are numbered."""
        numbered = self._kinds[0] is Column.NUMBER
        if numbered and column_kind(words[0]) is Column.NUMBER:
            return True
        number = ordinal(words[0])
        if number is None:
            return False
        return number == self._counted + 1 if numbered else len(words) == len(self._kinds)

    def _row_follows(self, lines: Ahead[Raw]) -> bool:
        """Whether the next line, below other categories at most, is a row of its own."""
        for raw in _below(lines):
            if "\t" in raw:
                words = _words(raw)
                counts = not self._counted or self._counts_on(words) or ordinal(words[0]) == 1
                return counts or column_kind(words[0]) is Column.NUMBER
            norm = norm_of(raw, whole_of(raw))
            if norm and not is_category(norm) and not is_page_number(norm):
                return False
        return False

    def _is_followed(self, lines: Ahead[Raw]) -> bool:
        """Whether a line below shows that this one is inside the table.

        It brings what an open row lacks; or it is the next number, where the last cell may hold prose.
        """
        for raw in _below(lines):
            if "\t" in raw:
                words = _words(raw)
                return self._completes(words) or (self._holds_prose() and self._counts_on(words))
            if closes_table(norm_of(raw, whole_of(raw))):
                return False
        return False

    def _kind(self) -> Role | Label | Column | None:
        """What the column of the last cell holds."""
        return self._kinds[self._filled - 1] if 0 < self._filled <= len(self._kinds) else None

    def _holds_prose(self) -> bool:
        return isinstance(self._kind(), Column) and self._kind() is not Column.NUMBER

    def _takes_more(self, norm: str) -> bool:
        """Whether a line goes on with the cell before it: that stops short, or takes more of the same kind."""
        last, kind = self._last, self._kind()
        if last[-1] in _OPEN_END or last.count("(") > last.count(")") or norm[0] in _NEVER_FIRST:
            return True
        narrow = printed_width(norm) <= self._widest + _TOLERANCE
        if isinstance(kind, Role):
            torn = narrow and not end_a_name(last) and not set(norm) & set("。;:")
            return torn or are_units(last + norm)
        if kind is Label.LIMIT:
            return goes_on_in_limit(last, norm) and not is_category(norm)
        return self._holds_prose() and last[-1] not in _ENDS_SENTENCE and narrow and not is_category(norm)


def _torn_headings(words: list[str], below: Raw | None) -> list[str]:
    """The fields of the line below a head, where a heading is torn between the two lines."""
    if below is None or "\t" not in below.text or column_kind(words[0]) is not Column.NUMBER:
        return []
    parts = _words(below.text)
    joined = column_kind(words[-1] + parts[0])
    torn = ordinal(parts[0]) is None and joined is not None and all(map(column_kind, parts[1:]))
    return parts if torn else []


def _below(lines: Ahead[Raw]) -> Iterator[str]:
    """The lines below the one at hand, as far as they may be looked at."""
    for index in range(1, _MOST_LINES_AHEAD):
        line = lines.peek(index)
        if line is None or line.cell is not None:
            return
        yield line.text

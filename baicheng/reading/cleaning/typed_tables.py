"""Tables typed in plain text: columns parted by tabs, by upright strokes, or by wide blanks.

Tabs always make a table. Strokes and wide blanks part much else (menus of web pages, justified
names), so they make one only below a line that reads as the head of a task table.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from baicheng.reading.cleaning.ahead import Ahead
from baicheng.reading.cleaning.fields import Field, Raw, norm_of, separator_of_head, whole_of
from baicheng.reading.cleaning.furniture import closes_table, is_of_page
from baicheng.reading.cleaning.parted_rows import PartedTable
from baicheng.reading.cleaning.tabbed_rows import TabbedTable, is_tabbed
from baicheng.reading.spans import Cell

_MOST_FOREIGN_LINES = 2


def typed_tables(lines: Iterator[Raw], tables: int) -> Iterator[Raw]:
    """The lines, those of typed tables as one for each field, with its cell.

    Args:
        tables: the highest number that a table of the source has already.
    """
    waiting = Ahead(lines)
    rows = _Rows(waiting, tables)
    while (line := waiting.peek()) is not None:
        fields = rows.take(line.text) if line.cell is None and line.text.strip() else None
        waiting.take()
        if fields is None:
            yield line
        else:
            for part, cell in fields:
                words = line.text[part.start : part.end]
                yield replace(line, start=line.start + part.start, text=words, cell=cell)


class _Rows:
    """Finds the rows of tables in lines as they come; a few other lines may stand between rows."""

    def __init__(self, lines: Ahead[Raw], tables: int) -> None:
        self._lines = lines
        self._tables = tables
        self._table: TabbedTable | PartedTable | None = None
        self._foreign = 0

    def take(self, raw: str) -> list[tuple[Field, Cell]] | None:
        """The fields of a line of a table with their cells; ``None`` if it is no line of one."""
        if self._table is None or self._begins_anew(raw):
            self._begin(raw)
        if self._table is None:
            return None
        found = self._table.take(raw, self._lines, after_others=self._foreign > 0)
        if found is not None:
            self._foreign = 0
            return found
        self._pass_over(raw)
        return None

    def _begins_anew(self, raw: str) -> bool:
        """Whether a line is the head of another table than the one before it."""
        if separator_of_head(raw) is not None:
            return self._foreign > 0 or not isinstance(self._table, PartedTable)
        tabbed = isinstance(self._table, TabbedTable) and is_tabbed(raw, inside=True)
        return tabbed and self._foreign > 0 and TabbedTable.is_head(raw)

    def _begin(self, raw: str) -> None:
        """Begin a table with this line, if it is a row or head of one."""
        if is_tabbed(raw, inside=False):
            self._tables += 1
            self._table = TabbedTable(self._tables, raw, self._lines.peek(1))
        elif (separator := separator_of_head(raw)) is not None:
            self._tables += 1
            self._table = PartedTable(self._tables, separator, raw)
        else:
            return
        self._foreign = 0

    def _pass_over(self, raw: str) -> None:
        """Count a line that is no row; too many of them end the table."""
        norm = norm_of(raw, whole_of(raw))
        self._foreign += not is_of_page(norm)
        if self._foreign > _MOST_FOREIGN_LINES or closes_table(norm):
            self._table = None

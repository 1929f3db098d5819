"""Tables of a web page: which grid places each cell covers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml import etree

MAX_SPAN = 1000
MAX_AREA = 100_000


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell with its place in the grid; rows and columns count from 1."""

    element: etree._Element
    row: int
    column: int
    rows: int
    columns: int


def grid(table: etree._Element) -> list[GridCell]:
    """The cells of a table in order, placed by the rules of HTML for rowspan and colspan."""
    rows = list(_rows(table))
    cells: list[GridCell] = []
    filled: dict[int, int] = {}  # column -> the last row that a cell from above covers there
    for number, row in enumerate(rows, 1):
        column = 1
        for item in row.iterchildren("td", "th"):
            while filled.get(column, 0) >= number:
                column += 1
            columns = _span(item, "colspan")
            height = _span(item, "rowspan") or len(rows)  # 0 reaches down to the end
            height = min(height, len(rows) - number + 1)
            columns = columns if columns * height <= MAX_AREA else 1
            cells.append(GridCell(item, number, column, height, max(columns, 1)))
            for covered in range(column, column + max(columns, 1)):
                filled[covered] = number + height - 1
            column += max(columns, 1)
    return cells


def is_layout(table: etree._Element, cells: list[GridCell]) -> bool:
    """Whether a table only arranges the page, as older web sites do: its cells are no cells then.

    It does when it says so, holds other tables, or has a single column.
    """
    if (
        table.get("role") in ("presentation", "none")
        or next(table.iterdescendants("table"), None) is not None
    ):
        return True
    return all(cell.column == 1 for cell in cells)


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    """The rows of the table itself, not of tables inside it."""
    for item in table:
        if item.tag == "tr":
            yield item
        elif item.tag in ("thead", "tbody", "tfoot"):
            yield from item.iterchildren("tr")


def _span(element: etree._Element, name: str) -> int:
    text = (element.get(name) or "1").strip()
    return min(int(text), MAX_SPAN) if text.isascii() and text.isdigit() else 1

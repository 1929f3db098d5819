"""Tables of a Word file: which grid places each cell covers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from baicheng.reading.sources.markup import attribute, child, local_name

if TYPE_CHECKING:
    from lxml import etree

WRAPPERS = {"sdt", "sdtContent", "customXml", "ins", "moveTo"}
MAX_SPAN = 200


@dataclass(slots=True)
class TableCell:
    """A cell with its place in the grid; rows and columns count from 1."""

    element: etree._Element
    row: int
    column: int
    rows: int = 1
    columns: int = 1


def table_cells(table: etree._Element) -> list[TableCell]:
    """The cells of a table in order; merged ones once, with all the rows and columns they cover."""
    cells: list[TableCell] = []
    above: dict[int, TableCell] = {}  # the cell that may go on downwards, by its first column
    row = 0
    for element in _wrapped(table, "tr"):
        if child(element, "trPr", "del") is not None:
            continue
        row += 1
        current: dict[int, TableCell] = {}
        for cell, merge in _row_cells(element, row):
            continued = above.get(cell.column)
            if merge == "continue" and continued is not None:
                continued.rows += 1
                current[cell.column] = continued
                continue
            cells.append(cell)
            if merge:
                current[cell.column] = cell
        above = current
    return cells


def _row_cells(element: etree._Element, row: int) -> Iterator[tuple[TableCell, str]]:
    """The cells of a row, each with "restart", "continue" or "" for its vertical merge."""
    column = 1 + _integer(attribute(child(element, "trPr", "gridBefore"), "val"), 0)
    previous: TableCell | None = None
    for item in _wrapped(element, "tc"):
        properties = child(item, "tcPr")
        if child(properties, "cellDel") is not None:
            continue
        width = _integer(attribute(child(properties, "gridSpan"), "val"), 1)
        if _merge(properties, "hMerge") == "continue" and previous is not None:
            previous.columns += width
        else:
            previous = TableCell(item, row, column, 1, width)
            yield previous, _merge(properties, "vMerge")
        column += width


def _merge(properties: etree._Element | None, name: str) -> str:
    merge = child(properties, name)
    return "" if merge is None else attribute(merge, "val") or "continue"


def _wrapped(element: etree._Element, name: str) -> Iterator[etree._Element]:
    """Rows of a table or cells of a row, also those inside content controls and tracked insertions."""
    for item in element:
        found = local_name(item)
        if found == name:
            yield item
        elif found in WRAPPERS:
            yield from _wrapped(item, name)


def _integer(text: str | None, default: int) -> int:
    return min(max(int(text), default), MAX_SPAN) if text and text.isdigit() else default

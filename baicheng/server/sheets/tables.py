"""The table in an uploaded file (表格): which sheet, which row heads it, what stands below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from xlsxwriter.utility import xl_col_to_name

from baicheng.server.sheets.columns import Target
from baicheng.server.sheets.heads import target_of_head
from baicheng.server.web.workbooks import Workbook, cell_text

#: The heads stand within the first rows of a sheet; above them stand titles and notes.
HEAD_ROWS = 20
#: So many rows are taken at once.
MOST_ROWS = 5_000
#: What stands in the column of numbers of the line that shows how to fill in a form.
EXAMPLE = ("示例（不导入）", "Example (not imported)")


@dataclass(frozen=True, slots=True)
class TableRow:
    """A filled-in row: its line in the sheet, from 1, and its cells."""

    line: int
    cells: Sequence[Any]

    def cell(self, place: int) -> Any:
        """What stands in a column."""
        return self.cells[place] if place < len(self.cells) else ""


@dataclass(frozen=True, slots=True)
class Table:
    """The heads of a sheet and the rows below them that hold anything."""

    sheet: str
    head: int
    heads: Sequence[str]
    rows: Sequence[TableRow]

    def place(self, line: int, column: int) -> str:
        """The name of a cell, such as B7."""
        return f"{xl_col_to_name(column)}{line}"

    def samples(self, column: int, most: int = 3) -> list[str]:
        """Some of what stands in a column."""
        found: dict[str, None] = {}
        for row in self.rows:
            if text := cell_text(row.cell(column)):
                found.setdefault(text[:60])
            if len(found) == most:
                break
        return list(found)


def read_table(workbook: Workbook, sheet: str, head: int) -> Table:
    """The table of a sheet whose heads stand in a row.

    Raises:
        ValidationError: the sheet is not there, has no such row, nothing below it, or too many rows.
    """
    if sheet not in workbook.titles:
        raise ValidationError({"sheet": _("The file has no sheet of that name.")})
    grid = workbook.grid(sheet)
    if not 0 < head <= len(grid):
        raise ValidationError({"head": _("The sheet has no such row.")})
    heads = [" ".join(cell_text(cell).split()) for cell in grid[head - 1]]
    while heads and not heads[-1]:
        heads.pop()
    if not heads:
        raise ValidationError(
            {"head": _("This row is empty: choose the one with the titles of the columns.")}
        )
    rows = [
        TableRow(line, cells)
        for line, cells in enumerate(grid[head:], start=head + 1)
        if any(cell_text(cell) for cell in cells) and not _is_example(cells)
    ]
    if len(rows) > MOST_ROWS:
        given = {"rows": len(rows), "most": MOST_ROWS}
        raise ValidationError(
            _("The sheet has %(rows)s rows; at most %(most)s are taken at once. Split it.") % given
        )
    return Table(sheet, head, heads, rows)


def find_table(workbook: Workbook, targets: Sequence[Target]) -> tuple[str, int]:
    """The sheet and row whose cells are most like the titles of a register's columns.

    Raises:
        ValidationError: no sheet holds anything.
    """
    best, place = -1, ("", 0)
    for sheet in workbook.titles:
        grid = workbook.grid(sheet)
        for number, cells in enumerate(grid[:HEAD_ROWS], start=1):
            texts = [cell_text(cell) for cell in cells]
            filled = len(set(filter(None, texts)))
            below = any(cell_text(cell) for row in grid[number : number + HEAD_ROWS] for cell in row)
            if not filled:
                continue
            known = {target_of_head(text, targets) for text in texts if text} - {None}
            score = 1000 * len(known) + (min(filled, 20) if below else 0)
            if score > best:
                best, place = score, (sheet, number)
    if not place[0]:
        raise ValidationError(_("The file holds nothing."))
    return place


def _is_example(cells: Sequence[Any]) -> bool:
    return any(cell_text(cell) in EXAMPLE for cell in cells[:1])

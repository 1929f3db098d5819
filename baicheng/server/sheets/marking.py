"""A copy of an uploaded sheet with its faults marked (错误标注): values only, to be corrected and sent again."""

from __future__ import annotations

from collections import defaultdict
from typing import IO

from django.utils.translation import gettext as _

from baicheng.server.sheets.checking import Fault, Plan
from baicheng.server.web.shares import Share
from baicheng.server.web.spreadsheets import Entry, Spreadsheet, SpreadsheetFile, entry

_WRONG = {"bg_color": "#FFD7D7"}
_HEAD = {"bold": True, "bottom": 1}
#: A comment holds no more than this.
_MOST_TEXT = 1_000


def marked_file(plan: Plan, *, faulty_only: bool) -> IO[bytes]:
    """The table as an .xlsx file, open at its beginning: wrong cells are red, with what is wrong as a comment.

    A column behind the last says all that is wrong in the row. Formulas are gone: their values stand there.

    Args:
        faulty_only: only the rows with a fault, where the others are entered without them.
    """
    table = plan.table
    faults: dict[int, list[Fault]] = defaultdict(list)
    for fault in plan.faults:
        faults[fault.line].append(fault)
    file = SpreadsheetFile()
    sheet = file.sheet(table.sheet)
    width = len(table.heads)
    sheet.write(0, [*map(Entry, table.heads), Entry(_("What is wrong"))], **_HEAD)
    number = 0
    for row in table.rows:
        wrong = faults.get(row.line, [])
        if faulty_only and not wrong:
            continue
        number += 1
        cells = [_shown(row.cell(place)) for place in range(width)]
        _write(sheet, number, cells, wrong)
        if wrong:
            said = "\n".join(_told(plan, fault) for fault in wrong)
            sheet.put(number, width, Entry(said), font_color="#B42318")
    sheet.arrange(0, number, [*(18 for _head in table.heads), 60])
    return file.finish()


def _write(sheet: Spreadsheet, number: int, cells: list[Entry], wrong: list[Fault]) -> None:
    texts: dict[int, list[str]] = defaultdict(list)
    for fault in wrong:
        if fault.column is not None:
            texts[fault.column].append(fault.text)
    for place, cell in enumerate(cells):
        sheet.put(number, place, cell, **(_WRONG if place in texts else {}))
    for place, told in texts.items():
        sheet.page.write_comment(number, place, "\n".join(told)[:_MOST_TEXT], {"x_scale": 2})


def _told(plan: Plan, fault: Fault) -> str:
    """A fault with the cell that it had in the file."""
    place = plan.table.place(fault.line, fault.column) if fault.column is not None else str(fault.line)
    return f"{place}: {fault.text}"


def _shown(cell: object) -> Entry:
    if isinstance(cell, Share):
        return Entry(float(cell), "0.##########%")
    return entry(cell)

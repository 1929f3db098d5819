"""A register's list as an Excel file (导出): what is shown, as text and numbers, never as formulas."""

from __future__ import annotations

import io
from collections.abc import Iterator

import xlsxwriter
from django.utils.translation import gettext as _

from baicheng.server.registers.books import Book, spoken
from baicheng.server.registers.ledger import Line, columns, ledger
from baicheng.server.registers.matter import Viewer
from baicheng.server.registers.queries import Filters
from baicheng.server.web.deadlines import due
from baicheng.server.web.formats import moment
from baicheng.server.web.tones import LIGHTS

#: So many rows go into one file.
MOST_ROWS = 5000
_PAGE = 500
_SHEET_NAME = 31


def workbook(viewer: Viewer, book: Book, filters: Filters, order: str) -> bytes:
    """The list that a user sees, as the bytes of an .xlsx file."""
    out = io.BytesIO()
    file = xlsxwriter.Workbook(
        out,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    title = spoken(book.register.title)
    sheet = file.add_worksheet(_sheet_name(title))
    bold = file.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    wrapped = file.add_format({"text_wrap": True, "valign": "top"})
    sheet.write_string(0, 0, _("%(title)s, as of %(moment)s") % {"title": title, "moment": moment(viewer.at)})
    heads = [_("Number"), *(str(column.title) for column in columns(book)), _("Light")]
    for place, head in enumerate(heads):
        sheet.write_string(2, place, head, bold)
    last = 2
    for last, line in enumerate(_all(viewer, book, filters, order), start=3):
        for place, text in enumerate(_texts(line)):
            sheet.write_string(last, place, text, wrapped)
    sheet.set_column(0, 0, 14)
    sheet.set_column(1, 1, 48)
    sheet.set_column(2, len(heads) - 1, 18)
    sheet.freeze_panes(3, 2)
    sheet.autofilter(2, 0, last, len(heads) - 1)
    file.close()
    return out.getvalue()


def _all(viewer: Viewer, book: Book, filters: Filters, order: str) -> Iterator[Line]:
    after, count = "", 0
    while count < MOST_ROWS:
        found = ledger(viewer, book, filters, order, after=after, size=_PAGE)
        yield from found.lines
        count += len(found.lines)
        after = found.page.next
        if not after:
            return


def _texts(line: Line) -> Iterator[str]:
    yield line.number
    yield line.title
    for cell in line.cells:
        if cell.kind == "state":
            yield line.state
        elif cell.kind == "due":
            yield due(line.due_at) if line.due_at else ""
        else:
            more = _(" and %(count)s more") % {"count": cell.more} if cell.more else ""
            yield "、".join(map(str, cell.said)) + more
    yield str(LIGHTS[line.light].title)


def _sheet_name(title: str) -> str:
    """A title as the name of a sheet, which Excel lets be so long and without these characters."""
    return "".join(character for character in title if character not in "[]:*?/\\")[:_SHEET_NAME] or "1"

"""A register's list as an Excel file (导出): every row that the filters give, with numbers and days as such.

The file is written row by row to the disk, so that memory does not grow with it. Texts are never formulas.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import IO, Any, NamedTuple

import xlsxwriter
from django.utils.translation import gettext as _

from baicheng.clock.instants import in_china, last_day_until, start_of
from baicheng.packs.schema.fields import NUMERIC, Field
from baicheng.server.registers.books import Book, spoken
from baicheng.server.registers.columns import columns
from baicheng.server.registers.ledger import Cell, Line, ledger
from baicheng.server.registers.matter import Viewer
from baicheng.server.registers.queries import Filters
from baicheng.server.registers.wording import unit_of
from baicheng.server.web.formats import UNDIVIDED, moment
from baicheng.server.web.tones import LIGHTS

#: A sheet of Excel has so many rows; title, an empty one and the heads stand above the records.
SHEET_ROWS = 1_048_576
_ABOVE = 3
#: Excel holds so many characters in a cell, and so many digits of a number.
_LONGEST_TEXT, _DIGITS = 32_767, 15
_PAGE = 500
_SHEET_NAME = 31
_DAY, _MOMENT = "yyyy-mm-dd", "yyyy-mm-dd hh:mm"


class _Entry(NamedTuple):
    """What stands in a cell of the file, and in which format; "" is that of texts."""

    value: str | float | date | datetime
    form: str = ""


class _Sheet:
    """The one sheet of a file, with a format for each way of writing numbers and days."""

    def __init__(self, out: IO[bytes], title: str) -> None:
        options = {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        }
        self._file = xlsxwriter.Workbook(out, options)
        self._sheet = self._file.add_worksheet(_sheet_name(title))
        self._formats: dict[str, Any] = {}

    def write(self, row: int, entries: Sequence[_Entry], **more: Any) -> None:
        """Write one row; rows are written from above to below."""
        for place, (value, form) in enumerate(entries):
            look = self._look(form, **more)
            if isinstance(value, str):
                self._sheet.write_string(row, place, _shortened(value), look)
            elif isinstance(value, date):
                self._sheet.write_datetime(row, place, value, look)
            else:
                self._sheet.write_number(row, place, value, look)

    def finish(self, last: int, width: int) -> None:
        """Set widths and filters and close the file."""
        self._sheet.set_column(0, 0, 14)
        self._sheet.set_column(1, 1, 48)
        self._sheet.set_column(2, width - 1, 18)
        self._sheet.freeze_panes(_ABOVE, 2)
        self._sheet.autofilter(_ABOVE - 1, 0, last, width - 1)
        self._file.close()

    def _look(self, form: str, **more: Any) -> Any:
        key = f"{form}|{sorted(more.items())}"
        if key not in self._formats:
            shown = {"num_format": form} if form else {"text_wrap": True}
            self._formats[key] = self._file.add_format({"valign": "top", **shown, **more})
        return self._formats[key]


def workbook(
    viewer: Viewer,
    book: Book,
    filters: Filters,
    order: str,
    *,
    chosen: Sequence[str] = (),
    most: int = SHEET_ROWS,
) -> IO[bytes]:
    """The list that a user sees as an .xlsx file, open at its beginning; it is gone once it is closed.

    Args:
        chosen: the columns, by name; those of the pack, unless given.
        most: so many rows the sheet has; what does not fit is said in its last row.
    """
    out = tempfile.TemporaryFile()  # noqa: SIM115 - whoever sends it closes it
    title = spoken(book.register.title)
    sheet = _Sheet(out, title)
    told = _("%(title)s, as of %(moment)s") % {"title": title, "moment": moment(viewer.at)}
    sheet.write(0, [_Entry(told)])
    heads = [_("Number"), *_heads(book, chosen), _("Light")]
    sheet.write(_ABOVE - 1, [_Entry(head) for head in heads], bold=True, bottom=1)
    last = _ABOVE - 1
    for last, line in enumerate(_all(viewer, book, filters, order, chosen), start=_ABOVE):
        if last == most - 1:
            cut = _("Excel has no more rows than these: narrow the list and export the rest by itself.")
            sheet.write(last, [_Entry(cut)])
            break
        sheet.write(last, list(_entries(book, line)))
    sheet.finish(last, len(heads))
    out.seek(0)
    return out


def _heads(book: Book, chosen: Sequence[str]) -> Iterator[str]:
    """The columns' heads, with the unit of numbers, which the cells do not repeat."""
    for column in columns(book, chosen):
        field = book.register.fields_.get(column.name)
        unit = _unit(field) if field is not None else ""
        yield f"{column.title}（{unit}）" if unit else str(column.title)


def _unit(field: Field) -> str:
    if field.kind not in NUMERIC or field.kind == "percent":
        return ""
    return unit_of(field)


def _all(viewer: Viewer, book: Book, filters: Filters, order: str, chosen: Sequence[str]) -> Iterator[Line]:
    after = ""
    while True:
        found = ledger(viewer, book, filters, order, after=after, size=_PAGE, named=None, chosen=chosen)
        yield from found.lines
        after = found.page.next
        if not after:
            return


def _entries(book: Book, line: Line) -> Iterator[_Entry]:
    yield _Entry(line.number)
    yield _Entry(line.title)
    for cell in line.cells:
        if cell.kind == "state":
            yield _Entry(line.state)
        elif cell.kind == "due":
            yield _due(line.due_at)
        else:
            yield _of_field(book.register.fields_.get(cell.column), cell)
    yield _Entry(str(LIGHTS[line.light].title))


def _due(at: datetime | None) -> _Entry:
    """A whole day as that day, otherwise the moment in China."""
    if at is None:
        return _Entry("")
    local = in_china(at)
    if local == start_of(local.date()):
        return _Entry(last_day_until(at), _DAY)
    return _Entry(local.replace(tzinfo=None), _MOMENT)


def _of_field(field: Field | None, cell: Cell) -> _Entry:
    """A number, share or day as such; what is no value, such as “not stated”, in words."""
    words = _Entry("、".join(map(str, cell.said)))
    if field is None or not isinstance(cell.value, str | int):
        return words
    if field.kind == "date":
        try:
            return _Entry(date.fromisoformat(str(cell.value)), _DAY)
        except ValueError:
            return words
    number = _number(cell.value) if field.kind in NUMERIC else None
    if number is None:
        return words
    if field.kind == "percent":
        return _Entry(float(number / 100), _decimals(number, "0", "%"))
    return _Entry(float(number), _decimals(number, "#,##0" if abs(number) >= UNDIVIDED else "0", ""))


def _number(stored: str | int) -> Decimal | None:
    """A stored number; none where Excel would keep only part of its digits."""
    try:
        number = Decimal(stored)
    except InvalidOperation:
        return None
    return number if number.is_finite() and len(number.normalize().as_tuple().digits) <= _DIGITS else None


def _decimals(number: Decimal, whole: str, sign: str) -> str:
    exponent = number.normalize().as_tuple().exponent
    places = max(0, -exponent) if isinstance(exponent, int) else 0
    return f"{whole}{'.' + '0' * places if places else ''}{sign}"


def _shortened(text: str) -> str:
    """A text as long as Excel holds; what is cut off is said."""
    if len(text) <= _LONGEST_TEXT:
        return text
    cut = _("… (cut off: Excel holds no longer text)")
    return text[: _LONGEST_TEXT - len(cut)] + cut


def _sheet_name(title: str) -> str:
    """A title as the name of a sheet, which Excel lets be so long and without these characters."""
    return "".join(character for character in title if character not in "[]:*?/\\")[:_SHEET_NAME] or "1"

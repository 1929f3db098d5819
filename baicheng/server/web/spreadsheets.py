"""Excel files that the server writes (导出): texts, numbers and days as such, never a formula or a link.

A file is written row by row to the disk, so that memory does not grow with it.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any, NamedTuple

import xlsxwriter
from django.http import FileResponse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from baicheng.server.web.formats import moment
from baicheng.server.web.turns import aside

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: A sheet of Excel has so many rows.
SHEET_ROWS = 1_048_576
#: Excel holds so many characters in a cell, and so many digits of a number.
_LONGEST_TEXT, _DIGITS = 32_767, 15
_SHEET_NAME = 31
DAY, MOMENT = "yyyy-mm-dd", "yyyy-mm-dd hh:mm"
#: Above the heads of a list stand its title and an empty row.
_ABOVE = 3


class Entry(NamedTuple):
    """What stands in a cell, and in which format; "" is that of texts."""

    value: str | float | date | datetime
    form: str = ""


class SpreadsheetFile:
    """A file in the making: sheets one after the other, each from above to below."""

    def __init__(self) -> None:
        self._out: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - whoever sends it closes it
        options = {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        }
        self._file = xlsxwriter.Workbook(self._out, options)
        self._looks: dict[str, Any] = {}

    def sheet(self, title: str) -> Spreadsheet:
        """The next sheet."""
        return Spreadsheet(self, self._file.add_worksheet(sheet_name(title)))

    def look(self, form: str, **more: Any) -> Any:
        """The look of a cell: the format of its number or day, or that of texts."""
        key = f"{form}|{sorted(more.items())}"
        if key not in self._looks:
            shown = {"num_format": form} if form else {"text_wrap": True}
            self._looks[key] = self._file.add_format({"valign": "top", **shown, **more})
        return self._looks[key]

    def finish(self) -> IO[bytes]:
        """The file, open at its beginning; it is gone once it is closed."""
        self._file.close()
        self._out.seek(0)
        return self._out


class Spreadsheet:
    """One sheet of a file; ``page`` is that of XlsxWriter."""

    def __init__(self, file: SpreadsheetFile, page: Any) -> None:
        self._file, self.page = file, page

    def write(self, row: int, entries: Sequence[Entry], **more: Any) -> None:
        """Write one row; ``more`` is how all of its cells look."""
        for place, entry in enumerate(entries):
            self.put(row, place, entry, **more)

    def put(self, row: int, place: int, entry: Entry, **more: Any) -> None:
        """Write one cell."""
        value, look = entry.value, self._file.look(entry.form, **more)
        if isinstance(value, str):
            self.page.write_string(row, place, fitting(value), look)
        elif isinstance(value, date):
            self.page.write_datetime(row, place, value, look)
        else:
            self.page.write_number(row, place, value, look)

    def arrange(self, heads: int, last: int, widths: Sequence[float], frozen: int = 2) -> None:
        """Set widths, filters, and what stays in view above and beside; ``heads`` is the row of the heads."""
        for place, width in enumerate(widths):
            self.page.set_column(place, place, width)
        self.page.freeze_panes(heads + 1, min(frozen, len(widths)))
        self.page.autofilter(heads, 0, max(last, heads), len(widths) - 1)


class ListColumn(NamedTuple):
    """A column of a list as a file shows it."""

    head: object
    width: float = 18


def list_file(
    title: str,
    columns: Sequence[ListColumn],
    rows: Iterable[Sequence[object]],
    *,
    at: datetime,
    most: int = SHEET_ROWS,
) -> IO[bytes]:
    """A list as an .xlsx file: when it was so, the heads, and every row.

    Args:
        rows: what stands in the columns; ``Entry``, text, numbers, days, or nothing.
        most: so many rows the sheet has; what does not fit is said in its last row.
    """
    # A ledger of a million rows is written for minutes, a page is computed in hundredths of a second.
    with aside():
        return _list_file(title, columns, rows, at, most)


def _list_file(
    title: str, columns: Sequence[ListColumn], rows: Iterable[Sequence[object]], at: datetime, most: int
) -> IO[bytes]:
    file = SpreadsheetFile()
    sheet = file.sheet(title)
    told = _("%(title)s, as of %(moment)s") % {"title": title, "moment": moment(at)}
    sheet.write(0, [Entry(told)])
    sheet.write(_ABOVE - 1, [Entry(str(column.head)) for column in columns], bold=True, bottom=1)
    last = _ABOVE - 1
    for last, row in enumerate(rows, start=_ABOVE):
        if last == most - 1:
            cut = _("Excel has no more rows than these: narrow the list and export the rest by itself.")
            sheet.write(last, [Entry(cut)])
            break
        sheet.write(last, [entry(value) for value in row])
    sheet.arrange(_ABOVE - 1, last, [column.width for column in columns])
    return file.finish()


def entry(value: object) -> Entry:
    """A value as a cell holds it best."""
    if isinstance(value, Entry):
        return value
    if value is None:
        return Entry("")
    if isinstance(value, datetime):
        return Entry((localtime(value) if value.tzinfo else value).replace(tzinfo=None), MOMENT)
    if isinstance(value, date):
        return Entry(value, DAY)
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return Entry(float(value), "General") if holds(value) else Entry(str(value))
    return Entry(str(value))


def holds(number: int | float | Decimal) -> bool:
    """Whether Excel keeps all digits of a number."""
    exact = Decimal(str(number))
    return exact.is_finite() and len(exact.normalize().as_tuple().digits) <= _DIGITS


def download(content: IO[bytes], name: str) -> FileResponse:
    """The answer that saves a file."""
    return FileResponse(content, as_attachment=True, filename=name, content_type=XLSX)


def send_list(
    title: object, columns: Sequence[ListColumn], rows: Iterable[Sequence[object]], *, at: datetime
) -> FileResponse:
    """The answer that saves a list as an .xlsx file, under its title and the day."""
    return download(list_file(str(title), columns, rows, at=at), file_name(str(title), at))


def fitting(text: str) -> str:
    """A text as a cell holds it: what is cut off is said, and what looks like marked-up text stays plain."""
    if text.startswith("<r>") and text.endswith("</r>"):
        text = f" {text}"
    if _units(text) <= _LONGEST_TEXT:
        return text
    cut = _("… (cut off: Excel holds no longer text)")
    room = 2 * (_LONGEST_TEXT - len(cut))
    return text.encode("utf-16-le")[:room].decode("utf-16-le", "ignore") + cut


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def sheet_name(title: str) -> str:
    """A title as the name of a sheet, which Excel lets be so long and without these characters."""
    plain = "".join(character for character in title if character not in "[]:*?/\\")
    return plain.strip("'")[:_SHEET_NAME] or "1"


def file_name(title: str, at: datetime) -> str:
    """The name of a file with a list of a day."""
    return f"{title}-{localtime(at):%Y%m%d}.xlsx"

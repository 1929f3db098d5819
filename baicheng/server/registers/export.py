"""A register's list as an Excel file (导出): every row that the filters give, with numbers and days as such.

The file is written row by row to the disk, so that memory does not grow with it. Texts are never formulas.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import IO

from django.utils.translation import gettext as _

from baicheng.clock.instants import in_china, last_day_until, start_of
from baicheng.packs.schema.fields import NUMERIC, Field
from baicheng.server.registers.books import Book, spoken
from baicheng.server.registers.columns import columns
from baicheng.server.registers.ledger import Cell, Line, ledger
from baicheng.server.registers.matter import Viewer
from baicheng.server.registers.queries import Filters
from baicheng.server.registers.wording import unit_of
from baicheng.server.web.formats import UNDIVIDED
from baicheng.server.web.spreadsheets import DAY, MOMENT, SHEET_ROWS, Entry, ListColumn, holds, list_file
from baicheng.server.web.tones import LIGHTS

_PAGE = 500


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
    title_head, *others = _heads(book, chosen)
    heads = [
        ListColumn(_("Number"), 14),
        ListColumn(title_head, 48),
        *map(ListColumn, others),
        ListColumn(_("Light")),
    ]
    rows = (list(_entries(book, line)) for line in _all(viewer, book, filters, order, chosen))
    return list_file(spoken(book.register.title), heads, rows, at=viewer.at, most=most)


def _heads(book: Book, chosen: Sequence[str]) -> Iterator[str]:
    """The columns' heads, with the unit of numbers, which the cells do not repeat."""
    for column in columns(book, chosen):
        field = book.register.fields_.get(column.name)
        unit = _unit(field) if field is not None else ""
        yield f"{column.title}（{unit}）" if unit else str(column.title)
        if column.name == "due":
            yield _("Earliest open")


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


def _entries(book: Book, line: Line) -> Iterator[Entry]:
    yield Entry(line.number)
    yield Entry(line.title)
    for cell in line.cells:
        if cell.kind == "state":
            yield Entry(line.state)
        elif cell.kind == "due":
            yield _due(line.deadline_at)
            yield _due(line.earliest_at or line.deadline_at)
        else:
            yield _of_field(book.register.fields_.get(cell.column), cell)
    yield Entry(str(LIGHTS[line.light].title))


def _due(at: datetime | None) -> Entry:
    """A whole day as that day, otherwise the moment in China."""
    if at is None:
        return Entry("")
    local = in_china(at)
    if local == start_of(local.date()):
        return Entry(last_day_until(at), DAY)
    return Entry(local.replace(tzinfo=None), MOMENT)


def _of_field(field: Field | None, cell: Cell) -> Entry:
    """A number, share or day as such; what is no value, such as “not stated”, in words."""
    words = Entry("、".join(map(str, cell.said)))
    if field is None or not isinstance(cell.value, str | int):
        return words
    if field.kind == "date":
        try:
            return Entry(date.fromisoformat(str(cell.value)), DAY)
        except ValueError:
            return words
    number = _number(cell.value) if field.kind in NUMERIC else None
    if number is None:
        return words
    if field.kind == "percent":
        return Entry(float(number / 100), _decimals(number, "0", "%"))
    return Entry(float(number), _decimals(number, "#,##0" if abs(number) >= UNDIVIDED else "0", ""))


def _number(stored: str | int) -> Decimal | None:
    """A stored number; none where Excel would keep only part of its digits."""
    try:
        number = Decimal(stored)
    except InvalidOperation:
        return None
    return number if holds(number) else None


def _decimals(number: Decimal, whole: str, sign: str) -> str:
    exponent = number.normalize().as_tuple().exponent
    places = max(0, -exponent) if isinstance(exponent, int) else 0
    return f"{whole}{'.' + '0' * places if places else ''}{sign}"

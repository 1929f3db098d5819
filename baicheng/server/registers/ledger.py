"""A register's list as pages and files show it (台账): columns and cells in words, now or as it was."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from baicheng.clock.instants import china_date, in_china
from baicheng.packs.schema.fields import NUMERIC
from baicheng.server.orgs.queries import names
from baicheng.server.registers.books import Book, label
from baicheng.server.registers.lights import is_over, light, tone_of
from baicheng.server.registers.matter import Viewer
from baicheng.server.registers.models import Party, Record, Version
from baicheng.server.registers.queries import Filters, Past, as_of, list_page
from baicheng.server.registers.queries.reach import seen
from baicheng.server.registers.queries.single import masked
from baicheng.server.registers.wording import Said, names_in, say, state_said
from baicheng.server.web.deadlines import due
from baicheng.server.web.formats import day
from baicheng.server.web.listing import Column
from baicheng.server.web.paging import PAGE_SIZE, Count, Page, bounded_count, keyset_page

#: Columns that every record has and a list can be sorted by.
_SHARED_ORDERS = frozenset({"due", "number", "title", "state"})
#: So many names stand in a cell; the others are counted.
NAMED = 3


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: what it says, and what the column is; ``value`` is what a field holds, in storage form."""

    column: str
    kind: str
    said: Sequence[Said]
    more: int = 0
    value: Any = None


@dataclass(frozen=True, slots=True)
class Line:
    """A row: the record, or what it was, with its cells in the order of the columns."""

    record_id: int
    url: str
    number: str
    title: str
    state: str
    tone: str
    light: str
    due_at: datetime | None
    cells: Sequence[Cell]


@dataclass(frozen=True, slots=True)
class Ledger:
    """One page of a list."""

    columns: Sequence[Column]
    lines: Sequence[Line]
    page: Page
    count: Count


def columns(book: Book) -> tuple[Column, ...]:
    """The columns that the pack lists; the title stands in the first one, which leads to the record."""
    listed = book.register.list_.columns if book.register.list_ else ("number", "title", "state", "due")
    found = [Column("title", label(book, "title"), ("title",), "main")]
    for name in listed:
        if name in ("title", "number"):
            continue
        field = book.register.fields_.get(name)
        sortable = name in _SHARED_ORDERS or (field is not None and field.indexed and not field.many)
        kind = ""
        if name == "state":
            kind = "state"
        elif name == "due" or (field is not None and field.kind == "date"):
            kind = "date"
        elif field is not None and field.kind in NUMERIC:
            kind = "number"
        found.append(Column(name, label(book, name), (name,) if sortable else (), kind))
    return tuple(found)


def order_of(book: Book, wanted: str) -> str:
    """The order asked for, where the list can be sorted so; otherwise the pack's own."""
    own = book.register.list_.order if book.register.list_ else "due"
    sortable = {column.name for column in columns(book) if column.order} | {"number"}
    return wanted if wanted.removeprefix("-") in sortable else own


def ledger(
    viewer: Viewer,
    book: Book,
    filters: Filters,
    order: str,
    *,
    after: str = "",
    before: str = "",
    size: int = PAGE_SIZE,
    named: int | None = NAMED,
) -> Ledger:
    """One page of what a user may see of a register; in a cell stand ``named`` parties, or all."""
    assert viewer.user is not None, "somebody looks at the page"
    shown = columns(book)
    page = list_page(
        viewer.user,
        book.id,
        filters,
        order,
        after=after,
        before=before,
        size=size,
        viewer=viewer,
        roles=[column.name for column in shown if column.name in book.register.parties],
    )
    lines = _lines(book, page.rows, page.parties, viewer.day, viewer.at, viewer, named)
    return Ledger(shown, lines, Page(page.rows, page.previous, page.next), page.count)


def ledger_as_of(
    viewer: Viewer, book: Book, past: Past, *, text: str = "", after: str = "", before: str = ""
) -> Ledger:
    """What the records that a user may see today were at a moment, by number."""
    rows = as_of(book.id, past).filter(record__in=seen(viewer, book).values("pk"))
    if text:
        rows = rows.filter(title__icontains=text) | rows.filter(number__icontains=text)
    page = keyset_page(rows.select_related("record"), order=("number",), after=after, before=before)
    on = china_date(past.held_at)
    taking: dict[int, list[Party]] = {version.record_id: [] for version in page.rows}
    parties = Party.objects.known(past.known_at).on(on).filter(record__in=list(taking))
    for party in parties.select_related("subject", "group"):
        taking[party.record_id].append(party)
    plain = [Column(column.name, column.title, (), column.kind) for column in columns(book)]
    lines = _lines(book, page.rows, taking, on, past.held_at, viewer)
    return Ledger(plain, lines, page, bounded_count(rows))


def _lines(
    book: Book,
    rows: Sequence[Record | Version],
    parties: Mapping[int, Sequence[Party]],
    on: date,
    at: datetime,
    viewer: Viewer,
    most: int | None = NAMED,
) -> list[Line]:
    listed = [column for column in columns(book) if column.name != "title"]
    shown = [masked(book, row.fields) for row in rows]
    known = names_in(book, shown, on, viewer, [column.name for column in listed])
    taking = {party.subject_id for held in parties.values() for party in held}
    called = names(taking, on, short=True)
    lines = []
    for row, fields in zip(rows, shown, strict=True):
        record = row if isinstance(row, Record) else row.record
        closed = is_over(book, row.state)
        lines.append(
            Line(
                record_id=record.pk,
                url=record.get_absolute_url(),
                number=row.number,
                title=row.title,
                state=state_said(book, row.state),
                tone=tone_of(book, row.state),
                light=light(row.due_at, at, closed=closed),
                due_at=row.due_at,
                cells=[
                    _cell(book, column, row, fields, parties.get(record.pk, ()), called, known, most)
                    for column in listed
                ],
            )
        )
    return lines


def _cell(
    book: Book,
    column: Column,
    row: Record | Version,
    fields: Mapping[str, Any],
    parties: Iterable[Party],
    called: Mapping[int, str],
    known: Any,
    most: int | None,
) -> Cell:
    name = column.name
    if name in book.register.parties:
        named = list(dict.fromkeys(called[one.subject_id] for one in parties if one.role == name))
        said = [Said(text) for text in named[:most]]
        return Cell(name, "party", said, len(named) - len(said))
    if name in book.register.fields_:
        field = book.register.fields_[name]
        kind = "percent" if field.kind == "percent" else column.kind
        return Cell(name, kind, say(field, fields.get(name), known), value=fields.get(name))
    return Cell(name, name, list(_shared(name, row)))


def _shared(name: str, row: Record | Version) -> Iterator[Said]:
    if name == "due" and row.due_at:
        yield Said(due(row.due_at))
    record = row if isinstance(row, Record) else row.record
    if name == "opened_on":
        yield Said(day(in_china(record.opened_at).date()))
    if name == "closed_on" and record.closed_at:
        yield Said(day(in_china(record.closed_at).date()))

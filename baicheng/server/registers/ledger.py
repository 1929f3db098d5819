"""A register's list as pages and files show it (台账): columns and cells in words, now or as it was."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from baicheng.clock.instants import china_date, in_china, last_day_until
from baicheng.server.documents.models import Clause
from baicheng.server.orgs.queries import names
from baicheng.server.registers.books import Book
from baicheng.server.registers.columns import columns
from baicheng.server.registers.lights import deadline_of, light_of, tone_of
from baicheng.server.registers.matter import Viewer
from baicheng.server.registers.models import Party, Record, Version
from baicheng.server.registers.queries import Filters, Past, list_page, past_rows
from baicheng.server.registers.queries.single import masked
from baicheng.server.registers.wording import Said, names_in, say, state_said
from baicheng.server.web.deadlines import due
from baicheng.server.web.formats import day
from baicheng.server.web.listing import Column
from baicheng.server.web.paging import PAGE_SIZE, Count, Page, bounded_count, keyset_page

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
    #: Of which the light speaks; and of what is open, the earliest, where that is another moment.
    deadline_at: datetime | None
    earliest_at: datetime | None
    cells: Sequence[Cell]


@dataclass(frozen=True, slots=True)
class Ledger:
    """One page of a list."""

    columns: Sequence[Column]
    lines: Sequence[Line]
    page: Page
    count: Count


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
    chosen: Sequence[str] = (),
) -> Ledger:
    """One page of what a user may see of a register; in a cell stand ``named`` parties, or all.

    Args:
        chosen: the columns, by name; those of the pack, unless given.
    """
    assert viewer.user is not None, "somebody looks at the page"
    shown = columns(book, chosen)
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
    lines = lines_of(book, page.rows, page.parties, viewer.day, viewer.at, viewer, named, shown)
    return Ledger(shown, lines, Page(page.rows, page.previous, page.next), page.count)


def ledger_as_of(
    viewer: Viewer,
    book: Book,
    past: Past,
    filters: Filters,
    *,
    after: str = "",
    before: str = "",
    chosen: Sequence[str] = (),
) -> Ledger:
    """What the records that a user may see today were at a moment, by number.

    Due days and the register's own fields do not narrow it.
    """
    rows = past_rows(viewer, book, past, filters)
    page = keyset_page(rows.select_related("record"), order=("number",), after=after, before=before)
    on = china_date(past.held_at)
    taking: dict[int, list[Party]] = {version.record_id: [] for version in page.rows}
    parties = Party.objects.known(past.known_at).on(on).filter(record__in=list(taking))
    for party in parties.select_related("subject", "group"):
        taking[party.record_id].append(party)
    plain = [Column(column.name, column.title, (), column.kind) for column in columns(book, chosen)]
    lines = lines_of(book, page.rows, taking, on, past.held_at, viewer, NAMED, plain)
    return Ledger(plain, lines, page, bounded_count(rows))


def lines_of(
    book: Book,
    rows: Sequence[Record | Version],
    parties: Mapping[int, Sequence[Party]],
    on: date,
    at: datetime,
    viewer: Viewer,
    most: int | None,
    shown: Sequence[Column],
) -> list[Line]:
    """Records, or what they were, as rows with a cell for each column shown."""
    listed = [column for column in shown if column.name != "title"]
    given = [masked(book, row.fields) for row in rows]
    known = names_in(book, given, on, viewer, [column.name for column in listed])
    taking = {party.subject_id for held in parties.values() for party in held}
    called = names(taking, on, short=True, present=most is not None)
    clauses = _clauses(rows) if any(column.name == "clause" for column in listed) else {}
    lines = []
    for row, fields in zip(rows, given, strict=True):
        record = row if isinstance(row, Record) else row.record
        lines.append(
            Line(
                record_id=record.pk,
                url=record.get_absolute_url(),
                number=row.number,
                title=row.title,
                state=state_said(book, row.state),
                tone=tone_of(book, row.state),
                light=light_of(row, at),
                deadline_at=(ends := deadline_of(row)),
                earliest_at=row.due_at if row.due_at != ends else None,
                cells=[
                    _cell(book, column, row, fields, parties.get(record.pk, ()), called, known, clauses, most)
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
    clauses: Mapping[int, Clause],
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
    return Cell(name, name, list(_shared(name, row, clauses)))


def _clauses(rows: Sequence[Record | Version]) -> Mapping[int, Clause]:
    """The clauses of the records, with their documents, by id."""
    records = (row if isinstance(row, Record) else row.record for row in rows)
    wanted = {record.clause_id for record in records if record.clause_id}
    found = Clause.objects.select_related("document").filter(pk__in=wanted)
    return {clause.pk: clause for clause in found}


def _shared(name: str, row: Record | Version, clauses: Mapping[int, Clause]) -> Iterator[Said]:
    if name == "due" and row.due_at:
        if ends := deadline_of(row):
            yield Said(due(ends))
        if row.due_at != ends:
            yield Said(_("earliest open: %(day)s") % {"day": day(last_day_until(row.due_at))})
    record = row if isinstance(row, Record) else row.record
    if name == "clause" and (clause := clauses.get(record.clause_id or 0)):
        yield Said(f"{clause.document.number or clause.document.title} {clause.address}")
    if name == "opened_on":
        yield Said(day(in_china(record.opened_at).date()))
    if name == "closed_on" and record.closed_at:
        yield Said(day(in_china(record.closed_at).date()))

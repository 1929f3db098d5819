"""Lists of records (台账列表): what a user may see of a register, filtered, sorted, page by page."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import DecimalField, Q, QuerySet, TextField, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce
from django.db.models.lookups import Exact
from django.utils import timezone
from django.utils.translation import gettext as _

from baicheng.clock.instants import end_of, start_of
from baicheng.packs.schema.fields import NUMERIC, Field
from baicheng.server.accounts.models import User
from baicheng.server.registers.books import Book, book_of
from baicheng.server.registers.field_text import FieldText
from baicheng.server.registers.lights import among_open, are_over, lit, stages_of
from baicheng.server.registers.matter import Viewer
from baicheng.server.registers.models import Party, Record
from baicheng.server.registers.parties import parties_in
from baicheng.server.registers.queries.reach import listed, rows_to_count, seen, sees_everything
from baicheng.server.registers.searching import candidates, holding
from baicheng.server.web.paging import COUNT_BOUND, PAGE_SIZE, Count, bounded_count, first_page, keyset_page
from baicheng.server.web.prepared import Prepared

#: Up to so many are counted exactly where each must be looked at, as for a text that many hold.
NARROWED_BOUND = 100
#: What every register can be sorted by, and the columns behind it; none of them may be null.
_ORDERS: Mapping[str, str] = {
    "due": "due_order",
    "number": "number",
    "title": "title",
    "state": "state",
    "opened": "opened_at",
}
#: Those of them that rows of access have too.
_OF_ACCESS = frozenset({"due_order", "state"})
#: Where a number is missing, the record stands before all that have one.
_NO_NUMBER = "-1000000000000000000000000"


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list is narrowed to; what is left empty narrows nothing.

    Attributes:
        parties: role → ids of subjects, of which one has the role today; role "" means any.
        due_until: until the end of that day; ``due_from`` from its beginning.
        text: part of the number or title.
        fields: field marked ``indexed`` → the value in storage form.
        ids: those records that were ticked.
        lights: names of ``web.tones.LIGHTS``, of which one shines now.
        year: open at some time in that year.
        clauses: from clauses of a document: its id, and from where to where in its text.
    """

    states: Sequence[str] = ()
    parties: Mapping[str, Sequence[int]] = field(default_factory=dict)
    due_from: date | None = None
    due_until: date | None = None
    text: str = ""
    fields: Mapping[str, str | int] = field(default_factory=dict)
    parent: int | None = None
    ids: Sequence[int] | None = None
    lights: Sequence[str] = ()
    year: int | None = None
    clauses: tuple[int, int, int] | None = None

    @property
    def by_access(self) -> bool:
        """Whether state and due moment are all that it asks for, which access knows itself."""
        return self.is_plain and not self.text.strip()

    @property
    def is_plain(self) -> bool:
        """Whether it asks for nothing but state, due moment and text."""
        others = (self.parent, self.ids, self.year, self.clauses)
        return not (self.parties or self.fields or self.lights) and all(one is None for one in others)


@dataclass(frozen=True, slots=True)
class RecordPage:
    """One page of a list: records with their parties, the places around it, and how many there are."""

    rows: Sequence[Record]
    parties: Mapping[int, Sequence[Party]]
    previous: str
    next: str
    count: Count


def visible(user: User, register_id: str, at: datetime | None = None) -> QuerySet[Record]:
    """The records of a register that a user may see."""
    return seen(Viewer(user, at or timezone.now()), book_of(register_id))


def list_page(
    user: User,
    register_id: str,
    filters: Filters | None = None,
    order: str = "due",
    *,
    after: str = "",
    before: str = "",
    size: int = PAGE_SIZE,
    at: datetime | None = None,
    viewer: Viewer | None = None,
    roles: Collection[str] | None = None,
) -> RecordPage:
    """One page of the records of a register that a user may see.

    Args:
        order: ``due``, ``number``, ``title``, ``state``, ``opened`` or a field marked ``indexed``; "-" in
            front sorts downwards.
        after: ``RecordPage.next`` of the page ahead; ``before``: ``previous`` of the page behind.
        viewer: the user at that moment, where a page has asked already for whom they act.
        roles: the roles of which parties are wanted, each with its subject's id alone; all with their subjects,
            unless given.

    Raises:
        ValidationError: an order or filter that the register does not have; the message names those.
        NotInstalled: there is no such register.
    """
    book, viewer = book_of(register_id), viewer or Viewer(user, at or timezone.now())
    given = filters or Filters()
    by_due = _ORDERS.get(order.removeprefix("-")) in _OF_ACCESS
    rows, prefix = narrowed(viewer, book, given, by_due=by_due)
    rows, key = _sorted(rows, prefix, book, order)
    # By what access knows itself, a page is found without the records.
    of = "record" if prefix and key.removeprefix("-") in _OF_ACCESS else ""
    # Whichever way, an index has equals in the order in which they were entered.
    keys = (key, f"{'-' if key.startswith('-') else ''}{prefix}id")
    if after or before or not _is_counted_with(rows, of, key, viewer, book, given):
        page = keyset_page(rows, order=keys, after=after, before=before, size=size, of=of)
        count = _count(rows, viewer, book, given)
    else:
        page, count = first_page(rows, order=keys, read=_records, bound=_bound(given), size=size, of=of)
    found: list[Record] = [row if isinstance(row, Record) else row.record for row in page.rows]
    taking: dict[int, list[Party]] = {record.pk: [] for record in found}
    asked = tuple(taking), viewer.day
    for party in _all_taking(*asked) if roles is None else _taking(*asked, tuple(roles)):
        taking[party.record_id].append(party)
    return RecordPage(found, taking, page.previous, page.next, count)


def _fits_most(filters: Filters) -> bool:
    """Whether so much of a list fits that the first are found soon in its order; of a rare text it is known where."""
    text = filters.text.strip()
    return filters.is_plain and (not text or candidates(text) is None)


def _is_counted_with(
    rows: QuerySet[Any], of: str, key: str, viewer: Viewer, book: Book, filters: Filters
) -> bool:
    """Whether looking through a list in its order tells how many there are as quickly as counting would."""
    if key.removeprefix("-") not in _ORDERS.values():
        return False
    return bool(of) or (rows.model is Record and (not filters.by_access or sees_everything(viewer, book)))


def _bound(filters: Filters) -> int:
    """Up to how many are counted."""
    return COUNT_BOUND if filters.by_access else NARROWED_BOUND


@Prepared
def _records(ids: tuple[int, ...]) -> QuerySet[Record]:
    return Record.objects.filter(pk__in=ids)


@Prepared
def _all_taking(records: tuple[int, ...], day: date) -> QuerySet[Party]:
    """Who takes part in records on a day."""
    return parties_in(records, day)


@Prepared
def _taking(records: tuple[int, ...], day: date, roles: tuple[str, ...]) -> QuerySet[Party]:
    """Who has one of some roles in records on a day: whom and in which role, for a cell says no more."""
    taking = parties_in(records, day).filter(role__in=roles)
    return taking.select_related(None).only("record", "role", "subject")


def narrowed(
    viewer: Viewer, book: Book, filters: Filters, *, by_due: bool = False
) -> tuple[QuerySet[Any], str]:
    """What a list is made of: records, or rows of access with the record behind the prefix; each once.

    Args:
        by_due: the first are wanted in the order in which they fall due, or those of a state.
    """
    rows, prefix = listed(viewer, book, by_due=by_due and _fits_most(filters))
    return _narrowed(rows, prefix, book, filters, viewer), prefix


def with_value(rows: QuerySet[Any], prefix: str, book: Book, name: str, value: str) -> QuerySet[Any]:
    """Those of the rows in which a state or a field marked ``indexed`` has a value; "" means none."""
    if name == "state":
        return rows.filter(state=value)
    if not value:
        text = Coalesce(FieldText(name, f"{prefix}fields"), Value(""), output_field=TextField())
        return rows.filter(Exact(text, Value("")))
    return rows.filter(_field_is(f"{prefix}fields__{name}", value, _indexed(book, name)))


def _count(rows: QuerySet[Any], viewer: Viewer, book: Book, filters: Filters) -> Count:
    """How many there are, up to a bound; by access alone where that can tell."""
    bound = _bound(filters)
    if rows.model is Record and filters.by_access:
        counted = rows_to_count(viewer, book)
        if counted is not None:
            rows = _narrowed(counted, "record__", book, filters, viewer)
    if rows.model is Record:
        # In the order of the list: what is asked for mostly stands in front, and an index has it in that order.
        return bounded_count(rows, bound, order=("due_order", "id"))
    in_order = () if filters.by_access else ("due_order", "record")
    return bounded_count(rows.values("record"), bound, order=in_order)


def _narrowed(
    rows: QuerySet[Any], prefix: str, book: Book, filters: Filters, viewer: Viewer
) -> QuerySet[Any]:
    # Access knows state and due moment itself, so that one index answers.
    narrow = Q()
    if filters.states:
        narrow &= Q(state__in=list(filters.states))
    if filters.due_from is not None:
        narrow &= Q(due_order__gt=start_of(filters.due_from))
    if filters.due_until is not None:
        narrow &= Q(due_order__lte=end_of(filters.due_until))
    if filters.lights:
        narrow &= lit(filters.lights, viewer.at, prefix)
        if not prefix:  # whoever sees few has each of theirs looked at, not all that is open
            narrow &= among_open(filters.lights)
    if filters.parent is not None:
        narrow &= Q(**{f"{prefix}parent": filters.parent})
    if filters.ids is not None:
        narrow &= Q(**{f"{prefix}pk__in": list(filters.ids)})
    narrow &= open_in(filters.year, prefix) & from_clauses(filters.clauses, prefix)
    for role, subjects in filters.parties.items():
        narrow &= Q(**{f"{prefix}pk__in": taking_part(role, subjects, viewer.day)})
    for name, value in filters.fields.items():
        narrow &= _field_is(f"{prefix}fields__{name}", value, _indexed(book, name))
    rows = rows.filter(narrow)
    if prefix and not filters.text and (few := _with_rare_value(book, filters)) is not None:
        rows = rows.filter(record__in=few)
    if not prefix and (few := _of_few_over(book, filters)) is not None:
        rows = rows.filter(pk__in=few)
    return holding(rows, text, prefix) if (text := filters.text.strip()) else rows


def _with_rare_value(book: Book, filters: Filters) -> list[int] | None:
    """The records whose fields have the values asked for, whoever sees them; none where these are many.

    Whoever sees some thousand records would have each of them looked at for a value that few have.
    """
    given = {name: _indexed(book, name) for name in filters.fields}
    if not given or any(field.many or field.kind == "text" for field in given.values()):
        return None
    rows = Record.objects.filter(register=book.id).order_by("due_order", "pk")
    for name, kind in given.items():
        rows = rows.filter(_field_is(f"fields__{name}", filters.fields[name], kind))
    found = list(rows.values_list("pk", flat=True)[: NARROWED_BOUND + 1])
    return found if len(found) <= NARROWED_BOUND else None


def _of_few_over(book: Book, filters: Filters) -> list[int] | None:
    """The records that are over as the lights say, and were not closed before the year; none where these are many.

    In the order of a list the database would look through all that ever was for the few, or for none: in January of
    what is done in the year. What a later edition of the pack ended was never closed.
    """
    if not are_over(filters.lights):
        return None
    found: list[int] = []
    for rows in _over_by_index(book, filters):
        found += rows.values_list("pk", flat=True)[: NARROWED_BOUND + 1 - len(found)]
        if len(found) > NARROWED_BOUND:
            return None
    return found


def _over_by_index(book: Book, filters: Filters) -> Iterator[QuerySet[Record]]:
    """The same, as many questions; what each asks for stands together in an index, in the order named."""
    for stage in stages_of(filters.lights):
        rows = Record.objects.filter(register=book.id, stage=stage)
        if filters.year is None:
            yield rows.order_by("deadline_at")
        else:
            yield rows.filter(closed_at__gte=start_of(date(filters.year, 1, 1))).order_by("closed_at")
            yield rows.filter(closed_at=None).order_by("due_order")


def taking_part(
    role: str, subjects: Sequence[int], day: date, known_at: datetime | None = None
) -> QuerySet[Party, int]:
    """The records in which one of some subjects has a role on a day; "" means any role."""
    taking = Party.objects.known(known_at).on(day).filter(subject__in=list(subjects))
    return (taking.filter(role=role) if role else taking).values_list("record", flat=True)


def open_in(year: int | None, prefix: str = "") -> Q:
    """That a record was open at some time in a year; ``prefix`` leads to the record."""
    if year is None:
        return Q()
    begins, ends = start_of(date(year, 1, 1)), start_of(date(year + 1, 1, 1))
    # Put the other way round SQLite would look up all that was closed since, and sort it, for a page of them.
    closed_before = Q(**{f"{prefix}closed_at__lt": begins})
    return ~closed_before & Q(**{f"{prefix}opened_at__lt": ends})


def from_clauses(clauses: tuple[int, int, int] | None, prefix: str = "") -> Q:
    """That a record comes from a stretch of a document."""
    if clauses is None:
        return Q()
    document, start, end = clauses
    clause = f"{prefix}clause__"
    return Q(**{f"{clause}document": document, f"{clause}start__gte": start, f"{clause}start__lt": end})


def _field_is(path: str, value: str | int, field: Field) -> Q:
    if not field.many:
        column, _, name = path.rpartition("__")
        return Q(Exact(FieldText(name, column), str(value)))
    # A list of several values, searched as text since not every database searches inside JSON.
    quoted = f'"{value}"' if isinstance(value, str) else str(value)
    return Q(**{f"{path}__iregex": rf"[\[, ]{re.escape(quoted)}[\],]"})


def _sorted(rows: QuerySet[Any], prefix: str, book: Book, order: str) -> tuple[QuerySet[Any], str]:
    """The rows with the key that sorts them; no key is ever null."""
    name, down = order.removeprefix("-"), "-" if order.startswith("-") else ""
    if name in _ORDERS:
        column = _ORDERS[name]
        return rows, f"{down}{column if column in _OF_ACCESS else prefix + column}"
    text = KeyTextTransform(name, f"{prefix}fields")
    if _indexed(book, name).kind in NUMERIC:
        number = DecimalField(max_digits=38, decimal_places=12)
        key: Cast | Coalesce = Cast(Coalesce(text, Value(_NO_NUMBER)), number)
    else:
        key = Coalesce(text, Value(""), output_field=TextField())
    return rows.annotate(sort_key=key), f"{down}sort_key"


def _indexed(book: Book, name: str) -> Field:
    """A field by which lists are narrowed and sorted."""
    fields = {key: field for key, field in book.register.fields_.items() if field.indexed}
    if name not in fields:
        known = ", ".join([*_ORDERS, *fields])
        raise ValidationError(
            _("“%(name)s” neither narrows nor sorts this list; these do: %(known)s.")
            % {"name": name, "known": known}
        )
    return fields[name]

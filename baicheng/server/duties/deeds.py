"""What was done towards a duty (履职行为): records, moves and observations, as fulfilment counts them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q, TextField
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from baicheng.clock import CHINA, CycleUnit, Period
from baicheng.clock.instants import start_of
from baicheng.flows.duty import Duty as Form
from baicheng.flows.duty import FulfilledBy
from baicheng.flows.duty_items import Owed
from baicheng.flows.fulfilment import Deed
from baicheng.packs.records.history import first_met
from baicheng.server.assignments.models import Assignment
from baicheng.server.assignments.rows import borne_by
from baicheng.server.duties.forms import condition, demand_of
from baicheng.server.duties.opened import COVERS
from baicheng.server.duties.past import pasts
from baicheng.server.registers.books import Book
from baicheng.server.registers.models import Party, Record, Version

#: A record can have been entered so long before what it tells of counts.
_EARLIER = timedelta(days=366)


@dataclass(frozen=True)
class Done:
    """A record as a deed: whose it is, what it links to, and whether it counts now."""

    record: Record
    deed: Deed
    bearers: frozenset[int]
    links: Mapping[str, frozenset[int]]


def owed_of(row: Assignment) -> Owed:
    """What an assignment was opened for, as fulfilment asks it."""
    rule, period = row.rule, None
    if row.covers_since and row.covers_until and "unit" in rule:
        period = Period(row.covers_since, row.covers_until, CycleUnit(rule["unit"]))
    due_on = rule.get("due_on")
    return Owed(
        key=row.key,
        slot=rule["slot"],
        duty=row.name,
        about=str(row.about_id or ""),
        bearer=row.bearer_id,
        demand=demand_of(rule["demand"]),
        period=period,
        opens_at=row.fileable_from,
        due_at=row.due_at,
        due_on=date.fromisoformat(due_on) if due_on else None,
        cut_off=row.cut_off,
    )


def done_by(book: Book, demand: FulfilledBy, records: Sequence[Record]) -> Iterator[Done]:
    """The records that count as deeds now.

    A deed was done on the day that its field ``on`` names; otherwise when the record first met the condition:
    a report that was returned and sent again is in time if it was first sent in time.
    """
    where, histories = condition(book, demand.where), pasts(book, records)
    bearers = _bearers(book, records)
    for record in records:
        first = first_met(histories[record.pk], where)
        if first is None:
            continue
        covers = record.fields.get(COVERS)
        links = links_of(book, record)
        deed = Deed(
            _named_on(demand, record) or first,
            covers if isinstance(covers, str) and covers else None,
            _member(book, demand, links),
        )
        yield Done(record, deed, bearers[record.pk], links)


def _named_on(demand: FulfilledBy, record: Record) -> datetime | None:
    stated = record.fields.get(demand.on) if demand.on else None
    if not isinstance(stated, str):
        return None
    return datetime.combine(date.fromisoformat(stated), time(), CHINA)


def _bearers(book: Book, records: Sequence[Record]) -> Mapping[int, frozenset[int]]:
    """Whose deed each record is: of those who take part, of the author's unit, of subjects that it names."""
    named = [name for name, field in book.register.fields_.items() if field.kind == "subject"]
    found: dict[int, set[int]] = {}
    for record in records:
        found[record.pk] = {one for name in named for one in _ids(record.fields.get(name))}
        if record.unit_id is not None:
            found[record.pk].add(record.unit_id)
    parties = Party.objects.known().filter(record__in=[record.pk for record in records])
    for record_id, subject in parties.values_list("record", "subject"):
        found[record_id].add(subject)
    return {pk: frozenset(subjects) for pk, subjects in found.items()}


def links_of(book: Book, record: Record) -> Mapping[str, frozenset[int]]:
    """The records that each link field names; ``parent`` is the record above."""
    fields = book.register.fields_.items()
    found = {name: frozenset(_ids(record.fields.get(name))) for name, field in fields if field.kind == "link"}
    return {**found, "parent": frozenset([record.parent_id] if record.parent_id else [])}


def _ids(value: Any) -> Iterable[int]:
    listed = value if isinstance(value, list) else [value]
    return [int(one) for one in listed if str(one).isdecimal()]


def _member(book: Book, demand: FulfilledBy, links: Mapping[str, frozenset[int]]) -> str | None:
    """What it was done to, where a share of a population is owed."""
    if demand.of is None:
        return None
    name = demand.link or next(iter(_links_to(book, demand.of.register_id)), "")
    return next((str(one) for one in sorted(links.get(name, ()))), None)


def _links_to(book: Book, register: str) -> list[str]:
    return [name for name, field in book.register.fields_.items() if field.to == register]


def is_about(done: Done, book: Book, form: Form, row: Assignment) -> bool:
    """Whether a record is about the row that a duty is owed for; so it is if it can name none."""
    if form.for_each is None or row.about_id is None:
        return True
    named = named_by(done.record, book, form)
    return named is None or row.about_id in named


def named_by(record: Record, book: Book, form: Form) -> frozenset[int] | None:
    """The records of which one that a duty is owed for can be what a record is about; ``None`` if any can."""
    register = form.for_each.register_id if form.for_each else None
    links = _links_to(book, register) if register is not None else []
    if not links:
        return None
    named = links_of(book, record)
    return frozenset({record.pk}).union(named["parent"], *(named[name] for name in links))


def counted_records(book: Book, row: Assignment) -> list[Record]:
    """The records of a register that can count for an assignment: the bearer's, of about its period."""
    own = Party.objects.known().filter(subject__in=borne_by(row)).values("record")
    rows = Record.objects.filter(Q(pk__in=own) | Q(unit__in=borne_by(row)), register=book.id)
    if row.covers_since is None:
        return list(rows.order_by("pk"))
    demand, since = demand_of(row.rule["demand"]), start_of(row.covers_since)
    # It counts from when it first was what is asked for: then or later it has become something. Nothing is stated
    # ahead, and by when it was recorded versions have an index.
    become = Version.objects.filter(
        register=book.id, since__gte=since, recorded_at__gte=since, superseded_at=None
    )
    about_then = Q(pk__in=become.values("record"))
    if demand.on is not None:
        rows = rows.annotate(named_on=Cast(KeyTextTransform(demand.on, "fields"), TextField()))
        about_then |= Q(named_on__gte=row.covers_since.isoformat())
    if COVERS in book.register.fields_:
        about_then |= Q(opened_at__gte=since - _EARLIER)
    return list(rows.filter(about_then).order_by("pk"))

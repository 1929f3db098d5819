"""What a record was on a day, as known at a moment; and what happened to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet

from baicheng.clock.instants import china_date, end_of
from baicheng.server.history.models import Event
from baicheng.server.history.queries import timeline
from baicheng.server.registers.books import Book
from baicheng.server.registers.lights import lit
from baicheng.server.registers.matter import KIND, Viewer
from baicheng.server.registers.models import Party, Record, Version
from baicheng.server.registers.parties import parties_of
from baicheng.server.registers.queries.listing import Filters, from_clauses, open_in, taking_part
from baicheng.server.registers.queries.reach import seen, sees_everything


@dataclass(frozen=True, slots=True)
class Past:
    """A moment to look at, and the moment whose knowledge counts.

    "The state on 31 January as known on 5 February" is ``Past(31 January, 5 February)``.
    """

    held_at: datetime
    known_at: datetime

    @classmethod
    def of_days(cls, held: date, known: date | None, now: datetime) -> Past:
        """The ends of two days, neither later than now; known as now where no day is given."""
        return cls(min(end_of(held), now), min(end_of(known), now) if known else now)


def as_of(what: Record | str, past: Past) -> QuerySet[Version]:
    """What a record, or every record of a register (by its id), was; none that was not yet open."""
    found = Version.objects.filter(
        Q(until=None) | Q(until__gt=past.held_at),
        Q(superseded_at=None) | Q(superseded_at__gt=past.known_at),
        since__lte=past.held_at,
        recorded_at__lte=past.known_at,
    )
    if isinstance(what, str):
        return found.filter(register=what).order_by("record")
    return found.filter(record=what)


def past_rows(viewer: Viewer, book: Book, past: Past, filters: Filters) -> QuerySet[Version]:
    """What the records that a user may see today were, narrowed by text, state, light, parties and origin."""
    rows = as_of(book.id, past)
    if not sees_everything(viewer, book):
        rows = rows.filter(record__in=seen(viewer, book).values("pk"))
    narrow = open_in(filters.year, "record__") & from_clauses(filters.clauses, "record__")
    if filters.states:
        narrow &= Q(state__in=list(filters.states))
    if filters.lights:
        narrow &= lit(filters.lights, past.held_at)
    if text := filters.text.strip():
        narrow &= Q(title__icontains=text) | Q(number__icontains=text)
    for role, subjects in filters.parties.items():
        taking = taking_part(role, subjects, china_date(past.held_at), past.known_at)
        narrow &= Q(record__in=taking)
    return rows.filter(narrow)


def parties_as_of(record: Record, past: Past) -> QuerySet[Party]:
    """Who took part in a record on a day, as known at a moment."""
    return parties_of([record], china_date(past.held_at), past.known_at)


def record_timeline(record: Record) -> QuerySet[Event]:
    """Everything that happened to a record and its assignments, the newest first.

    Personal values stand in it as digests only.
    """
    return timeline(f"{KIND}:{record.pk}")


def stated_of(version: Version) -> dict[str, Any]:
    """A version in values that JSON knows, for export and comparison."""
    return {
        "number": version.number,
        "title": version.title,
        "state": version.state,
        "due_at": version.due_at.isoformat() if version.due_at else None,
        "fields": version.fields,
    }

"""What fulfils what is owed (职责匹配): called after each change of a record, and again by the worker."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import TypeVar

from django.db import transaction
from django.db.models import Q, QuerySet

from baicheng.clock.instants import start_of
from baicheng.flows.fulfilment import fulfilment
from baicheng.server.assignments.models import Assignment, Outcome
from baicheng.server.assignments.rows import borne_by
from baicheng.server.duties.deeds import Done, done_by, is_about, links_of, named_by, owed_of
from baicheng.server.duties.forms import demand_of, form_of
from baicheng.server.duties.models import Duty
from baicheng.server.duties.opened import keys_of
from baicheng.server.duties.populations import is_small
from baicheng.server.duties.services.counting import count, is_counted, match_shares, settle_counted
from baicheng.server.duties.services.moves_made import match_moves_made
from baicheng.server.duties.services.observations import candidates, match_observation
from baicheng.server.duties.services.settling import about, settle
from baicheng.server.history.actors import WORKER, Actor
from baicheng.server.history.batches import batch
from baicheng.server.indicators.models import Observation
from baicheng.server.indicators.queries import code_of
from baicheng.server.registers.books import Book, book_of
from baicheng.server.registers.matter import KIND
from baicheng.server.registers.models import Record, Version
from baicheng.server.registers.services import mark_missed as mark_missed_now
from baicheng.server.registers.services.due_moments import lock_records, refresh_due_of

#: Changes recorded so long before the last look are looked at again.
_OVERLAP = timedelta(hours=1)
_BATCH = 100
Thing = TypeVar("Thing", Record, Observation)


@transaction.atomic
def match(thing: Record | Observation, at: datetime, *, actor: Actor = WORKER) -> list[Assignment]:
    """Close what a record or observation fulfils, and reopen what it fulfilled and fulfils no longer.

    Doing it again changes nothing. A share of many is left to the worker, which counts it once for all that
    was entered. Returns the assignments that changed.
    """
    return _match(thing, at, actor, with_shares=True)


def match_all(records: Sequence[Record], at: datetime, *, actor: Actor = WORKER) -> None:
    """``match`` for records of one register that were entered together."""
    if records and _fulfilled_by(book_of(records[0].register)):
        for record in records:
            match(record, at, actor=actor)


def _match(thing: Record | Observation, at: datetime, actor: Actor, *, with_shares: bool) -> list[Assignment]:
    changed = (
        list(_match_record(thing, at, actor, with_shares))
        if isinstance(thing, Record)
        else list(match_observation(thing, at, actor))
    )
    if changed:
        refresh_due_of(about(changed), at=at)
    return changed


def _match_record(record: Record, at: datetime, actor: Actor, with_shares: bool) -> Iterator[Assignment]:
    book = book_of(record.register)
    for duty in _fulfilled_by(book):
        rows = list(_candidates(duty, book, record).select_related("bearer").order_by("due_at", "pk"))
        # Records first, then their assignments, as in every other service: so nobody waits in a circle.
        lock_records(about(rows))
        for demand_rows in _by_demand(rows):
            demand = demand_of(demand_rows[0].rule["demand"])
            if demand.share is None or (with_shares and is_small(duty.programme, demand)):
                yield from _judge(duty, book, record, demand_rows, at, actor)


def hold(things: Iterable[Record | Observation]) -> None:
    """Hold records with all others that matching may change, until the transaction ends.

    Whoever changes a record holds it before it is known what that fulfils; the worker looks at many. Each takes
    what it will need at once, in one order: so nobody waits for somebody who waits for them.
    """
    lock_records(key for thing in things for key in _reached(thing))


def _reached(thing: Record | Observation) -> Iterator[int | None]:
    if isinstance(thing, Observation):
        yield from about(candidates(thing))
        return
    yield thing.pk
    book = book_of(thing.register)
    for linked in links_of(book, thing).values():
        yield from linked
    for duty in _fulfilled_by(book):
        if named_by(thing, book, form_of(duty)) is None:  # else it is about nothing but what it links to
            owed = _candidates(duty, book, thing).filter(about_kind=KIND)
            yield from owed.values_list("about_id", flat=True)


def _fulfilled_by(book: Book) -> list[Duty]:
    """The duties of the programme that records of the register fulfil."""
    name = book.register.register_
    rows = Duty.objects.filter(programme=book.programme).order_by("pk")
    return [
        duty
        for duty in rows
        if any(terms.fulfilled_by.record in (name, book.id) for terms in form_of(duty).terms())
    ]


def _candidates(duty: Duty, book: Book, record: Record) -> QuerySet[Assignment]:
    """Open assignments of the duty, those it may make good, and those that it answered or was counted for."""
    first, beyond = keys_of(duty)
    form = form_of(duty)
    counted = any(is_counted(terms.fulfilled_by) for terms in form.terms())
    rows = Assignment.objects.filter(key__gte=first, key__lt=beyond).filter(
        Q(outcome=Outcome.OPEN)
        | Q(outcome=Outcome.MISSED, due_at__gte=_earliest(duty, record))
        | Q(answer_kind=KIND, answer_id=record.pk)
        | (Q(outcome=Outcome.DONE, answer_kind=KIND) if counted else Q(pk=None))
    )
    parties = record.parties.filter(superseded_at=None).values("subject")
    subjects = [value for value in record.fields.values() if isinstance(value, int)]
    concerned = Q(bearer__in=parties) | Q(bearer=record.unit_id) | Q(bearer__in=subjects)
    named = named_by(record, book, form)
    if named is not None:
        concerned &= Q(about_id=None) | Q(about_id__in=named)
    return rows.filter(concerned | Q(answer_kind=KIND, answer_id=record.pk))


def _earliest(duty: Duty, record: Record) -> datetime:
    """The first moment at which a record can have been a deed: a day that it names, or its entry."""
    named = {terms.fulfilled_by.on for terms in form_of(duty).terms()}
    stated = [record.fields.get(name) for name in named if name is not None]
    days = [date.fromisoformat(day) for day in stated if isinstance(day, str)]
    return min([record.opened_at, *map(start_of, days)])


def _by_demand(rows: Iterable[Assignment]) -> Iterator[list[Assignment]]:
    """The rows of each demand: what fulfils a duty may have changed from one period to the next."""
    found: dict[str, list[Assignment]] = defaultdict(list)
    for row in rows:
        found[repr(sorted(row.rule["demand"].items()))].append(row)
    yield from found.values()


def _judge(
    duty: Duty, book: Book, record: Record, rows: Sequence[Assignment], at: datetime, actor: Actor
) -> Iterator[Assignment]:
    demand, form = demand_of(rows[0].rule["demand"]), form_of(duty)
    done = next(done_by(book, demand, [record]), None)
    concerned = [
        row
        for row in rows
        if done is not None and borne_by(row) & done.bearers and is_about(done, book, form, row)
    ]
    meant = _meant(done, concerned) if done is not None else set()
    for row in rows:
        is_own = (row.answer_kind, row.answer_id) == (KIND, record.pk)
        if row not in concerned and not is_own:
            continue
        if is_counted(demand):
            yield from settle_counted(row, *count(duty, book, row, at), at, actor)
        else:
            found = fulfilment(owed_of(row), [done.deed] if done is not None and row.pk in meant else [])
            yield from settle(row, found, (KIND, record.pk), at, actor)


def _meant(done: Done, rows: Sequence[Assignment]) -> set[int]:
    """For which of several assignments a record counts.

    One that says its period, or was done within a period, counts there; ``fulfilment`` sees to that. Another
    counts once for each thing and bearer: for the one it answered, else the one in whose window it was done,
    else the oldest that is open.
    """
    if done.deed.covers is not None:
        return {row.pk for row in rows}
    meant = {row.pk for row in rows if _within_its_period(row)}
    once: dict[tuple[int | None, int | None], list[Assignment]] = defaultdict(list)
    for row in rows:
        if row.pk not in meant:
            once[row.about_id, row.bearer_id].append(row)
    for several in once.values():
        meant.add(min(several, key=lambda row: _preference(row, done)).pk)
    return meant


def _within_its_period(row: Assignment) -> bool:
    owed = owed_of(row)
    return owed.period is not None and owed.due_on is not None and owed.due_on < owed.period.until


def _preference(row: Assignment, done: Done) -> tuple[int, datetime]:
    due = row.due_at or datetime.max.replace(tzinfo=done.deed.at.tzinfo)
    if row.answer_id == done.record.pk:
        return 0, due
    opened = row.fileable_from is None or row.fileable_from <= done.deed.at
    return (1 if opened and done.deed.at <= due else 2 if opened else 3), due


def match_recorded(at: datetime, *, actor: Actor = WORKER) -> int:
    """Match every record, observation and move since the last look, whichever way it was entered.

    Works in batches, each a transaction. Returns how many assignments changed.
    """
    changed = 0
    for duty in Duty.objects.order_by("pk"):
        demands = [terms.fulfilled_by for terms in form_of(duty).terms()]
        since = (duty.matched_at or start_of(duty.owed_from)) - _OVERLAP
        for name in sorted({demand.record for demand in demands if demand.record is not None}):
            register = name if "." in name else f"{duty.programme}.{name}"
            fresh = Version.objects.filter(register=register, recorded_at__gte=since).values("record")
            changed += _match_all(Record.objects.filter(pk__in=fresh), at, actor)
        for name in sorted({demand.observation for demand in demands if demand.observation is not None}):
            seen = Observation.objects.filter(
                indicator__code=code_of(duty.programme, name), recorded_at__gte=since
            )
            changed += _match_all(seen, at, actor)
        if any(demand.share is not None for demand in demands):
            changed += match_shares(duty, since, at, actor=actor)
        if any(demand.move is not None for demand in demands):
            changed += match_moves_made(duty, at, actor=actor)
        Duty.objects.filter(pk=duty.pk).update(matched_at=at)
    return changed


def _match_all(rows: QuerySet[Thing], at: datetime, actor: Actor) -> int:
    """Match things in batches, each a transaction."""
    changed, last = 0, 0
    while part := list(rows.filter(pk__gt=last).order_by("pk")[:_BATCH]):
        with batch():
            hold(part)
            changed += sum(len(_match(thing, at, actor, with_shares=False)) for thing in part)
        last = part[-1].pk
    return changed


def mark_missed(at: datetime, *, actor: Actor = WORKER) -> int:
    """Close what is over and can no longer be made good; what was fulfilled and not seen is closed as done.

    Works in batches, each a transaction. Returns how many were missed.
    """
    match_recorded(at, actor=actor)
    return mark_missed_now(at)

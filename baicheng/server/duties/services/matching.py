"""What fulfils what is owed (职责匹配): called after each change of a record, and again by the worker."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from baicheng.clock.instants import start_of
from baicheng.flows.fulfilment import Deed, Fulfilment, fulfilment
from baicheng.server.assignments.models import Assignment, Outcome
from baicheng.server.assignments.services import fulfil, reopen
from baicheng.server.duties.deeds import Done, counted_records, done_by, is_about, owed_of, population
from baicheng.server.duties.forms import demand_of, form_of
from baicheng.server.duties.models import Duty
from baicheng.server.history.actors import WORKER, Actor
from baicheng.server.indicators.models import Observation
from baicheng.server.registers.books import Book, book_of
from baicheng.server.registers.matter import KIND
from baicheng.server.registers.models import Record, Version
from baicheng.server.registers.services import mark_missed as mark_missed_now
from baicheng.server.registers.services.due_moments import lock_records, refresh_due_of

OBSERVATION = "indicators.observation"
#: Changes recorded so long before the last look are looked at again.
_OVERLAP = timedelta(hours=1)
_BATCH = 100


@transaction.atomic
def match(thing: Record | Observation, at: datetime, *, actor: Actor = WORKER) -> list[Assignment]:
    """Close what a record or observation fulfils, and reopen what it fulfilled and fulfils no longer.

    Doing it again changes nothing. Returns the assignments that changed.
    """
    changed = (
        list(_match_record(thing, at, actor))
        if isinstance(thing, Record)
        else list(_match_observation(thing, at, actor))
    )
    _refresh(changed, at)
    return changed


@transaction.atomic
def match_move(
    record: Record, move: str, bearers: Collection[int], at: datetime, *, actor: Actor = WORKER
) -> list[Assignment]:
    """Close what a move of a record fulfils for those on whose behalf it was made."""
    lock_records([record.pk])
    rows = Assignment.objects.filter(
        about_kind=KIND,
        about_id=record.pk,
        bearer__in=bearers,
        outcome=Outcome.OPEN,
        rule__demand__move=move,
    )
    changed = []
    for row in rows.order_by("due_at", "pk"):
        if fulfilment(owed_of(row), [Deed(at)]).done:
            changed.append(fulfil(row, at=at, actor=actor, answer=(KIND, record.pk)))
    _refresh(changed, at)
    return changed


def _match_record(record: Record, at: datetime, actor: Actor) -> Iterator[Assignment]:
    book = book_of(record.register)
    for duty in _fulfilled_by(book):
        rows = _candidates(duty, record)
        # Records first, then their assignments, as in every other service: so nobody waits in a circle.
        lock_records(row.about_id for row in rows if row.about_kind == KIND)
        for demand_rows in _by_demand(rows):
            yield from _judge(duty, book, record, demand_rows, at, actor)


def _fulfilled_by(book: Book) -> list[Duty]:
    """The duties of the programme that records of the register fulfil."""
    name = book.register.register_
    rows = Duty.objects.filter(programme=book.programme).order_by("pk")
    return [
        duty
        for duty in rows
        if any(terms.fulfilled_by.record in (name, book.id) for terms in form_of(duty).terms())
    ]


def _candidates(duty: Duty, record: Record) -> list[Assignment]:
    """Open assignments of the duty, those it may make good, and those that it answered before."""
    first, beyond = f"duty:{duty.pk}:", f"duty:{duty.pk};"
    rows = Assignment.objects.filter(key__gte=first, key__lt=beyond).filter(
        Q(outcome=Outcome.OPEN)
        | Q(outcome=Outcome.MISSED, due_at__gte=record.opened_at)
        | Q(answer_kind=KIND, answer_id=record.pk)
    )
    parties = record.parties.filter(superseded_at=None).values("subject")
    own = Q(bearer__in=parties) | Q(bearer=record.unit_id) | Q(answer_kind=KIND, answer_id=record.pk)
    named = [value for value in record.fields.values() if isinstance(value, int)]
    rows = rows.filter(own | Q(bearer__in=named))
    return list(rows.select_related("bearer").order_by("due_at", "pk"))


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
        if done is not None and row.bearer_id in done.bearers and is_about(done, book, form, row)
    ]
    meant = _meant(done, concerned) if done is not None else set()
    for row in rows:
        is_own = (row.answer_kind, row.answer_id) == (KIND, record.pk)
        if row not in concerned and not is_own:
            continue
        found = _found(duty, book, row, done if row.pk in meant else None, at)
        yield from _settle(row, found, (KIND, record.pk), at, actor)


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


def _found(duty: Duty, book: Book, row: Assignment, done: Done | None, at: datetime) -> Fulfilment:
    """How far an assignment is fulfilled: by this record alone, or with all others where several are owed."""
    owed = owed_of(row)
    if owed.demand.share is None and owed.demand.at_least == 1:
        return fulfilment(owed, [done.deed] if done is not None else [])
    form = form_of(duty)
    others = done_by(book, owed.demand, counted_records(book, row))
    deeds = [one.deed for one in others if row.bearer_id in one.bearers and is_about(one, book, form, row)]
    return fulfilment(owed, deeds, population(duty.programme, row, owed.demand, at))


def _settle(
    row: Assignment, found: Fulfilment, answer: tuple[str, int], at: datetime, actor: Actor
) -> Iterator[Assignment]:
    """Bring an assignment in line with how far it is fulfilled."""
    done_at = found.done_at
    if done_at is not None and _can_be_made_good(row, done_at):
        yield fulfil(row, at=at, actor=actor, answer=answer, held_at=min(done_at, at))
    elif done_at is None and row.outcome == Outcome.DONE and (row.answer_kind, row.answer_id) == answer:
        yield reopen(row, at=at, actor=actor)


def _can_be_made_good(row: Assignment, done_at: datetime) -> bool:
    if row.outcome == Outcome.OPEN:
        return True
    return row.outcome == Outcome.MISSED and row.due_at is not None and done_at <= row.due_at


def _match_observation(seen: Observation, at: datetime, actor: Actor) -> Iterator[Assignment]:
    code = seen.indicator.code
    rows = Assignment.objects.filter(
        bearer=seen.subject,
        outcome=Outcome.OPEN,
        rule__demand__observation__in=(code, code.rpartition(".")[2]),
    )
    found_rows = list(rows.select_related("bearer").order_by("due_at", "pk"))
    lock_records(row.about_id for row in found_rows if row.about_kind == KIND)
    for row in found_rows:
        own = Observation.objects.filter(
            indicator=seen.indicator, subject=seen.subject, superseded_by=None
        ).order_by("recorded_at", "pk")
        if row.covers_since and row.covers_until:
            own = own.filter(held_on__gte=row.covers_since, held_on__lt=row.covers_until)
        label = row.rule.get("period")
        found = fulfilment(owed_of(row), [Deed(one.recorded_at, label) for one in own])
        if found.done_at is not None:
            yield fulfil(
                row, at=at, actor=actor, answer=(OBSERVATION, seen.pk), held_at=min(found.done_at, at)
            )


def match_recorded(at: datetime, *, actor: Actor = WORKER) -> int:
    """Match every record that was changed since the last look, whichever way it was entered.

    Works in batches, each a transaction. Returns how many assignments changed.
    """
    changed = 0
    for duty in Duty.objects.order_by("pk"):
        names = {terms.fulfilled_by.record for terms in form_of(duty).terms()}
        since = (duty.matched_at or start_of(duty.owed_from)) - _OVERLAP
        for name in sorted(name for name in names if name is not None):
            register = name if "." in name else f"{duty.programme}.{name}"
            changed += _match_since(register, since, at, actor)
        Duty.objects.filter(pk=duty.pk).update(matched_at=at)
    return changed


def _match_since(register: str, since: datetime, at: datetime, actor: Actor) -> int:
    changed, last = 0, 0
    fresh = Version.objects.filter(register=register, recorded_at__gte=since).values("record")
    rows = Record.objects.filter(pk__in=fresh).order_by("pk")
    while part := list(rows.filter(pk__gt=last)[:_BATCH]):
        with transaction.atomic():
            changed += sum(len(match(record, at, actor=actor)) for record in part)
        last = part[-1].pk
    return changed


def mark_missed(at: datetime, *, actor: Actor = WORKER) -> int:
    """Close what is over and can no longer be made good; what was fulfilled and not seen is closed as done.

    Works in batches, each a transaction. Returns how many were missed.
    """
    match_recorded(at, actor=actor)
    return mark_missed_now(at)


def _refresh(rows: Iterable[Assignment], at: datetime) -> None:
    """The due moments of the records that assignments are about."""
    refresh_due_of({row.about_id for row in rows if row.about_kind == KIND and row.about_id}, at=at)

"""What several deeds fulfil together (计数): quotas, and shares of a population that itself changes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from django.db.models import Q, TextField
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from baicheng.clock.instants import china_date
from baicheng.flows.duty import FulfilledBy
from baicheng.flows.fulfilment import Fulfilment, fulfilment
from baicheng.server.assignments.models import Assignment, Outcome
from baicheng.server.assignments.rows import borne_by
from baicheng.server.assignments.services import fulfil, reopen
from baicheng.server.duties.deeds import counted_records, done_by, is_about, owed_of
from baicheng.server.duties.forms import book_named, demand_of, form_of
from baicheng.server.duties.models import Duty
from baicheng.server.duties.opened import keys_of
from baicheng.server.duties.populations import population, to_members
from baicheng.server.duties.services.settling import about, can_be_made_good
from baicheng.server.history.actors import WORKER, Actor
from baicheng.server.history.batches import batch
from baicheng.server.registers.books import Book
from baicheng.server.registers.matter import KIND
from baicheng.server.registers.models import Version
from baicheng.server.registers.services.due_moments import lock_records, refresh_due_of


def is_counted(demand: FulfilledBy) -> bool:
    """Whether one deed alone does not fulfil it."""
    return demand.record is not None and (demand.share is not None or demand.at_least > 1)


def count(duty: Duty, book: Book, row: Assignment, at: datetime) -> tuple[Fulfilment, int | None]:
    """How far all deeds together fulfil an assignment, and the record that completed it.

    Args:
        book: the register whose records are the deeds.
    """
    owed, form = owed_of(row), form_of(duty)
    inside = population(duty.programme, row, owed.demand, at)
    done = [
        one
        for one in done_by(book, owed.demand, counted_records(book, row))
        if borne_by(row) & one.bearers and is_about(one, book, form, row)
    ]
    counted = list(to_members(duty.programme, owed.demand, done, inside))
    found = fulfilment(owed, [one.deed for one in counted], inside)
    completing = (one.record.pk for one in counted if one.deed.at == found.done_at)
    return found, next(completing, None)


def settle_counted(
    row: Assignment, found: Fulfilment, completing: int | None, at: datetime, actor: Actor
) -> Iterator[Assignment]:
    """Close an assignment of which enough was done, reopen one of which it is no longer enough.

    Of nothing, nothing need be done; that is so only once the period is over.
    """
    done_at = found.done_at
    if done_at is None:
        if row.outcome == Outcome.DONE and row.answer_kind == KIND:
            yield reopen(row, at=at, actor=actor)
    elif can_be_made_good(row, done_at) and (found.needed or (row.due_at is not None and row.due_at <= at)):
        answer = None if completing is None else (KIND, completing)
        yield fulfil(row, at=at, actor=actor, answer=answer, held_at=min(done_at, at))


def match_shares(duty: Duty, since: datetime, at: datetime, *, actor: Actor = WORKER) -> int:
    """Count the shares anew that can have changed by what was recorded since a moment.

    The population changes them as much as the deeds: a restaurant that closes makes them smaller. Each is
    counted once, in a transaction of its own. Returns how many assignments changed.
    """
    changed = 0
    for row in _concerned(duty, since, at):
        demand = demand_of(row.rule["demand"])
        # Counting takes seconds where there are thousands, and nobody waits for it to write.
        found, completing = count(duty, book_named(duty.programme, str(demand.record)), row, at)
        with batch():
            lock_records([row.about_id] if row.about_kind == KIND else ())
            settled = list(settle_counted(row, found, completing, at, actor))
            refresh_due_of(about(settled), at=at)
            changed += len(settled)
    return changed


def _concerned(duty: Duty, since: datetime, at: datetime) -> list[Assignment]:
    """Assignments whose period touches what has changed, and open ones that are over."""
    first, beyond = keys_of(duty)
    wanted = Q(outcome=Outcome.OPEN, due_at__lte=at)
    earliest = _first_day_changed(duty, since)
    if earliest is not None:
        wanted |= Q(covers_until=None) | Q(covers_until__gt=earliest)
    judged = Q(outcome__in=(Outcome.OPEN, Outcome.MISSED)) | Q(outcome=Outcome.DONE, answer_kind=KIND)
    rows = Assignment.objects.filter(wanted, judged, key__gte=first, key__lt=beyond)
    return [
        row
        for row in rows.select_related("bearer").order_by("due_at", "pk")
        if demand_of(row.rule["demand"]).share is not None
    ]


def _first_day_changed(duty: Duty, since: datetime) -> date | None:
    """The first day of which something else is known than before: of deeds, or of the population."""
    days: list[date] = []
    for terms in form_of(duty).terms():
        demand = terms.fulfilled_by
        if demand.of is None:
            continue
        deeds, members = (
            book_named(duty.programme, name).id for name in (str(demand.record), demand.of.register_id)
        )
        fresh = Version.objects.filter(register__in=(deeds, members), recorded_at__gte=since)
        days += [china_date(moment) for moment in fresh.order_by("since").values_list("since", flat=True)[:1]]
        if demand.on is not None:
            records = fresh.filter(register=deeds).values("record")
            named = Version.objects.filter(record__in=records).annotate(
                day=Cast(KeyTextTransform(demand.on, "fields"), TextField())
            )
            stated = named.filter(day__isnull=False).order_by("day").values_list("day", flat=True)[:1]
            days += [date.fromisoformat(day) for day in stated]
    return min(days, default=None)

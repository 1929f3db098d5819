"""From duties to assignments (待办生成): whatever was missed is made up, nothing is opened twice.

Each run looks at everything that can still matter, from ``LOOK_BACK`` before today on, and brings the
assignments in line with it. So a run that was missed, broken off, repeated, or made for a shorter span changes
nothing in the end. Assignments that are closed stay as they are.
"""

from __future__ import annotations

import gc
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from baicheng.clock import WorkCalendar
from baicheng.clock.instants import china_date
from baicheng.flows.duties import owed
from baicheng.flows.duty import Duty as Form
from baicheng.flows.duty_items import Owed
from baicheng.flows.reconciliation import Changes, reconcile
from baicheng.server.assignments.calendars import calendar
from baicheng.server.assignments.models import Assignment, Outcome
from baicheng.server.assignments.services import close, give_bearer, move_due, open_all, reopen
from baicheng.server.duties.directory import DutyDirectory
from baicheng.server.duties.forms import forms_in_effect
from baicheng.server.duties.items import Batch, Question
from baicheng.server.duties.models import Duty
from baicheng.server.duties.opened import Opened, in_full, of_duties, opened_for, planned
from baicheng.server.duties.services.ending import done_with, end_overdue, owe_again, reasons
from baicheng.server.duties.services.telling import tell_records
from baicheng.server.history.actors import WORKER, Actor
from baicheng.server.history.batches import batch
from baicheng.server.history.many_rows import Row, writing_much
from baicheng.server.registers.matter import KIND
from baicheng.server.registers.models import Record
from baicheng.server.registers.moments import moment_of
from baicheng.server.registers.services.due_moments import lock_records, refresh_due_of
from baicheng.server.web.once import answers_kept

#: So far ahead assignments are opened, so that people see what is coming.
AHEAD = timedelta(days=62)
#: What fell due longer ago is no longer looked at.
LOOK_BACK = timedelta(days=400)
#: No run looks further ahead.
LOOK_AHEAD = timedelta(days=800)
#: A due day can lie so far from the day that the schedule names.
_MARGIN = timedelta(days=62)
#: As far back as one question reaches: for what is owed without a due time.
_LONGEST = timedelta(days=3600)


@dataclass(frozen=True, slots=True)
class Generated:
    """What a run did: how many assignments it opened, gave another bearer or due time, and withdrew."""

    opened: int = 0
    changed: int = 0
    withdrawn: int = 0

    def __add__(self, other: Generated) -> Generated:
        return Generated(
            self.opened + other.opened, self.changed + other.changed, self.withdrawn + other.withdrawn
        )


def horizon(at: datetime) -> date:
    """The day up to which assignments are opened as a rule: those due in the next two months."""
    return china_date(at) + AHEAD


def generate(
    until: date,
    at: datetime,
    *,
    actor: Actor = WORKER,
    programme: str = "",
    duties: Sequence[Duty] | None = None,
) -> Generated:
    """Open the assignments that fall due before a day, and withdraw those that are owed no longer.

    Works in batches, each a transaction: it can be broken off and begun again, and run beside itself.

    Args:
        programme: only the duties of that pack; ``duties``: only these.

    Raises:
        ValueError: the day lies further ahead than ``LOOK_AHEAD``.
    """
    today = china_date(at)
    if until > today + LOOK_AHEAD:
        raise ValueError(f"{until} is further than {LOOK_AHEAD.days} days ahead; generate in parts")
    found = list(Duty.objects.order_by("pk") if duties is None else duties)
    done, days = Generated(), calendar()
    with writing_much(), answers_kept():  # a run reckons with one edition of each pack, and asks for it once
        for name in sorted({duty.programme for duty in found}):
            own = [duty for duty in found if duty.programme == name and programme in ("", name)]
            directory, forms = DutyDirectory(name, today), forms_in_effect(name, own)
            for duty in own:
                done += _generate(duty, forms[duty.pk], until, at, days, directory, actor)
    return done


@transaction.atomic
def end_owed(record: Record, at: datetime, *, actor: Actor = WORKER) -> list[Assignment]:
    """End at once what a record owes no longer since it was moved; the worker would do so at its next run.

    Opens nothing, so that it needs no lock on duties while the record is held.
    """
    ended: list[Assignment] = []
    for duty in Duty.objects.filter(pk__in=_duties_waiting_for(record)).order_by("pk"):
        form = forms_in_effect(duty.programme, [duty])[duty.pk]
        question = Question(duty, form, DutyDirectory(duty.programme, china_date(at)), *_span(duty, at))
        batch = question.batch_of(record)
        rows = [
            row
            for row in opened_for(duty, batch)
            if row.outcome == Outcome.OPEN and _is_within(question, row)
        ]
        slots = {one.slot for one in _wanted(question, batch, calendar(), {row.slot for row in rows})}
        done = done_with(batch.items, china_date(at))
        over = in_full(row for row in rows if row.slot not in slots)
        _withdraw(over, done, at, actor)
        owed_still = in_full(row for row in rows if row.slot in slots)
        ended += [*over, *end_overdue(owed_still, done, at, actor)]
    refresh_due_of([record.pk] if ended else [], at=at)
    return ended


def _duties_waiting_for(record: Record) -> set[int]:
    """The duties of which something about a record is open."""
    rows = of_duties().filter(about_kind=KIND, about_id=record.pk, outcome=Outcome.OPEN)
    return {int(key.split(":")[1]) for key in rows.values_list("key", flat=True)}


def _span(duty: Duty, at: datetime, until: date = date.min) -> tuple[date, date]:
    """The days that still matter, and those up to which assignments were opened."""
    since = max(duty.owed_from, duty.settled_until or date.min, china_date(at) - LOOK_BACK)
    return since, max(until, duty.generated_until or until)


def _generate(
    duty: Duty,
    form: Form,
    until: date,
    at: datetime,
    days: WorkCalendar,
    directory: DutyDirectory,
    actor: Actor,
) -> Generated:
    since, until = _span(duty, at, until)
    question = Question(duty, form, directory, since, until)
    done = Generated()
    for items in question.batches():
        with _garbage_left(), batch():
            # One writer a duty; who comes second finds what the first has opened.
            Duty.objects.select_for_update().get(pk=duty.pk)
            records = items.ids if items.kind == KIND else ()
            lock_records(records)
            # A run takes its time, and finds records that were entered or changed since it began.
            done += _bring_in_line(question, items, moment_of(records, at), days, actor)
    Duty.objects.filter(pk=duty.pk).update(generated_until=until)
    duty.generated_until = until
    return done


@contextmanager
def _garbage_left() -> Iterator[None]:
    """Leave garbage where it is during a batch: to look for circles in all that it holds costs a fifth of its time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _bring_in_line(
    question: Question, batch: Batch, at: datetime, days: WorkCalendar, actor: Actor
) -> Generated:
    duty, rows = question.duty, opened_for(question.duty, batch)
    wanted = _wanted(question, batch, days, {row.slot for row in rows})
    slots = {one.slot for one in wanted}
    looked_at = [row for row in rows if row.slot in slots or _is_within(question, row)]
    withdrawn = {row.owed_key(duty): row for row in looked_at if row.outcome == Outcome.LAPSED}
    kept = {
        row.owed_key(duty): row
        for row in looked_at
        if row.outcome != Outcome.LAPSED and not row.was_handed_on
    }
    changes = reconcile(wanted, [row.kept(duty) for row in kept.values()])
    again = in_full(withdrawn[one.key] for one in changes.open if one.key in withdrawn)
    fresh = planned(question, batch, (one for one in changes.open if one.key not in withdrawn), at)
    opened = open_all(fresh, programme=duty.programme, actor=actor, at=at)
    for row in again:
        reopen(row, at=at, actor=actor)
    changed = _give_and_move(changes, kept, at, actor)
    done = done_with(batch.items, china_date(at))
    over = in_full(
        [kept[one.key] for one in changes.withdraw]
        + [row for row in looked_at if row.was_handed_on and _is_over(row, slots)]
    )
    _withdraw(over, done, at, actor)
    again += owe_again(looked_at, done, at, actor)
    # What was dealt with above is read anew: it may have been closed or moved.
    past: list[Opened | Row] = [row for row in looked_at if row.about_id in done]
    past += [row for row in opened if row.about_id in done]
    over += end_overdue(in_full(past), done, at, actor)
    tell_records(batch, opened, fresh, [*again, *changed, *over], at)
    return Generated(len(opened) + len(again), len(changed), len(over))


def _give_and_move(
    changes: Changes, kept: Mapping[str, Opened], at: datetime, actor: Actor
) -> list[Assignment]:
    """Give assignments the bearer or the due time that they have now; returns them, twice what had both changed."""
    pairs = (*changes.assign, *changes.move)
    found = {row.key: row for row in in_full(kept[other.key] for other, _ in pairs)}
    rows = {other.key: found[kept[other.key].key] for other, _ in pairs}
    given = [
        give_bearer(rows[other.key], int(one.bearer or 0), at=at, actor=actor)
        for other, one in changes.assign
    ]
    moved = [
        move_due(rows[other.key], one.due_at, due_on=one.due_on, at=at, actor=actor)
        for other, one in changes.move
    ]
    return [*given, *moved]


def _withdraw(rows: Sequence[Assignment], done: Collection[int], at: datetime, actor: Actor) -> None:
    """Close what is owed no longer, with the reason where its record is done with."""
    why = reasons(rows, done)
    for row in rows:
        close(row, Outcome.LAPSED, at=at, actor=actor, reason=why.get(row.about_id or 0, ""))


def _is_over(row: Opened, slots: Collection[str]) -> bool:
    return row.outcome == Outcome.OPEN and row.slot not in slots


def _wanted(question: Question, batch: Batch, days: WorkCalendar, known: set[str]) -> list[Owed]:
    """What is owed in the span; of what lies beyond only what was opened already."""
    since, until, ended = question.since, question.until, question.duty.ended_on
    untimed = any(terms.when.not_stated for terms in question.form.terms())
    first = until - _LONGEST if untimed else since - _MARGIN
    found = owed(question.form, batch.items, days, first, until + _MARGIN, question.lasting())
    return [
        one
        for one in found
        if _is_meant(question.duty, one)
        and (one.due_on is None or since <= one.due_on < until or one.slot in known)
        and (ended is None or (one.due_on is not None and one.due_on < ended))
    ]


def _is_meant(duty: Duty, one: Owed) -> bool:
    """Whether it is to be looked at: a plan asks each role for reports, and not every task has every role.

    What fell due before another edition named others is settled, also where it is still open.
    """
    settled = duty.settled_until is not None and one.due_on is not None and one.due_on < duty.settled_until
    return not settled and (one.bearer is not None or duty.document_id is None)


def _is_within(question: Question, row: Opened) -> bool:
    stated = row.rule.get("due_on")
    return stated is None or question.since <= date.fromisoformat(stated) < question.until

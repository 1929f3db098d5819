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
from multiprocessing.connection import Connection

from django.db import connection, transaction

from baicheng.clock import WorkCalendar
from baicheng.clock.instants import china_date
from baicheng.flows.reconciliation import Changes
from baicheng.server.assignments.calendars import calendar
from baicheng.server.assignments.models import Assignment, Outcome
from baicheng.server.assignments.services import close, give_bearer, move_due, open_all, reopen
from baicheng.server.duties.directory import DutyDirectory
from baicheng.server.duties.forms import forms_in_effect
from baicheng.server.duties.items import Question
from baicheng.server.duties.models import Duty
from baicheng.server.duties.opened import Opened, in_full, of_duties, opened_for
from baicheng.server.duties.services.ending import done_with, end_overdue, owe_again, reasons
from baicheng.server.duties.services.looking import Look, is_so, is_within, look, wanted
from baicheng.server.duties.services.sharing import Errand, is_worth_it, share, work_towards
from baicheng.server.duties.services.telling import tell_records
from baicheng.server.history.actors import WORKER, Actor
from baicheng.server.history.batches import batch
from baicheng.server.history.many_rows import Row, writing_much
from baicheng.server.registers.matter import KIND
from baicheng.server.registers.models import Record
from baicheng.server.registers.services.due_moments import lock_records, refresh_due_of
from baicheng.server.web.once import answers_kept

#: So far ahead assignments are opened, so that people see what is coming.
AHEAD = timedelta(days=62)
#: What fell due longer ago is no longer looked at.
LOOK_BACK = timedelta(days=400)
#: No run looks further ahead.
LOOK_AHEAD = timedelta(days=800)


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
    in_two: bool = False,
) -> Generated:
    """Open the assignments that fall due before a day, and withdraw those that are owed no longer.

    Works in batches, each a transaction: it can be broken off and begun again, and run beside itself.

    Args:
        programme: only the duties of that pack; ``duties``: only these.
        in_two: a second process may help with what concerns many things, see ``sharing``.

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
                question = Question(duty, forms[duty.pk], directory, *_span(duty, at, until))
                done += _generate(question, at, days, actor, in_two=in_two)
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
            row for row in opened_for(duty, batch) if row.outcome == Outcome.OPEN and is_within(question, row)
        ]
        slots = {one.slot for one in wanted(question, batch, calendar(), {row.slot for row in rows})}
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


def assist(second: Connection) -> None:
    """Do the work of the second process: parts of an errand, the last first."""
    errand: Errand = second.recv()
    connection.settings_dict["NAME"] = errand.database
    duty = Duty.objects.get(pk=errand.duty)
    directory = DutyDirectory(duty.programme, china_date(errand.at))
    with writing_much(), answers_kept():
        form = forms_in_effect(duty.programme, [duty])[duty.pk]
        question = Question(duty, form, directory, *_span(duty, errand.at, errand.until))
        days = calendar()
        work_towards(second, errand.parts, lambda part: _bring(question, part, errand.at, days, errand.actor))


def _generate(
    question: Question, at: datetime, days: WorkCalendar, actor: Actor, *, in_two: bool
) -> Generated:
    duty, until, parts = question.duty, question.until, question.parts()

    def bring(part: Sequence[int]) -> Generated:
        return _bring(question, part, at, days, actor)

    if in_two and is_worth_it(parts):
        done = share(Errand(duty.pk, until, at, actor, parts, connection.settings_dict["NAME"]), bring)
    else:
        done = map(bring, parts)
    generated = sum(done, Generated())
    Duty.objects.filter(pk=duty.pk).update(generated_until=until)
    duty.generated_until = until
    return generated


def _bring(
    question: Question, part: Sequence[int], at: datetime, days: WorkCalendar, actor: Actor
) -> Generated:
    """Bring a part in line: look, hold what was looked at, look again if somebody came first, write."""
    with _garbage_left():
        found = look(question, part, at, days)
        with batch():
            _hold(question, part)
            if not is_so(found, question, part, at):
                found = look(question, part, at, days)
            return _bring_in_line(question, found, actor)


def _hold(question: Question, part: Sequence[int]) -> None:
    """One writer a record, or else a duty; who comes second finds what the first has opened."""
    if question.kind == KIND:
        lock_records(part)
    else:
        Duty.objects.select_for_update().get(pk=question.duty.pk)


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


def _bring_in_line(question: Question, found: Look, actor: Actor) -> Generated:
    duty, at, batch, looked_at, kept = question.duty, found.at, found.batch, found.rows, found.kept
    changes, fresh, withdrawn = found.changes, found.fresh, found.withdrawn
    again = in_full(withdrawn[one.key] for one in changes.open if one.key in withdrawn)
    opened = open_all(fresh, programme=duty.programme, actor=actor, at=at)
    for row in again:
        reopen(row, at=at, actor=actor)
    changed = _give_and_move(changes, kept, at, actor)
    done = done_with(batch.items, china_date(at))
    over = in_full(
        [kept[one.key] for one in changes.withdraw]
        + [row for row in looked_at if row.was_handed_on and _is_over(row, found.slots)]
    )
    _withdraw(over, done, at, actor)
    again += owe_again(looked_at, done, at, actor)
    # What was dealt with above is read anew: it may have been closed or moved.
    past: list[Opened | Row] = [row for row in looked_at if row.about_id in done]
    past += [row for row in opened if row.about_id in done]
    over += end_overdue(in_full(past), done, at, actor)
    tell_records(batch, opened, fresh, [*again, *changed, *over], at, found.foreseen)
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

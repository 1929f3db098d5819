"""From duties to assignments (待办生成): whatever was missed is made up, nothing is opened twice.

Each run looks at everything that can still matter, from ``LOOK_BACK`` before today on, and brings the
assignments in line with it. So a run that was missed, broken off, repeated, or made for a shorter span changes
nothing in the end. Assignments that are closed stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from multiprocessing.connection import Connection

from django.db import connection, transaction

from baicheng.clock.instants import china_date
from baicheng.server.assignments.calendars import calendar
from baicheng.server.assignments.models import Assignment, Outcome
from baicheng.server.duties.directory import DutyDirectory
from baicheng.server.duties.forms import forms_in_effect
from baicheng.server.duties.items import Question
from baicheng.server.duties.models import Duty
from baicheng.server.duties.opened import in_full, of_duties, opened_for
from baicheng.server.duties.services.bringing import Generated, Run, bring, withdraw
from baicheng.server.duties.services.ending import done_with, end_overdue
from baicheng.server.duties.services.looking import is_within, wanted
from baicheng.server.duties.services.sharing import Errand, is_worth_it, pen, share, turn, work_towards
from baicheng.server.history.actors import WORKER, Actor
from baicheng.server.history.write_log import writing_much
from baicheng.server.registers.matter import KIND
from baicheng.server.registers.models import Record
from baicheng.server.registers.services.due_moments import refresh_due_of
from baicheng.server.web.once import answers_kept

#: So far ahead assignments are opened, so that people see what is coming.
AHEAD = timedelta(days=62)
#: What fell due longer ago is no longer looked at.
LOOK_BACK = timedelta(days=400)
#: No run looks further ahead.
LOOK_AHEAD = timedelta(days=800)


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
                done += _generate(Run(question, at, days, actor), in_two=in_two)
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
        withdraw(over, done, at, actor)
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
        run = Run(question, errand.at, calendar(), errand.actor, turn(errand.pen, is_first=False))
        work_towards(second, errand.parts, partial(bring, run))


def _generate(run: Run, *, in_two: bool) -> Generated:
    duty, until, parts = run.question.duty, run.question.until, run.question.parts()

    shared = in_two and is_worth_it(parts)
    done = _in_two(run, parts) if shared else (bring(run, part) for part in parts)
    generated = sum(done, Generated())
    Duty.objects.filter(pk=duty.pk).update(generated_until=until)
    duty.generated_until = until
    return generated


def _in_two(run: Run, parts: Sequence[Sequence[int]]) -> Iterator[Generated]:
    """Bring the parts in line with the help of a second process."""
    with pen() as locked:
        question, database = run.question, connection.settings_dict["NAME"]
        errand = Errand(question.duty.pk, question.until, run.at, run.actor, parts, database, locked)
        first = replace(run, turn=turn(locked, is_first=True))
        yield from share(errand, partial(bring, first))

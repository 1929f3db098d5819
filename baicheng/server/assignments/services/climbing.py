"""Climbing the ladder of reminders (催办升级): each rung once for a due moment, whoever asks and how often."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from baicheng.clock import WorkCalendar
from baicheng.clock.instants import china_date
from baicheng.flows.ladder import Passed, passed
from baicheng.server.assignments.ladders import Ladders, is_urged
from baicheng.server.assignments.models import Assignment, Climbed
from baicheng.server.assignments.rows import locked


@transaction.atomic
def climb(assignment: Assignment, now: datetime, days: WorkCalendar) -> tuple[Assignment, tuple[Passed, ...]]:
    """Note all rungs whose moment has come since they were climbed last, and say which these are.

    Whoever calls it tells people and creates records in the same transaction: either all is done, or the rungs
    are still to be climbed. Nothing is climbed while a request for more time that came in time is undecided,
    while the clock is paused, or after an appeal was granted.

    Returns:
        The assignment as it is now, and the rungs, the lowest first.
    """
    row = locked(assignment)
    if row.due_at is None or not is_urged(row, now):
        return row, ()
    ladder = Ladders(china_date(now)).of(row)
    known = set(row.climbed.filter(due_at=row.due_at).values_list("place", flat=True))
    rungs = passed(ladder, row.due_at, now, days, row.recorded_at)
    fresh = tuple(one for one in rungs if one.place not in known)
    Climbed.objects.bulk_create(
        Climbed(
            assignment=row,
            due_at=row.due_at,
            place=one.place,
            was_last=number + len(known) == len(ladder),
            climbed_at=now,
        )
        for number, one in enumerate(fresh, start=1)
    )
    return row, fresh

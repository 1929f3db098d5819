"""By when a step of a round is done (考核时限)."""

from __future__ import annotations

from datetime import date, datetime

from baicheng.clock import Clock, WorkCalendar
from baicheng.clock.instants import end_of
from baicheng.packs.schema.rounds import StepDue


def step_due(
    due: StepDue | None, opened: datetime, last_day: date, calendar: WorkCalendar
) -> datetime | None:
    """The moment until which a step is in time; nothing where no document says.

    Args:
        opened: when the step opened.
        last_day: the last day judged.
    """
    if due is None or due.not_stated:
        return None
    if due.on is not None:
        least = Clock.start(due.at_least.limit(), opened).due_at(calendar) if due.at_least else None
        return max(end_of(due.on), least) if least else end_of(due.on)
    assert due.within is not None, "a due has one form"
    begun = opened if due.of == "opened" else max(opened, end_of(last_day))
    return Clock.start(due.within.limit(), begun).due_at(calendar)

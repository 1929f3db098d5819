"""What a duty owes in a span of time (应履职责): for each thing and bearer, what is due when.

A pure function of duty, things, calendar and span: asked again, in parts or in any order, it gives the same keys
and due times, so that a worker can be stopped and started at any moment.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from baicheng.clock.instants import ONE_DAY
from baicheng.clock.work_calendar import WorkCalendar
from baicheng.flows.duty import Duty
from baicheng.flows.duty_events import eventful, events
from baicheng.flows.duty_items import ALWAYS, Item, Owed
from baicheng.flows.duty_occurrences import Falls, occurrences
from baicheng.flows.provenance import InForce

__all__ = ["ALWAYS", "LONGEST_SPAN", "MOST_OWED", "Item", "Owed", "TooMuchOwed", "owed"]

#: Bounds of one question; a longer span is asked in parts.
LONGEST_SPAN = timedelta(days=3700)
MOST_OWED = 500_000


class TooMuchOwed(ValueError):
    """The span or the number of things is too large for one question."""


def owed(
    duty: Duty,
    items: Iterable[Item],
    calendar: WorkCalendar,
    since: date,
    until: date,
    lasting: Sequence[InForce] = ALWAYS,
) -> list[Owed]:
    """What a duty owes from ``since`` up to but without ``until``, in order of due time.

    What comes back belongs to the day that the schedule names; what follows an event, to the day on which it
    is due; what has no stated time, to the first day on which the duty applies.

    Args:
        items: what it is owed for; one Item about "" where the duty has no for_each.
        lasting: the named period of ``while``, on its dates.

    Raises:
        TooMuchOwed: the span is longer than LONGEST_SPAN, or more than MOST_OWED are owed in it.
    """
    if until - since > LONGEST_SPAN:
        raise TooMuchOwed(f"{since} to {until} is longer than {LONGEST_SPAN.days} days; ask in parts")
    named = ((falls, *_days(falls)) for falls in occurrences(duty, calendar, since, until))
    scheduled = [one for one in named if _lasts(one[1:], lasting)]
    once = eventful(duty)
    is_row = duty.for_each is not None and duty.for_each.register_id is not None
    found: list[Owed] = []
    for item in items:
        for falls, first, beyond in scheduled:
            if _concerns(item, falls.named_on if is_row else None, first, beyond):
                found += _borne(duty, item, falls)
        for falls in events(once, item, calendar, lasting):
            if falls.named_on is None or since <= falls.named_on < until:
                found += _borne(duty, item, falls)
        if len(found) > MOST_OWED:
            raise TooMuchOwed(f"{duty.duty} owes more than {MOST_OWED} from {since} to {until}; ask in parts")
    return sorted(found, key=lambda one: (one.due_at is None, one.due_at or one.opens_at, one.key))


def _days(falls: Falls) -> tuple[date, date]:
    """The period of what a schedule names, or the day alone."""
    if falls.period is not None:
        return falls.period.since, falls.period.until
    assert falls.named_on is not None, "schedules name days"
    return falls.named_on, falls.named_on + ONE_DAY


def _lasts(days: tuple[date, date], lasting: Sequence[InForce]) -> bool:
    """Whether period and ``while`` share a day."""
    return any(span.overlaps(*days) for span in lasting)


def _concerns(item: Item, row_on: date | None, since: date, until: date) -> bool:
    """Whether a thing owes what falls due.

    Period and thing must share a day. A row must besides still be there on the due day; a member owes what its
    membership covered even if it is due later.

    Args:
        row_on: the due day, for a row.
    """
    is_there = row_on is None
    is_meant = False
    for span in item.applies:
        is_there = is_there or (row_on is not None and span.holds(row_on))
        is_meant = is_meant or span.overlaps(since, until)
    return is_there and is_meant


def _borne(duty: Duty, item: Item, falls: Falls) -> list[Owed]:
    """One for each bearer on the due day; one without, if there is nobody."""
    slot = f"{duty.duty}/{_escaped(item.about)}/{_escaped(falls.id)}"
    day = falls.named_on or (falls.opens_at.date() if falls.opens_at else date.max)
    due_at, due_on = (falls.due.at, falls.due.on) if falls.due else (None, None)
    return [
        Owed(
            key=f"{slot}/{'' if bearer is None else _escaped(str(bearer))}",
            slot=slot,
            duty=duty.duty,
            about=item.about,
            bearer=bearer,
            demand=falls.terms.fulfilled_by,
            period=falls.period,
            opens_at=falls.opens_at,
            due_at=due_at,
            due_on=due_on,
            cut_off=falls.cut_off,
        )
        for bearer in item.bearers(day) or (None,)
    ]


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("/", "%2F")

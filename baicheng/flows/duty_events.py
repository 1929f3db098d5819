"""What falls due once for a thing (事件时限): after its event, before its day, or at no stated time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime

from baicheng.clock.clocks import Clock
from baicheng.clock.instants import ONE_DAY, china_date, last_day_until, start_of
from baicheng.clock.limits import Limit, before
from baicheng.clock.schedule_terms import Due
from baicheng.clock.work_calendar import WorkCalendar
from baicheng.flows.duty import Duty, Terms
from baicheng.flows.duty_items import Item
from baicheng.flows.duty_occurrences import Falls, opens_before
from baicheng.flows.limit_rules import Amount
from baicheng.flows.provenance import InForce

ONCE = "once"


def eventful(duty: Duty) -> list[Terms]:
    """The versions of a duty by which it falls due once for a thing, and not again and again."""
    return [terms for terms in duty.terms() if not terms.when.is_schedule]


def events(
    versions: Iterable[Terms], item: Item, calendar: WorkCalendar, lasting: Sequence[InForce]
) -> Iterator[Falls]:
    """What falls due once for a thing, by the version in force on the day of the event.

    A thing whose field is empty owes nothing yet.
    """
    for terms in versions:
        if terms.when.not_stated:
            yield from _unstated(terms, item)
        else:
            yield from _of_field(terms, item, calendar, lasting)


def _of_field(
    terms: Terms, item: Item, calendar: WorkCalendar, lasting: Sequence[InForce]
) -> Iterator[Falls]:
    when = terms.when
    name = when.within.of if when.within else str(when.before)
    event = item.fields.get(name)
    if not isinstance(event, date):
        return
    day = china_date(event)
    due_at = _after(when.within.limit(), event, calendar) if when.within else _ahead(terms, event, calendar)
    due = Due(due_at, last_day_until(due_at))
    first, last = min(day, due.on), max(day, due.on) + ONE_DAY
    concerned = any(span.overlaps(first, last) for span in item.applies)
    if terms.in_force.holds(day) and concerned and any(span.holds(day) for span in lasting):
        happened = start_of(day) if not isinstance(event, datetime) else event
        opens_at = opens_before(terms, due.on, happened if when.within else None, calendar)
        yield Falls(ONCE, terms, due.on, due, None, opens_at, None)


def _after(limit: Limit, event: date, calendar: WorkCalendar) -> datetime:
    """The end of a limit that runs from an event without a pause."""
    at = event if isinstance(event, datetime) else start_of(event)
    due = Clock.start(limit, at).due_at(calendar)
    assert due is not None, "a clock that is not paused has a due time"
    return due


def _ahead(terms: Terms, event: date, calendar: WorkCalendar) -> datetime:
    when = terms.when
    assert when.amount is not None and when.unit is not None, "the form demands both beside field(name)"
    return before(event, Amount(amount=when.amount, unit=when.unit).limit(), calendar)


def _unstated(terms: Terms, item: Item) -> Iterator[Falls]:
    """Owed from the first day on which duty and thing come together, without a due time."""
    for span in item.applies:
        begins = [day for day in (span.since, terms.in_force.since) if day is not None]
        first = max(begins, default=None)
        if first is None:
            yield Falls(ONCE, terms, None, None, None, None, None)
            return
        if span.holds(first) and terms.in_force.holds(first):
            yield Falls(ONCE, terms, first, None, None, start_of(first), None)
            return

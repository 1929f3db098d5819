"""The stretches of a named period (时段): the heating season of every year, from one event to another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from types import MappingProxyType

from baicheng.flows.provenance import InForce
from baicheng.packs.schema.basics import Event
from baicheng.packs.schema.periods import Period, Span

_NO_EVENTS: Mapping[str, Sequence[date]] = MappingProxyType({})


def stretches(
    period: Period, since: date, until: date, events: Mapping[str, Sequence[date]] = _NO_EVENTS
) -> tuple[InForce, ...]:
    """The stretches of a period that touch ``[since, until)``, in order.

    Args:
        events: the days of each event, in order, as local values give them. A stretch that begins with an
            event begins anew on each of its days; one of which no day is known has not begun. One that ends
            with an event lasts until the first of its days that follows, and has not ended while none does.
    """
    found = []
    for span in period.spans:
        for first in _first_days(span, since, until, events):
            stretch = _from(span, first, events)
            if stretch is not None and stretch not in found and stretch.overlaps(since, until):
                found.append(stretch)
    return tuple(sorted(found, key=lambda stretch: stretch.since or date.min))


def unknown_events(period: Period, events: Mapping[str, Sequence[date]]) -> tuple[str, ...]:
    """The events that a period names and of which no day is known."""
    edges = [edge for span in period.spans for edge in (span.since, span.until)]
    named = [edge.event for edge in edges if isinstance(edge, Event)]
    return tuple(dict.fromkeys(name for name in named if not events.get(name)))


def _first_days(span: Span, since: date, until: date, events: Mapping[str, Sequence[date]]) -> Iterator[date]:
    """The days on which a stretch can begin that touches the span of time."""
    if isinstance(span.since, Event):
        yield from events.get(span.since.event, ())
    elif isinstance(span.since, date):
        yield span.since
    else:
        # A stretch of every year can reach over the new year.
        for year in range(since.year - 1, until.year + 1):
            yield _in_year(span.since, year)


def _from(span: Span, first: date, events: Mapping[str, Sequence[date]]) -> InForce | None:
    end = _end(span, first, events)
    if span.in_force is not None:
        first = max(first, span.in_force.since or first)
        end = min(end or date.max, span.in_force.until or date.max)
    if end is not None and end <= first:
        return None
    return InForce(since=first, until=end)


def _end(span: Span, first: date, events: Mapping[str, Sequence[date]]) -> date | None:
    if isinstance(span.until, Event):
        return next((day for day in events.get(span.until.event, ()) if day > first), None)
    if isinstance(span.until, date):
        return span.until
    end = _in_year(span.until, first.year)
    return end if end > first else _in_year(span.until, first.year + 1)


def _in_year(month_day: str, year: int) -> date:
    month, day = map(int, month_day.split("-"))
    try:
        return date(year, month, day)
    except ValueError:  # 29 February in a common year
        return date(year, month + 1, 1)

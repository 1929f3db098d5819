"""The stretches of a named period (时段): the heating season of every year, from one event to another."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from baicheng.flows.provenance import InForce
from baicheng.packs.schema.basics import Event
from baicheng.packs.schema.periods import Period, Span

_NO_EVENTS: Mapping[str, date] = MappingProxyType({})


def stretches(
    period: Period, since: date, until: date, events: Mapping[str, date] = _NO_EVENTS
) -> tuple[InForce, ...]:
    """The stretches of a period that touch ``[since, until)``, in order.

    Args:
        events: days of events, as local values give them. A stretch that begins with an unknown event has
            not begun; one that ends with an unknown event has not ended.
    """
    found = []
    for span in period.spans:
        for year in range(since.year - 1, until.year + 1):
            stretch = _in_year(span, year, events)
            if stretch is not None and stretch not in found and stretch.overlaps(since, until):
                found.append(stretch)
    return tuple(sorted(found, key=lambda stretch: stretch.since or date.min))


def _in_year(span: Span, year: int, events: Mapping[str, date]) -> InForce | None:
    first, end = _day(span.since, year, events), _day(span.until, year, events)
    if first is None:
        return None
    if end is not None and isinstance(span.until, str) and end <= first:
        end = _day(span.until, first.year + 1, events)
    if span.in_force is not None:
        first = max(first, span.in_force.since or first)
        end = min(end or date.max, span.in_force.until or date.max)
    if end is not None and end <= first:
        return None
    return InForce(since=first, until=end)


def _day(edge: str | date | Event, year: int, events: Mapping[str, date]) -> date | None:
    if isinstance(edge, Event):
        return events.get(edge.event)
    if isinstance(edge, date):
        return edge
    month, day = map(int, edge.split("-"))
    try:
        return date(year, month, day)
    except ValueError:  # 29 February in a common year
        return date(year, month + 1, 1)

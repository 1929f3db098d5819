"""What local values put in place of what a pack says, day by day (本地取值的效力)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import NamedTuple, TypeVar

from baicheng.flows.duty import Duty, DutyVersion, Terms
from baicheng.flows.provenance import InForce
from baicheng.flows.when import When

Decided = TypeVar("Decided")


def by_day(values: Sequence[tuple[InForce, Decided]]) -> list[tuple[InForce, Decided]]:
    """Which of several decisions holds when: of those that hold on a day, the last.

    Args:
        values: with the days for which each was decided; in the order of their first days and, within a
            day, of their decision.

    Returns:
        Stretches that follow each other without overlap; between them none of the decisions holds.
    """
    edges = sorted({day for span, _ in values for day in _edges(span)})
    found: list[tuple[InForce, int]] = []
    for since, until in pairwise((*edges, None)):
        assert since is not None, "only the last edge is open"
        held = [number for number, (span, _) in enumerate(values) if span.holds(since)]
        if not held:
            continue
        if found and found[-1][1] == held[-1] and found[-1][0].until == since:
            since = found.pop()[0].since or since
        found.append((InForce(since=since, until=until), held[-1]))
    return [(span, values[number][1]) for span, number in found]


def with_when(duty: Duty, values: Sequence[tuple[InForce, When]]) -> Duty:
    """A duty that falls due as was decided locally, on the days for which it was.

    Where that changes the length of its period and the pack does not say what becomes of the running one,
    that is finished (``on_change: finish``).

    Args:
        values: as ``by_day`` takes them.

    Raises:
        ValueError: a decision does not go with the period that the duty covers.
    """
    decided = by_day(values)
    if not decided:
        return duty
    versions = tuple(_versions(duty.terms(), decided))
    found = duty.model_copy(update={"versions": versions})
    for terms in found.terms():
        if terms.when.is_schedule:
            terms.schedule()
    return found


def _versions(terms: Iterator[Terms], decided: Sequence[tuple[InForce, When]]) -> Iterator[DutyVersion]:
    for one in terms:
        for span in one.in_force.outside(span for span, _ in decided):
            yield one.version(span)
        for span, when in decided:
            shared = one.in_force.shared(span)
            if shared is not None:
                yield one.version(shared, when)


class EventDay(NamedTuple):
    """The day of an event as it was decided, and the days on which that decision holds."""

    day: date
    held: InForce


def event_days(values: Mapping[str, Sequence[EventDay]]) -> dict[str, tuple[date, ...]]:
    """The days on which each event happened or will happen, in order.

    An event that comes every year is decided anew for each. A decision counts if it is the one that holds on
    the day that it names or, where it was made only later, on its own first day: another that holds from
    before then has put a day of its own in its place.
    """
    return {name: tuple(sorted(set(_standing(decisions)))) for name, decisions in values.items()}


def _standing(decisions: Sequence[EventDay]) -> Iterator[date]:
    for one in decisions:
        looked_at = max(one.day, one.held.since or one.day)
        holding = [other for other in decisions if other.held.holds(looked_at)]
        if holding and holding[-1] is one:
            yield one.day


def _edges(span: InForce) -> Iterator[date]:
    assert span.since is not None, "a local value has its first day"
    yield span.since
    if span.until is not None:
        yield span.until

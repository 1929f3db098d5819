"""Duties whose period changes its length (周期变更): which periods are owed before, across and after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from enum import StrEnum
from itertools import pairwise

from baicheng.clock.cycles import CycleUnit
from baicheng.clock.instants import china_date
from baicheng.clock.periods import Period, period_of


class OnChange(StrEnum):
    """What becomes of the period that runs when its length changes."""

    FINISH = "finish"  # it keeps its length; the new periods begin after it
    CUT = "cut"  # it ends at the change; the new periods begin there
    BOTH = "both"  # it is owed in full, and the new periods from the change on beside it


def owed_periods(
    changes: Sequence[tuple[date, CycleUnit | None]],
    since: date,
    until: date,
    on_change: OnChange = OnChange.FINISH,
) -> list[Period]:
    """The periods of a duty that have a day from ``since`` up to but without ``until``.

    Args:
        changes: from which day on the duty has periods of which length, in order; ``None`` is the day
            from which it no longer holds.
        since: the first day asked about.
        until: the day after the last one.
        on_change: what becomes of the running period at each change. Where the duty ends, ``CUT`` ends
            its period with it; the others owe that period in full.

    The remainder before the first whole new period belongs to that period, unless the old one covers
    it: no day of a duty is without a period, and nobody owes a full period's work for its last days.

    Raises:
        ValueError: the changes are not in order.
    """
    since, until, on_change = china_date(since), china_date(until), OnChange(on_change)
    stretches = _stretches(changes, until)
    owed: list[Period] = []
    covered = date.min
    for number, (unit, start, end) in enumerate(stretches, start=1):
        if unit is None:
            continue
        for period in _periods_from(start, covered, end, unit, on_change):
            is_cut = on_change is OnChange.CUT and number < len(stretches) and period.until > end
            owed.append(replace(period, until=end) if is_cut else period)
            covered = owed[-1].until
    return sorted(period for period in owed if period.since < until and period.until > since)


def _stretches(
    changes: Sequence[tuple[date, CycleUnit | None]], until: date
) -> list[tuple[CycleUnit | None, date, date]]:
    """Which unit holds from when until when. What does not change the length is no change."""
    for (earlier, _), (later, _) in pairwise(changes):
        if earlier >= later:
            raise ValueError(f"the change of {later} must not stand after that of {earlier}")
    starts = [
        (china_date(day), unit)
        for number, (day, unit) in enumerate(changes)
        if not number or unit != changes[number - 1][1]
    ]
    ends = [day for day, _ in starts[1:]] + [until]
    return [(unit, start, end) for (start, unit), end in zip(starts, ends, strict=True)]


def _periods_from(
    start: date, covered: date, end: date, unit: CycleUnit, on_change: OnChange
) -> list[Period]:
    """The periods that begin before ``end``, from ``start`` on; the old ones reach up to ``covered``."""
    begin = max(start, covered)
    earliest = start if on_change is OnChange.BOTH else begin
    first = period_of(unit, earliest)
    if first.since < earliest:
        first = first.next()
    found = [replace(first, since=min(first.since, begin))]
    while found[-1].until < end:
        found.append(found[-1].next())
    return [period for period in found if period.since < end]

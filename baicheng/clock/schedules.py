"""Schedules (报送时间): when something that comes back, or is named by its dates, is due and what it covers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from baicheng.clock.cycles import MONTHS_OF, Cycle, CycleUnit
from baicheng.clock.instants import CHINA, ONE_DAY, china_date, end_of, last_day_until, start_of
from baicheng.clock.periods import Period, period_of
from baicheng.clock.schedule_forms import read_schedule, write_schedule
from baicheng.clock.schedule_terms import Covers, Due, EveryWorkingDays, EveryYearOn, Form, Occurrence, Roll
from baicheng.clock.stretches import days_in_month
from baicheng.clock.work_calendar import WorkCalendar

#: Further than any row of rest days, so that no due day that is moved is missed.
_FURTHEST_MOVE = timedelta(days=45)
_NOMINAL_DAYS = {CycleUnit.WEEK: 7, CycleUnit.TEN_DAY: 10, CycleUnit.HALF_MONTH: 15}
_NOMINAL_MONTH = 30


@dataclass(frozen=True, slots=True)
class Schedule:
    """When something is due.

    ``form`` is one or several cycles, working days, or dates. A due day lasts until it ends; until
    ``at``, if that is given; not even that day counts if it is not ``inclusive`` (5日前 as the end of the
    4th). ``since`` is the first day that can be due, ``until`` the day after the last. What is covered
    follows from the due day (``covers_by_position``) unless ``covers`` says it, perhaps with the unit of
    another period; dates cover nothing unless it is said. ``cut_off`` is a day within that period.

    Raises:
        ValueError: settings that contradict each other, or a count of periods without a first day.
    """

    form: Form
    at: time | None = None
    since: date | None = None
    until: date | None = None
    covers: Covers | None = None
    covers_unit: CycleUnit | None = None
    cut_off: Cycle | None = None
    inclusive: bool = True
    roll: Roll = Roll.NONE

    def __post_init__(self) -> None:
        if self.form == ():
            raise ValueError("a schedule needs a cycle or a date")
        if self.at is not None and not self.inclusive:
            raise ValueError("a due day that does not count has no time of day: leave out one of the two")
        if self._counts_periods and self.since is None:
            raise ValueError("every so many periods: say from which day on they are counted")
        if self.cut_off is not None and self.covers_unit is None and not self._cycles:
            raise ValueError("a cut-off day lies in the period covered: say which that is")

    @classmethod
    def from_cycle(cls, cycle: Cycle, since: date | None = None) -> Schedule:
        """The schedule of a cycle that was read from a document; ``since`` is needed for 每两周."""
        day = None if cycle.day == -1 else cycle.day
        return cls((replace(cycle, day=day, at=None),), at=cycle.at, since=since)

    @classmethod
    def from_dict(cls, stated: Mapping[str, Any]) -> Schedule:
        """A schedule as rules state it: see ``baicheng.clock.schedule_forms``."""
        return cls(**read_schedule(stated))

    def to_dict(self) -> dict[str, Any]:
        """The schedule in values that YAML and JSON know; ``from_dict`` reads them."""
        return write_schedule(self)

    def occurrences(self, since: date, until: date, calendar: WorkCalendar | None = None) -> list[Occurrence]:
        """What is due from ``since`` up to but without ``until``, in order.

        Raises:
            ValueError: working days are counted, or rest days avoided, and there is no calendar.
        """
        since, until = china_date(since), china_date(until)
        if since >= until:
            return []
        moved = ONE_DAY if self.roll is Roll.NONE else _FURTHEST_MOVE
        found = [
            self._occurrence(day, period, calendar)
            for day, period in self._named(_shifted(since, -moved), _shifted(until, moved), calendar)
            if (self.since is None or day >= self.since) and (self.until is None or day < self.until)
        ]
        within = [occurrence for occurrence in found if since <= occurrence.due.on < until]
        return sorted(within, key=lambda occurrence: occurrence.due.at)

    @property
    def _cycles(self) -> list[Cycle]:
        if not isinstance(self.form, tuple):
            return []
        return [member for member in self.form if isinstance(member, Cycle)]

    @property
    def _counts_periods(self) -> bool:
        if isinstance(self.form, EveryWorkingDays):
            return self.form.count > 1
        return any(cycle.every > 1 for cycle in self._cycles)

    def _named(
        self, since: date, until: date, calendar: WorkCalendar | None
    ) -> Iterator[tuple[date, Period | None]]:
        """The days that the schedule names, rest days or not, with the periods that they cover."""
        if isinstance(self.form, EveryWorkingDays):
            yield from self._working_days(self.form.count, since, until, _needed(calendar))
            return
        if isinstance(self.form, EveryYearOn):
            yield from ((day, self._covered(day, None)) for day in _yearly(self.form, since, until))
            return
        for member in self.form:
            if not isinstance(member, Cycle):
                yield member, self._covered(member, None)
                continue
            first = since if member.every == 1 or self.since is None else self.since
            for day in member.occurrences(first, until):
                yield day, self._covered(day, member)

    def _working_days(
        self, count: int, since: date, until: date, calendar: WorkCalendar
    ) -> Iterator[tuple[date, Period | None]]:
        """Each working day, or each ``count``-th after the first day of the schedule."""
        if count == 1:
            since = max(since, self.since or since)
            days = (since + number * ONE_DAY for number in range((until - since).days))
            yield from ((day, self._covered(day, None, day)) for day in days if calendar.is_working_day(day))
            return
        begun = day = self.since or since
        while (day := calendar.add_working_days(day, count)) < until:
            yield day, self._covered(day, None, begun)
            begun = day + ONE_DAY

    def _covered(self, day: date, cycle: Cycle | None, begun: date | None = None) -> Period | None:
        """The period that is covered by what is due on a day."""
        if self.covers_unit is not None:
            held = period_of(self.covers_unit, day)
            covers = self.covers or _covers_on(day, held)
            return held if covers is Covers.THIS else held.previous()
        if cycle is not None:
            held = period_of(cycle.unit, day)
            covers = self.covers or covers_by_position(cycle)
            return _joined(held if covers is Covers.THIS else held.previous(), cycle.every)
        return Period(begun, day + ONE_DAY, CycleUnit.DAY) if begun else None

    def _occurrence(self, day: date, period: Period | None, calendar: WorkCalendar | None) -> Occurrence:
        due = self._due(day, calendar)
        if period is None:
            return Occurrence(due, None, None, due.on)
        cut_off = min(self._cut_off(period), due.on)
        opens_at = end_of(cut_off)
        if opens_at >= due.at:
            # A due day can be moved out of the period that it speaks of.
            opens_at = start_of(min(period.since, due.on))
        return Occurrence(due, period, opens_at, cut_off)

    def _cut_off(self, period: Period) -> date:
        if self.cut_off is None:
            return period.last
        held = period_of(period.unit, period.last)
        return replace(self.cut_off, unit=period.unit).occurrences(held.since, held.until)[0]

    def _due(self, day: date, calendar: WorkCalendar | None) -> Due:
        day = day if self.inclusive else day - ONE_DAY
        if self.roll is Roll.NEXT:
            day = _needed(calendar).working_day_from(day)
        elif self.roll is Roll.PREVIOUS and not _needed(calendar).is_working_day(day):
            day = _needed(calendar).previous_working_day(day)
        if self.at is not None:
            at = datetime.combine(day, self.at, CHINA)
            return Due(at, last_day_until(at))
        if isinstance(self.form, EveryWorkingDays):
            return Due(_needed(calendar).close_of(day), day)
        return Due(end_of(day), day)


def covers_by_position(cycle: Cycle) -> Covers:
    """Which period a cycle's due day speaks of where nothing says so.

    Due in the later half of its period, it covers that period (每月25日前, 每季度末, 每周五); due in the
    earlier half, the one before (每月5日前, 每季度首月10日前, 每周一). Months count 30 days here, so that
    the answer does not change from month to month.
    """
    if cycle.unit is CycleUnit.WEEK:
        number = 7 if cycle.weekday is None else cycle.weekday + 1
    elif cycle.day is None or cycle.day == -1:
        number = _NOMINAL_MONTH
    else:
        number = cycle.day
    if cycle.unit not in MONTHS_OF:
        length = _NOMINAL_DAYS.get(cycle.unit, 1)
    else:
        length = MONTHS_OF[cycle.unit] * _NOMINAL_MONTH
        number += (cycle.due_month - 1) * _NOMINAL_MONTH
    return Covers.THIS if 2 * number > length else Covers.PREVIOUS


def _covers_on(day: date, held: Period) -> Covers:
    """Which period a single day speaks of: the one in which it lies if that is mostly over."""
    over, length = (day - held.since).days + 1, (held.until - held.since).days
    return Covers.THIS if 2 * over > length else Covers.PREVIOUS


def _yearly(form: EveryYearOn, since: date, until: date) -> Iterator[date]:
    for year in range(since.year, until.year + 1):
        for month, day in form.days:
            yield date(year, month, min(day, days_in_month(year, month)))


def _joined(last: Period, count: int) -> Period:
    """So many periods of the calendar that end with ``last``."""
    since = last.since
    for _ in range(count - 1):
        since = period_of(last.unit, since - ONE_DAY).since
    return replace(last, since=since)


def _needed(calendar: WorkCalendar | None) -> WorkCalendar:
    if calendar is None:
        raise ValueError("this schedule counts working days: give it a calendar, such as china_calendar()")
    return calendar


def _shifted(day: date, span: timedelta) -> date:
    """A day moved, no further than dates go."""
    ordinal = day.toordinal() + span.days
    return date.fromordinal(min(max(ordinal, date.min.toordinal()), date.max.toordinal()))

"""What a clock has counted and when it will be due (计时): limits over working time, days and pauses.

A day counts when it is over: a working day when the office closes, a calendar day at 24:00. The day of
the start never counts, nor does a day of which any part was paused. A pause that begins at or after the
due moment does not move it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from baicheng.clock.instants import ONE_DAY, end_of, in_china, last_day_until
from baicheng.clock.limits import Limit, LimitUnit
from baicheng.clock.pauses import Pause
from baicheng.clock.work_calendar import WorkCalendar

_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Run:
    """A limit that counts from a start on, with what holds it up, by one calendar."""

    limit: Limit
    started_at: datetime
    pauses: Sequence[Pause]
    calendar: WorkCalendar

    def due_at(self) -> datetime | None:
        """The moment until which it is in time; ``None`` while nobody knows when a pause ends."""
        due = self._due(0)
        for number, pause in enumerate(self.pauses, start=1):
            if due is not None and pause.since >= due:
                break
            due = self._due(number)
        return due

    def used(self, at: datetime) -> Decimal:
        """What was counted until an instant, in the unit of the limit; days that are over."""
        at = in_china(at)
        due = self.due_at()
        if self.limit.unit.is_hours:
            return hours(self._time_between(self.started_at, at, self.pauses))
        begun = self._begin(self.pauses)
        if begun is None:
            return Decimal(0)
        if due is None or at < due:
            over = self._days_over(begun.date(), at)
            return Decimal(over if due is None else min(over, self.limit.days))
        return self.limit.amount + self._days_over(last_day_until(due), at)

    def late_by(self, at: datetime) -> Decimal:
        """How much is counted after the due moment, in the unit of the limit; a day once it has begun."""
        at, due = in_china(at), self.due_at()
        if due is None or at <= due:
            return Decimal(0)
        if self.limit.unit.is_hours:
            return hours(self._time_between(due, at, self.pauses))
        day, until, late = last_day_until(due), last_day_until(at), 0
        while day < until:
            day += ONE_DAY
            late += self._counts(day, self.pauses)
        return Decimal(late)

    def _due(self, pauses: int) -> datetime | None:
        """The due moment by the first so many pauses."""
        held = self.pauses[:pauses]
        begun = self._begin(held)
        if begun is None:
            return None
        return self._due_in_hours(begun, held) if self.limit.unit.is_hours else self._due_in_days(begun, held)

    def _begin(self, pauses: Sequence[Pause]) -> datetime | None:
        """When counting begins: the start, or the end of the pause in which it lies."""
        begun = self.started_at
        for pause in pauses:
            if pause.holds(begun):
                if pause.until is None:
                    return None
                begun = pause.until
        return begun

    def _due_in_hours(self, begun: datetime, pauses: Sequence[Pause]) -> datetime | None:
        left = self.limit.time
        for pause in pauses:
            if pause.until is not None and pause.until <= begun:
                continue
            counted = self._open_time(begun, pause.since)
            if counted >= left:
                break
            if pause.until is None:
                return None
            left -= counted
            begun = pause.until
        return self._after(begun, left)

    def _due_in_days(self, begun: datetime, pauses: Sequence[Pause]) -> datetime | None:
        day, left = begun.date(), self.limit.days
        while left or (self.limit.roll_to_working_day and not self._ends_on(day, pauses)):
            day += ONE_DAY
            if pauses and pauses[-1].until is None and pauses[-1].touches(day):
                return None
            if left:
                left -= self._counts(day, pauses)
        return self._end_of(day)

    def _ends_on(self, day: date, pauses: Sequence[Pause]) -> bool:
        """Whether a limit that is moved off rest days can end on a day."""
        return self.calendar.is_working_day(day) and not _touched(day, pauses)

    def _counts(self, day: date, pauses: Sequence[Pause]) -> bool:
        if self.limit.unit is LimitUnit.WORKING_DAY and not self.calendar.is_working_day(day):
            return False
        return not _touched(day, pauses)

    def _days_over(self, day: date, at: datetime) -> int:
        """How many days after ``day`` counted and were over at an instant."""
        over, day = 0, day + ONE_DAY
        while self._end_of(day) <= at:
            over += self._counts(day, self.pauses)
            day += ONE_DAY
        return over

    def _end_of(self, day: date) -> datetime:
        """When a day that counts is over."""
        return self.calendar.close_of(day) if self.limit.unit is LimitUnit.WORKING_DAY else end_of(day)

    def _time_between(self, since: datetime, until: datetime, pauses: Sequence[Pause]) -> timedelta:
        """The time counted between two instants, pauses left out."""
        counted = self._open_time(since, until)
        for pause in pauses:
            end = until if pause.until is None else min(pause.until, until)
            counted -= self._open_time(max(pause.since, since), end)
        return counted

    def _open_time(self, since: datetime, until: datetime) -> timedelta:
        """The time between two instants that the unit counts; none where ``until`` is not later."""
        if until <= since:
            return timedelta()
        if self.limit.unit is LimitUnit.WORKING_HOUR:
            return self.calendar.working_time_between(since, until)
        return until - since

    def _after(self, at: datetime, span: timedelta) -> datetime:
        if self.limit.unit is LimitUnit.WORKING_HOUR:
            return self.calendar.add_working_time(at, span)
        return at + span


def hours(span: timedelta) -> Decimal:
    """A length of time in hours."""
    return Decimal(span // timedelta(microseconds=1)) / (_HOUR // timedelta(microseconds=1))


def _touched(day: date, pauses: Sequence[Pause]) -> bool:
    return any(pause.touches(day) for pause in pauses)

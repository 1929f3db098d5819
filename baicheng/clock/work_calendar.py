"""Working calendars (工作日历): which days and hours are worked, and counting in them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import pairwise

from baicheng.clock.instants import CHINA, ONE_DAY, china_date, in_china
from baicheng.clock.statutory_days import fixed_rest_days

_SPAN = re.compile(r"\s*(\d{1,2}):(\d{2})\s*[-–—~至]\s*(\d{1,2}):(\d{2})\s*")


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """The hours in which an office is open on a working day (办公时间): spans from opening to closing.

    Raises:
        ValueError: no span, a span that closes before it opens, or spans out of order.
    """

    spans: tuple[tuple[time, time], ...]

    def __post_init__(self) -> None:
        edges = [edge for span in self.spans for edge in span]
        if not edges:
            raise ValueError("office hours need at least one span, such as 08:00-12:00")
        if any(earlier >= later for earlier, later in pairwise(edges)):
            raise ValueError(f"office hours {self} are not in order: each span opens before it closes")

    @classmethod
    def parse(cls, text: str) -> OfficeHours:
        """Office hours as they are written down.

        >>> OfficeHours.parse("08:30-12:00, 15:00-18:30").minutes
        420
        """
        spans = []
        for part in re.split("[,，、]", text):
            found = _SPAN.fullmatch(part)
            if not found:
                raise ValueError(f"office hours {text!r}: write them like 08:00-12:00, 14:00-18:00")
            opening, opening_minute, closing, closing_minute = map(int, found.groups())
            spans.append((time(opening, opening_minute), time(closing, closing_minute)))
        return cls(tuple(spans))

    @property
    def close(self) -> time:
        """When the office closes for the day."""
        return self.spans[-1][1]

    @property
    def minutes(self) -> int:
        """How many minutes of a working day are worked."""
        return sum(_minute(closing) - _minute(opening) for opening, closing in self.spans)

    def __str__(self) -> str:
        return ", ".join(f"{opening:%H:%M}-{closing:%H:%M}" for opening, closing in self.spans)


def _minute(at: time) -> int:
    return at.hour * 60 + at.minute


#: What holds where nothing else is set: 08:00–12:00 and 14:00–18:00.
OFFICE_HOURS = OfficeHours(((time(8), time(12)), (time(14), time(18))))


@dataclass(frozen=True)
class WorkCalendar:
    """Which days are worked, and when.

    A day is what ``days`` says of it: ``True`` for a working day, ``False`` for a rest day. Of other
    days Monday to Friday are worked; in a year that is not ``announced`` the rest days that the law
    gives a fixed date are not. ``hours_from`` holds office hours that take the place of ``office_hours``
    from a day on (夏季作息).
    """

    office_hours: OfficeHours = OFFICE_HOURS
    days: Mapping[date, bool] = field(default_factory=dict)
    announced: frozenset[int] = frozenset()
    hours_from: Mapping[date, OfficeHours] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "days", dict(self.days))
        object.__setattr__(self, "hours_from", dict(sorted(self.hours_from.items())))

    def is_announced(self, year: int) -> bool:
        """Whether the holidays of a year are known; before that its working days are provisional."""
        return year in self.announced

    def is_working_day(self, day: date) -> bool:
        day = china_date(day)
        stated = self.days.get(day)
        if stated is not None:
            return stated
        if day.weekday() >= 5:
            return False
        return self.is_announced(day.year) or (day.month, day.day) not in fixed_rest_days(day.year)

    def next_working_day(self, day: date) -> date:
        """The first working day after a day."""
        return self.add_working_days(day, 1)

    def previous_working_day(self, day: date) -> date:
        """The last working day before a day."""
        return self.add_working_days(day, -1)

    def working_day_from(self, day: date) -> date:
        """The day itself if it is worked, otherwise the first working day after it."""
        return day if self.is_working_day(day) else self.next_working_day(day)

    def add_working_days(self, day: date, count: int) -> date:
        """The ``count``-th working day after a day, or before it where ``count`` is negative.

        The day itself is not counted; with 0 it is the answer.
        """
        day = china_date(day)
        step = ONE_DAY if count > 0 else -ONE_DAY
        left = abs(count)
        while left:
            day += step
            left -= self.is_working_day(day)
        return day

    def working_days_between(self, since: date, until: date) -> int:
        """How many working days lead from one day to another: what ``add_working_days`` must add.

        The first day is not counted, the other is. Negative where ``until`` is the earlier.
        """
        since, until = china_date(since), china_date(until)
        if until < since:
            return -sum(self.is_working_day(day) for day in _days(until, since))
        return sum(self.is_working_day(day + ONE_DAY) for day in _days(since, until))

    def hours_on(self, day: date) -> OfficeHours:
        """The office hours that hold on a day, were it worked."""
        starts = list(self.hours_from)
        index = bisect_right(starts, day)
        return self.hours_from[starts[index - 1]] if index else self.office_hours

    def open_of(self, day: date) -> datetime:
        """When the office opens on a day, were it worked."""
        day = china_date(day)
        return datetime.combine(day, self.hours_on(day).spans[0][0], CHINA)

    def close_of(self, day: date) -> datetime:
        """When the office closes on a day, were it worked."""
        day = china_date(day)
        return datetime.combine(day, self.hours_on(day).close, CHINA)

    def worked_spans(self, day: date) -> list[tuple[datetime, datetime]]:
        """From when until when a day is worked; empty on a rest day."""
        if not self.is_working_day(day):
            return []
        return [
            (datetime.combine(day, opening, CHINA), datetime.combine(day, closing, CHINA))
            for opening, closing in self.hours_on(day).spans
        ]

    def working_time_between(self, since: datetime, until: datetime) -> timedelta:
        """The office hours that lie between two instants, exactly; negative where ``until`` is earlier."""
        since, until = in_china(since), in_china(until)
        if until < since:
            return -self.working_time_between(until, since)
        total = timedelta()
        for day in _days(since.date(), until.date() + ONE_DAY):
            for opening, closing in self.worked_spans(day):
                total += max(min(closing, until) - max(opening, since), timedelta())
        return total

    def working_minutes_between(self, since: datetime, until: datetime) -> Decimal:
        """The minutes of office hours between two instants; whole where the instants are."""
        worked = self.working_time_between(since, until)
        return Decimal(worked // timedelta(microseconds=1)) / 60_000_000

    def add_working_time(self, at: datetime, span: timedelta) -> datetime:
        """The first instant at which ``span`` of office hours has passed since ``at``.

        What ends exactly when the office closes ends then, not when it opens again. A negative span
        leads back, to the last instant from which so much is left until ``at``.
        """
        at = in_china(at)
        if span < timedelta():
            return self._back(at, -span)
        day = at.date()
        while span:
            for opening, closing in self.worked_spans(day):
                begin = max(opening, at)
                if closing - begin >= span:
                    return begin + span
                span -= max(closing - begin, timedelta())
            day += ONE_DAY
        return at

    def _back(self, at: datetime, span: timedelta) -> datetime:
        day = at.date()
        while span:
            for opening, closing in reversed(self.worked_spans(day)):
                end = min(closing, at)
                if end - opening >= span:
                    return end - span
                span -= max(end - opening, timedelta())
            day -= ONE_DAY
        return at

    def add_working_minutes(self, at: datetime, minutes: int | Decimal) -> datetime:
        """``add_working_time`` with minutes."""
        return self.add_working_time(at, timedelta(microseconds=round(minutes * 60_000_000)))


def _days(since: date, until: date) -> list[date]:
    """The days from ``since`` up to but without ``until``."""
    first = since.toordinal()
    return [date.fromordinal(number) for number in range(first, until.toordinal())]

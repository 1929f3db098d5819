"""Limits counted minute by minute: slow, plain, and written without the code that it checks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

CHINA = timezone(timedelta(hours=8))
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
#: Minutes of the day in which an office is open: 08:00-12:00 and 14:00-18:00.
OFFICE_MINUTES = frozenset([*range(480, 720), *range(840, 1080)])

Stops = Sequence[tuple[datetime, datetime | None]]


def minute_of(at: datetime) -> int:
    return at.hour * 60 + at.minute


def stands(at: datetime, stops: Stops) -> bool:
    """Whether the minute that begins at ``at`` is paused."""
    return any(since <= at and (until is None or at < until) for since, until in stops)


@dataclass(frozen=True)
class Counter:
    """A limit in ``unit``: so many minutes, or so many days."""

    unit: str
    amount: int
    days: Mapping[date, bool]
    office_minutes: frozenset[int] = OFFICE_MINUTES
    roll: bool = False

    def works(self, day: date) -> bool:
        return self.days.get(day, day.weekday() < 5)

    def counts_minute(self, at: datetime, stops: Stops) -> bool:
        if stands(at, stops):
            return False
        if self.unit == "urgent_hour":
            return True
        return self.works(at.date()) and minute_of(at) in self.office_minutes

    def begin(self, start: datetime, stops: Stops) -> datetime | None:
        at = start
        while stands(at, stops):
            if any(until is None and since <= at for since, until in stops):
                return None
            at += MINUTE
        return at

    def due(self, start: datetime, stops: Stops) -> datetime | None:
        begun = self.begin(start, stops)
        if begun is None:
            return None
        if self.unit.endswith("hour"):
            return self._due_by_minutes(begun, stops)
        return self._due_by_days(begun, stops)

    def _due_by_minutes(self, at: datetime, stops: Stops) -> datetime | None:
        counted = 0
        while counted < self.amount:
            if any(until is None and since <= at for since, until in stops):
                return None
            counted += self.counts_minute(at, stops)
            at += MINUTE
        return at

    def _due_by_days(self, begun: datetime, stops: Stops) -> datetime | None:
        counted, day = 0, begun.date()
        while True:
            day += DAY
            over = datetime(day.year, day.month, day.day, tzinfo=CHINA)
            if self.unit == "working_day":
                over += MINUTE * (max(self.office_minutes) + 1)
            else:
                over += DAY
            if any(until is None and since < over for since, until in stops):
                return None
            counts = self.unit == "calendar_day" or self.works(day)
            until_over = not any(stands(at, stops) for at in minutes(day) if at < over)
            reached = counted >= self.amount or (counts and until_over and counted + 1 >= self.amount)
            if reached and until_over and (self.works(day) or not self.roll):
                return over
            counted += counts and not any(stands(at, stops) for at in minutes(day))

    def used_minutes(self, start: datetime, at: datetime, stops: Stops) -> int:
        span = (at - start) // MINUTE
        return sum(self.counts_minute(start + number * MINUTE, stops) for number in range(span))


def minutes(day: date) -> Iterator[datetime]:
    midnight = datetime(day.year, day.month, day.day, tzinfo=CHINA)
    return (midnight + number * MINUTE for number in range(1440))

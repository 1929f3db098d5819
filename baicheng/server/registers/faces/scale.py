"""The time along a chart (时间轴): where a day stands, and which days are marked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from baicheng.server.web.formats import MONTHS, in_english

#: Up to so many months each is marked, up to so many each quarter, beyond that each year.
_MONTHS, _QUARTERS = 15, 48
#: So many months each is named; of more each third is.
_NAMED = 8


@dataclass(frozen=True, slots=True)
class Tick:
    """A day that is marked: where it stands in per cent, and what it is called; "" where too many are named."""

    at: str
    title: str


@dataclass(frozen=True, slots=True)
class Scale:
    """A stretch of time from the first day of a month to the last of another."""

    first: date
    last: date

    @classmethod
    def over(cls, days: Iterable[date]) -> Scale:
        """The whole months that hold all days; there is at least one."""
        known = sorted(days)
        following = (known[-1].replace(day=1) + timedelta(days=32)).replace(day=1)
        return cls(known[0].replace(day=1), following - timedelta(days=1))

    def share(self, day: date) -> float:
        """Where a day begins, from 0 at the first day to 100 behind the last.

        >>> Scale(date(2019, 1, 1), date(2019, 1, 31)).share(date(2019, 2, 1))
        100.0
        """
        length = (self.last - self.first).days + 1
        return min(max(100 * (day - self.first).days / length, 0.0), 100.0)

    def place(self, day: date) -> str:
        """The same as SVG writes it.

        >>> Scale(date(2019, 1, 1), date(2019, 1, 31)).place(date(2019, 1, 1))
        '0.00%'
        """
        return f"{self.share(day):.2f}%"

    def ticks(self) -> Sequence[Tick]:
        """The first days of months, quarters or years, named by year where that changes."""
        starts = list(self._starts())
        months = len(starts)
        if months > _QUARTERS:
            starts = [day for day in starts if day.month == 1 or day == self.first]
        elif months > _MONTHS:
            starts = [day for day in starts if day.month % 3 == 1 or day == self.first]
        each = 1 if len(starts) <= _NAMED else 2 if len(starts) <= 2 * _NAMED else 3
        return [
            Tick(self.place(day), _title(day, place == 0 or day.month == 1) if place % each == 0 else "")
            for place, day in enumerate(starts)
        ]

    def _starts(self) -> Iterable[date]:
        day = self.first
        while day <= self.last:
            yield day
            day = (day + timedelta(days=32)).replace(day=1)


def _title(day: date, with_year: bool) -> str:
    if in_english():
        return f"{MONTHS[day.month - 1]} {day.year}" if with_year else MONTHS[day.month - 1]
    return f"{day.year}年{day.month}月" if with_year else f"{day.month}月"

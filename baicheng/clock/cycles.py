"""Cycles (周期): what comes back every week, month or quarter, and on which days it does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import MAXYEAR, date, time
from enum import StrEnum

from baicheng.clock.stretches import days_in_month


class CycleUnit(StrEnum):
    """The length of the period that comes back."""

    DAY = "day"  # 每日
    WEEK = "week"  # 每周
    TEN_DAY = "ten_day"  # 每旬: day 1-10, 11-20, 21 to month end
    HALF_MONTH = "half_month"  # 每半月: day 1-15, 16 to month end
    MONTH = "month"  # 每月
    TWO_MONTHS = "two_months"  # 每双月: January with February, March with April ...
    QUARTER = "quarter"  # 每季度
    HALF_YEAR = "half_year"  # 每半年
    YEAR = "year"  # 每年


#: How many months the longer periods have.
MONTHS_OF = {
    CycleUnit.MONTH: 1,
    CycleUnit.TWO_MONTHS: 2,
    CycleUnit.QUARTER: 3,
    CycleUnit.HALF_YEAR: 6,
    CycleUnit.YEAR: 12,
}
#: On which days of the month the shorter ones begin.
STARTS_IN_MONTH = {CycleUnit.TEN_DAY: (1, 11, 21), CycleUnit.HALF_MONTH: (1, 16)}


@dataclass(frozen=True, slots=True)
class Cycle:
    """A period that comes back, and the day in it on which something is due.

    ``weekday`` counts from 0 (Monday) and belongs to weeks. ``month`` counts from 1 within a longer
    period (季度首月 is 1), ``day`` from 1 within the month, ten days or half month; -1 is the last.
    What is ``None`` is not named: then the last day of the period is meant. A day beyond the end of a
    short month is its last day. ``every`` 2 with years is 每两年. ``at`` is a time of day.

    Raises:
        ValueError: a number is outside its period.
    """

    unit: CycleUnit
    day: int | None = None
    month: int | None = None
    weekday: int | None = None
    at: time | None = None
    every: int = 1

    def __post_init__(self) -> None:
        length = MONTHS_OF.get(self.unit, 1)
        if self.month is not None and not 1 <= self.month <= length:
            raise ValueError(f"month {self.month} of a {self.unit.value} is not between 1 and {length}")
        if self.day is not None and self.day != -1 and not 1 <= self.day <= 31:
            raise ValueError(f"day {self.day} is neither between 1 and 31 nor -1 for the last")
        if self.weekday is not None and not 0 <= self.weekday <= 6:
            raise ValueError(f"weekday {self.weekday} is not between 0 (Monday) and 6")
        if self.every < 1:
            raise ValueError(f"every {self.every} periods is less than 1")

    def occurrences(self, since: date, until: date) -> list[date]:
        """The days on which it is due, from ``since`` up to but without ``until``, in order.

        With ``every`` above 1 the periods are counted from the one that holds ``since``.

        >>> Cycle(CycleUnit.QUARTER, day=25, month=3).occurrences(date(2019, 3, 1), date(2019, 9, 1))
        [datetime.date(2019, 3, 25), datetime.date(2019, 6, 25)]
        """
        if since >= until:
            return []
        return [due for due in self._due_days(since, until) if since <= due < until]

    def _due_days(self, since: date, until: date) -> Iterator[date]:
        """The due day of every period that can reach into the range."""
        if self.unit in (CycleUnit.DAY, CycleUnit.WEEK):
            return self._by_days(since, until)
        if self.unit in STARTS_IN_MONTH:
            return self._by_parts_of_month(since, until)
        return self._by_months(since, until)

    def _by_days(self, since: date, until: date) -> Iterator[date]:
        step = 1 if self.unit is CycleUnit.DAY else 7
        weekday = 6 if self.weekday is None else self.weekday
        first = since.toordinal()
        if self.unit is CycleUnit.WEEK:
            first += weekday - since.weekday()
        for ordinal in range(first, until.toordinal(), step * self.every):
            if ordinal >= 1:
                yield date.fromordinal(ordinal)

    def _by_parts_of_month(self, since: date, until: date) -> Iterator[date]:
        starts = STARTS_IN_MONTH[self.unit]
        parts = len(starts)
        held = sum(start <= since.day for start in starts) - 1
        first = (since.year * 12 + since.month - 1) * parts + held
        beyond = (until.year * 12 + until.month) * parts
        for index in range(first, beyond, self.every):
            month, part = divmod(index, parts)
            year, month = divmod(month, 12)
            length = days_in_month(year, month + 1)
            last = starts[part + 1] - 1 if part + 1 < parts else length
            wanted = self.day or -1
            number = last if wanted == -1 else min(starts[part] + wanted - 1, last)
            yield date(year, month + 1, number)

    def _by_months(self, since: date, until: date) -> Iterator[date]:
        length = MONTHS_OF[self.unit]
        first = (since.year * 12 + since.month - 1) // length
        beyond = (until.year * 12 + until.month - 1) // length + 1
        for index in range(first, beyond, self.every):
            year, month = divmod(index * length + self.due_month - 1, 12)
            if year > MAXYEAR:
                return
            end = days_in_month(year, month + 1)
            wanted = self.day or -1
            yield date(year, month + 1, end if wanted == -1 else min(wanted, end))

    @property
    def due_month(self) -> int:
        """The month within the period; unnamed, a day in its first half means the first month.

        What is due 每季度10日前 is the past quarter's, what is due 每季度25日前 the running one's.
        """
        if self.month is not None:
            return self.month
        return 1 if self.day is not None and 1 <= self.day <= 15 else MONTHS_OF[self.unit]

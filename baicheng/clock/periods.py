"""Periods (周期): the weeks, ten days, half months, months ... of the calendar, each with its label."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta

from baicheng.clock.cycles import MONTHS_OF, STARTS_IN_MONTH, CycleUnit
from baicheng.clock.instants import ONE_DAY, china_date


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """The days from ``since`` up to but without ``until``, reckoned by a unit.

    Most are periods of the calendar (``is_whole``); a duty whose length changes, or that begins in the
    middle, can owe a longer or a shorter one. It has the label of the calendar's period in which it ends.

    Raises:
        ValueError: it has no day.
    """

    since: date
    until: date
    unit: CycleUnit

    def __post_init__(self) -> None:
        if self.since >= self.until:
            raise ValueError(f"a period from {self.since} until {self.until} has no day")

    @property
    def last(self) -> date:
        """The last day."""
        return self.until - ONE_DAY

    @property
    def label(self) -> str:
        """Its name, by its last day.

        2019, 2019H1, 2019Q1, 2019B1 (two months), 2019-03, 2019-03a and b (half months), 2019-03-1 to 3
        (ten days: one digit), 2019-W10 (ISO 8601), 2019-03-05 (a day: two digits).
        """
        return _label(self.unit, self.last)

    @property
    def is_whole(self) -> bool:
        """Whether it is a period of the calendar from its first day to its last."""
        return self == period_of(self.unit, self.last)

    def previous(self) -> Period:
        """The period of the calendar before it."""
        return period_of(self.unit, self.since - ONE_DAY)

    def next(self) -> Period:
        """The period of the calendar after it."""
        return period_of(self.unit, self.until)

    def __contains__(self, day: date) -> bool:
        return self.since <= china_date(day) < self.until


def period_of(unit: CycleUnit, day: date) -> Period:
    """The period of the calendar in which a day lies.

    >>> period_of(CycleUnit.TEN_DAY, date(2019, 2, 28)).since
    datetime.date(2019, 2, 21)
    """
    unit, day = CycleUnit(unit), china_date(day)
    if unit is CycleUnit.DAY:
        return Period(day, day + ONE_DAY, unit)
    if unit is CycleUnit.WEEK:
        monday = day - timedelta(days=day.weekday())
        return Period(monday, monday + timedelta(days=7), unit)
    if unit in STARTS_IN_MONTH:
        starts = [date(day.year, day.month, number) for number in STARTS_IN_MONTH[unit]]
        since = max(start for start in starts if start <= day)
        return Period(since, min([start for start in starts if start > day] or [_month(day, 1)]), unit)
    length = MONTHS_OF[unit]
    since = date(day.year, (day.month - 1) // length * length + 1, 1)
    return Period(since, _month(since, length), unit)


def period_named(label: str) -> Period:
    """The period of the calendar that has a label.

    Raises:
        ValueError: no period is called so.

    >>> period_named("2019-03b").since
    datetime.date(2019, 3, 16)
    """
    found = _LABEL.fullmatch(label)
    period: Period | None = None
    if found:
        with suppress(ValueError):
            period = period_of(*_unit_and_day(found))
    if period is None or period.label != label:
        raise ValueError(
            f"{label!r} names no period; write 2019, 2019H1, 2019Q1, 2019-03, 2019-03a, 2019-W10 ..."
        )
    return period


def periods(unit: CycleUnit, since: date, until: date) -> list[Period]:
    """The periods of the calendar that have a day from ``since`` up to but without ``until``, in order."""
    found: list[Period] = []
    day = china_date(since)
    until = china_date(until)
    while day < until:
        found.append(period_of(unit, day))
        day = found[-1].until
    return found


_LONGER = {"H": CycleUnit.HALF_YEAR, "Q": CycleUnit.QUARTER, "B": CycleUnit.TWO_MONTHS}
_LABEL = re.compile(
    r"(?P<year>\d{4})(?:(?P<longer>[HQB])(?P<number>\d)|-W(?P<week>\d\d)"
    r"|-(?P<month>\d\d)(?:(?P<half>[ab])|-(?P<third>[123])|-(?P<day>\d\d))?)?"
)


def _unit_and_day(found: re.Match[str]) -> tuple[CycleUnit, date]:
    """The unit of a label, and a day of the period that it names."""
    year = int(found["year"])
    if found["longer"]:
        unit = _LONGER[found["longer"]]
        return unit, date(year, (int(found["number"]) - 1) * MONTHS_OF[unit] + 1, 1)
    if found["week"]:
        return CycleUnit.WEEK, date.fromisocalendar(year, int(found["week"]), 1)
    month = int(found["month"] or 1)
    if found["half"]:
        return CycleUnit.HALF_MONTH, date(year, month, 1 if found["half"] == "a" else 16)
    if found["third"]:
        return CycleUnit.TEN_DAY, date(
            year, month, STARTS_IN_MONTH[CycleUnit.TEN_DAY][int(found["third"]) - 1]
        )
    if found["day"]:
        return CycleUnit.DAY, date(year, month, int(found["day"]))
    return CycleUnit.MONTH if found["month"] else CycleUnit.YEAR, date(year, month, 1)


def _month(day: date, count: int) -> date:
    """The first day of the month that is ``count`` months later."""
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return date(year, month + 1, 1)


def _label(unit: CycleUnit, day: date) -> str:
    if unit is CycleUnit.DAY:
        return day.isoformat()
    if unit is CycleUnit.WEEK:
        year, week, _ = day.isocalendar()
        return f"{year:04d}-W{week:02d}"
    if unit in STARTS_IN_MONTH:
        part = sum(start <= day.day for start in STARTS_IN_MONTH[unit])
        return f"{day:%Y-%m}" + ("ab"[part - 1] if unit is CycleUnit.HALF_MONTH else f"-{part}")
    if unit is CycleUnit.MONTH:
        return f"{day:%Y-%m}"
    if unit is CycleUnit.YEAR:
        return f"{day:%Y}"
    letter = {CycleUnit.TWO_MONTHS: "B", CycleUnit.QUARTER: "Q", CycleUnit.HALF_YEAR: "H"}[unit]
    return f"{day:%Y}{letter}{(day.month - 1) // MONTHS_OF[unit] + 1}"

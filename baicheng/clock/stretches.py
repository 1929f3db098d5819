"""Stretches of days (时段): the months, quarters and years that a date names, first and last day."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import MAXYEAR, date, timedelta


@dataclass(frozen=True, slots=True)
class Stretch:
    """Consecutive days, both ends included. An end that the wording leaves open is ``None``."""

    first: date | None
    last: date | None


#: A time that has a name but no date without a table of its own: 汛期, 春节.
UNDATED = Stretch(None, None)


def days_in_month(year: int, month: int) -> int:
    """How many days a month has."""
    return monthrange(year, month)[1]


def day(year: int, month: int, number: int) -> Stretch:
    """One day; a number beyond the end of the month (2月30日) means the last of it."""
    found = date(year, month, min(number, days_in_month(year, month)))
    return Stretch(found, found)


def months(year: int, first: int, last: int) -> Stretch:
    """The months from ``first`` to ``last`` of one year, each from 1 to 12."""
    return Stretch(date(year, first, 1), date(year, last, days_in_month(year, last)))


def whole_year(year: int) -> Stretch:
    """The days of a year."""
    return months(year, 1, 12)


def part_of_month(year: int, month: int, first: int, last: int) -> Stretch:
    """The days ``first`` to ``last`` of a month, or to its end where it is shorter."""
    return Stretch(date(year, month, first), date(year, month, min(last, days_in_month(year, month))))


def add_months(start: date, count: int) -> date | None:
    """The same day ``count`` months later, or the last day of that month; ``None`` after year 9999."""
    year, month = divmod(start.year * 12 + start.month - 1 + count, 12)
    if year > MAXYEAR:
        return None
    return date(year, month + 1, min(start.day, days_in_month(year, month + 1)))


def add_days(start: date, count: int) -> date | None:
    """The day ``count`` days later; ``None`` after year 9999."""
    try:
        return start + timedelta(days=count)
    except OverflowError:
        return None

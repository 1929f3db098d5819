"""The day of the Spring Festival (春节), which follows the moon."""

from __future__ import annotations

from datetime import date

_SINCE = 2000
#: Month and day of the first day of the first month (正月初一), a year each. Rules: GB/T 33661-2017
#: 农历的编算和颁行; computed from the new moons and the sun's longitude at 120° east.
_DAYS = (
    "0205 0124 0212 0201 0122 0209 0129 0218 0207 0126"  # 2000
    " 0214 0203 0123 0210 0131 0219 0208 0128 0216 0205"  # 2010
    " 0125 0212 0201 0122 0210 0129 0217 0206 0126 0213"  # 2020
    " 0203 0123 0211 0131 0219 0208 0128 0215 0204 0124"  # 2030
    " 0212 0201 0122 0210 0130 0217 0206 0126 0214 0202 0123"  # 2040
).split()


def spring_festival(year: int) -> date | None:
    """The first day of the Spring Festival of a year, or ``None`` outside 2000 to 2050.

    >>> spring_festival(2021)
    datetime.date(2021, 2, 12)
    """
    if not 0 <= year - _SINCE < len(_DAYS):
        return None
    month_and_day = _DAYS[year - _SINCE]
    return date(year, int(month_and_day[:2]), int(month_and_day[2:]))


def next_spring_festival(day: date) -> date | None:
    """The first day of the Spring Festival that is the next after a day."""
    this = spring_festival(day.year)
    return this if this is None or this > day else spring_festival(day.year + 1)

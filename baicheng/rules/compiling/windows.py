"""The days of which a fact counts rows (统计窗口)."""

from __future__ import annotations

from datetime import date

from baicheng.rules.model.facts import Fact, Window
from baicheng.rules.setting import Period

_MONTHS = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}


def days_of(fact: Fact, period: Period) -> tuple[date | None, date]:
    """First day, ``None`` for no bound, and the first day no longer.

    >>> from baicheng.rules.model.facts import Window
    >>> _window(Window(unit="half_year", back=1), Period(date(2019, 7, 1), date(2019, 8, 1)))
    (datetime.date(2019, 1, 1), datetime.date(2019, 7, 1))
    """
    since: date | None = period.since
    until = period.until
    if fact.within == "ever":
        since = None
    elif isinstance(fact.within, Window):
        since, until = _window(fact.within, period)
    if fact.not_before is not None:
        since = max(since, fact.not_before) if since else fact.not_before
    return since, until


def _window(window: Window, period: Period) -> tuple[date, date]:
    length, last = _MONTHS[window.unit], period.last_day
    first = (last.year * 12 + last.month - 1) // length * length - window.back * length
    return _month(first), period.until if window.until_end else _month(first + length)


def _month(number: int) -> date:
    """The first day of a month, counted from January of the year 0."""
    return date(number // 12, number % 12 + 1, 1)

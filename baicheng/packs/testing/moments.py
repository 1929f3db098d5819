"""Days and moments of cases, in China's time."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from baicheng.clock import CHINA

#: A record that a case gives without saying when was entered on this day.
LONG_AGO = date(2000, 1, 1)


def moment(when: date | str) -> datetime:
    """An instant: a day means its beginning, at 00:00.

    >>> moment("2019-03-22T17:00").isoformat()
    '2019-03-22T17:00:00+08:00'
    """
    if isinstance(when, str):
        return datetime.fromisoformat(when).replace(tzinfo=CHINA)
    return datetime.combine(when, time(), CHINA)


def day_until(instant: datetime) -> date:
    """The day until whose end, or on which, something is in time: 00:00 belongs to the day before.

    >>> day_until(moment("2019-03-23T00:00"))
    datetime.date(2019, 3, 22)
    """
    return (instant.astimezone(CHINA) - timedelta(microseconds=1)).date()

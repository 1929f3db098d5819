"""Instants and days in China (时刻): every instant knows its zone, every date is a date in China."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, timezone

#: Asia/Shanghai. A fixed offset, as it has been since September 1991: no zone database is needed on a
#: machine without one, and the difference of two instants is the time that passed between them.
CHINA = timezone(timedelta(hours=8), "Asia/Shanghai")

ONE_DAY = timedelta(days=1)


def in_china(instant: datetime) -> datetime:
    """The same instant on a clock in China.

    Raises:
        ValueError: the instant has no zone, so nobody knows when it was.
    """
    if instant.utcoffset() is None:
        raise ValueError(f"{instant.isoformat()} has no time zone: give it one, such as baicheng.clock.CHINA")
    return instant.astimezone(CHINA)


def china_date(day: date) -> date:
    """The date in China of a day, or of an instant."""
    return in_china(day).date() if isinstance(day, datetime) else day


def start_of(day: date) -> datetime:
    """00:00 of a day."""
    return datetime.combine(day, time(), CHINA)


def end_of(day: date) -> datetime:
    """24:00 of a day, written as 00:00 of the next."""
    return start_of(day + ONE_DAY)


def last_day_until(end: datetime) -> date:
    """The day that an end belongs to: 00:00 is 24:00 of the day before."""
    local = in_china(end)
    return local.date() - ONE_DAY if local.time() == time() else local.date()

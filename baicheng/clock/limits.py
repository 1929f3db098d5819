"""Time limits (时限): an amount of one of four units, and the moment that lies so long before a day."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from baicheng.clock.instants import ONE_DAY, china_date, end_of, in_china
from baicheng.clock.work_calendar import WorkCalendar


class LimitUnit(StrEnum):
    """What a limit counts."""

    WORKING_HOUR = "working_hour"  # 工作时: office hours of working days
    URGENT_HOUR = "urgent_hour"  # 紧急工作时: every hour, nights and holidays too
    WORKING_DAY = "working_day"  # 工作日
    CALENDAR_DAY = "calendar_day"  # 自然日

    @property
    def is_hours(self) -> bool:
        return self in (LimitUnit.WORKING_HOUR, LimitUnit.URGENT_HOUR)


_NAMES = {unit.value: (unit, 1) for unit in LimitUnit} | {
    "minute": (LimitUnit.URGENT_HOUR, 60),
    "working_minute": (LimitUnit.WORKING_HOUR, 60),
    "工作时": (LimitUnit.WORKING_HOUR, 1),
    "紧急工作时": (LimitUnit.URGENT_HOUR, 1),
    "工作日": (LimitUnit.WORKING_DAY, 1),
    "自然日": (LimitUnit.CALENDAR_DAY, 1),
    "分钟": (LimitUnit.URGENT_HOUR, 60),
}
_WRITTEN = re.compile(r"\s*(?P<amount>\d+(?:\.\d+)?)\s*个?(?P<unit>[a-z_]+?|[^\W\da-z_]+)s?\s*")


@dataclass(frozen=True, slots=True)
class Limit:
    """So many hours or days.

    ``amount`` is more than 0: whole days, or hours that come to whole minutes (a quarter of an hour is
    0.25). ``roll_to_working_day`` moves the end of calendar days that falls on a rest day to the next
    working day.

    Raises:
        ValueError: the amount is none of these, or a unit other than calendar days is to be moved.
    """

    amount: Decimal
    unit: LimitUnit
    roll_to_working_day: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "amount", exact_amount(self.amount, self.unit))
        object.__setattr__(self, "unit", LimitUnit(self.unit))
        if self.amount <= 0:
            raise ValueError(f"a limit of {self.amount} {self.unit} is not more than 0")
        if self.roll_to_working_day and self.unit is not LimitUnit.CALENDAR_DAY:
            raise ValueError(f"only calendar days end on rest days; {self.unit} cannot be moved off them")

    @classmethod
    def parse(cls, text: str) -> Limit:
        """A limit as it is written in rules; minutes are urgent (continuous).

        >>> Limit.parse("15 minutes").amount
        Decimal('0.25')
        >>> Limit.parse("7个工作日").unit
        <LimitUnit.WORKING_DAY: 'working_day'>
        """
        found = _WRITTEN.fullmatch(text)
        unit = _NAMES.get(found["unit"]) if found else None
        if not found or not unit:
            raise ValueError(
                f"{text!r} is no time limit; write for instance 4 working_hour, one of {_known()}"
            )
        return cls(Decimal(found["amount"]) / unit[1], unit[0])

    @property
    def time(self) -> timedelta:
        """The length of a limit in hours, exact to the minute."""
        return timedelta(minutes=_minutes(self.amount))

    @property
    def days(self) -> int:
        """The number of a limit in days."""
        return int(self.amount)


def exact_amount(amount: Decimal | int | str, unit: LimitUnit) -> Decimal:
    """An amount that the unit can count.

    Raises:
        ValueError: parts of a day, or hours that do not come to whole minutes.
    """
    exact = Decimal(amount)
    counted = exact * 60 if LimitUnit(unit).is_hours else exact
    # A third of an hour is 20 minutes, though no decimal fraction writes it out.
    if not exact.is_finite() or abs(counted - round(counted)) > Decimal("1e-9"):
        wanted = "whole minutes" if LimitUnit(unit).is_hours else "whole days"
        raise ValueError(f"{amount} {unit}: {wanted} are counted")
    return exact


def _minutes(amount: Decimal) -> int:
    return round(amount * 60)


def _known() -> str:
    return ", ".join(_NAMES)


def before(day: date, limit: Limit, calendar: WorkCalendar) -> datetime:
    """The end of what must be done so long before a day or, with hours, before an instant.

    ``n`` working days before D end when the office closes on the ``n``-th working day before D; ``n``
    calendar days before D at 24:00 of that day.

    Raises:
        ValueError: hours before a day without a time of day, or a limit that would be moved forward.
    """
    if limit.roll_to_working_day:
        raise ValueError("a limit before a day cannot be moved to the next working day: it would be shorter")
    if limit.unit is LimitUnit.WORKING_DAY:
        return calendar.close_of(calendar.add_working_days(china_date(day), -limit.days))
    if limit.unit is LimitUnit.CALENDAR_DAY:
        return end_of(china_date(day) - limit.days * ONE_DAY)
    if not isinstance(day, datetime):
        raise ValueError(f"hours before {day} need a time of day: give an instant")
    if limit.unit is LimitUnit.WORKING_HOUR:
        return calendar.add_working_time(day, -limit.time)
    return in_china(day) - limit.time

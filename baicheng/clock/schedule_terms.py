"""What schedules are made of (报送时间): days named in several ways, what is covered, what is due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from baicheng.clock.cycles import Cycle
from baicheng.clock.periods import Period


class Covers(StrEnum):
    """Which period a report is about, seen from the day on which it is due."""

    PREVIOUS = "previous"
    THIS = "this"


class Roll(StrEnum):
    """What becomes of a due day that is a rest day (遇节假日顺延, 提前)."""

    NONE = "none"
    NEXT = "next_working_day"
    PREVIOUS = "previous_working_day"


@dataclass(frozen=True, slots=True)
class Due:
    """The last instant at which something is in time, and the day it belongs to: 24:00 to the day before."""

    at: datetime
    on: date


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One time that something is due.

    ``period`` is what it covers, if that is known; ``cut_off`` is the last day of which it tells
    (截止日). It can be done from ``opens_at`` on: when the cut-off day is over or, if it is due by then,
    when the period begins.
    """

    due: Due
    period: Period | None
    opens_at: datetime | None
    cut_off: date


@dataclass(frozen=True, slots=True)
class EveryWorkingDays:
    """Every working day, or every ``count`` working days from the first day of the schedule on."""

    count: int = 1

    def __post_init__(self) -> None:
        if self.count < 1:
            raise ValueError(f"every {self.count} working days is less than 1")


@dataclass(frozen=True, slots=True)
class EveryYearOn:
    """Days of every year, month and day each: 3月15日、9月15日. 29 February is the 28th of other years."""

    days: tuple[tuple[int, int], ...]

    def __post_init__(self) -> None:
        for month, day in self.days:
            date(2020, month, day)  # a leap year; raises ValueError for what is no day


#: How a schedule names its days: cycles, working days, days of every year, or dates.
Form = tuple[Cycle, ...] | EveryWorkingDays | EveryYearOn | tuple[date, ...]

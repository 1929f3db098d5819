"""A year of the working calendar to look at (年历): its months in weeks, each day with what it is."""

from __future__ import annotations

import calendar as weeks
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from baicheng.clock import WorkCalendar

#: Worked; a weekend; a day off in the week (休); a weekend day that is worked (班).
Kind = Literal["worked", "weekend", "off", "moved"]


@dataclass(frozen=True, slots=True)
class Day:
    """A day of a month; ``proposed`` where a decision that is not yet approved would change it."""

    day: date
    kind: Kind
    proposed: bool
    today: bool


@dataclass(frozen=True, slots=True)
class Month:
    """A month in weeks from Monday to Sunday; what is of other months is none."""

    first: date
    weeks: list[list[Day | None]]
    working_days: int


def months(year: int, held: WorkCalendar, proposed: Mapping[date, bool], today: date) -> Iterator[Month]:
    """The twelve months of a year.

    Args:
        held: the calendar that holds.
        proposed: the days that proposals would change: worked or not.
    """
    for month in range(1, 13):
        listed = weeks.Calendar().monthdatescalendar(year, month)
        rows = [
            [_day(one, held, proposed, today) if one.month == month else None for one in week]
            for week in listed
        ]
        worked = sum(one is not None and one.kind in ("worked", "moved") for row in rows for one in row)
        yield Month(date(year, month, 1), rows, worked)


def _day(one: date, held: WorkCalendar, proposed: Mapping[date, bool], today: date) -> Day:
    worked = held.is_working_day(one)
    return Day(one, _kind(one, worked), proposed.get(one, worked) != worked, one == today)


def _kind(one: date, worked: bool) -> Kind:
    if one.weekday() >= 5:
        return "moved" if worked else "weekend"
    return "worked" if worked else "off"

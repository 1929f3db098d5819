"""Which days a point in time names, once its year is known (归一化)."""

from __future__ import annotations

from datetime import date

from baicheng.clock.points import FIXED_DAYS, Point
from baicheng.clock.spring_festival import spring_festival
from baicheng.clock.stretches import (
    UNDATED,
    Stretch,
    add_days,
    day,
    months,
    part_of_month,
    whole_year,
)

_THIRDS = {
    "上": (1, 10),
    "中": (11, 20),
    "下": (21, 31),
    "上中": (1, 20),
    "中下": (11, 31),
    "上半": (1, 15),
    "下半": (16, 31),
    "初": (1, 10),
}


def resolve(point: Point, year: int, *, before: bool = False) -> Stretch:
    """The days that a point names.

    Args:
        point: the point; a holiday or month without a year is taken in ``year``.
        year: the year that the point's own words or its surroundings give.
        before: whether 前 follows. Before a holiday means by its eve; before a day, month or year
            means by its last day, as 6月30日前 and 6月底前 do.

    Returns:
        The days named. 6月底 and 年底 name their whole month and year, of which the last day counts;
        年初 has no last day, and a name like 汛期 neither.
    """
    if point.part == "month":
        return _in_month(point, year)
    if point.part in ("quarter", "quarters", "half"):
        return _in_year(point, year)
    if point.part == "plan":
        return Stretch(date(year, 1, 1), date(year + 4, 12, 31))
    if point.part == "fixed":
        return _holiday(point, year, before)
    if point.part == "festival":
        found = spring_festival(year)
        return _feast(found, before) if found else UNDATED
    if point.part == "undated":
        return UNDATED
    if point.edge == "初":
        return Stretch(date(year, 1, 1), None)
    return months(year, 1, 6) if point.edge == "中" else whole_year(year)


def _in_month(point: Point, year: int) -> Stretch:
    if point.day is not None:
        return day(year, point.number, point.day)
    bounds = _THIRDS.get(point.third or point.edge)
    if bounds:
        return part_of_month(year, point.number, *bounds)
    return months(year, point.number, point.number)


def _in_year(point: Point, year: int) -> Stretch:
    if point.part == "quarters":
        return months(year, 1, 3 * point.number)
    length = 3 if point.part == "quarter" else 6
    return months(year, length * (point.number - 1) + 1, length * point.number)


def _holiday(point: Point, year: int, before: bool) -> Stretch:
    """A holiday of fixed date; New Year's Day without a year is the one that ends ``year``."""
    month, number = FIXED_DAYS[point.name]
    if point.name == "元旦" and not point.names_year:
        year += 1
    return _feast(date(year, month, number), before)


def _feast(first: date, before: bool) -> Stretch:
    """The day of a feast, or its eve."""
    found = add_days(first, -1) if before else first
    return Stretch(found, found)

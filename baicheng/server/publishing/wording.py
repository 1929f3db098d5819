"""Days and periods as a paper writes them (公文用语): in Chinese, since papers are."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from baicheng.clock.cycles import CycleUnit
from baicheng.clock.periods import Period

_QUARTERS = ("一", "二", "三", "四")
_HALVES = ("上", "下")
#: More names than these make no sentence: of the first the number is said, of the last nobody is named.
_FEW = 3


def day_said(day: date) -> str:
    """A day in figures, as GB/T 9704 has days of issue.

    >>> day_said(date(2026, 11, 5))
    '2026年11月5日'
    """
    return f"{day.year}年{day.month}月{day.day}日"


def period_said(period: Period) -> str:
    """A week, by its first and last day; a month, quarter, half-year or year.

    >>> from baicheng.clock.periods import period_of
    >>> [period_said(period_of(unit, date(2026, 8, 1))) for unit in (CycleUnit.MONTH, CycleUnit.QUARTER)]
    ['2026年8月', '2026年第三季度']
    >>> period_said(period_of(CycleUnit.WEEK, date(2026, 12, 31)))
    '2026年12月28日至2027年1月3日'
    """
    if period.unit == CycleUnit.WEEK:
        return f"{day_said(period.since)}至{day_said(period.last).removeprefix(f'{period.since.year}年')}"
    year, month = period.last.year, period.last.month
    if period.unit == CycleUnit.MONTH:
        return f"{year}年{month}月"
    if period.unit == CycleUnit.QUARTER:
        return f"{year}年第{_QUARTERS[(month - 1) // 3]}季度"
    if period.unit == CycleUnit.HALF_YEAR:
        return f"{year}年{_HALVES[(month - 1) // 6]}半年"
    return f"{year}年"


def together(names: Iterable[str]) -> str:
    """Names in one sentence.

    >>> together(["市城建局", "", "市水利局"])
    '市城建局、市水利局'
    """
    return "、".join(name for name in names if name)


def leading(names: Iterable[str], counter: str) -> str:
    """Those who stand first, in one sentence; of many the first three and how many there are.

    >>> leading(["甲局", "乙局"], "家"), leading(["甲", "乙", "丙", "丁"], "家")
    ('甲局、乙局', '甲、乙、丙等4家')
    """
    found = [name for name in names if name]
    return together(found) if len(found) <= _FEW else f"{together(found[:_FEW])}等{len(found)}{counter}"


def trailing(names: Iterable[str]) -> str:
    """Those who stand last; nobody where they are many, since that says little about each.

    >>> trailing(["甲局"]), trailing(["甲", "乙", "丙", "丁"])
    ('甲局', '')
    """
    found = [name for name in names if name]
    return together(found) if len(found) <= _FEW else ""

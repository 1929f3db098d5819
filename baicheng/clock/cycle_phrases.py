"""Cycles as documents word them (周期表述): 每月5日前, 每季度首月10日前, 每周五17:00前, 按月, 一季一通报."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import time

from baicheng.clock.cycles import Cycle, CycleUnit
from baicheng.clock.daytimes import daytime_at
from baicheng.clock.groups import Item, group_at
from baicheng.clock.mentions import TimeUnit, Within
from baicheng.clock.numerals import chinese_number
from baicheng.clock.points import DAY, LISTED, RANGED

_UNITS = {
    "工作日": CycleUnit.DAY,
    "日": CycleUnit.DAY,
    "天": CycleUnit.DAY,
    "周": CycleUnit.WEEK,
    "星期": CycleUnit.WEEK,
    "旬": CycleUnit.TEN_DAY,
    "半月": CycleUnit.HALF_MONTH,
    "半个月": CycleUnit.HALF_MONTH,
    "月": CycleUnit.MONTH,
    "月度": CycleUnit.MONTH,
    "月份": CycleUnit.MONTH,
    "单月": CycleUnit.TWO_MONTHS,
    "双月": CycleUnit.TWO_MONTHS,
    "季": CycleUnit.QUARTER,
    "季度": CycleUnit.QUARTER,
    "半年": CycleUnit.HALF_YEAR,
    "半年度": CycleUnit.HALF_YEAR,
    "年": CycleUnit.YEAR,
    "年度": CycleUnit.YEAR,
}
_MONTHS_PER = {2: CycleUnit.TWO_MONTHS, 3: CycleUnit.QUARTER, 6: CycleUnit.HALF_YEAR, 12: CycleUnit.YEAR}
_LENGTHS = {CycleUnit.TWO_MONTHS: 2, CycleUnit.QUARTER: 3, CycleUnit.HALF_YEAR: 6, CycleUnit.YEAR: 12}

_EVERY = re.compile(
    "每(?:隔|一)?(?P<count>[两二三四五六23456])?个?(?:自然|日历)?"
    "(?P<unit>工作日|日|天|周|星期|旬|半个?月|半年度?|月份|月度?|[单双]月|季度?|年度?)(?![龄均产])"
)
_ADVERB = re.compile(
    "(?:[逐按](?P<unit>日|天|周|旬|半?月|季度?|半年度?|年度?)(?![龄期节历份产])"
    "|(?<![\\d一二三四五六七八九十同单统上下])(?P<one>一日|一天|一周|一旬|一月|一季度?|半年|一年)一(?![定致样些体律直度般旦起路带])"
    "|(?P<years>[两三四五2-5])年一(?:次|届|评))"
)
_FOLLOWING = re.compile(
    f"(?:(?:次|翌)月(?P<day>{DAY})[日号]|(?:次|下一?)个?季度?(?:首月|第一个月)(?P<quarter_day>{DAY})[日号])"
)
_AFTER = re.compile(
    "(?P<unit>旬|月度?|季度?|半年度?|年度)(?:末|结束|终了)?(?:以|之)?后的?"
    "(?P<count>\\d{1,2})(?P<working>个?工作)?[日天]内"
)
_MARK = re.compile("[之以]?前(?![期置沿瞻往述移])|[之以]?内|止")
_AND = re.compile(LISTED)
_WEEKDAY = re.compile(
    "的?(?:周|星期|每周)?([一二三四五六日天末])(?![次轮期个条名篇场天]|调度|通报|例会|督|检|汇|巡|更新)"
)
_DAY_OF_MONTH = re.compile(
    f"的?(?:(?P<first>{DAY})[日号]?{RANGED})?(?:(?P<day>{DAY})[日号]|(?P<last>月?[底末]|最后一?个?[天日]|下旬)"
    "|(?P<early>月?初|上旬)|(?P<middle>中旬))"
)
_DAY_OF_PERIOD = re.compile(f"第(?P<day>{DAY})[天日]|(?P<first>首日|第一天)|(?P<last>[底末])")
_MONTH_OF_PERIOD = re.compile(
    "的?(?:(?P<first>首月|首个月|次月(?=\\d))|第(?P<nth>[一二三四五六1-6])个?月|(?P<last>末月|最后一?个月|[底末](?!次))"
    "|(?:结束|终了)?[之以]?后的?(?=\\d{1,2}[日天]内))?"
)
_YEAR_GAP = re.compile("(?:[的都均要应须需当于在,]|必须|原则上){0,4}")


@dataclass(frozen=True, slots=True)
class CyclePhrase:
    """A cycle and the characters ``[start, end)`` that word it."""

    start: int
    end: int
    cycle: Cycle
    within: Within | None = None


def cycles_at(text: str, start: int) -> list[CyclePhrase]:
    """The cycles worded from ``start`` on: one for each day that the phrase lists, or none."""
    every = _EVERY.match(text, start)
    if every:
        return _days_of(text, start, every.end(), _cycle_of(every["unit"], every["count"]))
    adverb = _ADVERB.match(text, start)
    if adverb:
        cycle = _cycle_of(adverb["unit"] or (adverb["one"] or "年").removeprefix("一"), adverb["years"])
        return [CyclePhrase(start, adverb.end(), cycle)]
    following = _FOLLOWING.match(text, start)
    if following:
        unit = CycleUnit.MONTH if following["day"] else CycleUnit.QUARTER
        day = chinese_number(following["day"] or following["quarter_day"])
        cycle = Cycle(unit, day=day, month=1)
        return [_closed(text, start, following.end(), cycle)]
    after = _AFTER.match(text, start)
    return [_after(after)] if after else []


def _cycle_of(wording: str, count: str | None) -> Cycle:
    """The cycle of a unit, of which several may make one period (每两个月)."""
    unit = _UNITS[wording]
    if wording in ("单月", "双月"):
        return Cycle(unit, month=1 if wording == "单月" else 2)
    number = chinese_number(count) if count else 1
    if unit is CycleUnit.MONTH and number in _MONTHS_PER:
        return Cycle(_MONTHS_PER[number])
    return Cycle(unit, every=number)


def _after(found: re.Match[str]) -> CyclePhrase:
    """What is due some days after each period: 季度结束后10日内."""
    unit, count = _UNITS[found["unit"]], int(found["count"])
    if found["working"] or not 1 <= count <= 31:
        within = Within(
            count, TimeUnit.WORKING_DAY if found["working"] else TimeUnit.DAY, found["unit"] + "结束"
        )
        return CyclePhrase(found.start(), found.end(), Cycle(unit), within)
    month = 1 if unit in _LENGTHS or unit is CycleUnit.MONTH else None
    return CyclePhrase(found.start(), found.end(), Cycle(unit, day=count, month=month))


def _days_of(text: str, start: int, end: int, cycle: Cycle) -> list[CyclePhrase]:
    """The phrases of a cycle, one for each day named after its unit."""
    if cycle.unit is CycleUnit.YEAR:
        return _in_year(text, start, end, cycle)
    read = _READERS.get(cycle.unit)
    found: list[CyclePhrase] = []
    following = read(text, end, cycle) if read else None
    while following:
        end, cycle = following
        phrase = _closed(text, start, end, cycle)
        found.append(phrase)
        link = _AND.match(text, phrase.end)
        following = read(text, link.end(), cycle) if read and link else None
        start = link.end() if link else phrase.end
    return found or [_closed(text, start, end, cycle)]


def _closed(text: str, start: int, end: int, cycle: Cycle) -> CyclePhrase:
    """The phrase with the time of day and the 前 that may follow."""
    at: time | None = None
    found = daytime_at(text, end)
    if found and (cycle.day or cycle.weekday is not None or cycle.unit is CycleUnit.DAY):
        at, end = found
    mark = _MARK.match(text, end)
    return CyclePhrase(start, mark.end() if mark else end, replace(cycle, at=at))


def _weekday(text: str, start: int, cycle: Cycle) -> tuple[int, Cycle] | None:
    found = _WEEKDAY.match(text, start)
    if not found:
        return None
    weekday = 6 if found[1] in "日天" else 4 if found[1] == "末" else "一二三四五六".index(found[1])
    return found.end(), replace(cycle, weekday=weekday)


def _day_of_month(text: str, start: int, cycle: Cycle) -> tuple[int, Cycle] | None:
    found = _DAY_OF_MONTH.match(text, start)
    if not found:
        return None
    if found["day"]:
        day = chinese_number(found["day"])
    else:
        day = -1 if found["last"] else 10 if found["early"] else 20
    return found.end(), replace(cycle, day=day)


def _day_of_part(text: str, start: int, cycle: Cycle) -> tuple[int, Cycle] | None:
    """The day within ten days or half a month."""
    found = _DAY_OF_PERIOD.match(text, start)
    if not found:
        return None
    day = chinese_number(found["day"]) if found["day"] else 1 if found["first"] else -1
    return found.end(), replace(cycle, day=day)


def _day_of_period(text: str, start: int, cycle: Cycle) -> tuple[int, Cycle] | None:
    """The month within a quarter or half year, and the day within that month."""
    length = _LENGTHS[cycle.unit]
    found = _MONTH_OF_PERIOD.match(text, start)
    if not found:
        return None
    month = cycle.month
    if found["nth"]:
        month = min(chinese_number(found["nth"]), length)
    elif found["last"]:
        month = length
    elif found[0]:
        month = 1
    named = _day_of_month(text, found.end(), replace(cycle, month=month))
    if named:
        return named
    return (found.end(), replace(cycle, month=month, day=-1)) if found[0] else None


def _in_year(text: str, start: int, end: int, cycle: Cycle) -> list[CyclePhrase]:
    """The phrases of a yearly cycle: 每年6月、12月底前, 每年底前."""
    if text[end : end + 1] in ("底", "末", "终"):
        return [_closed(text, start, end + 1, replace(cycle, month=12, day=-1))]
    gap = _YEAR_GAP.match(text, end)
    group = group_at(text, gap.end() if gap else end)
    if group is None or any(item.point.names_year for item in group.items):
        return [_closed(text, start, end, cycle)]
    phrases = []
    for item in group.items:
        last = group.end if item is group.items[-1] else item.end
        phrases.append(CyclePhrase(start, last, replace(yearly(item, cycle), at=group.at)))
        start = item.end + 1
    return phrases


def yearly(item: Item, cycle: Cycle) -> Cycle:
    """The yearly cycle that falls on the last day of a point or range."""
    point = item.until or item.point
    if point.part == "month":
        day = {"上": 10, "中": 20, "上中": 20, "初": 10, "上半": 15}.get(point.third or point.edge, -1)
        return replace(cycle, month=point.number, day=point.day or day)
    if point.part in ("quarter", "quarters", "half"):
        return replace(cycle, month=point.number * (6 if point.part == "half" else 3), day=-1)
    if point.part == "year" and point.edge in ("底", "末", "终"):
        return replace(cycle, month=12, day=-1)
    return cycle


_READERS: dict[CycleUnit, Callable[[str, int, Cycle], tuple[int, Cycle] | None]] = {
    CycleUnit.WEEK: _weekday,
    CycleUnit.TEN_DAY: _day_of_part,
    CycleUnit.HALF_MONTH: _day_of_part,
    CycleUnit.MONTH: _day_of_month,
    CycleUnit.TWO_MONTHS: _day_of_period,
    CycleUnit.QUARTER: _day_of_period,
    CycleUnit.HALF_YEAR: _day_of_period,
}

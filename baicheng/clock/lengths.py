"""Lengths of time (期限): 印发之日起30日内, 收到通知后10个工作日内, 用三年时间."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from baicheng.clock.mentions import TimeUnit, Within
from baicheng.clock.numerals import chinese_number
from baicheng.clock.stretches import add_days, add_months

_NUMBER = "(?:\\d{1,3}|[一二两三四五六七八九十]{1,3}|半)"
_UNITS = {
    "工作日": TimeUnit.WORKING_DAY,
    "自然日": TimeUnit.DAY,
    "日历日": TimeUnit.DAY,
    "日": TimeUnit.DAY,
    "天": TimeUnit.DAY,
    "周": TimeUnit.WEEK,
    "星期": TimeUnit.WEEK,
    "月": TimeUnit.MONTH,
    "季度": TimeUnit.MONTH,
    "年": TimeUnit.YEAR,
    "小时": TimeUnit.HOUR,
    "分钟": TimeUnit.MINUTE,
}
_LENGTH = re.compile(
    f"(?<![\\d一二两三四五六七八九十第.])(?:{_NUMBER}(?:[-—–~]{{1,2}}|至|到))?(?P<amount>{_NUMBER})"
    "(?:(?P<of>个)|(?:个))?(?P<unit>工作日|自然日|日历日|日|天|周|星期|月|季度|年|小时|分钟)(?P<half>半)?"
    "(?:(?:左右)?的?时间(?:[之以]?内)?|(?:左右)?[之以]?内(?![蒙部外容设河城涝陆环湖]))"
)
_EVENT = re.compile(
    "(?P<from>[自从在于]?)(?P<event>[^,。;:、()\\s自从在于]{1,20}?)(?:之[日时]起?|当[日天]起?|起|[之以]?后)的?,?$"
)
# A document that speaks of its own issue; what begins with another event cannot be dated from it.
_ISSUE = re.compile(
    "(?:本[\u4e00-\u9fff]{1,6}|(?:实施|工作|行动)?(?:方案|通知|意见|办法|要点|计划|预案|措施|细则|文件))?"
    "(?:印发|下发|发布|公布|发文|颁布|印发实施|公布实施)"
)


@dataclass(frozen=True, slots=True)
class Length:
    """A length of time worded at ``[start, end)``, the event before it included."""

    start: int
    end: int
    within: Within
    last: date | None


def length_at(text: str, start: int, issued: date | None) -> Length | None:
    """The length of time that begins at ``start``, or ``None``.

    Its last day is known only where it runs from the issue of the document itself and is not counted
    in working days: those need a calendar of holidays.
    """
    found = _LENGTH.match(text, start)
    if not found or (found["unit"] == "月" and not found["of"]):
        return None
    amount, unit = _amount(found)
    event = _EVENT.search(text[max(0, start - 26) : start])
    wording = event["event"] if event else ""
    begin = start - len(event[0]) if event else start
    within = Within(amount, unit, wording)
    last = _last(within, issued) if issued and _ISSUE.fullmatch(wording) else None
    return Length(begin, found.end(), within, last)


def _amount(found: re.Match[str]) -> tuple[int, TimeUnit]:
    """How much of which unit; of a range the upper end, half a year as months."""
    unit = _UNITS[found["unit"]]
    if found["amount"] == "半":
        return {TimeUnit.YEAR: (6, TimeUnit.MONTH), TimeUnit.MONTH: (15, TimeUnit.DAY)}.get(unit, (1, unit))
    amount = chinese_number(found["amount"])
    return (3 * amount, unit) if found["unit"] == "季度" else (amount, unit)


def _last(within: Within, since: date) -> date | None:
    """The last day of a length of time; the day on which it begins is not counted."""
    if within.unit is TimeUnit.DAY:
        return add_days(since, within.amount)
    if within.unit is TimeUnit.WEEK:
        return add_days(since, 7 * within.amount)
    if within.unit is TimeUnit.MONTH:
        return add_months(since, within.amount)
    if within.unit is TimeUnit.YEAR:
        return add_months(since, 12 * within.amount)
    return None

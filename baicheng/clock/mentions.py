"""What a mention of a date or time in a text holds (时间表述)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum

from baicheng.clock.cycles import Cycle


class DateKind(StrEnum):
    """How a date is meant by its own words. Whether something is ordered by it, the sentence says."""

    DEADLINE = "deadline"  # 6月底前, 到2020年, 年内: by then
    DATE = "date"  # 6月, 6月30日, 上半年: then
    YEAR = "year"  # 2018年, 今年, 全年: a bare year
    PERIOD = "period"  # 从9月至10月, 2018-2020年, 汛期: from then to then
    START = "start"  # 7月1日起, 2018年以来: from then on
    CYCLE = "cycle"  # 每月5日前, 按季度
    RELATIVE = "relative"  # 印发之日起30日内, 三年内: so long after something
    REFERENCE = "reference"  # 《…(2018年)》, 2017年版, 较2015年: names or compares something else


class TimeUnit(StrEnum):
    """The unit of a length of time."""

    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day"  # 日, 天, 自然日
    WORKING_DAY = "working_day"  # 工作日
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Within:
    """A length of time after an event: ``event`` is its wording, "" where the text names none."""

    amount: int
    unit: TimeUnit
    event: str = ""


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date or time that a text names.

    ``text`` is what stands at ``[start, end)``. ``first`` and ``last`` bound the stretch named, both
    included: for 6月底前 and 6月 these are 1 and 30 June. Either is ``None`` where the words alone do
    not date it (汛期前, 三年内, every cycle). ``at`` is a time of day on the last day.
    """

    start: int
    end: int
    text: str
    kind: DateKind
    first: date | None = None
    last: date | None = None
    at: time | None = None
    cycle: Cycle | None = None
    within: Within | None = None

"""Cycles: on which days they are due, and how documents word them."""

from __future__ import annotations

from datetime import date, time, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baicheng.clock.cycles import Cycle, CycleUnit
from baicheng.clock.dates import find_dates
from baicheng.clock.mentions import DateKind, TimeUnit, Within

DAY, WEEK, TEN_DAY, HALF_MONTH = CycleUnit.DAY, CycleUnit.WEEK, CycleUnit.TEN_DAY, CycleUnit.HALF_MONTH
MONTH, TWO_MONTHS, QUARTER = CycleUnit.MONTH, CycleUnit.TWO_MONTHS, CycleUnit.QUARTER
HALF_YEAR, YEAR = CycleUnit.HALF_YEAR, CycleUnit.YEAR

WORDINGS = [
    ("每日", [Cycle(DAY)]),
    ("每个工作日", [Cycle(DAY)]),
    ("每日17时前", [Cycle(DAY, at=time(17))]),
    ("每天下午5点前", [Cycle(DAY, at=time(17))]),
    ("每周", [Cycle(WEEK)]),
    ("每周一次", [Cycle(WEEK)]),
    ("每周三次", [Cycle(WEEK)]),
    ("每周一调度", [Cycle(WEEK)]),
    ("每周一前", [Cycle(WEEK, weekday=0)]),
    ("每周五17:00前", [Cycle(WEEK, weekday=4, at=time(17))]),
    ("每周五下午5时前", [Cycle(WEEK, weekday=4, at=time(17))]),
    ("每星期日", [Cycle(WEEK, weekday=6)]),
    ("每周二、周四", [Cycle(WEEK, weekday=1), Cycle(WEEK, weekday=3)]),
    ("每周一、三、五", [Cycle(WEEK, weekday=0), Cycle(WEEK, weekday=2), Cycle(WEEK, weekday=4)]),
    ("每两周", [Cycle(WEEK, every=2)]),
    ("每旬", [Cycle(TEN_DAY)]),
    ("每旬末", [Cycle(TEN_DAY, day=-1)]),
    ("按旬", [Cycle(TEN_DAY)]),
    ("每半月", [Cycle(HALF_MONTH)]),
    ("每半个月", [Cycle(HALF_MONTH)]),
    ("每月", [Cycle(MONTH)]),
    ("逐月", [Cycle(MONTH)]),
    ("按月", [Cycle(MONTH)]),
    ("一月一排名", [Cycle(MONTH)]),
    ("每月5日前", [Cycle(MONTH, day=5)]),
    ("每月5日之前", [Cycle(MONTH, day=5)]),
    ("每月10日、25日前", [Cycle(MONTH, day=10), Cycle(MONTH, day=25)]),
    ("每月20日至25日", [Cycle(MONTH, day=25)]),
    ("每月底前", [Cycle(MONTH, day=-1)]),
    ("每月月底", [Cycle(MONTH, day=-1)]),
    ("每月最后一天", [Cycle(MONTH, day=-1)]),
    ("每月上旬", [Cycle(MONTH, day=10)]),
    ("次月3日前", [Cycle(MONTH, day=3, month=1)]),
    ("每单月5日前", [Cycle(TWO_MONTHS, day=5, month=1)]),
    ("每双月5日前", [Cycle(TWO_MONTHS, day=5, month=2)]),
    ("每两个月", [Cycle(TWO_MONTHS)]),
    ("每季度", [Cycle(QUARTER)]),
    ("按季度", [Cycle(QUARTER)]),
    ("每三个月", [Cycle(QUARTER)]),
    ("一季一通报", [Cycle(QUARTER)]),
    ("每季度末", [Cycle(QUARTER, day=-1, month=3)]),
    ("每季度首月10日前", [Cycle(QUARTER, day=10, month=1)]),
    ("每个季度第1个月20日前", [Cycle(QUARTER, day=20, month=1)]),
    ("每季度第二个月15日前", [Cycle(QUARTER, day=15, month=2)]),
    ("每季度末月25日", [Cycle(QUARTER, day=25, month=3)]),
    ("每季度最后一个月的25日前", [Cycle(QUARTER, day=25, month=3)]),
    ("每季度25日前", [Cycle(QUARTER, day=25)]),
    ("每季度结束后10日内", [Cycle(QUARTER, day=10, month=1)]),
    ("季度结束后10日内", [Cycle(QUARTER, day=10, month=1)]),
    ("次季度首月10日前", [Cycle(QUARTER, day=10, month=1)]),
    ("每半年", [Cycle(HALF_YEAR)]),
    ("半年一评比", [Cycle(HALF_YEAR)]),
    ("每半年结束后15日内", [Cycle(HALF_YEAR, day=15, month=1)]),
    ("每年", [Cycle(YEAR)]),
    ("每年度", [Cycle(YEAR)]),
    ("每年底前", [Cycle(YEAR, day=-1, month=12)]),
    ("每年年底前", [Cycle(YEAR, day=-1, month=12)]),
    ("每年12月底前", [Cycle(YEAR, day=-1, month=12)]),
    ("每年3月31日前", [Cycle(YEAR, day=31, month=3)]),
    ("每年的6月上旬", [Cycle(YEAR, day=10, month=6)]),
    ("每年3月底和9月底前", [Cycle(YEAR, day=-1, month=3), Cycle(YEAR, day=-1, month=9)]),
    ("每年6月、12月底前", [Cycle(YEAR, day=-1, month=6), Cycle(YEAR, day=-1, month=12)]),
    ("每年1月10日、7月10日前", [Cycle(YEAR, day=10, month=1), Cycle(YEAR, day=10, month=7)]),
    ("每年一季度末", [Cycle(YEAR, day=-1, month=3)]),
    ("每年上半年", [Cycle(YEAR, day=-1, month=6)]),
    ("每两年", [Cycle(YEAR, every=2)]),
    ("两年一次", [Cycle(YEAR, every=2)]),
]


@pytest.mark.parametrize(("text", "cycles"), WORDINGS)
def test_a_wording_is_read_as_its_cycles(text: str, cycles: list[Cycle]) -> None:
    found = find_dates(text, year=2018)

    assert [mention.cycle for mention in found] == cycles
    assert all(mention.kind is DateKind.CYCLE and mention.last is None for mention in found)
    assert found[0].start == 0


def test_the_words_of_a_cycle_reach_to_the_mark_behind_it() -> None:
    found = find_dates("各单位每月10日、25日前,每季度末月20日17:00前报送", year=2018)

    assert [mention.text for mention in found] == ["每月10日", "25日前", "每季度末月20日17:00前"]
    assert found[2].at == time(17)


def test_the_next_year_of_a_yearly_cycle_comes_back_too() -> None:
    found = find_dates("每年12月底前完成考核,次年1月15日前公布", year=2018)

    assert [mention.cycle for mention in found] == [
        Cycle(YEAR, day=-1, month=12),
        Cycle(YEAR, day=15, month=1),
    ]


def test_working_days_after_a_period_are_told_but_not_dated() -> None:
    (found,) = find_dates("季度结束后15个工作日内", year=2018)

    assert (found.cycle, found.within) == (Cycle(QUARTER), Within(15, TimeUnit.WORKING_DAY, "季度结束"))


def days(cycle: Cycle, since: str, until: str) -> list[str]:
    return [str(due) for due in cycle.occurrences(date.fromisoformat(since), date.fromisoformat(until))]


@pytest.mark.parametrize(
    ("cycle", "expected"),
    [
        (
            Cycle(WEEK, weekday=4),
            "01-04 01-11 01-18 01-25 02-01 02-08 02-15 02-22 03-01 03-08 03-15 03-22 03-29",
        ),
        (Cycle(WEEK, every=4), "01-06 02-03 03-03 03-31"),
        (Cycle(TEN_DAY), "01-10 01-20 01-31 02-10 02-20 02-28 03-10 03-20 03-31"),
        (Cycle(TEN_DAY, day=2), "01-02 01-12 01-22 02-02 02-12 02-22 03-02 03-12 03-22"),
        (Cycle(HALF_MONTH), "01-15 01-31 02-15 02-28 03-15 03-31"),
        (Cycle(MONTH, day=5), "01-05 02-05 03-05"),
        (Cycle(MONTH), "01-31 02-28 03-31"),
        (Cycle(MONTH, day=30), "01-30 02-28 03-30"),
        (Cycle(TWO_MONTHS, day=5, month=1), "01-05 03-05"),
        (Cycle(TWO_MONTHS, day=5, month=2), "02-05"),
        (Cycle(QUARTER), "03-31"),
        (Cycle(QUARTER, day=10), "01-10"),
        (Cycle(QUARTER, day=25), "03-25"),
        (Cycle(QUARTER, day=20, month=2), "02-20"),
        (Cycle(HALF_YEAR, day=15, month=1), "01-15"),
        (Cycle(YEAR, day=-1, month=2), "02-28"),
        (Cycle(YEAR), ""),
    ],
)
def test_a_cycle_is_due_on_these_days_of_a_quarter(cycle: Cycle, expected: str) -> None:
    assert " ".join(day[5:] for day in days(cycle, "2019-01-01", "2019-04-01")) == expected


def test_the_end_of_the_range_is_left_out_and_its_beginning_is_in() -> None:
    assert days(Cycle(MONTH, day=5), "2019-01-05", "2019-03-05") == ["2019-01-05", "2019-02-05"]


def test_every_second_year_counts_from_the_year_of_the_beginning() -> None:
    assert days(Cycle(YEAR, month=6, every=2), "2018-03-01", "2023-01-01") == [
        "2018-06-30",
        "2020-06-30",
        "2022-06-30",
    ]


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"unit": QUARTER, "month": 4}, "month 4 of a quarter is not between 1 and 3"),
        ({"unit": MONTH, "day": 0}, "day 0 is neither"),
        ({"unit": MONTH, "day": 32}, "day 32 is neither"),
        ({"unit": WEEK, "weekday": 7}, "weekday 7 is not between 0"),
        ({"unit": YEAR, "every": 0}, "every 0 periods is less than 1"),
    ],
)
def test_a_number_outside_its_period_is_refused(fields: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Cycle(**fields)


_LENGTHS = {MONTH: 1, TWO_MONTHS: 2, QUARTER: 3, HALF_YEAR: 6, YEAR: 12}


@st.composite
def cycles(draw: st.DrawFn) -> Cycle:
    unit = draw(st.sampled_from(CycleUnit))
    day = draw(st.none() | st.just(-1) | st.integers(1, 31))
    month = draw(st.none() | st.integers(1, _LENGTHS.get(unit, 1)))
    return Cycle(unit, day=day, month=month, weekday=draw(st.none() | st.integers(0, 6)))


DATES = st.dates(date(1990, 1, 1), date(2040, 1, 1))
SPANS = st.integers(-10, 2_000).map(timedelta)


@given(cycles(), DATES, SPANS)
def test_due_days_lie_in_the_range_and_in_order(cycle: Cycle, since: date, span: timedelta) -> None:
    found = cycle.occurrences(since, since + span)

    assert all(since <= due < since + span for due in found)
    assert all(a < b for a, b in pairwise(found))


@given(cycles(), DATES, SPANS, SPANS)
def test_the_days_of_a_range_are_those_of_its_parts(
    cycle: Cycle, since: date, first: timedelta, second: timedelta
) -> None:
    middle = since + abs(first)
    until = middle + abs(second)

    whole = cycle.occurrences(since, until)

    assert whole == cycle.occurrences(since, middle) + cycle.occurrences(middle, until)


@given(cycles(), st.integers(1990, 2040))
def test_a_year_holds_one_day_for_each_period(cycle: Cycle, year: int) -> None:
    found = cycle.occurrences(date(year, 1, 1), date(year + 1, 1, 1))
    days_in_year = (date(year + 1, 1, 1) - date(year, 1, 1)).days

    periods = {DAY: days_in_year, TEN_DAY: 36, HALF_MONTH: 24} | {
        unit: 12 // n for unit, n in _LENGTHS.items()
    }
    expected = {52, 53} if cycle.unit is WEEK else {periods[cycle.unit]}
    assert len(found) in expected


@given(cycles(), st.sampled_from([(date.min, date(1, 3, 1)), (date(9999, 10, 1), date.max)]))
def test_the_ends_of_the_calendar_are_no_error(cycle: Cycle, ends: tuple[date, date]) -> None:
    assert all(ends[0] <= due < ends[1] for due in cycle.occurrences(*ends))

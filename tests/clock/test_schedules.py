"""Schedules: how rules write them, what they refuse. What is due when: the vectors."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from baicheng.clock import (
    CHINA,
    Covers,
    Cycle,
    CycleUnit,
    EveryWorkingDays,
    EveryYearOn,
    Roll,
    Schedule,
    china_calendar,
    covers_by_position,
    period_of,
)
from tests.clock.instances import UNTIMED

CALENDAR = china_calendar()
SINCE, UNTIL = date(2019, 1, 1), date(2020, 1, 1)


def schedule(text: str) -> Schedule:
    return Schedule.from_dict(yaml.safe_load(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{every: month, by: day 5}", Schedule((Cycle(CycleUnit.MONTH, day=5),))),
        ("{every: month, by: 5}", Schedule((Cycle(CycleUnit.MONTH, day=5),))),
        (
            "{every: week, by: friday, at: '17:00'}",
            Schedule((Cycle(CycleUnit.WEEK, weekday=4),), at=time(17)),
        ),
        ("{every: week, by: friday, at: 17:00}", Schedule((Cycle(CycleUnit.WEEK, weekday=4),), at=time(17))),
        ("{every: quarter, by: last}", Schedule((Cycle(CycleUnit.QUARTER),))),
        (
            "{every: half_year, by: month last day 20}",
            Schedule((Cycle(CycleUnit.HALF_YEAR, month=6, day=20),)),
        ),
        ("{every: year, by: 03-15}", Schedule((Cycle(CycleUnit.YEAR, month=3, day=15),))),
        ("{on: [03-15, 09-15]}", Schedule(EveryYearOn(((3, 15), (9, 15))))),
        ("{on: 2019-04-10}", Schedule((date(2019, 4, 10),))),
        ("{before: 2019-03-22T17:00}", Schedule((date(2019, 3, 22),), at=time(17))),
        ("{before: 2019-03-22T17:00:00}", Schedule((date(2019, 3, 22),), at=time(17))),
        ("{before: '2019-03-22T09:00:00+00:00'}", Schedule((date(2019, 3, 22),), at=time(17))),
        ("{every: working_day}", Schedule(EveryWorkingDays())),
        (
            "{every: month, from: 2019-04, until: 2020, covers: previous, roll: next_working_day}",
            Schedule(
                (Cycle(CycleUnit.MONTH),),
                since=date(2019, 4, 1),
                until=date(2020, 1, 1),
                covers=Covers.PREVIOUS,
                roll=Roll.NEXT,
            ),
        ),
        (
            "{every: month, covers: {which: this, cut_off: day 25}}",
            Schedule((Cycle(CycleUnit.MONTH),), covers=Covers.THIS, cut_off=Cycle(CycleUnit.MONTH, day=25)),
        ),
    ],
)
def test_a_rule_is_read_as_a_clerk_reads_it_and_written_back(text: str, expected: Schedule) -> None:
    assert schedule(text) == expected
    assert Schedule.from_dict(expected.to_dict()) == expected


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{every: month, day: 5}", "no 'day'; it has every, on, before"),
        ("{by: day 5}", "one of every, on, before, not none"),
        ("{every: month, before: 2019-03-22}", "not every, before"),
        ("{before: 2019-03-22, by: day 5}", "'by' belongs to 'every'"),
        ("{every: fortnight}", "none of day, week, .*working_day"),
        ("{every: month, by: friday}", "no day of a month"),
        ("{every: week, by: day 5}", "no day of a week"),
        ("{every: month, by: ''}", "no day of a month"),
        ("{every: month, by: day 40}", "between 1 and 31"),
        ("{every: quarter, by: month 4 day 1}", "between 1 and 3"),
        ("{every: month, at: noon}", "no time of day"),
        ("{every: month, at: '25:00'}", "no time of day"),
        ("{every: month, from: spring}", "no date"),
        ("{on: [03-15, 2019-04-10]}", "not both"),
        ("{on: [02-30]}", "day"),
        ("{on: []}", "needs a cycle or a date"),
        ("{before: 2019-03-22T17:00, at: '16:00'}", "leave out one"),
        ("{every: month, at: '17:00', inclusive: false}", "has no time of day"),
        ("{every: week, of: 2}", "from which day on"),
        ("{every: working_day, of: 7}", "from which day on"),
        ("{every: working_day, by: friday}", "no 'by'"),
        ("{every: working_day, of: 0}", "less than 1"),
        ("{on: 2019-04-10, cut_off: day 25}", "which that is|say which"),
        ("{every: month, covers: next}", "covers 'next' is none of previous, this"),
        ("{every: month, covers: {how: this}}", "covers has no 'how'"),
        ("{every: month, roll: up}", "roll 'up'"),
    ],
)
def test_a_rule_that_cannot_be_read_is_refused_with_its_reason(text: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        schedule(text)


def test_what_counts_working_days_needs_a_calendar() -> None:
    for text in ("{every: working_day}", "{every: month, roll: next_working_day}"):
        with pytest.raises(ValueError, match="give it a calendar"):
            schedule(text).occurrences(SINCE, UNTIL)


def test_a_cycle_read_from_a_plan_becomes_a_schedule() -> None:
    found = Schedule.from_cycle(Cycle(CycleUnit.WEEK, weekday=4, at=time(17))).occurrences(SINCE, UNTIL)

    assert found[0].due.at == datetime(2019, 1, 4, 17, tzinfo=CHINA)
    assert len(found) == 52
    fortnight = Schedule.from_cycle(Cycle(CycleUnit.WEEK, every=2), since=date(2019, 1, 7))
    assert [occurrence.due.on.day for occurrence in fortnight.occurrences(SINCE, date(2019, 2, 1))] == [
        13,
        27,
    ]


@pytest.mark.parametrize(
    ("cycle", "covers"),
    [
        (Cycle(CycleUnit.DAY), Covers.THIS),
        (Cycle(CycleUnit.WEEK, weekday=2), Covers.PREVIOUS),
        (Cycle(CycleUnit.WEEK, weekday=3), Covers.THIS),
        (Cycle(CycleUnit.WEEK), Covers.THIS),
        (Cycle(CycleUnit.TEN_DAY, day=5), Covers.PREVIOUS),
        (Cycle(CycleUnit.TEN_DAY, day=6), Covers.THIS),
        (Cycle(CycleUnit.HALF_MONTH, day=7), Covers.PREVIOUS),
        (Cycle(CycleUnit.HALF_MONTH, day=8), Covers.THIS),
        (Cycle(CycleUnit.MONTH, day=15), Covers.PREVIOUS),
        (Cycle(CycleUnit.MONTH, day=16), Covers.THIS),
        (Cycle(CycleUnit.QUARTER, month=2, day=15), Covers.PREVIOUS),
        (Cycle(CycleUnit.QUARTER, month=2, day=16), Covers.THIS),
        (Cycle(CycleUnit.QUARTER, day=-1), Covers.THIS),
        (Cycle(CycleUnit.YEAR, month=6, day=30), Covers.PREVIOUS),
        (Cycle(CycleUnit.YEAR, month=7, day=1), Covers.THIS),
    ],
)
def test_the_later_half_speaks_of_its_own_period(cycle: Cycle, covers: Covers) -> None:
    assert covers_by_position(cycle) is covers


units = st.sampled_from(list(CycleUnit))
schedules = st.one_of(
    st.builds(
        lambda unit, covers, inclusive: Schedule((Cycle(unit),), covers=covers, inclusive=inclusive),
        units,
        st.sampled_from([None, *Covers]),
        st.booleans(),
    ),
    st.builds(
        lambda day, roll: Schedule((Cycle(CycleUnit.MONTH, day=day),), roll=roll),
        st.integers(1, 31),
        st.sampled_from(list(Roll)),
    ),
    st.builds(
        lambda weekday, hour: Schedule((Cycle(CycleUnit.WEEK, weekday=weekday),), at=time(hour)),
        st.integers(0, 6),
        st.integers(0, 23),
    ),
    st.builds(
        lambda count: Schedule(EveryWorkingDays(count), since=date(2018, 12, 3)),
        st.integers(1, 12),
    ),
)
days = st.dates(date(2019, 1, 1), date(2021, 6, 30))


@UNTIMED
@given(schedules, days, st.integers(0, 200), st.integers(0, 200))
def test_two_ranges_that_meet_hold_what_the_whole_holds(
    found: Schedule, since: date, first: int, second: int
) -> None:
    middle = since + timedelta(days=first)
    until = middle + timedelta(days=second)

    halves = found.occurrences(since, middle, CALENDAR) + found.occurrences(middle, until, CALENDAR)

    assert halves == found.occurrences(since, until, CALENDAR)


@UNTIMED
@given(schedules, days, st.integers(0, 200))
def test_it_opens_before_it_is_due_and_tells_of_no_day_after_that(
    found: Schedule, since: date, length: int
) -> None:
    for occurrence in found.occurrences(since, since + timedelta(days=length), CALENDAR):
        assert occurrence.period is not None and occurrence.opens_at is not None
        assert occurrence.opens_at < occurrence.due.at
        assert occurrence.cut_off <= occurrence.due.on
        assert since <= occurrence.due.on < since + timedelta(days=length)


@UNTIMED
@given(units, days, st.integers(1, 100))
def test_a_schedule_for_each_period_covers_each_once(unit: CycleUnit, since: date, length: int) -> None:
    found = Schedule((Cycle(unit),)).occurrences(since, since + timedelta(days=length))

    covered = [occurrence.period for occurrence in found]
    assert len(set(covered)) == len(covered)
    assert all(period == period_of(unit, period.last) for period in covered if period)


@UNTIMED
@given(schedules)
def test_a_schedule_survives_being_written_down(found: Schedule) -> None:
    stated: dict[str, Any] = yaml.safe_load(yaml.safe_dump(found.to_dict()))

    assert Schedule.from_dict(stated) == found

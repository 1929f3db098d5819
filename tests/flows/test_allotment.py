"""One report answers one day; a patrol counts for every period in which it lies."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baicheng.clock import CHINA, CycleUnit, period_of
from baicheng.flows.allotment import allot
from baicheng.flows.duty import FulfilledBy
from baicheng.flows.duty_items import Owed
from baicheng.flows.fulfilment import Deed

REPORT = FulfilledBy(record="progress")


def at(month: int, day: int) -> datetime:
    return datetime(2019, month, day, 9, tzinfo=CHINA)


def on_day(month: int, day: int = 15) -> Owed:
    due_on = date(2019, month, day)
    due_at = at(month, day).replace(hour=0) + timedelta(days=1)
    return Owed(f"k{month:02d}-{day:02d}", "s", "d", "t", "u", REPORT, None, None, due_at, due_on, None)


def in_quarter(month: int) -> Owed:
    period = period_of(CycleUnit.QUARTER, date(2019, month, 1))
    since = datetime.combine(period.since, datetime.min.time(), CHINA)
    until = datetime.combine(period.until, datetime.min.time(), CHINA)
    return Owed(period.label, "s", "d", "t", "u", REPORT, period, since, until, period.since, None)


DAYS = [on_day(3), on_day(6), on_day(9)]


def answered(*deeds: Deed) -> dict[str, list[str]]:
    return {key: [f"{deed.at:%m-%d}" for deed in taken] for key, taken in allot(DAYS, deeds).items() if taken}


def test_one_report_answers_one_day() -> None:
    assert answered(Deed(at(3, 12))) == {"k03-15": ["03-12"]}


def test_a_second_report_answers_the_next_day_once_the_first_is_past() -> None:
    assert answered(Deed(at(3, 12)), Deed(at(6, 14))) == {"k03-15": ["03-12"], "k06-15": ["06-14"]}


def test_two_early_reports_do_not_answer_two_days() -> None:
    assert answered(Deed(at(3, 11)), Deed(at(3, 12))) == {"k03-15": ["03-11"]}


def test_a_late_report_answers_the_oldest_that_is_unanswered() -> None:
    assert answered(Deed(at(3, 20))) == {"k03-15": ["03-20"]}


def test_a_report_that_says_what_it_answers_is_taken_at_its_word() -> None:
    assert answered(Deed(at(6, 10), covers="2019-06-15")) == {"k06-15": ["06-10"]}
    assert answered(Deed(at(6, 10), covers="2018-06-15")) == {}


@pytest.mark.parametrize("month", [1, 4])
def test_a_patrol_counts_for_every_period_in_which_it_lies(month: int) -> None:
    half = Owed(
        "H1",
        "s",
        "d",
        "t",
        "u",
        REPORT,
        period_of(CycleUnit.HALF_YEAR, date(2019, 1, 1)),
        None,
        at(7, 1),
        date(2019, 6, 30),
        None,
    )
    patrol = Deed(at(month, 10))

    found = allot([half, in_quarter(month)], [patrol])

    assert found["H1"] == [patrol]
    assert found[in_quarter(month).key] == [patrol]


@given(st.lists(st.builds(Deed, st.builds(at, st.integers(1, 12), st.integers(1, 28))), max_size=6))
def test_no_report_answers_two_days_and_none_takes_two_reports(deeds: list[Deed]) -> None:
    found = [deed for taken in allot(DAYS, deeds).values() for deed in taken]

    assert len(found) == len({id(deed) for deed in found})
    assert all(len(taken) <= 1 for taken in allot(DAYS, deeds).values())

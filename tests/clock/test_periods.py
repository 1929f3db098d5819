"""Periods of the calendar, and duties whose period changes its length."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baicheng.clock import CycleUnit, OnChange, Period, owed_periods, period_named, period_of, periods
from tests.clock.instances import UNTIMED

UNITS = list(CycleUnit)
days = st.dates(date(2000, 1, 1), date(2100, 12, 31))
units = st.sampled_from(UNITS)


@pytest.mark.parametrize(
    ("unit", "day", "label", "since", "until"),
    [
        ("day", "2020-02-29", "2020-02-29", "2020-02-29", "2020-03-01"),
        ("week", "2019-03-10", "2019-W10", "2019-03-04", "2019-03-11"),
        ("week", "2019-12-31", "2020-W01", "2019-12-30", "2020-01-06"),
        ("week", "2021-01-03", "2020-W53", "2020-12-28", "2021-01-04"),
        ("ten_day", "2019-03-10", "2019-03-1", "2019-03-01", "2019-03-11"),
        ("ten_day", "2019-03-20", "2019-03-2", "2019-03-11", "2019-03-21"),
        ("ten_day", "2020-02-29", "2020-02-3", "2020-02-21", "2020-03-01"),
        ("half_month", "2019-03-15", "2019-03a", "2019-03-01", "2019-03-16"),
        ("half_month", "2019-03-16", "2019-03b", "2019-03-16", "2019-04-01"),
        ("month", "2019-12-31", "2019-12", "2019-12-01", "2020-01-01"),
        ("two_months", "2019-02-28", "2019B1", "2019-01-01", "2019-03-01"),
        ("quarter", "2019-03-31", "2019Q1", "2019-01-01", "2019-04-01"),
        ("half_year", "2019-07-01", "2019H2", "2019-07-01", "2020-01-01"),
        ("year", "2019-07-01", "2019", "2019-01-01", "2020-01-01"),
    ],
)
def test_a_day_lies_in_its_period(unit: str, day: str, label: str, since: str, until: str) -> None:
    found = period_of(CycleUnit(unit), date.fromisoformat(day))

    assert found.label == label
    assert (found.since.isoformat(), found.until.isoformat()) == (since, until)
    assert found.is_whole
    assert date.fromisoformat(day) in found


@UNTIMED
@given(units, days, st.integers(0, 400))
def test_the_periods_of_a_range_follow_each_other_and_cover_it(
    unit: CycleUnit, since: date, length: int
) -> None:
    until = since + timedelta(days=length)
    found = periods(unit, since, until)

    assert all(one.until == other.since for one, other in pairwise(found))
    assert all(one.next() == other and other.previous() == one for one, other in pairwise(found))
    if length:
        assert found[0].since <= since < found[0].until
        assert found[-1].since < until <= found[-1].until
    else:
        assert found == []


@UNTIMED
@given(units, days)
def test_a_label_leads_back_to_its_period(unit: CycleUnit, day: date) -> None:
    assert period_named(period_of(unit, day).label) == period_of(unit, day)


@pytest.mark.parametrize(
    "label", ["", "spring", "2019Q5", "2019H0", "2019-13", "2019-02-30", "2019-W53", "2019-03c", "19Q1"]
)
def test_what_names_no_period_is_refused(label: str) -> None:
    with pytest.raises(ValueError, match="names no period"):
        period_named(label)


@UNTIMED
@given(units, days)
def test_labels_tell_neighbours_apart(unit: CycleUnit, day: date) -> None:
    found = period_of(unit, day)

    assert len({found.previous().label, found.label, found.next().label}) == 3


changes = st.lists(
    st.tuples(days.filter(lambda day: day.year < 2010), units),
    min_size=1,
    max_size=4,
    unique_by=lambda c: c[0],
).map(lambda found: sorted(found, key=lambda change: change[0]))


@UNTIMED
@given(changes, st.sampled_from([OnChange.FINISH, OnChange.CUT]))
def test_finished_or_cut_every_day_of_a_duty_lies_in_one_period(
    found: list[tuple[date, CycleUnit]], on_change: OnChange
) -> None:
    since, until = found[0][0], date(2010, 6, 15)

    owed = owed_periods(found, since, until, on_change)

    assert owed[0].since == since
    assert owed[-1].until >= until
    assert all(one.until == other.since for one, other in pairwise(owed))


@UNTIMED
@given(changes)
def test_with_both_no_day_is_without_a_period_and_none_of_a_length_is_owed_twice(
    found: list[tuple[date, CycleUnit]],
) -> None:
    owed = owed_periods(found, found[0][0], date(2010, 6, 15), OnChange.BOTH)

    covered = found[0][0]
    for period in owed:
        assert period.since <= covered
        covered = max(covered, period.until)
    assert len({(period.label, period.unit) for period in owed}) == len(owed)


@UNTIMED
@given(changes, st.sampled_from(list(OnChange)), st.integers(1, 2000))
def test_a_later_view_only_adds_periods(
    found: list[tuple[date, CycleUnit]], on_change: OnChange, length: int
) -> None:
    since = found[0][0]
    early = since + timedelta(days=length)

    short = owed_periods(found, since, early, on_change)
    long = owed_periods(found, since, early + timedelta(days=500), on_change)

    assert [period for period in long if period.since < early] == short


def test_a_change_that_keeps_the_length_changes_nothing() -> None:
    same = [(date(2019, 1, 1), CycleUnit.QUARTER), (date(2019, 3, 18), CycleUnit.QUARTER)]

    owed = owed_periods(same, date(2019, 1, 1), date(2019, 7, 1), OnChange.CUT)

    assert [period.label for period in owed] == ["2019Q1", "2019Q2"]
    assert all(period.is_whole for period in owed)


def test_a_duty_that_ends_owes_its_last_period_in_full_or_cut() -> None:
    ends = [(date(2019, 1, 1), CycleUnit.QUARTER), (date(2019, 5, 20), None)]
    args = (ends, date(2019, 1, 1), date(2020, 1, 1))

    assert owed_periods(*args, OnChange.FINISH)[-1] == period_of(CycleUnit.QUARTER, date(2019, 5, 1))
    assert owed_periods(*args, OnChange.CUT)[-1].until == date(2019, 5, 20)


def test_changes_out_of_order_and_periods_without_a_day_are_refused() -> None:
    with pytest.raises(ValueError, match="must not stand after"):
        owed_periods(
            [(date(2019, 3, 18), CycleUnit.MONTH), (date(2019, 1, 1), CycleUnit.YEAR)],
            date(2019, 1, 1),
            date(2020, 1, 1),
        )
    with pytest.raises(ValueError, match="has no day"):
        Period(date(2019, 1, 1), date(2019, 1, 1), CycleUnit.DAY)

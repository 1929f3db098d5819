"""Working calendars: holidays, moved workdays, office hours."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime, time, timedelta

import pytest

from baicheng.clock import CHINA, OFFICE_HOURS, OfficeHours, WorkCalendar, china_calendar
from baicheng.clock.china import _published

CALENDAR = china_calendar()


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


@pytest.mark.parametrize(
    ("day", "is_worked"),
    [
        (date(2020, 9, 25), True),  # a Friday
        (date(2020, 9, 26), False),  # a Saturday
        (date(2020, 9, 27), True),  # the Sunday worked for the National Day
        (date(2020, 10, 1), False),  # National Day and Mid-Autumn
        (date(2020, 10, 8), False),  # the last of the holiday
        (date(2020, 10, 9), True),
        (date(2020, 10, 10), True),  # the Saturday worked for the National Day
        (date(2020, 1, 31), False),  # the Spring Festival was prolonged
        (date(2020, 2, 3), True),
        (date(2019, 5, 5), True),  # the Sunday worked for the Labour Day
    ],
)
def test_holidays_and_moved_workdays_are_those_announced(day: date, is_worked: bool) -> None:
    assert CALENDAR.is_working_day(day) is is_worked


def test_the_table_of_ones_own_wins() -> None:
    changed = china_calendar({date(2020, 9, 25): False, date(2020, 10, 3): True})

    assert not changed.is_working_day(date(2020, 9, 25))
    assert changed.is_working_day(date(2020, 10, 3))
    assert CALENDAR.is_working_day(date(2020, 9, 25))


def test_a_year_not_announced_has_weekends_and_the_fixed_days_of_the_law_and_says_so() -> None:
    year = max(_published()[1]) + 1
    known = china_calendar({date(year, 10, 4): True}, announced=[year])

    assert not CALENDAR.is_announced(year)
    assert CALENDAR.is_announced(2020)
    assert not any(
        CALENDAR.is_working_day(date(year, month, day))
        for month, day in ((1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3))
    )
    assert CALENDAR.is_working_day(date(2001, 5, 4))
    assert not CALENDAR.is_working_day(date(2001, 5, 3))
    assert known.is_announced(year)
    assert known.is_working_day(date(year, 10, 4))


def test_office_hours_can_change_from_a_day_on() -> None:
    summer = OfficeHours.parse("08:30-12:00, 15:00-18:30")
    calendar = WorkCalendar(hours_from={date(2020, 9, 1): OFFICE_HOURS, date(2020, 6, 1): summer})

    assert calendar.close_of(date(2020, 5, 29)) == at("2020-05-29T18:00")
    assert calendar.close_of(date(2020, 6, 1)) == at("2020-06-01T18:30")
    assert calendar.close_of(date(2020, 9, 1)) == at("2020-09-01T18:00")
    assert calendar.working_minutes_between(at("2020-06-01T00:00"), at("2020-06-02T00:00")) == 420
    assert str(summer) == "08:30-12:00, 15:00-18:30"


@pytest.mark.parametrize(
    "text", ["", "8 to 12", "12:00-08:00", "08:00-12:00, 11:00-18:00", "08:00-12:00, 12:00-18:00"]
)
def test_office_hours_out_of_order_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="office hours"):
        OfficeHours.parse(text)


def test_time_that_ends_with_the_office_ends_then() -> None:
    assert CALENDAR.add_working_minutes(at("2020-09-25T08:00"), 240) == at("2020-09-25T12:00")
    assert CALENDAR.add_working_minutes(at("2020-09-25T13:00"), 240) == at("2020-09-25T18:00")
    assert CALENDAR.add_working_minutes(at("2020-09-25T17:59"), 1) == at("2020-09-25T18:00")


def test_time_counted_back_ends_at_the_latest_instant() -> None:
    assert CALENDAR.add_working_minutes(at("2020-09-27T10:00"), -120) == at("2020-09-27T08:00")
    assert CALENDAR.add_working_minutes(at("2020-09-27T10:00"), -121) == at("2020-09-25T17:59")


def test_days_lead_over_holidays_in_both_directions() -> None:
    assert CALENDAR.add_working_days(date(2020, 9, 30), 1) == date(2020, 10, 9)
    assert CALENDAR.add_working_days(date(2020, 10, 9), -1) == date(2020, 9, 30)
    assert CALENDAR.add_working_days(date(2020, 10, 3), 0) == date(2020, 10, 3)
    assert CALENDAR.next_working_day(date(2020, 9, 30)) == date(2020, 10, 9)
    assert CALENDAR.previous_working_day(date(2020, 10, 3)) == date(2020, 9, 30)
    assert CALENDAR.working_day_from(date(2020, 10, 3)) == date(2020, 10, 9)
    assert CALENDAR.working_day_from(date(2020, 9, 27)) == date(2020, 9, 27)


def test_seconds_are_kept() -> None:
    start = at("2020-09-25T11:59:30")

    assert CALENDAR.add_working_minutes(start, 1) == at("2020-09-25T14:00:30")
    assert CALENDAR.working_time_between(start, at("2020-09-25T14:00:30")) == timedelta(minutes=1)


def test_instants_of_other_zones_are_converted_and_naive_ones_refused() -> None:
    morning = datetime(2020, 9, 25, 1, 0, tzinfo=UTC)

    assert CALENDAR.add_working_minutes(morning, 30) == at("2020-09-25T09:30")
    assert CALENDAR.is_working_day(datetime(2020, 9, 25, 17, 0, tzinfo=UTC)) is False
    with pytest.raises(ValueError, match="no time zone"):
        CALENDAR.add_working_minutes(datetime.combine(date(2020, 9, 25), time(9)), 30)


def test_the_package_is_loaded_without_the_table_of_holidays() -> None:
    code = "import sys, baicheng.clock; sys.exit('chinese_calendar' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0

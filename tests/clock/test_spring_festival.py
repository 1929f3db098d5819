"""The Spring Festival follows the moon."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest

from baicheng.clock.china import china_calendar
from baicheng.clock.spring_festival import next_spring_festival, spring_festival


@pytest.mark.parametrize("year", range(2004, 2027))
def test_the_festival_is_a_rest_day_of_the_announced_calendar(year: int) -> None:
    day = spring_festival(year)

    assert day is not None
    assert not china_calendar().is_working_day(day)


@pytest.mark.parametrize("year", range(2000, 2051))
def test_the_festival_falls_between_21_january_and_20_february(year: int) -> None:
    assert date(year, 1, 21) <= (spring_festival(year) or date.min) <= date(year, 2, 20)


def test_two_festivals_are_twelve_or_thirteen_moons_apart() -> None:
    days = [day for year in range(2000, 2051) if (day := spring_festival(year))]

    assert {(later - day).days for day, later in pairwise(days)} <= {
        353,
        354,
        355,
        383,
        384,
        385,
    }


def test_no_festival_is_known_outside_the_table() -> None:
    assert spring_festival(1999) is None
    assert spring_festival(2051) is None


def test_the_next_festival_is_after_the_day_itself() -> None:
    assert next_spring_festival(date(2021, 2, 11)) == date(2021, 2, 12)
    assert next_spring_festival(date(2021, 2, 12)) == date(2022, 2, 1)

"""Each rung of a ladder of reminders has its moment, counted in days as people say them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from baicheng.clock import CHINA, china_calendar
from baicheng.flows.ladder import Rung, passed

CALENDAR = china_calendar()
#: The end of Friday 29 March 2019; the office opens at 08:00.
DUE = datetime(2019, 3, 30, tzinfo=CHINA)
LADDER = tuple(
    Rung.model_validate(one)
    for one in (
        {"before": {"amount": 3, "unit": "calendar_day"}},
        {"at": "due"},
        {"after": {"amount": 3, "unit": "calendar_day"}, "to": ["bearer as leader"]},
        {"after": {"amount": 10, "unit": "calendar_day"}, "create": {"register": "orders"}},
    )
)


def at(month: int, day: int, hour: int = 8) -> datetime:
    return datetime(2019, month, day, hour, tzinfo=CHINA)


@pytest.mark.parametrize(
    ("rung", "moment"),
    [
        ({"before": {"amount": 3, "unit": "calendar_day"}}, at(3, 26)),
        ({"before": {"amount": 3, "unit": "working_day"}}, at(3, 26)),
        ({"before": {"amount": 5, "unit": "working_day"}}, at(3, 22)),
        ({"before": {"amount": 2, "unit": "urgent_hour"}}, at(3, 29, 22)),
        ({"before": {"amount": 2, "unit": "working_hour"}}, at(3, 29, 16)),
        ({"at": "due"}, at(3, 29)),
        ({"after": {"amount": 1, "unit": "calendar_day"}}, at(3, 30)),
        ({"after": {"amount": 1, "unit": "working_day"}}, at(4, 1)),
        ({"after": {"amount": 2, "unit": "working_hour"}}, at(4, 1, 10)),
        ({"after": {"amount": 30, "unit": "minute"}}, DUE + timedelta(minutes=30)),
    ],
)
def test_days_count_from_the_due_day_and_hours_from_the_due_moment(
    rung: dict[str, Any], moment: datetime
) -> None:
    assert Rung.model_validate(rung).moment(DUE, CALENDAR) == moment


def test_what_is_due_before_the_office_opens_is_urged_when_it_is_due() -> None:
    early = at(3, 29, 7)

    assert Rung(at="due").moment(early, CALENDAR) == early


def test_what_was_late_when_somebody_got_it_is_late_from_then_on() -> None:
    known = at(4, 20, 15)

    assert [one.moment for one in passed(LADDER, DUE, at(12, 31), CALENDAR, known)] == [
        at(3, 26),
        at(3, 29),
        at(4, 23),
        at(4, 30),
    ]


@given(st.integers(-60 * 24 * 60, 60 * 24 * 60), st.integers(0, 60 * 24 * 60))
def test_the_rungs_that_have_passed_only_become_more(start: int, minutes: int) -> None:
    first = DUE + timedelta(minutes=start)
    then, later = (
        {one.place for one in passed(LADDER, DUE, moment, CALENDAR)}
        for moment in (first, first + timedelta(minutes=minutes))
    )

    assert then <= later
    assert then == set(range(len(then))), "the ladder is climbed from below"


@pytest.mark.parametrize(
    ("rung", "words"),
    [
        ({}, "one of before, at: due, or after"),
        ({"at": "due", "after": {"amount": 1, "unit": "working_day"}}, "one of before, at: due, or after"),
        ({"at": "due", "create": {"register": "orders"}}, "create goes with after"),
        ({"before": {"amount": 121, "unit": "calendar_day"}}, "nobody is reminded earlier"),
        ({"at": "due", "to": ["anyone"]}, "anyone cannot owe or be told"),
        ({"at": "due", "to": []}, "at least 1"),
    ],
)
def test_a_rung_that_makes_no_sense_is_refused(rung: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        Rung.model_validate(rung)


def test_who_is_told_is_the_bearer_where_nothing_is_said() -> None:
    assert [str(who) for who in Rung(at="due").to] == ["bearer"]
    assert Rung(at="due").model_dump(mode="json")["to"] == ["bearer"]

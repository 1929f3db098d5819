"""The time that an assignment is given."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from baicheng.clock import CHINA, china_calendar
from baicheng.flows.limit_rules import LimitKeys
from baicheng.flows.situation import no_standards
from baicheng.flows.timing import times_given
from tests.flows.desk import at

ROW: dict[str, Any] = {"received_on": date(2017, 9, 29), "due_on": date(2019, 5, 31), "empty": None}


@pytest.mark.parametrize(
    ("keys", "opened", "due"),
    [
        # Ten and fifteen working days over National Day 2017, counted from receipt, whenever it is opened.
        (
            {"within": {"amount": 10, "unit": "working_day", "of": "field(received_on)"}},
            "2017-10-12 10:00",
            "2017-10-19 18:00",
        ),
        (
            {"within": {"amount": 15, "unit": "working_day", "of": "field(received_on)"}},
            "2017-10-12 10:00",
            "2017-10-26 18:00",
        ),
        ({"within": {"amount": 15, "unit": "minute"}}, "2019-05-01 23:50", "2019-05-02 00:05"),
        # 1 to 4 May 2019 are holidays; 5 May is a moved workday.
        ({"within": {"amount": 1, "unit": "working_day"}}, "2019-04-30 09:00", "2019-05-05 18:00"),
        ({"within": {"amount": 2, "unit": "calendar_day"}}, "2019-04-30 09:00", "2019-05-03 00:00"),
        (
            {"within": {"amount": 2, "unit": "calendar_day", "roll": "next_working_day"}},
            "2019-04-30 09:00",
            "2019-05-06 00:00",
        ),
        ({"due": {"field": "due_on"}}, "2019-05-01 09:00", "2019-06-01 00:00"),
        (
            {"before": {"amount": 3, "unit": "calendar_day", "of": "field(due_on)"}},
            "2019-05-01 09:00",
            "2019-05-29 00:00",
        ),
    ],
)
def test_each_form_of_a_limit_ends_when_a_calendar_shows(keys: dict[str, Any], opened: str, due: str) -> None:
    ((_, given),) = times_given(LimitKeys.model_validate(keys), ROW, no_standards)
    timing = given.start(at(opened), china_calendar())

    assert timing.due_at is not None
    assert f"{timing.due_at.astimezone(CHINA):%Y-%m-%d %H:%M}" == due
    assert given.open_because is None


@pytest.mark.parametrize(
    ("keys", "why"),
    [
        ({"due": "not_stated"}, "not_stated"),
        ({"due": {"field": "empty"}}, "empty"),
        ({"within": {"amount": 1, "unit": "working_day", "of": "field(missing)"}}, "missing"),
        ({"standard": {"link": "category"}}, "category"),
    ],
)
def test_where_there_is_no_limit_it_is_said_why(keys: dict[str, Any], why: str) -> None:
    ((_, given),) = times_given(LimitKeys.model_validate(keys), ROW, no_standards)
    timing = given.start(at("2019-05-01 09:00"), china_calendar())

    assert (timing.clock, timing.due_at, given.open_because) == (None, None, why)

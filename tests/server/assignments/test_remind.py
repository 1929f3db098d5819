"""Bearers are reminded before it is due, each time once."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from baicheng.clock import CHINA
from baicheng.server.assignments.models import Assignment, Outcome
from baicheng.server.assignments.services import ask_extension, close, move_due, remind
from baicheng.server.notices.models import Notice
from tests.server.assignments.conftest import Cast
from tests.server.people import CLERK

#: Due at the end of Friday 29 March 2019; reminders ten calendar days and three working days before.
DUE = date(2019, 3, 29)
RULE = {
    "due_at": "2019-03-30T00:00:00+08:00",
    "remind": [
        {"before": {"amount": "10", "unit": "calendar_day"}},
        {"before": {"amount": "3", "unit": "working_day"}},
    ],
}


def at(month: int, day: int, hour: int = 9) -> datetime:
    return datetime(2019, month, day, hour, tzinfo=CHINA)


@pytest.fixture
def owed(cast: Cast) -> Assignment:
    return cast.opened(due_on=DUE, rule=RULE)


def inbox(cast: Cast) -> list[str]:
    return [notice.text["zh"] for notice in Notice.objects.filter(user=cast.liaison)]


def test_nobody_is_reminded_before_the_time_has_come(cast: Cast, owed: Assignment) -> None:
    assert remind(at(3, 19, 23)) == 0
    assert inbox(cast) == []


def test_each_reminder_comes_once_and_to_the_bearer_alone(cast: Cast, owed: Assignment) -> None:
    assert remind(at(3, 20)) == 1
    assert remind(at(3, 20, 10)) == remind(at(3, 25)) == 0
    assert remind(at(3, 27)) == 1
    assert remind(at(3, 28)) == 0

    assert inbox(cast) == ["临近时限：答复"] * 2
    assert not Notice.objects.exclude(user=cast.liaison).exists()


def test_after_a_time_off_only_the_last_reminder_is_sent(cast: Cast, owed: Assignment) -> None:
    assert remind(at(3, 28)) == 1
    assert remind(at(3, 28, 10)) == 0


def test_what_is_over_or_closed_reminds_nobody(cast: Cast, owed: Assignment) -> None:
    assert remind(at(3, 30)) == 0
    close(owed, Outcome.LAPSED, at=at(3, 19), actor=CLERK)
    assert remind(at(3, 20)) == 0


def test_who_asked_for_more_time_is_not_reminded(cast: Cast, owed: Assignment) -> None:
    ask_extension(owed, user=cast.liaison, at=at(3, 18), reason="汛期", new_due_on=DUE + timedelta(days=30))

    assert remind(at(3, 20)) == 0


def test_a_due_time_that_was_moved_is_reminded_of_anew(cast: Cast, owed: Assignment) -> None:
    remind(at(3, 20))
    later = date(2019, 4, 30)
    moved = datetime(2019, 5, 1, tzinfo=CHINA)
    move_due(owed, moved, due_on=later, at=at(3, 21), actor=CLERK)

    assert remind(at(3, 28)) == 0
    assert remind(at(4, 21)) == 1


def test_what_no_rule_reminds_of_is_left_alone(cast: Cast) -> None:
    cast.opened(due_on=DUE)

    assert remind(at(3, 28)) == 0

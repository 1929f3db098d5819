"""Limits and clocks: what they refuse, and how they are written down. What they count: the vectors."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal

import pytest

from baicheng.clock import CHINA, Clock, Limit, LimitUnit, Outcome, Pause, PauseKind, before, china_calendar

CALENDAR = china_calendar()
FOUR_HOURS = Limit(4, LimitUnit.WORKING_HOUR)


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2020-09-{text}").replace(tzinfo=CHINA)


RUNNING = Clock.start(FOUR_HOURS, at("21T08:00"))
PAUSED = RUNNING.pause(at("21T10:00"))
CLOSED = RUNNING.done(at("21T11:00"))


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("4 working_hour", FOUR_HOURS),
        ("4 working_hours", FOUR_HOURS),
        ("4个工作时", FOUR_HOURS),
        ("2 紧急工作时", Limit(2, LimitUnit.URGENT_HOUR)),
        ("7工作日", Limit(7, LimitUnit.WORKING_DAY)),
        ("30 自然日", Limit(30, LimitUnit.CALENDAR_DAY)),
        ("15 minutes", Limit(Decimal("0.25"), LimitUnit.URGENT_HOUR)),
        ("15分钟", Limit(Decimal("0.25"), LimitUnit.URGENT_HOUR)),
        ("90 working_minutes", Limit(Decimal("1.5"), LimitUnit.WORKING_HOUR)),
        ("0.25 urgent_hour", Limit(Decimal("0.25"), LimitUnit.URGENT_HOUR)),
    ],
)
def test_a_limit_is_read_as_it_is_written(text: str, limit: Limit) -> None:
    assert Limit.parse(text) == limit


@pytest.mark.parametrize("text", ["", "soon", "4", "4 fortnight", "-1 working_day", "working_day 4"])
def test_what_is_no_limit_is_refused_with_what_would_be_one(text: str) -> None:
    with pytest.raises(ValueError, match="write for instance 4 working_hour"):
        Limit.parse(text)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: Limit(0, LimitUnit.WORKING_DAY), "not more than 0"),
        (lambda: Limit(Decimal("0.5"), LimitUnit.CALENDAR_DAY), "whole days"),
        (lambda: Limit(Decimal("0.001"), LimitUnit.URGENT_HOUR), "whole minutes"),
        (lambda: Limit(Decimal("NaN"), LimitUnit.URGENT_HOUR), "whole minutes"),
        (lambda: Limit(1, LimitUnit.WORKING_DAY, roll_to_working_day=True), "only calendar days"),
        (lambda: Clock.start(FOUR_HOURS, datetime.fromisoformat("2020-09-21")), "no time zone"),
        (lambda: RUNNING.used(CALENDAR, datetime.fromisoformat("2020-09-21")), "no time zone"),
        (lambda: RUNNING.resume(at("21T10:00")), "not paused"),
        (lambda: RUNNING.reopened(at("21T10:00")), "not closed"),
        (lambda: RUNNING.refuse_extension(), "no extension was asked for"),
        (lambda: RUNNING.done(at("20T10:00")), "started at"),
        (lambda: RUNNING.extend(0), "not more than 0"),
        (lambda: RUNNING.extend(Limit(1, LimitUnit.WORKING_DAY)), "cannot be extended by working_day"),
        (lambda: RUNNING.exclude(date(2020, 9, 21), " "), "needs its reason"),
        (lambda: PAUSED.pause(at("21T11:00")), "resume it first"),
        (lambda: PAUSED.resume(at("21T09:00")), "not paused at"),
        (lambda: PAUSED.resume(at("21T11:00")).pause(at("21T10:30")), "before the one before it"),
        (lambda: CLOSED.done(at("21T12:00")), "cannot be closed again"),
        (lambda: CLOSED.pause(at("21T12:00")), "cannot be paused"),
        (lambda: CLOSED.extend(1), "cannot be extended"),
        (lambda: CLOSED.reopened(at("21T10:00")), "was closed at"),
        (lambda: Pause(at("21T11:00"), at("21T11:00")), "ends before it begins"),
        (lambda: before(date(2020, 9, 21), FOUR_HOURS, CALENDAR), "need a time of day"),
        (
            lambda: before(date(2020, 9, 21), Limit(1, LimitUnit.CALENDAR_DAY, True), CALENDAR),
            "cannot be moved",
        ),
    ],
)
def test_what_cannot_be_is_refused_with_its_reason(make: Callable[[], object], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        make()


def test_a_clock_knows_since_when_it_runs_and_what_it_had_consumed_before() -> None:
    resumed = PAUSED.resume(at("21T14:00"))

    assert RUNNING.running_since == at("21T08:00")
    assert (PAUSED.running_since, CLOSED.running_since) == (None, None)
    assert resumed.running_since == at("21T14:00")
    assert [clock.consumed(CALENDAR) for clock in (RUNNING, PAUSED, resumed, CLOSED)] == [0, 2, 2, 3]
    assert resumed.extend(4).budget == 8


def test_an_operation_leaves_the_clock_as_it_was() -> None:
    before_it = RUNNING.to_dict()

    RUNNING.pause(at("21T10:00"))
    RUNNING.extend(4)
    RUNNING.returned(at("21T11:00"))

    assert RUNNING.to_dict() == before_it


def test_a_clock_is_written_down_in_few_words() -> None:
    assert json.loads(json.dumps(RUNNING.to_dict())) == {
        "limit": {"amount": "4", "unit": "working_hour"},
        "started_at": "2020-09-21T08:00:00+08:00",
    }
    assert PAUSED.extend("0.5").to_dict()["pauses"] == [
        {"since": "2020-09-21T10:00:00+08:00", "until": None, "kind": "suspended"}
    ]
    assert PAUSED.extend("0.5").to_dict()["extensions"] == ["0.5"]


def test_a_pause_ends_with_the_closing_and_what_stands_still_is_told_apart() -> None:
    closed = PAUSED.returned(at("21T11:00"))
    back = closed.reopened(at("22T08:00"))

    assert closed.outcome is Outcome.RETURNED
    assert [(pause.kind, pause.until) for pause in back.pauses] == [
        (PauseKind.SUSPENDED, at("21T11:00")),
        (PauseKind.CLOSED, at("22T08:00")),
    ]
    assert back.is_paused(at("21T10:30"))
    assert not back.is_paused(at("21T12:00"))


def test_a_planned_pause_that_lies_after_the_closing_is_dropped() -> None:
    planned = RUNNING.pause(at("22T08:00"), until=at("23T08:00"))

    assert planned.done(at("21T11:00")).pauses == ()


def test_the_list_of_reasons_is_kept_with_the_exclusion() -> None:
    excluded = CLOSED.exclude(date(2020, 12, 1), "申诉成立")

    assert excluded.exclusion is not None
    assert (excluded.exclusion.on, excluded.exclusion.reason) == (date(2020, 12, 1), "申诉成立")
    assert excluded.due_at(CALENDAR) == CLOSED.due_at(CALENDAR)
    assert Clock.from_dict(excluded.to_dict()) == excluded

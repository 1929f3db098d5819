"""The published test vectors, run against this implementation. docs/clock.md describes their format."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from baicheng.clock import (
    Clock,
    CycleUnit,
    Limit,
    LimitUnit,
    OfficeHours,
    OnChange,
    Pause,
    Schedule,
    WorkCalendar,
    before,
    china_calendar,
    owed_periods,
    period_of,
    periods,
)

FILE = json.loads((Path(__file__).parents[1] / "vectors" / "clock.json").read_text("utf-8"))
VECTORS = FILE["vectors"]
CHINA = ZoneInfo(FILE["zone"])
#: What a limit of each unit must have met in some vector.
CIRCUMSTANCES = (
    "weekend",
    "long holiday",
    "moved workday",
    "pause across a holiday",
    "extension",
    "calendar change",
    "end of a month",
    "leap day",
)

Values = dict[str, Any]


def calendar_of(name: str) -> WorkCalendar:
    stated = FILE["calendars"][name]
    base = calendar_of(stated["based_on"]) if "based_on" in stated else WorkCalendar()
    days = {date.fromisoformat(day): False for day in stated.get("rest", ())}
    days |= {date.fromisoformat(day): True for day in stated.get("worked", ())}
    hours = stated.get("office_hours")
    return WorkCalendar(
        office_hours=OfficeHours.parse(hours) if hours else base.office_hours,
        days={**base.days, **days},
        announced=frozenset(stated.get("announced", base.announced)),
    )


def limit_of(stated: Values) -> Limit:
    return Limit(
        Decimal(stated["amount"]), LimitUnit(stated["unit"]), stated.get("roll_to_working_day", False)
    )


def instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def clock_of(given: Values) -> Clock:
    pauses = [
        Pause(datetime.fromisoformat(since), instant(until)) for since, until in given.get("pauses", ())
    ]
    clock = Clock.start(limit_of(given["limit"]), datetime.fromisoformat(given["start"]), pauses=pauses)
    for amount in given.get("extensions", ()):
        clock = clock.extend(amount)
    for operation in given.get("operations", ()):
        named = {key: value for key, value in operation.items() if key != "do"}
        arguments = {key: instant(named[key]) if key in ("at", "until") else named[key] for key in named}
        if "on" in arguments:
            arguments["on"] = date.fromisoformat(arguments["on"])
        clock = getattr(clock, operation["do"])(**arguments)
    return clock


def due(given: Values) -> Values:
    return {"due": clock_of(given).due_at(calendar_of(given["calendar"]))}


def clock(given: Values) -> Values:
    found, calendar, at = clock_of(given), calendar_of(given["calendar"]), datetime.fromisoformat(given["at"])
    return {
        "due": found.due_at(calendar),
        "used": found.used(calendar, at),
        "left": found.left(calendar, at),
        "late": found.is_late(calendar, at),
        "late_by": found.late_by(calendar, at),
        "reminds": found.reminds(calendar, at),
        "outcome": found.outcome and found.outcome.value,
        "excluded_on": found.exclusion and found.exclusion.on.isoformat(),
    }


def calendar_change(given: Values) -> Values:
    found = clock_of(given)
    return {
        "due": found.due_at(calendar_of(given["calendar"])),
        "new_due": found.due_at(calendar_of(given["new_calendar"])),
    }


def before_day(given: Values) -> Values:
    day = datetime.fromisoformat(given["day"]) if "T" in given["day"] else date.fromisoformat(given["day"])
    return {"due": before(day, limit_of(given["limit"]), calendar_of(given["calendar"]))}


def working_day(given: Values) -> Values:
    day = date.fromisoformat(given["day"])
    return {"is_working_day": calendar_of(given["calendar"]).is_working_day(day)}


def add_working_days(given: Values) -> Values:
    day = date.fromisoformat(given["day"])
    return {"day": calendar_of(given["calendar"]).add_working_days(day, given["count"]).isoformat()}


def working_minutes(given: Values) -> Values:
    since, until = (datetime.fromisoformat(given[edge]) for edge in ("since", "until"))
    return {"minutes": calendar_of(given["calendar"]).working_minutes_between(since, until)}


def calendar_period(given: Values) -> Values:
    found = period_of(CycleUnit(given["unit"]), date.fromisoformat(given["day"]))
    return {"label": found.label, "since": found.since.isoformat(), "until": found.until.isoformat()}


def calendar_periods(given: Values) -> Values:
    since, until = (date.fromisoformat(given[edge]) for edge in ("since", "until"))
    return {"labels": [period.label for period in periods(CycleUnit(given["unit"]), since, until)]}


def owed(given: Values) -> Values:
    changes = [(date.fromisoformat(day), unit and CycleUnit(unit)) for day, unit in given["changes"]]
    since, until = (date.fromisoformat(given[edge]) for edge in ("since", "until"))
    found = owed_periods(changes, since, until, OnChange(given["on_change"]))
    return {
        "periods": [
            {"label": period.label, "since": period.since.isoformat(), "until": period.until.isoformat()}
            for period in found
        ]
    }


def schedule(given: Values) -> Values:
    since, until = (date.fromisoformat(given[edge]) for edge in ("since", "until"))
    found = Schedule.from_dict(given["schedule"])
    assert Schedule.from_dict(found.to_dict()) == found
    return {
        "occurrences": [
            {
                "on": occurrence.due.on.isoformat(),
                "at": occurrence.due.at,
                "covers": occurrence.period and occurrence.period.label,
                "opens_at": occurrence.opens_at,
                "cut_off": occurrence.cut_off.isoformat(),
            }
            for occurrence in found.occurrences(since, until, calendar_of(given["calendar"]))
        ]
    }


def refused(given: Values) -> Values:
    with pytest.raises(ValueError, match=r"\w"):  # the words are each implementation's own
        RUNNERS[given["of"]](given)
    return {"error": True}


RUNNERS: dict[str, Callable[[Values], Values]] = {
    "due": due,
    "clock": clock,
    "calendar_change": calendar_change,
    "before": before_day,
    "working_day": working_day,
    "add_working_days": add_working_days,
    "working_minutes": working_minutes,
    "period_of": calendar_period,
    "periods": calendar_periods,
    "owed_periods": owed,
    "schedule": schedule,
    "refused": refused,
}
INSTANTS = {"due", "new_due", "at", "opens_at"}
AMOUNTS = {"used", "left", "late_by", "minutes"}


def read(key: str, value: Any) -> Any:
    """An expected value: instants and amounts are compared as such, not as they are written."""
    if value is None:
        return None
    if key in INSTANTS:
        return datetime.fromisoformat(value)
    return Decimal(value) if key in AMOUNTS else value


def assert_holds(expected: Values, found: Values) -> None:
    for key, value in expected.items():
        if key == "occurrences":
            assert len(found[key]) == len(value), found[key]
            for one, other in zip(value, found[key], strict=True):
                assert_holds(one, other)
        else:
            assert found[key] == read(key, value), key


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["id"])
def test_the_vector_holds(vector: Values) -> None:
    assert_holds(vector["expected"], RUNNERS[vector["kind"]](vector["input"]))


def test_every_vector_has_its_own_id_and_says_what_it_shows() -> None:
    assert len({vector["id"] for vector in VECTORS}) == len(VECTORS)
    assert all(vector["description"] for vector in VECTORS)
    assert {vector["kind"] for vector in VECTORS} == set(RUNNERS)


def days_of(since: str, until: str | None) -> list[date]:
    """The days from one instant to another, as dates in China; from an instant alone, its own day."""
    first, last = (datetime.fromisoformat(one).astimezone(CHINA).date() for one in (since, until or since))
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def holidays(days: list[date], calendar: WorkCalendar) -> bool:
    """Whether three or more days in a row rest among the days: more than a weekend."""
    rests = [day for day in days if not calendar.is_working_day(day)]
    return any(all(day + timedelta(days=more) in rests for more in range(3)) for day in rests)


def circumstances(vector: Values) -> set[str]:
    """What a limit of the vector meets between its start and its due moment."""
    given, expected = vector["input"], vector["expected"]
    calendar = calendar_of(given["calendar"])
    days = days_of(given["start"], expected["due"])
    pauses = [days_of(since, until) for since, until in given.get("pauses", ())]
    meets = {
        "weekend": any(day.weekday() >= 5 and not calendar.is_working_day(day) for day in days),
        "long holiday": holidays(days, calendar),
        "moved workday": any(day.weekday() >= 5 and calendar.is_working_day(day) for day in days),
        "pause across a holiday": any(holidays(paused, calendar) for paused in pauses),
        "extension": bool(given.get("extensions")),
        "calendar change": vector["kind"] == "calendar_change",
        "end of a month": len({(day.year, day.month) for day in days}) > 1,
        "leap day": any((day.month, day.day) == (2, 29) for day in days),
    }
    return {name for name, is_met in meets.items() if is_met}


def test_the_vectors_meet_each_limit_unit_with_each_circumstance() -> None:
    limits = [vector for vector in VECTORS if vector["kind"] in ("due", "calendar_change")]
    met = {
        (LimitUnit(vector["input"]["limit"]["unit"]), name)
        for vector in limits
        for name in circumstances(vector)
    }

    assert len(VECTORS) >= 150
    assert {(unit, name) for unit in LimitUnit for name in CIRCUMSTANCES} - met == set()


def test_the_calendar_of_the_vectors_is_the_one_announced() -> None:
    stated, announced = calendar_of("china"), china_calendar()
    days = [
        date.fromisoformat(day) for kind in ("rest", "worked") for day in FILE["calendars"]["china"][kind]
    ]
    near = {day + timedelta(days=shift) for day in days for shift in range(-9, 10)}

    differing = [
        day for day in sorted(near) if stated.is_working_day(day) is not announced.is_working_day(day)
    ]

    assert differing == []

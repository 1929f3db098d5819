"""Named periods: yearly stretches, also over the new year, and those between events."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from baicheng.packs.named_periods import stretches, unknown_events
from baicheng.packs.schema.periods import Period

SOURCE = {"document": "x"}


def period(*spans: dict[str, Any]) -> Period:
    title = {"zh": "季", "en": "Season"}
    return Period.model_validate(
        {"period": "p", "title": title, "spans": tuple({**span, "source": SOURCE} for span in spans)}
    )


def days(found: Period, events: dict[str, date] | None = None) -> list[tuple[str, str]]:
    known = {name: (day,) for name, day in (events or {}).items()}
    year = stretches(found, date(2020, 1, 1), date(2021, 1, 1), known)
    return [(str(stretch.since), str(stretch.until)) for stretch in year]


def test_a_season_over_the_new_year_touches_a_year_twice() -> None:
    assert days(period({"from": "11-15", "until": "03-16"})) == [
        ("2019-11-15", "2020-03-16"),
        ("2020-11-15", "2021-03-16"),
    ]


def test_a_season_within_the_year_is_there_once() -> None:
    assert days(period({"from": "05-15", "until": "10-01"})) == [("2020-05-15", "2020-10-01")]


def test_a_season_holds_only_on_the_days_on_which_its_rule_does() -> None:
    found = period(
        {
            "from": "11-15",
            "until": "03-16",
            "in_force": {"from": date(2020, 1, 1), "until": date(2020, 12, 1)},
        }
    )

    assert days(found) == [("2020-01-01", "2020-03-16"), ("2020-11-15", "2020-12-01")]


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ({}, []),
        ({"begun": date(2020, 2, 3)}, [("2020-02-03", "None")]),
        ({"begun": date(2020, 2, 3), "ended": date(2020, 5, 1)}, [("2020-02-03", "2020-05-01")]),
        ({"ended": date(2020, 5, 1)}, []),
    ],
)
def test_what_an_event_begins_has_not_begun_before_its_day_is_known(
    events: dict[str, date], expected: list[tuple[str, str]]
) -> None:
    assert days(period({"from": {"event": "begun"}, "until": {"event": "ended"}}), events) == expected


def test_an_event_of_every_year_begins_a_stretch_each_time_and_the_next_end_ends_it() -> None:
    found = period({"from": {"event": "begun"}, "until": {"event": "ended"}})
    events = {
        "begun": (date(2019, 11, 12), date(2020, 11, 20), date(2021, 11, 15)),
        "ended": (date(2019, 3, 10), date(2020, 3, 15)),
    }

    touching = stretches(found, date(2020, 1, 1), date(2021, 1, 1), events)

    assert [(str(one.since), str(one.until)) for one in touching] == [
        ("2019-11-12", "2020-03-15"),
        ("2020-11-20", "None"),
    ]


def test_events_without_a_day_are_named() -> None:
    found = period(
        {"from": {"event": "begun"}, "until": {"event": "ended"}}, {"from": "11-15", "until": "03-16"}
    )

    assert unknown_events(found, {"ended": (date(2020, 5, 1),), "begun": ()}) == ("begun",)


def test_the_end_of_february_is_found_in_common_years_too() -> None:
    assert days(period({"from": "02-29", "until": "04-01"}))[0] == ("2020-02-29", "2020-04-01")
    common = stretches(period({"from": "02-29", "until": "04-01"}), date(2021, 1, 1), date(2022, 1, 1))
    assert [str(stretch.since) for stretch in common] == ["2021-03-01"]

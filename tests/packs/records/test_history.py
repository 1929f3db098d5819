"""On which days a record met a condition, and since when."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baicheng.flows.expressions import parse_condition
from baicheng.flows.values import TEXT
from baicheng.packs.records.history import Version, as_of, days_of, first_met
from baicheng.packs.testing.moments import moment

OPEN = parse_condition("state = 'open'", {"state": TEXT})
STATES = st.lists(st.tuples(st.integers(0, 40), st.sampled_from(["open", "closed", None])), max_size=8)


def version(day: int, state: str | None, hour: int = 9) -> Version:
    at = moment(date(2021, 3, 1) + timedelta(days=day)) + timedelta(hours=hour)
    return Version(at, {"state": state}, is_closed=state == "closed")


def spans(versions: list[Version]) -> list[tuple[str, str]]:
    return [
        (f"{span.since:%m-%d}", f"{span.until:%m-%d}" if span.until else "")
        for span in days_of(versions, OPEN)
    ]


def test_a_record_counts_from_the_day_on_which_it_came_into_the_state_to_that_on_which_it_left() -> None:
    assert spans([version(0, "open"), version(9, "closed"), version(20, "open")]) == [
        ("03-01", "03-10"),
        ("03-21", ""),
    ]


def test_what_it_was_at_the_end_of_a_day_counts_for_the_day() -> None:
    assert spans([version(0, "open"), version(0, "closed", 15)]) == []
    assert spans([version(0, "closed"), version(0, "open", 15)]) == [("03-01", "")]


def test_changes_that_leave_the_condition_as_it_was_do_not_cut_a_span() -> None:
    assert spans([version(0, "open"), version(5, "open"), version(9, "closed")]) == [("03-01", "03-10")]


def test_without_a_condition_records_that_are_not_closed_are_meant() -> None:
    (span,) = days_of([version(0, "open"), version(9, "closed")], None)

    assert (span.since, span.until) == (date(2021, 3, 1), date(2021, 3, 10))


@pytest.mark.parametrize(
    ("versions", "since"),
    [
        ([], None),
        ([version(0, "closed")], None),
        ([version(0, "open"), version(3, "open")], version(0, "open").since),
        ([version(0, "open"), version(3, "closed"), version(5, "open")], version(0, "open").since),
        ([version(0, "open"), version(3, "closed")], None),
        ([version(0, None)], None),
    ],
)
def test_something_was_done_when_it_first_met_what_it_meets_now(
    versions: list[Version], since: object
) -> None:
    assert first_met(versions, OPEN) == since


@given(STATES)
def test_spans_hold_exactly_the_days_on_which_the_condition_held(
    changes: list[tuple[int, str | None]],
) -> None:
    versions = [version(day, state) for day, state in sorted(changes, key=lambda change: change[0])]
    found = days_of(versions, OPEN)

    for offset in range(45):
        day = date(2021, 3, 1) + timedelta(days=offset)
        at_its_end = as_of(versions, moment(day) + timedelta(hours=23))
        held = at_its_end is not None and at_its_end.row["state"] == "open"
        assert any(span.holds(day) for span in found) == held
    assert all(earlier.until < later.since for earlier, later in pairwise(found))

"""Lights: on time, at risk, late, done, by stated rules."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baicheng.clock import CHINA
from baicheng.flows.lights import (
    MARGIN,
    SOON,
    Facts,
    Promise,
    Stage,
    gone,
    lags_from,
    light,
    standing,
)

SINCE = datetime(2019, 1, 1, tzinfo=CHINA)
DUE = SINCE + timedelta(days=100)
SECOND = timedelta(seconds=1)
TASK = Facts(SINCE, [Promise(DUE)])


def after(days: float) -> datetime:
    return SINCE + timedelta(days=days)


def shines(facts: Facts, now: datetime) -> str:
    return light(standing(facts), now)


def test_without_a_word_on_progress_only_the_end_speaks() -> None:
    assert shines(TASK, DUE - SOON - SECOND) == "on_time"
    assert shines(TASK, DUE - SOON) == "at_risk"
    assert shines(TASK, DUE) == "at_risk"
    assert shines(TASK, DUE + SECOND) == "late"


@pytest.mark.parametrize(("progress", "first_day"), [("0", 20), ("0.3", 50), ("0.75", 95)])
def test_progress_more_than_twenty_points_behind_the_time_gone_is_a_risk(
    progress: str, first_day: int
) -> None:
    facts = replace(TASK, progress=Decimal(progress))

    assert shines(facts, after(first_day) - SECOND) == "on_time"
    assert shines(facts, after(first_day)) == "at_risk"
    assert standing(facts).risk == "progress"


def test_progress_near_the_whole_leaves_only_the_end_to_speak() -> None:
    facts = replace(TASK, progress=Decimal("0.95"))

    assert standing(facts).risk == "soon"
    assert shines(facts, DUE - SOON - SECOND) == "on_time"


def test_progress_is_held_against_the_last_day_and_lateness_against_the_next() -> None:
    facts = Facts(SINCE, [Promise(after(30)), Promise(DUE)], progress=Decimal("0.3"))

    assert standing(facts).deadline_at == after(30)
    assert shines(facts, after(26)) == "on_time"
    assert shines(facts, after(30) + SECOND) == "late"


def test_a_report_that_is_missing_is_a_risk_from_its_due_moment_and_not_late() -> None:
    facts = replace(TASK, reports=[after(40), after(10)])

    assert shines(facts, after(10) - SECOND) == "on_time"
    assert shines(facts, after(10)) == "at_risk"
    assert standing(facts).risk == "report"


def test_a_target_that_lags_is_a_risk() -> None:
    facts = replace(TASK, target=after(33))

    assert (shines(facts, after(33) - SECOND), shines(facts, after(33))) == ("on_time", "at_risk")
    assert standing(facts).risk == "target"


def test_what_states_its_day_is_late_though_nobody_has_accepted_it() -> None:
    facts = Facts(SINCE, stated=DUE)

    assert shines(facts, DUE - SOON - SECOND) == "on_time"
    assert shines(facts, DUE + SECOND) == "late"


def test_what_was_answered_in_time_is_on_time_however_long_its_verification_takes() -> None:
    in_time = Facts(SINCE, [Promise(DUE, DUE)])
    too_late = Facts(SINCE, [Promise(DUE, DUE + SECOND)])

    assert shines(in_time, after(1000)) == "on_time"
    assert shines(too_late, after(1000)) == "late"


def test_what_is_closed_is_done_done_late_or_closed() -> None:
    done = Facts(SINCE, [Promise(after(10), after(90)), Promise(DUE, DUE)], over="fulfilled")

    assert shines(done, after(1000)) == "done"  # a milestone that came late is made good by the whole
    assert shines(replace(done, promises=[Promise(DUE, DUE + SECOND)]), after(1000)) == "done_late"
    assert shines(replace(done, over="withdrawn"), after(1000)) == "closed"
    assert shines(Facts(SINCE, over="fulfilled"), SINCE) == "done"


def test_without_a_day_there_is_no_deadline_and_while_the_clock_stands_still_it_waits() -> None:
    assert shines(Facts(SINCE), after(1000)) == "open"
    assert shines(Facts(SINCE, reports=[after(1)]), after(1)) == "at_risk"
    assert shines(Facts(SINCE, paused=True), after(1000)) == "waiting"


@given(
    st.decimals(0, 2, places=3) | st.decimals(0, 2, places=25), st.integers(1, 3_000), st.integers(0, 2_999)
)
def test_what_lags_from_a_moment_lags_by_the_share_of_time_from_then_on(
    reached: Decimal, length: int, day: int
) -> None:
    due, now = SINCE + timedelta(days=length), SINCE + timedelta(days=min(day, length))
    lagging = lags_from(SINCE, due, reached)

    if lagging is None:
        assert reached >= Decimal("0.8")
    else:
        assert (now >= lagging) == (gone(SINCE, due, now) >= Fraction(reached) + MARGIN)


@given(st.decimals(0, 1, places=2), st.integers(0, 150))
def test_a_light_never_gets_better_by_time_alone(progress: Decimal, day: int) -> None:
    stands = standing(replace(TASK, progress=progress))
    order = ["on_time", "at_risk", "late"]

    assert order.index(light(stands, after(day))) <= order.index(light(stands, after(day + 1)))


def test_the_stage_of_what_is_under_way_is_stored_as_nothing() -> None:
    assert str(Stage.UNDER_WAY) == "" and standing(TASK).stage == ""

"""Pauses, exclusions, and a working calendar that changes."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from baicheng.clock import CHINA
from baicheng.server.assignments.models import Assignment, Outcome
from baicheng.server.assignments.queries import calendar, my_work, reminds, standing
from baicheng.server.assignments.services import exclude, fulfil, pause, reproject, resume, timing
from baicheng.server.editions.models import LocalValue, LocalValueState
from baicheng.server.history.models import Event
from tests.server.assignments.conftest import OPENED, Cast
from tests.server.people import CLERK

DUE = datetime(2019, 3, 8, 18, tzinfo=CHINA)
THURSDAY = date(2019, 3, 7)


def decide(cast: Cast, path: str, value: object, **more: object) -> None:
    """The office decided on the working calendar."""
    LocalValue.objects.create(
        pack="",
        path=path,
        value=value,
        reason="市里放假一天",
        decided_by="市政府",
        state=LocalValueState.APPROVED,
        proposed_by=cast.office,
        proposed_at=OPENED,
        settled_by=cast.office,
        settled_at=OPENED,
        **{"since": date(2019, 1, 1), **more},
    )


def test_a_paused_clock_has_no_due_moment_until_it_runs_again(cast: Cast) -> None:
    row = pause(cast.opened("3 working_day"), user=cast.office, at=OPENED, reason="等待供电部门")
    assert row.due_at is None
    assert standing(row, OPENED + timedelta(hours=1)) == "paused"
    assert not reminds(row, OPENED + timedelta(hours=1))

    row = resume(row, user=cast.office, at=datetime(2019, 3, 12, 9, tzinfo=CHINA))
    assert row.due_at == datetime(2019, 3, 15, 18, tzinfo=CHINA)


def test_a_pause_may_have_its_end_from_the_beginning(cast: Cast) -> None:
    until = datetime(2019, 3, 6, 23, tzinfo=CHINA)
    row = pause(cast.opened("3 working_day"), user=cast.office, at=OPENED, reason="停电", until=until)

    assert row.due_at == datetime(2019, 3, 11, 18, tzinfo=CHINA)


def test_the_bearer_may_not_stop_its_own_clock_and_nothing_is_written(cast: Cast) -> None:
    row, events = cast.opened("3 working_day"), 0
    events = Event.objects.count()

    with pytest.raises(PermissionDenied):
        pause(row, user=cast.liaison, at=OPENED, reason="忙")
    row.refresh_from_db()
    assert row.due_at == DUE
    assert Event.objects.count() == events


def test_a_pause_needs_a_reason_and_a_running_clock(cast: Cast) -> None:
    with pytest.raises(ValidationError, match="reason"):
        pause(cast.opened("3 working_day"), user=cast.office, at=OPENED, reason="")
    with pytest.raises(ValidationError, match="fixed day"):
        pause(cast.opened(due_on=THURSDAY), user=cast.office, at=OPENED, reason="停电")
    with pytest.raises(ValidationError, match="not paused"):
        resume(cast.opened("3 working_day"), user=cast.office, at=OPENED)
    paused = pause(cast.opened("3 working_day"), user=cast.office, at=OPENED, reason="停电")
    with pytest.raises(ValidationError, match="already"):
        pause(paused, user=cast.office, at=OPENED + timedelta(hours=1), reason="停电")


def test_a_granted_appeal_changes_no_time(cast: Cast) -> None:
    row = fulfil(cast.opened("4 working_hour"), at=DUE, actor=CLERK)
    before = (row.due_at, row.closed_at, row.used, row.outcome, row.clock)

    row = exclude(row, on=THURSDAY, reason="暴雨红色预警", user=cast.office, at=DUE)

    assert (row.due_at, row.closed_at, row.used, row.outcome, row.clock) == before
    assert (row.excluded_on, row.excluded_reason) == (THURSDAY, "暴雨红色预警")


def test_a_new_rest_day_moves_the_open_clocks_with_its_reason_in_history(cast: Cast) -> None:
    moved = cast.opened("3 working_day")
    done = fulfil(cast.opened("3 working_day"), at=OPENED, actor=CLERK)
    fixed = cast.opened(due_on=date(2019, 3, 8))
    decide(cast, "calendar.days", {"2019-03-07": False})

    projected = reproject(reason="市里放假一天", actor=CLERK, at=OPENED)

    assert [row.pk for row in projected.moved] == [moved.pk]
    moved.refresh_from_db()
    assert moved.due_at == datetime(2019, 3, 11, 18, tzinfo=CHINA)
    for row in (done, fixed):
        before = row.due_at
        row.refresh_from_db()
        assert row.due_at == before
    event = Event.objects.get(verb="assignments.assignment.reprojected")
    assert event.reason == "市里放假一天"
    assert event.changes["due_at"][0].startswith("2019-03-08")


def test_projecting_again_changes_nothing(cast: Cast) -> None:
    cast.opened("3 working_day")
    decide(cast, "calendar.days", {"2019-03-07": False})
    reproject(reason="放假", actor=CLERK, at=OPENED)
    events = Event.objects.count()

    assert reproject(reason="放假", actor=CLERK, at=OPENED).moved == ()
    assert Event.objects.count() == events


def test_clocks_are_projected_in_batches_that_can_be_taken_up_again(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [cast.opened("3 working_day") for _ in range(5)]
    decide(cast, "calendar.days", {"2019-03-07": False})
    monkeypatch.setattr(timing, "BATCH", 2)

    moved, last = [], 0
    for _ in range(4):
        projected = reproject(reason="放假", actor=CLERK, at=OPENED, after=last)
        moved += projected.moved
        if projected.last is None:
            break
        last = projected.last

    assert [row.pk for row in moved] == [row.pk for row in rows]
    assert projected.last is None


def test_office_hours_hold_from_their_day_on(cast: Cast) -> None:
    decide(cast, "calendar.office_hours", "08:30-12:00, 15:00-18:30", since=date(2019, 6, 1))

    assert calendar().close_of(date(2019, 5, 31)).hour == 18
    assert calendar().close_of(date(2019, 6, 3)).minute == 30


def test_the_calendar_as_it_was_known_before_a_decision(cast: Cast) -> None:
    decide(cast, "calendar.days", {"2019-03-07": False})

    assert not calendar().is_working_day(THURSDAY)
    assert calendar(OPENED - timedelta(days=1)).is_working_day(THURSDAY)


def test_what_is_only_proposed_changes_no_calendar(cast: Cast) -> None:
    decide(cast, "calendar.days", {"2019-03-07": False})
    LocalValue.objects.update(state=LocalValueState.PROPOSED)

    assert calendar().is_working_day(THURSDAY)


def test_my_work_has_what_is_late_due_this_week_later_and_undated(
    cast: Cast, django_assert_max_num_queries: object
) -> None:
    late = cast.opened("4 working_hour")
    this_week = cast.opened(due_on=date(2019, 3, 10))
    coming = cast.opened(due_on=date(2019, 3, 11))
    undated = cast.opened()
    cast.opened("4 working_hour", bearer=cast.outsider.person)

    with django_assert_max_num_queries(4):  # type: ignore[operator]
        work = my_work([cast.bureau.pk], datetime(2019, 3, 6, 9, tzinfo=CHINA))

    assert work.overdue == (late,)
    assert work.this_week == (this_week,)
    assert work.coming == (coming,)
    assert work.undated == (undated,)
    assert work.more == frozenset()
    assert Assignment.objects.filter(outcome=Outcome.OPEN).count() == 5


def test_what_falls_due_soon_is_at_risk(cast: Cast) -> None:
    row = cast.opened("10 working_day")

    assert standing(row, OPENED) == "open"
    assert standing(row, datetime(2019, 3, 18, 9, tzinfo=CHINA)) == "at_risk"

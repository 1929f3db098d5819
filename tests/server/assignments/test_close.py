"""Ending assignments: done, refused, returned, missed, handed on; and opening them again."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from baicheng.clock import CHINA
from baicheng.server.assignments.models import Assignment, Outcome
from baicheng.server.assignments.queries import standing
from baicheng.server.assignments.services import (
    close,
    fulfil,
    hand_to,
    mark_missed,
    next_missed,
    reopen,
    return_,
    rework,
)
from baicheng.server.history.models import Event
from tests.server.assignments.conftest import OPENED, Cast
from tests.server.people import CLERK, subject


def hours(count: float) -> datetime:
    return OPENED + timedelta(hours=count)


def test_what_is_done_keeps_what_was_used_and_what_answered_it(cast: Cast) -> None:
    row = fulfil(cast.opened("8 working_hour"), at=hours(7), actor=CLERK, answer=("registers.record", 7))

    assert (row.outcome, row.used) == (Outcome.DONE, "5 working_hour")  # two hours are the lunch break
    assert (row.answer_kind, row.answer_id) == ("registers.record", 7)
    assert standing(row, hours(100)) == "done"


def test_what_was_used_is_kept_in_hundredths(cast: Cast) -> None:
    row = fulfil(cast.opened("8 working_hour"), at=OPENED + timedelta(minutes=20), actor=CLERK)

    assert row.used == "0.33 working_hour"


def test_the_same_answer_twice_changes_nothing(cast: Cast) -> None:
    row = cast.opened("8 working_hour")
    fulfil(row, at=hours(1), actor=CLERK, answer=("registers.record", 7))
    events = Event.objects.count()

    again = fulfil(row, at=hours(2), actor=CLERK, answer=("registers.record", 7))

    assert again.closed_at == hours(1)
    assert Event.objects.count() == events


def test_what_is_closed_is_not_closed_again(cast: Cast) -> None:
    row = close(cast.opened("8 working_hour"), Outcome.LAPSED, at=hours(1), actor=CLERK)

    with pytest.raises(ValidationError, match="答复"):
        fulfil(row, at=hours(2), actor=CLERK)
    row.refresh_from_db()
    assert row.outcome == Outcome.LAPSED


def test_done_after_the_due_moment_is_late(cast: Cast) -> None:
    row = fulfil(cast.opened("4 working_hour"), at=hours(8), actor=CLERK)

    assert standing(row, hours(100)) == "done_late"


def test_what_was_done_in_time_and_entered_late_is_in_time(cast: Cast) -> None:
    row = fulfil(cast.opened("4 working_hour"), at=hours(30), held_at=hours(3), actor=CLERK)

    assert standing(row, hours(100)) == "done"
    assert (row.closed_at, row.closed_recorded_at) == (hours(3), hours(30))


def test_a_return_gives_the_sender_what_was_left_and_the_returner_keeps_what_was_used(cast: Cast) -> None:
    sent = fulfil(cast.opened("8 working_hour"), at=hours(3), actor=CLERK)  # 5 hours left
    taken = cast.opened("16 working_hour", at=hours(3), bearer=subject("市城管局"))

    return_(taken, at=hours(6), actor=CLERK, reason="不属于本单位职责", sender=sent)

    taken.refresh_from_db()
    sent.refresh_from_db()
    assert (taken.outcome, taken.used) == (Outcome.RETURNED, "1 working_hour")
    assert sent.outcome == Outcome.OPEN
    assert sent.due_at == datetime(2019, 3, 6, 10, tzinfo=CHINA)  # 15:00 to 18:00, then two hours more


def test_an_overall_limit_runs_on_while_the_matter_goes_back(cast: Cast) -> None:
    overall = cast.opened("10 working_day")
    taken = cast.opened("4 working_hour")

    return_(taken, at=hours(1), actor=CLERK, reason="退回")

    before = overall.due_at
    overall.refresh_from_db()
    assert (overall.outcome, overall.due_at) == (Outcome.OPEN, before)


def test_a_return_needs_its_reason_and_otherwise_changes_nothing(cast: Cast) -> None:
    row = cast.opened("4 working_hour")
    events = Event.objects.count()

    with pytest.raises(ValidationError, match="reason"):
        return_(row, at=hours(1), actor=CLERK, reason="  ")
    row.refresh_from_db()
    assert row.outcome == Outcome.OPEN
    assert Event.objects.count() == events


def test_the_one_to_whom_it_is_handed_gets_the_full_limit(cast: Cast) -> None:
    other = subject("市城管局")
    row = cast.opened("8 working_hour")

    next_one = hand_to(row, other, user=cast.office, at=hours(23), reason="职责划转")

    row.refresh_from_db()
    assert (row.outcome, row.used) == (Outcome.HANDED_ON, "7 working_hour")
    assert (next_one.bearer, next_one.outcome) == (other, Outcome.OPEN)
    assert next_one.due_at == datetime(2019, 3, 6, 18, tzinfo=CHINA)


def test_a_bearer_cannot_hand_its_own_work_to_another_unit(cast: Cast) -> None:
    row, other = cast.opened("8 working_hour"), subject("市城管局")

    with pytest.raises(PermissionDenied):
        hand_to(row, other, user=cast.liaison, at=hours(1), reason="忙")
    row.refresh_from_db()
    assert row.outcome == Outcome.OPEN
    assert Assignment.objects.count() == 1


def test_rework_runs_with_the_rest_or_the_full_limit(cast: Cast) -> None:
    done = fulfil(cast.opened("8 working_hour"), at=hours(3), actor=CLERK)

    rest = rework(done, at=datetime(2019, 3, 6, 8, tzinfo=CHINA), actor=CLERK, full=False)
    full = rework(done, at=datetime(2019, 3, 6, 8, tzinfo=CHINA), actor=CLERK, full=True)

    assert rest.due_at == datetime(2019, 3, 6, 15, tzinfo=CHINA)
    assert full.due_at == datetime(2019, 3, 6, 18, tzinfo=CHINA)
    done.refresh_from_db()
    assert done.outcome == Outcome.DONE  # the first time stays what it was
    assert len({done.key, rest.key, full.key}) == 3


def test_what_is_open_stays_as_it_is_when_it_is_opened_again(cast: Cast) -> None:
    row = cast.opened("8 working_hour")
    events = Event.objects.count()

    assert reopen(row, at=hours(1), actor=CLERK) == row
    assert Event.objects.count() == events


def test_a_patrol_of_a_period_that_is_over_is_missed_and_a_late_report_is_not(cast: Cast) -> None:
    march = {"covers": (date(2019, 3, 1), date(2019, 4, 1)), "due_on": date(2019, 3, 31)}
    patrol, report = cast.opened(missed_when_over=True, **march), cast.opened(**march)
    midnight = datetime(2019, 4, 1, tzinfo=CHINA)

    assert mark_missed(next_missed(midnight), midnight) == ()
    assert mark_missed(next_missed(midnight + timedelta(minutes=1)), midnight + timedelta(minutes=1)) == (
        patrol,
    )
    assert mark_missed(next_missed(midnight + timedelta(minutes=1)), midnight + timedelta(minutes=1)) == ()

    patrol.refresh_from_db()
    report.refresh_from_db()
    assert (patrol.outcome, patrol.closed_at) == (Outcome.MISSED, midnight)
    assert standing(report, midnight + timedelta(minutes=1)) == "late"


def test_a_patrol_that_was_made_in_time_and_entered_late_is_no_longer_missed(cast: Cast) -> None:
    row = cast.opened(missed_when_over=True, due_on=date(2019, 3, 31))
    april = datetime(2019, 4, 2, tzinfo=CHINA)
    mark_missed(next_missed(april), april)

    with pytest.raises(ValidationError):
        fulfil(row, at=april, actor=CLERK)
    fulfil(row, at=april, held_at=datetime(2019, 3, 30, 9, tzinfo=CHINA), actor=CLERK)

    row.refresh_from_db()
    assert row.outcome == Outcome.DONE

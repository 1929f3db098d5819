"""Extensions: asked for by the bearer, decided by the office."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from baicheng.clock import CHINA
from baicheng.server.accounts.models import Grant, Role
from baicheng.server.assignments.models import Assignment, Extension, Outcome
from baicheng.server.assignments.queries import reminds, standing
from baicheng.server.assignments.services import (
    ask_extension,
    fulfil,
    grant_extension,
    refuse_extension,
    reopen,
)
from baicheng.server.history.models import Event
from tests.server.assignments.conftest import OPENED, Cast
from tests.server.people import CLERK

LATER = OPENED + timedelta(days=1)
DUE = datetime(2019, 3, 8, 18, tzinfo=CHINA)


def test_asking_in_time_stops_reminders_and_not_the_clock(cast: Cast) -> None:
    row = cast.opened("3 working_day")
    assert reminds(row, LATER)

    ask_extension(row, user=cast.liaison, at=LATER, amount=Decimal(2), reason="征地未完成")

    row.refresh_from_db()
    assert not reminds(row, LATER)
    assert row.due_at == DUE
    assert standing(row, DUE + timedelta(minutes=1)) == "late"


def test_asking_when_it_is_late_does_not_stop_reminders(cast: Cast) -> None:
    row = cast.opened("3 working_day")
    after = DUE + timedelta(hours=1)
    ask_extension(row, user=cast.liaison, at=after, amount=Decimal(2), reason="征地未完成")

    row.refresh_from_db()
    assert reminds(row, after)


def test_a_granted_extension_adds_to_the_limit(cast: Cast) -> None:
    row = cast.opened("3 working_day")
    asked = ask_extension(row, user=cast.liaison, at=LATER, amount=Decimal(2), reason="征地未完成")

    granted = grant_extension(asked, user=cast.office, at=LATER, reason="同意")

    assert granted.due_at == datetime(2019, 3, 12, 18, tzinfo=CHINA)
    assert reminds(granted, LATER)


def test_a_granted_extension_moves_a_fixed_day(cast: Cast) -> None:
    row = cast.opened(due_on=date(2019, 3, 31))
    asked = ask_extension(row, user=cast.liaison, at=LATER, new_due_on=date(2019, 4, 15), reason="征地未完成")

    assert grant_extension(asked, user=cast.office, at=LATER).due_at == datetime(2019, 4, 16, tzinfo=CHINA)


def test_refused_later_it_is_late_from_its_old_due_moment(cast: Cast) -> None:
    row = cast.opened("3 working_day")
    asked = ask_extension(row, user=cast.liaison, at=LATER, amount=Decimal(2), reason="征地未完成")

    refused = refuse_extension(asked, user=cast.office, at=DUE + timedelta(days=3), reason="理由不充分")

    assert refused.due_at == DUE
    assert standing(refused, DUE + timedelta(days=3)) == "late"
    assert reminds(refused, DUE + timedelta(days=3))


def test_another_units_user_may_not_ask_and_nothing_is_written(cast: Cast) -> None:
    row = cast.opened("3 working_day")
    events = Event.objects.count()

    with pytest.raises(PermissionDenied):
        ask_extension(row, user=cast.outsider, at=LATER, amount=Decimal(2), reason="不相干")
    assert not Extension.objects.exists()
    assert Event.objects.count() == events


@pytest.mark.parametrize("decide", [grant_extension, refuse_extension])
def test_the_bearer_may_not_decide_and_nothing_is_written(cast: Cast, decide: object) -> None:
    row = cast.opened("3 working_day")
    asked = ask_extension(row, user=cast.liaison, at=LATER, amount=Decimal(2), reason="征地未完成")
    events = Event.objects.count()

    with pytest.raises(PermissionDenied):
        decide(asked, user=cast.liaison, at=LATER, reason="同意")  # type: ignore[operator]
    asked.refresh_from_db()
    row.refresh_from_db()
    assert (asked.granted, row.due_at) == (None, DUE)
    assert Event.objects.count() == events


def test_nobody_decides_on_their_own_request(cast: Cast) -> None:
    both = cast.liaison
    Grant.objects.create(user=both, role=Role.OFFICE, programme="drill", since=date(2018, 1, 1))
    row = cast.opened("3 working_day")
    asked = ask_extension(row, user=both, at=LATER, amount=Decimal(2), reason="征地未完成")

    with pytest.raises(PermissionDenied, match="Somebody else"):
        grant_extension(asked, user=both, at=LATER)


def test_a_second_request_waits_for_the_first(cast: Cast) -> None:
    row = cast.opened("3 working_day")
    ask_extension(row, user=cast.liaison, at=LATER, amount=Decimal(2), reason="征地未完成")

    with pytest.raises(ValidationError, match="already"):
        ask_extension(row, user=cast.liaison, at=LATER, amount=Decimal(3), reason="又一次")


def test_a_decision_is_made_once(cast: Cast) -> None:
    row = cast.opened("3 working_day")
    asked = ask_extension(row, user=cast.liaison, at=LATER, amount=Decimal(2), reason="征地未完成")
    grant_extension(asked, user=cast.office, at=LATER)

    with pytest.raises(ValidationError, match="decided"):
        grant_extension(asked, user=cast.office, at=LATER)


@pytest.mark.parametrize(
    "more", [{"amount": Decimal("0.5")}, {"amount": Decimal(0)}, {"new_due_on": DUE.date()}]
)
def test_a_running_limit_of_days_takes_whole_days_only(cast: Cast, more: dict[str, object]) -> None:
    with pytest.raises(ValidationError, match="amount"):
        ask_extension(
            cast.opened("3 working_day"),
            user=cast.liaison,
            at=LATER,
            reason="征地未完成",
            **more,  # type: ignore[arg-type]
        )


def test_a_new_day_must_lie_after_the_old_one(cast: Cast) -> None:
    row = cast.opened(due_on=date(2019, 3, 31))

    with pytest.raises(ValidationError, match="after"):
        ask_extension(row, user=cast.liaison, at=LATER, new_due_on=date(2019, 3, 31), reason="征地")


def test_deciding_is_a_side_task_of_the_office_with_its_own_outcome(cast: Cast) -> None:
    row = cast.opened("3 working_day")
    asked = ask_extension(row, user=cast.liaison, at=LATER, amount=Decimal(2), reason="征地未完成")
    deciding = Assignment.objects.get(name="decide_extension")
    assert (deciding.outcome, deciding.due_at) == (Outcome.OPEN, None)

    grant_extension(asked, user=cast.office, at=LATER, reason="情况属实")

    deciding.refresh_from_db()
    assert deciding.outcome == Outcome.AGREED


def test_what_ends_undecided_lets_the_decision_lapse(cast: Cast) -> None:
    row = cast.opened("3 working_day")
    ask_extension(row, user=cast.liaison, at=LATER, amount=Decimal(2), reason="征地未完成")

    fulfil(row, at=LATER, actor=CLERK)

    assert Assignment.objects.get(name="decide_extension").outcome == Outcome.LAPSED


def test_what_runs_on_has_its_request_decided_after_all(cast: Cast) -> None:
    row = cast.opened("3 working_day")
    asked = ask_extension(row, user=cast.liaison, at=LATER, amount=Decimal(2), reason="征地未完成")
    fulfil(row, at=LATER, actor=CLERK)

    reopen(row, at=LATER, actor=CLERK)
    assert Assignment.objects.get(name="decide_extension").outcome == Outcome.OPEN

    grant_extension(asked, user=cast.office, at=LATER)
    assert Assignment.objects.get(name="decide_extension").outcome == Outcome.AGREED


def test_what_was_decided_is_not_decided_again_when_its_assignment_runs_on(cast: Cast) -> None:
    row = cast.opened("3 working_day")
    asked = ask_extension(row, user=cast.liaison, at=LATER, amount=Decimal(2), reason="征地未完成")
    refuse_extension(asked, user=cast.office, at=LATER, reason="理由不充分")
    fulfil(row, at=LATER, actor=CLERK)

    reopen(row, at=LATER, actor=CLERK)

    assert Assignment.objects.get(name="decide_extension").outcome == Outcome.REFUSED

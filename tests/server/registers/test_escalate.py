"""Who is late is urged along the ladder that the pack gives, each rung once for a due moment."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from baicheng.clock import CHINA
from baicheng.server.accounts.models import Grant, User
from baicheng.server.assignments import ladders
from baicheng.server.assignments.models import Assignment, Climbed, Outcome
from baicheng.server.assignments.services import open_assignment
from baicheng.server.history.queries import timeline
from baicheng.server.notices.models import Notice
from baicheng.server.registers.matter import KIND
from baicheng.server.registers.models import Record
from baicheng.server.registers.services import (
    ask_extension,
    change_due,
    escalate,
    exclude,
    grant_extension,
    hand_to,
    move,
    refuse_extension,
)
from tests.server.people import CLERK
from tests.server.registers.conftest import Drill

#: The task is due at the end of Friday 29 March 2019; the office opens at 08:00.
DUE = date(2019, 3, 29)


def at(month: int, day: int, hour: int = 9, minute: int = 0) -> datetime:
    return datetime(2019, month, day, hour, minute, tzinfo=CHINA)


#: When the task is issued and accepted.
MARCH = at(3, 6)


@pytest.fixture
def task(drill: Drill) -> Record:
    return under_way(drill)


def under_way(drill: Drill, due: date = DUE, since: datetime = MARCH) -> Record:
    made = drill.task(title="打通断头路", values={"due_on": due.isoformat()}, at=since)
    return move(made, "accept", user=drill.liaison, at=since, revision=made.revision).record


def deliver(task: Record) -> Assignment:
    return Assignment.objects.get(about_kind=KIND, about_id=task.pk, name="deliver", outcome=Outcome.OPEN)


def told(user: User) -> list[str]:
    rows = Notice.objects.filter(user=user, key__startswith="assignments.remind:")
    return [notice.text["zh"] for notice in rows.order_by("sent_at", "pk")]


def orders() -> list[Record]:
    return list(Record.objects.filter(register="drill.orders"))


def test_the_bearer_is_reminded_three_days_before_and_on_the_day(drill: Drill, task: Record) -> None:
    assert escalate(at(3, 26, 7, 59)) == (0, 0)
    assert escalate(at(3, 26, 8)) == (2, 0)
    assert escalate(at(3, 28)) == (0, 0)
    assert escalate(at(3, 29, 8)) == (2, 0)

    named = f"催办：{task.number} 打通断头路——按期完成（市住建局）"
    assert told(drill.liaison) == [f"{named}还有3天到期", f"{named}今天到期"]
    assert told(drill.leader) == told(drill.liaison), "the leader acts for the unit too"


def test_the_leader_alone_is_told_on_the_third_day_late(drill: Drill, task: Record) -> None:
    escalate(at(3, 29))
    assert escalate(at(4, 1, 7, 59)) == (0, 0)
    assert escalate(at(4, 1, 8)) == (1, 0)

    assert told(drill.leader)[-1].endswith("已逾期3天")
    assert len(told(drill.liaison)) == 1


def test_ten_days_late_an_order_is_issued_and_the_office_hears_of_it(drill: Drill, task: Record) -> None:
    escalate(at(4, 5))
    assert escalate(at(4, 8, 7, 59)).created == 0
    assert escalate(at(4, 8, 8)).created == 1

    (order,) = orders()
    assert (order.title, order.fields["finding"]) == ("打通断头路", "打通断头路8条")
    assert (order.fields["task"], order.fields["answer_by"]) == (task.pk, "2019-04-18")
    assert order.parent == task
    assert [party.subject for party in order.parties.all()] == [drill.bureau]
    assert told(drill.office) == [
        f"催办：{task.number} 打通断头路——按期完成（市住建局）已逾期10天，系统已下达 {order.number}"
    ]


def test_the_order_stands_in_both_time_lines_with_its_reason(drill: Drill, task: Record) -> None:
    escalate(at(4, 8))

    (order,) = orders()
    events = timeline(f"registers.record:{task.pk}").filter(verb="assignments.assignment.escalated")
    assert {event.actor for event in events} == {"system:worker"}
    (issued,) = (event for event in events if event.context["created"])
    assert issued.context["created"] == {"id": order.pk, "number": order.number}
    assert issued.context["rung"]["after"]["amount"] == "10"
    assert issued.context["title"]["zh"] == "按期完成"
    begun = timeline(f"registers.record:{order.pk}").get(verb="registers.record.created")
    assert begun.actor == "system:worker"
    assert "已逾期10天" in begun.reason
    assert "10 days late" in begun.reason


def test_after_a_time_off_each_is_told_the_highest_and_nothing_is_left_out(
    drill: Drill, task: Record
) -> None:
    assert escalate(at(4, 20)).created == 1

    for user in (drill.liaison, drill.leader, drill.office):
        assert len(told(user)) == 1
        assert "已逾期22天" in told(user)[0]
    assert escalate(at(4, 20, 10)) == (0, 0)


def test_with_more_tasks_than_are_read_at_once_each_is_urged(
    drill: Drill, task: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ladders, "_BATCH", 2)
    for due in (DUE, DUE, DUE - timedelta(days=1), DUE + timedelta(days=1)):
        under_way(drill, due)

    escalate(at(3, 30))

    assert Climbed.objects.values("assignment").distinct().count() == 5
    assert escalate(at(3, 30)) == (0, 0)


def test_others_are_told_nothing(drill: Drill, task: Record) -> None:
    escalate(at(4, 20))

    assert told(drill.other_liaison) == told(drill.stranger) == told(drill.above) == []


def test_where_nobody_is_leader_whoever_acts_for_the_unit_is_told(drill: Drill, task: Record) -> None:
    Grant.objects.filter(user=drill.leader).delete()
    escalate(at(3, 29))
    escalate(at(4, 1))

    assert told(drill.liaison)[-1].endswith("已逾期3天")


def test_what_is_done_urges_nobody(drill: Drill, task: Record) -> None:
    done = move(
        task,
        "report_done",
        user=drill.liaison,
        at=at(3, 20),
        revision=task.revision,
        values={"progress": 100},
    )

    assert escalate(at(4, 20)) == (0, 0)
    assert done.record.state == "reported"


def test_nothing_happens_while_a_request_that_came_in_time_is_undecided(drill: Drill, task: Record) -> None:
    asked = ask_extension(
        deliver(task), user=drill.liaison, at=at(3, 25), reason="汛期", new_due_on=date(2019, 4, 30)
    )
    assert escalate(at(4, 20)) == (0, 0)

    refuse_extension(asked, user=drill.office, at=at(4, 20, 10), reason="工期可控")
    assert escalate(at(4, 20, 11)).created == 1


def test_a_request_that_came_late_stops_nothing(drill: Drill, task: Record) -> None:
    ask_extension(deliver(task), user=drill.liaison, at=at(4, 2), reason="汛期", new_due_on=date(2019, 4, 30))

    assert escalate(at(4, 8)).created == 1


def test_a_due_moment_that_was_moved_has_a_ladder_of_its_own(drill: Drill, task: Record) -> None:
    escalate(at(4, 8))
    asked = ask_extension(
        deliver(task), user=drill.liaison, at=at(4, 9), reason="汛期", new_due_on=date(2019, 4, 30)
    )
    grant_extension(asked, user=drill.office, at=at(4, 9, 10))

    assert escalate(at(4, 20)) == (0, 0)
    assert escalate(at(4, 27)).told == 2
    assert escalate(at(5, 10)).created == 1
    assert len(orders()) == 2


def test_a_due_moment_that_comes_back_is_the_same_as_before(drill: Drill, task: Record) -> None:
    escalate(at(4, 8))
    for day in (date(2019, 4, 30), DUE):
        task.refresh_from_db()
        change_due(
            task,
            "due_on",
            day,
            user=drill.office,
            at=at(4, 9),
            revision=task.revision,
            approval="市长",
            reason="调整",
        )

    assert escalate(at(4, 20)) == (0, 0)


def test_what_was_late_when_it_was_entered_is_late_from_then_on(drill: Drill) -> None:
    under_way(drill, since=at(6, 3))

    assert escalate(at(6, 3, 10)) == (2, 0), "the bearer hears at once that it is late"
    assert escalate(at(6, 12)).created == 0
    assert escalate(at(6, 13)).created == 1


def test_who_takes_over_is_given_a_ladder_from_then_on(drill: Drill, task: Record) -> None:
    escalate(at(4, 7))
    hand_to(
        deliver(task), drill.other, user=drill.office, at=at(4, 7, 10), approval="会议", reason="职责调整"
    )

    assert escalate(at(4, 8)).created == 0
    assert told(drill.other_liaison) != []
    assert escalate(at(4, 17)).created == 1
    assert [party.subject for party in orders()[0].parties.all()] == [drill.other]


def test_a_granted_appeal_ends_the_ladder(drill: Drill, task: Record) -> None:
    exclude(deliver(task), on=date(2019, 4, 2), reason="不可抗力", user=drill.office, at=at(4, 2))

    assert escalate(at(4, 20)) == (0, 0)


def test_what_has_no_record_is_urged_all_the_same(drill: Drill) -> None:
    open_assignment(
        key="plain",
        programme="drill",
        name="list",
        title={"zh": "报送清单", "en": "Send the list"},
        bearer=drill.bureau,
        about=("orgs.subject", drill.bureau.pk),
        due_on=DUE,
        rule={"remind": [{"at": "due"}, {"after": {"amount": "1", "unit": "working_day"}, "to": ["office"]}]},
        actor=CLERK,
        at=at(3, 5),
    )

    assert escalate(at(3, 29)) == (2, 0)
    assert escalate(at(4, 1)) == (1, 0)
    assert told(drill.office) == ["催办：报送清单（市住建局）已逾期3天"]


def test_what_cannot_be_created_holds_up_nobody_and_the_office_hears_why(
    drill: Drill, task: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = under_way(drill)
    broken = deliver(task).pk
    _fail(monkeypatch, lambda urging: urging.row.pk == broken)

    assert escalate(at(4, 8)).created == 1
    assert [order.parent for order in orders()] == [other]
    assert not Climbed.objects.filter(assignment=broken).exists()
    told_why = Notice.objects.filter(user=drill.office, key=f"assignments.escalation:{broken}:failed")
    assert "字段不全" in told_why.get().text["zh"]

    escalate(at(4, 8, 10))
    assert told_why.count() == 1
    monkeypatch.undo()
    assert escalate(at(4, 8, 11)).created == 1


def _fail(monkeypatch: pytest.MonkeyPatch, wanted: Callable[[Any], bool]) -> None:
    from baicheng.server.registers.services import escalating

    whole = escalating._create

    def create(urging: Any, one: Any) -> Record | None:
        if one.rung.create is not None and wanted(urging):
            raise ValidationError("字段不全")
        return whole(urging, one)

    monkeypatch.setattr(escalating, "_create", create)


class _Killed(BaseException):
    """The process ends in the middle of a run."""


_HOURS = st.integers(-5 * 24, 20 * 24)
_RUNS = st.lists(st.tuples(_HOURS, st.none() | st.integers(0, 3)), min_size=1, max_size=6)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(_RUNS)
def test_whatever_runs_in_whatever_order_and_breaks_off_each_rung_is_climbed_once(
    drill: Drill, monkeypatch: pytest.MonkeyPatch, runs: list[tuple[int, int | None]]
) -> None:
    """Runs come at any time, earlier ones after later ones; some are killed at a step of their work."""
    point = transaction.savepoint()
    task = under_way(drill)
    for hours, kill in runs:
        with monkeypatch.context() as patch:
            if kill is not None:
                _kill_at(patch, kill)
            with contextlib.suppress(_Killed):
                escalate(at(3, 30, 0) + timedelta(hours=hours))
    escalate(at(4, 20))
    escalate(at(4, 9))

    assert len(orders()) == 1
    places = list(Climbed.objects.filter(assignment=deliver(task)).values_list("place", flat=True))
    assert sorted(places) == [0, 1, 2, 3]
    for user, most in ((drill.liaison, 3), (drill.leader, 4), (drill.office, 1)):
        keys = list(Notice.objects.filter(user=user, key__contains=".remind:").values_list("key", flat=True))
        assert 1 <= len(keys) == len(set(keys)) <= most
    escalated = timeline(f"registers.record:{task.pk}").filter(verb="assignments.assignment.escalated")
    assert escalated.count() == 2
    transaction.savepoint_rollback(point)


def _kill_at(patch: pytest.MonkeyPatch, step: int) -> None:
    """Let a run end before it creates, tells, notes, or after all of it but before it is kept."""
    from baicheng.server.registers.services import escalating

    name = ("_create", "_tell", "_note", "Escalated")[step]

    def killed(*_: Any, **__: Any) -> None:
        raise _Killed

    patch.setattr(escalating, name, killed)

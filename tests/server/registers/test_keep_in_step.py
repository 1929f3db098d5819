"""The regular run: relations, roles by date and the calendar, each carried out once and never forgotten."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from baicheng.clock import CHINA
from baicheng.server.accounts.models import Role
from baicheng.server.assignments.models import Assignment, Outcome
from baicheng.server.editions.services import approve_local_value, propose_local_value
from baicheng.server.history.models import Event
from baicheng.server.orgs.models import Relation, RelationKind, Subject
from baicheng.server.orgs.services import end_relation, relate
from baicheng.server.registers.matter import KIND
from baicheng.server.registers.queries import visible
from baicheng.server.registers.services import KeptUp, create_record, end_party, keep_in_step
from tests.server.people import CLERK, user
from tests.server.registers.conftest import NOW, Drill, days

NOTHING = KeptUp(0, 0, 0)


@pytest.fixture(autouse=True)
def first_run(drill: Drill) -> None:
    keep_in_step(NOW)


def test_a_second_run_changes_and_remembers_nothing(drill: Drill) -> None:
    drill.task()
    keep_in_step(NOW)
    events = Event.objects.count()

    assert keep_in_step(NOW) == NOTHING
    assert Event.objects.count() == events


def test_a_new_superior_sees_the_records_below(drill: Drill) -> None:
    task = drill.task()
    ministry = Subject.objects.get(name="市档案局")
    relate(kind=RelationKind.ADMINISTERS, subject=ministry, object=drill.bureau, actor=CLERK, at=days(1))
    assert list(visible(drill.stranger, "drill.tasks", days(1))) == []

    assert keep_in_step(days(1)).access == 1
    assert list(visible(drill.stranger, "drill.tasks", days(1))) == [task]


def test_a_line_that_ends_on_a_day_ends_then_though_it_was_entered_long_before(drill: Drill) -> None:
    drill.task()
    line = Relation.objects.known().get(kind=RelationKind.ADMINISTERS, object=drill.bureau)
    end_relation(line, until=date(2019, 4, 1), actor=CLERK, at=days(1))
    keep_in_step(days(1))
    assert visible(drill.above, "drill.tasks", days(1)).exists()

    assert keep_in_step(datetime(2019, 3, 31, 12, tzinfo=CHINA)).access == 0
    assert keep_in_step(datetime(2019, 4, 1, 1, tzinfo=CHINA)).access == 1
    assert not visible(drill.above, "drill.tasks", days(30)).exists()


def test_a_role_that_ends_on_a_day_is_carried_out_even_if_runs_were_missed(drill: Drill) -> None:
    task = drill.task(parties=[("lead", drill.bureau), ("lead", drill.other)])
    end_party(
        task, "lead", drill.other,
        user=drill.office, at=NOW, revision=1, until=date(2019, 3, 10), reason="撤",
    )  # fmt: skip

    assert keep_in_step(days(40)).parties == 1
    assert keep_in_step(days(40)).parties == 0
    row = Assignment.objects.get(about_kind=KIND, about_id=task.pk, bearer=drill.other)
    assert row.outcome == Outcome.HANDED_ON


def test_a_decision_on_the_calendar_moves_the_open_clocks_with_its_reason(drill: Drill) -> None:
    order = create_record(
        register_id="drill.orders",
        values={"finding": "井盖"},
        parties=[("responsible", drill.bureau)],
        user=drill.office,
        at=NOW,
    )
    proposed = propose_local_value(
        pack="",
        path="calendar.days",
        value={"2019-03-07": False},
        since=date(2019, 1, 1),
        user=user(Role.ADMINISTRATOR),
        at=NOW,
        reason="市里放假一天",
        decided_by="市政府",
    )
    assert keep_in_step(NOW).clocks == 0
    approve_local_value(proposed, user=user(Role.ADMINISTRATOR), at=NOW)

    assert keep_in_step(NOW).clocks == 1
    assert keep_in_step(NOW).clocks == 0
    overall = Assignment.objects.get(about_kind=KIND, about_id=order.pk, name="overall")
    assert overall.due_at == datetime(2019, 3, 20, 18, tzinfo=CHINA)
    event = Event.objects.get(verb="assignments.assignment.reprojected")
    assert event.reason == "市里放假一天"

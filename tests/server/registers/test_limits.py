"""Time limits of records: deadlines changed, extended, paused, missed; the record's due moment follows."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from baicheng.clock import CHINA
from baicheng.server.assignments.models import Assignment, Outcome
from baicheng.server.assignments.services import open_assignment
from baicheng.server.editions.models import LocalValue, LocalValueState
from baicheng.server.history.models import Event
from baicheng.server.registers.matter import KIND
from baicheng.server.registers.models import Access, Record, Version
from baicheng.server.registers.services import (
    ask_extension,
    change_due,
    edit_record,
    grant_extension,
    hand_to,
    mark_missed,
    move,
    pause,
    refresh_records,
    refuse_extension,
    reproject_clocks,
    resume,
)
from tests.server.people import CLERK
from tests.server.registers.conftest import NOW, Drill, days

JULY = datetime(2019, 7, 1, tzinfo=CHINA)


@pytest.fixture
def task(drill: Drill) -> Record:
    """Under way, to be delivered by 30 June."""
    made = drill.task()
    move(made, "accept", user=drill.liaison, at=NOW, revision=made.revision)
    made.refresh_from_db()
    return made


def deliver(task: Record) -> Assignment:
    return Assignment.objects.get(about_kind=KIND, about_id=task.pk, name="deliver")


def due_everywhere(task: Record) -> set[datetime | None]:
    """The due moment in the record, its last version and its access."""
    task.refresh_from_db()
    version = Version.objects.get(record=task, until=None, superseded_at=None)
    return {
        task.due_at,
        version.due_at,
        *Access.objects.filter(record=task).values_list("due_order", flat=True),
    }


def test_a_deadline_in_force_is_not_edited_like_any_other_field(drill: Drill, task: Record) -> None:
    with pytest.raises(ValidationError) as refused:
        edit_record(task, {"due_on": "2019-12-31"}, user=drill.office, at=NOW, revision=task.revision)
    assert set(refused.value.message_dict) == {"due_on"}
    assert due_everywhere(task) == {JULY}


def test_a_deadline_is_changed_with_approval_and_reason(drill: Drill, task: Record) -> None:
    change_due(
        task, "due_on", date(2019, 9, 30),
        user=drill.office, at=days(1), revision=task.revision, approval="市领导批示", reason="征地未完成",
    )  # fmt: skip

    october = datetime(2019, 10, 1, tzinfo=CHINA)
    assert deliver(task).due_at == october
    assert due_everywhere(task) == {october}
    assert task.fields["due_on"] == "2019-09-30"
    event = Event.objects.get(verb="registers.record.deadline_changed")
    assert (event.context["approval"], event.reason) == ("市领导批示", "征地未完成")


@pytest.mark.parametrize("missing", ["approval", "reason"])
def test_without_approval_or_reason_no_deadline_changes(drill: Drill, task: Record, missing: str) -> None:
    given = {"approval": "市领导批示", "reason": "征地未完成", missing: " "}
    with pytest.raises(ValidationError) as refused:
        change_due(
            task, "due_on", date(2019, 9, 30), user=drill.office, at=NOW, revision=task.revision, **given
        )
    assert set(refused.value.message_dict) == {missing}
    assert due_everywhere(task) == {JULY}


@pytest.mark.parametrize("who", ["liaison", "other_liaison", "above"])
def test_only_the_office_changes_deadlines_and_nothing_is_written(
    drill: Drill, task: Record, who: str
) -> None:
    events = Event.objects.count()
    with pytest.raises(PermissionDenied):
        change_due(
            task, "due_on", date(2019, 9, 30),
            user=getattr(drill, who), at=NOW, revision=task.revision, approval="自己", reason="想",
        )  # fmt: skip
    assert due_everywhere(task) == {JULY}
    assert Event.objects.count() == events


def test_a_granted_extension_moves_the_deadline_everywhere(drill: Drill, task: Record) -> None:
    asked = ask_extension(
        deliver(task), user=drill.liaison, at=NOW, reason="征地未完成", new_due_on=date(2019, 8, 31)
    )
    assert due_everywhere(task) == {JULY}

    grant_extension(asked, user=drill.office, at=days(1), reason="同意")

    assert due_everywhere(task) == {datetime(2019, 9, 1, tzinfo=CHINA)}
    assert task.fields["due_on"] == "2019-08-31"


def test_an_extension_of_one_of_two_leads_leaves_the_records_day(drill: Drill) -> None:
    task = drill.task(parties=[("lead", drill.bureau), ("lead", drill.other)])
    move(task, "accept", user=drill.liaison, at=NOW, revision=task.revision)
    own = Assignment.objects.get(about_kind=KIND, about_id=task.pk, name="deliver", bearer=drill.bureau)
    asked = ask_extension(own, user=drill.liaison, at=NOW, reason="征地", new_due_on=date(2019, 8, 31))

    grant_extension(asked, user=drill.office, at=days(1))

    assert due_everywhere(task) == {JULY}
    assert task.fields["due_on"] == "2019-06-30"


def test_a_refused_extension_changes_nothing(drill: Drill, task: Record) -> None:
    asked = ask_extension(
        deliver(task), user=drill.liaison, at=NOW, reason="征地未完成", new_due_on=date(2019, 8, 31)
    )
    refuse_extension(asked, user=drill.office, at=days(1), reason="理由不充分")

    assert due_everywhere(task) == {JULY}


def verify_assignment(drill: Drill, task: Record) -> Assignment:
    move(
        task, "report_done", user=drill.liaison, at=days(1), revision=task.revision, values={"progress": 100}
    )
    return Assignment.objects.get(about_kind=KIND, about_id=task.pk, name="verify")


def test_a_paused_limit_leaves_the_records_due_moment_open(drill: Drill, task: Record) -> None:
    row = verify_assignment(drill, task)
    assert due_everywhere(task) == {row.due_at}

    pause(row, user=drill.office, at=days(1), reason="等待第三方检测")
    task.refresh_from_db()
    assert task.due_at is None

    resume(row, user=drill.office, at=days(6))
    assert due_everywhere(task) == {datetime(2019, 3, 14, 18, tzinfo=CHINA)}


def test_handing_an_assignment_on_keeps_the_record_in_step(drill: Drill, task: Record) -> None:
    row = verify_assignment(drill, task)
    other = hand_to(row, drill.government, user=drill.office, at=days(2), approval="会议", reason="提级核查")

    assert due_everywhere(task) == {other.due_at}
    assert Access.objects.filter(record=task, subject=drill.government, as_superior=False).exists()


def test_a_calendar_that_changes_moves_clocks_and_records_once(drill: Drill, task: Record) -> None:
    verify_assignment(drill, task)
    assert due_everywhere(task) == {datetime(2019, 3, 11, 18, tzinfo=CHINA)}
    LocalValue.objects.create(
        pack="", path="calendar.days", value={"2019-03-08": False}, since=date(2019, 1, 1),
        reason="放假", decided_by="市政府", state=LocalValueState.APPROVED,
        proposed_by=drill.office, proposed_at=NOW, settled_by=drill.office, settled_at=NOW,
    )  # fmt: skip

    assert reproject_clocks(reason="放假", at=days(2)) == 1
    assert reproject_clocks(reason="放假", at=days(2)) == 0
    assert due_everywhere(task) == {datetime(2019, 3, 12, 18, tzinfo=CHINA)}


def test_what_is_missed_no_longer_makes_a_record_due(drill: Drill, task: Record) -> None:
    row = open_assignment(
        key="patrol", programme="drill", name="patrol", title={"zh": "巡查", "en": "Patrol"},
        bearer=drill.bureau, actor=CLERK, at=NOW, due_on=date(2019, 3, 31),
        about=("registers.record", task.pk), missed_when_over=True,
    )  # fmt: skip
    refresh_records([row], NOW)
    april = datetime(2019, 4, 1, tzinfo=CHINA)
    assert due_everywhere(task) == {april}

    assert mark_missed(april + timedelta(hours=1)) == 1
    assert mark_missed(april + timedelta(hours=1)) == 0
    row.refresh_from_db()
    assert row.outcome == Outcome.MISSED
    assert due_everywhere(task) == {JULY}

"""What is done is recorded in the order in which it is done, whenever those who do it began."""

from __future__ import annotations

from datetime import date

from baicheng.server.assignments.models import Assignment
from baicheng.server.duties.models import Duty
from baicheng.server.duties.services import change_record, generate, move_record
from baicheng.server.history.models import Event
from baicheng.server.registers.matter import KIND
from baicheng.server.registers.models import Version
from baicheng.server.registers.verification import verify_records
from tests.server.duties import conftest as duty_drill
from tests.server.duties.conftest import Drill, at

drill, new_drill = duty_drill.drill, duty_drill.new_drill
duties = duty_drill.duties


def test_a_run_that_began_before_a_record_was_entered_records_after_it(
    drill: Drill, duties: dict[str, Duty]
) -> None:
    task = drill.task("2019-01-10 09:00")

    generate(date(2019, 4, 30), at("2019-01-10 08:59"))

    entered = at("2019-01-10 09:00")
    opened = Assignment.objects.filter(about_kind=KIND, about_id=task.pk, key__startswith="duty:")
    assert opened.exists() and not opened.filter(recorded_at__lt=entered).exists()
    assert not Version.objects.filter(record=task, recorded_at__lt=entered).exists()
    assert list(verify_records()) == []


def test_who_waited_for_another_is_recorded_after_them(drill: Drill, duties: dict[str, Duty]) -> None:
    task = drill.task("2019-01-10")
    first = {"content": "打通断头路9条"}
    changed = change_record(
        task, first, user=drill.office, at=at("2019-01-11 09:05"), revision=task.revision, reason="核对"
    )

    second = {"content": "打通断头路10条"}
    change_record(
        task, second, user=drill.office, at=at("2019-01-11 09:04"), revision=changed.revision, reason="核对"
    )

    events = Event.objects.filter(chain=f"registers.record:{task.pk}").order_by("number")
    moments = list(events.values_list("recorded_at", flat=True))
    assert moments == sorted(moments)
    task.refresh_from_db()
    assert task.fields["content"] == second["content"]
    assert list(verify_records()) == []


def test_a_move_and_what_follows_from_it_are_of_one_moment(drill: Drill, duties: dict[str, Duty]) -> None:
    task = drill.task("2019-01-10")
    generate(date(2019, 4, 30), at("2019-01-11"))
    report = drill.report(task, "2019-01-31 09:05", values={"covers": "2019-01"})

    moved = move_record(
        report, "send", user=drill.liaison, at=at("2019-01-31 09:04"), revision=report.revision
    )

    events = Event.objects.filter(chain=f"registers.record:{moved.record.pk}").order_by("number")
    assert {event.recorded_at for event in events} == {at("2019-01-31 09:05")}
    assert list(verify_records()) == []

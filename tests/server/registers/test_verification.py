"""Rows altered behind the system's back are found, and what services do never looks like that."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from baicheng.server.assignments.models import Assignment
from baicheng.server.history.models import Event, Head, PersonalValue
from baicheng.server.history.verification import verify
from baicheng.server.registers.matter import KIND
from baicheng.server.registers.models import Access, Party, Record, Version
from baicheng.server.registers.services import (
    Taking,
    add_party,
    change_due,
    edit_record,
    end_party,
    erase_personal,
    move,
    replace_party,
    set_consolidator,
)
from baicheng.server.registers.verification import verify_records
from tests.server.registers.conftest import NOW, Drill, days, hours


def whats() -> list[str]:
    return [fault.what for fault in verify_records()]


def edit(record: Record, drill: Drill, day: float, values: dict[str, Any], **more: Any) -> None:
    record.refresh_from_db()
    given = {"reason": "更正", **more}
    edit_record(record, values, user=drill.office, at=days(day), revision=record.revision, **given)


@pytest.fixture
def task(drill: Drill) -> Record:
    """A task through everything that services do to records."""
    task = drill.task(
        values={"contact": "13812345678", "progress": 5},
        place={"type": "Point", "coordinates": [113.6, 34.7]},
    )
    edit(task, drill, 1, {"progress": 20})
    edit(task, drill, 3, {"progress": 60}, title="打通断头路八条")
    edit(task, drill, 4, {"progress": 60}, held_at=days(2))
    edit(task, drill, 4.5, {"planned": 100, "spent": 30})
    edit(task, drill, 5, {"contact": "13900000000"}, place={"type": "Point", "coordinates": [113.7, 34.8]})

    def given(day: float) -> dict[str, Any]:
        task.refresh_from_db()
        return {"user": drill.office, "at": days(day), "revision": task.revision}

    move(task, "accept", **{**given(5.5), "user": drill.liaison})
    add_party(task, Taking("lead", drill.other), **given(6))
    set_consolidator(task, "lead", drill.other, **given(7))
    replace_party(task, "lead", drill.bureau, drill.county, reason="职能调整", **given(8))
    end_party(task, "lead", drill.other, reason="任务已分开", **given(9))
    change_due(task, "due_on", date(2019, 9, 30), approval="市政府批示", reason="汛期停工", **given(10))
    task.refresh_from_db()
    return task


def test_what_services_do_to_a_record_is_sound(drill: Drill, task: Record) -> None:
    assert Version.objects.filter(record=task).count() > 6
    assert whats() == []
    assert verify().faults == ()


def test_some_thousand_events_of_services_are_sound_and_read_a_few_at_a_time(drill: Drill) -> None:
    for number in range(210):
        record = drill.task(at=hours(number / 10), values={"progress": number % 90})
        for step in range(3):
            edit(
                record,
                drill,
                10 + number / 100 + step,
                {"progress": number % 7 + step, "contact": f"1380000{number:04}"},
            )
    assert Event.objects.count() > 1000

    with CaptureQueriesContext(connection) as run:
        assert whats() == []

    assert len(run) < 30


ALTERED = [
    ({"state": "closed"}, "state is not what was last recorded"),
    ({"title": "打通断头路九条"}, "title is not what was last recorded"),
    ({"number": "2019-999"}, "number is not what was last recorded"),
    ({"place": None}, "place is not what was last recorded"),
    ({"closed_at": days(3)}, "closed_at is not when it was last moved"),
    ({"opened_at": days(-3)}, "opened_at is not what was entered"),
    ({"due_at": days(300)}, "due_at is not that of its open assignments"),
]


@pytest.mark.parametrize(("change", "words"), ALTERED, ids=[next(iter(change)) for change, _ in ALTERED])
def test_an_altered_record_is_found(drill: Drill, task: Record, change: dict[str, Any], words: str) -> None:
    other = drill.task()
    Record.objects.filter(pk=task.pk).update(**change)

    found = list(verify_records())

    assert any(words in fault.what for fault in found)
    assert {fault.chain for fault in found} == {f"registers.record:{task.pk}"} and other.pk != task.pk


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("progress", 61),
        ("progress", None),
        ("contact", "13911111111"),
        ("invented", "x"),
        ("due_on", "2019-12-31"),
    ],
)
def test_an_altered_field_is_found_in_the_record_and_in_its_versions(
    drill: Drill, task: Record, field: str, value: Any
) -> None:
    for row in (task, Version.objects.get(record=task, superseded_at=None, until=None)):
        row.fields = (
            {**row.fields, field: value}
            if value is not None
            else {name: kept for name, kept in row.fields.items() if name != field}
        )
        row.save(update_fields=["fields"])

    assert sum(f"fields.{field} is not what was" in what for what in whats()) == 2


def test_a_computed_field_that_does_not_follow_is_found(drill: Drill, task: Record) -> None:
    Record.objects.filter(pk=task.pk).update(fields={**task.fields, "left": "71"})

    assert any("a computed field does not follow from the others" in what for what in whats())


def test_a_version_of_the_past_is_found_when_it_is_altered(drill: Drill, task: Record) -> None:
    first = Version.objects.filter(record=task, superseded_at=None).order_by("since")[0]
    Version.objects.filter(pk=first.pk).update(fields={**first.fields, "progress": 50})

    assert [what for what in whats() if "fields.progress is not what was recorded" in what]


def test_what_was_known_once_is_found_when_it_is_altered(drill: Drill, task: Record) -> None:
    replaced = Version.objects.filter(record=task, superseded_at__gt=days(1)).order_by("pk")[0]
    Version.objects.filter(pk=replaced.pk).update(state="closed")

    assert [what for what in whats() if "state is not what was recorded" in what]


@pytest.mark.parametrize("moved", [{"since": days(0.5)}, {"until": days(400)}])
def test_a_gap_between_versions_is_found(drill: Drill, task: Record, moved: dict[str, Any]) -> None:
    second = Version.objects.filter(record=task, superseded_at=None).order_by("since")[1]
    Version.objects.filter(pk=second.pk).update(**moved)

    assert any("do not follow each other" in what for what in whats())


@pytest.mark.parametrize(
    "change",
    [
        {"role": "responsible"},
        {"until": date(2019, 4, 1)},
        {"consolidates": True},
        {"since": date(2019, 1, 1)},
    ],
    ids=["role", "until", "consolidates", "since"],
)
def test_an_altered_party_is_found(drill: Drill, task: Record, change: dict[str, Any]) -> None:
    party = Party.objects.known().filter(record=task, until=None).latest("pk")
    Party.objects.filter(pk=party.pk).update(**change)

    assert any("the parties known on" in what for what in whats())


def test_a_party_put_in_another_place_is_found(drill: Drill, task: Record) -> None:
    Party.objects.filter(record=task, subject=drill.bureau).update(subject=drill.guide)

    assert any("the parties known on" in what for what in whats())


def test_a_party_that_was_added_or_taken_away_is_found(drill: Drill, task: Record) -> None:
    Party.objects.create(
        record=task, role="lead", subject=drill.guide, since=date(2019, 4, 1), recorded_at=days(30)
    )
    assert any("without history" in what for what in whats())

    Party.objects.filter(record=task).delete()
    assert any("the parties known on" in what for what in whats())


def test_a_row_without_history_and_history_without_a_row_are_found(drill: Drill, task: Record) -> None:
    twin = Record.objects.get(pk=task.pk)
    twin.pk, twin.number = None, "2019-998"
    twin.save()
    (fault,) = verify_records()
    assert fault.chain == f"registers.record:{twin.pk}" and "without history" in fault.what

    Record.objects.filter(pk=twin.pk).delete()
    for rows in (Access, Party, Version):
        rows.objects.filter(record=task).delete()
    Record.objects.filter(pk=task.pk).delete()
    (fault,) = verify_records()
    assert (fault.chain, "removed" in fault.what) == (f"registers.record:{task.pk}", True)
    assert Head.objects.filter(chain=fault.chain).exists()


def test_an_assignment_moved_by_hand_shows_in_the_due_moment_of_its_record(
    drill: Drill, task: Record
) -> None:
    Assignment.objects.filter(about_kind=KIND, about_id=task.pk).update(due_at=days(400))

    assert any("due_at is not that of its open assignments" in what for what in whats())


def test_lawful_erasure_is_sound_and_a_value_that_comes_back_is_found(drill: Drill, task: Record) -> None:
    erase_personal(task, ["contact"], user=drill.office, at=days(20), reason="本人申请删除")
    assert whats() == []

    task.refresh_from_db()
    Record.objects.filter(pk=task.pk).update(fields={**task.fields, "contact": "13900000000"})
    assert any("fields.contact" in what for what in whats())


def test_a_personal_value_is_held_to_its_digest(drill: Drill, task: Record) -> None:
    PersonalValue.objects.filter(event__chain=f"registers.record:{task.pk}").update(salt="00")

    assert any("fields.contact is not what was last recorded" in what for what in whats())


def test_a_record_closed_and_taken_up_again_is_sound(drill: Drill) -> None:
    report = drill.report(drill.task())
    for name, user, day in (("send", drill.liaison, 1.0), ("accept", drill.office, 2.0)):
        report.refresh_from_db()
        move(report, name, user=user, at=NOW + timedelta(days=day), revision=report.revision)

    report.refresh_from_db()
    assert report.closed_at is not None
    assert whats() == []

    Record.objects.filter(pk=report.pk).update(closed_at=None)
    assert any("closed_at does not go with the state" in what for what in whats())

"""Changing records, two people at once, and the past."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from baicheng.server.accounts.models import User
from baicheng.server.history.models import Event
from baicheng.server.registers.models import Record, Version
from baicheng.server.registers.queries import Past, as_of, list_page
from baicheng.server.registers.services import edit_record
from tests.server.registers.conftest import NOW, Drill, days

TOMORROW = days(1)


def edit(record: Record, user: User, at: datetime = TOMORROW, **more: object) -> Record:
    record.refresh_from_db()
    given = {"values": {"progress": 30}, "revision": record.revision, "reason": "更正", **more}
    return edit_record(record, user=user, at=at, **given)  # type: ignore[arg-type]


def test_what_is_not_given_stays(drill: Drill) -> None:
    task = edit(drill.task(), drill.office)

    assert task.fields == {"content": "打通断头路8条", "due_on": "2019-06-30", "progress": "30"}
    assert task.revision == 2
    event = Event.objects.get(verb="registers.record.edited")
    assert event.changes == {"fields.progress": [None, "30"]}


def test_what_is_emptied_goes(drill: Drill) -> None:
    task = edit(drill.task(values={"part": "water"}), drill.office, values={"part": ""})

    assert "part" not in task.fields


def test_what_is_required_is_not_emptied(drill: Drill) -> None:
    task = drill.task()
    with pytest.raises(ValidationError) as refused:
        edit(task, drill.office, values={"content": " "})
    assert set(refused.value.message_dict) == {"content"}


@pytest.mark.parametrize("who", ["liaison", "other_liaison", "above", "stranger", "all_seeing"])
def test_who_may_not_change_it_in_its_state_is_refused_and_nothing_is_written(drill: Drill, who: str) -> None:
    task = drill.task()
    events, versions = Event.objects.count(), Version.objects.count()

    with pytest.raises(PermissionDenied, match="Issued"):
        edit(task, getattr(drill, who))
    task.refresh_from_db()
    assert "progress" not in task.fields
    assert (Event.objects.count(), Version.objects.count()) == (events, versions)


def test_the_second_of_two_is_told_who_changed_what(drill: Drill) -> None:
    task = drill.task()
    seen = task.revision
    edit(task, drill.office)

    with pytest.raises(ValidationError) as refused:
        edit_record(task, {"progress": 50}, user=drill.office, at=days(2), revision=seen, reason="更正")
    (error,) = refused.value.error_list
    assert error.code == "stale"
    assert str(drill.office) in str(error.message)
    assert "Progress" in str(error.message)
    task.refresh_from_db()
    assert task.fields["progress"] == "30"


def test_an_edit_that_changes_nothing_writes_nothing(drill: Drill) -> None:
    task = drill.task()
    events = Event.objects.count()

    assert edit(task, drill.office, values={"content": "打通断头路8条"}).revision == 1
    assert Event.objects.count() == events


def test_a_correction_of_the_past_holds_until_the_same_was_stated_again(drill: Drill) -> None:
    task = drill.task()
    edit(task, drill.office, at=days(10), values={"progress": 50})

    edit(task, drill.office, at=days(20), values={"progress": 20, "part": "roads"}, held_at=days(5))

    task.refresh_from_db()
    assert (task.fields["progress"], task.fields["part"]) == ("50", "roads")
    then = {day: as_of(task, Past(days(day), days(20))).get().fields for day in (1, 5, 9, 10)}
    assert {day: fields.get("progress") for day, fields in then.items()} == {
        1: None,
        5: "20",
        9: "20",
        10: "50",
    }
    assert {day: fields.get("part") for day, fields in then.items()} == {
        1: None,
        5: "roads",
        9: "roads",
        10: "roads",
    }
    before = as_of(task, Past(days(5), days(19))).get()
    assert "progress" not in before.fields


def test_nothing_is_corrected_before_the_record_was_opened(drill: Drill) -> None:
    with pytest.raises(ValidationError, match="opened"):
        edit(drill.task(), drill.office, held_at=days(-1))


def test_nothing_is_entered_that_holds_only_later(drill: Drill) -> None:
    with pytest.raises(ValidationError, match="then"):
        edit(drill.task(), drill.office, held_at=days(3))


def test_computed_fields_follow_in_every_version(drill: Drill) -> None:
    task = drill.task(values={"planned": "100", "spent": "10"})
    edit(task, drill.office, at=days(10), values={"spent": "50"})
    edit(task, drill.office, at=days(20), values={"planned": "200"}, held_at=days(5))

    past = {day: as_of(task, Past(days(day), days(20))).get().fields["left"] for day in (1, 5, 10)}
    assert past == {1: "90", 5: "190", 10: "150"}


def test_personal_values_enter_history_as_digests_only(drill: Drill) -> None:
    task = drill.task(values={"contact": "13812345678"})
    edit(task, drill.office, values={"contact": "13900000000"})

    for event in Event.objects.filter(chain=f"registers.record:{task.pk}"):
        told = str(event.changes.get("fields.contact", ""))
        assert "13812345678" not in told and "13900000000" not in told


def test_a_masked_value_that_comes_back_unchanged_means_the_value_itself(drill: Drill) -> None:
    task = drill.task(values={"contact": "13812345678"})

    edited = edit(task, drill.office, values={"contact": "138****5678", "progress": 10})

    assert edited.fields["contact"] == "13812345678"


def test_lists_follow_at_once(drill: Drill) -> None:
    task = drill.task()
    edit(task, drill.office, title="新名称")

    (row,) = list_page(drill.liaison, "drill.tasks", at=NOW).rows
    assert row.title == "新名称"

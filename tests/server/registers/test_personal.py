"""Personal data: masked, read with a reason that is logged, erased for good."""

from __future__ import annotations

import json

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from baicheng.server.history.models import Event, PersonalValue
from baicheng.server.history.verification import verify
from baicheng.server.registers.models import Record, Version
from baicheng.server.registers.queries import shown
from baicheng.server.registers.services import edit_record, erase_personal, reveal_personal
from tests.server.registers.conftest import NOW, Drill, days

NUMBER = "13812345678"


@pytest.fixture
def task(drill: Drill) -> Record:
    made = drill.task(values={"contact": "13700001111"})
    edit_record(
        made, {"contact": NUMBER}, user=drill.office, at=days(1), revision=made.revision, reason="补录"
    )
    made.refresh_from_db()
    return made


@pytest.mark.parametrize("who", ["office", "liaison", "above"])
def test_everybody_is_shown_a_mask(drill: Drill, task: Record, who: str) -> None:
    page = shown(getattr(drill, who), task, NOW)

    assert page.fields["contact"] == "138****5678"
    assert page.may_read_personal is (who == "office")


def test_reading_it_gives_a_reason_and_is_logged(drill: Drill, task: Record) -> None:
    value = reveal_personal(task, "contact", user=drill.office, at=days(2), reason="电话核实进展")

    assert value == NUMBER
    event = Event.objects.get(verb="registers.record.personal_read")
    assert (event.actor, event.reason) == (f"user:{drill.office.pk}", "电话核实进展")
    assert event.context["field"] == "contact"
    assert NUMBER not in json.dumps([event.changes, event.context])


def test_without_a_reason_nothing_is_shown_or_logged(drill: Drill, task: Record) -> None:
    with pytest.raises(ValidationError, match="reason"):
        reveal_personal(task, "contact", user=drill.office, at=days(2), reason=" ")
    assert not Event.objects.filter(verb="registers.record.personal_read").exists()


@pytest.mark.parametrize("who", ["liaison", "above", "all_seeing", "stranger"])
def test_who_has_no_need_of_it_neither_reads_nor_erases_it(drill: Drill, task: Record, who: str) -> None:
    by, events = getattr(drill, who), Event.objects.count()

    with pytest.raises(PermissionDenied):
        reveal_personal(task, "contact", user=by, at=days(2), reason="好奇")
    with pytest.raises(PermissionDenied):
        erase_personal(task, ["contact"], user=by, at=days(2), reason="好奇")
    task.refresh_from_db()
    assert task.fields["contact"] == NUMBER
    assert Event.objects.count() == events


@pytest.mark.parametrize("fields", [[], ["content"], ["contact", "content"], ["nothing"]])
def test_only_personal_fields_are_erased(drill: Drill, task: Record, fields: list[str]) -> None:
    with pytest.raises(ValidationError, match="no such personal"):
        erase_personal(task, fields, user=drill.office, at=days(2), reason="本人申请")
    task.refresh_from_db()
    assert task.fields["contact"] == NUMBER


def test_what_is_erased_is_nowhere_and_history_still_verifies(drill: Drill, task: Record) -> None:
    erase_personal(task, ["contact"], user=drill.office, at=days(2), reason="本人申请删除")

    task.refresh_from_db()
    assert "contact" not in task.fields
    assert task.fields["content"] == "打通断头路8条"
    assert all("contact" not in version.fields for version in Version.objects.filter(record=task))
    assert set(
        PersonalValue.objects.filter(event__chain=f"registers.record:{task.pk}").values_list("value", "salt")
    ) == {(None, "")}
    assert not verify().faults
    assert [erasure.reason for erasure in verify().erasures] == ["本人申请删除"] * len(verify().erasures)
    assert verify().erasures

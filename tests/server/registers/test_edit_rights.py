"""Who may change which field in which state of the shipped packs, and when a reason is given."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from baicheng.packs.schema.registers import TYPED_COLUMNS
from baicheng.server.accounts.models import User
from baicheng.server.history.models import Event
from baicheng.server.registers.models import Record
from baicheng.server.registers.queries import editable_now
from baicheng.server.registers.services import edit_record, move
from tests.server.registers.conftest import Drill, days
from tests.server.registers.shipped import NOW, PACKS, Shipped

TABLE = Path(__file__).parent / "edit_rights.txt"
#: A value that fits most kinds; where it does not, the service has asked for the right before.
VALUE = "1"

Cell = tuple[str, str, str, str]


def table() -> dict[Cell, bool]:
    """(register, state, who, field) → whether a reason is given; what is not there may not be changed."""
    found: dict[Cell, bool] = {}
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        register, state, who, reason, *names = line.split()
        found |= {
            (register, state, one, name): reason == "reason" for one in who.split(",") for name in names
        }
    return found


def answer(record: Record, by: User, name: str, reason: str) -> str:
    """What the service says to somebody who changes a field: done, reason, invalid or refused; it is undone."""
    given: dict[str, Any] = {"user": by, "at": NOW, "revision": record.revision, "reason": reason}
    if name == "title":
        given["title"] = "另一题目"
    elif name == "place":
        given["place"] = {"type": "Point", "coordinates": [113.6, 34.7]}
    try:
        with transaction.atomic():
            edit_record(record, {} if name in TYPED_COLUMNS else {name: VALUE}, **given)
            transaction.set_rollback(True)
    except PermissionDenied:
        return "refused"
    except ValidationError as error:
        return "reason" if "reason" in getattr(error, "error_dict", {}) else "invalid"
    return "done"


def expected_answers(record: Record, by: User, field: str, listed: bool, free: bool) -> bool:
    """Whether the service answers as the table says, with a reason and without one."""
    said = answer(record, by, field, "更正")
    if said == "done" and listed:
        return answer(record, by, field, "") == ("done" if free else "reason")
    return said == "invalid" if listed else said == "refused"


@pytest.mark.parametrize("programme", PACKS)
def test_every_role_changes_in_every_state_the_fields_of_the_table_and_no_other(
    db: None, programme: str
) -> None:
    shipped, expected = Shipped(programme), table()
    wrong = []
    for name, register in shipped.registers.items():
        own = [field for field, one in register.fields_.items() if one.computed is None]
        for state in register.flow.states if register.flow else ():
            record = shipped.record(name, state)
            for who, by in shipped.who(name):
                may = editable_now(by, record, NOW)
                for field in (*own, "title", "place"):
                    cell = (f"{programme}.{name}", state, who, field)
                    wanted = expected.get(cell) or expected.get((*cell[:3], "all"))
                    listed = cell in expected or (*cell[:3], "all") in expected
                    free = listed and not wanted
                    if (field in may.names, field in may.free) != (listed, free):
                        wrong.append(("page", *cell))
                    if not expected_answers(record, by, field, listed, free):
                        wrong.append(("service", *cell))

    assert wrong == []


def test_a_lead_unit_writes_what_it_reports_and_needs_no_reason(drill: Drill) -> None:
    task = under_way(drill)

    task = edit_record(task, {"progress": 40}, user=drill.liaison, at=days(1), revision=task.revision)

    assert task.fields["progress"] == "40"


@pytest.mark.parametrize(
    "asked", [{"values": {"content": "少做一点", "progress": 40}}, {"values": {}, "title": "另一任务"}]
)
def test_a_lead_unit_does_not_rewrite_what_is_asked_of_it(drill: Drill, asked: dict[str, Any]) -> None:
    task = under_way(drill)
    events = Event.objects.count()

    with pytest.raises(PermissionDenied, match=r"may not change: (Content|Title)"):
        edit_record(task, **asked, user=drill.liaison, at=days(1), revision=task.revision, reason="更正")
    task.refresh_from_db()
    assert task.fields["content"] == "打通断头路8条"
    assert "progress" not in task.fields
    assert Event.objects.count() == events


def test_what_is_issued_changes_with_a_reason_only(drill: Drill) -> None:
    task = drill.task()
    events = Event.objects.count()
    given: dict[str, Any] = {"user": drill.office, "at": days(1), "revision": task.revision}

    with pytest.raises(ValidationError) as refused:
        edit_record(task, {"content": "打通断头路10条"}, **given, reason="  ")
    assert set(refused.value.message_dict) == {"reason"}
    assert Event.objects.count() == events
    task = edit_record(task, {"content": "打通断头路10条"}, **given, reason="市政府会议纪要〔2019〕3号")
    assert Event.objects.latest("pk").reason == "市政府会议纪要〔2019〕3号"


def test_a_draft_changes_without_a_reason(drill: Drill) -> None:
    report = drill.report(drill.task())

    changed_now = edit_record(
        report, {"progress": 60}, user=drill.liaison, at=days(1), revision=report.revision
    )

    assert changed_now.fields["progress"] == "60"


def under_way(drill: Drill) -> Record:
    task = drill.task()
    move(task, "accept", user=drill.liaison, at=NOW, revision=task.revision)
    task.refresh_from_db()
    return task

"""How many days before and after a deadline people are urged is for the office to decide, with another's approval."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from baicheng.packs.local_values import fits, rungs, settable
from baicheng.server.accounts.models import Role
from baicheng.server.assignments.models import Assignment, Climbed
from baicheng.server.editions.contents import called
from baicheng.server.editions.models import LocalValue
from baicheng.server.editions.queries import pack
from baicheng.server.editions.services import approve_local_value, propose_local_value
from baicheng.server.registers.matter import KIND
from baicheng.server.registers.models import Record
from baicheng.server.registers.services import escalate
from tests.server.people import user
from tests.server.registers import test_escalate
from tests.server.registers.conftest import Drill
from tests.server.registers.test_escalate import at, orders, told

task = test_escalate.task
LADDER = "registers.tasks.under_way.deliver.remind"
FIVE, TWENTY = {"amount": 5, "unit": "calendar_day"}, {"amount": 20, "unit": "calendar_day"}

pytestmark = pytest.mark.django_db


def proposed(drill: Drill, rung: str, value: Any, since: date = date(2019, 3, 1)) -> LocalValue:
    return propose_local_value(
        pack="drill",
        path=f"{LADDER}.{rung}",
        value=value,
        since=since,
        user=drill.office,
        at=at(3, 7),
        reason="任务多，提前催办",
        decided_by="市提质办主任办公会",
    )


def decide(drill: Drill, rung: str, value: Any, **more: Any) -> None:
    approve_local_value(proposed(drill, rung, value, **more), user=user(Role.ADMINISTRATOR), at=at(3, 7))


def test_a_task_that_was_open_already_is_urged_on_the_day_decided(drill: Drill, task: Record) -> None:
    decide(drill, "soon", FIVE)

    assert escalate(at(3, 24, 7, 59)) == (0, 0)
    assert escalate(at(3, 24, 8)).told == 2
    assert told(drill.liaison)[-1].endswith("还有5天到期")
    assert escalate(at(3, 26, 8)) == (0, 0), "the pack's own three days no longer count"


def test_an_order_comes_when_the_office_has_decided(drill: Drill, task: Record) -> None:
    decide(drill, "order", TWENTY)

    assert escalate(at(4, 8)).created == 0
    assert escalate(at(4, 18, 7, 59)).created == 0
    assert escalate(at(4, 18, 8)).created == 1
    assert len(orders()) == 1


def test_what_was_climbed_is_not_climbed_again(drill: Drill, task: Record) -> None:
    escalate(at(3, 26))
    decide(drill, "soon", {"amount": 2, "unit": "calendar_day"})
    before = Climbed.objects.count()

    assert escalate(at(3, 28)) == (0, 0)
    assert Climbed.objects.count() == before


def test_it_holds_from_its_day_on_and_only_for_its_rung(drill: Drill, task: Record) -> None:
    decide(drill, "soon", FIVE, since=date(2019, 3, 25))

    assert escalate(at(3, 24, 9)) == (0, 0)
    assert escalate(at(3, 25, 9)).told == 2
    assert escalate(at(4, 1, 8)).told > 0
    assert told(drill.leader)[-1].endswith("已逾期3天")


def test_what_nobody_else_has_approved_changes_nothing(drill: Drill, task: Record) -> None:
    value = proposed(drill, "soon", FIVE)
    with pytest.raises((PermissionDenied, ValidationError)):
        approve_local_value(value, user=drill.office, at=at(3, 7))

    assert escalate(at(3, 24, 9)) == (0, 0)


@pytest.mark.parametrize(
    "value",
    [{"amount": 200, "unit": "calendar_day"}, {"amount": 0, "unit": "calendar_day"}, {"amount": 1}, 5, "5天"],
)
def test_what_is_no_length_of_time_or_too_early_is_refused(drill: Drill, value: Any) -> None:
    with pytest.raises(ValidationError, match="does not fit"):
        proposed(drill, "soon", value)
    assert not LocalValue.objects.filter(path__startswith=LADDER).exists()


def test_a_rung_without_a_name_cannot_be_set(drill: Drill) -> None:
    found = pack("drill")

    assert {path.rpartition(".")[2] for path in rungs(found) if path.startswith(LADDER)} == {
        "soon",
        "leader",
        "order",
    }
    assert f"{LADDER}.2" not in settable(found)
    assert "calendar days" in called(found, f"{LADDER}.soon")
    assert fits(found, f"{LADDER}.leader", TWENTY)


def test_the_assignment_knows_where_its_days_are_decided(task: Record) -> None:
    assert (
        Assignment.objects.get(about_kind=KIND, about_id=task.pk, name="deliver").rule["remind_path"]
        == LADDER
    )

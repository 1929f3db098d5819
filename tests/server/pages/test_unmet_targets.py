"""Whoever closes what has not reached its targets is shown them, and says why."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from baicheng.server.duties.services import move_record
from baicheng.server.history.models import Event
from baicheng.server.indicators.models import Op, Target
from baicheng.server.indicators.services import enter_observation, indicator_of_plan, set_target
from baicheng.server.registers.matter import KIND
from baicheng.server.registers.models import Record
from tests.server.duties.conftest import PROGRAMME, Drill, at
from tests.server.duties.conftest import drill as drill
from tests.server.duties.conftest import new_drill as new_drill
from tests.server.pages.conftest import reader

CLOSED_ON = at("2019-01-20")


@pytest.fixture
def task(drill: Drill) -> Record:
    return drill.task("2019-01-10")


@pytest.fixture
def whole(drill: Drill, task: Record) -> Target:
    return set_target(
        indicator=indicator_of_plan(name="建设社区公园", unit="个"),
        op=Op.AT_LEAST,
        value=Decimal(40),
        record=task,
        user=drill.office,
        at=at("2019-01-10"),
        programme=PROGRAMME,
    )


def reached(drill: Drill, task: Record, whole: Target, value: int) -> None:
    enter_observation(
        target=whole,
        subject=drill.bureau,
        value=Decimal(value),
        held_on=at("2019-01-15").date(),
        source=(KIND, task.pk),
        reported_by=drill.office,
        at=at("2019-01-15"),
    )


def close(drill: Drill, task: Record, **more: Any) -> Record:
    return move_record(
        task, "close", at=CLOSED_ON, revision=task.revision, **{"user": drill.office, **more}
    ).record


def test_five_of_forty_is_closed_with_a_reason_only(drill: Drill, task: Record, whole: Target) -> None:
    reached(drill, task, whole, 5)
    events = Event.objects.count()

    with pytest.raises(ValidationError) as refused:
        close(drill, task)
    assert "建设社区公园" in str(refused.value) and "5" in str(refused.value) and "40" in str(refused.value)
    task.refresh_from_db()
    assert (task.state, Event.objects.count()) == ("under_way", events)

    assert close(drill, task, reason="土地手续未办下，余下转入明年计划").state == "closed"
    moved = Event.objects.filter(verb="registers.record.moved").latest("pk")
    assert moved.reason == "土地手续未办下，余下转入明年计划"


def test_what_nothing_is_known_of_is_not_reached(drill: Drill, task: Record, whole: Target) -> None:
    with pytest.raises(ValidationError, match="建设社区公园"):
        close(drill, task)


def test_what_reached_its_targets_is_closed_without_a_word(drill: Drill, task: Record, whole: Target) -> None:
    reached(drill, task, whole, 40)

    assert close(drill, task).state == "closed"


def test_who_may_not_close_it_is_told_that_and_no_more(drill: Drill, task: Record, whole: Target) -> None:
    with pytest.raises(PermissionDenied):
        close(drill, task, user=drill.liaison)


def test_the_dialog_lists_them_and_asks_why(drill: Drill, task: Record, whole: Target) -> None:
    reached(drill, task, whole, 5)
    client = reader(drill.office)
    page = client.get(f"/records/{task.pk}/").content.decode()
    dialog = page.partition('id="move-close"')[2].partition("</dialog>")[0]
    assert "建设社区公园" in dialog and "required" in dialog

    refused = client.post(f"/records/{task.pk}/moves/close/", {"revision": task.revision})
    assert refused.status_code == 422 and "建设社区公园" in refused.content.decode()
    client.post(f"/records/{task.pk}/moves/close/", {"revision": task.revision, "reason": "余下转入明年"})
    task.refresh_from_db()
    assert task.state == "closed"

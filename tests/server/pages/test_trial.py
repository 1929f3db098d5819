"""A trial run of a local value: the real generators say what would move, and nothing of it stays."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from baicheng.clock.instants import last_day_until
from baicheng.server.accounts.models import Role
from baicheng.server.assignments.models import Assignment
from baicheng.server.duties.services import generate, sync_pack_duties
from baicheng.server.editions.models import LocalValue, LocalValueState
from baicheng.server.editions.services import approve_local_value, propose_local_value
from baicheng.server.history.models import Event
from baicheng.server.pages.trial import try_local_value
from baicheng.server.registers.models import Record, Version
from tests.server.duties import conftest as duties_of
from tests.server.duties.conftest import PROGRAMME, at
from tests.server.pages.conftest import reader
from tests.server.people import user

drill, new_drill = duties_of.drill, duties_of.new_drill
PATH = "duties.monthly_report.when"
TENTH = {"every": "month", "by": "day 10"}
NOW = at("2019-01-20")


@pytest.fixture
def value(drill: duties_of.Drill) -> LocalValue:
    """Reports on the tenth from February on, proposed; a task of January with its reports."""
    drill.task("2019-01-10")
    sync_pack_duties(PROGRAMME, at=at("2019-01-01"))
    generate(date(2019, 3, 24), NOW)
    return propose_local_value(
        pack=PROGRAMME, path=PATH, value=TENTH, since=date(2019, 2, 1), user=drill.office,
        at=NOW, reason="与上级报表同日", decided_by="市政府办公会",
    )  # fmt: skip


def everything() -> dict[str, Any]:
    found: dict[str, Any] = {
        model.__name__: list(model.objects.order_by("pk").values())
        for model in (Assignment, Record, Version, LocalValue)
    }
    return found | {"events": Event.objects.count()}


def test_it_tells_which_due_dates_would_move(drill: duties_of.Drill, value: LocalValue) -> None:
    found = try_local_value(value, user=drill.office, at=NOW)

    (duty,) = found.duties
    moved = {one.period: (day_of(one.before), day_of(one.after)) for one in duty.shifts}
    assert moved == {"2019-02": ("2019-03-05", "2019-03-10")}
    assert found.until == date(2019, 3, 21)


def day_of(due: datetime | None) -> str:
    """The day until whose end something is due."""
    assert due is not None
    return last_day_until(due).isoformat()


def test_it_foretells_what_approving_brings(drill: duties_of.Drill, value: LocalValue) -> None:
    found = try_local_value(value, user=drill.office, at=NOW)
    before = dict(Assignment.objects.values_list("pk", "due_at"))
    approve_local_value(value, user=user(Role.ADMINISTRATOR), at=NOW)
    generate(date(2019, 3, 23), NOW)
    after = dict(Assignment.objects.values_list("pk", "due_at"))

    foretold = sorted((one.before, one.after) for duty in found.duties for one in duty.shifts)
    came = sorted((before[pk], due) for pk, due in after.items() if pk in before and before[pk] != due)
    assert foretold and foretold == came


def test_nothing_of_it_stays(drill: duties_of.Drill, value: LocalValue) -> None:
    before = everything()
    try_local_value(value, user=drill.office, at=NOW)

    assert everything() == before


def test_what_is_settled_is_not_tried(drill: duties_of.Drill, value: LocalValue) -> None:
    approve_local_value(value, user=user(Role.ADMINISTRATOR), at=NOW)
    value.refresh_from_db()

    with pytest.raises(ValidationError):
        try_local_value(value, user=drill.office, at=NOW)


@pytest.mark.parametrize("who", ["liaison", "other_liaison", "inspector"])
def test_nobody_else_tries_it(drill: duties_of.Drill, value: LocalValue, who: str) -> None:
    before, person = everything(), getattr(drill, who)
    with pytest.raises(PermissionDenied):
        try_local_value(value, user=person, at=NOW)
    assert reader(person).post(f"/local-values/{value.pk}/trial/").status_code == 403
    assert everything() == before


def test_the_page_says_it_and_leaves_the_decision(drill: duties_of.Drill, value: LocalValue) -> None:
    before = everything()
    page = reader(drill.office).get(f"/packs/{PROGRAMME}/").content.decode()
    assert f"/local-values/{value.pk}/trial/" in page
    answer = reader(user(Role.ADMINISTRATOR)).post(f"/local-values/{value.pk}/trial/")

    assert answer.status_code == 200
    assert "Nothing has been changed" in answer.content.decode()
    value.refresh_from_db()
    assert value.state == LocalValueState.PROPOSED
    assert everything()["Assignment"] == before["Assignment"]

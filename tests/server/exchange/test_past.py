"""The API on a day of the past: as it was, and as it was known."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from baicheng.server.registers.services import edit_record
from tests.server.duties.conftest import Drill, at
from tests.server.exchange.conftest import TASKS, Caller

Asks = Callable[..., Caller]


def test_the_past_is_shown_as_it_was_and_as_it_was_known(drill: Drill, asks: Asks) -> None:
    task = drill.task("2019-01-10", title="原名")
    edit_record(
        task, {}, title="新名", user=drill.office, at=at("2019-03-01"), revision=task.revision, reason="更名"
    )
    office = asks(drill.office)

    def shown(**query: str) -> Any:
        return office.get(f"/records/{task.pk}", query)

    assert shown().json()["title"] == "新名"
    assert shown(held="2019-02-01").json()["title"] == "原名"
    assert shown(held="2019-03-02", known="2019-02-01").json()["title"] == "原名"
    assert shown(held="2019-01-01").status_code == 404
    listed = office.get(f"/registers/{TASKS}/records", {"held": "2019-02-01"})
    assert [row["title"] for row in listed.json()["items"]] == ["原名"]
    assert listed.json()["items"][0]["revision"] is None

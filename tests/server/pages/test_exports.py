"""Every list as an Excel file: what the page shows, narrowed as it is, and nothing that is somebody else's."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from baicheng.server.history.actors import WORKER
from baicheng.server.notices.services import notify
from baicheng.server.orgs.services.succeeding import enter_succession
from baicheng.server.orgs.successions import EVERYTHING, Scope
from tests.server.pages.conftest import reader
from tests.server.people import subject, user
from tests.server.registers.conftest import NOW, Drill


def rows(user_: Any, path: str) -> list[tuple[Any, ...]]:
    """What stands below the heads."""
    answer = reader(user_).get(path)
    assert answer.status_code == 200, path
    assert answer["Content-Disposition"].startswith("attachment")
    content = b"".join(answer.streaming_content)
    sheet = load_workbook(io.BytesIO(content)).active
    return list(sheet.iter_rows(min_row=4, values_only=True))


def test_the_directory_is_exported_as_it_is_narrowed(drill: Drill) -> None:
    subject("市规划局", short="规划局")

    assert ("市规划局", "规划局", "unit") in [
        row[:3] for row in rows(drill.liaison, "/directory/export.xlsx")
    ]
    found = rows(drill.liaison, "/directory/export.xlsx?q=规划")
    assert [row[0] for row in found] == ["市规划局"]
    downwards = [row[0] for row in rows(drill.liaison, "/directory/export.xlsx?sort=-name")]
    assert downwards == sorted(downwards, reverse=True)


def test_my_work_is_exported_to_those_whose_work_it_is(drill: Drill) -> None:
    drill.task(title="断头路")

    (mine,) = rows(drill.liaison, "/my-work/export.xlsx")
    assert "断头路" in mine
    assert rows(drill.other_liaison, "/my-work/export.xlsx") == []


def test_messages_are_exported_to_those_who_got_them(drill: Drill) -> None:
    notify([drill.liaison], key="x", text={"zh": "退回", "en": "=returned"}, at=NOW)

    ((text, _sent, state),) = rows(drill.liaison, "/inbox/export.xlsx")
    assert (text, state) == ("=returned", "unread")
    assert rows(drill.other_liaison, "/inbox/export.xlsx") == []


def test_accounts_are_exported_to_administrators_alone(drill: Drill) -> None:
    administrator = user("administrator")

    found = rows(administrator, f"/accounts/export.xlsx?q={drill.liaison.username}")
    assert [(row[1], row[3]) for row in found] == [(drill.liaison.username, "市住建局")]
    assert reader(drill.office).get("/accounts/export.xlsx").status_code == 403


@pytest.mark.parametrize(
    "path",
    [
        "/documents/export.xlsx",
        "/duties/export.xlsx?programme=drill",
        "/imports/export.xlsx",
        "/papers/export.xlsx?state=draft",
        "/assessments/export.xlsx",
        "/rounds/export.xlsx",
    ],
)
def test_a_list_without_a_row_has_its_heads(drill: Drill, path: str) -> None:
    assert rows(drill.office, path) == []


def test_successions_are_exported_with_how_far_they_have_come(drill: Drill) -> None:
    new = subject("市城管局")
    enter_succession(
        old=drill.bureau,
        new=new,
        scope=Scope(EVERYTHING),
        ordered_on=date(2019, 1, 10),
        source="令235号",
        actor=WORKER,
        at=NOW,
    )

    (row,) = rows(drill.liaison, "/directory/successions/export.xlsx")
    assert (row[0], row[1], row[3], row[4]) == ("市住建局", "市城管局", "令235号", "not in place yet")


def test_what_a_unit_is_late_with_is_exported_to_those_who_see_it(drill: Drill) -> None:
    drill.task(title="断头路", at=timezone.now())
    path = f"/duties/drill/{drill.bureau.pk}/export.xlsx"

    assert rows(drill.office, path) == []
    assert reader(drill.office).get("/duties/none/1/export.xlsx").status_code == 404


def test_my_work_as_a_file_has_more_than_the_page_shows(
    drill: Drill, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("baicheng.server.pages.views.work.SHOWN", 1)
    tasks = [drill.task() for _number in range(3)]

    found = {cell for row in rows(drill.liaison, "/my-work/export.xlsx") for cell in row}

    assert {task.number for task in tasks} <= found

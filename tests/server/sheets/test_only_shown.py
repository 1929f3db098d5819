"""What a sheet only shows: it comes back unchanged, and a changed cell is a fault instead of being lost."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from baicheng.server.accounts.models import User
from baicheng.server.history.models import Event
from baicheng.server.intake.models import Import
from baicheng.server.intake.services import issue
from baicheng.server.registers.books import book_of
from baicheng.server.registers.matter import Viewer
from baicheng.server.registers.queries import Filters
from baicheng.server.sheets import filling, views
from baicheng.server.sheets.columns import targets
from baicheng.server.sheets.filling import form_file, listed_records
from baicheng.server.sheets.heads import target_of_head
from tests.server.intake import test_issue
from tests.server.intake.conftest import AT
from tests.server.pages.conftest import reader
from tests.server.registers import conftest as registers
from tests.server.registers.conftest import Drill
from tests.server.registers.shipped import Shipped
from tests.server.sheets.conftest import cells, excel, faults, uploaded

counties, decided, programme = test_issue.counties, test_issue.decided, test_issue.programme
drill, new_drill = registers.drill, registers.new_drill
TASKS = "quality_programme.tasks"

pytestmark = pytest.mark.django_db


def sheet_of(user: User, register: str) -> list[list[Any]]:
    """The records of a register to be edited: the heads, then a row for each."""
    viewer, book = Viewer(user, timezone.now()), book_of(register)
    rows = list(listed_records(viewer, book, Filters(), "number"))
    return [list(row) for row in cells(form_file(viewer, book, rows).read())[1:]]


@pytest.fixture
def tasks(decided: Import, office: User) -> list[list[Any]]:
    """The sheet of an issued plan, in English as tests read."""
    issue(decided, user=office, at=AT)
    return sheet_of(office, TASKS)


def column(sheet: list[list[Any]], head: str) -> int:
    return [str(one).removesuffix(" *") for one in sheet[0]].index(head)


def test_targets_and_parts_stand_beside_each_task_and_change_nothing(
    tasks: list[list[Any]], office: User
) -> None:
    targets = [str(row[column(tasks, "Only shown: targets")]) for row in tasks[1:]]
    assert any("8条" in one for one in targets)
    assert any(row[column(tasks, "Only shown: parts")] for row in tasks[1:])

    again = uploaded(excel(tasks), office, TASKS)

    assert faults(again) == {}
    assert (again.found["create"], again.found["change"]) == (0, 0)


@pytest.mark.parametrize("head", ["Only shown: targets", "Only shown: parts"])
def test_a_changed_target_or_part_is_a_fault_of_its_cell(
    head: str, tasks: list[list[Any]], office: User
) -> None:
    place = column(tasks, head)
    line = next(number for number, row in enumerate(tasks) if number and row[place])
    tasks[line][place] = f"{tasks[line][place]}0"
    events = Event.objects.count()

    upload = uploaded(excel(tasks), office, TASKS)

    ((cell, said),) = faults(upload).items()
    assert cell.endswith(str(line + 1))
    assert "only shown" in said
    assert "put back" in said
    assert Event.objects.count() == events


def test_a_changed_state_is_a_fault_of_its_cell(tasks: list[list[Any]], office: User) -> None:
    tasks[1][column(tasks, "State")] = "Closed out"

    (said,) = faults(uploaded(excel(tasks), office, TASKS)).values()

    assert "changes by moves alone" in said


def test_a_new_row_cannot_bring_targets(tasks: list[list[Any]], office: User) -> None:
    fresh: list[Any] = [None] * len(tasks[0])
    fresh[column(tasks, "Title")] = "新任务"
    fresh[column(tasks, "What is to be done")] = "打通断头路3条"
    fresh[column(tasks, "Lead unit")] = tasks[1][column(tasks, "Lead unit")]
    fresh[column(tasks, "Only shown: targets")] = "断头路 ≥ 3条"

    found = faults(uploaded(excel([*tasks, fresh]), office, TASKS))

    assert "cannot give targets" in "".join(found.values())
    fresh[column(tasks, "Only shown: targets")] = None
    assert faults(uploaded(excel([*tasks, fresh]), office, TASKS)) == {}


def test_a_column_of_an_office_that_is_called_targets_is_not_taken_for_ours(tasks: list[list[Any]]) -> None:
    def meant(head: str) -> str | None:
        return target_of_head(head, targets(book_of(TASKS)))

    assert [meant("只供查看：目标"), meant("只供查看：分项")] == ["shown_targets", "shown_parts"]
    assert not {meant("目标"), meant("分项"), meant("目标任务")} & {"shown_targets", "shown_parts"}


def test_what_is_computed_comes_back_in_any_form_and_cannot_be_typed() -> None:
    shipped = Shipped("quality_programme")
    office = shipped.people["office"]
    record = shipped.record("projects", book_of("quality_programme.projects").process.flow.start)  # type: ignore[union-attr]  # has a flow
    share = 40
    record.fields |= {"investment": "200", "invested": "80", "share_invested": "40.0"}
    record.save()
    sheet = sheet_of(office, "quality_programme.projects")
    place = column(sheet, "Share invested（%）")
    assert sheet[1][place] == share

    for same in (share, "40%", "40.00"):
        sheet[1][place] = same
        assert faults(uploaded(excel(sheet), office, "quality_programme.projects")) == {}
    sheet[1][place] = 55
    (said,) = faults(uploaded(excel(sheet), office, "quality_programme.projects")).values()
    assert "computed from other fields" in said


def test_a_list_longer_than_an_import_says_so_in_its_first_row(
    drill: Drill, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        drill.task(title=f"任务{number}", at=timezone.now())
    for module in (filling, views):
        monkeypatch.setattr(module, "MOST_ROWS", 2)

    def rows(path: str) -> list[tuple[Any, ...]]:
        answer = reader(drill.office).get(path)
        assert answer.status_code == 200
        content = io.BytesIO(b"".join(answer.streaming_content))
        return list(load_workbook(content).worksheets[0].iter_rows(values_only=True))

    edited = rows("/ledgers/drill.tasks/excel/records.xlsx")
    assert "Only the first 2 records" in str(edited[0][0])
    assert [row[1] for row in edited[2:]] == ["任务0", "任务1"]
    narrowed = rows("/ledgers/drill.tasks/excel/records.xlsx?q=任务2")
    assert "Only the first" not in str(narrowed[0][0])
    printed = rows("/ledgers/drill.tasks/excel/ledger.xlsx")
    assert sum("任务" in str(row) for row in printed[3:]) == 3


def test_the_page_says_what_is_taken_and_what_is_only_shown(tasks: list[list[Any]], office: User) -> None:
    page = reader(office).get(f"/ledgers/{TASKS}/excel/?state=issued").content.decode()

    taken, _, shown = page.partition("Only shown</dt>")
    assert "What is to be done、" in taken
    assert "Only shown: targets" in shown
    assert "records.xlsx?state=issued" in page

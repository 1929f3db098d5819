"""What a sheet only shows of a record: it comes back unchanged, and a changed cell is a fault instead of being lost."""

from __future__ import annotations

from typing import Any

import pytest

from baicheng.server.accounts.models import User
from baicheng.server.history.models import Event
from baicheng.server.registers.books import book_of
from baicheng.server.sheets.columns import targets
from baicheng.server.sheets.heads import target_of_head
from tests.server.pages.conftest import reader
from tests.server.sheets.conftest import PLAN_TASKS as TASKS
from tests.server.sheets.conftest import Plan, column, excel, faults, uploaded


@pytest.fixture
def office(plan: Plan) -> User:
    return plan.office


@pytest.fixture
def tasks(plan: Plan) -> list[list[Any]]:
    return plan.tasks


def test_targets_and_parts_stand_beside_each_task_and_change_nothing(
    tasks: list[list[Any]], office: User
) -> None:
    targets = [str(row[column(tasks, "Targets line by line")]) for row in tasks[1:]]
    assert any("8 条" in one for one in targets)
    assert any(row[column(tasks, "Parts line by line")] for row in tasks[1:])

    again = uploaded(excel(tasks), office, TASKS)

    assert faults(again) == {}
    assert (again.found["create"], again.found["change"]) == (0, 0)


@pytest.mark.parametrize(
    ("head", "where"),
    [("Targets line by line", "A number that was set stays"), ("Parts line by line", "handed on")],
)
def test_a_changed_target_or_part_is_a_fault_of_its_cell_that_says_where_it_is_changed(
    head: str, where: str, tasks: list[list[Any]], office: User
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
    assert where in said and "Change the deadline" in said
    assert Event.objects.count() == events


def test_a_changed_state_is_a_fault_of_its_cell(tasks: list[list[Any]], office: User) -> None:
    tasks[1][column(tasks, "State")] = "Closed out"

    (said,) = faults(uploaded(excel(tasks), office, TASKS)).values()

    assert "changes by moves alone, on the record's page" in said


def test_a_column_of_an_office_that_is_called_targets_is_not_taken_for_ours(tasks: list[list[Any]]) -> None:
    def meant(head: str) -> str | None:
        return target_of_head(head, targets(book_of(TASKS)))

    assert [meant("目标逐条"), meant("分项逐条")] == ["shown_targets", "shown_parts"]
    assert not {meant("目标"), meant("分项"), meant("目标任务")} & {"shown_targets", "shown_parts"}


def test_the_page_says_what_is_taken_and_what_is_only_shown(tasks: list[list[Any]], office: User) -> None:
    page = reader(office).get(f"/ledgers/{TASKS}/excel/?state=issued").content.decode()

    taken, _, shown = page.partition("Only shown</dt>")
    assert "What is to be done、" in taken
    assert "Targets line by line" in taken
    assert "Evidence" in shown
    assert "records.xlsx?state=issued" in page

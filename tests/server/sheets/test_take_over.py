"""An existing ledger is taken over as it stands: state and day, who puts it together, parts, targets."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from baicheng.clock.instants import china_date, start_of
from baicheng.server.accounts.models import User
from baicheng.server.assignments.models import Assignment, Outcome
from baicheng.server.history.models import Event
from baicheng.server.indicators.models import Target
from baicheng.server.registers.lights import light_of
from baicheng.server.registers.matter import KIND
from baicheng.server.registers.models import Attachment, Record
from baicheng.server.registers.services.keeping import chain_of
from baicheng.server.registers.verification import verify_records
from tests.server.intake.conftest import AT
from tests.server.sheets.conftest import PLAN_TASKS as TASKS
from tests.server.sheets.conftest import Plan, column, entered, excel, faults, sheet_of, uploaded

REACHED = date(2026, 3, 5)


@pytest.fixture
def office(plan: Plan) -> User:
    return plan.office


@pytest.fixture
def tasks(plan: Plan) -> list[list[Any]]:
    return plan.tasks


def anew(tasks: list[list[Any]], **cells: Any) -> list[Any]:
    """The first task as a row that is new to the system, with these cells by their heads."""
    row = list(tasks[1])
    row[column(tasks, "Number")] = None
    row[column(tasks, "In this state since")] = None
    for head, value in cells.items():
        row[column(tasks, head.replace("_", " "))] = value
    return row


def test_whatever_stands_in_a_ledger_comes_back_as_a_new_ledger_of_the_same(
    tasks: list[list[Any]], office: User
) -> None:
    leads = column(tasks, "Lead unit")
    tasks[1][leads] = "\n".join(dict.fromkeys(str(row[leads]) for row in tasks[1:]))
    tasks[1][column(tasks, "Consolidating unit")] = str(tasks[2][leads])
    fresh = [[None, *row[1:]] for row in tasks[1:]]

    entered(excel([tasks[0], *fresh]), office, TASKS)

    again = sheet_of(office, TASKS)
    copies = again[len(tasks) :]
    assert [row[1:] for row in copies] == [row[1:] for row in fresh]
    assert faults(uploaded(excel(again), office, TASKS)) == {}


def test_tasks_are_taken_over_in_the_states_that_they_have_reached(
    tasks: list[list[Any]], office: User
) -> None:
    unit = str(tasks[1][column(tasks, "Lead unit")]).partition("\n")[0]
    lines = f"断头路｜≥ 30 条｜｜2026-01-01～2026-12-31\n分解：断头路｜≥ 12 条｜{unit}\n其中：断头路｜≥ 5 条｜老城区"
    rows = [
        anew(tasks, Title="在办", State="推进中", In_this_state_since=REACHED, Targets_line_by_line=lines),
        anew(tasks, Title="已了", State="Closed out", In_this_state_since=REACHED),
    ]

    entered(excel([tasks[0], *rows]), office, TASKS)

    runs, done = Record.objects.get(title="在办"), Record.objects.get(title="已了")
    assert (runs.state, runs.closed_at, china_date(runs.opened_at)) == (
        "under_way",
        None,
        china_date(timezone.now()),
    )
    assert {"deliver", "milestone"} <= _asked(runs)
    assert "accept" not in _asked(runs)
    told = Event.objects.get(chain=chain_of(runs), verb="registers.record.taken_over")
    assert (told.held_at, told.context["state"]) == (start_of(REACHED), "under_way")
    assert "台账.xlsx" in told.reason
    assert (done.state, done.closed_at, _asked(done)) == ("closed", start_of(REACHED), set())
    assert light_of(done, timezone.now()) == "done"
    whole, share, subset = Target.objects.filter(record=runs).order_by("pk")
    assert (whole.value, whole.unit, whole.period_until) == (30, "条", date(2027, 1, 1))
    assert (share.parent, share.subset, str(share.subject)) == (whole, False, unit)
    assert (subset.parent, subset.subset, subset.scope) == (whole, True, "老城区")
    assert list(verify_records()) == []


def _asked(record: Record) -> set[str]:
    """What somebody still has to do about a record."""
    rows = Assignment.objects.filter(about_kind=KIND, about_id=record.pk, outcome=Outcome.OPEN)
    return set(rows.values_list("name", flat=True))


def test_what_cannot_be_taken_over_is_a_fault_of_its_cell_and_nothing_is_written(
    tasks: list[list[Any]], office: User
) -> None:
    since = "In_this_state_since"
    wrong: list[tuple[str, str, dict[str, Any]]] = [
        ("State", "Issued、Under way、Reported as done", {"State": "Withdrawn", since: REACHED}),
        ("State", "In this state since", {"State": "Under way"}),
        ("In this state since", "2026-03-05", {"State": "Under way", since: "去年"}),
        ("In this state since", "still to come", {"State": "Under way", since: date(2999, 1, 1)}),
        ("Consolidating unit", "Lead unit", {"Consolidating_unit": "市没有的局"}),
        ("Targets line by line", "≥ 3 条", {"Targets_line_by_line": "打通断头路3条"}),
        ("Parts line by line", "市没有的局", {"Parts_line_by_line": "征迁｜市没有的局"}),
        ("Evidence", "cannot bring files", {"Evidence": "照片.jpg"}),
    ]
    rows = [anew(tasks, Title=f"任务{number}", **cells) for number, (*_told, cells) in enumerate(wrong)]
    events = Event.objects.count()

    found = uploaded(excel([tasks[0], *rows]), office, TASKS).found["faults"]

    assert [head for _cell, head, _told in found] == [head for head, _told, _cells in wrong]
    for (cell, _head, said), line, (_column, told, _cells) in zip(found, range(2, 10), wrong, strict=True):
        assert cell.endswith(str(line))
        assert told in said
    assert Event.objects.count() == events


def test_files_stand_in_the_sheet_with_their_addresses(tasks: list[list[Any]], office: User) -> None:
    record = Record.objects.get(number=tasks[1][0])
    file = Attachment.objects.create(
        record=record,
        field="evidence",
        file_name="验收.pdf",
        size=1,
        sha256="0",
        uploaded_by=office,
        uploaded_at=AT,
    )
    sheet = sheet_of(office, TASKS)

    said = sheet[1][column(sheet, "Evidence")]
    assert said.startswith("验收.pdf http")
    assert said.endswith(f"/files/{file.pk}/")
    assert faults(uploaded(excel(sheet), office, TASKS)) == {}

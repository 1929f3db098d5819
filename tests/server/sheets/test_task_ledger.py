"""A register of tasks as the ledger that the reader writes of a document."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest
from openpyxl import load_workbook

from baicheng.server.accounts.models import User
from baicheng.server.intake.models import Import
from baicheng.server.intake.services import issue
from tests.server.intake import test_issue
from tests.server.intake.conftest import AT
from tests.server.pages.conftest import reader
from tests.server.registers import conftest as registers

counties, decided, programme = test_issue.counties, test_issue.decided, test_issue.programme
drill, new_drill = registers.drill, registers.new_drill
URL = "/ledgers/{}.tasks/excel/ledger.xlsx"


def book(user: User, path: str) -> Any:
    answer = reader(user).get(path)
    assert answer.status_code == 200
    return load_workbook(io.BytesIO(b"".join(answer.streaming_content)))


def rows(sheet: Any) -> list[dict[str, Any]]:
    """The rows below the heads, by head."""
    heads, *found = list(sheet.iter_rows(min_row=3, values_only=True))
    return [dict(zip(heads, row, strict=True)) for row in found]


@pytest.mark.django_db
def test_an_issued_plan_comes_back_in_the_form_in_which_it_was_read(decided: Import, office: User) -> None:
    issue(decided, user=office, at=AT)

    found = book(office, URL.format("quality_programme"))

    assert found.sheetnames == ["任务台账", "目标明细", "单位汇总", "报送要求", "提示"]
    sheet = found["任务台账"]
    assert "临江市2026年城市提质工作方案" in sheet["A1"].value
    assert (sheet.page_setup.orientation, sheet.print_title_rows) == ("landscape", "$3:$3")
    (roads, parks) = rows(sheet)
    assert roads["条款"] == "一(一)"
    assert set(roads["牵头单位"].split("\n")) == {"市住建局", "市城管局"}
    assert "中牟县人民政府" in roads["责任单位"]
    assert "8条" in roads["目标"]
    assert parks["完成时限"].date() == date(2026, 12, 31)
    place = next(cell.column_letter for cell in sheet[3] if cell.value == "原文位置")
    assert sheet.column_dimensions[place].hidden, "records stand in no file"
    details = rows(found["目标明细"])
    assert {(row["目标值"], row["计量单位"]) for row in details} >= {(8, "条"), (2000, "个"), (12, "个")}
    assert date(2026, 6, 30) in {row["完成时限"].date() for row in details if row["完成时限"]}
    assert [row["周期"] for row in rows(found["报送要求"])] == ["每月"]


def test_tasks_without_a_document_stand_there_by_their_numbers(drill: registers.Drill) -> None:
    task = drill.task(title="=断头路")

    (row,) = rows(book(drill.office, URL.format("drill"))["任务台账"])
    assert (row["条款"], row["任务"], row["牵头单位"]) == (task.number, "=断头路", "市住建局")
    assert rows(book(drill.other_liaison, URL.format("drill"))["任务台账"])[0]["序号"] == "没有读到任务"


def test_other_registers_have_no_such_ledger(drill: registers.Drill) -> None:
    assert reader(drill.office).get("/ledgers/drill.reports/excel/ledger.xlsx").status_code == 404

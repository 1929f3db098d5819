"""A ledger on its way from Excel into a register, as the office sees it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.browser import pages
from tests.server.registers import conftest as registers
from tests.server.sheets.conftest import excel

drill, new_drill = registers.drill, registers.new_drill
Site = Callable[..., Any]
HEADS = ("序号", "工作任务", "具体措施", "牵头部门", "整改时限", "责任人")
ROWS = [
    (1, "断头路", "打通断头路8条，建成后移交养护", "市住建局", "2026-06-30", "高建国"),
    (2, "游园", "建成游园3个", "市园林据", "年底", "罗成"),
]


@pytest.fixture
def cast(transactional_db: None, drill: registers.Drill) -> registers.Drill:
    return drill


def test_an_offices_own_ledger_is_matched_mended_and_entered(
    site: Site, axe: Any, screens: Any, cast: registers.Drill, tmp_path: Path
) -> None:
    file = tmp_path / "某市2026年重点任务台账.xlsx"
    file.write_bytes(excel([("某市2026年重点任务台账",), HEADS, *ROWS]))
    page = site("/ledgers/drill.tasks/", cast.office)
    page.get_by_role("link", name="从 Excel 导入").click()
    screens(page, "excel-begin")

    page.get_by_label("Excel 文件").set_input_files(file)
    page.get_by_role("button", name="读取文件").click()
    page.get_by_role("button", name="检查每个单元格").wait_for()
    screens(page, "excel-columns")
    axe(page)
    assert page.get_by_label("具体措施").input_value() == "content"

    page.get_by_role("button", name="检查每个单元格").click()
    page.get_by_text("D4").first.wait_for()
    screens(page, "excel-faults")
    axe(page)
    assert not pages.is_too_wide(page)

    page.get_by_role("button", name="只导入没有错误的 1 行").click()
    page.get_by_text("已导入。").wait_for()
    screens(page, "excel-entered")
    axe(page)

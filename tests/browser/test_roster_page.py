"""The page on which the directory is entered from Excel, as an administrator sees it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from baicheng.server.accounts.models import User
from tests.browser import pages
from tests.server.pages.test_roster import ROSTER, workbook

Site = Callable[..., Any]


def test_a_file_with_a_fault_is_mended_and_then_entered(
    site: Site, axe: Any, screens: Any, administrator: User, tmp_path: Path
) -> None:
    wrong, right = tmp_path / "名录.xlsx", tmp_path / "名录-2.xlsx"
    wrong.write_bytes(workbook({"名录": [{"类别": "单位", "全称": "甲局", "主管（块）": "没有的局"}]}))
    right.write_bytes(ROSTER)
    page = site("/directory/", administrator)
    page.get_by_role("link", name="从 Excel 导入").click()
    page.watch.expected.add(422)
    screens(page, "roster")
    axe(page)

    page.get_by_label("Excel 文件").set_input_files(wrong)
    page.get_by_role("button", name="导入文件").click()
    pages.wait_until(page, lambda: "名录!C2" in page.content())
    screens(page, "roster-faults")
    axe(page)

    page.get_by_label("Excel 文件").set_input_files(right)
    page.get_by_role("button", name="导入文件").click()
    pages.wait_until(page, lambda: page.get_by_role("cell", name="wang").count() == 1)
    screens(page, "roster-entered")
    axe(page)
    assert not pages.is_too_wide(page)

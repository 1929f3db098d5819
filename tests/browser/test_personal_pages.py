"""Personal data in a real browser: masked, read with a reason, erased for good."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils import timezone

from tests.browser import pages
from tests.server.registers import conftest as registers

drill, new_drill = registers.drill, registers.new_drill
Site = Callable[..., Any]


def test_a_telephone_is_read_with_a_reason_and_erased(
    site: Site, axe: Any, screens: Any, drill: registers.Drill
) -> None:
    task = drill.task(values={"contact": "13812345678"}, at=timezone.now())
    page = site(task.get_absolute_url(), drill.office)
    page.get_by_text("138****5678").wait_for()
    page.get_by_role("link", name="查看").click()
    page.wait_for_url("**/personal/contact/read/")
    axe(page)
    page.get_by_label("理由").fill("电话核实")
    page.get_by_role("button", name="查看").click()
    page.get_by_text("13812345678").wait_for()
    screens(page, "personal-read")
    axe(page)

    page.goto(page.url.replace("contact/read/", "erase/"))
    page.get_by_label("联系电话").check()
    page.get_by_label("依据和理由").fill("本人申请")
    screens(page, "personal-erase")
    axe(page)
    page.set_viewport_size({"width": pages.PHONE[0], "height": pages.PHONE[1]})
    assert not pages.is_too_wide(page)
    page.get_by_role("button", name="永久删除").click()
    page.get_by_text("已删除").first.wait_for()
    task.refresh_from_db()
    assert "contact" not in task.fields

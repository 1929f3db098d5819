"""The working calendar in a browser: a year at a glance, the notice pasted, a proposal seen in the months."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from baicheng.server.accounts.models import User
from tests.browser import pages

Site = Callable[..., Any]
NOTICE = (
    "一、元旦：1月1日（周四）放假。\n二、春节：1月20日至26日放假调休。1月18日（周日）、2月1日（周日）上班。"
)


def test_the_notice_is_pasted_and_its_days_are_seen(
    site: Site, axe: Any, screens: Any, administrator: User
) -> None:
    page = site("/working-calendar/?year=2099", administrator)
    screens(page, "calendar-open")
    axe(page)
    page.get_by_role("link", name="录入2099年节假日").click()
    page.get_by_label("放假日和上班日").fill("春节：2月30日放假")
    page.get_by_label("理由").fill("年度安排")
    page.get_by_label("决定依据").fill("国办发明电〔2098〕1号")
    page.get_by_role("button", name="提出").click()
    page.get_by_text("请核对这一句：春节：2月30日放假", exact=True).wait_for()
    screens(page, "calendar-wrong")
    axe(page)
    page.get_by_label("放假日和上班日").fill(NOTICE)
    page.get_by_role("button", name="提出").click()
    page.wait_for_url("**/working-calendar/")
    page.goto(page.url + "?year=2099")

    assert page.locator(".year .is-proposed").count() == 7
    screens(page, "calendar-proposed")
    axe(page)
    page.set_viewport_size({"width": pages.PHONE[0], "height": pages.PHONE[1]})
    assert not pages.is_too_wide(page)

"""A circular from draft to the public page, as a clerk, the office's leader and everybody see it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.utils import timezone

from tests.browser import pages
from tests.server.publishing import conftest as publishing
from tests.server.registers import conftest as registers

drill, new_drill = registers.drill, registers.new_drill
press, new_press = publishing.press, publishing.new_press
Site = Callable[..., Any]


def test_a_clerk_drafts_and_words_it_the_leader_approves_it_and_everybody_reads_it(
    site: Site,
    axe: Any,
    screens: Any,
    settings: Any,
    tmp_path: Path,
    transactional_db: None,
    press: publishing.Press,
) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"
    clerk = site("/papers/draft/", press.clerk)
    clerk.get_by_label("期内任意一天").fill("2019-06-30")
    clerk.get_by_role("button", name="起草").click()
    pages.wait_until(clerk, lambda: clerk.get_by_text("已起草").count() == 1)
    screens(clerk, "paper-draft")
    axe(clerk)
    clerk.get_by_role("link", name="修改文字").click()
    clerk.get_by_label("标题", exact=True).fill("关于六月份任务进展情况的通报")
    clerk.get_by_label("第2段的文字").fill("六月份任务总体平稳。\n个别任务逾期。")
    screens(clerk, "paper-words")
    axe(clerk)
    clerk.get_by_role("button", name="保存").click()
    pages.wait_until(clerk, lambda: clerk.get_by_text("个别任务逾期。").count() == 1)
    clerk.get_by_role("button", name="送审").first.click()
    clerk.get_by_role("dialog").get_by_role("button", name="送审").click()
    pages.wait_until(clerk, lambda: clerk.get_by_text("已送审").count() >= 1)

    chief = site("/my-work/", press.chief)
    chief.get_by_role("link", name="审签《关于六月份任务进展情况的通报》").first.click()
    chief.get_by_role("button", name="签发").first.click()
    chief.get_by_role("dialog").get_by_role("button", name="签发").click()
    pages.wait_until(chief, lambda: chief.get_by_text("已签发").count() >= 1)
    screens(chief, "paper-approved")

    clerk.reload()
    clerk.get_by_role("button", name="发布", exact=True).first.click()
    clerk.get_by_role("dialog").get_by_role("button", name="发布").click()
    pages.wait_until(clerk, lambda: clerk.get_by_text("已发布").count() >= 1)

    anybody = site("/public/")
    anybody.get_by_role("link", name="关于六月份任务进展情况的通报").click()
    pages.wait_until(anybody, lambda: anybody.get_by_text("个别任务逾期。").count() == 1)
    assert anybody.get_by_text(f"{timezone.localdate().year}年").count() >= 1
    screens(anybody, "paper-public")
    axe(anybody)
    anybody.set_viewport_size({"width": pages.PHONE[0], "height": pages.PHONE[1]})
    assert not pages.is_too_wide(anybody)
    screens(anybody, "paper-public-phone")

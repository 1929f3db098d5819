"""Looking into an attached file in a browser: its pages, one after the other."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from baicheng import samples
from baicheng.server.registers.services import attach, move
from tests.browser import pages
from tests.server.registers import conftest as registers

drill, new_drill = registers.drill, registers.new_drill
Site = Callable[..., Any]


def test_the_evidence_of_a_task_is_looked_into(
    site: Site, axe: Any, screens: Any, drill: registers.Drill
) -> None:
    now = timezone.now()
    task = drill.task(at=now)
    move(task, "accept", user=drill.liaison, at=now, revision=task.revision)
    task.refresh_from_db()
    file = SimpleUploadedFile("实施方案.pdf", Path(samples.__file__).with_name("plan.pdf").read_bytes())
    attach(task, "evidence", file, user=drill.liaison, at=now, revision=task.revision)

    page = site(task.get_absolute_url(), drill.office)
    page.get_by_role("link", name="实施方案.pdf").click()
    page.get_by_text("第1页，共7页").wait_for()
    page.get_by_role("link", name="下一页").click()
    page.get_by_text("第2页，共7页").wait_for()
    drawn = page.get_by_role("img", name="第2页")

    assert drawn.evaluate("one => one.naturalWidth") > 1000
    screens(page, "preview")
    axe(page)
    page.set_viewport_size({"width": pages.PHONE[0], "height": pages.PHONE[1]})
    assert not pages.is_too_wide(page)
    assert page.get_by_role("link", name="下载").is_visible()

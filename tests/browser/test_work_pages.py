"""My work, records, forms, reports, ledgers in a real browser: by mouse, by keyboard, on a phone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from baicheng.server.accounts.models import User
from baicheng.server.duties.models import Report, ReportedValue
from baicheng.server.editions.models import LocalValue
from baicheng.server.editions.services import propose_local_value
from baicheng.server.orgs.models import Subject, SubjectKind
from baicheng.server.orgs.services import create_subject, set_boundary
from baicheng.server.registers.models import Attachment, Record
from tests.browser import pages, plan_year
from tests.browser.plan_year import PlanYear
from tests.server.cast import AT, SETUP

Site = Callable[..., Any]
SQUARE = [[113.0, 34.5], [113.8, 34.5], [113.8, 35.0], [113.0, 35.0], [113.0, 34.5]]


@pytest.fixture
def year(
    transactional_db: None,
    settings: Any,
    tmp_path: Path,
    office: User,
    liaison: User,
    bureau: Subject,
    other_bureau: Subject,
    administrator: User,
) -> PlanYear:
    settings.MEDIA_ROOT = tmp_path / "files"
    built = plan_year.build(office, liaison, bureau, other_bureau, administrator)
    county = create_subject(kind=SubjectKind.DIVISION, name="中牟县", level="county", actor=SETUP, at=AT)
    set_boundary(county, geometry={"type": "Polygon", "coordinates": [SQUARE]}, actor=SETUP, at=AT)
    return built


def views(year: PlanYear) -> dict[str, tuple[str, str]]:
    """What an address shows beside its plain page: name → who looks at it, and where.

    The plain pages of all addresses are looked at by ``test_every_address``.
    """
    task = year.tasks[0]
    ledger = "/ledgers/quality_programme.tasks/"
    return {
        "my-work-office": ("office", "/my-work/"),
        "record-office": ("office", f"/records/{task.pk}/?all=1"),
        "record-past": ("office", f"/records/{task.pk}/?held=2099-01-01"),
        "reassign": ("office", f"/records/{task.pk}/moves/reassign/"),
        "create-under": ("office", f"/ledgers/quality_programme.orders/new/?under={task.pk}"),
        "ledger-columns": ("viewer", f"{ledger}?choose=1"),
        "ledger-board": ("office", f"{ledger}?face=board"),
        "ledger-calendar": ("office", f"{ledger}?face=calendar"),
        "ledger-gantt": ("office", f"{ledger}?face=gantt"),
        "ledger-past": ("viewer", f"{ledger}?held=2099-01-01"),
        "together-do": ("office", f"{ledger}together/?record={task.pk}&do=move:reassign"),
        "overview-past": ("office", "/overview/quality_programme/?held=2099-01-01"),
        "local-value": ("office", "/packs/quality_programme/propose/?path=office"),
    }


def test_every_view_is_sound_fits_the_phone_and_loads_quickly(
    site: Site, axe: Any, screens: Any, year: PlanYear, office: User, viewer: User
) -> None:
    people = {"office": office, "viewer": viewer}
    for name, (who, path) in views(year).items():
        page = site(path, people[who])
        assert page.watch.transferred < pages.FIRST_LOAD, name
        screens(page, name)
        axe(page)
        page.set_viewport_size({"width": pages.PHONE[0], "height": pages.PHONE[1]})
        assert not pages.is_too_wide(page), name
        axe(page)
        page.context.close()


@pytest.mark.parametrize("path", ["/my-work/", "/ledgers/quality_programme.tasks/", "/duties/"])
def test_pages_speak_english_too(site: Site, year: PlanYear, office: User, path: str) -> None:
    page = site(path, office, language="en")
    text = page.locator("main").inner_text()

    assert "Overdue" in text or "Task ledger" in text or "Reports due" in text


def test_a_report_is_written_on_a_phone_kept_and_handed_in(
    site: Site, year: PlanYear, liaison: User, tmp_path: Path
) -> None:
    photo = tmp_path / "现场.png"
    photo.write_bytes(
        bytes.fromhex(
            "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
            "0000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
        )
    )
    page = site("/my-work/", liaison, size=pages.PHONE)
    page.locator(".work-do a", has_text="报送").first.click()
    page.wait_for_url("**/report/")
    page.locator("[name^=target-]").first.fill("8")
    page.get_by_label("已开展工作").fill("已打通8条，其余正在施工。")
    page.get_by_role("button", name="存为草稿").click()
    page.get_by_text("草稿已保存").wait_for()
    assert Report.objects.get().sent_at is None

    page.get_by_role("button", name="报送").click()
    page.get_by_text("必填").first.wait_for()
    assert page.get_by_label("已开展工作").input_value() == "已打通8条，其余正在施工。"

    page.get_by_label("进度").fill("40")
    page.locator("input[type=file]").set_input_files(str(photo))
    assert page.locator(".upload-list li").count() == 1
    page.get_by_role("button", name="报送").click()
    page.get_by_text("报告已报送").wait_for()
    assert Report.objects.get().record.state == "sent"
    assert ReportedValue.objects.get().value == 8
    page.locator(".files img").wait_for()
    assert Attachment.objects.get().media_type == "image/png"


def test_the_office_orders_a_unit_to_act_found_by_a_part_of_its_name(
    site: Site, axe: Any, year: PlanYear, office: User
) -> None:
    page = site("/ledgers/quality_programme.orders/new/", office)
    page.get_by_label("发现的问题").fill("工地未覆盖")
    page.get_by_label("办理要求").fill("三日内整改")
    page.get_by_label("反馈时限").fill("2030-01-31")
    search = page.locator("[name=responsible-search]")
    search.press_sequentially("园林")
    page.get_by_role("radio", name="市园林局").check()
    search.fill("没有")
    page.get_by_text("没有找到这个名称").wait_for(state="detached")
    assert page.get_by_role("radio", name="市园林局").is_checked()
    axe(page)
    page.get_by_role("button", name="保存").click()
    page.wait_for_url("**/records/*/")

    order = Record.objects.filter(register="quality_programme.orders").latest("pk")
    assert order.parties.get().subject.name == "市园林局"


def test_a_move_is_made_in_a_dialog_by_keyboard(site: Site, year: PlanYear, office: User) -> None:
    task = year.tasks[0]
    page = site(f"/records/{task.pk}/", office)
    button = page.get_by_role("button", name="撤销任务")
    button.focus()
    page.keyboard.press("Enter")
    dialog = page.locator("dialog[open]")
    dialog.get_by_label("理由").fill("计划取消")
    dialog.get_by_role("button", name="撤销任务").press("Enter")
    page.get_by_text("已办理：撤销任务").wait_for()

    task.refresh_from_db()
    assert task.state == "withdrawn"


def test_a_ledger_is_narrowed_in_place_and_a_row_leads_to_its_record(
    site: Site, screens: Any, year: PlanYear, viewer: User
) -> None:
    page = site("/ledgers/quality_programme.tasks/", viewer)
    page.get_by_placeholder("编号或标题").fill("停车")
    pages.wait_until(page, lambda: page.locator(".list tbody tr").count() == 1)
    screens(page, "ledger-narrowed")
    page.locator(".list tbody tr").first.click(position={"x": 600, "y": 10})
    page.wait_for_url("**/records/*/")


def test_a_proposed_value_is_tried_before_it_is_approved(
    site: Site, axe: Any, screens: Any, year: PlanYear, office: User, administrator: User
) -> None:
    when = {"every": "quarter", "by": "day 20"}
    propose_local_value(
        pack="quality_programme",
        path="duties.quarterly_report.when",
        value=when,
        since=timezone.localdate() - timedelta(days=120),
        user=office,
        at=timezone.now(),
        reason="与上级报表同日",
        decided_by="市政府办公会",
    )
    page = site("/packs/quality_programme/", administrator)
    page.get_by_role("button", name="试运行").click()
    page.get_by_role("heading", name="试运行").wait_for()
    screens(page, "trial")
    axe(page)
    page.set_viewport_size({"width": pages.PHONE[0], "height": pages.PHONE[1]})
    assert not pages.is_too_wide(page)
    assert LocalValue.objects.filter(state="proposed").count() == 1


def test_rows_are_ticked_by_keyboard_and_handled_together(
    site: Site, axe: Any, year: PlanYear, office: User
) -> None:
    page = site("/ledgers/quality_programme.tasks/", office)
    page.locator(".row-tick").first.focus()
    page.keyboard.press("Space")
    assert page.locator("[data-ticked]").inner_text().strip() == "1"
    page.locator("[data-ticks-all]").check()
    assert page.locator(".row-tick:checked").count() == page.locator(".row-tick").count()
    page.get_by_role("button", name="办理所选").click()
    page.get_by_role("button", name="催办").click()
    page.locator("textarea").fill("请按时完成。")
    axe(page)
    page.locator(".form-buttons .btn-primary").click()

    assert page.locator(".state-good").count() > 0


def test_columns_are_moved_by_keyboard_in_place_and_saved_as_a_view(
    site: Site, year: PlanYear, liaison: User
) -> None:
    page = site("/ledgers/quality_programme.tasks/", liaison)
    page.get_by_text("列", exact=True).click()
    page.locator("#drop-progress").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("#add-progress")
    assert "columns=" in page.url
    assert "进度" not in page.locator("table.list thead").inner_text()
    page.locator("summary", has_text="保存视图").click()
    page.locator("#view-title").fill("我的列")
    page.locator("#view-title").press("Enter")

    assert page.locator(".view-tabs [aria-current]").inner_text() == "我的列"
    assert "进度" not in page.locator("table.list thead").inner_text()


def test_a_card_dropped_on_another_column_opens_the_form_of_the_move(
    site: Site, axe: Any, office: User, year: PlanYear
) -> None:
    task = year.tasks[0]
    state = task.state
    page = site("/ledgers/quality_programme.tasks/?face=board", office)
    card = page.locator(".record-card", has_text=task.title)
    own = page.locator(".pile", has=card)
    assert own.get_attribute("data-state") == state == "under_way"

    card.drag_to(page.locator(".pile[data-state=verified]"))
    assert page.url.endswith("?face=board"), "no move leads there"
    card.drag_to(page.locator(".pile[data-state=issued]"))
    page.wait_for_url(f"**/records/{task.pk}/moves/reassign/")
    axe(page)

    task.refresh_from_db()
    assert task.state == state
    page.get_by_label("理由").fill("职责调整")
    page.get_by_role("button", name="调整单位", exact=True).click()
    page.get_by_text("已办理：调整单位").wait_for()
    task.refresh_from_db()
    assert task.state == "issued"

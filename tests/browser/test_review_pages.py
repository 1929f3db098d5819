from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from baicheng.server.accounts.models import User
from baicheng.server.editions.services import bind_office, install
from baicheng.server.intake.models import Decision, DraftTask, Import
from baicheng.server.intake.services import decide, start_import
from baicheng.server.orgs.models import Subject, SubjectKind
from baicheng.server.registers.models import Record
from tests.browser import pages
from tests.server.cast import AT, PROGRAMME, SETUP, make_unit
from tests.server.packs_once import once

Site = Callable[..., Any]

PLAN = pages.ROOT / "baicheng" / "samples" / "plan.txt"
UNITS = (
    "市住房城乡建设局",
    "市自然资源和规划局",
    "市交通运输局",
    "市公安局",
    "市大数据局",
    "市财政局",
    "市民政局",
    "市水利局",
    "市生态环境局",
    "市园林局",
    "市政务服务局",
)
LANGUAGES = ("zh-hans", "en")


@pytest.fixture
def units(db: None) -> None:
    for name in UNITS:
        make_unit(name)
    make_unit("市公交集团有限公司", SubjectKind.FIRM)
    make_unit("市城市管理局（市综合执法局）")
    make_unit("各区人民政府", SubjectKind.GROUP)
    for name in ("东城区人民政府", "南城区人民政府", "北城区人民政府"):
        make_unit(name)


@pytest.fixture
def intake(office: User, units: None) -> Import:
    install(once(PROGRAMME), at=AT, actor=SETUP)
    file = SimpleUploadedFile("plan.txt", PLAN.read_bytes())
    (made,) = start_import(file, programme=PROGRAMME, user=office, at=AT)
    return made


@pytest.mark.parametrize("language", LANGUAGES)
def test_documents_and_imports_are_sound_in_both_languages(
    site: Site, axe: Any, screens: Any, office: User, intake: Import, language: str
) -> None:
    for name, path in {
        "documents": "/documents/",
        "document": f"/documents/{intake.document_id}/",
        "imports": "/imports/",
        "upload": "/imports/new/",
        "review": f"/imports/{intake.pk}/",
    }.items():
        page = site(path, office, language=language)
        screens(page, f"{name}-{language}")
        axe(page)
        assert page.watch.transferred < pages.FIRST_LOAD
        page.set_viewport_size({"width": 360, "height": 740})
        assert not pages.is_too_wide(page), name


def draft(intake: Import, title: str) -> DraftTask:
    return intake.tasks.get(values__title=title)


def opened(page: Any) -> str:
    return str(page.locator(".draft.is-open .draft-title").inner_text())


def wait_for_open(page: Any, title: str) -> None:
    pages.wait_until(page, lambda: page.locator(".draft.is-open").count() == 1 and opened(page) == title)


def test_a_review_is_done_by_keyboard(
    site: Site, axe: Any, screens: Any, office: User, intake: Import
) -> None:
    page = site(f"/imports/{intake.pk}/", office)

    page.keyboard.press("j")
    wait_for_open(page, "打通断头路")
    assert page.locator("#source mark.field").count() > 5
    screens(page, "review-open")
    axe(page)
    page.keyboard.press("a")
    wait_for_open(page, "优先发展公交")
    assert "1 / 19" in page.locator("#standing").inner_text()
    assert page.locator("#said").inner_text() == "已审核 1 / 19"
    page.keyboard.press("r")
    wait_for_open(page, "增加停车供给")
    page.keyboard.press("ArrowUp")
    wait_for_open(page, "优先发展公交")
    page.keyboard.press("k")
    wait_for_open(page, "打通断头路")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("j")
    wait_for_open(page, "增加停车供给")

    page.keyboard.press("e")
    assert page.evaluate("document.activeElement.id") == "f-title"
    page.keyboard.type("（一期）")
    page.keyboard.press("Escape")
    page.keyboard.press("a")
    wait_for_open(page, "改造老旧小区")

    page.keyboard.press("?")
    assert page.get_by_role("dialog").is_visible()
    screens(page, "review-keys")
    axe(page)
    page.keyboard.press("Escape")
    assert [draft(intake, title).decision for title in ("打通断头路", "优先发展公交")] == [
        "accepted",
        "rejected",
    ]
    assert draft(intake, "增加停车供给（一期）").decision == "accepted"


def test_the_next_finding_leads_to_its_field_and_a_digit_names_the_unit_everywhere(
    site: Site, axe: Any, screens: Any, office: User, intake: Import
) -> None:
    page = site(f"/imports/{intake.pk}/?open={draft(intake, '打通断头路').pk}", office)

    page.keyboard.press("n")
    wait_for_open(page, "优先发展公交")
    page.keyboard.press("n")
    assert page.evaluate("document.activeElement.closest('.party').id") == "f-parties.2"
    assert page.locator("#source mark.is-focus").inner_text() == "市公交集团"
    page.keyboard.press("1")
    screens(page, "review-finding")
    axe(page)
    page.keyboard.press("n")
    wait_for_open(page, "增加停车供给")
    named = draft(intake, "优先发展公交").values["parties"][2]
    assert Subject.objects.get(pk=named["subject"]).name == "市公交集团有限公司"

    page.keyboard.press("n")
    page.keyboard.press("1")
    page.keyboard.press("Escape")
    page.keyboard.press("a")
    wait_for_open(page, "改造老旧小区")
    bureau = Subject.objects.get(name="市城市管理局（市综合执法局）").pk
    meant = [
        party["subject"]
        for row in intake.tasks.all()
        for party in row.values["parties"]
        if party["name"] == "市城市管理局"
    ]
    assert meant == [bureau] * 5


def test_a_name_is_settled_for_all_tasks_by_a_click_and_what_was_typed_stays(
    site: Site, axe: Any, screens: Any, office: User, intake: Import
) -> None:
    page = site(f"/imports/{intake.pk}/?open={draft(intake, '增加停车供给').pk}", office)
    page.locator("#f-title").fill("增加停车位")

    page.locator("#names button", has_text="市城市管理局（市综合执法局）").click()

    pages.wait_until(page, lambda: "市城市管理局" not in page.locator("#names").inner_text())
    page.wait_for_load_state("networkidle")
    assert page.locator("#f-title").input_value() == "增加停车位"
    assert "市城市管理局（市综合执法局）" in page.locator(".is-open .party").first.inner_text()
    assert draft(intake, "增加停车位").values["parties"][0]["subject"]
    screens(page, "review-named")
    axe(page)


def test_field_and_source_lead_to_each_other(site: Site, office: User, intake: Import) -> None:
    page = site(f"/imports/{intake.pk}/", office)

    page.locator("#source mark.read", has_text="新建公厕45座").click()
    wait_for_open(page, "提升公厕服务")
    page.locator("#source mark.field", has_text="2026年11月底前").click()
    assert page.evaluate("document.activeElement.id") == "f-parts.0.due_on"
    assert page.locator("#source mark.is-focus").inner_text() == "2026年11月底前"
    page.locator("[id='f-parties.1.name']").focus()
    assert page.locator("#source mark.is-focus").inner_text() == "各县（市、区）人民政府"
    page.locator("[id='f-parts.1.target.value']").focus()
    assert page.locator("#source mark.is-focus").inner_text() == "改造公厕110座"


def test_a_wrong_value_is_told_beside_its_field_and_nothing_is_lost(
    site: Site, axe: Any, screens: Any, office: User, intake: Import
) -> None:
    page = site(f"/imports/{intake.pk}/?open={draft(intake, '提升公厕服务').pk}", office)
    page.locator("#f-title").fill("公厕")
    page.locator("[id='f-parts.0.target.value']").fill("四十五")
    page.locator(".is-open [value=accept]").click()

    alert = page.get_by_role("alert").filter(has_text="分项1 目标值")
    alert.wait_for()
    assert "这不是数字" in alert.inner_text()
    assert page.locator("#f-title").input_value() == "公厕"
    assert page.locator("[id='f-parts.0.target.value']").input_value() == "四十五"
    screens(page, "review-wrong")
    axe(page)
    alert.get_by_role("link").click()
    page.locator("[id='f-parts.0.target.value']").fill("46")
    page.locator(".is-open [value=accept]").click()
    wait_for_open(page, "治理城区水体")
    assert draft(intake, "公厕").values["parts"][0]["target"]["value"] == "46"


def test_rows_are_added_and_removed_before_anything_is_saved(
    site: Site, office: User, intake: Import
) -> None:
    page = site(f"/imports/{intake.pk}/?open={draft(intake, '提高热线办理质量').pk}", office)
    before = draft(intake, "提高热线办理质量").values

    page.get_by_role("button", name="添加单位").click()
    page.locator("[id='f-parties.2.name']").wait_for()
    page.locator("[id='f-parties.2.role']").select_option("lead")
    page.locator("[id='f-parties.2.name']").fill("市大数据局")
    page.get_by_role("button", name="移除 各县（市、区）人民政府").click()
    pages.wait_until(page, lambda: page.locator(".is-open .party").count() == 2)
    assert page.locator("[id='f-parties.1.name']").input_value() == "市大数据局"
    assert draft(intake, "提高热线办理质量").values == before
    page.keyboard.press("Escape")
    page.locator(".is-open").get_by_role("button", name="保存").last.click()
    pages.wait_until(page, lambda: draft(intake, "提高热线办理质量").values != before)

    parties = draft(intake, "提高热线办理质量").values["parties"]
    assert [(party["name"], party["role"]) for party in parties] == [
        ("市政务服务局", "responsible"),
        ("市大数据局", "lead"),
    ]
    assert parties[1]["subject"] == Subject.objects.get(name="市大数据局").pk


def test_a_task_is_split_merged_and_added_from_selected_words(
    site: Site, axe: Any, screens: Any, office: User, intake: Import
) -> None:
    page = site(f"/imports/{intake.pk}/?open={draft(intake, '打通断头路').pk}", office)
    page.keyboard.press("s")
    page.keyboard.press("Space")
    screens(page, "review-split")
    page.get_by_role("button", name="拆出所选分项").click()
    pages.wait_until(page, lambda: page.locator("#drafts .draft").count() == 16)
    assert page.locator("#drafts .draft-title").nth(1).inner_text() == "打通7条"

    page.keyboard.press("m")
    pages.wait_until(page, lambda: page.locator("#drafts .draft-rejected").count() == 1)
    assert draft(intake, "打通7条").decision == "rejected"

    page.evaluate(
        """() => {
          const line = [...document.querySelectorAll("#source p")].find((p) => p.textContent.includes("强化督查考核"));
          const text = document.createTreeWalker(line, NodeFilter.SHOW_TEXT).nextNode();
          window.getSelection().setBaseAndExtent(text, 3, text, 24);
        }"""
    )
    page.get_by_role("button", name="添加任务").click()
    page.wait_for_load_state("networkidle")
    pages.wait_until(page, lambda: opened(page).startswith("强化督查考核"))
    new = intake.tasks.get(origin__isnull=True)
    text = intake.document.text
    assert text[slice(*new.values["span"])] == new.values["text"]
    axe(page)


def test_the_list_is_narrowed_and_a_decided_task_leaves_what_is_undecided(
    site: Site, office: User, intake: Import
) -> None:
    page = site(f"/imports/{intake.pk}/", office)
    page.get_by_role("link", name="有提示").click()
    titles = page.locator("#drafts .draft:visible .draft-title").all_inner_texts()
    assert "打通断头路" not in titles
    assert "优先发展公交" in titles

    page.get_by_role("link", name="待定").click()
    page.locator("#drafts .draft-title", has_text="打通断头路").click()
    wait_for_open(page, "打通断头路")
    page.locator(".is-open [value=accept]").click()
    wait_for_open(page, "优先发展公交")
    titles = page.locator("#drafts .draft:visible .draft-title").all_inner_texts()
    assert "打通断头路" not in titles


def test_what_is_typed_is_kept_when_another_task_is_opened(site: Site, office: User, intake: Import) -> None:
    page = site(f"/imports/{intake.pk}/?open={draft(intake, '打通断头路').pk}", office)
    page.locator("#f-text").fill("打通断头路，年底前完成。")
    page.keyboard.press("Escape")
    page.keyboard.press("j")

    wait_for_open(page, "优先发展公交")
    assert draft(intake, "打通断头路").values["text"] == "打通断头路，年底前完成。"


def test_all_that_is_clean_is_accepted_by_one_deliberate_action(
    site: Site, axe: Any, screens: Any, office: User, intake: Import
) -> None:
    page = site(f"/imports/{intake.pk}/", office)
    page.get_by_role("button", name="采纳没有提示的 6 项").click()
    screens(page, "review-accept-clean")
    axe(page)
    page.get_by_role("dialog").get_by_role("button", name="采纳").click()
    page.wait_for_load_state("networkidle")

    assert intake.tasks.filter(decision="accepted").count() == 6
    assert page.get_by_role("button", name="采纳没有提示的").count() == 0


def test_a_report_duty_is_corrected_with_its_days_and_accepted_by_key(
    site: Site, axe: Any, screens: Any, office: User, intake: Import
) -> None:
    page = site(f"/imports/{intake.pk}/", office)
    card = page.locator(".draft-duty", has_text="上月工作进展")
    assert "2026年3月5日" in card.inner_text()

    card.locator("summary", has_text="修改").click()
    card.get_by_label("报送时间").fill("每季度末月20日前")
    card.get_by_role("button", name="保存").click()
    pages.wait_until(
        page, lambda: "2026年6月20日" in page.locator(".draft-duty", has_text="上月工作进展").inner_text()
    )
    screens(page, "review-duty")
    axe(page)
    page.locator(".draft-duty", has_text="上月工作进展").locator(".draft-facts").first.click()
    page.keyboard.press("a")
    pages.wait_until(page, lambda: intake.duties.filter(decision="accepted").count() == 1)


def test_a_decided_import_is_issued_after_a_page_that_says_what_will_happen(
    site: Site, axe: Any, screens: Any, administrator: User, office: User, intake: Import
) -> None:
    bind_office(PROGRAMME, make_unit("市更新办"), since=AT.date(), user=administrator, at=AT, reason="通知")
    page = site(f"/imports/{intake.pk}/", office)
    page.locator(".blockers summary").click()
    assert "还有 19 项待定" in page.locator(".blockers").inner_text()
    screens(page, "review-blocked")
    axe(page)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="采纳没有提示的").click()
    page.get_by_role("dialog").get_by_role("button", name="采纳").click()
    page.wait_for_load_state("networkidle")
    for row in [*intake.tasks.filter(decision="pending"), *intake.duties.all()]:
        decide(row, Decision.REJECTED, user=office, at=AT)
    page.reload()
    page.get_by_role("link", name="下达").click()
    page.wait_for_load_state("networkidle")
    screens(page, "review-issue")
    axe(page)
    assert not Record.objects.exists()
    page.get_by_role("button", name="立即下达").click()
    page.wait_for_load_state("networkidle")
    assert Record.objects.count() == 6
    screens(page, "review-issued")
    axe(page)
    page.locator("#drafts .draft-title", has_text="打通断头路").click()
    wait_for_open(page, "打通断头路")
    assert page.locator("#f-title").is_disabled()
    assert page.get_by_role("button", name="采纳").count() == 0


def test_a_phone_shows_the_source_above_the_drafts(
    site: Site, axe: Any, screens: Any, office: User, intake: Import
) -> None:
    page = site(f"/imports/{intake.pk}/?open={draft(intake, '提升公厕服务').pk}", office, size=pages.PHONE)
    assert not pages.is_too_wide(page)
    assert page.locator("#source mark.is-open").first.is_visible()
    screens(page, "review-phone")
    axe(page)


def test_a_file_that_cannot_be_read_stays_chosen_beside_the_reason(
    site: Site, axe: Any, screens: Any, office: User, intake: Import
) -> None:
    page = site("/imports/new/", office)
    page.locator("input[type=file]").set_input_files(
        {"name": "照片.txt", "mimeType": "text/plain", "buffer": b"\x89PNG\r\n\x1a\n" + bytes(200)}
    )
    page.get_by_role("button", name="读取文件").click()
    page.get_by_role("alert").wait_for()
    assert "图片" in page.get_by_role("alert").inner_text()
    assert "照片.txt" in page.locator(".upload-list").inner_text()
    screens(page, "upload-wrong")
    axe(page)

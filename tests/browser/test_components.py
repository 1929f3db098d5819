from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings

from baicheng.server.accounts.models import User
from baicheng.server.orgs.models import SubjectKind
from tests.browser import pages
from tests.browser.specimen.views import TITLES
from tests.server.cast import make_unit

Site = Callable[..., Any]


@pytest.fixture(autouse=True)
def specimen() -> Iterator[None]:
    with override_settings(ROOT_URLCONF="tests.browser.specimen.urls"):
        yield


@pytest.fixture
def tasks(db: None) -> None:
    for number in range(20):
        make_unit(f"{TITLES[number % 8]}（{number + 1}）", kind=SubjectKind.RECORD)


@pytest.mark.parametrize("path", ["record", "form"])
@pytest.mark.parametrize("size", [pages.DESKTOP, pages.PHONE], ids=["desktop", "phone"])
def test_components_are_sound_and_fit_the_screen(
    site: Site, axe: Any, screens: Any, liaison: User, path: str, size: tuple[int, int]
) -> None:
    page = site(f"/specimen/{path}/", liaison, size=size)
    screens(page, f"specimen-{path}")

    axe(page)
    assert not pages.is_too_wide(page)
    assert page.watch.transferred < pages.FIRST_LOAD


@pytest.mark.parametrize("size", [pages.DESKTOP, pages.PHONE], ids=["desktop", "phone"])
def test_a_list_is_paged_sorted_and_fits_the_screen(
    site: Site, axe: Any, screens: Any, liaison: User, tasks: None, size: tuple[int, int]
) -> None:
    page = site("/specimen/list/", liaison, size=size)
    screens(page, "specimen-list")
    axe(page)
    assert not pages.is_too_wide(page)
    assert "1,000+" in page.locator("caption").inner_text()

    first = page.locator(".row-link").all_inner_texts()
    page.get_by_role("link", name="下一页").click()
    page.wait_for_load_state("networkidle")
    second = page.locator(".row-link").all_inner_texts()
    assert len(second) == 8 and not set(first) & set(second)
    page.get_by_role("link", name="上一页").click()
    page.wait_for_load_state("networkidle")
    assert page.locator(".row-link").all_inner_texts() == first


def test_a_dialog_asks_for_the_reason_before_the_form_is_sent(
    site: Site, axe: Any, screens: Any, liaison: User
) -> None:
    page = site("/specimen/record/", liaison)
    page.get_by_role("button", name="退回").click()
    dialog = page.get_by_role("dialog", name="退回这项报送？")
    screens(page, "specimen-dialog")
    axe(page)
    dialog.get_by_role("button", name="退回").click()
    assert dialog.is_visible(), "without a reason nothing is sent"
    dialog.get_by_role("button", name="取消").click()
    assert not dialog.is_visible()


def test_a_form_that_is_wrong_says_so_on_top_and_beside_each_field(
    site: Site, axe: Any, screens: Any, liaison: User
) -> None:
    page = site("/specimen/form/", liaison)
    page.get_by_label("标题").fill("二月进展")
    page.get_by_role("button", name="报送").click()
    page.wait_for_load_state("networkidle")
    screens(page, "specimen-form-wrong")
    axe(page)

    summary = page.get_by_role("alert")
    assert page.evaluate("document.activeElement.className") == "error-summary"
    summary.get_by_role("link", name="完成投资（万元）").click()
    field = page.get_by_label("完成投资（万元）")
    assert page.evaluate("document.activeElement.id") == field.get_attribute("id")
    described = str(field.get_attribute("aria-describedby")).split()
    assert [page.locator(f"#{name}").count() for name in described] == [1, 1]
    assert field.get_attribute("aria-invalid") == "true"


def test_files_that_are_chosen_are_listed_and_can_be_taken_off_again(
    site: Site, screens: Any, liaison: User, tmp_path: Path
) -> None:
    picture = tmp_path / "现场.svg"
    picture.write_text('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>', "utf-8")
    page = site("/specimen/form/", liaison)
    page.get_by_label("佐证材料").set_input_files(picture)
    assert "现场.svg" in page.locator(".upload-list").inner_text()
    assert page.locator(".upload-list img").count() == 1
    page.locator(".upload").scroll_into_view_if_needed()
    screens(page, "specimen-upload")
    page.get_by_role("button", name="移除 现场.svg").click()
    assert page.locator(".upload-list li").count() == 0
    assert page.get_by_label("佐证材料").input_value() == ""


def test_without_scripts_menus_dialogs_and_filters_are_there(
    browser: Any, site: Site, liaison: User, tasks: None
) -> None:
    page = site("/specimen/list/", liaison, size=pages.PHONE)
    address = page.url.removesuffix("/specimen/list/")
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740})
    context.add_cookies(page.context.cookies())
    plain = context.new_page()
    plain.goto(page.url)
    assert plain.get_by_role("navigation", name="主菜单").is_visible()
    assert plain.get_by_role("button", name="应用").is_visible()
    plain.goto(f"{address}/specimen/record/")
    plain.get_by_role("button", name="退回").click()
    assert plain.get_by_role("dialog").get_by_label("理由").is_visible()
    context.close()


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [("forbidden", 403, "只有专班办公室"), ("nowhere", 404, "页面不存在"), ("fault", 500, "系统出错")],
)
def test_an_error_page_says_what_happened_and_what_to_do(
    site: Site, axe: Any, screens: Any, liaison: User, path: str, status: int, words: str
) -> None:
    page = site(f"/specimen/{path}/", liaison, expects=status)
    screens(page, f"error-{status}")
    axe(page)
    assert words in page.locator("main").inner_text()
    assert page.locator("main li").count() >= 1

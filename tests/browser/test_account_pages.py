from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from baicheng.server.accounts.models import Role, User
from baicheng.server.orgs.models import Subject
from tests.browser import pages
from tests.server.cast import give, make_unit, make_user

Site = Callable[..., Any]

NAMES = "赵立新 钱秀英 孙伟 李红梅 周志强 吴敏 冯丽 陈刚 褚卫东 卫国平 蒋玉兰 沈洁 韩磊 杨帆".split()


@pytest.fixture
def accounts(administrator: User, liaison: User, leader: User, office: User, viewer: User) -> list[User]:
    """Some accounts with roles in several units, one closed, one with a first password."""
    units = [make_unit(name) for name in ("市交通运输局", "市水利局", "青石县人民政府", "高新区管委会")]
    made = []
    for number, name in enumerate(NAMES):
        user = give(make_user(name), Role.LIAISON, unit=units[number % 4])
        user.is_active = number != 3
        user.must_change_password = number == 5
        user.save()
        made.append(user)
    return made


def test_the_list_of_accounts_filters_in_place_and_leads_to_an_account(
    site: Site, axe: Any, screens: Any, administrator: User, accounts: list[User]
) -> None:
    page = site("/accounts/", administrator)
    screens(page, "accounts")
    axe(page)
    assert page.watch.transferred < pages.FIRST_LOAD

    page.get_by_placeholder("姓名、用户名或单位").fill("水利")
    pages.wait_until(page, lambda: page.locator(".list tbody tr").count() < 6)
    assert page.locator(".chips li").count() == 1
    assert "q=" in page.url
    page.get_by_text("筛选", exact=True).click()
    page.get_by_label("角色").select_option("liaison")
    pages.wait_until(page, lambda: page.locator(".chips li").count() == 2)
    screens(page, "accounts-filtered")
    axe(page)
    assert page.get_by_placeholder("姓名、用户名或单位").input_value() == "水利"

    page.locator(".list tbody tr").first.click(position={"x": 500, "y": 12})
    page.wait_for_url("**/accounts/*/")


def test_a_search_that_finds_nothing_says_what_to_do_next(
    site: Site, axe: Any, screens: Any, administrator: User
) -> None:
    page = site("/accounts/?q=没有这个人", administrator)
    screens(page, "accounts-empty")
    axe(page)
    assert page.get_by_text("没有符合条件的账号").is_visible()


def test_an_account_is_opened_given_a_role_and_the_role_taken_back_with_a_reason(
    site: Site, axe: Any, screens: Any, administrator: User, bureau: Subject
) -> None:
    page = site("/accounts/new/", administrator)
    page.get_by_role("button", name="开通账号").click()
    page.wait_for_load_state("networkidle")
    assert page.get_by_role("alert").is_visible()
    screens(page, "account-new-wrong")
    axe(page)

    page.get_by_label("用户名").fill("zhou.min")
    page.get_by_label("姓名").fill("周敏")
    page.get_by_role("button", name="开通").click()
    page.wait_for_load_state("networkidle")
    screens(page, "account-first-password")
    axe(page)
    assert len(page.locator(".first-password").inner_text()) == 19

    page.get_by_role("link", name="前往该账号授予角色").click()
    page.wait_for_load_state("networkidle")
    page.get_by_label("角色").select_option(label="联络员")
    page.get_by_label("单位").select_option(label="市住房和城乡建设局")
    page.get_by_role("button", name="授予").click()
    page.wait_for_load_state("networkidle")
    assert "角色已授予" in page.get_by_role("status").inner_text()
    screens(page, "account")
    axe(page)

    page.get_by_role("button", name="收回").click()
    assert page.get_by_role("dialog").is_visible()
    screens(page, "account-revoke")
    axe(page)
    page.keyboard.press("Escape")
    assert not page.get_by_role("dialog").is_visible()
    page.get_by_role("button", name="收回").press("Space")
    page.get_by_role("dialog").get_by_label("理由").fill("岗位调整")
    page.get_by_role("dialog").get_by_role("button", name="收回").first.click()
    page.wait_for_load_state("networkidle")
    assert "岗位调整" in page.locator(".timeline").inner_text()


def test_one_s_own_account_is_sound_in_both_languages(
    site: Site, axe: Any, screens: Any, liaison: User
) -> None:
    for language in ("zh-hans", "en"):
        page = site("/me/", liaison, language=language)
        screens(page, f"me-{language}")
        axe(page)
        page = site("/me/password/", liaison, language=language)
        screens(page, f"password-{language}")
        axe(page)


def test_the_menu_of_a_phone_opens_and_closes_by_its_button(
    site: Site, axe: Any, screens: Any, administrator: User, accounts: list[User]
) -> None:
    page = site("/accounts/", administrator, size=pages.PHONE)
    assert not pages.is_too_wide(page)
    assert not page.get_by_role("navigation", name="主菜单").is_visible()
    page.get_by_role("button", name="菜单").click()
    assert page.get_by_role("navigation", name="主菜单").is_visible()
    screens(page, "menu")
    axe(page)
    page.locator(".user-button").click()
    assert page.get_by_role("button", name="退出登录").is_visible()
    page.keyboard.press("Escape")
    assert not page.get_by_role("button", name="退出登录").is_visible()


def test_on_paper_a_list_is_a_table_without_menus(
    site: Site, administrator: User, accounts: list[User]
) -> None:
    page = site("/accounts/", administrator)
    page.emulate_media(media="print")
    assert not page.locator(".topbar").is_visible()
    assert not page.locator(".sidebar").is_visible()
    assert page.locator(".list thead").is_visible()
    assert page.pdf().startswith(b"%PDF")

"""The pages of tokens, of webhooks and of the API's description, as a reader sees them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from baicheng.server.accounts.models import User
from baicheng.server.exchange.services import register_webhook
from tests.browser import pages
from tests.server.cast import AT

Site = Callable[..., Any]


def test_a_token_is_made_shown_once_and_revoked(site: Site, axe: Any, screens: Any, liaison: User) -> None:
    page = site("/me/api/", liaison)
    screens(page, "tokens-none")
    axe(page)
    page.get_by_label("使用方").fill("财政局统计系统")
    page.get_by_role("button", name="生成令牌").click()
    assert page.locator("code").inner_text().startswith("bct_")
    screens(page, "token")
    axe(page)

    page.get_by_role("link", name="查看我的令牌").click()
    screens(page, "tokens")
    axe(page)
    page.get_by_role("button", name="吊销").click()
    assert page.get_by_text("已吊销", exact=True).count() == 1


def test_the_description_of_the_api_asks_no_other_machine(
    site: Site, axe: Any, screens: Any, liaison: User
) -> None:
    page = site("/api/v1/docs", liaison)
    page.locator("#read_record summary").click()
    screens(page, "api-docs")
    axe(page)
    assert page.watch.transferred < pages.FIRST_LOAD
    page.locator("#read_record a[href='#shape-RecordShape']").click()
    assert page.url.endswith("#shape-RecordShape")


def test_addresses_that_are_told_are_registered_on_a_page(
    site: Site, axe: Any, screens: Any, administrator: User
) -> None:
    register_webhook(
        address="https://host.example/", events=["record.moved"], programme="", user=administrator, at=AT
    )
    page = site("/webhooks/", administrator)
    screens(page, "webhooks")
    axe(page)
    page.get_by_label("推送地址", exact=False).or_(page.get_by_label("地址")).first.fill("http://127.0.0.1/")
    page.get_by_label("新建事项").check()
    page.get_by_role("button", name="登记").click()
    assert page.get_by_text("不能推送到本机或本地链路地址").count() > 0
    screens(page, "webhooks-refused")
    axe(page)
    page.get_by_role("link", name="https://host.example/").click()
    screens(page, "webhook")
    axe(page)

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from baicheng.server.accounts.models import User
from tests.browser import pages
from tests.server.cast import PASSWORD

Site = Callable[..., Any]
LANGUAGES = ("zh-hans", "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sign_on_page_is_sound_in_both_languages(
    site: Site, axe: Any, screens: Any, language: str
) -> None:
    page = site("/sign-on/", language=language)
    screens(page, f"sign-on-{language}")

    axe(page)
    assert page.watch.transferred < pages.FIRST_LOAD
    page.set_viewport_size({"width": 360, "height": 740})
    assert not pages.is_too_wide(page)


def test_a_wrong_password_is_told_and_a_right_one_opens_the_start_page(
    site: Site, screens: Any, axe: Any, liaison: User
) -> None:
    page = site("/sign-on/")
    page.get_by_label("用户名").fill("liaison")
    page.get_by_label("密码").fill("wrong")
    page.get_by_role("button", name="登录").click()
    page.wait_for_load_state("networkidle")
    screens(page, "sign-on-wrong")
    assert "不正确" in page.get_by_role("alert").inner_text()
    axe(page)

    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.wait_for_load_state("networkidle")
    assert page.locator(".user-name").inner_text() == "林晓梅"

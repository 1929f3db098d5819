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


def test_assets_are_compressed_and_kept_for_good(site: Site) -> None:
    page = site("/sign-on/")
    styles = page.locator("link[rel=stylesheet]").first.get_attribute("href")
    answer = page.request.get(page.url.split("/sign-on/")[0] + styles, headers={"Accept-Encoding": "gzip"})

    assert answer.headers["content-encoding"] == "gzip"
    assert "immutable" in answer.headers["cache-control"]
    assert "max-age=315360000" in answer.headers["cache-control"]


def test_the_policy_stops_style_and_script_that_are_not_the_pages_own(site: Site) -> None:
    page = site("/sign-on/")
    page.evaluate(
        """() => {
            const script = document.createElement('script');
            script.textContent = 'window.hacked = 1';
            const style = document.createElement('style');
            style.textContent = 'main { display: none }';
            const picture = document.createElement('img');
            picture.src = 'http://192.0.2.1/x.png';
            document.body.append(script, style, picture);
        }"""
    )
    pages.wait_until(page, lambda: len(page.watch.faults) >= 3)
    assert page.evaluate("window.hacked") is None
    assert page.locator("main").is_visible()
    assert all("Content Security Policy" in fault or "192.0.2.1" in fault for fault in page.watch.faults)
    page.watch.faults.clear()

from __future__ import annotations

import pytest
from django.test import Client

from baicheng.server.accounts.models import User

pytestmark = pytest.mark.django_db


def test_pages_are_chinese_whatever_the_browser_asks_for(client: Client) -> None:
    response = client.get("/sign-on/", headers={"accept-language": "en-US"})
    assert response.headers["Content-Language"] == "zh-hans"
    assert 'lang="zh-CN"' in response.text and "登录" in response.text


def test_the_button_changes_the_language_and_leads_back(client: Client) -> None:
    response = client.post("/language/", {"language": "en", "next": "/sign-on/?next=/me/"})
    assert response.headers["Location"] == "/sign-on/?next=/me/"
    assert "Sign on" in client.get("/sign-on/").text
    client.post("/language/", {"language": "zh-hans"})
    assert "登录" in client.get("/sign-on/").text


@pytest.mark.parametrize(
    "foreign", ["https://example.org/", "//example.org", "javascript:alert(1)", "/\\example.org"]
)
def test_changing_the_language_leads_to_no_other_site(client: Client, foreign: str) -> None:
    response = client.post("/language/", {"language": "en", "next": foreign})
    assert response.headers["Location"] == "/"


def test_a_language_that_is_not_offered_changes_nothing(client: Client) -> None:
    response = client.post("/language/", {"language": "../../etc", "next": "/"})
    assert not response.cookies


def test_a_session_that_has_ended_sends_the_whole_page_to_sign_on(client: Client, liaison: User) -> None:
    whole, part = client.get("/me/"), client.get("/me/", headers={"hx-request": "true"})
    assert whole.status_code == 302
    assert (part.status_code, part.headers["HX-Refresh"]) == (204, "true")


def test_the_start_page_leads_to_the_first_entry_of_the_menu(
    client: Client, administrator: User, liaison: User
) -> None:
    client.force_login(liaison)
    assert client.get("/").status_code == 302

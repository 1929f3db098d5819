from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from baicheng.server.accounts import services
from baicheng.server.accounts.models import User
from baicheng.server.accounts.passwords import first_password
from baicheng.server.history.models import Event
from tests.server.cast import AT, PASSWORD

pytestmark = pytest.mark.django_db
BETTER = "碧水蓝天之城-x91"


@pytest.mark.parametrize(
    ("new", "words"),
    [
        ("short1", "10"),
        ("password123", "常见"),
        ("20260302123", "数字"),
        ("liaison-01a", "相似"),
        (PASSWORD, "新密码不能与当前密码相同"),
    ],
)
def test_a_weak_password_is_refused_in_chinese_and_the_old_one_stays(
    client: Client, liaison: User, new: str, words: str
) -> None:
    client.force_login(liaison)
    response = client.post("/me/password/", {"old": PASSWORD, "new": new, "again": new})

    assert response.status_code == 422
    assert words in response.text
    liaison.refresh_from_db()
    assert liaison.check_password(PASSWORD)
    assert not Event.objects.filter(chain=services.chain_of(liaison)).exists()


def test_the_present_password_is_asked_for(client: Client, liaison: User) -> None:
    client.force_login(liaison)
    assert "当前密码不正确" in client.post("/me/password/", {"old": "x", "new": BETTER, "again": BETTER}).text
    assert "不一致" in client.post("/me/password/", {"old": PASSWORD, "new": BETTER, "again": "x"}).text


def test_a_changed_password_ends_other_sessions_and_is_recorded(client: Client, liaison: User) -> None:
    other = Client()
    other.force_login(liaison)
    client.force_login(liaison)
    assert client.post("/me/password/", {"old": PASSWORD, "new": BETTER, "again": BETTER}).status_code == 302

    assert client.get("/me/").status_code == 200
    assert other.get("/me/").status_code == 302
    event = Event.objects.get(chain=services.chain_of(liaison))
    assert (event.verb, event.changes) == ("accounts.password.changed", {})


def test_a_first_password_opens_nothing_but_its_change(
    client: Client, administrator: User, liaison: User
) -> None:
    password = services.reset_password(liaison, by=administrator, at=AT)
    client.post("/sign-on/", {"username": "liaison", "password": password})
    for path in ("/", "/me/", "/accounts/"):
        assert client.get(path).headers["Location"] == "/me/password/"
    assert client.get("/me/password/").status_code == 200
    assert client.post("/language/", {"language": "en"}).status_code == 302

    client.post("/me/password/", {"old": password, "new": BETTER, "again": BETTER})
    assert client.get("/me/").status_code == 200


def test_a_script_gets_nothing_rather_than_the_page_of_the_password_to_put_into_its_own(
    client: Client, administrator: User, liaison: User
) -> None:
    services.reset_password(liaison, by=administrator, at=AT)
    client.force_login(User.objects.get(pk=liaison.pk))
    answer = client.get("/inbox/", headers={"HX-Request": "true"})

    assert (answer.status_code, answer.content) == (204, b"")


def test_a_reset_ends_the_sessions_of_the_account(client: Client, administrator: User, liaison: User) -> None:
    client.force_login(liaison)
    services.reset_password(liaison, by=administrator, at=timezone.now())
    assert client.get("/me/").status_code == 302


def test_first_passwords_differ_and_avoid_letters_that_look_alike() -> None:
    made = {first_password() for _ in range(50)}
    assert len(made) == 50
    assert not set("".join(made)) & set("0oO1lI")

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from baicheng.server.accounts.models import User
from tests.server.cast import PASSWORD

pytestmark = pytest.mark.django_db


def sign_on(client: Client, password: str = PASSWORD, **more: str) -> Any:
    return client.post("/sign-on/", {"username": "liaison", "password": password, **more})


def test_whoever_is_not_signed_on_is_led_to_sign_on_and_back(client: Client, liaison: User) -> None:
    response = client.get("/me/")
    assert response.headers["Location"] == "/sign-on/?next=/me/"
    response = sign_on(client, next="/me/")
    assert response.headers["Location"] == "/me/"


@pytest.mark.parametrize("foreign", ["https://example.org/", "//example.org/x", "http:example.org"])
def test_signing_on_leads_to_no_other_site(client: Client, liaison: User, foreign: str) -> None:
    response = client.post("/sign-on/", {"username": "liaison", "password": PASSWORD, "next": foreign})
    assert response.headers["Location"] == "/"


def test_a_closed_account_cannot_sign_on(client: Client, liaison: User) -> None:
    liaison.is_active = False
    liaison.save()
    response = client.post("/sign-on/", {"username": "liaison", "password": PASSWORD})
    assert response.status_code == 200
    assert "_auth_user_id" not in client.session


def test_five_wrong_passwords_lock_the_account_and_say_for_how_long(client: Client, liaison: User) -> None:
    for _ in range(5):
        response = client.post("/sign-on/", {"username": "liaison", "password": "wrong"})
    assert response.status_code == 429
    assert "15 分钟" in response.text

    response = client.post("/sign-on/", {"username": "liaison", "password": PASSWORD})
    assert response.status_code == 429
    assert "_auth_user_id" not in client.session


def test_a_lock_out_leaves_other_users_of_the_same_address_alone(
    client: Client, liaison: User, outsider: User
) -> None:
    for _ in range(5):
        client.post("/sign-on/", {"username": "liaison", "password": "wrong"})
    response = client.post("/sign-on/", {"username": "outsider", "password": PASSWORD})
    assert response.status_code == 302


def test_signing_on_begins_a_new_session(client: Client, liaison: User) -> None:
    client.cookies["sessionid"] = "planted-by-somebody-else-0123456"
    client.post("/sign-on/", {"username": "liaison", "password": PASSWORD})
    assert client.session.session_key != "planted-by-somebody-else-0123456"
    assert client.session["_auth_user_id"] == str(liaison.pk)


def test_signing_out_takes_a_post_and_ends_the_session(client: Client, liaison: User) -> None:
    client.force_login(liaison)
    assert client.get("/sign-out/").status_code == 405
    assert "_auth_user_id" in client.session
    client.post("/sign-out/")
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    "path", ["/sign-on/", "/sign-out/", "/language/", "/me/password/", "/me/sessions/end/"]
)
def test_a_form_without_its_token_is_refused_with_the_remedy(liaison: User, path: str) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(liaison)
    response = client.post(path, {})
    assert response.status_code == 403
    assert "表单已失效" in response.text


def test_signing_out_everywhere_ends_other_sessions_and_keeps_this_one(liaison: User) -> None:
    here, there = Client(), Client()
    here.force_login(liaison)
    there.force_login(liaison)
    here.post("/me/sessions/end/")
    assert here.get("/me/").status_code == 200
    assert there.get("/me/").status_code == 302


def test_a_role_that_ends_is_gone_with_the_next_request(office: User) -> None:
    client = Client()
    client.force_login(office)
    before = client.get("/ledgers/")
    office.grants.update(until=timezone.localdate())
    after = client.get("/ledgers/")

    assert before.wsgi_request.user.roles == {"office"}
    assert after.wsgi_request.user.roles == frozenset()


def test_somebody_without_any_role_signs_on_and_sees_nothing(office: User) -> None:
    office.grants.all().delete()
    client = Client()
    client.force_login(office)

    assert client.get("/my-work/").status_code == 200

"""Tokens and sessions: who is let in, what a token allows, and what is kept of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.utils import timezone

from baicheng.server.accounts.models import User
from baicheng.server.exchange.models import Token
from baicheng.server.exchange.services import create_token, revoke_token
from baicheng.server.history.models import Event
from tests.server.exchange.conftest import Caller, token_of

pytestmark = pytest.mark.django_db
DAYS = timedelta(days=30)


def make(user: User, **changed: Any) -> tuple[Token, str]:
    now = timezone.now()
    given = {"name": "统计", "scope": "read", "expires_at": now + DAYS, "at": now, **changed}
    return create_token(user, **given)


def status(token: str, client: Client, method: str = "get", **more: Any) -> int:
    answer = getattr(client, method)("/api/v1/me", headers={"Authorization": f"Bearer {token}"}, **more)
    return int(answer.status_code)


def test_whoever_sends_nothing_is_told_how_to_sign_on(client: Client) -> None:
    answer = client.get("/api/v1/me")

    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert "接口访问" in answer.json()["errors"][0]["remedy"]
    assert answer.headers["Content-Language"] == "zh-hans"


def test_a_token_opens_what_its_user_sees(liaison: User, client: Client) -> None:
    assert status(token_of(liaison), client) == 200


def test_only_a_digest_of_a_token_is_kept_and_both_ends_of_it_are_in_the_history(liaison: User) -> None:
    token, secret = make(liaison)
    revoke_token(token, user=liaison, at=timezone.now())

    kept = " ".join(str(value) for value in Token.objects.values_list().get())
    told = " ".join(str(value) for row in Event.objects.values_list() for value in row)
    assert secret.split("_", 2)[2] not in kept + told
    assert [event.verb for event in Event.objects.filter(verb__startswith="exchange.")] == [
        "exchange.token.created",
        "exchange.token.revoked",
    ]


@pytest.mark.parametrize("end", ["revoked", "expired", "account closed", "first password"])
def test_what_has_ended_opens_nothing(liaison: User, client: Client, end: str) -> None:
    token, secret = make(liaison)
    if end == "revoked":
        revoke_token(token, user=liaison, at=timezone.now())
    elif end == "expired":
        Token.objects.update(expires_at=timezone.now())
    elif end == "account closed":
        User.objects.filter(pk=liaison.pk).update(is_active=False)
    else:
        User.objects.filter(pk=liaison.pk).update(must_change_password=True)

    assert status(secret, client) == 401


@pytest.mark.parametrize(
    "sent", ["", "x", "bct_", "bct__", "bct_1_2", "bct_%s", "bct_é_x", "bct_" + "a" * 5000, "bct_a_b_c_d"]
)
def test_what_is_no_token_opens_nothing(client: Client, sent: str) -> None:
    assert status(sent, client) == 401


def test_five_wrong_secrets_lock_the_token_for_its_address(liaison: User, client: Client) -> None:
    token, secret = make(liaison)
    tried = [status(f"bct_{token.key}_wrong", client) for _ in range(5)]
    assert tried == [401, 401, 401, 401, 429]

    answer = client.get("/api/v1/me", headers={"Authorization": f"Bearer {secret}"})
    assert answer.status_code == 429
    assert answer.json()["code"] == "locked"
    assert status(token_of(liaison), client) == 200, "another token of the same user still opens"


def test_a_token_that_reads_writes_nothing(drill: Any, asks: Callable[..., Caller]) -> None:
    answer = asks(drill.office, "read").send("POST", "/registers/duty_drill.tasks/records", {"values": {}})

    assert (answer.status_code, answer.json()["code"]) == (403, "scope")


def test_when_it_was_used_last_is_kept(liaison: User, client: Client) -> None:
    token, secret = make(liaison)
    status(secret, client)
    token.refresh_from_db()

    assert token.last_used_at is not None


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 81}, "name"),
        ({"scope": "all"}, "scope"),
        ({"expires_at": timezone.now() - DAYS}, "expires_at"),
        ({"expires_at": timezone.now() + 20 * DAYS}, "expires_at"),
    ],
)
def test_a_token_wants_a_name_a_scope_and_an_end(liaison: User, changed: dict[str, Any], field: str) -> None:
    with pytest.raises(ValidationError) as refused:
        make(liaison, **changed)

    assert set(refused.value.error_dict) == {field}
    assert not Token.objects.exists()


def test_nobody_revokes_the_token_of_another(liaison: User, outsider: User, client: Client) -> None:
    token, secret = make(liaison)
    with pytest.raises(PermissionDenied):
        revoke_token(token, user=outsider, at=timezone.now())
    client.force_login(outsider, backend="baicheng.server.accounts.backends.SignOn")

    assert client.post(f"/me/api/{token.pk}/revoke/").status_code == 404
    assert status(secret, Client()) == 200


def test_the_page_shows_a_new_token_once(liaison: User, client: Client) -> None:
    client.force_login(liaison, backend="baicheng.server.accounts.backends.SignOn")
    made = client.post("/me/api/", {"name": "统计", "scope": "read", "days": "30"})
    secret = made.content.decode().partition('first-password">')[2].partition("<")[0]

    assert status(secret, Client()) == 200
    again = client.get("/me/api/").content.decode()
    assert "统计" in again and secret not in again
    assert made.headers["Cache-Control"].startswith("max-age=0")

    client.post(f"/me/api/{Token.objects.get().pk}/revoke/")
    assert status(secret, Client()) == 401


def test_a_form_that_says_too_little_makes_no_token(liaison: User, client: Client) -> None:
    client.force_login(liaison, backend="baicheng.server.accounts.backends.SignOn")

    assert client.post("/me/api/", {"scope": "read", "days": "30"}).status_code == 422
    assert not Token.objects.exists()


def test_a_session_may_look_and_writes_only_with_the_token_of_the_form(liaison: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(liaison, backend="baicheng.server.accounts.backends.SignOn")
    assert client.get("/api/v1/me").status_code == 200

    path, sent = "/api/v1/registers/none.none/records", {"content_type": "application/json", "data": {}}
    refused = client.post(path, **sent)
    assert (refused.status_code, refused.json()["code"]) == (403, "csrf")

    token = client.get("/me/").content.decode().partition('csrfmiddlewaretoken" value="')[2][:64]
    assert client.post(path, headers={"X-CSRFToken": token}, **sent).status_code == 404, "no such register"


def test_a_session_with_a_first_password_is_told_to_change_it(liaison: User, client: Client) -> None:
    client.force_login(liaison, backend="baicheng.server.accounts.backends.SignOn")
    User.objects.filter(pk=liaison.pk).update(must_change_password=True)
    answer = client.get("/api/v1/me")

    assert (answer.status_code, answer.json()["code"]) == (403, "first_password")

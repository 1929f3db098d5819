"""Guessing passwords: no disguise of the name and no header gives more tries, and nothing keeps what was typed."""

from __future__ import annotations

import logging

import pytest
from django.apps import apps
from django.contrib.auth import hashers
from django.test import Client

from baicheng.server.accounts.models import User
from tests.server.cast import PASSWORD

DISGUISES = ["liaison", " liaison", "liaison ", "ｌｉａｉｓｏｎ", "liaison\u00a0", "liaison"]
WRONG = "Falsch-geraten-77"

pytestmark = pytest.mark.django_db


def guess(client: Client, name: str, number: int = 0, **headers: str) -> int:
    data = {"username": name, "password": WRONG}
    return client.post("/sign-on/", data, headers={"user-agent": f"Browser {number}", **headers}).status_code


def test_no_disguise_of_a_name_gives_more_tries(client: Client, liaison: User) -> None:
    for number, name in enumerate(DISGUISES[:5]):
        guess(client, name, number)

    assert client.post("/sign-on/", {"username": "liaison", "password": PASSWORD}).status_code == 429
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("header", ["x-forwarded-for", "x-real-ip", "forwarded", "client-ip", "x-client-ip"])
def test_no_header_gives_more_tries(client: Client, liaison: User, header: str) -> None:
    for number in range(5):
        guess(client, "liaison", number, **{header: f"10.0.0.{number}"})

    assert guess(client, "liaison", 9, **{header: "10.9.9.9"}) == 429


def test_whether_a_name_is_known_cannot_be_told(client: Client, liaison: User) -> None:
    known = [guess(client, "liaison") for _ in range(6)]
    unknown = [guess(client, "nobody") for _ in range(6)]
    assert known == unknown


def test_an_unknown_name_costs_as_much_hashing_as_a_known_one(
    client: Client, liaison: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashed: list[int] = []
    hasher = type(hashers.get_hasher("default"))
    encode = hasher.encode
    monkeypatch.setattr(
        hasher, "encode", lambda self, *given, **more: hashed.append("x") or encode(self, *given, **more)
    )

    guess(client, "liaison")
    for_known = len(hashed)
    guess(client, "nobody")

    assert len(hashed) == 2 * for_known > 0


def test_what_was_typed_as_password_is_kept_nowhere(
    client: Client, liaison: User, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        for _ in range(6):
            guess(client, "liaison")
        client.post("/sign-on/", {"username": "nobody", "password": PASSWORD})

    for secret in (WRONG, PASSWORD):
        assert secret not in caplog.text
        for model in apps.get_models():
            for row in model._default_manager.values():
                assert secret not in str(row), model


def test_a_first_password_is_in_no_table_and_no_log(
    client: Client, administrator: User, liaison: User, caplog: pytest.LogCaptureFixture
) -> None:
    client.force_login(administrator)
    with caplog.at_level(logging.DEBUG):
        page = client.post(f"/accounts/{liaison.pk}/password/").text
    password = page.partition('class="first-password">')[2].partition("<")[0]

    assert len(password) == 19
    assert password not in caplog.text
    for model in apps.get_models():
        assert password not in str(list(model._default_manager.values())), model

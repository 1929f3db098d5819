"""Requests that no browser of ours sends: they are refused in words, and no page breaks."""

from __future__ import annotations

import base64
import json
from urllib.parse import urlencode

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from baicheng.server.accounts.models import User
from baicheng.server.editions.forms import ValueField

NUL = "a\0b"


def token(values: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("/accounts/new/", {"username": NUL, "name": "x"}),
        ("/accounts/new/", {"username": "x", "name": "x", NUL: "x"}),
        ("/language/", {"language": "en", "next": NUL}),
    ],
)
def test_text_with_nul_is_refused(
    client: Client, administrator: User, path: str, data: dict[str, str]
) -> None:
    client.force_login(administrator)
    response = client.post(path, data)
    assert response.status_code == 400
    assert "请求无法识别" in response.text


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/accounts/?q=%00", "/%00/", "/accounts/?%00=1", "/sign-on/?next=%00"])
def test_addresses_with_nul_are_refused(client: Client, administrator: User, path: str) -> None:
    client.force_login(administrator)
    assert client.get(path).status_code == 400


_PLAIN = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=30))
_VALUES = st.recursive(
    _PLAIN,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=2),
    max_leaves=6,
)


@pytest.mark.django_db
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(
        ["/documents/?sort=title", "/documents/?sort=issued", "/documents/?sort=-uploaded", "/accounts/?"]
    ),
    st.sampled_from(["after", "before"]),
    st.one_of(st.lists(_VALUES, min_size=2, max_size=2).map(token), st.text(max_size=40)),
)
def test_no_place_in_a_list_breaks_it(
    client: Client, administrator: User, path: str, way: str, place: str
) -> None:
    client.force_login(administrator)
    assert client.get(f"{path}&{urlencode({way: place})}").status_code in (200, 400)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "place",
    [
        token([10**400, 1]),
        token(["x", 10**19]),
        token(["9999-12-31T23:59:59+23:59", 1]),
        token(["0001-01-01", -(2**63)]),
        base64.urlsafe_b64encode(b"[" * 90_000).decode(),
        base64.urlsafe_b64encode(b'["\\ud800", 1]').decode(),
        base64.urlsafe_b64encode(b'["\\u0000", 1]').decode(),
        base64.urlsafe_b64encode(b"[NaN, Infinity]").decode(),
    ],
    ids="huge large_id late early deep surrogate nul nan".split(),
)
@pytest.mark.parametrize("sort", ["title", "issued", "uploaded"])
def test_a_place_that_was_made_up_gives_the_first_page(
    client: Client, administrator: User, place: str, sort: str
) -> None:
    client.force_login(administrator)
    assert client.get("/documents/", {"sort": sort, "after": place}).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("number", ["0", "9" * 18, "9" * 30, "9" * 5000])
@pytest.mark.parametrize("path", ["/documents/{}/", "/documents/{}/file/", "/imports/{}/", "/accounts/{}/"])
def test_an_address_of_nothing_is_not_found(
    client: Client, administrator: User, office: User, path: str, number: str
) -> None:
    for who in (administrator, office):
        client.force_login(who)
        assert client.get(path.format(number)).status_code in (403, 404)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "localhost:80@evil.example", "evil.example#localhost"]
)
def test_a_foreign_host_is_refused(client: Client, host: str) -> None:
    assert client.get("/sign-on/", headers={"host": host}).status_code == 400


@pytest.mark.django_db
@pytest.mark.parametrize(
    "back",
    [
        "//evil.example",
        "https://evil.example",
        "javascript:alert(1)",
        "\\\\evil.example",
        "/\\evil.example",
        "http:evil.example",
        " //evil.example",
        "/%0d%0aX: y",
    ],
)
def test_the_way_back_from_the_language_stays_on_this_site(client: Client, back: str) -> None:
    response = client.post("/language/", {"language": "en", "next": back})
    assert response.status_code == 302
    assert response.headers["Location"].startswith("/") and not response.headers["Location"].startswith(
        ("//", "/\\")
    )
    assert "X" not in response.headers


@pytest.mark.parametrize(
    "text",
    ["NaN", "[NaN]", "-Infinity", "1e999999", "[1e400]", "9" * 400, "[" * 60_000, '{"a": 1e999}'],
    ids="nan list infinity huge huge_list long deep mapping".split(),
)
def test_a_local_value_that_no_database_holds_is_refused_or_is_text(text: str) -> None:
    try:
        found = ValueField().clean(text)
    except ValidationError:
        return
    assert found == text

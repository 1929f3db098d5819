"""Every address × everybody: pages for those whom they concern, nothing for others, and no write by looking."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from baicheng.server.history.models import Event
from tests.server.duties import conftest as duties
from tests.server.security import world as worlds
from tests.server.security.addresses import (
    ADDRESSES,
    ALL,
    INSIDERS,
    REFUSED_WHEN_SENT,
    Address,
)
from tests.server.security.world import SECRET, World

drill, new_drill = duties.drill, duties.new_drill
world, new_world = worlds.world, worlds.new_world
#: What only keeps sessions is no write.
WRITES = re.compile(r'^(INSERT INTO|UPDATE|DELETE FROM) "(?!django_session)', re.I)
#: What issuing would bring is found out by doing it and taking it back, see its own tests.
FOUND_BY_DOING = "intake:issue"


def names() -> Iterator[str]:
    def walk(patterns: list[Any], space: str = "") -> Iterator[str]:
        for pattern in patterns:
            if isinstance(pattern, URLResolver):
                inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
                yield from walk(pattern.url_patterns, inner)
            elif isinstance(pattern, URLPattern):
                yield f"{space}{pattern.name}"

    yield from walk(get_resolver().url_patterns)


def url(world: World, name: str) -> str:
    address = ADDRESSES[name]
    args = [one[1:] if one.startswith("=") else world.ids[one] for one in address.args]
    return reverse(name, args=args) + address.query


def ask(client: Client, world: World, name: str, method: str, **more: Any) -> HttpResponse:
    """The answer to a request; whatever it changes is taken back."""
    sent = {} if method == "post" else None
    if ADDRESSES[name].body is not None and method == "post":
        sent, more = ADDRESSES[name].body, {**more, "content_type": "application/json"}
    with transaction.atomic():
        answer = getattr(client, method)(url(world, name), sent, **more)
        text = "" if answer.streaming else answer.content.decode("utf-8", "replace")
        answer.said = (
            text if not answer.streaming else b"".join(answer.streaming_content).decode("utf-8", "replace")
        )
        answer.events = Event.objects.count()
        transaction.set_rollback(True)
    return answer


def reader(world: World, letter: str, **more: Any) -> Client:
    client = Client(**more)
    client.force_login(world.people[letter], backend="baicheng.server.accounts.backends.SignOn")
    return client


def each() -> Iterator[tuple[str, Address, str]]:
    for name, address in ADDRESSES.items():
        for method in ("get", "post"):
            if getattr(address, method):
                yield name, address, method


def test_every_address_is_in_the_table() -> None:
    assert sorted(names()) == sorted(ADDRESSES), "say in addresses.py who may go there"


@pytest.mark.django_db
def test_whoever_is_not_signed_on_is_led_to_sign_on(world: World) -> None:
    wrong = []
    for name, address, method in each():
        answer = ask(Client(), world, name, method)
        led = answer.status_code == 302 and answer.headers["Location"].startswith("/sign-on/")
        led = answer.status_code == 401 if address.api else led
        if led is address.open or SECRET in answer.said:
            wrong.append((name, method, answer.status_code))
    assert wrong == []


@pytest.mark.django_db
@pytest.mark.parametrize("letter", ALL)
def test_each_goes_where_they_may_learns_nothing_elsewhere_and_writes_nothing_by_looking(
    world: World, letter: str
) -> None:
    wrong, events = [], Event.objects.count()
    for name, address, method in each():
        client = reader(world, letter)
        with CaptureQueriesContext(connection) as queries:
            answer = ask(client, world, name, method)
        status, allowed = answer.status_code, letter in address.who
        if method == "get" and name != FOUND_BY_DOING:
            wrong += [(name, method, one["sql"][:80]) for one in queries if WRITES.match(one["sql"])]
        if method == "post" and letter in REFUSED_WHEN_SENT.get(name, ""):
            allowed = status not in (403, 404)  # either is right; nothing may have changed
            if answer.events != events:
                wrong.append((name, method, "changed something"))
        if (status in (403, 404)) is allowed or status >= 500:
            wrong.append((name, method, status))
        if not allowed and answer.events != events:
            wrong.append((name, method, "changed something"))
        if SECRET in answer.said and letter not in INSIDERS:
            wrong.append((name, method, "told the secret"))
    assert wrong == []


@pytest.mark.django_db
def test_no_deed_is_done_without_the_token_of_the_form(world: World) -> None:
    wrong, events = [], Event.objects.count()
    for name, address, method in each():
        if method == "post":
            answer = ask(reader(world, address.who[0], enforce_csrf_checks=True), world, name, method)
            if answer.status_code != 403 or answer.events != events:
                wrong.append((name, answer.status_code))
    assert wrong == []


@pytest.mark.django_db
def test_each_address_takes_its_own_methods_only(world: World) -> None:
    wrong = []
    for name, address in ADDRESSES.items():
        client = Client() if address.open else reader(world, (address.who or ALL)[0])
        taken = {method for method in ("get", "post") if getattr(address, method)} | set(address.also)
        for method in {"get", "post", "put", "patch", "delete"} - taken:
            status = ask(client, world, name, method).status_code
            if status not in (403, 405):
                wrong.append((name, method, status))
    assert wrong == []


@pytest.mark.django_db
@pytest.mark.parametrize("number", ["0", "9" * 18, "9" * 30])
def test_ids_of_nothing_are_not_found(world: World, number: str) -> None:
    wrong = []
    for name, address, method in each():
        if not any(isinstance(world.ids.get(one), int) for one in address.args):
            continue
        args = [one[1:] if one.startswith("=") else world.ids[one] for one in address.args]
        path = reverse(name, args=[number if isinstance(one, int) else one for one in args])
        with transaction.atomic():
            status = getattr(reader(world, (address.who or ALL)[0]), method)(path).status_code
            transaction.set_rollback(True)
        if status not in ((400, 403, 404, 422) if address.api else (403, 404)):
            wrong.append((name, method, status))
    assert wrong == []

"""Webhooks: what is told, once, in order, signed, tried again; and where it may not go."""

from __future__ import annotations

import hashlib
import hmac
import json
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client

from baicheng.server.accounts.models import Role, User
from baicheng.server.exchange import sending
from baicheng.server.exchange.events import EVENTS
from baicheng.server.exchange.models import Delivery, DeliveryState, Webhook
from baicheng.server.exchange.services import collect, deliver, end_webhook, outbox, register_webhook, replay
from baicheng.server.exchange.services.delivering import WAITS
from baicheng.server.history.models import Event
from baicheng.server.history.queries import settled_until
from baicheng.server.history.services import record
from baicheng.server.notices.destinations import Forbidden, destination, is_allowed, reached
from baicheng.server.registers.services import edit_record
from tests.server.duties.conftest import PROGRAMME, Drill, at
from tests.server.people import CLERK, user

NOW = at("2019-01-12")
LATER = timedelta(minutes=1)


@dataclass
class Receiver:
    """Another program that listens: what it got, and what it answers."""

    address: str
    status: int = 200
    got: list[tuple[dict[str, str], str]] = field(default_factory=list)


@pytest.fixture
def receiver(settings: Any) -> Iterator[Receiver]:
    """On this machine, which a setting allows."""
    settings.WEBHOOK_HOSTS = frozenset({"127.0.0.1"})

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            made.got.append((dict(self.headers), body))
            self.send_response(made.status)
            self.send_header("Location", "http://127.0.0.1:1/")
            self.end_headers()

        def log_message(self, *_told: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    made = Receiver(f"http://127.0.0.1:{server.server_port}/told?by=baicheng")
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield made
    server.shutdown()
    server.server_close()


@pytest.fixture
def administrator(drill: Drill) -> User:
    return user(Role.ADMINISTRATOR)


def hook(
    administrator: User, address: str = "https://host.example/", events: tuple[str, ...] = (), **more: Any
) -> Webhook:
    given = {"programme": "", "at": at("2019-01-01"), **more}
    return register_webhook(address=address, events=events or tuple(EVENTS), user=administrator, **given)


def told(webhook: Webhook) -> list[str]:
    return list(webhook.deliveries.values_list("event", flat=True))


def test_what_happens_is_put_down_once_in_its_order(drill: Drill, administrator: User) -> None:
    drill.task(title="早先")
    webhook = hook(administrator, events=("record.created", "record.changed"))
    task = drill.task()
    edit_record(task, {}, title="新名", user=drill.office, at=NOW, revision=task.revision, reason="更名")
    for _ in range(3):
        collect(NOW)

    assert told(webhook) == ["record.created", "record.changed"]


def test_history_is_read_on_in_steps_of_any_length(
    drill: Drill, administrator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "AT_ONCE", 2)
    webhook = hook(administrator, events=("record.created",))
    tasks = [drill.task().pk for _ in range(5)]
    collect(NOW)

    assert [json.loads(row.body)["record"] for row in webhook.deliveries.all()] == tasks
    webhook.refresh_from_db()
    assert webhook.read_until == Event.objects.order_by("pk").last().pk


def test_a_stop_in_between_loses_and_doubles_nothing(
    drill: Drill, administrator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    webhook = hook(administrator, events=("record.created",))
    drill.task()
    with monkeypatch.context() as broken:
        broken.setattr(Webhook, "save", lambda _self: (_ for _ in ()).throw(RuntimeError("power cut")))
        with pytest.raises(RuntimeError):
            collect(NOW)
    assert told(webhook) == []

    collect(NOW)
    Webhook.objects.update(read_until=0)  # as if how far it had read were forgotten
    collect(NOW)
    assert told(webhook) == ["record.created"]


def test_a_message_names_ids_and_nothing_that_is_in_the_record(drill: Drill, administrator: User) -> None:
    webhook = hook(administrator)
    task = drill.task(title="征收计划", values={"content": "征收八号地块"})
    collect(NOW)
    bodies = " ".join(webhook.deliveries.values_list("body", flat=True))
    first = json.loads(webhook.deliveries.first().body)

    assert first["record_address"] == f"/api/v1/records/{task.pk}"
    assert first["event"] == "record.created"
    for text in ("征收", "市住建局", task.number, drill.office.username):
        assert text not in bodies


def test_a_programme_narrows_what_is_told(drill: Drill, administrator: User) -> None:
    webhook = hook(administrator, programme=PROGRAMME)
    Webhook.objects.filter(pk=webhook.pk).update(programme="other")
    drill.task()
    collect(NOW)
    assert told(webhook) == []


def test_what_is_late_is_told_once_for_each_due_moment(drill: Drill, administrator: User) -> None:
    webhook = hook(administrator, events=("assignment.late",))
    task = drill.task(values={"due_on": "2019-06-30"})
    collect(at("2019-06-30"))
    assert told(webhook) == []

    for day in ("2019-07-02", "2019-07-03"):
        collect(at(day))
    (row,) = webhook.deliveries.all()
    message = json.loads(row.body)
    assert (message["event"], message["record"]) == ("assignment.late", task.pk)


def test_a_delivery_is_signed_and_names_itself(drill: Drill, administrator: User, receiver: Receiver) -> None:
    webhook = hook(administrator, receiver.address, ("record.created",))
    drill.task()
    collect(NOW)
    assert deliver(NOW) == (1, 0)
    assert deliver(NOW + LATER) == (0, 0)

    ((headers, body),) = receiver.got
    moment, digest = (part.partition("=")[2] for part in headers["Baicheng-Signature"].split(","))
    signed = f"{moment}.{headers['Baicheng-Delivery']}.{body}".encode()
    assert digest == hmac.new(webhook.secret.encode(), signed, hashlib.sha256).hexdigest()
    assert headers["Baicheng-Delivery"] == str(webhook.deliveries.get().number)
    assert headers["Baicheng-Event"] == "record.created"
    assert json.loads(body)["event"] == "record.created"


def fail_until_dead(receiver: Receiver, start: datetime) -> datetime:
    moment = start
    for wait in (*WAITS, timedelta(days=2)):
        deliver(moment)
        moment += wait + LATER
    return moment


def test_a_failure_is_tried_again_with_growing_waits_then_given_up_and_replayed(
    drill: Drill, administrator: User, receiver: Receiver, client: Client
) -> None:
    receiver.status = 500
    webhook = hook(administrator, receiver.address, ("record.created",))
    drill.task()
    collect(NOW)
    deliver(NOW)
    assert deliver(NOW + timedelta(seconds=30)) == (0, 0), "it is left in peace"
    row = webhook.deliveries.get()
    assert (row.attempts, row.fault, row.next_at) == (1, "HTTP 500", NOW + WAITS[0])

    moment = fail_until_dead(receiver, NOW + WAITS[0])
    row.refresh_from_db()
    assert row.state == DeliveryState.DEAD
    client.force_login(administrator, backend="baicheng.server.accounts.backends.SignOn")
    assert str(row.number) in client.get(f"{webhook.get_absolute_url()}?dead=1").content.decode()

    receiver.status, receiver.got = 204, []
    replay(row, user=administrator, at=moment)
    assert deliver(moment) == (1, 0)
    assert receiver.got[0][0]["Baicheng-Delivery"] == str(row.number), (
        "the same number: it may have come before"
    )


def test_an_address_that_fails_holds_up_no_other_and_a_refused_message_no_later_one(
    drill: Drill, administrator: User, receiver: Receiver
) -> None:
    silent = hook(administrator, "http://127.0.0.1:1/", ("record.created",))
    listening = hook(administrator, receiver.address, ("record.created",))
    drill.task()
    drill.task()
    collect(NOW)
    receiver.status = 422

    assert deliver(NOW) == (0, 3)
    assert [row.attempts for row in silent.deliveries.all()] == [1, 0]
    assert [row.attempts for row in listening.deliveries.all()] == [1, 1]


def test_a_redirection_is_not_followed(drill: Drill, administrator: User, receiver: Receiver) -> None:
    receiver.status = 302
    webhook = hook(administrator, receiver.address, ("record.created",))
    drill.task()
    collect(NOW)
    deliver(NOW)

    assert webhook.deliveries.get().fault == "HTTP 302"
    assert len(receiver.got) == 1


@pytest.mark.parametrize(
    "address",
    [
        "",
        "host.example",
        "ftp://host.example/",
        "file:///etc/passwd",
        "http://",
        "http://user:word@host.example/",
        "http://host.example:99999/",
        "http://127.0.0.1/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://169.254.169.254/latest/",
        "http://[fe80::1]/",
        "http://0.0.0.0/",
        "http://224.0.0.1/",
        "http://a b.example/",
        "http://host.example/\r\nX: y",
        "https://host.example/" + "x" * 500,
    ],
)
def test_an_address_that_is_none_or_leads_back_here_is_refused(administrator: User, address: str) -> None:
    with pytest.raises(ValidationError) as refused:
        hook(administrator, address)

    assert set(refused.value.error_dict) == {"address"}
    assert not Webhook.objects.exists()


@pytest.mark.parametrize(
    "number", ["127.0.0.1", "::1", "169.254.1.1", "::ffff:127.0.0.1", "0.0.0.0", "127.9.9.9"]
)
def test_a_name_that_leads_here_when_it_is_asked_is_refused(
    drill: Drill, administrator: User, monkeypatch: pytest.MonkeyPatch, number: str
) -> None:
    family = socket.AF_INET6 if ":" in number else socket.AF_INET
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("10.1.2.3", 80))]
    found.append((family, socket.SOCK_STREAM, 6, "", (number, 80)))
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_a, **_k: found)
    monkeypatch.setattr(socket, "create_connection", lambda *_a, **_k: pytest.fail("it went there"))

    with pytest.raises(Forbidden):
        reached(destination("http://host.example/"))
    webhook = hook(administrator, "http://host.example/", ("record.created",))
    drill.task()
    collect(NOW)
    assert deliver(NOW) == (0, 1)
    assert "refused" in webhook.deliveries.get().fault


def test_private_networks_are_where_other_programs_stand(settings: Any) -> None:
    assert is_allowed("host.example", "10.1.2.3")
    assert is_allowed("host.example", "fd00::1")
    assert not is_allowed("localhost", "127.0.0.1")
    settings.WEBHOOK_HOSTS = frozenset({"localhost"})
    assert is_allowed("localhost", "127.0.0.1")
    assert not is_allowed("other.example", "127.0.0.1")


@pytest.mark.parametrize("who", ["office", "liaison"])
def test_only_an_administrator_has_addresses_told(drill: Drill, administrator: User, who: str) -> None:
    webhook = hook(administrator)
    row = Delivery.objects.create(webhook=webhook, key="x", body="{}", made_at=NOW, next_at=NOW)
    before = Event.objects.count()
    asker = getattr(drill, who)
    for attempt in (
        lambda: hook(asker),
        lambda: end_webhook(webhook, user=asker, at=NOW),
        lambda: replay(row, user=asker, at=NOW),
    ):
        with pytest.raises(PermissionDenied):
            attempt()
    assert Event.objects.count() == before
    assert Webhook.objects.count() == 1


def test_an_ended_address_is_told_nothing_and_its_secret_stands_in_no_history(
    drill: Drill, administrator: User
) -> None:
    webhook = hook(administrator, events=("record.created",))
    drill.task()
    collect(NOW)
    end_webhook(webhook, user=administrator, at=NOW)
    drill.task()
    collect(NOW)

    assert deliver(NOW) == (0, 0)
    assert [row.state for row in webhook.deliveries.all()] == [DeliveryState.DEAD]
    assert webhook.secret not in str(list(Event.objects.values("changes", "context")))
    verbs = Event.objects.filter(chain=f"exchange.webhook:{webhook.pk}").values_list("verb", flat=True)
    assert list(verbs) == ["exchange.webhook.registered", "exchange.webhook.ended"]


def test_the_page_shows_the_secret_once_and_lists_what_was_told(
    drill: Drill, administrator: User, client: Client
) -> None:
    client.force_login(administrator, backend="baicheng.server.accounts.backends.SignOn")
    sent = {"address": "https://host.example/x", "events": ["record.created"], "programme": PROGRAMME}
    made = client.post("/webhooks/", sent)
    webhook = Webhook.objects.get()

    assert webhook.secret in made.content.decode()
    assert webhook.secret not in client.get("/webhooks/").content.decode()
    assert client.post("/webhooks/", {**sent, "address": "http://127.0.0.1/"}).status_code == 422
    drill.task()
    collect(NOW)
    assert str(webhook.deliveries.get().number) in client.get(webhook.get_absolute_url()).content.decode()
    client.post(f"/webhooks/{webhook.pk}/end/")
    webhook.refresh_from_db()
    assert webhook.ended_at is not None


def test_a_signature_is_of_moment_number_and_body() -> None:
    whole = sending.signature("secret", 1, "n", "body")

    assert len({whole, *(sending.signature(*changed) for changed in CHANGED)}) == 5


CHANGED = [
    ("other", 1, "n", "body"),
    ("secret", 2, "n", "body"),
    ("secret", 1, "m", "body"),
    ("secret", 1, "n", "b"),
]


@pytest.mark.django_db(transaction=True)
def test_no_event_is_read_past_one_that_is_still_on_its_way() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one write after the other")
    record(chain="x:1", verb="x.y.z", actor=CLERK, at=NOW, changes={})
    other = connection.copy()
    try:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {Event._meta.db_table} IN ROW EXCLUSIVE MODE")  # as a writer does
        assert settled_until() is None
        other.rollback()
        assert settled_until() == Event.objects.get().pk
    finally:
        other.close()

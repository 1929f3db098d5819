"""What docs/api.md says of the API is what the API does."""

from __future__ import annotations

import json
import re
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import Resolver404, resolve
from django.utils import timezone

from baicheng.server.accounts.models import Role, User
from baicheng.server.editions.services import bind_office, install
from baicheng.server.exchange.events import EVENTS
from baicheng.server.exchange.faults import CODES
from baicheng.server.exchange.sending import signature
from baicheng.server.orgs.models import Subject
from baicheng.server.registers.models import Record
from tests.server.exchange.conftest import Caller, token_of
from tests.server.packs_once import once
from tests.server.people import CLERK, LONG_AGO, user

PAGE = (Path(__file__).parents[3] / "docs" / "api.md").read_text("utf-8")
BLOCKS = dict.fromkeys(re.findall(r"```(\w+)\n(.*?)```", PAGE, re.DOTALL))
SHELL = "\n".join(text for kind, text in BLOCKS if kind == "sh")
SENT = re.findall(r"post (\w+) (\S+) \\?\s*'(\{.*?\})'", SHELL)
BUILTIN = "quality_programme"


def test_every_address_in_an_example_is_there() -> None:
    asked = [*re.findall(r"\$API(/[^\s\"?]*)", SHELL), *(path for _method, path, _body in SENT)]

    assert len(asked) > 10
    for path in asked:
        try:
            resolve(f"/api/v1{path}")
        except Resolver404:
            pytest.fail(f"docs/api.md names {path}, which is not there")


def test_every_event_and_every_code_has_its_word() -> None:
    assert {name for name in EVENTS if f"`{name}`" not in PAGE} == set()
    told = {code for code, (status, *_words) in CODES.items() if status < 500 and f"`{code}`" not in PAGE}
    assert told == set()
    for code, (status, *_words) in CODES.items():
        if status < 500:
            assert re.search(rf"^\| {status} \|.*`{code}`", PAGE, re.MULTILINE), (status, code)


def test_the_check_of_a_signature_works_as_it_is_written() -> None:
    (source,) = [text for kind, text in BLOCKS if kind == "python"]
    given: dict[str, Any] = {}
    exec(source, given)
    body, number = '{"event": "征"}', str(uuid.uuid4())
    headers = {
        "Baicheng-Delivery": number,
        "Baicheng-Signature": f"t=17,v1={signature('secret', 17, number, body)}",
    }

    check = given["comes_from_baicheng"]
    assert check("secret", headers, body.encode())
    assert not check("other", headers, body.encode())
    assert not check("secret", {**headers, "Baicheng-Delivery": "x"}, body.encode())


@pytest.mark.django_db
def test_the_examples_of_changing_do_what_they_say(
    bureau: Subject, administrator: User, client: Client
) -> None:
    install(once(BUILTIN), at=LONG_AGO, actor=CLERK)
    now = timezone.now()
    bind_office(BUILTIN, bureau, since=LONG_AGO.date(), user=administrator, at=now, reason="市政府办公会")
    caller = Caller(token_of(user(Role.OFFICE, programme=BUILTIN)), client)
    (method, path, body), (_patch, _path, change), *_others = SENT
    sent = json.loads(body)
    sent["parties"][0]["subject"] = bureau.pk
    made = caller.send(method, path, sent)
    assert made.status_code == 201, made.content

    record = Record.objects.get()
    changed = caller.send(
        "PATCH", f"/records/{record.pk}", {**json.loads(change), "revision": record.revision}
    )
    assert changed.status_code == 200, changed.content
    imported = json.loads(re.search(r"--data '(\{\"dry_run\".*?\})' \\", SHELL).group(1))
    imported["records"][0]["parties"][0]["subject"] = bureau.pk
    tried = caller.send("POST", f"/registers/{BUILTIN}.tasks/import", imported)
    assert tried.status_code == 200, tried.content

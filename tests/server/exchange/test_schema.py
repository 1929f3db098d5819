"""The whole API against its own description: whatever is sent, no fault of ours and no answer outside of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from baicheng.server.config.wsgi import application
from baicheng.server.exchange.api import api
from tests.server.duties.conftest import Drill
from tests.server.exchange.conftest import TASKS, token_of
from tests.server.security import world as worlds
from tests.server.security.conftest import files_go_elsewhere
from tests.server.security.world import World

world, new_world = worlds.world, worlds.new_world
__all__ = ["files_go_elsewhere"]
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
#: So many requests are made of each operation.
EXAMPLES = 12


@pytest.fixture
def kept_connection() -> Iterator[None]:
    """A request closes no connection: the test's transaction lives in it."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def there(world: World) -> dict[str, Any]:
    """Ids of things that are there, by the names of the parameters of addresses."""
    ids = world.ids
    return {
        "register_id": TASKS,
        "record": ids["task"],
        "assignment": ids["asked"],
        "subject": ids["unit"],
        "document": ids["document"],
        "notice": ids["notice"],
        "target": ids["target"],
        "file": ids["file"],
        "move": "close",
    }


@pytest.mark.django_db
@pytest.mark.usefixtures("kept_connection")
@pytest.mark.parametrize("who", ["office", "liaison"])
def test_no_request_finds_a_fault_or_an_answer_outside_of_the_description(
    world: World, drill: Drill, who: str
) -> None:
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
    headers = {"Authorization": f"Bearer {token_of(getattr(drill, who))}", "Host": "localhost"}
    found = there(world)
    wrong: list[str] = []
    for result in schema.get_all_operations():
        operation = result.ok()

        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            database=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy(), real=st.booleans())
        def ask(case: Any, real: bool) -> None:
            if real and case.path_parameters:
                case.path_parameters.update(
                    {name: found[name] for name in case.path_parameters if name in found}
                )
            with transaction.atomic():  # whatever it changes is taken back
                case.call_and_validate(headers=headers, checks=CHECKS)
                transaction.set_rollback(True)

        try:
            ask()
        except FailureGroup as failed:
            wrong.append(f"{operation.label}: {failed.exceptions}")
    assert wrong == []


@pytest.mark.django_db
def test_the_description_is_told_to_everybody_and_names_every_refusal(client: Client) -> None:
    told = client.get("/api/v1/openapi.json").json()

    assert told["openapi"].startswith("3.")
    for path, methods in told["paths"].items():
        for method, operation in methods.items():
            assert {"401", "403", "404", "422"} <= set(operation["responses"]), (path, method)
            assert operation["description"], (path, method)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "status", "code"),
    [("/api/v1/nothing", 404, "not_found"), ("/api/v1/records/0%00", 400, "unreadable")],
)
def test_what_goes_wrong_before_an_address_is_reached_is_told_in_the_same_form(
    client: Client, path: str, status: int, code: str
) -> None:
    answer = client.get(path)

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["Content-Language"] == "zh-hans"


@pytest.mark.django_db
def test_a_method_that_an_address_does_not_take_is_told_with_those_that_it_takes(client: Client) -> None:
    answer = client.delete("/api/v1/me")

    assert (answer.status_code, answer.json()["code"]) == (405, "method")
    assert "GET" in answer.headers["Allow"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("asked", "language"),
    [("", "zh-hans"), ("en", "en"), ("fr, en;q=0.5", "en"), ("zh-CN,en", "zh-hans"), ("xx", "zh-hans")],
)
def test_refusals_speak_the_language_that_is_asked_for(client: Client, asked: str, language: str) -> None:
    answer = client.get("/api/v1/me", headers={"Accept-Language": asked})

    assert answer.headers["Content-Language"] == language
    assert ("signed" in answer.json()["errors"][0]["message"]) is (language == "en")


def test_operations_are_named_once_each() -> None:
    schema = api.get_openapi_schema(path_prefix="/api/v1/")
    names = [one["operationId"] for methods in schema["paths"].values() for one in methods.values()]

    assert len(names) == len(set(names))
    json.dumps(schema, default=str)

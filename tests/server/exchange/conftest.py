"""The API as programs use it: a token of each of the drill's people."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from baicheng.server.accounts.models import User
from baicheng.server.exchange.services import create_token
from tests.server.duties import conftest as duties

drill, new_drill = duties.drill, duties.new_drill
PROGRAMME = duties.PROGRAMME
TASKS, REPORTS = f"{PROGRAMME}.tasks", f"{PROGRAMME}.reports"


@dataclass
class Caller:
    """Asks the API with a user's token; answers are JSON."""

    token: str
    client: Client

    def get(self, path: str, query: dict[str, Any] | None = None, **more: Any) -> HttpResponse:
        return self.client.get(f"/api/v1{path}", query, headers=self.headers(), **more)

    def send(self, method: str, path: str, body: Any, **headers: str) -> HttpResponse:
        return self.client.generic(
            method,
            f"/api/v1{path}",
            json.dumps(body),
            content_type="application/json",
            headers={**self.headers(), **headers},
        )

    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}", "Accept-Language": "en"}


def token_of(user: User, scope: str = "write") -> str:
    now = timezone.now()
    _token, secret = create_token(user, name="test", scope=scope, expires_at=now + timedelta(days=30), at=now)
    return secret


@pytest.fixture
def asks(client: Client) -> Callable[..., Caller]:
    """A caller with a token of a user."""

    def made(user: User, scope: str = "write") -> Caller:
        return Caller(token_of(user, scope), client)

    return made

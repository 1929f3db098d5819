"""What machines ask: health and figures, and what each request leaves in the log."""

from __future__ import annotations

import io
import json
import logging
import os
import time
from typing import Any

import pytest
from django.conf import settings
from django.db import OperationalError, connection
from django.test import Client
from django.urls import path

from baicheng.server.accounts.models import Role
from baicheng.server.config.urls import handler500
from baicheng.server.config.urls import urlpatterns as pages
from baicheng.server.operation.worker import sign_of_life, worker_age
from tests.server.pages.conftest import reader
from tests.server.people import user


def broken(_request: Any) -> Any:
    raise RuntimeError("broken")


urlpatterns = [*pages, path("broken/", broken)]


@pytest.fixture(autouse=True)
def no_sign_of_life() -> None:
    sign_of_life().unlink(missing_ok=True)


@pytest.mark.django_db
def test_an_installation_that_works_is_ready_with_or_without_background_work() -> None:
    assert Client().get("/health/live").json() == {"live": True}
    assert Client().get("/health/ready").json() == {"database": True, "migrated": True, "worker": False}

    sign_of_life().touch()
    assert Client().get("/health/ready").json()["worker"] is True

    an_hour_ago = time.time() - 3600
    os.utime(sign_of_life(), (an_hour_ago, an_hour_ago))
    answer = Client().get("/health/ready")
    assert (answer.status_code, answer.json()["worker"]) == (200, False)
    assert worker_age() == pytest.approx(3600, abs=5)


def test_without_a_database_it_is_alive_and_not_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*_: Any, **__: Any) -> Any:
        raise OperationalError("gone")

    monkeypatch.setattr(connection, "ensure_connection", gone)
    monkeypatch.setattr(connection, "cursor", gone)

    assert Client().get("/health/live").status_code == 200
    answer = Client().get("/health/ready")
    assert (answer.status_code, answer.json()["database"]) == (503, False)


@pytest.mark.django_db
def test_figures_are_for_the_owner_of_the_token(settings: Any) -> None:
    assert Client().get("/metrics").status_code == 404
    settings.METRICS_TOKEN = "a-token"
    assert Client().get("/metrics").status_code == 404
    assert Client().get("/metrics", headers={"Authorization": "Bearer another"}).status_code == 404
    reader(user(Role.OFFICE)).get("/my-work/")

    told = Client().get("/metrics", headers={"Authorization": "Bearer a-token"}).content.decode()

    assert 'baicheng_requests_total{method="GET",page="pages:my_work",status="200"}' in told
    assert "baicheng_assignments_late 0.0" in told
    assert "baicheng_worker_age_seconds -1.0" in told


@pytest.mark.django_db
def test_a_request_leaves_one_line_with_its_number_and_no_query() -> None:
    formatter = settings.LOGGING["formatters"]["json"]
    from pythonjsonlogger.json import JsonFormatter

    from baicheng.server.operation.observing import RequestNumber

    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.addFilter(RequestNumber())
    handler.setFormatter(
        JsonFormatter(
            formatter["fmt"], style=formatter["style"], json_ensure_ascii=formatter["json_ensure_ascii"]
        )
    )
    logger = logging.getLogger("baicheng.request")
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    who = user(Role.OFFICE)
    try:
        answer = reader(who).get("/directory/?q=欧阳文", headers={"X-Request-ID": "abcdef-12345"})
        reader(who).get("/health/live")
    finally:
        logger.removeHandler(handler)
        logger.setLevel(logging.WARNING)

    (line,) = out.getvalue().splitlines()
    told = json.loads(line)
    assert answer.headers["X-Request-ID"] == told["request_id"] == "abcdef-12345"
    assert (told["page"], told["status"], told["account"]) == ("orgs:list", 200, who.pk)
    assert "欧阳文" not in line


@pytest.mark.django_db
@pytest.mark.urls(__name__)
def test_an_error_page_names_the_number_under_which_the_log_has_it() -> None:
    client = reader(user(Role.OFFICE))
    client.raise_request_exception = False

    answer = client.get("/broken/", headers={"X-Request-ID": "not a number\n"})

    assert answer.status_code == 500
    number = answer.headers["X-Request-ID"]
    assert len(number) == 32
    assert number in answer.content.decode()


__all__ = ["handler500"]

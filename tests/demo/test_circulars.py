"""The circulars of the demonstration: released month by month, one corrected, one waiting for the leader."""

from __future__ import annotations

from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any, cast

import pytest

from baicheng.demo.circulars import issue_circulars
from baicheng.demo.course import QUALITY, SUPERVISION, Course
from baicheng.server.accounts.models import Role, User
from baicheng.server.editions.services import bind_office, install
from baicheng.server.publishing.models import Publication
from tests.server.packs_once import once
from tests.server.people import CLERK, LONG_AGO, subject, user

NOW = datetime(2026, 7, 20, 4, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def people() -> dict[str, User]:
    administrator, found = user(Role.ADMINISTRATOR), {}
    for programme, clerk in ((QUALITY, "tizhi"), (SUPERVISION, "ducha")):
        install(once(programme), at=LONG_AGO, actor=CLERK)
        office = subject(f"市{clerk}办")
        given: dict[str, Any] = {
            "since": date(2018, 1, 1),
            "user": administrator,
            "at": LONG_AGO,
            "reason": "定",
        }
        bind_office(programme, office, **given)
        found[f"{clerk}2"] = user(Role.OFFICE, programme=programme)
        found[f"{clerk}.leader"] = user(Role.LEADER, office)
    return found


def test_each_month_has_its_circular(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    scene = SimpleNamespace(now=NOW, users=people())

    issue_circulars(cast(Course, SimpleNamespace(scene=scene, today=NOW.date())))

    stated = list(Publication.objects.order_by("pk").values_list("address", "version", "state"))
    quality, supervision = (
        [(address[-7:], *rest) for address, *rest in stated if address.startswith(one)]
        for one in (QUALITY, SUPERVISION)
    )
    assert quality == [("2026-04", 1, "released"), ("2026-05", 1, "released"), ("2026-06", 1, "submitted")]
    assert supervision == [
        ("2026-04", 1, "released"),
        ("2026-05", 1, "corrected"),
        ("2026-05", 2, "released"),
        ("2026-06", 1, "released"),
    ]

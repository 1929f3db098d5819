"""The base of maps: the boundaries of the day, thinned, for whoever is signed on."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from baicheng.server.accounts.models import User
from baicheng.server.orgs.base_map import base_map
from baicheng.server.orgs.models import Subject, SubjectKind
from baicheng.server.orgs.services import create_subject, set_boundary
from tests.server.cast import AT, SETUP

SQUARE = [[113.0, 34.5], [113.8, 34.5], [113.8, 35.0], [113.0, 35.0], [113.0, 34.5]]
DENSE = [[113.0, 34.5], [113.00001, 34.50001], *SQUARE[1:]]


def division(name: str, level: str = "county") -> Subject:
    return create_subject(kind=SubjectKind.DIVISION, name=name, level=level, actor=SETUP, at=AT)


def bound(one: Subject, ring: list[list[float]], since: date | None = None) -> None:
    set_boundary(one, geometry={"type": "Polygon", "coordinates": [ring]}, actor=SETUP, at=AT, since=since)


@pytest.mark.django_db
def test_it_draws_the_boundary_that_holds_on_the_day() -> None:
    county = division("中牟县")
    bound(county, SQUARE)
    smaller = [SQUARE[0], [113.4, 34.5], [113.4, 35.0], SQUARE[0]]
    bound(county, smaller, since=date(2026, 7, 1))

    (before,) = base_map(date(2026, 6, 30))["features"]
    (after,) = base_map(date(2026, 7, 1))["features"]
    assert before["geometry"]["coordinates"] == [[SQUARE]]
    assert after["geometry"]["coordinates"] == [[smaller]]


@pytest.mark.django_db
def test_what_no_screen_shows_is_left_out() -> None:
    bound(division("中牟县"), DENSE)
    bound(division("青禾镇", "township"), SQUARE)

    (only,) = base_map(timezone.localdate() + timedelta(days=1))["features"]
    assert only["properties"] == {"name": "中牟县", "level": "county"}
    assert only["geometry"] == {"type": "MultiPolygon", "coordinates": [[SQUARE]]}


@pytest.mark.django_db
def test_a_development_zone_without_code_or_boundary_stands_beside_the_map() -> None:
    bound(division("中牟县"), SQUARE)
    division("高新技术产业开发区", "zone")
    tomorrow = timezone.localdate() + timedelta(days=1)
    ended = division("旧区", "zone")
    Subject.objects.filter(pk=ended.pk).update(until=tomorrow)
    later = division("新区", "zone")
    bound(later, SQUARE, since=date(2099, 1, 1))
    division("青禾镇", "township")

    assert base_map(tomorrow)["beside"] == ["新区", "高新技术产业开发区"]
    assert base_map(date(2099, 1, 1))["beside"] == ["高新技术产业开发区"]


@pytest.mark.django_db
def test_whoever_is_signed_on_gets_it(client: Client, liaison: User) -> None:
    assert client.get("/directory/boundaries/").status_code == 302
    client.force_login(liaison)

    assert client.get("/directory/boundaries/").json() == {
        "type": "FeatureCollection",
        "features": [],
        "beside": [],
    }

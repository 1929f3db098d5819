"""Places on the map: clicked, typed and shown; the boundaries are the base, nothing comes from elsewhere."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from baicheng.server.accounts.models import User
from baicheng.server.editions.services import bind_office, install
from baicheng.server.orgs.models import Subject, SubjectKind
from baicheng.server.orgs.services import create_subject, set_boundary
from baicheng.server.registers.models import Record
from baicheng.server.registers.services import create_record
from tests.browser import pages
from tests.server.cast import AT, PROGRAMME, SETUP, make_unit
from tests.server.packs_once import once

Site = Callable[..., Any]
SQUARE = [[113.0, 34.5], [113.8, 34.5], [113.8, 35.0], [113.0, 35.0], [113.0, 34.5]]


@pytest.fixture
def county(transactional_db: None, administrator: User) -> Subject:
    """A county with a boundary, in an installation with the quality programme."""
    install(once("quality_programme"), at=AT, actor=SETUP)
    unit = make_unit("市提质办")
    bind_office(PROGRAMME, unit, since=date(2020, 1, 1), user=administrator, at=AT, reason="市政府办公会")
    made = create_subject(kind=SubjectKind.DIVISION, name="<b>中牟</b>县", level="county", actor=SETUP, at=AT)
    set_boundary(made, geometry={"type": "Polygon", "coordinates": [SQUARE]}, actor=SETUP, at=AT)
    return made


def project(county: Subject, office: User, **values: Any) -> Record:
    given = {"part": "roads", "year": 2026, "investment": 800, **values}
    builder = make_unit("市城建集团")
    return create_record(
        register_id=f"{PROGRAMME}.projects",
        title="贾鲁河综合治理",
        values=given,
        parties=[("county", county), ("builder", builder)],
        user=office,
        at=timezone.now(),
    )


def test_an_area_is_clicked_on_the_map_and_shown_on_its_record(
    site: Site, axe: Any, screens: Any, county: Subject, office: User
) -> None:
    record = project(county, office)
    page = site(f"/records/{record.pk}/edit/", office)
    frame = page.locator(".place-map")
    frame.scroll_into_view_if_needed()
    pages.wait_until(page, lambda: page.locator(".place-map path").count() >= 1)
    box = frame.bounding_box()
    for x, y in ((0.4, 0.3), (0.6, 0.3), (0.6, 0.7), (0.9, 0.9)):
        frame.click(position={"x": box["width"] * x, "y": box["height"] * y})
        page.wait_for_timeout(350)  # two clicks in quick succession are a double click
    field = page.locator("textarea[name=site]")
    assert len(field.input_value().splitlines()) == 4
    page.get_by_role("button", name="撤销上一点").click()
    assert len(field.input_value().splitlines()) == 3
    screens(page, "place-edit")
    axe(page)
    page.get_by_role("button", name="保存").click()
    page.wait_for_url(f"**/records/{record.pk}/")

    record.refresh_from_db()
    site_kept = record.fields["site"]
    assert site_kept["type"] == "Polygon" and len(site_kept["coordinates"][0]) == 4
    pages.wait_until(page, lambda: page.locator(".place-map path").count() >= 2)
    assert page.watch.transferred < pages.FIRST_LOAD
    screens(page, "place-shown")
    axe(page)
    page.set_viewport_size({"width": pages.PHONE[0], "height": pages.PHONE[1]})
    assert not pages.is_too_wide(page)


def test_the_name_of_a_division_is_text_on_the_map(site: Site, county: Subject, office: User) -> None:
    site_of_project = {"type": "Polygon", "coordinates": [SQUARE]}
    record = project(county, office, site=site_of_project)
    page = site(f"/records/{record.pk}/", office)
    pages.wait_until(page, lambda: page.locator(".place-map path").count() >= 2)
    assert page.locator(".place-beside:visible").count() == 0
    page.locator(".place-map path").first.dispatch_event("mouseover")

    page.get_by_text("<b>中牟</b>县").first.wait_for()
    assert page.locator(".leaflet-tooltip b").count() == 0


def test_a_development_zone_without_a_boundary_stands_beside_the_map(
    site: Site, axe: Any, screens: Any, county: Subject, office: User
) -> None:
    for name in ("高新技术产业开发区", "<i>航空港</i>实验区"):
        create_subject(kind=SubjectKind.DIVISION, name=name, level="zone", actor=SETUP, at=AT)
    record = project(county, office, site={"type": "Polygon", "coordinates": [SQUARE]})
    for where in (f"/records/{record.pk}/", f"/records/{record.pk}/edit/", f"/directory/{county.pk}/"):
        page = site(where, office)
        beside = page.locator(".place-beside")
        beside.wait_for()
        assert beside.inner_text() == "地图上没有边界的： <i>航空港</i>实验区、高新技术产业开发区"
        axe(page)
    screens(page, "place-beside")


def test_a_page_without_a_map_does_not_load_one(site: Site, county: Subject, office: User) -> None:
    record = project(county, office)
    page = site(f"/records/{record.pk}/", office)

    assert page.locator("script[src*=leaflet]").count() == 0


def test_an_administrator_gives_a_division_its_code_and_boundary(
    site: Site, axe: Any, screens: Any, county: Subject, administrator: User, tmp_path: Path
) -> None:
    page = site(f"/directory/{county.pk}/codes/", administrator)
    screens(page, "directory-code")
    axe(page)
    page.get_by_label("代码", exact=True).fill("410100")
    page.get_by_role("button", name="保存").click()
    page.get_by_text("县级都不是").first.wait_for()
    page.get_by_label("代码", exact=True).fill("410122")
    page.get_by_role("button", name="保存").click()
    page.get_by_text("代码已设置").wait_for()

    file = tmp_path / "中牟县.geojson"
    ring = [[113.0, 34.5], [113.8, 34.5], [113.4, 35.0], [113.0, 34.5]]
    file.write_text(json.dumps({"type": "Polygon", "coordinates": [ring]}), "utf-8")
    page.get_by_role("link", name="设置边界").click()
    page.wait_for_url("**/boundary/")
    axe(page)
    page.locator("input[type=file]").set_input_files(str(file))
    page.get_by_role("button", name="保存").click()
    page.get_by_text("边界已设置").wait_for()
    pages.wait_until(page, lambda: page.locator(".place-map path").count() >= 2)
    screens(page, "directory-division")
    axe(page)
    page.set_viewport_size({"width": pages.PHONE[0], "height": pages.PHONE[1]})
    assert not pages.is_too_wide(page)

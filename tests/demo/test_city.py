"""The files of the made-up city say what they mean."""

from __future__ import annotations

import json
from collections import Counter
from importlib.resources import files
from itertools import pairwise

import pytest

from baicheng.demo.city import boundaries, city_of, text_of

YEAR = 2026


def test_the_city_has_twelve_counties_with_codes_and_four_zones_without() -> None:
    city = city_of(YEAR)

    assert len(city.counties) == 12
    assert all(county.code.startswith("4199") for county in city.counties.values())
    assert len({county.code for county in city.counties.values()}) == 12
    assert [zone.code for zone in city.zones.values()] == [""] * 4


def test_every_county_has_a_closed_shape_and_no_zone_has_one() -> None:
    shapes = boundaries()

    assert shapes.keys() == city_of(YEAR).counties.keys()
    for geometry in shapes.values():
        polygons = (
            geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
        )
        for (ring,) in polygons:
            assert ring[0] == ring[-1] and len(ring) >= 4


def test_counties_that_touch_share_their_border_point_for_point() -> None:
    rings = [geometry["coordinates"] for geometry in boundaries().values() if geometry["type"] == "Polygon"]
    edges = Counter(
        frozenset((tuple(one), tuple(other))) for (ring,) in rings for one, other in pairwise(ring)
    )

    assert sum(count == 2 for count in edges.values()) > 200
    assert max(edges.values()) == 2


def test_the_shapes_are_small_enough_for_a_page() -> None:
    assert len((files("baicheng.demo") / "boundaries.geojson").read_bytes()) <= 120_000


def test_every_key_that_a_file_names_is_there() -> None:
    city = city_of(YEAR)
    divisions = {"city", *city.counties, *city.zones}
    named = [key for unit in city.units.values() for key in (unit.under, unit.guided_by, unit.part_of) if key]
    named += [key for step in city.reform.successions for key in (step.by, step.of)]
    named += [member.unit for group in city.groups.values() for member in group.memberships()]
    named += [key for post in city.posts for key in (post.chief_of, *post.in_charge_of) if key]
    named += [person.unit for person in city.people if person.unit]
    named += city.offices.values()

    assert set(named) <= city.units.keys()
    assert {unit.governs for unit in city.units.values() if unit.governs} <= divisions
    assert city.townships.keys() <= divisions


def test_no_two_people_share_a_name_or_a_user_name() -> None:
    people = city_of(YEAR).people

    assert len(people) >= 60
    assert (
        len({person.name for person in people}) == len({person.username for person in people}) == len(people)
    )


@pytest.mark.parametrize("name", ["plan.txt", "work_report.txt", "units.yaml"])
def test_no_placeholder_is_left_in_a_text(name: str) -> None:
    text = text_of(name, 2031)

    assert "{year" not in text
    assert "2031" in text or "2032" in text


def test_the_shapes_are_geojson() -> None:
    found = json.loads((files("baicheng.demo") / "boundaries.geojson").read_text("utf-8"))

    assert found["type"] == "FeatureCollection"
    assert {feature["type"] for feature in found["features"]} == {"Feature"}

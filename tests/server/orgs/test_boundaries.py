"""Boundaries from files: what is read, and that nothing hostile gets in or breaks anything."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from baicheng.server.orgs.boundaries import LARGEST, read_boundary

SQUARE = [[113.0, 34.5], [113.8, 34.5], [113.8, 35.0], [113.0, 34.5]]
AREA = {"type": "Polygon", "coordinates": [SQUARE]}


def file_of(stated: Any) -> bytes:
    return json.dumps(stated).encode()


@pytest.mark.parametrize(
    "stated",
    [
        AREA,
        {**AREA, "bbox": [1, 2, 3, 4]},
        {"type": "Feature", "properties": {"name": "<script>"}, "geometry": AREA},
        {
            "type": "FeatureCollection",
            "features": [{"type": "Feature", "properties": None, "geometry": AREA}],
        },
        {"type": "Polygon", "coordinates": [[[*at, 88.0] for at in SQUARE]]},
        {**AREA, "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4490"}}},
    ],
    ids=["geometry", "with a box", "feature", "collection", "with heights", "CGCS2000"],
)
def test_an_area_is_read_whatever_is_wrapped_around_it(stated: Any) -> None:
    assert read_boundary(file_of(stated)) == AREA


def test_several_areas_are_put_together() -> None:
    features = [{"type": "Feature", "geometry": AREA}, {"type": "Feature", "geometry": AREA}]
    found = read_boundary(file_of({"type": "FeatureCollection", "features": features}))

    assert found == {"type": "MultiPolygon", "coordinates": [[SQUARE], [SQUARE]]}


HOSTILE = [
        b"", b"{", b"[]", b"null", b"\xff\xfe\x00", b"PK\x03\x04", b'{"type": "Polygon"}', b"[" * 200_000,
        file_of({"type": "Point", "coordinates": [1, 2]}),
        file_of({"type": "Polygon", "coordinates": "x"}),
        file_of({"type": "Polygon", "coordinates": [[[113, 34], [114, 34]]]}),
        file_of({"type": "Polygon", "coordinates": [SQUARE[:3]]}),
        file_of({"type": "Polygon", "coordinates": [[[500_000, 3_800_000], *SQUARE, [500_000, 3_800_000]]]}),
        file_of({"type": "MultiPolygon", "coordinates": [SQUARE]}),
        file_of({"type": "MultiPolygon", "coordinates": {"a": 1}}),
        file_of({**AREA, "crs": {"type": "name", "properties": {"name": "EPSG:3857"}}}),
        file_of({"type": "FeatureCollection", "features": {"a": 1}}),
        file_of({"type": "FeatureCollection", "features": [1, None, "x"]}),
        b'{"type": "Polygon", "coordinates": [[[NaN, 1], [2, 3], [4, 5], [NaN, 1]]]}',
        b'{"type": "Polygon", "coordinates": [[[' + b"9" * 4000 + b", 1], [2, 3], [4, 5], [1, 1]]]}",
        b'{"type": "Polygon", "coordinates": ' + b"[" * 900 + b"]" * 900 + b"}",
        b" " * (LARGEST + 1),
        file_of({"type": "Polygon", "coordinates": [[[113, 34]] * 20_001]}),
]  # fmt: skip


@pytest.mark.parametrize("content", HOSTILE, ids=[f"file {number}" for number in range(len(HOSTILE))])
def test_what_is_no_boundary_is_refused_in_words(content: bytes) -> None:
    with pytest.raises(ValidationError):
        read_boundary(content)


json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["type", "x"]), inner),
    max_leaves=20,
)


@given(json_values, st.sampled_from(["Polygon", "MultiPolygon", "Feature", "FeatureCollection"]))
def test_nothing_in_a_file_breaks_the_reading(inner: Any, kind: str) -> None:
    stated = {"type": kind, "coordinates": inner, "geometry": inner, "features": inner, "crs": None}
    with suppress(ValidationError):
        assert read_boundary(file_of(stated))["type"] in ("Polygon", "MultiPolygon")

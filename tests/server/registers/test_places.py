"""Places as they are typed: what is read back is what was typed, and nothing typed breaks the form."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baicheng.packs.records.places import read_place
from baicheng.packs.records.refusals import Refused
from baicheng.server.registers.places import geometry, typed

latitudes = st.decimals(-90, 90, places=5).map(float)
longitudes = st.decimals(-180, 180, places=5).map(float)
positions = st.tuples(longitudes, latitudes).map(list)
parts = st.lists(st.lists(positions, min_size=3, max_size=6, unique_by=tuple), min_size=1, max_size=3)


def text_of(listed: list[list[list[float]]]) -> str:
    return "\n\n".join("\n".join(f"{at[1]}, {at[0]}" for at in part) for part in listed)


@given(positions)
def test_a_point_comes_back_as_it_was_typed(at: list[float]) -> None:
    found = geometry(f"{at[1]}，{at[0]}", "point")

    assert read_place("point", found) == {"type": "Point", "coordinates": at}
    assert geometry(typed(found), "point") == found


@given(parts)
def test_lines_come_back_as_they_were_typed(listed: list[list[list[float]]]) -> None:
    found = geometry(text_of(listed), "line")

    assert found["coordinates"] == (listed[0] if len(listed) == 1 else listed)
    assert read_place("line", found) == geometry(typed(found), "line")


@given(parts)
def test_areas_are_closed_and_come_back_as_they_were_typed(listed: list[list[list[float]]]) -> None:
    found = geometry(text_of(listed), "area")

    assert read_place("area", found) == found
    assert typed(found) == text_of(listed)
    assert geometry(typed(found), "area") == found


def test_an_area_with_a_hole_stays_what_it_is() -> None:
    outer = [[113.0, 34.0], [114.0, 34.0], [114.0, 35.0], [113.0, 34.0]]
    inner = [[113.5, 34.2], [113.6, 34.2], [113.6, 34.3], [113.5, 34.2]]
    holed = {"type": "Polygon", "coordinates": [outer, inner]}

    assert geometry(typed(holed), "area") == holed


@pytest.mark.parametrize("shape", ["point", "line", "area"])
@pytest.mark.parametrize(
    "text",
    [
        "郑州", "34.75", "34.75, 113.62, 5", "34.75, x", ",", ", ,", "91, 113", "34, 181", "nan, inf", "1e999, 0",
        "{", "{}", '{"type": "Point"}', '{"type": "Point", "coordinates": ' + "[" * 900 + "]" * 900 + "}",
        "{" * 100_000, '{"type": "Point", "coordinates": [' + "9" * 400 + ", 1]}",
        '{"type": "Polygon", "coordinates": {"a": 1}}', '{"type": "Point", "coordinates": [NaN, 1]}',
        '{"type": "GeometryCollection", "geometries": []}', "[1, 2]",
    ],
)  # fmt: skip
def test_what_is_no_place_is_refused_in_words(text: str, shape: str) -> None:
    with pytest.raises(Refused):
        read_place(shape, geometry(text, shape))


@given(st.text(max_size=200), st.sampled_from(["point", "line", "area"]))
def test_nothing_typed_breaks_the_form(text: str, shape: str) -> None:
    found: Any = geometry(text, shape)

    assert found is None or json.dumps(found)

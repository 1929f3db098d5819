"""Pictures of an overview: bars, lines and maps as shapes, and where names stand."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from baicheng.server.pages.overview.drawing import MAP_WIDTH, bar, draw_map, lines


def square(west: float, south: float, size: float) -> dict[str, object]:
    east, north = west + size, south + size
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "MultiPolygon", "coordinates": [[ring]]}


@given(st.lists(st.integers(0, 5_000), min_size=1, max_size=6))
def test_the_pieces_of_a_bar_lie_side_by_side_and_fill_it(counts: list[int]) -> None:
    pieces = bar([(str(place), count) for place, count in enumerate(counts)])

    assert [piece.name for piece in pieces] == [str(place) for place, count in enumerate(counts) if count]
    assert not pieces or abs(sum(piece.width for piece in pieces) - 100) < 0.01
    for before, after in itertools.pairwise(pieces):
        assert abs(before.x + before.width - after.x) < 0.01


@given(st.integers(0, 10_000))
def test_the_scale_of_lines_has_few_marks_and_reaches_the_highest_point(highest: int) -> None:
    drawn = lines({"done": [(0.0, 0), (1.0, highest)]}, left=0, right=100, top=0, bottom=50)

    assert 2 <= len(drawn.marks) <= 6
    assert drawn.marks[-1][1] >= highest
    assert (drawn.dots["done"][0].y, drawn.dots["done"][1].x) == (50, 100)
    assert 0 <= drawn.dots["done"][1].y <= 50


def test_a_map_has_north_above_and_its_lengths_in_proportion() -> None:
    drawn = draw_map({1: square(113, 34, 1), 2: square(113, 35, 1)})
    southern, northern = drawn.shapes[1], drawn.shapes[2]

    assert northern.y < southern.y
    assert abs(northern.x - southern.x) < 1
    # A degree of longitude is shorter than one of latitude by the cosine of the latitude in the middle, 35°.
    assert abs((MAP_WIDTH - 12) / (drawn.height - 12) - 0.819 / 2) < 0.01


def test_names_of_small_neighbours_do_not_stand_on_each_other() -> None:
    drawn = draw_map({1: square(113, 34, 2), 2: square(113.95, 34.95, 0.1), 3: square(114.0, 35.0, 0.1)})
    places = [(shape.x, shape.y) for shape in drawn.shapes.values()]

    for place, (x, y) in enumerate(places):
        for u, v in places[place + 1 :]:
            assert abs(x - u) >= 56 or abs(y - v) >= 34


def test_without_boundaries_there_is_no_map() -> None:
    assert draw_map({}).shapes == {}

"""Origins are the positions that went in, however the stretches lie."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baicheng.reading.origins import Origins

STRETCHES = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 5)), max_size=12)


def origins_of(stretches: list[tuple[int, int]]) -> Origins:
    origins = Origins()
    for first, length in stretches:
        origins.append(first, length)
    return origins


def positions_of(stretches: list[tuple[int, int]]) -> list[int]:
    return [position for first, length in stretches for position in range(first, first + length)]


@given(STRETCHES)
def test_each_character_has_the_position_that_went_in(stretches: list[tuple[int, int]]) -> None:
    origins, positions = origins_of(stretches), positions_of(stretches)

    assert len(origins) == len(positions)
    assert list(origins) == positions
    assert [origins[index] for index in range(len(positions))] == positions
    assert [origins[-index] for index in range(1, len(positions) + 1)] == positions[::-1]


@given(STRETCHES, st.slices(40))
def test_a_slice_is_the_slice_of_the_positions(stretches: list[tuple[int, int]], cut: slice) -> None:
    assert origins_of(stretches)[cut] == tuple(positions_of(stretches)[cut])


@given(STRETCHES, STRETCHES, st.data())
def test_origins_can_be_extended_by_a_part_of_others(
    stretches: list[tuple[int, int]], others: list[tuple[int, int]], data: st.DataObject
) -> None:
    positions = positions_of(others)
    start = data.draw(st.integers(0, len(positions)))
    end = data.draw(st.integers(start, len(positions)))
    origins = origins_of(stretches)
    origins.extend(origins_of(others), start, end)

    assert list(origins) == positions_of(stretches) + positions[start:end]


@given(STRETCHES)
def test_origins_of_the_same_positions_are_equal(stretches: list[tuple[int, int]]) -> None:
    one_by_one = [(position, 1) for position in positions_of(stretches)]

    assert origins_of(stretches) == origins_of(one_by_one)
    assert origins_of([*stretches, (99, 1)]) != origins_of(stretches)


@pytest.mark.parametrize("position", [3, -4])
def test_there_is_nothing_beyond_the_ends(position: int) -> None:
    with pytest.raises(IndexError):
        origins_of([(0, 3)])[position]

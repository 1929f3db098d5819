"""Lots: the same seed draws the same, and whoever joins or leaves moves nobody else out of order."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from baicheng.flows.lots import drawn, in_turn

KEYS = st.sets(st.text("0123456789", min_size=1, max_size=6), max_size=12).map(sorted)


@given(seed=st.integers(0, 10**9), keys=KEYS, take=st.integers(1, 5))
def test_a_draw_depends_on_the_seed_and_not_on_the_order_of_the_list(
    seed: int, keys: list[str], take: int
) -> None:
    found = drawn(seed, "towns", "7", keys, take)

    assert found == drawn(seed, "towns", "7", keys[::-1], take)
    assert len(found) == min(take, len(keys)) and set(found) <= set(keys)
    for left in found:
        rest = [key for key in keys if key != left]
        assert set(found) - {left} <= set(drawn(seed, "towns", "7", rest, take))


@given(seed=st.integers(0, 10**9), keys=KEYS)
def test_panels_that_take_turns_have_as_many_each_within_one(seed: int, keys: list[str]) -> None:
    turns = in_turn(seed, keys, ["A", "B", "C"])

    assert set(turns) == set(keys)
    often = [Counter(turns.values())[panel] for panel in "ABC"]
    assert max(often) - min(often) <= 1


def test_other_draws_and_other_subjects_have_other_lots() -> None:
    keys = [str(number) for number in range(40)]

    assert len({drawn(7, draw, subject, keys, 5) for draw in ("a", "b") for subject in ("1", "2")}) == 4

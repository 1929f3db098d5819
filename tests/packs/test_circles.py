"""Circles are found, each once, and what is in none is put in order."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from baicheng.packs.circles import circles, in_order

GRAPHS = st.dictionaries(
    st.sampled_from("abcdef"), st.sets(st.sampled_from("abcdef"), max_size=3), max_size=6
)


def test_a_circle_is_told_from_its_first_name_round_to_it_again() -> None:
    assert list(circles({"b": ["c"], "c": ["b"], "a": ["b"]})) == [("b", "c", "b")]
    assert list(circles({"a": ["a"]})) == [("a", "a")]


def test_two_ways_to_the_same_name_are_no_circle() -> None:
    assert list(circles({"a": ["b", "c"], "b": ["d"], "c": ["d"]})) == []


@given(GRAPHS)
def test_every_circle_is_one(needs: dict[str, set[str]]) -> None:
    for circle in circles(needs):
        assert circle[0] == circle[-1]
        assert all(later in needs[earlier] for earlier, later in pairwise(circle))


@given(GRAPHS)
def test_an_order_leaves_out_only_what_is_in_a_circle_or_needs_one(needs: dict[str, set[str]]) -> None:
    ordered = in_order(needs)

    assert all(
        ordered.index(other) < ordered.index(name)
        for name in ordered
        for other in needs[name]
        if other in needs
    )
    if not list(circles(needs)):
        assert set(ordered) == set(needs)

"""Ranking: pure, so that its properties can be tried."""

from __future__ import annotations

from collections import defaultdict

from hypothesis import given
from hypothesis import strategies as st

from baicheng.server.duties.overview.tallies import Tally
from baicheng.server.publishing.ranking import ranks

COUNT = st.integers(0, 6)


@st.composite
def tallies(draw: st.DrawFn) -> dict[int, Tally]:
    lights = ("done", "on_time", "at_risk", "late")
    size = draw(st.integers(0, 8))
    return {pk: Tally(defaultdict(int, {light: draw(COUNT) for light in lights})) for pk in range(size)}


@given(tallies())
def test_a_rank_is_one_more_than_how_many_are_better(units: dict[int, Tally]) -> None:
    placed = ranks(units)

    assert placed.keys() == {pk for pk, one in units.items() if one.total}
    for pk, rank in placed.items():
        assert rank == 1 + sum(other < rank for other in placed.values())
        assert placed[pk] == 1 or any(other < rank for other in placed.values())


@given(tallies())
def test_one_late_task_fewer_never_worsens_a_rank(units: dict[int, Tally]) -> None:
    before = ranks(units)
    for pk, one in units.items():
        if one.late:
            better = Tally(defaultdict(int, one.counts))
            better.counts["late"] -= 1
            better.counts["done"] += 1
            assert ranks({**units, pk: better})[pk] <= before[pk]

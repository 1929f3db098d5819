"""Targets and parts as lines of a cell: what is written is read as it was, and what is unclear is told."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baicheng.server.indicators.models import Op
from baicheng.server.sheets.lines import (
    PartLine,
    TargetLine,
    part_said,
    parts_in,
    target_said,
    targets_in,
)

WORDS = st.text("道路公园绿化ABab12（）%", min_size=1, max_size=12)
DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))
PERIODS = st.tuples(DAYS, st.integers(1, 400)).map(lambda one: (one[0], one[0] + timedelta(one[1])))
WHOLES = st.tuples(
    WORDS,
    st.sampled_from(Op),
    st.decimals(-(10**9), 10**9, places=4).map(Decimal.normalize),
    st.sampled_from(["", "条", "%", "万元", "平方公里"]),
    st.one_of(st.just(""), WORDS),
    st.one_of(st.none(), PERIODS),
    st.one_of(st.none(), DAYS),
).map(lambda said: TargetLine(*said))
SHARES = st.tuples(WHOLES, st.booleans()).map(
    lambda one: one[0]._replace(is_share=not one[1], is_subset=one[1])
)
PARTS = st.tuples(WORDS, st.lists(WORDS, max_size=3).map(tuple), st.one_of(st.none(), DAYS)).map(
    lambda said: PartLine(*said)
)


@given(WHOLES, st.lists(st.one_of(WHOLES, SHARES), max_size=4))
def test_targets_that_are_written_are_read_as_they_were(first: TargetLine, others: list[TargetLine]) -> None:
    lines = [first, *others]

    assert targets_in("\n".join(map(target_said, lines))) == lines


@given(st.lists(PARTS, max_size=4))
def test_parts_that_are_written_are_read_as_they_were(lines: list[PartLine]) -> None:
    assert parts_in("\n".join(map(part_said, lines))) == lines


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("打通断头路3条", "“打通断头路3条”"),
        ("断头路｜若干", "≥ 3 条"),
        ("断头路｜≥ 3 条｜｜2026年", "2026-01-01～2026-12-31"),
        ("断头路｜≥ 3 条｜｜｜六月底", "2026-06-30"),
        ("断头路｜≥ 0.12345678 条", "too long"),
        ("分解：断头路｜≥ 3 条", "no target stands above it"),
        ("公园｜≥ 1 个\n断头路｜≥ 3 条｜甲｜｜｜多余", "Line 2"),
    ],
)
def test_a_line_that_is_no_target_is_named_with_how_to_write_it(text: str, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        targets_in(text)

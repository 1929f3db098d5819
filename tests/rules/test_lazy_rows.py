"""Rows whose values are made when they are asked for."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from baicheng.rules.lazy_rows import LazyRows

NUMBERS = st.integers(-(10**17), 10**17).map(lambda number: Decimal(number).scaleb(-6))


@given(
    st.lists(st.none() | NUMBERS, max_size=5), st.sampled_from([pa.decimal64(18, 6), pa.decimal128(38, 6)])
)
def test_numbers_keep_each_decimal_and_what_is_unknown(
    numbers: list[Decimal | None], kind: pa.DataType
) -> None:
    rows = LazyRows(pa.table({"n": pa.array(numbers, kind)}))

    assert [str(row["n"]) for row in rows] == [
        str(None if one is None else one.quantize(Decimal("0.000001"))) for one in numbers
    ]


def test_a_row_is_what_it_is_row_by_row() -> None:
    table = pa.table(
        {
            "subject": ["甲", "乙"],
            "place": [1, None],
            "met": [True, None],
            "on": [date(2019, 3, 18), None],
            "points": pa.array([Decimal("3.5"), None], pa.decimal128(38, 6)),
        }
    )
    rows = LazyRows(table)

    assert [dict(row) for row in rows] == table.to_pylist()
    assert (rows[-1]["subject"], [row["subject"] for row in rows[:1]]) == ("乙", ["甲"])
    assert ("points" in rows[0], "grade" in rows[0], rows[0].get("grade")) == (True, False, None)


def test_a_column_that_is_not_there_is_an_error() -> None:
    with pytest.raises(KeyError, match="grade"):
        LazyRows(pa.table({"subject": ["甲"]}))[0]["grade"]

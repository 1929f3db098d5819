"""The value of a parameter on a day."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from baicheng.packs.pack import Pack
from baicheng.packs.parameters import cell_on, value_on


@pytest.mark.parametrize(
    ("day", "per"),
    [(date(2021, 3, 1), "quarter"), (date(2022, 2, 9), "quarter"), (date(2022, 2, 10), "month")],
)
def test_until_is_the_first_day_of_the_next_value(good: Pack, day: date, per: str) -> None:
    assert cell_on(good.values["fewest"], day, "drinking") == {"at_least": 1, "per": per}


def test_before_the_first_value_there_is_none(good: Pack) -> None:
    assert value_on(good.values["fewest"], date(2021, 2, 28)) is None
    assert cell_on(good.values["fewest"], date(2021, 2, 28), "drinking") is None


def test_what_no_document_states_is_no_value(good: Pack) -> None:
    assert cell_on(good.values["fewest"], date(2022, 1, 1), "garden") is None


def test_numbers_are_exact(good: Pack) -> None:
    assert cell_on(good.values["depth_limit"], date(2022, 1, 1)) == Decimal("50.5")

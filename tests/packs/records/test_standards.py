"""Standards list the limits of a kind of case, one a line."""

from __future__ import annotations

from decimal import Decimal

import pytest

from baicheng.clock import LimitUnit
from baicheng.packs.records.standards import standard_limits


def test_each_line_is_a_limit_with_what_is_to_be_done() -> None:
    found = standard_limits("停工 4 working_hour\n处罚 7 working_day；拆除 20 working_day")

    assert [(one.what, one.limit.amount, one.limit.unit) for one in found] == [
        ("停工", Decimal(4), LimitUnit.WORKING_HOUR),
        ("处罚", Decimal(7), LimitUnit.WORKING_DAY),
        ("拆除", Decimal(20), LimitUnit.WORKING_DAY),
    ]


@pytest.mark.parametrize("nothing", [None, "", " \n "])
def test_no_text_gives_no_limits(nothing: str | None) -> None:
    assert standard_limits(nothing) == ()


@pytest.mark.parametrize("line", ["停工", "停工 4", "停工 four working_hour", "停工 4 hours of work"])
def test_a_line_that_is_no_limit_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match=r"limit|unit|amount"):
        standard_limits(line)

"""A duty across two editions: what is dated holds from its date, what is worded anew from the edition on."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from baicheng.flows.duty import Duty
from baicheng.packs.editions import continued, says_otherwise

FIRST, CHANGED, TODAY = date(2019, 1, 1), date(2019, 3, 18), date(2019, 4, 10)


def duty(*versions: tuple[date | None, date | None, dict[str, str]], **more: Any) -> Duty:
    return Duty.model_validate(
        {
            "duty": "monthly",
            "title": {"zh": "月报", "en": "Monthly report"},
            "bearer": "office",
            "covers": "this",
            "fulfilled_by": {"record": "reports"},
            "source": {"document": "x"},
            "on_change": "finish",
            "versions": [
                {"in_force": {"from": since, "until": until}, "when": when} for since, until, when in versions
            ],
            **more,
        }
    )


MONTHLY, FIFTH, QUARTERLY = (
    {"every": "month", "by": "last"},
    {"every": "month", "by": "day 5"},
    {"every": "quarter", "by": "last"},
)


def told(found: Duty) -> list[tuple[str, str, str]]:
    return [
        (str(one.in_force.since), str(one.in_force.until), f"{one.when.every} {one.when.by[0]}")
        for one in found.terms()
        if one.when.by
    ]


def test_the_same_duty_again_is_taken_as_it_is() -> None:
    one = duty((FIRST, None, MONTHLY))

    assert continued(one, one, one, TODAY) is one


def test_a_change_that_is_dated_holds_from_its_date_though_the_edition_comes_later() -> None:
    before = duty((FIRST, None, MONTHLY))
    after = duty((FIRST, CHANGED, MONTHLY), (CHANGED, None, QUARTERLY))

    assert told(continued(before, before, after, TODAY)) == [
        ("2019-01-01", "2019-03-18", "month last"),
        ("2019-03-18", "None", "quarter last"),
    ]


def test_what_is_worded_anew_holds_from_the_edition_on() -> None:
    before, after = duty((FIRST, None, MONTHLY)), duty((FIRST, None, FIFTH))

    found = continued(before, before, after, TODAY)

    assert told(found) == [
        ("2019-01-01", "2019-04-10", "month last"),
        ("2019-04-10", "None", "month day 5"),
    ]
    assert [str(one.source.document) for one in found.terms() if one.source] == ["x", "x"]


def test_a_third_edition_keeps_what_the_first_two_said_of_their_days() -> None:
    first, second, third = (duty((FIRST, None, when)) for when in (MONTHLY, FIFTH, MONTHLY))
    kept = continued(first, first, second, CHANGED)

    assert told(continued(kept, second, third, TODAY)) == [
        ("2019-01-01", "2019-03-18", "month last"),
        ("2019-03-18", "2019-04-10", "month day 5"),
        ("2019-04-10", "None", "month last"),
    ]


def test_a_past_that_a_new_edition_leaves_out_stays() -> None:
    before = duty((FIRST, CHANGED, MONTHLY), (CHANGED, None, QUARTERLY))
    after = duty((CHANGED, None, QUARTERLY))

    assert told(continued(before, before, after, TODAY)) == told(before)


def test_an_end_that_is_put_off_says_nothing_of_the_days_between() -> None:
    before, after = duty((FIRST, CHANGED, MONTHLY)), duty((FIRST, None, MONTHLY))

    assert told(continued(before, before, after, TODAY)) == [
        ("2019-01-01", "2019-03-18", "month last"),
        ("2019-04-10", "None", "month last"),
    ]


@pytest.mark.parametrize("said", [None, "cut"])
def test_a_length_that_is_worded_anew_finishes_the_running_period_unless_the_pack_says_otherwise(
    said: str | None,
) -> None:
    before = duty((FIRST, None, MONTHLY), on_change=None)
    after = duty((FIRST, None, QUARTERLY), on_change=said)

    found = continued(before, before, after, TODAY)

    assert found.on_change == (said or "finish")
    assert Duty.model_validate(found.model_dump(mode="json", by_alias=True, exclude_unset=True)) == found


@pytest.mark.parametrize(
    ("more", "otherwise"),
    [
        ({"bearer": 'unit("市统计局")'}, True),
        ({"for_each": {"register": "tasks"}}, True),
        ({"to": ["office"]}, True),
        ({"while": {"period": "season"}}, True),
        ({"title": {"zh": "报", "en": "Report"}}, False),
        ({"remind": [{"before": {"amount": 3, "unit": "calendar_day"}}]}, False),
    ],
)
def test_whom_a_duty_concerns_is_told_from_what_it_is_called(more: dict[str, Any], otherwise: bool) -> None:
    one = duty((FIRST, None, MONTHLY))

    assert says_otherwise(one, duty((FIRST, None, MONTHLY), **more)) is otherwise

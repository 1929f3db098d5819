"""Goals of counties, units and kinds belong to the whole before them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baicheng.reading.model import Portion, Target
from baicheng.reading.spans import Span
from baicheng.reading.targets.targets import find_targets
from tests.reading.texts import content_of

SHARE, SUBSET, WHOLE = Portion.SHARE, Portion.SUBSET, Portion.WHOLE
Said = tuple[str, str, int, Portion]


def targets_of(text: str) -> list[Target]:
    content = content_of(text)
    return find_targets(content, Span(0, len(content.text)))


def said(text: str) -> list[Said]:
    return [(one.indicator, one.scope, int(one.value), one.portion) for one in targets_of(text)]


PARKS = ("建设口袋公园", "", 40, WHOLE)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("建设口袋公园40个，其中东城区10个、南城区8个。", [("东城区", 10, SUBSET), ("南城区", 8, SUBSET)]),
        ("建设口袋公园40个（东城区10个、南城区30个）。", [("东城区", 10, SHARE), ("南城区", 30, SHARE)]),
        (
            "建设口袋公园40个。东城区新建10个、南城区新建30个。",
            [("东城区", 10, SHARE), ("南城区", 30, SHARE)],
        ),
        ("建设口袋公园40个，东城区10个，南城区8个。", [("东城区", 10, SHARE), ("南城区", 8, SHARE)]),
        (
            "建设口袋公园40个（其中：东城区10个，南城区8个）。",
            [("东城区", 10, SUBSET), ("南城区", 8, SUBSET)],
        ),
        (
            "建设口袋公园40个，其中，市内五区30个、各县（市）10个。",
            [("市内五区", 30, SUBSET), ("各县(市)", 10, SUBSET)],
        ),
        (
            "建设口袋公园40个（市园林局25个、高新区管委会15个）。",
            [("市园林局", 25, SHARE), ("高新区管委会", 15, SHARE)],
        ),
        ("建设口袋公园40个，其中社区公园不少于10个。", [("社区公园", 10, SUBSET)]),
        ("建设口袋公园40个，其中6月底前建成12个。", [("", 12, SUBSET)]),
    ],
)
def test_a_part_has_the_indicator_of_the_whole_and_says_whose_it_is(
    text: str, parts: list[tuple[str, int, Portion]]
) -> None:
    assert said(text) == [PARKS, *(("建设口袋公园", *part) for part in parts)]


def test_kinds_in_brackets_are_shares_only_where_they_make_up_the_whole() -> None:
    assert [one.portion for one in targets_of("新建学校40所（小学25所、初中15所）。")] == [
        WHOLE,
        SHARE,
        SHARE,
    ]
    assert said("新建学校40所（小学25所、改造操场10所）。")[1:] == [
        ("小学", "", 25, WHOLE),
        ("改造操场", "", 10, WHOLE),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "全市新建公厕70座，市区改造60座。",
        "打造精品街道30条，市内五区每区打造3条。",
        "新增停车泊位6000个，改造老旧小区110个。",
        "建设口袋公园40个，面积20万平方米。",
        "鼓台区、西屏区各打造2个示范街道，其他县区各打造1个。",
        "宽带接入率达到100%，其中学校接入比例达到90%。",
    ],
)
def test_what_speaks_of_something_else_stands_by_itself(text: str) -> None:
    assert {one.portion for one in targets_of(text)} == {WHOLE}


def test_the_same_for_several_places_is_no_share_of_the_first() -> None:
    assert said("东城区建设公园10个、南城区8个。") == [
        ("建设公园", "东城区", 10, WHOLE),
        ("建设公园", "南城区", 8, WHOLE),
    ]


def test_a_bracket_that_is_cut_in_two_is_left_off() -> None:
    assert [one.text for one in targets_of("新建停车位30个（其中：东城区12个，南城区8个）。")] == [
        "新建停车位30个",
        "东城区12个",
        "南城区8个",
    ]


@given(st.lists(st.integers(1, 999), min_size=2, max_size=8))
def test_shares_keep_their_values_and_order_and_make_up_the_whole(values: list[int]) -> None:
    places = [f"{name}城区" for name in "东南西北中新老外"][: len(values)]
    listed = "、".join(f"{place}{value}个" for place, value in zip(places, values, strict=True))

    whole, *shares = targets_of(f"建设口袋公园{sum(values)}个（{listed}）。")

    assert sum((one.value for one in shares), Decimal(0)) == whole.value
    assert [(one.scope, one.value, one.portion) for one in shares] == [
        (place, value, SHARE) for place, value in zip(places, values, strict=True)
    ]

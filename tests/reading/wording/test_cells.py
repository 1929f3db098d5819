"""A cell tells by its words what kind of thing it holds."""

from __future__ import annotations

import pytest

from baicheng.reading.wording.cells import (
    are_leaders,
    are_units,
    begin_units,
    end_a_name,
    goes_on_in_limit,
    is_category,
    is_dash,
    is_limit,
    ordinal,
    tells_time,
)


@pytest.mark.parametrize(("norm", "number"), [("1", 1), ("12.", 12), ("3、", 3), ("1.5", None), ("一", None)])
def test_the_number_of_a_row_may_have_a_dot(norm: str, number: int | None) -> None:
    assert ordinal(norm) == number


@pytest.mark.parametrize(
    "norm",
    [
        *(
            "2020年10月底前",
            "9月底",
            "12月31日前完成",
            "长期坚持",
            "立行立改,2021年9月底前完成",
            "2021.6",
            "上半年",
        ),
        *("第三季度", "2021年3月至12月", "4月底前、9月底前", "每季度", "持续推进"),
    ],
)
def test_words_that_only_say_when_are_a_limit(norm: str) -> None:
    assert is_limit(norm)


@pytest.mark.parametrize(
    "norm", ["2020年建成公园12个", "市水利局", "改造小区", "12", "9月1日前投用14所,其余年底投用"]
)
def test_other_words_are_no_limit(norm: str) -> None:
    assert not is_limit(norm)


def test_a_limit_with_a_count_tells_time() -> None:
    assert tells_time("9月1日前投用14所,其余年底投用")


@pytest.mark.parametrize(
    ("before", "norm", "expected"),
    [("2021年12", "月底前", True), ("9月底,", "长期坚持", True), ("9月底", "表二", False)],
)
def test_a_torn_limit_goes_on(before: str, norm: str, expected: bool) -> None:
    assert goes_on_in_limit(before, norm) is expected


@pytest.mark.parametrize("norm", ["一、治水方面", "(二)河道", "第一部分治气", "十二、其他"])
def test_a_short_line_with_a_han_number_can_be_a_category(norm: str) -> None:
    assert is_category(norm)


@pytest.mark.parametrize("norm", ["1、治水", "治水方面", "一、坚持系统治理。"])
def test_other_lines_are_no_category(norm: str) -> None:
    assert not is_category(norm)


@pytest.mark.parametrize("norm", ["周明远", "王鹏、陈国梁", "副市长周明远", "市委常委周明远,副市长王鹏"])
def test_names_with_or_without_posts_are_leaders(norm: str) -> None:
    assert are_leaders(norm)


@pytest.mark.parametrize("norm", ["—", "-", "/", "无", "——"])
def test_a_dash_says_nothing(norm: str) -> None:
    assert is_dash(norm)


@pytest.mark.parametrize(
    "norm", ["市水利局", "市水利局、各区政府", "各县(市、区)政府", "市直有关部门", "市水务集团"]
)
def test_lists_of_bodies_are_units(norm: str) -> None:
    assert are_units(norm)


@pytest.mark.parametrize("norm", ["1.6万亩市水利局", "由市水利局负责。", "改造小区52个", "责任单位:市水利局"])
def test_sentences_and_amounts_are_no_units(norm: str) -> None:
    assert not are_units(norm)


@pytest.mark.parametrize(
    ("above", "below", "parted"),
    [
        ("市水利局", "市财政局、各区", True),
        ("各县(市、区)政府", "开发区管委会", True),
        ("市公安局", "交警支队", False),
        ("市住房城乡建", "设局", False),
        ("市发展改革委、市", "场监管局", False),
        ("市水利局、", "市财政局", False),
    ],
)
def test_each_unit_on_a_line_is_told_from_a_torn_name(above: str, below: str, parted: bool) -> None:
    assert (end_a_name(above) and begin_units(below)) is parted

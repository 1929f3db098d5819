"""Headings glued to the line before are found again; numbers of sentences are left alone."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baicheng.reading.cleaning.glue import Sequence, glued_headings
from baicheng.reading.wording.markers import marker_at


def after(*numbers: str) -> Sequence:
    """The sequence behind some clause numbers."""
    sequence = Sequence()
    for number in numbers:
        marker = marker_at(number + "推进改造")
        assert marker is not None
        sequence.observe(marker)
    return sequence


def parted(norm: str, *numbers: str) -> list[str]:
    """A paragraph divided at the headings found in it."""
    cuts = [0, *glued_headings(norm, after(*numbers)), len(norm)]
    return [norm[begin:end] for begin, end in pairwise(cuts)]


@pytest.mark.parametrize(
    ("numbers", "pieces"),
    [
        (["1."], ["责任单位:县(市、区)", "2.健全医疗服务体系"]),
        (["1."], ["牵头单位:市卫生健康委", "2.健全医疗服务体系"]),
        (["一、", "(一)"], ["加强公园管护。", "(二)改善水环境"]),
        (["一、", "(一)", "1."], ["打通断头路6条。(市住建局牵头,市公安局配合)", "2.增加停车供给"]),
        (["一、", "(一)"], ["打通断头路6条(责任单位:市住建局)", "(二)改善水环境"]),
        (["一、"], ["按期完成。", "二、保障措施"]),
        (["1、"], ["按期完成。", "2、增加停车供给"]),
        (["(1)"], ["按期完成。", "(2)增加停车供给"]),
    ],
)
def test_a_number_that_goes_on_behind_a_sentence_or_units_opens_a_clause(
    numbers: list[str], pieces: list[str]
) -> None:
    assert parted("".join(pieces), *numbers) == pieces


def test_the_number_of_the_paragraph_itself_counts() -> None:
    assert parted("1.打通断头路。责任单位:市住建局2.增加停车供给。") == [
        "1.打通断头路。责任单位:市住建局",
        "2.增加停车供给。",
    ]


def test_a_first_number_opens_a_list_behind_a_bare_heading() -> None:
    assert parted("(一)完善基础设施1.打通断头路。") == ["(一)完善基础设施", "1.打通断头路。"]
    assert parted("二、重点任务(一)完善基础设施") == ["二、重点任务", "(一)完善基础设施"]


def test_several_headings_in_one_paragraph_are_all_found() -> None:
    text = "1.打通断头路。牵头单位:市住建局2.增加停车供给。牵头单位:市城管局3.建设公园。"

    assert parted(text) == [
        "1.打通断头路。牵头单位:市住建局",
        "2.增加停车供给。牵头单位:市城管局",
        "3.建设公园。",
    ]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("主要任务是:1.打通断头路;2.增加停车供给;3.建设公园。", []),
        ("重点抓好三件事,1.打通断头路,2.增加停车供给。", ["1."]),
        ("责任单位:市住建局,2.", ["1."]),
        ("按期完成。5.建设公园。", ["1."]),
        ("全年完成改造。2.5公里道路建成通车。", ["1."]),
        ("供水漏损率为1、2级", ["1."]),
        ("依照方案第二、三章执行。", ["一、"]),
        ("按期完成", ["1."]),
        ("1.推进改造。责任单位:市住建局。加快推进2.健全体系", []),
        ("(一)完善基础设施,增强能力1.打通断头路", []),
        ("(一)" + "完善设施" * 8 + "1.打通断头路", []),
        ("(一)1.打通断头路", []),
        ("", []),
    ],
)
def test_lists_and_quantities_inside_sentences_stay_whole(text: str, numbers: list[str]) -> None:
    assert glued_headings(text, after(*numbers)) == []


def test_what_is_found_counts_for_the_paragraphs_that_follow() -> None:
    sequence = after("1.")

    assert glued_headings("按期完成。2.增加停车供给。", sequence) == [5]
    assert glued_headings("按期完成。3.建设公园。", sequence) == [5]
    assert glued_headings("按期完成。3.建设公园。", sequence) == []


def test_a_sequence_goes_on_by_one_in_its_own_style() -> None:
    sequence = after("(一)", "1.", "2.")
    marker = marker_at("3.推进")
    other = marker_at("(二)推进")
    first = marker_at("(1)推进")

    assert marker and other and first
    assert sequence.continues(marker) and sequence.continues(other)
    assert not sequence.continues(first) and sequence.begins(first)


@given(st.text("一二三(（)1234.、。:;,责任单位牵头市水利局推进改造", max_size=60))
def test_positions_lie_inside_in_order_and_at_numbers(norm: str) -> None:
    positions = glued_headings(norm, after("1.", "一、"))

    assert positions == sorted(set(positions))
    assert all(0 < position < len(norm) and marker_at(norm, position) for position in positions)

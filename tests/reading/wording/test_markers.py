"""Clause numbers are told from the numbers of sentences."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baicheng.reading.wording.markers import (
    AnnexHead,
    Marker,
    Style,
    annex_head,
    glued_number,
    marker_at,
    plain_number,
)


@pytest.mark.parametrize(
    ("text", "style", "ordinal", "label"),
    [
        ("第一部分 总则", Style.PART, 1, "第一部分"),
        ("第二编总则", Style.PART, 2, "第二编"),
        ("第三篇", Style.PART, 3, "第三篇"),
        ("第十二章 附则", Style.CHAPTER, 12, "第十二章"),
        ("第2章附则", Style.CHAPTER, 2, "第2章"),
        ("第一节 一般规定", Style.SECTION, 1, "第一节"),
        ("第一百零三条 本办法", Style.ARTICLE, 103, "第一百零三条"),
        ("第8条本办法", Style.ARTICLE, 8, "第8条"),
        ("第八条之一 本办法", Style.ARTICLE, 8, "第八条之一"),
        ("一、总体要求", Style.HAN, 1, "一"),
        ("二十一、其他", Style.HAN, 21, "二十一"),
        ("三.保障措施", Style.HAN, 3, "三"),
        ("(一)目标", Style.HAN_BRACKET, 1, "(一)"),
        ("(十一)、目标", Style.HAN_BRACKET, 11, "(十一)"),
        ("2.3完善机制", Style.DECIMAL, 3, "2.3"),
        ("2.3.1“一张网”", Style.DECIMAL, 1, "2.3.1"),
        ("1.开展普查", Style.ARABIC, 1, "1"),
        ("12、开展普查", Style.ARABIC, 12, "12"),
        ("(5)公交", Style.ARABIC_BRACKET, 5, "(5)"),
        ("3)公交", Style.HALF_BRACKET, 3, "3)"),
        ("①公交", Style.CIRCLE, 1, "①"),
        ("⑳公交", Style.CIRCLE, 20, "⑳"),
        ("⑴公交", Style.CIRCLE, 1, "⑴"),
        ("⒉公交", Style.CIRCLE, 2, "⒉"),
        ("㈢公交", Style.CIRCLE, 3, "㈢"),
        ("❹公交", Style.CIRCLE, 4, "❹"),
        ("整改任务1:河道淤积", Style.NAMED, 1, "整改任务1"),
        ("任务三:河道淤积", Style.NAMED, 3, "任务三"),
        ("问题(二)、河道淤积", Style.NAMED, 2, "问题(二)"),
        ("〔事项4〕河道淤积", Style.NAMED, 4, "事项4"),
        ("重点工程12", Style.NAMED, 12, "重点工程12"),
    ],
)
def test_every_style_of_number_is_known(text: str, style: Style, ordinal: int, label: str) -> None:
    marker = marker_at(text)

    assert marker is not None
    assert (marker.style, marker.ordinal, marker.label) == (style, ordinal, label)


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("一、总体要求", "总体要求"),
        ("(一)、目标", "目标"),
        ("(5).公交", "公交"),
        ("①、公交", "公交"),
        ("1.普查", "普查"),
    ],
)
def test_the_punctuation_after_a_number_belongs_to_it(text: str, rest: str) -> None:
    marker = marker_at(text)

    assert marker is not None
    assert text[marker.length :] == rest


@pytest.mark.parametrize(
    "text",
    [
        "总体要求",
        "一个中心",
        "一、二级保护区划定",
        "二、三线城市",
        "1、2号线",
        "2018.6.30",
        "2018年",
        "第一批名单",
        "第三方评估",
        "(一般)要求",
        "3月底前",
        "(2018)18号",
        "2.3%以上",
        "",
    ],
)
def test_other_numbers_open_no_clause(text: str) -> None:
    assert marker_at(text) is None


@pytest.mark.parametrize("text", ["1.12月底前完成", "2.2021年完成", "3.2019年底前"])
def test_a_date_may_follow_the_number_of_a_clause(text: str) -> None:
    marker = marker_at(text)

    assert marker is not None
    assert (marker.style, marker.length) == (Style.ARABIC, 2)


def test_a_decimal_number_before_a_character_is_left_to_the_sequence() -> None:
    marker = marker_at("1.5万平方米")

    assert marker is not None
    assert marker.style is Style.DECIMAL


def test_a_number_is_looked_for_at_the_position_only() -> None:
    text = "责任单位:县2.健全体系"

    assert marker_at(text) is None
    assert marker_at(text, text.index("2")) == Marker(Style.ARABIC, 2, 2, "2")


@given(st.integers(1, 999))
def test_arabic_numbers_count_as_they_read(number: int) -> None:
    marker = marker_at(f"{number}.推进改造")

    assert marker == Marker(Style.ARABIC, number, len(str(number)) + 1, str(number))


@given(st.text("一二三四五六七八九十百零第章条节、.()1234567890①月年号项目", max_size=12), st.integers(0, 12))
def test_a_marker_lies_within_the_text(text: str, position: int) -> None:
    marker = marker_at(text, min(position, len(text)))

    if marker is not None:
        assert 0 < marker.length <= len(text) - min(position, len(text))
        assert marker.ordinal >= 0


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("附件", AnnexHead("", 2)),
        ("附件2", AnnexHead("2", 3)),
        ("附 件 2", AnnexHead("2", 5)),
        ("附件三", AnnexHead("3", 3)),
        ("附件1-2", AnnexHead("1-2", 5)),
        ("附件2:重点项目清单", AnnexHead("2", 4)),
        ("附件2、重点项目清单", AnnexHead("2", 4)),
        ("附件2重点项目清单", AnnexHead("2", 3)),
    ],
)
def test_an_annex_opens_with_its_word_and_number(text: str, expected: AnnexHead) -> None:
    assert annex_head(text) == expected


@pytest.mark.parametrize(
    "text",
    ["附件:1.重点项目清单", "附件2所列项目由各区组织实施。", "见附件2", "附表1", "附件2:" + "项目" * 40],
)
def test_lists_of_annexes_and_references_open_no_annex(text: str) -> None:
    assert annex_head(text) is None


@pytest.mark.parametrize(("text", "label"), [("3预防与预警", "3"), ("12附则", "12")])
def test_a_plain_number_may_head_the_parts_that_are_counted_3_1(text: str, label: str) -> None:
    assert plain_number(text) == Marker(Style.DECIMAL, int(label), len(label), label)


@pytest.mark.parametrize(
    "text", ["3.预防", "预防3", "3月底前完成。", "3个公园,12条绿道", "3" + "预防" * 20, "2021年", "3", ""]
)
def test_sentences_and_other_numbers_head_no_part(text: str) -> None:
    assert plain_number(text) is None


@pytest.mark.parametrize(
    ("text", "ordinal", "length"),
    [("3.1050所幼儿园", 3, 2), ("12.30公里绿道", 12, 3), ("4.1050所", 3, 0), ("3.完成", 3, 0)],
)
def test_the_number_that_is_due_is_told_from_the_quantity_right_behind_it(
    text: str, ordinal: int, length: int
) -> None:
    marker = glued_number(text, ordinal)

    assert marker == (Marker(Style.ARABIC, ordinal, length, str(ordinal)) if length else None)

"""The cleaned text knows where every character stood."""

from __future__ import annotations

from array import array
from itertools import combinations

import pytest

from baicheng.reading.cleaning.cleanup import clean
from baicheng.reading.spans import Cell, Place, Span
from baicheng.reading.text import Paragraph, Text
from tests.reading.texts import content_of, source_of, span_of, table_source


def test_norm_is_the_text_in_half_width_forms() -> None:
    content = content_of("到２０２０年，建成（５个）。")

    assert content.text == "到２０２０年，建成（５个）。"
    assert content.norm == "到2020年,建成(5个)。"


def test_paragraphs_cover_the_text_but_for_the_line_feeds_between_them() -> None:
    content = content_of("一、总体要求\n\n坚持问题导向。\n二、重点任务")

    assert content.text == "一、总体要求\n坚持问题导向。\n二、重点任务"
    assert [p.span.of(content.text) for p in content.paragraphs] == content.text.split("\n")


def test_the_place_of_a_span_is_where_the_file_has_it() -> None:
    source_text = "一、总体要求\n　　推进老旧小区 改造，\n\n加快补齐短板。"
    content = content_of(source_text)
    place = content.place(span_of(content, "改造，加快"))

    assert source_text[place.start : place.end] == "改造，\n\n加快"
    assert (place.block, place.offset) == (1, 9)


def test_the_place_of_words_in_a_cell_names_the_cell() -> None:
    source = table_source("任务表", [["序号", "内容"], ["1", "建成公园"]])
    content = clean(source)
    place = content.place(span_of(content, "公园"))

    assert place.cell == Cell(1, 2, 2)
    assert (source.blocks[place.block].start + place.offset, place.offset) == (place.start, 2)


def test_an_empty_span_has_a_place_without_length() -> None:
    content = content_of("一、总体要求\n推进改造。")
    place = content.place(Span(7, 7))

    assert place.start == place.end == 7
    assert content.place(Span(len(content.text), len(content.text))).start < len(content.source.text)


def test_a_text_without_characters_has_one_place() -> None:
    assert content_of("").place(Span(0, 0)) == Place(0, 0, 0, 0, None, None)


@pytest.mark.parametrize(
    ("words", "inside"),
    [
        ("推进改造。", ["推进改造。"]),
        ("要求\n推进改造。\n二、", ["要求", "推进改造。", "二、"]),
        ("进改", ["进改"]),
        ("一、要求", ["一、要求"]),
        ("\n", []),
    ],
)
def test_the_paragraphs_within_a_span_are_clipped_to_it(words: str, inside: list[str]) -> None:
    content = content_of("一、要求\n推进改造。\n二、任务")
    found = content.within(span_of(content, words))

    assert [paragraph.span.of(content.text) for paragraph in found] == inside


def test_all_paragraphs_are_within_the_whole_text() -> None:
    content = content_of("一、要求\n推进改造。\n二、任务")

    assert content.within(Span(0, len(content.text))) == list(content.paragraphs)
    assert content.within(Span(3, 3)) == []


@pytest.mark.parametrize(
    ("words", "expected"),
    [("局市财", True), ("市水利", False), ("水利局", False)],
)
def test_a_gap_is_white_space_that_the_cleaned_text_has_lost(words: str, expected: bool) -> None:
    content = content_of("责任单位：市水利局　市财政局")
    position = content.text.index(words) + 1

    assert content.gap_before(position) is expected


@pytest.mark.parametrize(
    "lines",
    [
        ["责任单位：市水利局　市财政局"],
        ["责任单位：市水利局", "牵头单位：市 财 政局2.推进改造3.建成公园"],
        ["推进改造，", "加快 补齐"],
        [""],
    ],
)
def test_the_gaps_in_a_span_are_those_before_its_characters(lines: list[str]) -> None:
    content = content_of("\n".join(lines))
    length = len(content.text)

    for start, end in combinations(range(length + 1), 2):
        expected = [position for position in range(start + 1, end) if content.gap_before(position)]
        assert content.gaps_in(Span(start, end)) == expected
    assert content.gaps_in(Span(length, length)) == []


def test_there_is_a_gap_where_a_wrapped_line_was_closed() -> None:
    content = content_of("推进老旧小区改造，\n加快补齐短板。")

    assert content.gap_before(content.text.index("加快"))


def test_there_is_no_gap_at_the_beginning_or_behind_a_line_feed() -> None:
    content = content_of("一、总体要求\n推进改造。")

    assert not content.gap_before(0)
    assert not content.gap_before(content.text.index("推进"))


def test_words_cut_out_leave_no_gap() -> None:
    source = source_of("推进老旧—17—小区")
    kept = "推进老旧小区"
    origins = array("I", [0, 1, 2, 3, 8, 9])
    content = Text(source, kept, kept, origins, (Paragraph(0, 6),))

    assert not content.gap_before(4)
    assert content.place(Span(3, 5)) == Place(3, 9, 0, 3, None, None)

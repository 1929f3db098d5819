"""Time limits that stand alone: table cells, and what follows 完成时限."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baicheng.reading.deadlines.deadlines import find_deadlines, limit_deadlines, parse_time_limit
from baicheng.reading.spans import Span
from tests.reading.texts import content_of, span_of

DATED = [
    ("年底前", "2019-12-31"),
    ("2019年底", "2019-12-31"),
    ("12月", "2019-12-31"),
    ("6月底", "2019-06-30"),
    ("6 月底前", "2019-06-30"),
    ("2020年12月", "2020-12-31"),
    ("2020 年 12 月", "2020-12-31"),
    ("2020年", "2020-12-31"),
    ("２０２０年６月底", "2020-06-30"),
    ("2020.12", "2020-12-31"),
    ("2020-12", "2020-12-31"),
    ("2020/6", "2020-06-30"),
    ("2020.6.30", "2020-06-30"),
    ("2020-06-30", "2020-06-30"),
    ("20200630", "2020-06-30"),
    ("202006", "2020-06-30"),
    ("2020", "2020-12-31"),
    ("2019-2021", "2021-12-31"),
    ("2019—2021年", "2021-12-31"),
    ("6.30前", "2019-06-30"),
    ("8月下旬", "2019-08-31"),
    ("10月中旬", "2019-10-20"),
    ("第三季度", "2019-09-30"),
    ("上半年", "2019-06-30"),
    ("2020年上半年", "2020-06-30"),
    ("2月10日前", "2019-02-10"),
    ("二〇二〇年六月", "2020-06-30"),
    ("2019年3月至10月", "2019-10-31"),
    ("3月—10月", "2019-10-31"),
    ("即日起至12月31日", "2019-12-31"),
    ("2019年底前并长期坚持", "2019-12-31"),
    ("6月底前取得阶段性成效，长期坚持", "2019-06-30"),
    ("6月提交成果，年底完成标识", "2019-06-30 2019-12-31"),
    ("6月底\n12月底", "2019-06-30 2019-12-31"),
    ("2019年、2020年", "2019-12-31 2020-12-31"),
    ("印发之日起30日内", "2019-04-09"),
    ("12月底前完成", "2019-12-31"),
    ("“十四五”末", "2025-12-31"),
    ("十三五期间", "2020-12-31"),
]
UNDATED = [
    "全年",
    "2019年全年",
    "长期",
    "长期坚持",
    "持续推进",
    "常年",
    "立行立改",
    "立即整改",
    "每月",
    "每季度末",
    "每年12月底前",
]
UNDATED += ["2019年起", "汛期前", "—", "", "　", "13.45", "202013", "按省统一安排"]


@pytest.mark.parametrize(("cell", "expected"), DATED)
def test_a_time_limit_names_its_last_days(cell: str, expected: str) -> None:
    limits = parse_time_limit(cell, year=2019, issued=date(2019, 3, 10))

    assert " ".join(limit.due.isoformat() for limit in limits) == expected


@pytest.mark.parametrize("cell", UNDATED)
def test_work_without_an_end_has_no_deadline(cell: str) -> None:
    assert parse_time_limit(cell, year=2019, issued=date(2019, 3, 10)) == []


def test_the_span_of_a_time_limit_covers_its_words_with_the_blanks_between() -> None:
    (limit,) = parse_time_limit("完成于 2020 年 12 月", year=2019)

    assert limit.text == "2020 年 12 月"
    assert limit.span == Span(4, 15)


def test_the_deadlines_of_a_field_stand_in_the_text() -> None:
    content = content_of("牵头单位：市住建局\n完成时限：2019年6月底，年底前")
    field = span_of(content, "2019年6月底，年底前")

    found = limit_deadlines(content, field, 2019, date(2019, 3, 10))

    assert [(limit.text, limit.due) for limit in found] == [
        ("2019年6月底", date(2019, 6, 30)),
        ("年底前", date(2019, 12, 31)),
    ]
    assert all(limit.span.of(content.text) == limit.text for limit in found)


def test_deadlines_are_found_only_inside_the_span_and_keep_the_spelling_of_the_text() -> None:
    content = content_of("３月底前完成摸底。\n６月底前，完成验收。\n年底前，完成总结。")
    paragraph = content.paragraphs[1].span

    (found,) = find_deadlines(content, paragraph, year=2019, issued=None)

    assert (found.text, found.due) == ("６月底前", date(2019, 6, 30))
    assert found.span == Span(paragraph.start, paragraph.start + 4)


@given(st.text(alphabet="0123456789年月日底前上下半季度每全、至-./ 　", max_size=20))
def test_any_field_can_be_read(cell: str) -> None:
    for limit in parse_time_limit(cell, year=2019, issued=date(2019, 3, 10)):
        assert limit.span.of(cell) == limit.text

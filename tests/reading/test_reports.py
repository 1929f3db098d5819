"""Who must report what to whom and when."""

from __future__ import annotations

from datetime import date

import pytest

from baicheng.reading.cleaning.cleanup import clean
from baicheng.reading.model import ReportDuty
from baicheng.reading.reports import report_duties
from baicheng.reading.spans import Span
from baicheng.reading.structure import read_structure
from tests.reading.texts import content_of, table_source

ISSUED = date(2021, 3, 8)


def duties(*lines: str, year: int | None = 2021, issued: date | None = ISSUED) -> list[ReportDuty]:
    content = content_of("\n".join(lines), "docx")
    return list(report_duties(content, read_structure(content, Span(0, len(content.text))), 2, year, issued))


def test_a_duty_says_who_reports_what_to_whom_and_when() -> None:
    (duty,) = duties("三、工作要求", "（二）加强调度。各县区人民政府每季度末将工作进展情况报市提质办。")

    assert duty.reporter == "各县区人民政府"
    assert duty.what == "工作进展情况"
    assert duty.recipient == "市提质办"
    assert (duty.schedule, duty.cycle) == ("每季度末", "quarter")
    assert (duty.address, duty.document) == ("三(二)", 2)


@pytest.mark.parametrize(
    ("sentence", "cycle", "dates"),
    [
        ("各区每季度末将进展情况报市提质办。", "quarter", [(3, 31), (6, 30), (9, 30), (12, 31)]),
        ("各区每半年将进展情况报市提质办。", "half_year", [(6, 30), (12, 31)]),
        ("各区每年12月15日前将总结报告报送市提质办。", "year", [(12, 15)]),
        ("各区于6月30日、12月20日前将总结报告报送市提质办。", "", [(6, 30), (12, 20)]),
        ("各区于6月底和12月底前分别将总结报送市提质办。", "", [(6, 30), (12, 31)]),
        (
            "各区于3月25日、6月25日、9月25日、12月25日前将进展情况报市提质办。",
            "",
            [(3, 25), (6, 25), (9, 25), (12, 25)],
        ),
        ("各区于3月底前将实施方案报市提质办备案。", "", [(3, 31)]),
    ],
)
def test_its_dates_are_those_named_or_that_follow_from_the_year(
    sentence: str, cycle: str, dates: list[tuple[int, int]]
) -> None:
    (duty,) = duties(sentence)

    assert duty.cycle == cycle
    assert duty.dates == tuple(date(2021, month, day) for month, day in dates)


def test_a_monthly_duty_begins_with_the_issue_of_the_document() -> None:
    (duty,) = duties("各区每月25日前将进展情况报市提质办。")

    assert duty.cycle == "month"
    assert duty.dates == tuple(date(2021, month, 25) for month in range(3, 13))


def test_without_a_day_of_issue_it_begins_with_the_year() -> None:
    (duty,) = duties("各区每月25日前将进展情况报市提质办。", issued=None)

    assert duty.dates[0] == date(2021, 1, 25)
    assert len(duty.dates) == 12


def test_a_time_of_day_is_kept() -> None:
    (duty,) = duties("各区每周五17:00前将工作动态报送市提质办。")

    assert (duty.cycle, duty.at) == ("week", "17:00")
    assert {day.weekday() for day in duty.dates} == {4}
    assert duty.dates[0] == date(2021, 3, 12)


def test_without_a_year_there_are_no_dates() -> None:
    (duty,) = duties("各区于每月25日、6月30日前将进展情况报市提质办。", year=None)

    assert duty.dates == ()
    assert duty.schedule


def test_several_acts_in_one_sentence_are_several_duties() -> None:
    found = duties("各区每周五17:00前将工作动态报市提质办，每月25日前将工作总结报市政府办公室。")

    assert [(duty.what, duty.recipient, duty.cycle, duty.at) for duty in found] == [
        ("工作动态", "市提质办", "week", "17:00"),
        ("工作总结", "市政府办公室", "month", ""),
    ]
    assert not found[0].span.covers(found[1].span)


def test_a_second_act_without_a_time_of_its_own_has_that_of_the_first() -> None:
    found = duties("各区每月25日前将工作进展报市提质办，并将典型经验材料报送市政府办公室。")

    assert [(duty.what, duty.recipient, duty.schedule) for duty in found] == [
        ("工作进展", "市提质办", "每月25日前"),
        ("典型经验材料", "市政府办公室", "每月25日前"),
    ]


@pytest.mark.parametrize(
    ("sentence", "what", "recipient"),
    [
        ("各区每月5日前向市提质办报送工作月报。", "工作月报", "市提质办"),
        ("各区每月5日前报送工作月报。", "工作月报", ""),
        ("每月5日前，工作月报报送市提质办。", "工作月报", "市提质办"),
        ("工作总结于12月20日前报市提质办。", "工作总结", "市提质办"),
        ("每月5日前，各区将工作月报报送至市提质办。", "工作月报", "市提质办"),
        ("各区于3月底前将联络员名单报市提质办。", "联络员名单", "市提质办"),
        ("各区每月5日前把进展情况上报市发展改革委。", "进展情况", "市发展改革委"),
    ],
)
def test_thing_and_recipient_are_found_before_or_behind_the_verb(
    sentence: str, what: str, recipient: str
) -> None:
    (duty,) = duties(sentence)

    assert (duty.what, duty.recipient) == (what, recipient)


@pytest.mark.parametrize(
    "sentence",
    [
        "各区要将进展情况报市提质办。",
        "每月25日前完成调度。",
        "对虚报瞒报的，严肃问责。",
        "年底前建成信息报送平台。",
        "6月底前建立信息报送制度。",
        "6月底前完成项目申报。",
        "",
    ],
)
def test_a_sentence_without_thing_or_time_is_no_duty(sentence: str) -> None:
    assert duties(sentence) == []


def test_the_reporter_is_empty_where_the_sentence_names_none() -> None:
    (duty,) = duties("每月25日前将工作进展报市提质办。")

    assert duty.reporter == ""


@pytest.mark.parametrize("who", ["各牵头单位", "各县区人民政府", "市水利局", "市水利局、市财政局"])
def test_the_reporter_is_the_body_at_the_head_of_the_sentence(who: str) -> None:
    (duty,) = duties(f"{who}每月25日前将工作进展报市提质办。")

    assert duty.reporter == who


def test_the_number_of_a_clause_is_no_part_of_its_sentence() -> None:
    (duty,) = duties("一、工作要求", "1.各县区人民政府每季度末将工作进展情况报市提质办。")

    assert duty.reporter == "各县区人民政府"


def test_names_are_kept_as_written() -> None:
    (duty,) = duties("各县（区）人民政府每季度末将工作进展情况（附照片）报市提质办。")

    assert (duty.reporter, duty.what) == ("各县（区）人民政府", "工作进展情况（附照片）")


def test_cells_hold_no_duties() -> None:
    content = clean(table_source("附件1", [["内容"], ["各区每月25日前将工作进展报市提质办。"]]))

    assert not list(
        report_duties(content, read_structure(content, Span(0, len(content.text))), 0, 2021, None)
    )


def test_the_words_of_a_duty_stand_at_its_span() -> None:
    content = content_of(
        "一、要求\n加强调度。各区每周五前将动态信息报市提质办，每月25日前将总结报市政府办公室。", "docx"
    )
    found = list(report_duties(content, read_structure(content, Span(0, len(content.text))), 0, 2021, ISSUED))

    assert [duty.span.of(content.text) for duty in found] == [duty.text for duty in found]
    assert "加强调度" not in found[0].text

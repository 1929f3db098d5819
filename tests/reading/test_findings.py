"""What a person should look at before a ledger is used."""

from __future__ import annotations

import pytest

from baicheng.reading.model import Ledger
from baicheng.reading.reader import read_source
from tests.reading.plans import findings_of, ledger_of
from tests.reading.texts import source_of

COMPLETE = ["一、重点任务", "1.年底前建成公园12个。", "牵头单位：市园林局", "责任单位：市财政局"]


def messages(ledger: Ledger, code: str) -> list[str]:
    return [finding.message for finding in findings_of(ledger, code)]


def test_a_complete_task_gives_no_finding() -> None:
    assert ledger_of(*COMPLETE).findings == ()


@pytest.mark.parametrize(
    ("lines", "code", "words"),
    [
        (["1.年底前建成公园12个。", "2.年底前打通道路6条。（市住建局牵头）"], "no_unit", "没有写明任何单位"),
        (["1.年底前建成公园12个。", "分管领导：周明远"], "no_unit", "没有写明任何单位"),
        (["1.年底前建成公园12个。", "责任单位：市园林局"], "no_lead", "没有写明牵头单位"),
        (["1.年底前建成公园12个。", "配合单位：市园林局"], "no_lead", "没有写明牵头单位"),
        (["1.建成公园12个。", "牵头单位：市园林局"], "no_deadline", "完成时限"),
        (["1.年底前建成信息平台。", "牵头单位：市园林局"], "no_target", "可量化的目标"),
        (["1.2021年2月底前建成公园12个。", "牵头单位：市园林局"], "deadline_before_issue", "2021-02-28"),
    ],
)
def test_what_a_task_lacks_is_said(lines: list[str], code: str, words: str) -> None:
    ledger = ledger_of("一、重点任务", *lines)
    (finding,) = findings_of(ledger, code)

    assert words in finding.message
    assert "任务1" in finding.message
    assert (finding.task, finding.document, finding.address) == (1, 0, "一1")
    assert finding.span is not None


def test_a_task_without_units_is_not_said_to_lack_a_lead_as_well() -> None:
    ledger = ledger_of("一、重点任务", "1.年底前建成公园12个。", "2.年底前打通道路6条。（市住建局牵头）")

    assert findings_of(ledger, "no_lead") == []


def test_a_deadline_on_the_day_of_issue_is_not_before_it() -> None:
    lines = ["一、重点任务", "1.2021年3月8日前建成公园12个。", "牵头单位：市园林局"]

    assert findings_of(ledger_of(*lines), "deadline_before_issue") == []


def test_the_finding_of_an_early_deadline_points_at_its_words() -> None:
    ledger = ledger_of("一、重点任务", "1.2021年2月底前建成公园12个。", "牵头单位：市园林局")
    (finding,) = findings_of(ledger, "deadline_before_issue")

    assert finding.span is not None
    assert finding.span.of(ledger.text) == "2021年2月底前"
    assert "2021-03-08" in finding.message


def test_units_that_are_not_on_the_list_are_named() -> None:
    ledger = ledger_of(*COMPLETE, "配合单位：市水务局", "分管领导：周明远", units={"市园林局", "市财政局"})
    (finding,) = findings_of(ledger, "unknown_unit")

    assert "市水务局" in finding.message
    assert finding.span is not None
    assert finding.span.of(ledger.text) == "市水务局"


def test_without_a_list_no_unit_is_unknown() -> None:
    assert findings_of(ledger_of(*COMPLETE), "unknown_unit") == []
    assert len(findings_of(ledger_of(*COMPLETE, units=()), "unknown_unit")) == 2


def test_an_annex_whose_text_is_missing_is_named() -> None:
    ledger = ledger_of(*COMPLETE, "附件：1.重点项目清单", "2.考核办法")
    found = messages(ledger, "annex_missing")

    assert len(found) == 2
    assert "重点项目清单" in found[0] and "考核办法" in found[1]
    assert [finding.address for finding in findings_of(ledger, "annex_missing")] == ["附件1", "附件2"]


def test_an_annex_whose_text_is_there_is_not() -> None:
    lines = [*COMPLETE, "附件：1.重点项目清单", "附件1", "重点项目清单", "东湖公园、西湖公园。"]

    assert messages(ledger_of(*lines), "annex_missing") == []


def test_an_annex_that_is_referred_to_and_not_listed_is_named_once() -> None:
    lines = ["一、重点任务", "1.年底前建成公园12个，名单见附件3，标准按附件3执行。", "牵头单位：市园林局"]
    found = messages(ledger_of(*lines), "annex_missing")

    assert len(found) == 1
    assert "附件3" in found[0]


def test_the_same_indicator_with_different_numbers_is_told_with_both_places() -> None:
    lines = [
        "一、重点任务",
        "1.年底前，建成区绿化覆盖率达到40%以上。",
        "牵头单位：市园林局",
        "2.年底前，建成区绿化覆盖率达到42%以上。",
        "牵头单位：市城管局",
    ]
    (finding,) = findings_of(ledger_of(*lines), "different_numbers")

    assert finding.task == 2
    for words in ("绿化覆盖率", "任务1", "任务2", "40", "42"):
        assert words in finding.message


@pytest.mark.parametrize(
    "second",
    [
        "2.年底前，建成区绿化覆盖率达到40%以上。",
        "2.年底前，建成区供水普及率达到42%以上。",
        "2.6月底前，建成区绿化覆盖率达到38%以上。",
        "2.2022年底前，建成区绿化覆盖率达到42%以上。",
    ],
)
def test_other_indicators_days_and_equal_numbers_do_not_contradict(second: str) -> None:
    lines = [
        "一、重点任务",
        "1.年底前，建成区绿化覆盖率达到40%以上。",
        "牵头单位：市园林局",
        second,
        "牵头单位：市城管局",
    ]

    assert findings_of(ledger_of(*lines), "different_numbers") == []


def test_a_plan_without_any_year_says_that_its_dates_cannot_be_counted() -> None:
    lines = ["城市提质工作方案", "一、重点任务", "1.年底前建成公园12个。", "牵头单位：市园林局"]
    ledger = ledger_of(*lines, head=())
    (finding,) = findings_of(ledger, "no_year")

    assert "--year" in finding.message
    assert findings_of(ledger_of(*lines, head=(), year=2021), "no_year") == []


def test_report_duties_without_any_year_say_so_too() -> None:
    lines = ["城市提质工作方案", "一、工作要求", "各区每季度末将工作进展情况报市住建局。"]

    assert len(findings_of(ledger_of(*lines, head=()), "no_year")) == 1


def test_a_text_without_tasks_gives_no_finding() -> None:
    assert ledger_of("请认真贯彻落实。", head=()).findings == ()


def test_a_task_without_units_before_one_with_units_may_share_them() -> None:
    ledger = read_source(
        source_of(
            "一、重点任务\n1.清理河道。\n2.整治码头。\n牵头单位：市水利局\n3.巡查堤防。\n牵头单位：市应急局"
        ),
        year=2021,
    )

    (finding,) = [f for f in ledger.findings if f.code == "no_unit"]

    assert finding.task == 1 and "任务2" in finding.message

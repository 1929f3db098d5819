"""The scorer sees what was missed and what was made up."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from baicheng.reading.identity.gazette import Entry
from baicheng.reading.model import Ledger
from baicheng.reading.spans import Span
from tests.reading.plans import ledger_of
from tests.reading.scoring import Count, Score, score_gazette, score_identity, score_tasks

WANTED: list[dict[str, Any]] = [
    {
        "heading": "1.",
        "start": "年底前建成公园12个。",
        "lead": ["市园林局"],
        "responsible": ["各县(区)"],
        "supervisor": [],
        "deadlines": ["2021-12-31"],
        "targets": [{"value": 12, "unit": "个", "op": ">="}],
    }
]


def ledger() -> Ledger:
    return ledger_of("一、任务", "1.年底前建成公园12个。", "牵头单位：市园林局", "责任单位：各县（区）")


def scored(found: Ledger, wanted: list[dict[str, Any]] = WANTED) -> dict[str, float]:
    score = Score()
    score_tasks(score, "plan", wanted, found.tasks)
    return {name: count.f1 for name, count in score.counts.items()}


def test_what_agrees_has_full_marks_whatever_the_width_of_its_characters() -> None:
    figures = scored(ledger())

    assert set(figures) == {"tasks", "lead", "responsible", "supervisor", "deadlines", "targets", "exact"}
    assert {name for name, figure in figures.items() if figure < 1} == {"supervisor"}  # there is none


def test_a_task_that_is_missed_costs_all_its_values() -> None:
    figures = scored(replace(ledger(), tasks=()))

    assert set(figures.values()) == {0}


def test_a_task_that_is_made_up_costs_too() -> None:
    figures = scored(ledger(), wanted=[])

    assert figures["tasks"] == figures["lead"] == figures["targets"] == 0


def test_wrong_values_are_missed_and_made_up() -> None:
    (task,) = ledger().tasks
    figures = scored(
        replace(ledger(), tasks=(replace(task, lead=("市水利局",), deadlines=(date(2021, 6, 30),)),))
    )

    assert figures["tasks"] == figures["responsible"] == 1
    assert figures["lead"] == figures["deadlines"] == figures["exact"] == 0


def test_a_task_that_begins_elsewhere_is_another() -> None:
    wanted = [{**WANTED[0], "start": "打通断头路不少于六条。"}]

    assert scored(ledger(), wanted)["tasks"] == 0


def test_identity_is_compared_field_by_field() -> None:
    score = Score()
    want = {
        "doc_number": "青政办〔2021〕12号",
        "title": "",
        "issuer": "",
        "issued": "2021-03-09",
        "plan_year": 2021,
    }
    score_identity(score, "plan", want, replace(ledger().documents[0], title="", issuer=""))

    assert (score.counts["doc_number"].f1, score.counts["issued"].f1, score.counts["plan_year"].f1) == (
        1,
        0,
        1,
    )
    assert score.counts["title"] == Count()


def test_documents_of_a_gazette_are_paired_by_number() -> None:
    score = Score()
    wanted = [
        {"number": "青政〔2021〕1号", "title": "甲", "issued": "2021-01-05"},
        {"number": "青政〔2021〕2号", "title": "乙"},
    ]
    found = [
        Entry("青政〔2021〕1号", "甲", "", date(2021, 1, 6), Span(0, 9)),
        Entry("青政〔2021〕3号", "丙", "", None, Span(9, 18)),
    ]
    score_gazette(score, "gazette", wanted, found)

    assert score.counts["documents"] == Count(right=1, missed=1, made_up=1)
    assert score.counts["gazette_title"] == Count(right=1, missed=1, made_up=0)
    assert score.counts["gazette_issued"].f1 == 0


def test_what_is_below_its_bar_is_told_with_its_faults() -> None:
    score = Score()
    score.compare("lead", "plan: 1.", ["市园林局"], ["市水利局"])
    low = score.below({"lead": 0.9, "tasks": 0.0})

    assert low[0] == "lead 0.000 instead of 0.90"
    assert "市园林局" in low[1] and "市水利局" in low[1] and "plan: 1." in low[1]


def test_where_nothing_was_compared_no_bar_is_reached() -> None:
    assert Score().below({"lead": 0.5})

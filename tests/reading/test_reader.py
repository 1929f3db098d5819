"""From a file to its ledger."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from baicheng.reading import UnreadableFile, read, read_source
from baicheng.reading.cleaning.cleanup import clean
from tests.reading.plans import HEAD, ledger_of
from tests.reading.texts import source_of, table_source

PLAN = [*HEAD, "一、重点任务", "1.年底前建成公园12个。", "牵头单位：市园林局"]


def test_a_file_is_read_from_end_to_end(tmp_path: Path) -> None:
    path = tmp_path / "plan.txt"
    path.write_text("\n".join(PLAN), "utf-8")
    ledger = read(path)

    assert ledger.documents[0].number == "青政办〔2021〕12号"
    assert [(task.number, task.lead, task.deadlines) for task in ledger.tasks] == [
        (1, ("市园林局",), (date(2021, 12, 31),))
    ]
    assert [clause.address for clause in ledger.clauses] == ["一", "一1"]
    assert read(str(path)).tasks == ledger.tasks


def test_the_ledger_holds_source_and_text() -> None:
    source = source_of("\n".join(PLAN))
    ledger = read_source(source)

    assert ledger.source is source
    assert ledger.text == clean(source).text


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match=r"missing\.txt"):
        read(tmp_path / "missing.txt")


def test_a_bare_year_end_means_the_plan_year_of_the_document() -> None:
    assert ledger_of(*PLAN[len(HEAD) :]).tasks[0].deadlines == (date(2021, 12, 31),)


def test_the_caller_may_name_the_plan_year() -> None:
    ledger = ledger_of(*PLAN[len(HEAD) :], year=2023)

    assert ledger.tasks[0].deadlines == (date(2023, 12, 31),)
    assert ledger.documents[0].plan_year == 2023


def test_where_no_year_is_known_named_dates_count_and_bare_ones_do_not() -> None:
    lines = [
        "城市提质工作方案",
        "一、重点任务",
        "1.2022年6月底前开工，年底前建成公园12个。",
        "牵头单位：市园林局",
    ]
    ledger = ledger_of(*lines, head=())

    assert ledger.documents[0].plan_year is None
    assert date(2022, 6, 30) in ledger.tasks[0].deadlines
    assert all(due.year > 1900 for task in ledger.tasks for due in task.deadlines)


def test_an_empty_text_is_one_document_without_anything_in_it() -> None:
    ledger = read_source(source_of(""))

    assert len(ledger.documents) == 1
    assert (ledger.clauses, ledger.tasks, ledger.report_duties, ledger.findings) == ((), (), (), ())


def test_where_a_table_assigns_the_work_the_clauses_are_no_tasks() -> None:
    rows = [["序号", "工作内容", "责任单位"], ["1", "年底前建成公园12个", "市园林局"]]
    before = "\n".join([*HEAD, "一、重点任务", "（一）推进公园建设", "（二）推进道路建设", "附件1"])
    ledger = read_source(table_source(before, rows))

    assert [task.address for task in ledger.tasks] == ["附件1 表(1)"]


def test_a_unit_that_only_a_sentence_names_makes_no_clause_a_task_beside_a_table() -> None:
    rows = [["序号", "工作内容", "责任单位"], ["1", "年底前建成公园12个", "市园林局"]]
    before = "\n".join(
        [
            *HEAD,
            "一、进度安排",
            "（一）启动阶段。各单位制定方案。",
            "（二）验收阶段。由市督查室负责现场核查。",
            "附件1",
        ]
    )
    ledger = read_source(table_source(before, rows))

    assert [task.address for task in ledger.tasks] == ["附件1 表(1)"]


def test_where_clauses_name_units_too_both_are_tasks_in_the_order_of_the_text() -> None:
    rows = [["序号", "工作内容", "责任单位"], ["1", "年底前建成公园12个", "市园林局"]]
    before = "\n".join([*HEAD, "一、重点任务", "1.打通道路6条。（市住建局牵头）", "附件1"])
    ledger = read_source(table_source(before, rows))

    assert [(task.number, task.address) for task in ledger.tasks] == [(1, "一1"), (2, "附件1 表(1)")]


SECOND = (
    "青石市人民政府",
    "关于印发青石市2022年道路建设工作方案的通知",
    "青政〔2022〕3号",
    "各县（区）人民政府，市政府各部门：",
    "现印发给你们，请认真贯彻执行。",
    "2022年1月5日",
    "一、重点任务",
    "1.年底前打通道路6条。",
    "牵头单位：市住建局",
)


def test_documents_of_a_gazette_have_their_own_years_clauses_and_tasks() -> None:
    ledger = ledger_of(*PLAN[len(HEAD) :], *SECOND)

    assert [document.number for document in ledger.documents] == ["青政办〔2021〕12号", "青政〔2022〕3号"]
    assert [(task.number, task.document, task.address, task.deadlines) for task in ledger.tasks] == [
        (1, 0, "一1", (date(2021, 12, 31),)),
        (2, 1, "一1", (date(2022, 12, 31),)),
    ]
    assert {clause.document for clause in ledger.clauses} == {0, 1}


def test_reading_twice_gives_the_same() -> None:
    source = source_of("\n".join(PLAN))

    assert read_source(source) == read_source(source)


def test_report_duties_are_in_the_ledger() -> None:
    ledger = ledger_of(
        "一、重点任务",
        "1.年底前建成公园12个。（市园林局牵头）",
        "二、工作要求",
        "各区每季度末将进展情况报市园林局。",
    )

    assert [(duty.cycle, duty.recipient) for duty in ledger.report_duties] == [("quarter", "市园林局")]

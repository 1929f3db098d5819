"""The sample plan: three formats of one document, with the difficulties that real ones have."""

from __future__ import annotations

import importlib.util
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import ModuleType

import pytest

from baicheng.reading import read
from baicheng.reading.model import Ledger, Task
from baicheng.reading.sources import extract

ROOT = Path(__file__).parents[1]
SAMPLES = ROOT / "baicheng" / "samples"
FORMATS = ("docx", "pdf", "txt")
LARGEST_BYTES = 300_000


@pytest.fixture(scope="module")
def ledgers() -> dict[str, Ledger]:
    return {form: read(SAMPLES / f"plan.{form}") for form in FORMATS}


def said_of(task: Task) -> tuple[object, ...]:
    """What a task says, apart from where it stands."""
    targets = [(target.text, target.value, target.unit, target.op) for target in task.targets]
    return (task.address, task.lead, task.responsible, task.supporting, task.deadlines, targets)


@pytest.mark.parametrize("form", FORMATS)
def test_every_task_of_the_sample_is_found(ledgers: dict[str, Ledger], form: str) -> None:
    assert len(ledgers[form].tasks) == 15


@pytest.mark.parametrize("form", ["pdf", "txt"])
def test_the_formats_say_the_same(ledgers: dict[str, Ledger], form: str) -> None:
    assert [said_of(task) for task in ledgers[form].tasks] == [
        said_of(task) for task in ledgers["docx"].tasks
    ]


@pytest.mark.parametrize("form", FORMATS)
def test_the_document_is_identified(ledgers: dict[str, Ledger], form: str) -> None:
    (document,) = ledgers[form].documents

    assert document.number == "澜政办〔2026〕18号"
    assert document.title.endswith("关于印发澜川市2026年城市更新提质工作方案的通知")
    assert document.issuer == "澜川市人民政府办公室"
    assert document.issued == date(2026, 2, 26)
    assert document.plan_year == 2026


def test_the_first_task_is_read_as_a_clerk_would_read_it(ledgers: dict[str, Ledger]) -> None:
    task = ledgers["docx"].tasks[0]

    assert task.lead == ("市住房城乡建设局",)
    assert task.responsible == ("市自然资源和规划局", "各区人民政府")
    assert task.deadlines == (date(2026, 6, 30), date(2026, 12, 31))
    assert [(target.value, target.unit) for target in task.targets] == [(7, "条"), (16, "条"), (38, "公里")]


def test_half_years_and_later_years_are_deadlines_too(ledgers: dict[str, Ledger]) -> None:
    assert ledgers["docx"].tasks[1].deadlines == (date(2026, 6, 30), date(2026, 9, 30), date(2027, 12, 31))


@pytest.mark.parametrize("form", FORMATS)
def test_each_row_of_the_task_table_has_what_its_columns_say(ledgers: dict[str, Ledger], form: str) -> None:
    rows = ledgers[form].tasks[-5:]

    assert [task.lead for task in rows] == [
        ("市住房城乡建设局",),
        ("市住房城乡建设局",),
        ("市城市管理局",),
        ("市民政局",),
        ("市园林局",),
    ]
    assert [task.deadlines for task in rows] == [
        (date(2026, 12, 31),),
        (date(2026, 9, 30),),
        (date(2026, 8, 31),),
        (date(2026, 11, 30),),
        (date(2026, 10, 31),),
    ]
    assert [[(str(target.value), target.unit) for target in task.targets] for task in rows] == [
        [("5.2", "公里")],
        [("4", "座")],
        [("860", "个"), ("172", "个")],
        [("18", "处"), ("900", "张")],
        [("2.4", "平方公里"), ("3", "万株")],
    ]


def test_the_task_without_a_lead_unit_is_among_the_findings(ledgers: dict[str, Ledger]) -> None:
    (leaderless,) = (task for task in ledgers["docx"].tasks if not task.lead)

    assert leaderless.number in {finding.task for finding in ledgers["docx"].findings}


def test_the_report_duties_are_found(ledgers: dict[str, Ledger]) -> None:
    duties = ledgers["docx"].report_duties

    assert {"month", "quarter"} <= {duty.cycle for duty in duties}
    assert date(2026, 12, 10) in {day for duty in duties for day in duty.dates}


def test_word_counts_the_headings_of_the_docx_itself() -> None:
    source = extract(SAMPLES / "plan.docx")
    generated = [source.text[block.start : block.start + block.generated] for block in source.blocks]

    assert {"一、", "（一）", "1."} <= {marker.strip() for marker in generated}


def test_the_docx_has_merged_cells() -> None:
    assert any(block.cell and block.cell.rows > 1 for block in extract(SAMPLES / "plan.docx").blocks)


def test_the_table_of_the_pdf_runs_over_two_pages() -> None:
    pages = {block.page for block in extract(SAMPLES / "plan.pdf").blocks if block.cell}

    assert len(pages) == 2


@pytest.mark.parametrize("form", FORMATS)
def test_the_files_are_small(form: str) -> None:
    assert (SAMPLES / f"plan.{form}").stat().st_size < LARGEST_BYTES


def test_the_docx_is_the_one_that_its_maker_makes_from_the_text(tmp_path: Path) -> None:
    maker = load_maker()
    text = (SAMPLES / "plan.txt").read_text("utf-8")
    maker.SamplePlan(maker.WORD_FONTS).build(text).save(tmp_path / "plan.docx")

    made, shipped = extract(tmp_path / "plan.docx"), extract(SAMPLES / "plan.docx")
    assert replace(made, name="") == replace(shipped, name="")


def load_maker() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_sample", ROOT / "tools" / "make_sample.py")
    assert spec
    assert spec.loader
    maker = importlib.util.module_from_spec(spec)
    sys.modules["make_sample"] = maker  # dataclasses look their module up by name
    spec.loader.exec_module(maker)
    return maker

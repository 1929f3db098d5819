from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings

from baicheng.reading.model import Ledger
from baicheng.reading.outputs.as_xlsx import write_xlsx
from baicheng.reading.outputs.sheet import HEADER_ROW, LONGEST_CELL, fitting, lines
from tests.reading.outputs.many_tasks import ledger_of
from tests.reading.outputs.strategies import ledgers

SHEETS = ["任务台账", "目标明细", "单位汇总", "报送要求", "提示"]


midnight = datetime.fromisoformat


def book_of(ledger: Ledger | list[Ledger]) -> Any:
    out = io.BytesIO()
    write_xlsx(ledger, out)
    return openpyxl.load_workbook(out)


def table_of(sheet: Any) -> list[dict[str, Any]]:
    rows = list(sheet.iter_rows(min_row=HEADER_ROW + 1))
    headings = [cell.value for cell in rows[0]]
    return [dict(zip(headings, row, strict=True)) for row in rows[1:]]


def values(table: list[dict[str, Any]], heading: str) -> list[Any]:
    return [row[heading].value for row in table]


def test_the_task_sheet_has_one_row_a_task_with_real_dates(ledger: Ledger) -> None:
    book = book_of(ledger)
    assert book.sheetnames == SHEETS
    table = table_of(book["任务台账"])
    assert values(table, "序号") == list(range(1, 9))
    assert table[0]["完成时限"].value == midnight("2023-06-30")
    assert table[0]["完成时限"].is_date
    assert table[0]["其余时限"].value == "2023-12-31"
    assert table[0]["责任单位"].value == "各县（区）人民政府\n市城市管理局\n市自然资源局"
    assert table[4]["完成时限"].value is None
    assert table[4]["提示"].value == "没有写明完成时限。"


def test_the_detail_sheet_says_which_target_is_due_when_and_from_whom(ledger: Ledger) -> None:
    table = table_of(book_of(ledger)["目标明细"])
    rates = [row for row in table if row["原文"].value == "水质达标率不低于85%"]
    assert len(rates) == 1
    row = {heading: cell.value for heading, cell in rates[0].items()}
    assert row["任务序号"] == 3
    assert row["指标"] == "水质达标率"
    assert row["比较"] == "≥"
    assert row["目标值"] == 85
    assert row["计量单位"] == "%"
    assert row["完成时限"] == midnight("2023-10-31")
    assert row["牵头单位"] == "市生态环境局"
    assert type(table[2]["目标值"].value) is float


def test_a_detail_without_units_of_its_own_is_for_those_of_the_task(ledger: Ledger) -> None:
    table = table_of(book_of(ledger)["目标明细"])
    assert values(table, "牵头单位")[:3] == ["市住房城乡建设局"] * 3


def test_the_unit_sheet_counts_the_tasks_of_each_unit(ledger: Ledger) -> None:
    table = table_of(book_of(ledger)["单位汇总"])
    loads = {row["单位"].value: {heading: cell.value for heading, cell in row.items()} for row in table}
    assert loads["市住房城乡建设局"]["牵头"] == 2
    assert loads["市住房城乡建设局"]["牵头任务（序号）"] == "1、5"
    assert loads["市城市管理局"]["任务合计"] == 2
    assert loads["市水利局"]["最晚时限"] == midnight("2023-06-30")
    assert loads["市农业农村局"]["最晚时限"] == midnight("2023-10-31")
    assert loads["各县（区）人民政府"]["责任任务（序号）"] == "1、5"


def test_report_duties_and_findings_have_their_sheets(ledger: Ledger) -> None:
    book = book_of(ledger)
    duties = table_of(book["报送要求"])
    assert values(duties, "周期") == ["每月", None]
    assert values(duties, "首次日期") == [midnight("2023-03-25"), midnight("2023-06-20")]
    assert values(duties, "时刻") == [None, "17:00"]
    findings = table_of(book["提示"])
    assert values(findings, "任务序号") == [None, 4, 5, 6, None]
    assert "可能是扫描件" in findings[0]["提示"].value


@pytest.mark.parametrize("name", SHEETS)
def test_each_sheet_is_ready_for_work_and_for_the_printer(ledger: Ledger, name: str) -> None:
    sheet = book_of(ledger)[name]
    assert sheet.freeze_panes is not None
    assert sheet.freeze_panes[-1] == str(HEADER_ROW + 2)
    assert sheet.auto_filter.ref.startswith(f"A{HEADER_ROW + 1}:")
    assert sheet.page_setup.orientation == "landscape"
    assert str(sheet.page_setup.paperSize) == "9"
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.print_title_rows == f"${HEADER_ROW + 1}:${HEADER_ROW + 1}"
    assert "&P" in sheet.oddFooter.center.text
    assert "青政办〔2023〕12号" in sheet["A2"].value
    assert "城市提质工作方案的通知" in sheet["A1"].value


def test_every_row_is_high_enough_for_its_wrapped_text(ledger: Ledger) -> None:
    sheet = book_of(ledger)["任务台账"]
    table = table_of(sheet)
    for index, row in enumerate(table, HEADER_ROW + 2):
        text = row["任务内容（原文）"]
        width = sheet.column_dimensions[text.column_letter].width
        assert sheet.row_dimensions[index].height >= 13 * lines(text.value, width)
        assert text.alignment.wrap_text


def test_columns_that_nothing_fills_are_hidden() -> None:
    sheet = book_of(ledger_of(3))["任务台账"]
    hidden = {
        cell.value: sheet.column_dimensions[cell.column_letter].hidden for cell in sheet[HEADER_ROW + 1]
    }
    assert hidden["分管领导"]
    assert hidden["其余时限"]
    assert not hidden["牵头单位"]
    assert not hidden["完成时限"]


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://a.example")', "http://a.example"]
)
def test_no_text_becomes_a_formula_or_a_link(ledger: Ledger, text: str) -> None:
    task = replace(ledger.tasks[0], heading=text, text=text, lead=(text,))
    table = table_of(book_of(replace(ledger, tasks=(task,)))["任务台账"])
    for heading in ("任务", "任务内容（原文）", "牵头单位"):
        cell = table[0][heading]
        assert (cell.value, cell.data_type, cell.hyperlink) == (text, "s", None)
    if text[0] in "=+-@":
        assert table[0]["任务"].quotePrefix


def test_text_that_looks_like_the_markup_of_excel_stays_text(ledger: Ledger) -> None:
    task = replace(ledger.tasks[0], heading="<r><t>x</t></r>")
    table = table_of(book_of(replace(ledger, tasks=(task,)))["任务台账"])
    assert table[0]["任务"].value.strip() == "<r><t>x</t></r>"


def test_a_text_longer_than_a_cell_is_cut_with_a_remark() -> None:
    assert fitting("任" * LONGEST_CELL) == "任" * LONGEST_CELL
    for text in ("任" * (LONGEST_CELL + 1), "😀" * LONGEST_CELL):
        cut = fitting(text)
        assert len(cut.encode("utf-16-le")) // 2 <= LONGEST_CELL
        assert cut.endswith("见原文）")


def test_a_very_long_task_fits_the_tallest_row_there_is(ledger: Ledger) -> None:
    task = replace(ledger.tasks[0], text="长" * 40_000)
    sheet = book_of(replace(ledger, tasks=(task,)))["任务台账"]
    assert sheet.row_dimensions[HEADER_ROW + 2].height <= 409.5


@given(ledgers())
@settings(max_examples=25, deadline=None)
def test_any_ledger_gives_a_workbook_that_opens(ledger: Ledger) -> None:
    book = book_of(ledger)
    table = table_of(book["任务台账"])
    if ledger.tasks:
        assert values(table, "序号") == [task.number for task in ledger.tasks]
    for sheet in book:
        assert not any(cell.data_type == "f" for row in sheet.iter_rows() for cell in row)


def test_a_title_with_characters_that_no_file_can_hold_loses_them(ledger: Ledger) -> None:
    title = "计划\ud800\x00\ufffe书"
    book = book_of(replace(ledger, documents=(replace(ledger.documents[0], title=title),)))
    assert book.properties.title == "计划书"


def test_days_that_excel_cannot_count_stay_text(ledger: Ledger) -> None:
    task = replace(ledger.tasks[0], deadlines=(date(1, 12, 31),))
    table = table_of(book_of(replace(ledger, tasks=(task,)))["任务台账"])
    assert table[0]["完成时限"].value == "0001-12-31"


def test_several_ledgers_share_the_sheets_under_their_document_numbers(ledger: Ledger) -> None:
    other = replace(ledger, documents=(replace(ledger.documents[0], number="青政〔2023〕9号"),))
    table = table_of(book_of([ledger, other])["任务台账"])
    assert values(table, "序号") == list(range(1, 17))
    assert values(table, "文号") == ["青政办〔2023〕12号"] * 8 + ["青政〔2023〕9号"] * 8


def test_an_empty_ledger_says_so_on_each_sheet(ledger: Ledger) -> None:
    empty = replace(ledger, tasks=(), report_duties=(), findings=(), documents=())
    book = book_of(empty)
    assert book["任务台账"].cell(HEADER_ROW + 2, 1).value == "没有读到任务"
    assert book["单位汇总"].cell(HEADER_ROW + 2, 1).value == "没有读到单位"


def test_the_workbook_refers_to_nothing_outside_itself(ledger: Ledger) -> None:
    out = io.BytesIO()
    write_xlsx(ledger, out)
    names = zipfile.ZipFile(out).namelist()
    assert not any("external" in name.lower() for name in names)

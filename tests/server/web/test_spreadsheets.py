"""Files that the server writes: what stands in a cell is what was said, and nothing is carried out."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from baicheng.server.web.spreadsheets import Entry, ListColumn, file_name, fitting, list_file, sheet_name
from baicheng.server.web.workbooks import Workbook

AT = datetime(2026, 3, 2, 1, tzinfo=UTC)
COLUMNS = (ListColumn("名称"), ListColumn("数"), ListColumn("日"))


def test_a_list_holds_texts_numbers_and_days_as_such() -> None:
    content = list_file("名录", COLUMNS, [("甲", 1234.5, date(2026, 3, 5)), ("=1+1", None, "")], at=AT).read()
    rows = list(load_workbook(io.BytesIO(content)).active.iter_rows(min_row=3, values_only=True))

    assert rows == [
        ("名称", "数", "日"),
        ("甲", 1234.5, datetime(2026, 3, 5)),  # noqa: DTZ001 - days of a sheet have no zone
        ("=1+1", "", ""),
    ]


def test_a_text_longer_than_a_cell_says_that_it_is_cut() -> None:
    with translation.override("en"):
        shown = fitting("长" * 40_000)

    assert len(shown) == 32_767
    assert shown.endswith("(cut off: Excel holds no longer text)")


@pytest.mark.parametrize(
    "text", ["<r>甲</r>", "=HYPERLINK(1)", "_x000D_", "@SUM(A1)", "http://example.invalid/", " 甲"]
)
def test_what_excel_takes_for_something_else_comes_back_as_it_was(text: str) -> None:
    content = list_file("名录", COLUMNS[:1], [(text,)], at=AT).read()

    (cell,) = Workbook("名录.xlsx", content).grid("名录")[3]
    assert str(cell).strip() == text.strip()


@given(st.text())
def test_any_title_names_a_sheet(title: str) -> None:
    name = sheet_name(title)

    assert 0 < len(name) <= 31
    assert not set(name) & set("[]:*?/\\")


def test_a_file_is_called_by_its_list_and_the_day_in_china() -> None:
    assert file_name("任务台账", datetime(2026, 3, 1, 23, tzinfo=UTC)) == "任务台账-20260302.xlsx"


def test_a_number_with_more_digits_than_excel_keeps_is_text() -> None:
    content = list_file("数", COLUMNS[:1], [(12345678901234567,), (Entry(5, "0%"),)], at=AT).read()
    sheet = load_workbook(io.BytesIO(content)).active

    assert (sheet["A4"].value, sheet["A5"].value, sheet["A5"].number_format) == ("12345678901234567", 5, "0%")

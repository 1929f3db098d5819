"""Tables filled in with Excel: columns by their titles, faults by cell, and files that are none."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
import xlsxwriter
from django.core.exceptions import ValidationError
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from baicheng.server.web.workbooks import Column, Form, Workbook, empty_workbook

FORM = Form(
    ("任务", "Tasks"),
    (
        Column("name", ("名称", "Name"), required=True),
        Column("units", ("单位", "Units"), "names"),
        Column("due", ("期限", "Due"), "day"),
        Column(
            "state", ("状态", "State"), "choice", choices={"open": ("在办", "open"), "done": ("办结", "done")}
        ),
    ),
    ("说明", "Note"),
)
TITLES = ["名称 *", "单位", "期限", "状态"]


def workbook(rows: Sequence[Sequence[Any]], sheet: str = "任务") -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"default_date_format": "yyyy-mm-dd"})
    page = book.add_worksheet(sheet)
    for number, row in enumerate(rows):
        page.write_row(number, 0, row)
    book.close()
    return out.getvalue()


def test_cells_are_read_by_the_title_of_their_column_in_any_order() -> None:
    content = workbook(
        [["填表说明"], ["期限", "名称*", "别的"], [date(2026, 3, 5), "修路", "x"], [], ["", "架桥"]]
    )

    rows, faults = Workbook("a.xlsx", content).rows(FORM)

    assert not faults
    assert [(row.line, dict(row.values)) for row in rows] == [
        (3, {"due": date(2026, 3, 5), "name": "修路"}),
        (5, {"due": None, "name": "架桥"}),
    ]


def test_names_in_one_cell_are_parted_and_each_counts_once() -> None:
    rows, _faults = Workbook("a.xlsx", workbook([TITLES, ["修路", "市交通局、市财政局，市交通局"]])).rows(
        FORM
    )

    assert rows[0].values["units"] == ("市交通局", "市财政局")


@pytest.mark.parametrize("written", ["2026-3-5", "2026/03/05", "2026年3月5日", "2026.3.5"])
def test_a_day_may_be_written_as_people_write_it(written: str) -> None:
    rows, faults = Workbook("a.xlsx", workbook([TITLES, ["修路", "", written]])).rows(FORM)

    assert not faults
    assert rows[0].values["due"] == date(2026, 3, 5)


def test_a_wrong_cell_is_named_with_what_to_write() -> None:
    content = workbook([TITLES, ["", "", "三月", "停办"], ["修路", "", "2026-02-30", "办结"]])

    with override("zh-hans"):
        _rows, faults = Workbook("a.xlsx", content).rows(FORM)

    assert [str(fault) for fault in faults] == [
        "任务!A2：请填写此项。",
        "任务!C2：“三月”不是日期，请写成 2026-03-05",
        "任务!D2：“停办”不在可选之列：在办、办结",
        "任务!C3：“2026-02-30”不是日期，请写成 2026-03-05",
    ]


def test_a_number_that_stands_for_text_has_no_decimals() -> None:
    rows, _faults = Workbook("a.xlsx", workbook([TITLES, [410100]])).rows(FORM)

    assert rows[0].values["name"] == "410100"


def test_the_empty_form_is_read_back_with_no_row() -> None:
    for language in ("zh-hans", "en"):
        with override(language):
            book = Workbook("a.xlsx", empty_workbook([FORM]))
        assert FORM in book
        assert book.rows(FORM) == ([], [])


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([["姓名"], ["x"]], "no line with the titles Name"),
        ([["名称", "单位", "单位"], ["x"]], "twice"),
    ],
)
def test_a_sheet_without_its_titles_is_refused(rows: list[list[str]], told: str) -> None:
    with pytest.raises(ValidationError, match=told):
        Workbook("a.xlsx", workbook(rows)).rows(FORM)


def test_what_is_no_excel_file_is_refused() -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/workbook.xml", b"0" * (30 << 20))
    word = io.BytesIO()
    with zipfile.ZipFile(word, "w") as package:
        package.writestr("word/document.xml", "<w/>")
    broken = io.BytesIO()
    with zipfile.ZipFile(broken, "w") as package:
        package.writestr("xl/workbook.xml", "<workbook")

    for content in (
        b"",
        b"%PDF-1.7",
        b"\xd0\xcf\x11\xe0" * 100,
        bomb.getvalue(),
        word.getvalue(),
        broken.getvalue(),
    ):
        with pytest.raises(ValidationError, match=r"名单\.xlsx"):
            Workbook("名单.xlsx", content)


def test_a_sheet_with_too_many_columns_is_refused() -> None:
    with pytest.raises(ValidationError, match="Split"):
        Workbook("a.xlsx", workbook([TITLES, ["x"] * 300])).rows(FORM)


def test_a_cell_that_is_too_long_is_a_fault() -> None:
    _rows, faults = Workbook("a.xlsx", workbook([TITLES, ["长" * 3000]])).rows(FORM)

    assert [fault.cell for fault in faults] == ["A2"]


@given(
    st.lists(
        st.lists(
            st.one_of(st.text(max_size=20), st.floats(allow_nan=False, allow_infinity=False), st.booleans()),
            max_size=5,
        ),
        max_size=6,
    )
)
def test_whatever_stands_in_the_cells_gives_rows_or_faults(rows: list[list[Any]]) -> None:
    found, faults = Workbook("a.xlsx", workbook([TITLES, *rows])).rows(FORM)

    assert {fault.sheet for fault in faults} <= {"任务"}
    assert all(row.line > 1 for row in found)

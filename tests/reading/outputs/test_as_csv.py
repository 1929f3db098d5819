from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given, settings

from baicheng.reading.model import Ledger
from baicheng.reading.outputs.as_csv import HEADINGS, harmless, write_csv
from baicheng.reading.outputs.figures import printable
from tests.reading.outputs.strategies import ledgers


def written(ledger: Ledger | list[Ledger]) -> bytes:
    out = io.BytesIO()
    write_csv(ledger, out)
    return out.getvalue()


def rows_of(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_excel_sees_that_the_file_is_utf_8_and_each_task_is_a_row(ledger: Ledger) -> None:
    content = written(ledger)
    assert content.startswith(b"\xef\xbb\xbf")
    rows = rows_of(content)
    assert rows[0] == list(HEADINGS)
    assert [row[0] for row in rows[1:]] == [str(number) for number in range(1, 9)]


def test_lists_are_joined_and_who_only_supports_is_not_named_as_responsible(ledger: Ledger) -> None:
    row = dict(zip(HEADINGS, rows_of(written(ledger))[3], strict=True))
    assert row["牵头单位"] == "市水利局、市生态环境局"
    assert row["责任单位"] == ""
    assert row["配合单位"] == "市农业农村局"
    assert row["分管领导"] == "周明远"
    assert row["完成时限"] == "2023-06-30、2023-10-31"
    assert row["目标"] == "完成铜溪、白沙沟清淤12公里；水质达标率不低于85%；化学需氧量排放量下降6%"


@given(ledgers())
@settings(max_examples=50, deadline=None)
def test_any_task_text_comes_back_from_the_file(ledger: Ledger) -> None:
    rows = rows_of(written(ledger))
    assert len(rows) == len(ledger.tasks) + 1
    for row, task in zip(rows[1:], ledger.tasks, strict=True):
        assert len(row) == len(HEADINGS)
        assert row[5] in (printable(task.text), "'" + printable(task.text))


@given(ledgers())
@settings(max_examples=50, deadline=None)
def test_no_cell_begins_like_a_formula(ledger: Ledger) -> None:
    for row in rows_of(written(ledger)):
        assert not any(cell.lstrip(" \n").startswith(("=", "+", "-", "@", "\t", "\r", "＝")) for cell in row)


@pytest.mark.parametrize(
    "cell", ["=1+1", "+86", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1", "=HYPERLINK(1)"]
)
def test_a_cell_that_begins_like_a_formula_gets_an_apostrophe(cell: str) -> None:
    assert harmless(cell) == "'" + cell


@pytest.mark.parametrize("cell", ["", "任务=1", "1—2", "完成率+10%", "\n"])
def test_any_other_cell_stays_as_it_is(cell: str) -> None:
    assert harmless(cell) == cell


def test_several_ledgers_share_a_table_with_numbers_that_go_on(ledger: Ledger) -> None:
    rows = rows_of(written([ledger, ledger]))
    assert [row[0] for row in rows[1:]] == [str(number) for number in range(1, 17)]


def test_the_stream_stays_open_for_its_owner(ledger: Ledger) -> None:
    out = io.BytesIO()
    write_csv(ledger, out)
    assert not out.closed

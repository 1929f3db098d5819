"""The ledger (台账) as CSV for spreadsheets and other programs: one row a task."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import BinaryIO

from baicheng.reading.model import Ledger
from baicheng.reading.outputs.figures import printable
from baicheng.reading.outputs.rows import TaskRow, as_list, task_rows

HEADINGS = (
    "序号",
    "文号",
    "条款",
    "所属部分",
    "任务",
    "任务内容",
    "牵头单位",
    "责任单位",
    "配合单位",
    "分管领导",
    "完成时限",
    "目标",
    "提示",
    "原文位置",
)
_FORMULA_STARTS = "=+-@＝＋－＠\t\r"


def write_csv(ledgers: Ledger | Sequence[Ledger], out: BinaryIO) -> None:
    """Write the tasks as CSV: UTF-8 with the mark that lets Excel show Chinese, CRLF line ends.

    Lists of units and days are joined by 、, targets and findings, which are clauses and may
    contain that sign, by ；. A cell that a spreadsheet would take for a formula begins with an
    apostrophe.
    """
    text = io.TextIOWrapper(out, encoding="utf-8-sig", newline="", write_through=True)
    try:
        writer = csv.writer(text)
        writer.writerow(HEADINGS)
        writer.writerows([harmless(cell) for cell in _cells(row)] for row in task_rows(as_list(ledgers)))
    finally:
        text.detach()


def harmless(cell: str) -> str:
    """The text of a cell so that no spreadsheet runs it as a formula."""
    cell = printable(cell)
    return "'" + cell if cell.lstrip(" \u3000\n")[:1] in _FORMULA_STARTS and cell.strip(" \u3000\n") else cell


def _cells(row: TaskRow) -> Iterable[str]:
    task, units = row.task, row.units
    return (
        str(row.number),
        row.document_number,
        task.address,
        row.section,
        row.title,
        task.text,
        "、".join(units.lead),
        "、".join(units.responsible),
        "、".join(units.supporting),
        "、".join(units.supervisor),
        "、".join(due.isoformat() for due in task.deadlines),
        "；".join(target.text for target in task.targets),
        "；".join(row.findings),
        row.place,
    )

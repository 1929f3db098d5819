"""The ledger (台账) as an Excel workbook that an office prints, filters and circulates."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, BinaryIO, TypeVar

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError

from baicheng.reading.model import Ledger
from baicheng.reading.outputs import columns
from baicheng.reading.outputs.figures import printable
from baicheng.reading.outputs.rows import as_list, detail_rows, duty_rows, finding_rows, task_rows
from baicheng.reading.outputs.sheet import Column, Sheet, add_sheet
from baicheng.reading.outputs.unit_loads import unit_loads

Row = TypeVar("Row")

_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def write_xlsx(ledgers: Ledger | Sequence[Ledger], out: BinaryIO) -> None:
    """Write an Excel workbook: tasks, their targets one by one, units, report duties, findings.

    Days are dates and figures are numbers; no text of a document becomes a formula or a link.
    Several ledgers share the sheets, with their document numbers in a column.

    Raises:
        OSError: ``out`` or the folder for temporary files takes no more.
    """
    try:
        _write_book(as_list(ledgers), out)
    except FileCreateError as error:
        raise OSError(str(error)) from error


def _write_book(ledgers: Sequence[Ledger], out: BinaryIO) -> None:
    several = sum(len(ledger.documents) or 1 for ledger in ledgers) > 1
    with xlsxwriter.Workbook(out, _OPTIONS) as book:
        book.set_properties({"title": printable(_title(ledgers))[:255], "subject": "任务台账"})
        add = _Sheets(book, ledgers)
        add("任务台账", columns.task_columns(several), task_rows(ledgers), 3 + several, "没有读到任务")
        add(
            "目标明细",
            columns.detail_columns(several),
            detail_rows(ledgers),
            4 + several,
            "没有读到目标和时限",
        )
        add("单位汇总", columns.unit_columns(), unit_loads(ledgers), 1, "没有读到单位")
        add("报送要求", columns.duty_columns(several), duty_rows(ledgers), 2 + several, "没有读到报送要求")
        add("提示", columns.finding_columns(several), finding_rows(ledgers), 1, "没有需要核对的地方")


class _Sheets:
    """Adds sheets with the same title and line of facts to a workbook."""

    def __init__(self, book: Any, ledgers: Sequence[Ledger]) -> None:
        self._book = book
        self._title = _title(ledgers)
        self._facts = _facts(ledgers)

    def __call__(
        self, name: str, columns: Sequence[Column[Row]], rows: Iterable[Row], frozen: int, if_empty: str
    ) -> None:
        title = f"{self._title} · {name}" if self._title else name
        add_sheet(self._book, Sheet(name, title, self._facts, columns, rows, frozen, if_empty))


def _title(ledgers: Sequence[Ledger]) -> str:
    """The title of the first document, and how many more there are."""
    titles = [document.title for ledger in ledgers for document in ledger.documents if document.title]
    if not titles:
        return ""
    return titles[0] if len(titles) == 1 else f"{titles[0]}等 {len(titles)} 份文件"


def _facts(ledgers: Sequence[Ledger]) -> str:
    """Number, issuer and day of a single document, the count of tasks, and the files read."""
    documents = [document for ledger in ledgers for document in ledger.documents]
    facts = []
    if len(documents) == 1:
        (document,) = documents
        facts.append(f"文号：{document.number}" if document.number else "")
        facts.append(f"印发机关：{document.issuer}" if document.issuer else "")
        facts.append(f"印发日期：{document.issued}" if document.issued else "")
    facts.append(f"任务：{sum(len(ledger.tasks) for ledger in ledgers)} 项")
    facts.append("来源：" + "、".join(ledger.content.source.name for ledger in ledgers))
    return "\u3000".join(filter(None, facts))

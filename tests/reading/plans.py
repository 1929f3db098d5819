"""A made-up plan to put clauses into."""

from __future__ import annotations

from collections.abc import Collection

from baicheng.reading.model import Finding, Ledger
from baicheng.reading.reader import read_source
from tests.reading.texts import source_of

HEAD = (
    "青石市人民政府办公室",
    "关于印发青石市2021年城市提质工作方案的通知",
    "青政办〔2021〕12号",
    "各县（区）人民政府，市政府各部门：",
    "现将《青石市2021年城市提质工作方案》印发给你们，请认真组织实施。",
    "2021年3月8日",
)


def ledger_of(
    *lines: str, year: int | None = None, units: Collection[str] | None = None, head: Collection[str] = HEAD
) -> Ledger:
    """The ledger of a plan with these paragraphs behind its head; it was issued on 8 March 2021."""
    return read_source(source_of("\n".join([*head, *lines]), "docx"), year=year, units=units)


def findings_of(ledger: Ledger, code: str) -> list[Finding]:
    """The findings of one kind."""
    return [finding for finding in ledger.findings if finding.code == code]

"""The sample plan (示例): reads it, leaves its ledger to look at, says what was found."""

from __future__ import annotations

import shlex
import sys
from collections import Counter
from collections.abc import Iterator
from importlib.resources import as_file, files
from pathlib import Path

from baicheng.commands import SUCCESS, UNREADABLE
from baicheng.commands.reporting import attempt
from baicheng.reading import read
from baicheng.reading.model import Ledger
from baicheng.reading.outputs import Format, make_folder, save

SAMPLE = "plan.docx"
#: The files that are left, and what each is good for.
RESULTS = {
    Format.XLSX: "Excel 台账，可以打印、筛选、排序",
    Format.HTML: "网页台账，双击打开：左边原文，右边任务，点一处看另一处",
    Format.JSON: "给其他程序用的数据",
}


def run(folder: Path) -> int:
    """Read the sample plan and write its ledger into ``folder``, which is made if absent.

    Returns:
        The exit code: 0, or 1 where ``folder`` cannot be written to.
    """
    ledger = attempt(folder, lambda: _read_and_save(folder))
    if ledger is None:
        return UNREADABLE
    for line in (*_found(ledger), "", *_whereabouts(folder)):
        print(line)
    return SUCCESS


def _read_and_save(folder: Path) -> Ledger:
    make_folder(folder)
    with as_file(files("baicheng.samples") / SAMPLE) as path:
        ledger = read(path)
    for file_format in RESULTS:
        save(ledger, folder / f"ledger.{file_format}", file_format)
    return ledger


def _found(ledger: Ledger) -> Iterator[str]:
    """What the ledger holds, a line for each kind of thing."""
    for document in ledger.documents:
        yield f"读了《{document.title}》（{document.number}，{document.issuer}，{document.issued}）"
    yield ""
    leads = Counter(unit for task in ledger.tasks for unit in task.lead)
    days = sorted({day for task in ledger.tasks for day in task.deadlines})
    busiest = "、".join(f"{unit} {count} 项" for unit, count in leads.most_common(3))
    yield f"  文件      {len(ledger.documents)} 份"
    yield f"  任务      {len(ledger.tasks)} 项"
    yield f"  牵头单位  {len(leads)} 个，牵头最多的是：{busiest}"
    yield f"  完成时限  {len(days)} 个" + (f"，从 {days[0]} 到 {days[-1]}" if days else "")
    yield f"  目标值    {sum(len(task.targets) for task in ledger.tasks)} 个"
    yield f"  报送要求  {len(ledger.report_duties)} 条"
    for duty in ledger.report_duties:
        yield f"            {duty.schedule}：{duty.reporter or '（未写明）'} → {duty.recipient or '（未写明）'}"
    yield f"  提示      {len(ledger.findings)} 条，请人核对"
    for finding in ledger.findings:
        yield f"            {finding.address} {finding.message}".rstrip()


def _whereabouts(folder: Path) -> Iterator[str]:
    """Where the files are, and how to go on with a document of one's own."""
    yield "台账在这里："
    for file_format, purpose in RESULTS.items():
        yield f"  {folder / f'ledger.{file_format}'}  {purpose}"
    yield ""
    yield "读您自己的文件："
    yield f"  {_program()} ledger 工作方案.docx"


def _program() -> str:
    """How this installation is called, ready to be copied into the same window."""
    python = Path(sys.executable)
    here = Path.cwd()
    short = python.relative_to(here) if python.is_relative_to(here) else python
    return f"{shlex.quote(str(short))} -m baicheng"

"""What a person should look at before a ledger is used (提示): gaps, contradictions, oddities."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from decimal import Decimal
from itertools import zip_longest

from baicheng.reading.identity.references import annex_references
from baicheng.reading.model import Document, Finding, Role, Target, Task
from baicheng.reading.spans import Span
from baicheng.reading.text import Text


def find_oddities(
    content: Text, documents: tuple[Document, ...], tasks: tuple[Task, ...], units: Collection[str] | None
) -> Iterator[Finding]:
    """The findings of a whole file, document by document.

    Args:
        units: the names of all known units, with their aliases; ``None`` if no list is given.
    """
    for index, document in enumerate(documents):
        own = [task for task in tasks if task.document == index]
        if own and document.plan_year is None:
            message = "文件没有写明年份，“年底前”一类的时限无法换算成日期，请用 --year 指定年份。"
            yield Finding("no_year", message, index, "", None, None)
        for task, following in zip_longest(own, own[1:]):
            yield from _of_task(task, following, document)
        if units is not None:
            yield from _unknown_units(own, frozenset(units))
        yield from _missing_annexes(content, document, index)
        yield from _contradictions(own)


def _finding(task: Task, code: str, message: str, span: Span | None = None) -> Finding:
    return Finding(code, message, task.document, task.address, task.number, span or task.span)


def _of_task(task: Task, following: Task | None, document: Document) -> Iterator[Finding]:
    name = f"任务{task.number}"
    if not any(party.role is not Role.SUPERVISOR for party in task.parties):
        message = f"{name}没有写明任何单位，需由主办处室确定牵头单位。"
        if following is not None and following.parties and following.path == task.path:
            message += f"其后的任务{following.number}写有单位，请核对是否几项共用。"
        yield _finding(task, "no_unit", message)
    elif not task.lead:
        yield _finding(task, "no_lead", f"{name}没有写明牵头单位，只有责任单位或配合单位。")
    if not task.deadlines:
        yield _finding(task, "no_deadline", f"{name}没有写明完成时限。")
    if not task.targets:
        yield _finding(task, "no_target", f"{name}没有可量化的目标。")
    if document.issued is not None:
        for part in task.parts:
            if part.deadline is not None and part.deadline.due < document.issued:
                due = part.deadline.due.isoformat()
                message = f"{name}的时限 {due} 早于文件印发日期 {document.issued.isoformat()}。"
                yield _finding(task, "deadline_before_issue", message, part.deadline.span)


def _unknown_units(tasks: list[Task], units: frozenset[str]) -> Iterator[Finding]:
    for task in tasks:
        for party in task.parties:
            if party.role is not Role.SUPERVISOR and party.name not in units:
                message = f"任务{task.number}的“{party.name}”不在所给的单位名单中。"
                yield _finding(task, "unknown_unit", message, party.span)


def _missing_annexes(content: Text, document: Document, index: int) -> Iterator[Finding]:
    """Annexes that are named or referred to, whose text is not in the file."""
    absent = [annex for annex in document.annexes if not annex.present]
    for annex in absent:
        message = f"附件{annex.number}“{annex.title}”的正文不在文件中。"
        yield Finding("annex_missing", message, index, f"附件{annex.number}", None, annex.span)
    named = {annex.number for annex in document.annexes}
    for reference in annex_references(content, document.span):
        if (
            reference.number
            and reference.number not in named
            and not (reference.number == "1" and "" in named)
        ):
            message = f"文中提到的附件{reference.number}在附件清单中找不到。"
            yield Finding("annex_missing", message, index, f"附件{reference.number}", None, reference.span)
            named.add(reference.number)


def _contradictions(tasks: list[Task]) -> Iterator[Finding]:
    """The same indicator for the same place and day with different numbers."""
    seen: dict[tuple[object, ...], dict[Decimal, tuple[Task, Target]]] = defaultdict(dict)
    for task in tasks:
        for part in task.parts:
            target = part.target
            if target is None or len(target.indicator) < 3:
                continue
            due = part.deadline.due if part.deadline else None
            key = (target.indicator, target.scope, target.unit, target.op, target.measure, due)
            others = seen[key]
            for value, (other, _) in others.items():
                if value != target.value:
                    message = (
                        f"“{target.indicator}”在任务{other.number}（{other.address}）中为{value}{target.unit}，"
                        f"在任务{task.number}中为{target.value}{target.unit}，请核对。"
                    )
                    yield _finding(task, "different_numbers", message, target.span)
                    break
            others.setdefault(target.value, (task, target))

"""What a person should look at before a ledger is used (提示): gaps, contradictions, oddities."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import date
from itertools import groupby, zip_longest

from baicheng.reading.identity.references import annex_references
from baicheng.reading.model import Document, Finding, ReportDuty, Role, Target, Task
from baicheng.reading.spans import Span
from baicheng.reading.text import Text
from baicheng.reading.wording.forms import half_width

_SHORTEST_INDICATOR = 3
#: So many statements of one indicator are compared with a further one.
_MOST_COMPARED = 20


def find_oddities(
    content: Text,
    documents: tuple[Document, ...],
    tasks: tuple[Task, ...],
    duties: tuple[ReportDuty, ...],
    units: Collection[str] | None,
) -> Iterator[Finding]:
    """The findings of a whole file, document by document.

    Args:
        units: the names of all known units, with their aliases; ``None`` if no list is given.
    """
    by_document = {index: list(own) for index, own in groupby(tasks, key=lambda task: task.document)}
    reporting = {duty.document for duty in duties}
    for index, document in enumerate(documents):
        own = by_document.get(index, [])
        if (own or index in reporting) and document.plan_year is None:
            message = "文件没有写明年份，“年底前”一类的时限无法换算成日期，请用 --year 指定年份。"
            yield Finding("no_year", message, index, "", None, None)
        for task, following in zip_longest(own, own[1:]):
            yield from _of_task(task, following, document)
        if units is not None:
            yield from _unknown_units(own, frozenset(half_width(name) for name in units))
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
        deadlines = dict.fromkeys(part.deadline for part in task.parts if part.deadline is not None)
        for deadline in deadlines:
            if deadline.due < document.issued:
                due = deadline.due.isoformat()
                message = f"{name}的时限 {due} 早于文件印发日期 {document.issued.isoformat()}。"
                yield _finding(task, "deadline_before_issue", message, deadline.span)


def _unknown_units(tasks: list[Task], units: frozenset[str]) -> Iterator[Finding]:
    """Units that are not on the list, whatever the width of their brackets; groups (各区人民政府) are on none."""
    for task in tasks:
        for party in task.parties:
            name = half_width(party.name)
            if party.role is not Role.SUPERVISOR and name not in units and not name.startswith("各"):
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
    """The same indicator with different numbers in two tasks, for the same place and day or with no day named."""
    seen: dict[tuple[object, ...], list[tuple[Task, Target, date | None]]] = defaultdict(list)
    for task in tasks:
        for part in task.parts:
            target = part.target
            if target is None or len(target.indicator) < _SHORTEST_INDICATOR:
                continue
            due = part.deadline.due if part.deadline else None
            known = seen[target.indicator, target.scope, target.unit, target.measure]
            other = next((entry for entry in known if _contradicts(entry, task, target, due)), None)
            if other is not None:
                message = (
                    f"“{target.indicator}”在任务{other[0].number}（{other[0].address}）中为"
                    f"{other[1].value}{target.unit}，在任务{task.number}中为{target.value}{target.unit}，请核对。"
                )
                yield _finding(task, "different_numbers", message, target.span)
            elif len(known) < _MOST_COMPARED:
                known.append((task, target, due))


def _contradicts(
    entry: tuple[Task, Target, date | None], task: Task, target: Target, due: date | None
) -> bool:
    other, stated, day = entry
    same_day = day == due or day is None or due is None
    return other.number != task.number and stated.value != target.value and same_day

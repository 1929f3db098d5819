"""What a person should look at before a ledger is used (提示): gaps, contradictions, oddities."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby

from baicheng.reading.identity.references import annex_references
from baicheng.reading.model import Document, Finding, Measure, ReportDuty, Role, Task
from baicheng.reading.packed import Packed
from baicheng.reading.spans import Span
from baicheng.reading.text import Text
from baicheng.reading.wording.forms import half_width

_SHORTEST_INDICATOR = 3
#: So many statements of one indicator are compared with a further one.
_MOST_COMPARED = 20
_NO_TASKS: tuple[int, Iterable[Task]] = (-1, ())


def find_oddities(
    content: Text,
    documents: Sequence[Document],
    tasks: Iterable[Task],
    duties: Iterable[ReportDuty],
    units: Collection[str] | None,
) -> Iterator[Finding]:
    """The findings of a whole file, document by document.

    Args:
        tasks: those of the whole file, in order; gone through once.
        units: the names of all known units, with their aliases; ``None`` if no list is given.
    """
    reporting = {duty.document for duty in duties}
    known = None if units is None else frozenset(half_width(name) for name in units)
    by_document = groupby(tasks, key=lambda task: task.document)
    holder, own = next(by_document, _NO_TASKS)
    for index, document in enumerate(documents):
        assigns = holder == index
        if (assigns or index in reporting) and document.plan_year is None:
            message = "文件没有写明年份，“年底前”一类的时限无法换算成日期，请用 --year 指定年份。"
            yield Finding("no_year", message, index, "", None, None)
        unknown, contradictions = Packed[Finding](), Packed[Finding]()
        statements = _Statements()
        for task, following in _with_following(own if assigns else ()):
            yield from _of_task(task, following, document)
            unknown.extend(_unknown_units(task, known))
            contradictions.extend(statements.contradicted_by(task))
        yield from unknown
        yield from _missing_annexes(content, document, index)
        yield from contradictions
        if assigns:
            holder, own = next(by_document, _NO_TASKS)


def _with_following(tasks: Iterable[Task]) -> Iterator[tuple[Task, Task | None]]:
    """Each task with the one behind it."""
    before: Task | None = None
    for task in tasks:
        if before is not None:
            yield before, task
        before = task
    if before is not None:
        yield before, None


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


def _unknown_units(task: Task, units: frozenset[str] | None) -> Iterator[Finding]:
    """Units that are not on the list, whatever the width of their brackets; groups (各区人民政府) are on none."""
    for party in task.parties if units is not None else ():
        name = half_width(party.name)
        if party.role is not Role.SUPERVISOR and name not in (units or ()) and not name.startswith("各"):
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


@dataclass(frozen=True, slots=True)
class _Statement:
    """A number that a task states for an indicator."""

    task: int
    address: str
    value: Decimal
    due: date | None

    def contradicts(self, other: _Statement) -> bool:
        """Whether two tasks state different numbers for the same day, or with no day named."""
        same_day = self.due == other.due or self.due is None or other.due is None
        return self.task != other.task and self.value != other.value and same_day


class _Statements:
    """The numbers stated so far in a document, by indicator, place and unit."""

    def __init__(self) -> None:
        self._seen: dict[tuple[str, str, str, Measure], list[_Statement]] = {}

    def contradicted_by(self, task: Task) -> Iterator[Finding]:
        """Where a task states another number than one before it; its own numbers are remembered."""
        for part in task.parts:
            target = part.target
            if target is None or len(target.indicator) < _SHORTEST_INDICATOR:
                continue
            due = part.deadline.due if part.deadline else None
            stated = _Statement(task.number, task.address, target.value, due)
            known = self._seen.setdefault((target.indicator, target.scope, target.unit, target.measure), [])
            other = next((earlier for earlier in known if earlier.contradicts(stated)), None)
            if other is not None:
                message = (
                    f"“{target.indicator}”在任务{other.task}（{other.address}）中为"
                    f"{other.value}{target.unit}，在任务{task.number}中为{target.value}{target.unit}，请核对。"
                )
                yield _finding(task, "different_numbers", message, target.span)
            elif len(known) < _MOST_COMPARED:
                known.append(stated)

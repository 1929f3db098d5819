"""The rows of the tables that an office circulates, computed from one ledger or several."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from baicheng.reading.model import Finding, Ledger, ReportDuty, Task
from baicheng.reading.outputs.details import Detail, Units, details, units_of
from baicheng.reading.outputs.wording import place_in_words, title_of
from baicheng.reading.spans import Span


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One task. ``number`` counts through all ledgers of the table."""

    number: int
    document_number: str
    task: Task
    title: str
    section: str
    units: Units
    findings: tuple[str, ...]
    place: str


@dataclass(frozen=True, slots=True)
class DetailRow:
    """One detail of a task; ``number`` is that of the task, ``part`` counts from 1 within it."""

    number: int
    part: int
    document_number: str
    task: Task
    title: str
    detail: Detail
    units: Units
    place: str


@dataclass(frozen=True, slots=True)
class DutyRow:
    """One report duty (报送要求)."""

    number: int
    document_number: str
    duty: ReportDuty
    place: str


@dataclass(frozen=True, slots=True)
class FindingRow:
    """One finding (提示), or a remark from reading the file, which has no ``finding``."""

    number: int
    document_number: str
    task_number: int | None
    code: str
    message: str
    finding: Finding | None
    excerpt: str
    place: str


def as_list(ledgers: Ledger | Sequence[Ledger]) -> Sequence[Ledger]:
    """One ledger or several, as a sequence."""
    return [ledgers] if isinstance(ledgers, Ledger) else ledgers


def numbered(ledgers: Sequence[Ledger]) -> Iterator[tuple[Ledger, int]]:
    """Each ledger with what must be added to its task numbers so that none occurs twice."""
    added = 0
    for ledger in ledgers:
        yield ledger, added
        added += ledger.tasks[-1].number if ledger.tasks else 0


def document_number(ledger: Ledger, index: int) -> str:
    """The number of the document at an index, or its file's name where it has none."""
    number = ledger.documents[index].number if 0 <= index < len(ledger.documents) else ""
    return number or ledger.content.source.name


def task_rows(ledgers: Sequence[Ledger]) -> Iterator[TaskRow]:
    """One row a task."""
    for ledger, added in numbered(ledgers):
        findings = defaultdict(list)
        for finding in ledger.findings:
            findings[finding.task].append(finding.message)
        for task in ledger.tasks:
            yield TaskRow(
                number=task.number + added,
                document_number=document_number(ledger, task.document),
                task=task,
                title=title_of(task),
                section=" › ".join(task.path),
                units=units_of(task),
                findings=tuple(findings[task.number]),
                place=_place(ledger, task.span),
            )


def detail_rows(ledgers: Sequence[Ledger]) -> Iterator[DetailRow]:
    """One row for each part, target and deadline of each task."""
    for ledger, added in numbered(ledgers):
        for task in ledger.tasks:
            for part, detail in enumerate(details(task), 1):
                yield DetailRow(
                    number=task.number + added,
                    part=part,
                    document_number=document_number(ledger, task.document),
                    task=task,
                    title=title_of(task),
                    detail=detail,
                    units=detail.units(task),
                    place=_place(ledger, detail.span if detail.text else task.span),
                )


def duty_rows(ledgers: Sequence[Ledger]) -> Iterator[DutyRow]:
    """One row a report duty."""
    number = 0
    for ledger in ledgers:
        for duty in ledger.report_duties:
            number += 1
            yield DutyRow(number, document_number(ledger, duty.document), duty, _place(ledger, duty.span))


def finding_rows(ledgers: Sequence[Ledger]) -> Iterator[FindingRow]:
    """One row a finding, after the remarks from reading the file."""
    number = 0
    for ledger, added in numbered(ledgers):
        for note in ledger.content.source.notes:
            number += 1
            yield FindingRow(number, ledger.content.source.name, None, "file", note, None, "", "")
        for finding in ledger.findings:
            number += 1
            yield FindingRow(
                number=number,
                document_number=document_number(ledger, finding.document),
                task_number=None if finding.task is None else finding.task + added,
                code=finding.code,
                message=finding.message,
                finding=finding,
                excerpt=finding.span.of(ledger.text) if finding.span else "",
                place=_place(ledger, finding.span) if finding.span else "",
            )


def _place(ledger: Ledger, span: Span) -> str:
    """Where a span stands in the file; nowhere in a ledger that was not read from one."""
    if not ledger.text:
        return ""
    return place_in_words(ledger.place(span), ledger.content.source.format)

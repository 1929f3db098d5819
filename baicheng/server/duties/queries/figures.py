"""The figures of a report as whoever reviews it must see them (填报数据), and reports that wait for review."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Prefetch

from baicheng.server.assignments.models import Outcome
from baicheng.server.duties.models import Report, ReportedValue
from baicheng.server.duties.queries.consolidating import Whole, consolidation
from baicheng.server.duties.queries.report_form import last_reported
from baicheng.server.duties.reporting import LEAD
from baicheng.server.indicators.models import Target
from baicheng.server.registers.models import Record
from baicheng.server.registers.parties import consolidator


@dataclass(frozen=True, slots=True)
class Figure:
    """What a report says of a target, beside what it said last time and what the other units report."""

    target: Target
    value: Decimal
    last: Decimal | None
    last_on: date | None
    whole: Whole | None


@dataclass(frozen=True, slots=True)
class Reported:
    """A report with its figures; ``form`` is the assignment whose form it was typed in."""

    report: Report
    form: int | None
    figures: Sequence[Figure]


def reported(record: Record, on: date) -> Reported | None:
    """What a record of reports says of targets; ``None`` for any other record."""
    values = ReportedValue.objects.select_related("target__indicator", "target__subject").order_by("target")
    report = (
        Report.objects.select_related("task", "assignment")
        .prefetch_related(Prefetch("values", values))
        .filter(record=record)
        .first()
    )
    if report is None:
        return None
    stated = list(report.values.all())
    keys = [one.target_id for one in stated]
    last = last_reported(report.task, report.subject_id, keys, report) if report.task and stated else {}
    wholes = _wholes(report, on) if stated else {}
    figures = [
        Figure(
            one.target,
            one.value,
            last[one.target_id].value if one.target_id in last else None,
            last[one.target_id].held_on if one.target_id in last else None,
            wholes.get(one.target_id),
        )
        for one in stated
    ]
    return Reported(report, report.assignment_id, figures)


def _wholes(report: Report, on: date) -> dict[int, Whole]:
    """The other units' parts, for the report of the unit that consolidates."""
    period = str(report.assignment.rule.get("period", "")) if report.assignment else ""
    task = report.task
    if task is None or not period or consolidator(task, LEAD, on) != report.subject_id:
        return {}
    return {whole.target.pk: whole for whole in consolidation(task, period, on).wholes if whole.parts}


def waiting_for_review(task: Record) -> list[Report]:
    """The reports on a task that were handed in and neither accepted nor returned, the oldest first."""
    rows = Report.objects.filter(task=task, sent_at__isnull=False, record__closed_at=None)
    rows = rows.exclude(assignment__outcome=Outcome.OPEN)
    return list(rows.select_related("record", "subject").order_by("sent_at", "pk"))

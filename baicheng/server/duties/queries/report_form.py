"""What the form of a report shows (填报): what is asked, what was reported last, what others say."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone

from baicheng.server.accounts.models import User
from baicheng.server.assignments.models import Assignment
from baicheng.server.duties.models import Report, ReportedValue
from baicheng.server.duties.queries.consolidating import Whole, consolidation
from baicheng.server.duties.reporting import LEAD, report_book, targets_asked, task_of
from baicheng.server.indicators.models import Target
from baicheng.server.registers.books import Book
from baicheng.server.registers.matter import Viewer
from baicheng.server.registers.models import Record
from baicheng.server.registers.parties import consolidator


@dataclass(frozen=True, slots=True)
class AskedTarget:
    """A target on the form: what is typed now, what was sent last and of which day, whether it counts."""

    target: Target
    typed: Decimal | None
    last: Decimal | None
    last_on: date | None
    counts: bool


@dataclass(frozen=True, slots=True)
class ReportForm:
    """All that the form needs. ``previous`` is the last report sent; ``parts`` what other units reported.

    ``parts`` is there for the unit that consolidates, by target.
    """

    assignment: Assignment
    task: Record | None
    book: Book
    period: str
    report: Report | None
    previous: Report | None
    targets: Sequence[AskedTarget]
    parts: Mapping[int, Whole]


def report_form(user: User, assignment: Assignment, at: datetime | None = None) -> ReportForm:
    """The form of the report that an assignment asks for.

    Raises:
        Assignment.DoesNotExist: the user does not act for the bearer: to others there is no such form.
    """
    viewer = Viewer(user, at or timezone.now())
    if assignment.bearer_id is None or assignment.bearer_id not in viewer.mine:
        raise Assignment.DoesNotExist("Assignment matching query does not exist.")
    task = task_of(assignment)
    reports = Report.objects.select_related("record")
    report = reports.filter(assignment=assignment).order_by("pk").last()
    sent = reports.filter(task=task, subject=assignment.bearer, sent_at__isnull=False)
    previous = sent.exclude(pk=report.pk if report else 0).order_by("sent_at", "pk").last()
    period = str(assignment.rule.get("period", ""))
    return ReportForm(
        assignment=assignment,
        task=task,
        book=report_book(assignment.programme).book,
        period=period,
        report=report,
        previous=previous,
        targets=_targets(task, assignment.bearer_id, report, viewer.day) if task else (),
        parts=_parts(task, assignment.bearer_id, period, viewer.day) if task and period else {},
    )


def _targets(task: Record, subject: int, report: Report | None, day: date) -> list[AskedTarget]:
    asked = targets_asked(task, subject, day)
    keys = [one.target.pk for one in asked]
    typed = dict(report.values.values_list("target", "value")) if report else {}
    last = last_reported(task, subject, keys, report)
    return [
        AskedTarget(
            target=one.target,
            typed=typed.get(one.target.pk),
            last=last[one.target.pk].value if one.target.pk in last else None,
            last_on=last[one.target.pk].held_on if one.target.pk in last else None,
            counts=one.counts,
        )
        for one in asked
    ]


def last_reported(
    task: Record, subject: int, targets: Collection[int], report: Report | None
) -> dict[int, ReportedValue]:
    """What the unit reported last of each target, in another report than this."""
    rows = ReportedValue.objects.filter(
        report__task=task, report__subject=subject, report__sent_at__isnull=False, target__in=targets
    ).exclude(report=report.pk if report else 0)
    return {row.target_id: row for row in rows.order_by("held_on", "pk")}


def _parts(task: Record, subject: int, period: str, day: date) -> dict[int, Whole]:
    if consolidator(task, LEAD, day) != subject:
        return {}
    found = consolidation(task, period, day)
    return {whole.target.pk: whole for whole in found.wholes if whole.parts}

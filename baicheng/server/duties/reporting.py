"""What a report is made of (报告): its register, whose report on which task, and which targets it speaks of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from baicheng.clock.instants import end_of
from baicheng.server.assignments.models import Assignment
from baicheng.server.duties.models import Report
from baicheng.server.duties.opened import COVERS, of_duties
from baicheng.server.editions.queries import pack
from baicheng.server.indicators.models import Target
from baicheng.server.registers.books import Book, book_of
from baicheng.server.registers.matter import KIND
from baicheng.server.registers.models import Record
from baicheng.server.registers.parties import consolidator

LEAD = "lead"


@dataclass(frozen=True)
class ReportBook:
    """The register of a programme's reports: the field that names the task, the role of the reporting unit."""

    book: Book
    tasks: str
    task_field: str | None
    reporter: str | None

    @property
    def says_period(self) -> bool:
        """Whether a report says which period it is about."""
        return COVERS in self.book.register.fields_


def report_book(programme: str) -> ReportBook:
    """Where the reports of a programme are kept.

    Raises:
        ValidationError: its pack does not say so.
    """
    manifest = pack(programme).manifest
    if manifest.intake is None or manifest.intake.reports is None:
        raise ValidationError(
            _("The pack “%(pack)s” does not say which register holds tasks and which reports (intake).")
            % {"pack": manifest.title.zh}
        )
    book = book_of(f"{programme}.{manifest.intake.reports}")
    links = (name for name, field in book.register.fields_.items() if field.to == manifest.intake.tasks)
    roles = sorted(book.register.parties.items(), key=lambda role: not role[1].required)
    return ReportBook(
        book=book,
        tasks=f"{programme}.{manifest.intake.tasks}",
        task_field=next(links, None),
        reporter=next((name for name, _role in roles), None),
    )


def task_of(assignment: Assignment) -> Record | None:
    """The task that an assignment asks a report on."""
    if assignment.about_kind != KIND or assignment.about_id is None:
        return None
    return Record.objects.filter(pk=assignment.about_id).first()


def last_day_told(report: Report) -> date | None:
    """The last day of which a report tells: the cut-off of its period; ``None`` where it is about none."""
    asked = report.assignment
    if asked is None or asked.cut_off is not None:
        return asked.cut_off if asked else None
    return asked.covers_until - timedelta(days=1) if asked.covers_until else None


def told_at(report: Report) -> datetime | None:
    """The moment of which a report tells: the end of its last day, or its sending if that comes first."""
    last = last_day_told(report)
    if last is None or report.sent_at is None:
        return report.sent_at
    return min(end_of(last), report.sent_at)


def reporting_units(task: Record) -> frozenset[int]:
    """Everybody who was ever asked by a duty to report on a task, or is."""
    rows = of_duties().filter(about_kind=KIND, about_id=task.pk)
    return frozenset(
        bearer for bearer in rows.values_list("bearer", flat=True).distinct() if bearer is not None
    )


@dataclass(frozen=True)
class Asked:
    """A target that a unit reports on.

    ``counts`` is false where the unit's value is only a part of what the consolidating unit states: it is
    shown beside that, and does not count by itself.
    """

    target: Target
    counts: bool


def targets_asked(task: Record, subject: int, on: date) -> list[Asked]:
    """The targets of a task on which a unit reports: the whole, its own share, or a part of it.

    The consolidating unit states the whole, its own share where it has one, and the shares of kinds and of
    whoever does not report. Another states its share; without one, its part of the whole. Where only one
    unit reports, it states the whole.
    """
    wholes, shares = targets_of(task)
    lead = consolidator(task, LEAD, on)
    reporting = reporting_units(task)
    alone = reporting <= {subject}
    states_whole = alone or lead is None or lead == subject
    found: list[Asked] = []
    for whole in wholes:
        if whole.subject_id is not None and whole.subject_id != subject:
            continue
        of_it = [share for share in shares if share.parent_id == whole.pk]
        own = [share for share in of_it if share.subject_id == subject]
        nobodys = [share for share in of_it if share.subject_id not in reporting and share not in own]
        if states_whole or whole.subject_id == subject:
            found.append(Asked(whole, True))
        elif not own and _concerns(whole, subject):
            found.append(Asked(whole, False))
        found += [Asked(share, True) for share in (*own, *(nobodys if states_whole else ()))]
    return found


def targets_of(task: Record) -> tuple[list[Target], list[Target]]:
    """The targets of a task that hold, and the shares into which they are split."""
    rows = Target.objects.filter(record=task, superseded_by=None).filter(Q(chosen=None) | Q(chosen=True))
    found = list(
        rows.select_related("indicator", "subject", "part").prefetch_related("part__bearers").order_by("pk")
    )
    return [one for one in found if one.parent_id is None], [
        one for one in found if one.parent_id is not None
    ]


def _concerns(target: Target, subject: int) -> bool:
    """Whether a unit bears the part in which a target stands; one without bearers concerns all."""
    bearers = {one.pk for one in target.part.bearers.all()} if target.part else set()
    return not bearers or subject in bearers


def labels(rows: Iterable[Assignment]) -> dict[int, str]:
    """The periods that assignments are about, as people call them."""
    return {row.pk: row.rule.get("period", "") for row in rows}

"""Reports (报送): saved as a draft, sent, returned, sent again; each step one call.

A report is in time or late by its first sending. If it is returned, its assignment is open again with its old
due moment; once it is sent again, the first sending counts: how quickly the office looks at it is not the
unit's doing, and the correction has an assignment of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from baicheng.clock.instants import china_date
from baicheng.server.accounts.models import User
from baicheng.server.assignments.models import VOID, Assignment, Outcome
from baicheng.server.duties.forms import demand_of
from baicheng.server.duties.models import Report, ReportedValue
from baicheng.server.duties.opened import COVERS
from baicheng.server.duties.reporting import ReportBook, last_day_told, report_book, targets_asked, task_of
from baicheng.server.duties.sending import sending_move
from baicheng.server.duties.services.matching import hold
from baicheng.server.duties.services.moving import move_record
from baicheng.server.editions.queries import programme_of
from baicheng.server.orgs.models import Subject
from baicheng.server.registers.books import book_of
from baicheng.server.registers.matter import Viewer
from baicheng.server.registers.models import Record
from baicheng.server.registers.services import create_record, edit_record
from baicheng.server.registers.services.keeping import note
from baicheng.server.registers.taking import Taking
from baicheng.server.web.deadlines import period as period_in_words
from baicheng.server.web.once import answers_kept

#: What is typed for targets, by their ids; ``None`` or "" is no value.
Typed = Mapping[int, Decimal | str | None]


@answers_kept()
@transaction.atomic
def save_report(
    assignment: Assignment,
    *,
    values: Mapping[str, Any],
    targets: Typed | None = None,
    user: User,
    at: datetime,
    revision: int | None = None,
) -> Report:
    """Keep what somebody has typed so far of the report that an assignment asks for.

    The first time it enters a draft; after that it changes the one there is, also one that was returned.

    Args:
        values: the fields of the register of reports, apart from the task and the period.
        revision: the revision of the draft that the user saw.

    Raises:
        PermissionDenied: the user does not act for the bearer, or the report cannot be changed any more.
        ValidationError: by field; targets by ``targets.ID``; or the assignment asks for no report.
    """
    viewer = Viewer(user, at)
    bearer = _bearer(assignment, viewer)
    where = report_book(assignment.programme)
    found = Report.objects.select_related("record").filter(assignment=assignment).order_by("pk").last()
    if found is None:
        found = _begin(assignment, bearer, where, values, user, at)
    else:
        hold([found.record])  # it may be sent in the same transaction
        edit_record(
            found.record,
            values,
            user=user,
            at=at,
            revision=found.record.revision if revision is None else revision,
        )
    _keep_values(found, targets or {}, viewer)
    found.record.refresh_from_db()
    return found


@answers_kept()
@transaction.atomic
def begin_report(
    task: Record,
    *,
    subject: Subject,
    values: Mapping[str, Any],
    targets: Typed | None = None,
    user: User,
    at: datetime,
) -> Report:
    """Begin a report on a task that nothing asks for at the moment, such as one on a sudden event.

    Raises:
        PermissionDenied: the user does not act for the subject, or the subject takes no part in the task.
        ValidationError: by field.
    """
    viewer = Viewer(user, at)
    if subject.pk not in viewer.mine:
        raise PermissionDenied(_("You report for your own unit only."))
    if not task.parties.filter(superseded_at=None, subject=subject).exists():
        raise PermissionDenied(_("%(unit)s takes no part in this task.") % {"unit": subject})
    where = report_book(programme_of(task.register))
    report = _enter(where, task, subject, "", values, user, at)
    _keep_values(report, targets or {}, viewer)
    return report


@answers_kept()
@transaction.atomic
def send_report(
    report: Report, *, user: User, at: datetime, revision: int | None = None, move: str = ""
) -> Report:
    """Send a report by the move of its flow that hands it in; what it answers is closed.

    Args:
        move: the name of the move, where the flow has several ways.

    Raises:
        PermissionDenied: the user may not send it.
        ValidationError: something required is missing, by field; or the flow has no such move now.
    """
    hold([report.record])
    row = Report.objects.select_for_update(of=("self",)).select_related("record").get(pk=report.pk)
    record = Record.objects.get(pk=row.record_id)
    name = move or sending_move(row, record, user, at)
    if row.sent_at is None:
        row.sent_at, row.sent_by = at, user
    else:
        row.sent_by = user
    row.save()
    move_record(record, name, user=user, at=at, revision=record.revision if revision is None else revision)
    row.record.refresh_from_db()
    return row


@answers_kept()
@transaction.atomic
def submit_report(
    assignment: Assignment,
    *,
    values: Mapping[str, Any],
    targets: Typed | None = None,
    user: User,
    at: datetime,
    revision: int | None = None,
) -> Report:
    """Save a report and send it: the one button of the form."""
    report = save_report(assignment, values=values, targets=targets, user=user, at=at, revision=revision)
    return send_report(report, user=user, at=at)


def _bearer(assignment: Assignment, viewer: Viewer) -> Subject:
    """Whose report it is; the user must act for that subject."""
    if "demand" not in assignment.rule:
        raise ValidationError(_("This asks for no report."))
    if assignment.bearer is None or assignment.bearer_id not in viewer.mine:
        raise PermissionDenied(_("You report for your own unit only."))
    if assignment.outcome in VOID:
        raise ValidationError(_("This report is no longer asked for."))
    where = report_book(assignment.programme)
    if demand_of(assignment.rule["demand"]).record != where.book.register.register_:
        raise ValidationError(_("This asks for no report."))
    return assignment.bearer


def _begin(
    assignment: Assignment,
    bearer: Subject,
    where: ReportBook,
    values: Mapping[str, Any],
    user: User,
    at: datetime,
) -> Report:
    if assignment.outcome != Outcome.OPEN:
        raise ValidationError(_("This was answered otherwise; there is nothing to report."))
    period = assignment.rule.get("period", "")
    report = _enter(where, task_of(assignment), bearer, period, values, user, at)
    report.assignment = assignment
    report.save()
    return report


def _enter(
    where: ReportBook,
    task: Record | None,
    subject: Subject,
    period: str,
    values: Mapping[str, Any],
    user: User,
    at: datetime,
) -> Report:
    """Enter the record of a report: a draft until it is sent."""
    given = dict(values)
    if task is not None and where.task_field is not None:
        given[where.task_field] = task.pk
    if period and where.says_period:
        given[COVERS] = period
    about = task.title if task is not None else where.book.register.title.zh
    record = create_record(
        register_id=where.book.id,
        values=given,
        parties=[Taking(where.reporter, subject)] if where.reporter is not None else [],
        user=user,
        at=at,
        title=f"{about[:360]}（{_in_words(period)}）" if period else about[:400],
        parent=task,
        unit=subject,
    )
    return Report.objects.create(record=record, task=task, subject=subject)


def _in_words(label: str) -> str:
    """A period as its report is called for good, whatever language the reporter reads."""
    with translation.override("zh-hans"):
        return period_in_words(label)


def _keep_values(report: Report, typed: Typed, viewer: Viewer) -> None:
    """Keep what is typed for targets, with its event; what is left empty is taken back."""
    if not typed:
        return
    at = viewer.at
    held_on = min(last_day_told(report) or china_date(at), china_date(at))
    before = dict(report.values.values_list("target", "value"))
    asked = {
        one.target.pk: one.target
        for one in (targets_asked(report.task, report.subject_id, china_date(at)) if report.task else [])
    }
    faults: dict[str, str] = {}
    for target, value in typed.items():
        if target not in asked:
            faults[f"targets.{target}"] = _("This target is not yours to report on.")
            continue
        try:
            number = _number(value)
        except ValidationError as error:
            faults[f"targets.{target}"] = error.messages[0]
            continue
        if number is None:
            report.values.filter(target=target).delete()
        else:
            ReportedValue.objects.update_or_create(
                report=report, target_id=target, defaults={"value": number, "held_on": held_on}
            )
    if faults:
        raise ValidationError(faults)
    after = dict(report.values.values_list("target", "value"))
    changes = {
        f"{asked[target].indicator.title['zh']} #{target}": [
            _text(before.get(target)),
            _text(after.get(target)),
        ]
        for target in typed
        if before.get(target) != after.get(target)
    }
    if changes:
        units = {str(target): asked[target].unit for target in typed}
        book = book_of(report.record.register)
        note(report.record, book, "values_typed", viewer, changes, context={"units": units})


def _text(value: Decimal | None) -> str | None:
    return None if value is None else format(value.normalize(), "f")


def _number(value: Decimal | str | None) -> Decimal | None:
    """What was typed as an exact number; ``None`` where nothing was."""
    if value is None or isinstance(value, str) and not value.strip():
        return None
    try:
        number = Decimal(
            value.strip().replace(",", "").replace("，", "") if isinstance(value, str) else value
        )
    except InvalidOperation:
        raise ValidationError(_("Enter a number, such as 1250.5.")) from None
    if not number.is_finite() or abs(number) >= Decimal(10) ** 14:
        raise ValidationError(_("Enter a number, such as 1250.5."))
    return number

"""Entering what a file says, by the services that pages use: all of it, or nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from baicheng.server.duties.services import change_record, enter_record, enter_records
from baicheng.server.editions.queries import programme_of
from baicheng.server.notices.services import notify
from baicheng.server.registers.books import book_of
from baicheng.server.registers.models import Record
from baicheng.server.registers.services import Given, are_entered_together, set_parties
from baicheng.server.sheets.checking import Fault, Plan, Step
from baicheng.server.sheets.models import EnteredRow, Upload, UploadState
from baicheng.server.sheets.queries import found_in, plan_of
from baicheng.server.sheets.services.belongings import enter_brought
from baicheng.server.web.once import answers_kept

#: So many rows are entered while somebody waits for the page; more are left to the background work.
AT_ONCE = 100
#: SQLite lets one write at a time, and others wait for 20 seconds: there a file is entered in portions that
#: take half of that. Elsewhere a file is one portion.
_SQLITE_PORTION = 400
#: Fewer new rows are entered one by one.
_TOGETHER = 5
#: A file that nobody came back to is forgotten.
_KEPT_FOR = timedelta(days=7)


class _Refused(Exception):
    """Rows that were good when they were checked are refused now."""


def carry_out(upload: Upload, *, at: datetime) -> Upload:
    """Enter a confirmed file. It is checked again first; what has become wrong meanwhile is told, not entered.

    Doing it twice changes nothing: a row that was entered is known again, and of two who begin at the same
    time one leaves it to the other.
    """
    with answers_kept():
        row = Upload.objects.select_related("user__person").get(pk=upload.pk)
        if row.state != UploadState.WAITING:
            return row
        done, plan = row.found.get("done", 0), plan_of(row, at)
        for portion, is_last in _portions(row, plan):
            with transaction.atomic():
                row = (
                    Upload.objects.select_for_update(of=("self",))
                    .select_related("user__person")
                    .get(pk=row.pk)
                )
                if row.state != UploadState.WAITING or row.found.get("done", 0) != done:
                    return row
                if not _enter_portion(row, portion, plan, at):
                    return row
                done += len(portion)
                row.found["done"] = done
                if is_last:
                    _finish(row, plan, at)
                row.save()
        return row


def _portions(upload: Upload, plan: Plan) -> Iterator[tuple[Sequence[Step], bool]]:
    """The rows that do something, as many at a time as one transaction takes, and whether they are the last."""
    steps = [step for step in plan.steps if step.kind != "same"]
    if plan.faults and not upload.good_only:
        steps = []
    most = _SQLITE_PORTION if connection.vendor == "sqlite" else max(len(steps), 1)
    for start in range(0, max(len(steps), 1), most):
        yield steps[start : start + most], start + most >= len(steps)


def _enter_portion(upload: Upload, steps: Sequence[Step], plan: Plan, at: datetime) -> bool:
    """Enter some rows, or none of them and let somebody look at what has become wrong."""
    refused = bool(plan.faults) and not upload.good_only
    if not refused:
        try:
            with transaction.atomic():
                _enter(upload, steps, plan, at)
        except _Refused:
            refused = True
    if refused:
        kept = {"done": upload.found.get("done", 0), "given_back": True}
        upload.state, upload.found = UploadState.CHECKED, found_in(plan) | kept
        upload.save()
    return not refused


def carry_out_waiting(at: datetime) -> int:
    """Enter the files that wait, the oldest first, and forget those that nobody came back to; how many."""
    Upload.objects.filter(
        state__in=(UploadState.COLUMNS, UploadState.CHECKED), uploaded_at__lt=at - _KEPT_FOR
    ).delete()
    waiting = list(
        Upload.objects.filter(state=UploadState.WAITING).order_by("uploaded_at", "pk").defer("content")
    )
    for upload in waiting:
        _tell(carry_out(upload, at=at), at)
    return len(waiting)


def _finish(upload: Upload, plan: Plan, at: datetime) -> None:
    """Close a file that is entered; it is kept where rows of it were left out, for the copy with their faults."""
    upload.state, upload.done_at = UploadState.DONE, at
    if not plan.faults:
        upload.content = b""


def _enter(upload: Upload, steps: Sequence[Step], plan: Plan, at: datetime) -> None:
    """Enter rows one after the other; what services refuse is told of all of them together.

    Raises:
        _Refused: some were refused; the faults stand in the plan.
    """
    before = len(plan.faults)
    together = _create_together(upload, [step for step in steps if step.record is None], at)
    for step in steps:
        if step.record is None and together:
            continue
        try:
            with transaction.atomic():
                if step.record is None:
                    _create(upload, step, at)
                else:
                    _change(upload, step, step.record, at)
        except (PermissionDenied, ValidationError) as error:
            plan.faults += [Fault(step.line, None, text) for text in _said(error)]
    if len(plan.faults) > before:
        raise _Refused


def _create_together(upload: Upload, steps: Sequence[Step], at: datetime) -> bool:
    """Enter all new rows at once; says whether it did. Where one is refused, each is entered by itself and told of."""
    if len(steps) < _TOGETHER or not are_entered_together(book_of(upload.register)):
        return False
    given = [_given(upload, step, at) for step in steps]
    try:
        with transaction.atomic():
            records = enter_records(upload.register, given, user=upload.user, at=at, reason=_reason(upload))
            for step, record in zip(steps, records, strict=True):
                _enter_brought(upload, step, record, at)
            EnteredRow.objects.bulk_create(
                EnteredRow(register=upload.register, key=step.key, record=record)
                for step, record in zip(steps, records, strict=True)
            )
    except (PermissionDenied, ValidationError, IntegrityError):
        return False
    return True


def _given(upload: Upload, step: Step, at: datetime) -> Given:
    return Given(
        upload.register,
        step.values,
        step.takings(),
        upload.user,
        at,
        step.title or "",
        taken_over=step.brought.taken_over,
    )


def _enter_brought(upload: Upload, step: Step, record: Record, at: datetime) -> None:
    if step.brought.parts or step.brought.targets:
        programme = programme_of(upload.register)
        enter_brought(record, step.brought, programme=programme, user=upload.user, at=at)


def _create(upload: Upload, step: Step, at: datetime) -> None:
    record = enter_record(
        register_id=upload.register,
        values=step.values,
        parties=step.takings(),
        user=upload.user,
        at=at,
        title=step.title or "",
        reason=_reason(upload),
        taken_over=step.brought.taken_over,
    )
    _enter_brought(upload, step, record, at)
    EnteredRow.objects.update_or_create(register=upload.register, key=step.key, defaults={"record": record})


def _change(upload: Upload, step: Step, record: Record, at: datetime) -> None:
    given: dict[str, Any] = {"user": upload.user, "at": at, "reason": _reason(upload)}
    if step.values or step.title is not None:
        record = change_record(record, step.values, revision=record.revision, title=step.title, **given)
    if step.parties:
        set_parties(record, step.parties, revision=record.revision, **given)


def _reason(upload: Upload) -> str:
    """What stands in the history of every record: the reason given, and the file."""
    return " · ".join(filter(None, (upload.reason, _("from Excel: %(name)s") % {"name": upload.name})))


def _said(error: PermissionDenied | ValidationError) -> Iterator[str]:
    if isinstance(error, PermissionDenied):
        yield str(error)
    else:
        yield from error.messages


def _tell(upload: Upload, at: datetime) -> None:
    """Tell whoever confirmed a file that they waited for what has become of it."""
    done = upload.state == UploadState.DONE
    text = {
        "zh": f"《{upload.name}》已导入。" if done else f"《{upload.name}》没有全部导入，请查看原因。",
        "en": f"“{upload.name}” is entered."
        if done
        else f"“{upload.name}” was not entered completely; look at the reasons.",
    }
    key = f"sheets.upload:{upload.pk}:{at.isoformat()}"
    notify([upload.user], key=key, text=text, at=at, path=upload.get_absolute_url())

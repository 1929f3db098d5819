"""Time limits of records (时限): decisions on assignments, with the record's own due moment kept in step."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from baicheng.flows.timing import times_given
from baicheng.server.accounts.models import User
from baicheng.server.assignments import services as assignments
from baicheng.server.assignments.calendars import calendar
from baicheng.server.assignments.models import Assignment, Extension, Outcome
from baicheng.server.assignments.queries import of_records
from baicheng.server.history.actors import WORKER, Actor
from baicheng.server.history.batches import batch
from baicheng.server.registers.access import write_access
from baicheng.server.registers.books import book_of
from baicheng.server.registers.matter import KIND, Matter, Viewer
from baicheng.server.registers.models import Part, Record
from baicheng.server.registers.services.keeping import in_hand, put, refresh_due, refuse_stale
from baicheng.server.registers.steps import opens_of
from baicheng.server.registers.timing import timing_field
from baicheng.server.registers.values import checked
from baicheng.server.registers.versions import FIELDS
from baicheng.server.web.reasons import require_approval, require_reason


@transaction.atomic
def change_due(
    record: Record,
    field: str,
    new_day: date,
    *,
    user: User,
    at: datetime,
    revision: int,
    approval: str,
    reason: str,
) -> Record:
    """Change the day on which open assignments of a record rest (调整时限), and with it their ends.

    Args:
        field: the date field of the record.
        approval: who approved it, or the number of the paper that does (审批).

    Raises:
        PermissionDenied: the user is not of the programme's office.
        ValidationError: no open assignment rests on the field, approval or reason is missing; or ``stale``.
    """
    row, book, viewer = in_hand(record, user, at)
    at = viewer.at
    if not viewer.is_office(book.programme):
        raise PermissionDenied(_("Only the programme's office decides on time limits."))
    refuse_stale(row, book, revision)
    approval, reason = require_approval(approval), require_reason(reason)
    matter = Matter.of(row, book, viewer)
    open_rows = [one for one in matter.assignments if one.outcome == Outcome.OPEN]
    resting = [one for one in open_rows if timing_field(book, one) == field]
    if not resting:
        raise ValidationError({field: _("No open assignment rests on this day: edit it as any other field.")})
    clean = checked(book, {field: new_day}, finished=False, current=row.fields, record=row)
    if clean[field] == row.fields.get(field):
        raise ValidationError({field: _("This is the day that holds already.")})
    put(
        row,
        book,
        {f"{FIELDS}{field}": clean[field]},
        viewer=viewer,
        verb="deadline_changed",
        reason=reason,
        context={"approval": approval},
    )
    after = Matter.of(row, book, viewer)
    for one in resting:
        _retime(one, after, reason)
    refresh_due(row, book, at)
    return row


def _retime(row: Assignment, matter: Matter, reason: str) -> None:
    """Let the limit of an assignment follow from the field's new value."""
    opens = opens_of(matter.book, row.rule["state"], row.name)
    ((_part, time),) = times_given(opens, matter.row, matter.situation.standards)
    timing = time.start(row.opened_at, calendar())
    assignments.retime(
        row,
        at=matter.viewer.at,
        actor=matter.viewer.actor,
        reason=reason,
        clock=timing.clock,
        due_at=timing.due_at,
    )


@transaction.atomic
def ask_extension(
    assignment: Assignment,
    *,
    user: User,
    at: datetime,
    reason: str,
    new_due_on: date | None = None,
    amount: Decimal | None = None,
) -> Extension:
    """Ask for more time; see ``assignments.services.ask_extension``."""
    lock_records_of([assignment])
    return assignments.ask_extension(
        assignment, user=user, at=at, reason=reason, new_due_on=new_due_on, amount=amount
    )


@transaction.atomic
def grant_extension(extension: Extension, *, user: User, at: datetime, reason: str = "") -> Assignment:
    """Grant more time; see ``assignments.services.grant_extension``.

    Where the assignment is the only open one that is due on a field of the record, the field follows.
    """
    lock_records_of([extension.assignment])
    row = assignments.grant_extension(extension, user=user, at=at, reason=reason)
    if extension.new_due_on is not None:
        _let_field_follow(row, extension.new_due_on, Viewer(user, at), reason)
    refresh_records([row], at)
    return row


def _let_field_follow(row: Assignment, new_day: date, viewer: Viewer, reason: str) -> None:
    field = field_that_follows(row)
    if field is not None:
        found = Record.objects.get(pk=row.about_id or 0)
        record, book, viewer = in_hand(found, viewer.user, viewer.at)
        facts = {f"{FIELDS}{field}": new_day.isoformat()}
        put(record, book, facts, viewer=viewer, verb="deadline_followed", reason=reason)


def field_that_follows(row: Assignment) -> str | None:
    """The date field of its record that a new day of an open assignment takes along.

    None where it rests on no such field, and where another open one rests on the same.
    """
    record = Record.objects.filter(pk=row.about_id or 0).first() if row.about_kind == KIND else None
    if record is None or "entry" not in row.rule:
        return None
    book = book_of(record.register)
    field = timing_field(book, row)
    if field is None or opens_of(book, row.rule["state"], row.name).due is None:
        return None
    others = of_records(KIND, [record.pk]).filter(outcome=Outcome.OPEN).exclude(pk=row.pk)
    return None if any(timing_field(book, one) == field for one in others) else field


def parts_that_follow(row: Assignment) -> list[Part]:
    """The parts whose day a new day of an open assignment is: those of a milestone (阶段目标).

    There are none where somebody else's assignment for the same part is open too.
    """
    name = row.rule.get("part")
    if row.about_kind != KIND or row.about_id is None or not name:
        return []
    others = of_records(KIND, [row.about_id]).filter(outcome=Outcome.OPEN, name=row.name).exclude(pk=row.pk)
    if any(one.rule.get("part") == name for one in others):
        return []
    return [part for part in Part.objects.filter(record=row.about_id) if part.name == name]


@transaction.atomic
def refuse_extension(extension: Extension, *, user: User, at: datetime, reason: str) -> Assignment:
    """Refuse more time; see ``assignments.services.refuse_extension``."""
    lock_records_of([extension.assignment])
    return assignments.refuse_extension(extension, user=user, at=at, reason=reason)


def reproject_clocks(*, reason: str, at: datetime, actor: Actor = WORKER) -> int:
    """Derive all open clocks anew after the calendar has changed, and the records' due moments with them.

    Works in batches, each a transaction; running it again changes nothing. Returns how many moved.
    """
    after: int | None = 0
    moved = 0
    while after is not None:
        with batch():
            projected = assignments.reproject(reason=reason, actor=actor, at=at, after=after)
            refresh_records(projected.moved, at)
        after, moved = projected.last, moved + len(projected.moved)
    return moved


def mark_missed(now: datetime) -> int:
    """Close what is over and can no longer be made good; the records' due moments follow.

    Works in batches, each a transaction; running it again changes nothing. Returns how many there were.
    """
    found = 0
    while True:
        over = assignments.next_missed(now)
        if not over:
            return found
        with batch():
            lock_records_of(over)
            missed = assignments.mark_missed(over, now)
            refresh_records(missed, now)
        found += len(missed)


def refresh_records(rows: Iterable[Assignment], at: datetime) -> None:
    """Bring due moments and access of the records in line with their assignments.

    For later apps that open or close assignments about records; call it in the same transaction.
    """
    keys = sorted({row.about_id for row in rows if row.about_kind == KIND and row.about_id is not None})
    for record in Record.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk"):
        book = book_of(record.register)
        refresh_due(record, book, at)
        write_access(record, book, at)


def lock_records_of(rows: Iterable[Assignment]) -> None:
    """Take the record's lock before the assignment's, as every other service does."""
    keys = sorted({row.about_id for row in rows if row.about_kind == KIND and row.about_id is not None})
    list(Record.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk").values_list("pk"))

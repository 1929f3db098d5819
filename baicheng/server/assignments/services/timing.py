"""What happens to a clock while it runs: pauses, exclusions, a calendar that changes."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from baicheng.clock import Clock
from baicheng.server.accounts.models import User
from baicheng.server.accounts.queries import actor_of
from baicheng.server.assignments.calendars import calendar
from baicheng.server.assignments.models import Assignment, Outcome
from baicheng.server.assignments.rows import (
    clock_of,
    locked,
    moment,
    note,
    put_clock,
    refuse_unless_office,
    refuse_unless_open,
)
from baicheng.server.history.actors import Actor
from baicheng.server.web.reasons import require_reason

#: So many clocks are projected in one transaction.
BATCH = 200


@transaction.atomic
def pause(
    assignment: Assignment, *, user: User, at: datetime, reason: str, until: datetime | None = None
) -> Assignment:
    """Let a clock stand still (挂账) from now on, until a moment or until it is resumed.

    Raises:
        PermissionDenied: the user is not of the office.
        ValidationError: it is closed or paused, has no running limit, or no reason is given.
    """
    row = locked(assignment)
    refuse_unless_office(user, row, at)
    reason = require_reason(reason)
    clock = _running(row)
    if clock.is_paused(at):
        raise ValidationError(_("It is paused already."))
    if until is not None and until <= at:
        raise ValidationError({"until": _("A pause ends after it begins.")})
    return _timed(row, clock.pause(at, until), user, at, "paused", reason)


@transaction.atomic
def resume(assignment: Assignment, *, user: User, at: datetime, reason: str = "") -> Assignment:
    """Let a paused clock run on.

    Raises:
        PermissionDenied: the user is not of the office.
        ValidationError: it is closed, or not paused.
    """
    row = locked(assignment)
    refuse_unless_office(user, row, at)
    clock = _running(row)
    if not clock.is_paused(at):
        raise ValidationError(_("It is not paused."))
    return _timed(row, clock.resume(at), user, at, "resumed", reason)


@transaction.atomic
def exclude(assignment: Assignment, *, on: date, reason: str, user: User, at: datetime) -> Assignment:
    """Grant an appeal (申诉): from that day on it counts in no statistics. Its times stay as they are.

    Raises:
        PermissionDenied: the user is not of the office.
        ValidationError: no reason is given.
    """
    row = locked(assignment)
    refuse_unless_office(user, row, at)
    before = row.excluded_on.isoformat() if row.excluded_on else None
    row.excluded_on, row.excluded_reason = on, require_reason(reason)
    row.save()
    note(row, "excluded", actor_of(user), at, {"excluded_on": [before, on.isoformat()]}, row.excluded_reason)
    return row


@transaction.atomic
def retime(
    assignment: Assignment,
    *,
    at: datetime,
    actor: Actor,
    reason: str,
    clock: Clock | None = None,
    due_at: datetime | None = None,
) -> Assignment:
    """Give an open assignment another end, because the day on which it rests was changed.

    Raises:
        ValidationError: it is closed.
    """
    row = locked(assignment)
    refuse_unless_open(row)
    before = row.due_at
    if clock is not None:
        put_clock(row, clock, calendar())
    else:
        row.clock, row.due_at = None, due_at
    row.save()
    note(row, "retimed", actor, at, {"due_at": [moment(before), moment(row.due_at)]}, reason)
    return row


class Projected(NamedTuple):
    """One batch: the last clock looked at (``None`` when there was none left), and those that moved."""

    last: int | None
    moved: tuple[Assignment, ...]


@transaction.atomic
def reproject(*, reason: str, actor: Actor, at: datetime, after: int = 0) -> Projected:
    """Derive the due moments of the next open clocks anew after the calendar has changed.

    One batch in one transaction; call it with ``last`` until that is ``None``. What was projected before
    stays as it is, so that it may be broken off and begun again.
    """
    reason, now = require_reason(reason), calendar()
    rows = (
        Assignment.objects.select_for_update(of=("self",))
        .select_related("bearer")
        .filter(pk__gt=after, outcome=Outcome.OPEN, clock__isnull=False)
        .order_by("pk")
    )
    last, moved = None, []
    for row in rows[:BATCH]:
        before, clock, last = row.due_at, clock_of(row), row.pk
        if clock is not None:
            put_clock(row, clock, now)
        if row.due_at == before:
            continue
        row.save()
        note(row, "reprojected", actor, at, {"due_at": [moment(before), moment(row.due_at)]}, reason)
        moved.append(row)
    return Projected(last, tuple(moved))


def _running(row: Assignment) -> Clock:
    refuse_unless_open(row)
    clock = clock_of(row)
    if clock is None:
        raise ValidationError(_("No limit runs here: a fixed day can be moved, not paused."))
    return clock


def _timed(row: Assignment, clock: Clock, user: User, at: datetime, verb: str, reason: str) -> Assignment:
    before = row.due_at
    put_clock(row, clock, calendar())
    row.save()
    note(row, verb, actor_of(user), at, {"due_at": [moment(before), moment(row.due_at)]}, reason)
    return row

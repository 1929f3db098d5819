"""Ending assignments, and opening again what came back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from baicheng.clock import Clock, LimitUnit
from baicheng.server.assignments.calendars import calendar
from baicheng.server.assignments.models import VOID, Assignment, Outcome
from baicheng.server.assignments.rows import (
    clock_of,
    decision_key,
    locked,
    moment,
    note,
    put_clock,
    refuse_unless_open,
)
from baicheng.server.history.actors import WORKER, Actor
from baicheng.server.web.reasons import require_reason

#: So many periods are closed in one transaction.
BATCH = 500

#: What ends an assignment that is not carried out.
_NOT_DONE = (Outcome.MISSED, *VOID)


@transaction.atomic
def fulfil(
    assignment: Assignment,
    *,
    at: datetime,
    actor: Actor,
    outcome: str = Outcome.DONE,
    answer: tuple[str, int] | None = None,
    held_at: datetime | None = None,
    reason: str = "",
) -> Assignment:
    """Close an assignment because its bearer did it, or answered it with no.

    The same answer again changes nothing. What was marked missed is made good by something that was
    done in time and only entered late.

    Args:
        held_at: when it was done, where that is entered later.
        answer: kind and id of what fulfils it.

    Raises:
        ValidationError: it ended otherwise.
    """
    row, done_at = locked(assignment), held_at or at
    if row.outcome == outcome and answer == (row.answer_kind, row.answer_id):
        return row
    in_time = row.due_at is None or done_at <= row.due_at
    if not (row.outcome == Outcome.MISSED and in_time):
        refuse_unless_open(row)
    row.answer_kind, row.answer_id = answer or ("", None)
    return _end(row, outcome, at, actor, reason, held_at=done_at)


@transaction.atomic
def close(
    assignment: Assignment, outcome: str, *, at: datetime, actor: Actor, reason: str = "", approval: str = ""
) -> Assignment:
    """Close an open assignment that nobody need do any more.

    Args:
        approval: who approved it (审批), where that is asked.

    Raises:
        ValidationError: it is closed.
    """
    row = locked(assignment)
    refuse_unless_open(row)
    return _end(row, outcome, at, actor, reason, context={"approval": approval} if approval else None)


@transaction.atomic
def return_(
    assignment: Assignment,
    *,
    at: datetime,
    actor: Actor,
    reason: str,
    sender: Assignment | None = None,
) -> Assignment:
    """Close an assignment as returned (回退): its bearer sends the matter back and keeps the time used.

    Args:
        sender: the closed assignment of whoever sent it on; it runs again with what was left.

    Raises:
        ValidationError: it is closed, or no reason is given.
    """
    row = locked(assignment)
    refuse_unless_open(row)
    _end(row, Outcome.RETURNED, at, actor, require_reason(reason))
    if sender is not None:
        reopen(sender, at=at, actor=actor, reason=reason)
    return row


@transaction.atomic
def reopen(assignment: Assignment, *, at: datetime, actor: Actor, reason: str = "") -> Assignment:
    """Let a closed assignment run on with what was left when it was closed; an open one runs anyway.

    A request for more time that was not yet decided is to be decided again.
    """
    row = locked(assignment)
    if row.outcome == Outcome.OPEN:
        return row
    before, due_before = row.outcome, row.due_at
    clock = clock_of(row)
    if clock is not None:
        put_clock(row, clock.reopened(at), calendar())
    row.outcome, row.closed_at, row.closed_recorded_at, row.used = Outcome.OPEN, None, None, ""
    row.answer_kind, row.answer_id = "", None
    row.save()
    changes: dict[str, list[Any]] = {"outcome": [str(before), str(row.outcome)]}
    changes["due_at"] = [moment(due_before), moment(row.due_at)]
    note(row, "reopened", actor, at, changes, reason)
    if (decision := _awaited_decision(row)) is not None:
        reopen(decision, at=at, actor=actor)
    return row


def next_missed(now: datetime) -> list[Assignment]:
    """The next open assignments that are over and can no longer be made good: one batch for ``mark_missed``."""
    return list(_over(now).order_by("due_at", "pk")[:BATCH])


@transaction.atomic
def mark_missed(
    rows: Sequence[Assignment], now: datetime, *, actor: Actor = WORKER
) -> tuple[Assignment, ...]:
    """Close assignments that are over, unless somebody has closed them meanwhile; says which.

    It may run as often as one likes, and beside itself. What they are about is held before, by its own app.
    """
    held = _over(now).select_for_update(of=("self",)).select_related("bearer")
    found = held.filter(pk__in=[row.pk for row in rows]).order_by("due_at", "pk")
    return tuple(_end(row, Outcome.MISSED, now, actor, held_at=row.due_at) for row in found)


def _over(now: datetime) -> QuerySet[Assignment]:
    return Assignment.objects.filter(missed_when_over=True, outcome=Outcome.OPEN, due_at__lt=now)


def _end(
    row: Assignment,
    outcome: str,
    at: datetime,
    actor: Actor,
    reason: str = "",
    held_at: datetime | None = None,
    context: Mapping[str, Any] | None = None,
) -> Assignment:
    ended, before = held_at or at, row.outcome
    clock = clock_of(row)
    if clock is not None and clock.closed_at is None:
        if ended < clock.started_at:
            raise ValidationError(_("It was opened only after that moment."))
        clock = _closed(clock, outcome, ended)
        row.clock = clock.to_dict()
        row.used = _in_figures(clock.used(calendar(), ended), clock.limit.unit)
    row.outcome, row.closed_at, row.closed_recorded_at = outcome, ended, at
    row.save()
    change = {"outcome": [str(before), str(outcome)]}
    note(row, str(outcome), actor, at, change, reason, held_at=ended, context=context)
    decision = _awaited_decision(row)
    if decision is not None and decision.outcome == Outcome.OPEN:
        _end(decision, Outcome.LAPSED, at, actor, str(_("What more time was asked for has ended.")))
    return row


def _awaited_decision(row: Assignment) -> Assignment | None:
    """The office's side task of deciding on more time for an assignment, where a request is undecided."""
    asked = row.extensions.filter(granted=None).first()
    return Assignment.objects.filter(key=decision_key(asked)).first() if asked else None


def _in_figures(used: Decimal, unit: LimitUnit) -> str:
    """For people, in hundredths: a third of an hour has no last digit, and the clock keeps the moments."""
    return f"{round(used, 2).normalize():f} {unit.value}"


def _closed(clock: Clock, outcome: str, at: datetime) -> Clock:
    if outcome == Outcome.RETURNED:
        return clock.returned(at)
    return clock.voided(at) if outcome in _NOT_DONE else clock.done(at)

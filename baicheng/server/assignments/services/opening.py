"""Opening assignments, for the first bearer, for the next one, and again; handing on and giving back."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from baicheng.clock import Clock, Limit, Period
from baicheng.clock.instants import end_of
from baicheng.server.accounts.models import User
from baicheng.server.accounts.queries import actor_of
from baicheng.server.assignments.calendars import calendar
from baicheng.server.assignments.models import Assignment, Outcome
from baicheng.server.assignments.rows import (
    HANDED_FROM,
    STANDS_FOR,
    clock_of,
    locked,
    moment,
    note,
    put_clock,
    refuse_unless_bearer,
    refuse_unless_office,
    refuse_unless_open,
    stands_for,
)
from baicheng.server.assignments.services.closing import close, return_
from baicheng.server.documents.models import Clause
from baicheng.server.history.actors import Actor
from baicheng.server.orgs.models import Subject
from baicheng.server.web.reasons import require_reason


@transaction.atomic
def open_assignment(
    *,
    key: str,
    programme: str,
    name: str,
    title: Mapping[str, str],
    bearer: Subject | None,
    actor: Actor,
    at: datetime,
    opened_at: datetime | None = None,
    limit: Limit | None = None,
    clock: Clock | None = None,
    due_at: datetime | None = None,
    due_on: date | None = None,
    recipients: Collection[Subject] = (),
    about: tuple[str, int] | None = None,
    clause: Clause | None = None,
    rule: Mapping[str, Any] | None = None,
    covers: Period | tuple[date, date] | None = None,
    fileable_from: datetime | None = None,
    cut_off: date | None = None,
    needed: int = 1,
    missed_when_over: bool = False,
) -> Assignment:
    """Open an assignment for one bearer; the same ``key`` again gives the first one, unchanged.

    Args:
        at: when the system learns it; ``opened_at`` is when it began, the same moment unless given.
        limit: runs from ``opened_at``; or ``clock``, one that ran before and runs on; or a fixed end:
            ``due_at``, or ``due_on``, until whose end it is in time. None of them: no limit is stated.
        about: kind and id of what it is about, such as ``("registers.record", 42)``.
        covers: the period it is about; ``[since, until)``.
        missed_when_over: nothing done after it is due makes it good.

    Raises:
        ValueError: more than one end is given.
    """
    if sum(end is not None for end in (limit, clock, due_at, due_on)) > 1:
        raise ValueError("an assignment ends by a limit, a clock, an instant or a day: give one of them")
    begun = opened_at or at
    since, until = _span(covers)
    row, created = Assignment.objects.select_related("bearer").get_or_create(
        key=key,
        defaults={
            "programme": programme,
            "name": name,
            "title": dict(title),
            "bearer": bearer,
            "about_kind": about[0] if about else "",
            "about_id": about[1] if about else None,
            "clause": clause,
            "rule": dict(rule or {}),
            "opened_at": begun,
            "recorded_at": at,
            "fileable_from": fileable_from,
            "due_at": due_at if due_on is None else end_of(due_on),
            "covers_since": since,
            "covers_until": until,
            "cut_off": cut_off,
            "needed": needed,
            "missed_when_over": missed_when_over,
        },
    )
    if not created:
        return row
    if limit is not None:
        clock = Clock.start(limit, begun)
    if clock is not None:
        put_clock(row, clock, calendar())
        row.save()
    row.recipients.set(recipients)
    changes = {"outcome": [None, Outcome.OPEN.value], "due_at": [None, moment(row.due_at)]}
    note(row, "opened", actor, at, changes, held_at=begun)
    return row


@transaction.atomic
def hand_to(
    assignment: Assignment, bearer: Subject, *, user: User, at: datetime, reason: str, approval: str = ""
) -> Assignment:
    """Hand an open assignment on (移交) to another bearer, who gets the full limit from now on.

    A fixed end stays as it is. The one before keeps the time that was used.

    Args:
        approval: who approved it, or the number of the paper that does (审批).

    Raises:
        PermissionDenied: the user is not of the office.
        ValidationError: it is closed, no reason is given, or the bearer stays the same.
    """
    row = locked(assignment)
    refuse_unless_office(user, row, at)
    refuse_unless_open(row)
    reason = require_reason(reason)
    if row.bearer_id == bearer.pk:
        raise ValidationError(_("%(bearer)s bears it already.") % {"bearer": bearer})
    actor = actor_of(user)
    close(row, Outcome.HANDED_ON, at=at, actor=actor, reason=reason, approval=approval.strip())
    clock = clock_of(row)
    row.rule = {**row.rule, HANDED_FROM: row.pk, STANDS_FOR: stands_for(row)}
    return _again(row, bearer, at, actor, Clock.start(clock.limit, at) if clock else None)


@transaction.atomic
def give_back(assignment: Assignment, *, user: User, at: datetime, reason: str) -> Assignment:
    """Return (回退) what was handed on to the one who had it before, who goes on with what was left.

    Raises:
        PermissionDenied: the user does not act for the bearer.
        ValidationError: it is closed, was not handed on to the bearer, or no reason is given.
    """
    row = locked(assignment)
    refuse_unless_bearer(user, row, at)
    refuse_unless_open(row)
    reason = require_reason(reason)
    sender = Assignment.objects.filter(pk=row.rule.get(HANDED_FROM)).first()
    if sender is None:
        raise ValidationError(_("Nobody handed this on: it is sent back by a move of the record."))
    return_(row, at=at, actor=actor_of(user), reason=reason, sender=sender)
    return locked(sender)


@transaction.atomic
def rework(assignment: Assignment, *, at: datetime, actor: Actor, full: bool) -> Assignment:
    """Open a closed assignment's work once more for the same bearer (返工), as one of its own.

    Args:
        full: with the full limit from now on; otherwise with what was left when it was closed.
    """
    row = locked(assignment)
    clock = clock_of(row)
    return _again(row, row.bearer, at, actor, clock.reworked(at, full=full) if clock else None)


def _again(
    row: Assignment, bearer: Subject | None, at: datetime, actor: Actor, clock: Clock | None
) -> Assignment:
    """The next assignment after one that is closed; its key counts on."""
    stem = row.key.partition("#")[0]
    turn = Assignment.objects.filter(key__startswith=f"{stem}#").count() + 2
    return open_assignment(
        key=f"{stem}#{turn}",
        programme=row.programme,
        name=row.name,
        title=row.title,
        bearer=bearer,
        actor=actor,
        at=at,
        clock=clock,
        due_at=None if clock else row.due_at,
        recipients=tuple(row.recipients.all()),
        about=(row.about_kind, row.about_id) if row.about_id is not None else None,
        clause=row.clause,
        rule=row.rule,
        covers=(row.covers_since, row.covers_until) if row.covers_since and row.covers_until else None,
        fileable_from=row.fileable_from,
        cut_off=row.cut_off,
        needed=row.needed,
        missed_when_over=row.missed_when_over,
    )


def _span(covers: Period | tuple[date, date] | None) -> tuple[date | None, date | None]:
    if covers is None:
        return None, None
    return (covers.since, covers.until) if isinstance(covers, Period) else covers

"""What becomes of a time limit while it runs: it stands still, changes hands, does not count.

The record's own due moment and who sees the record follow in the same transaction.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from baicheng.server.accounts.models import User
from baicheng.server.assignments import services as assignments
from baicheng.server.assignments.models import Assignment
from baicheng.server.orgs.models import Subject
from baicheng.server.registers.services.limits import lock_records_of, refresh_records
from baicheng.server.web.reasons import require_approval


@transaction.atomic
def pause(
    assignment: Assignment, *, user: User, at: datetime, reason: str, until: datetime | None = None
) -> Assignment:
    """Let a clock stand still (挂账); see ``assignments.services.pause``."""
    lock_records_of([assignment])
    row = assignments.pause(assignment, user=user, at=at, reason=reason, until=until)
    refresh_records([row], at)
    return row


@transaction.atomic
def resume(assignment: Assignment, *, user: User, at: datetime, reason: str = "") -> Assignment:
    """Let a paused clock run on; see ``assignments.services.resume``."""
    lock_records_of([assignment])
    row = assignments.resume(assignment, user=user, at=at, reason=reason)
    refresh_records([row], at)
    return row


@transaction.atomic
def hand_to(
    assignment: Assignment, bearer: Subject, *, user: User, at: datetime, approval: str, reason: str
) -> Assignment:
    """Hand an assignment on to another bearer; see ``assignments.services.hand_to``.

    Raises:
        ValidationError: for ``approval`` too, where it is not said who approved it.
    """
    lock_records_of([assignment])
    approval = require_approval(approval)
    row = assignments.hand_to(assignment, bearer, user=user, at=at, approval=approval, reason=reason)
    refresh_records([row], at)
    return row


@transaction.atomic
def give_back(assignment: Assignment, *, user: User, at: datetime, reason: str) -> Assignment:
    """Return what was handed on to the one before; see ``assignments.services.give_back``."""
    lock_records_of([assignment])
    row = assignments.give_back(assignment, user=user, at=at, reason=reason)
    refresh_records([row], at)
    return row


@transaction.atomic
def exclude(assignment: Assignment, *, on: date, reason: str, user: User, at: datetime) -> Assignment:
    """Grant an appeal (申诉); see ``assignments.services.exclude``."""
    lock_records_of([assignment])
    return assignments.exclude(assignment, on=on, reason=reason, user=user, at=at)

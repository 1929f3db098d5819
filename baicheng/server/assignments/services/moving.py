"""What becomes of an assignment when the duty behind it is reckoned anew."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from baicheng.server.assignments.models import Assignment
from baicheng.server.assignments.rows import locked, moment, note, refuse_unless_open
from baicheng.server.history.actors import Actor
from baicheng.server.orgs.models import Subject


@transaction.atomic
def give_bearer(assignment: Assignment, bearer: int, *, at: datetime, actor: Actor) -> Assignment:
    """Give an open assignment that had no bearer the one that was found meanwhile.

    Raises:
        ValidationError: it is closed.
    """
    row = locked(assignment)
    refuse_unless_open(row)
    before = row.bearer.name if row.bearer else None
    row.bearer = Subject.objects.get(pk=bearer)
    row.save()
    note(row, "assigned", actor, at, {"bearer": [before, row.bearer.name]})
    return row


@transaction.atomic
def move_due(
    assignment: Assignment, due_at: datetime | None, *, due_on: date | None, at: datetime, actor: Actor
) -> Assignment:
    """Set the due moment that follows from a duty, as a changed calendar or a corrected event demands.

    A deadline that was extended stays as it was granted.

    Raises:
        ValidationError: it is closed.
    """
    row = locked(assignment)
    refuse_unless_open(row)
    before, stated = row.due_at, row.rule.get("due_at")
    row.rule = {**row.rule, "due_at": moment(due_at), "due_on": due_on.isoformat() if due_on else None}
    if moment(before) == stated or (before and stated and before == datetime.fromisoformat(stated)):
        row.due_at = due_at
    row.save()
    if row.due_at != before:
        note(row, "moved", actor, at, {"due_at": [moment(before), moment(row.due_at)]})
    return row

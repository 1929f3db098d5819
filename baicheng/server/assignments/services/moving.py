"""What becomes of an assignment when the duty behind it is reckoned anew."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction

from baicheng.clock.instants import start_of
from baicheng.server.assignments.models import Assignment
from baicheng.server.assignments.rows import (
    PREDECESSORS,
    STANDS_FOR,
    locked,
    moment,
    note,
    refuse_unless_open,
)
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


@transaction.atomic
def pass_on(
    assignment: Assignment,
    old: Subject,
    new: Subject,
    *,
    since: date,
    at: datetime,
    actor: Actor,
    reason: str,
) -> Assignment:
    """Let an open assignment pass to who has taken over from its bearer (职责承接): the clock runs on.

    It stays one and the same with its key, due moment, time used and requests; history says who had it before.
    What somebody else had been handed by the old body stays with them, now on behalf of the new one.

    Raises:
        ValidationError: it is closed.
    """
    row = locked(assignment)
    refuse_unless_open(row)
    before = row.bearer
    if row.bearer_id == old.pk:
        row.bearer = new
        earlier = [one for one in row.rule.get(PREDECESSORS, ()) if one not in (old.pk, new.pk)]
        row.rule = {**row.rule, PREDECESSORS: [*earlier, old.pk]}
    if row.rule.get(STANDS_FOR) == old.pk:
        row.rule = {**row.rule, STANDS_FOR: new.pk}
    row.save()
    changes = {"bearer": [before.name if before else None, row.bearer.name if row.bearer else None]}
    held_at = min(at, max(row.opened_at, start_of(since)))
    note(row, "succeeded", actor, at, changes, reason, held_at=held_at)
    return row


@transaction.atomic
def let_count_for(assignments: Collection[Assignment], new: Subject) -> None:
    """Let what the old body did after the day of a succession, which became known later, count for the new one.

    The assignments stay with who bore them; the duty behind them does not ask for them a second time.
    """
    for row in assignments:
        row.rule = {**row.rule, STANDS_FOR: new.pk}
        row.save(update_fields=["rule"])

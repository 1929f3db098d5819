"""How the row of an assignment holds its clock, and where its history stands."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Value
from django.db.models.functions import Left
from django.db.models.lookups import Exact
from django.utils.translation import gettext as _

from baicheng.clock import Clock, WorkCalendar
from baicheng.clock.instants import china_date
from baicheng.server.accounts.models import User
from baicheng.server.accounts.queries import is_office
from baicheng.server.assignments.models import Assignment, Extension, Outcome
from baicheng.server.editions.queries import acting_for
from baicheng.server.history.actors import Actor
from baicheng.server.history.many_rows import Row
from baicheng.server.history.seals import Sealing
from baicheng.server.history.services import record

#: With this begin the keys of what duties have opened.
OF_DUTIES = "duty:"
#: In the rule of what was handed on (移交): the assignment before, and whose work it is by its role or duty.
HANDED_FROM, STANDS_FOR = "handed_from", "stands_for"
#: In the rule of what has passed on by succession (职责承接): who bore it before, by id.
PREDECESSORS = "predecessors"

#: The office's side task of deciding on a request for more time, and the request in its rule.
DECIDE, EXTENSION = "decide_extension", "extension"
#: How the keys of such side tasks begin, and no others.
DECISIONS = "extension-of:"


def decision_key(asked: Extension) -> str:
    """The key of the side task of deciding on a request."""
    return f"{DECISIONS}{asked.assignment_id}:{asked.pk}"


def beginning(prefix: str) -> Exact:
    """A filter of assignments that were found otherwise: their keys begin so.

    PostgreSQL takes the beginning of a key for rare and would look through all that a duty ever opened, in each
    batch; it does not see that an index of keys could answer this.
    """
    return Exact(Left("key", len(prefix)), Value(prefix))


def stands_for(assignment: Assignment) -> int | None:
    """Whose it is by role or duty: the bearer, unless it was handed on to somebody else."""
    bearer: int | None = assignment.rule.get(STANDS_FOR, assignment.bearer_id)
    return bearer


def borne_by(assignment: Assignment) -> frozenset[int]:
    """Its bearer, with those from whom it has passed on: what they did towards it counts."""
    before = assignment.rule.get(PREDECESSORS, ())
    return frozenset(one for one in (assignment.bearer_id, *before) if one is not None)


def chain_of(assignment: Assignment | Row) -> str:
    """Whose history it belongs to: that of what it is about, otherwise its own."""
    if assignment.about_kind:
        return chain_about(assignment.about_kind, assignment.about_id)
    return f"assignments.assignment:{assignment.id}"


def chain_about(kind: str, pk: int | None) -> str:
    """The chain of what an assignment is about."""
    return f"{kind}:{pk}"


SEALED = Sealing(
    Assignment,
    (
        "key",
        "programme",
        "name",
        "bearer_id",
        "about_kind",
        "about_id",
        "opened_at",
        "clock",
        "due_at",
        "cut_off",
        "needed",
        "outcome",
        "closed_at",
        "answer_kind",
        "answer_id",
        "excluded_on",
    ),
    chain_of,
)


def locked(assignment: Assignment) -> Assignment:
    """The row as it is now, held until the transaction ends."""
    return Assignment.objects.select_for_update(of=("self",)).select_related("bearer").get(pk=assignment.pk)


def clock_of(assignment: Assignment) -> Clock | None:
    """Its clock, where a limit runs; a fixed day has none."""
    return Clock.from_dict(assignment.clock) if assignment.clock else None


def put_clock(assignment: Assignment, clock: Clock, calendar: WorkCalendar) -> None:
    """Keep a clock in the row, with the due moment that follows from it."""
    assignment.clock = clock.to_dict()
    assignment.due_at = clock.due_at(calendar)


def refuse_unless_open(assignment: Assignment) -> None:
    """Nothing is done to what has ended.

    Raises:
        ValidationError: it is closed; the message says how.
    """
    if assignment.outcome != Outcome.OPEN:
        raise ValidationError(
            _("“%(title)s” is no longer open: %(outcome)s.")
            % {"title": title_of(assignment), "outcome": assignment.get_outcome_display()}
        )


def refuse_unless_office(user: User, assignment: Assignment, at: datetime) -> None:
    """Decisions on time limits are the office's."""
    if not is_office(user, assignment.programme, china_date(at)):
        raise PermissionDenied(_("Only the programme's office decides on time limits."))


def refuse_unless_bearer(user: User, assignment: Assignment, at: datetime) -> None:
    """What the bearer asks, somebody who acts for the bearer asks."""
    if assignment.bearer_id not in acting_for(user, china_date(at)):
        raise PermissionDenied(
            _("Only those who act for %(bearer)s do this.") % {"bearer": assignment.bearer}
        )


def title_of(assignment: Assignment) -> str:
    """The Chinese title, which every assignment has."""
    return str(assignment.title.get("zh") or assignment.name)


def moment(at: datetime | None) -> str | None:
    """An instant in storage form."""
    return at.isoformat() if at else None


def note(
    assignment: Assignment,
    verb: str,
    actor: Actor,
    at: datetime,
    changes: Mapping[str, list[Any]],
    reason: str = "",
    held_at: datetime | None = None,
    context: Mapping[str, Any] | None = None,
) -> None:
    """Enter in history what was done to an assignment."""
    record(
        chain=chain_of(assignment),
        verb=f"assignments.assignment.{verb}",
        actor=actor,
        at=at,
        held_at=held_at,
        changes={field: change for field, change in changes.items() if change[0] != change[1]},
        reason=reason,
        context={
            "assignment": assignment.pk,
            "key": assignment.key,
            "name": assignment.name,
            "title": assignment.title,
            "bearer": assignment.bearer.name if assignment.bearer else None,
            **(context or {}),
            **SEALED.of(assignment),
        },
    )

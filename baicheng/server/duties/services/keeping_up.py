"""What the worker does every hour, and what people settle by hand."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from baicheng.server.accounts.models import User
from baicheng.server.accounts.queries import actor_of
from baicheng.server.assignments.models import Assignment, Recipient
from baicheng.server.assignments.services import fulfil
from baicheng.server.duties.forms import is_answered_by_hand
from baicheng.server.duties.services.bringing import Generated
from baicheng.server.duties.services.generating import generate, horizon
from baicheng.server.duties.services.installing import sync_pack
from baicheng.server.duties.services.matching import mark_missed
from baicheng.server.duties.services.succeeding import carry_out
from baicheng.server.editions.queries import packs
from baicheng.server.history import statistics
from baicheng.server.history.actors import WORKER, Actor
from baicheng.server.history.models import Event, Head
from baicheng.server.registers.matter import KIND, Viewer
from baicheng.server.registers.models import Access, Record, Version
from baicheng.server.registers.services.due_moments import refresh_due_of

#: The tables that a run of the worker fills.
WRITTEN = (Assignment, Recipient, Event, Head, Record, Version, Access)


def keep_up(at: datetime, *, actor: Actor = WORKER) -> Generated:
    """Bring all duties up to a moment: who has taken over, what packs say, what is owed, fulfilled, missed.

    Whatever runs were missed before, this one makes up for them; running it again changes nothing.
    """
    carry_out(at, actor=actor)
    for pack in packs():
        sync_pack(pack.name, at=at, actor=actor)
    done = generate(horizon(at), at, actor=actor, in_two=True)
    mark_missed(at, actor=actor)
    if done.opened + done.changed + done.withdrawn >= statistics.MANY:
        statistics.refresh(WRITTEN)
    return done


@transaction.atomic
def answer_by_hand(
    assignment: Assignment, *, what: str, user: User, at: datetime, held_at: datetime | None = None
) -> Assignment:
    """Close what a duty asks for because it was done outside the system, on paper for instance.

    What a record answers the bearer cannot declare done without one: that is the office's to say.

    Args:
        what: how it was done, with the number of the paper; it stays in the history.
        held_at: when it was done, where that is entered later.

    Raises:
        PermissionDenied: the user neither acts for the bearer nor is of the programme's office; or it is the
            bearer's, and asks for a record.
        ValidationError: it is no duty's, nothing is said, or the moment lies ahead.
    """
    viewer = Viewer(user, at)
    if assignment.bearer_id not in viewer.mine and not viewer.is_office(assignment.programme):
        raise PermissionDenied(_("Only those who bear it, or the programme's office, settle this."))
    if "demand" not in assignment.rule:
        raise ValidationError(_("This is not answered here."))
    if not (is_answered_by_hand(assignment.rule) or viewer.is_office(assignment.programme)):
        raise PermissionDenied(
            _("This is answered by a record; only the programme's office settles it without.")
        )
    if not what.strip():
        raise ValidationError({"what": _("Please say how it was done.")})
    if held_at is not None and held_at > at:
        raise ValidationError({"held_at": _("What lies ahead is entered then.")})
    row = fulfil(assignment, at=at, actor=actor_of(user), held_at=held_at, reason=what.strip())
    if row.about_kind == KIND and row.about_id is not None:
        refresh_due_of([row.about_id], at=at)
    return row

"""What every change of a publication shares: the row held, who may, the event, the assignment that goes with it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from baicheng.clock.instants import china_date
from baicheng.server.accounts.models import User
from baicheng.server.accounts.queries import is_office
from baicheng.server.assignments.models import Assignment, Outcome
from baicheng.server.assignments.services import close, fulfil
from baicheng.server.history.actors import Actor
from baicheng.server.history.services import record
from baicheng.server.notices.services import notify
from baicheng.server.publishing.models import Publication, State
from baicheng.server.publishing.queries import KIND, may_approve

APPROVE, RELEASE = "approve_publication", "release_publication"


def held(publication: Publication) -> Publication:
    """The row, held until the transaction ends together with the other versions of the paper."""
    rows = Publication.objects.select_for_update().filter(address=publication.address)
    return next(row for row in rows.order_by("pk") if row.pk == publication.pk)


def refuse_unless_office(user: User, programme: str, at: datetime) -> None:
    """Only the programme's office does this."""
    if not is_office(user, programme, china_date(at)):
        raise PermissionDenied(_("Only the programme's office issues its papers."))


def refuse_unless_approver(user: User, row: Publication, at: datetime) -> None:
    """Only an approver does this, and nobody approves what they drafted or submitted."""
    if user.pk in (row.drafted_by_id, row.submitted_by_id):
        raise PermissionDenied(_("Somebody else decides on what you drafted or submitted."))
    if not may_approve(user, row, china_date(at)):
        raise PermissionDenied(_("You are not among those who approve this paper."))


def refuse_unless(row: Publication, *states: str) -> None:
    """What is done must fit where the paper stands."""
    if row.state not in states:
        raise ValidationError(
            _("The paper is %(state)s by now: reload the page.") % {"state": State(row.state).label}
        )


def note(
    row: Publication,
    verb: str,
    actor: Actor,
    at: datetime,
    changes: Mapping[str, list[Any]],
    reason: str = "",
) -> None:
    """Write an event into the paper's chain."""
    record(
        chain=f"{KIND}:{row.pk}",
        verb=f"{KIND}.{verb}",
        actor=actor,
        at=at,
        changes=changes,
        reason=reason,
        context={"address": row.address, "version": row.version, "number": row.number},
    )


def end(row: Publication, name: str, outcome: str, *, at: datetime, actor: Actor, reason: str = "") -> None:
    """Close the open assignment of that name, where there is one."""
    found = Assignment.objects.filter(
        about_kind=KIND, about_id=row.pk, name=name, outcome=Outcome.OPEN
    ).first()
    if found is None:
        return
    if outcome == Outcome.CANCELLED:
        close(found, outcome, at=at, actor=actor, reason=reason)
    else:
        fulfil(found, at=at, actor=actor, outcome=outcome, answer=(KIND, row.pk), reason=reason)


def tell(row: Publication, users: list[User], verb: str, zh: str, en: str, at: datetime) -> None:
    """Put a message into inboxes."""
    text = {"zh": f"《{row.title}》{zh}", "en": f"“{row.title}” {en}"}
    notify(users, key=f"{KIND}:{row.pk}:{verb}:{row.revision}", text=text, path=row.get_absolute_url(), at=at)

"""Reminding whoever has something to do about a record (催办): by hand, once a day at most."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from baicheng.server.accounts.models import User
from baicheng.server.accounts.queries import actor_of, users_for
from baicheng.server.assignments.models import Assignment, Outcome
from baicheng.server.assignments.queries import of_records
from baicheng.server.history.models import Event
from baicheng.server.history.services import record as append
from baicheng.server.notices.services import notify
from baicheng.server.registers.matter import KIND
from baicheng.server.registers.models import Record
from baicheng.server.registers.services.keeping import chain_of, in_hand

REMINDED = "registers.record.reminded"
#: A reminder is so long at most.
LONGEST = 300


@transaction.atomic
def remind(record: Record, *, text: str, user: User, at: datetime) -> int:
    """Put a reminder into the inboxes of those who bear what is open about a record.

    Returns:
        How many were told.

    Raises:
        PermissionDenied: the user is not of the programme's office.
        ValidationError: there is no text, nobody owes anything, nobody of them has an account, or they were
            reminded today already.
    """
    row, book, viewer = in_hand(record, user, at)
    if not viewer.is_office(book.programme):
        raise PermissionDenied(_("Reminders are sent by the programme's office."))
    said = text.strip()
    if not said or len(said) > LONGEST:
        raise ValidationError(
            {"text": _("Write what to remind of, in at most %(most)s characters.") % {"most": LONGEST}}
        )
    if row.pk in reminded_on([row], viewer.day):
        raise ValidationError(_("Was reminded today already."))
    owing = [one for one in of_records(KIND, [row.pk]) if owes(one)]
    if not owing:
        raise ValidationError(_("Nobody owes anything here at the moment."))
    told = notify(
        users_for({one.bearer_id for one in owing if one.bearer_id}, viewer.day),
        key=f"{KIND}:{row.pk}:reminded:{viewer.day.isoformat()}",
        text={"zh": f"催办：{row}。{said}", "en": f"Reminder: {row}. {said}"},
        path=row.get_absolute_url(),
        at=viewer.at,
    )
    if not told:
        raise ValidationError(_("Nobody who owes something here has an account."))
    append(
        chain=chain_of(row),
        verb=REMINDED,
        actor=actor_of(user),
        at=viewer.at,
        changes={},
        reason=said,
        context={"told": told, "day": viewer.day.isoformat()},
    )
    return told


def reminded_on(records: Collection[Record], day: date) -> set[int]:
    """Those of some records of which was reminded by hand on a day."""
    chains = {chain_of(record): record.pk for record in records}
    events = Event.objects.filter(chain__in=chains, verb=REMINDED, context__day=day.isoformat())
    return {chains[chain] for chain in events.values_list("chain", flat=True)}


def owes(row: Assignment) -> bool:
    """Whether somebody can be reminded of an assignment."""
    return row.outcome == Outcome.OPEN and row.bearer_id is not None

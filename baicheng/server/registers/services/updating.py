"""Changing the record to which a moved one leads (联动更新): what the pack says that its move writes there."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from baicheng.clock.instants import last_day_until
from baicheng.flows.steps import Updating
from baicheng.server.accounts.models import User
from baicheng.server.registers.access import write_access
from baicheng.server.registers.books import DRAFT, Book
from baicheng.server.registers.matter import Matter
from baicheng.server.registers.models import Record
from baicheng.server.registers.parties import consolidator
from baicheng.server.registers.services.editing import refuse_deadlines
from baicheng.server.registers.services.keeping import in_hand, put, refresh_due
from baicheng.server.registers.values import checked
from baicheng.server.registers.versions import FIELDS, known_at, value_at


@transaction.atomic
def update_linked(
    record: Record, updating: Updating, *, user: User, at: datetime, held_at: datetime
) -> Record | None:
    """Write what a move of ``record`` says of the record to which it leads; the move was allowed before.

    What is written was so from ``held_at`` on and until the same field was stated again, so that an older
    record that is accepted late changes the past and not the present.

    Returns:
        The record that was changed; ``None`` where nothing was to change: no record is linked, somebody else
        consolidates there, it was closed by then, or it already says so.

    Raises:
        ValidationError: by field; or a deadline of an open assignment would change without approval.
    """
    key = record.fields.get(updating.link)
    linked = Record.objects.filter(pk=key).first() if isinstance(key, int) else None
    if linked is None:
        return None
    row, book, viewer = in_hand(linked, user, at)
    since = max(held_at, row.opened_at)
    if row.closed_at is not None and since >= row.closed_at:
        return None
    role = updating.consolidates
    if role is not None and consolidator(row, role, last_day_until(since)) not in updating.by:
        return None
    facts = _facts(row, book, updating, since)
    if not facts:
        return None
    refuse_deadlines(Matter.of(row, book, viewer), facts)
    put(
        row,
        book,
        facts,
        viewer=viewer,
        verb="updated",
        held_at=since,
        context={"by": {"id": record.pk, "register": record.register, "number": record.number}},
    )
    refresh_due(row, book, viewer.at)
    write_access(row, book, viewer.at)
    return row


def _facts(record: Record, book: Book, updating: Updating, since: datetime) -> dict[str, object]:
    """What differs from what the record was at that moment."""
    then = known_at(record, since)
    before = {name: value_at(then, f"{FIELDS}{name}") for name in then.fields} if then else record.fields
    clean = checked(book, updating.values, finished=record.state != DRAFT, current=before, record=record)
    return {
        f"{FIELDS}{name}": clean.get(name) for name in updating.values if clean.get(name) != before.get(name)
    }

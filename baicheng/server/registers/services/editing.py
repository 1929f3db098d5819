"""Changing the fields of records."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from baicheng.server.accounts.models import User
from baicheng.server.assignments.models import Outcome
from baicheng.server.registers.access import write_access
from baicheng.server.registers.books import DRAFT, Book, book_of
from baicheng.server.registers.choosable import refuse_hidden_links, refuse_long_title
from baicheng.server.registers.matter import Matter, Viewer
from baicheng.server.registers.models import Record
from baicheng.server.registers.rights import refuse_unless_editor, refuse_without_reason
from baicheng.server.registers.services.keeping import in_hand, put, refresh_due, refuse_stale
from baicheng.server.registers.timing import timing_field
from baicheng.server.registers.values import checked, checked_place
from baicheng.server.registers.versions import FIELDS, known_at, value_at

_UNCHANGED: Any = object()


@transaction.atomic
def edit_record(
    record: Record,
    values: Mapping[str, Any],
    *,
    user: User,
    at: datetime,
    revision: int,
    reason: str = "",
    title: str | None = None,
    place: Mapping[str, Any] | None = _UNCHANGED,
    held_at: datetime | None = None,
) -> Record:
    """Change fields of a record; those that are not given stay.

    Args:
        revision: the revision that the user saw.
        held_at: from when on it was so, for a correction of the past; it runs on until the same field was
            stated again.

    Raises:
        PermissionDenied: the user may not change the record, or one of these fields, in its state.
        ValidationError: by field; for ``reason``, where what others go by would change without one; or with
            the code ``stale`` where somebody changed it meanwhile; or a deadline of an open assignment would
            change without approval.
    """
    row, book, viewer = in_hand(record, user, at)
    matter, at = Matter.of(row, book, viewer), viewer.at
    shared = {"title": title is not None, "place": place is not _UNCHANGED}
    named = [*values, *(name for name, given in shared.items() if given)]
    refuse_unless_editor(matter, named)
    refuse_stale(row, book, revision)
    facts = _admitted(matter, values, title, held_at)
    changes: dict[str, list[Any]] = {}
    if place is not _UNCHANGED and (now := checked_place(place)) != row.place:
        changes["place"] = [row.place, now]
        row.place = now
    if facts or changes:
        changed = [path.removeprefix(FIELDS) for path in (*facts, *changes)]
        refuse_without_reason(matter, changed, reason)
        put(
            row,
            book,
            facts,
            viewer=matter.viewer,
            verb="edited",
            reason=reason.strip(),
            held_at=held_at,
            changes=changes,
        )
        refresh_due(row, book, at)
        write_access(row, book, at)
    return row


def rehearse_edit(
    record: Record, values: Mapping[str, Any], *, user: User, at: datetime, title: str | None = None
) -> frozenset[str]:
    """Ask whether ``edit_record`` would take this, by the same checks, and write nothing.

    Returns:
        The names of what would change, ``title`` among them; empty where nothing would.

    Raises:
        PermissionDenied: as ``edit_record``.
        ValidationError: as ``edit_record``, but for a missing reason.
    """
    matter = Matter.of(record, book_of(record.register), Viewer(user, at))
    refuse_unless_editor(matter, [*values, *(("title",) if title is not None else ())])
    return frozenset(path.removeprefix(FIELDS) for path in _admitted(matter, values, title, None))


def _admitted(
    matter: Matter, values: Mapping[str, Any], title: str | None, held_at: datetime | None
) -> dict[str, Any]:
    """What would be stated by new values, once it is clear that the record takes them."""
    row, book = matter.record, matter.book
    if held_at is not None and held_at > matter.viewer.at:
        raise ValidationError({"held_at": _("What holds only later is entered then.")})
    refuse_long_title(title or "")
    refuse_hidden_links(book, values, matter.viewer, row.fields)
    facts = _facts(row, book, values, held_at)
    if title is not None and title.strip() != row.title:
        if not title.strip():
            raise ValidationError({"title": _("This is required.")})
        facts["title"] = title.strip()
    refuse_deadlines(matter, facts)
    return facts


def _facts(record: Record, book: Book, values: Mapping[str, Any], held_at: datetime | None) -> dict[str, Any]:
    """What is stated by new values: the fields that were different at the moment of which they speak."""
    before = record.fields
    if held_at is not None:
        version = known_at(record, held_at)
        if version is None:
            raise ValidationError({"held_at": _("The record was opened only after that moment.")})
        before = {name: value_at(version, f"{FIELDS}{name}") for name in version.fields}
    clean = checked(book, values, finished=record.state != DRAFT, current=before, record=record)
    return {f"{FIELDS}{name}": clean.get(name) for name in values if clean.get(name) != before.get(name)}


def refuse_deadlines(matter: Matter, facts: Mapping[str, Any]) -> None:
    """A day on which an open assignment rests is changed by ``change_due``, with approval and reason."""
    faults = {}
    for row in matter.assignments:
        field = timing_field(matter.book, row) if row.outcome == Outcome.OPEN else None
        if field is not None and f"{FIELDS}{field}" in facts:
            faults[field] = _(
                "A deadline in force is changed with approval and reason (change the deadline)."
            )
    if faults:
        raise ValidationError(faults)

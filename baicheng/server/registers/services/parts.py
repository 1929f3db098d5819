"""Parts of records (分项): separately assigned stretches, each with its units, day and target."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from baicheng.clock.instants import end_of
from baicheng.server.accounts.models import User
from baicheng.server.assignments.models import Outcome
from baicheng.server.assignments.queries import of_records
from baicheng.server.assignments.services import retime
from baicheng.server.orgs.models import Subject
from baicheng.server.registers.books import book_of
from baicheng.server.registers.matter import KIND, Viewer
from baicheng.server.registers.models import Part, Record
from baicheng.server.registers.services.keeping import note, refresh_due
from baicheng.server.registers.steps import open_for_parts
from baicheng.server.registers.timing import opens_behind


@dataclass(frozen=True, slots=True)
class NewPart:
    """A part to enter; ``span`` is where it stands in the text of the record's document."""

    text: str
    due_on: date | None = None
    bearers: Sequence[Subject] = ()
    span: tuple[int, int] | None = None


def enter_parts(record: Record, parts: Sequence[NewPart], *, user: User, at: datetime) -> list[Part]:
    """Enter the parts of a record, in their order; a step inside a service that has checked who may."""
    made = []
    for order, part in enumerate(parts, start=record.parts.count() + 1):
        row = Part.objects.create(
            record=record,
            order=order,
            text=part.text,
            due_on=part.due_on,
            start=part.span[0] if part.span else None,
            end=part.span[1] if part.span else None,
        )
        row.bearers.set(part.bearers)
        made.append(row)
    if made:
        changes = {"parts": [None, [part.text[:200] for part in parts]]}
        book, viewer = book_of(record.register), Viewer(user, at)
        note(record, book, "parts_entered", viewer, changes)
        open_for_parts(record, book, viewer)
        refresh_due(record, book, at)
    return made


def move_parts(
    record: Record, parts: Sequence[Part], day: date, *, user: User, at: datetime, reason: str
) -> None:
    """Give parts another day; a step inside a service that has checked who may."""
    changes: dict[str, list[Any]] = {}
    for part in parts:
        if part.due_on != day:
            old = part.due_on.isoformat() if part.due_on else None
            changes[f"parts.{part.order}.due_on"] = [old, day.isoformat()]
            part.due_on = day
            part.save(update_fields=["due_on"])
    if changes:
        viewer = Viewer(user, at)
        book = book_of(record.register)
        note(record, book, "parts_moved", viewer, changes, reason)
        names = {part.name for part in parts}
        for row in of_records(KIND, [record.pk]):
            opens = opens_behind(book, row.name, row.rule)
            if not opens or not opens.for_each or row.outcome != Outcome.OPEN or row.due_at == end_of(day):
                continue
            if row.rule.get("part") in names:
                retime(row, at=at, actor=viewer.actor, reason=reason, clock=None, due_at=end_of(day))
        refresh_due(record, book, at)

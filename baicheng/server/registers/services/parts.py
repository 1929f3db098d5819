"""Parts of records (分项): separately assigned stretches, each with its units, day and target."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from baicheng.server.accounts.models import User
from baicheng.server.orgs.models import Subject
from baicheng.server.registers.books import book_of
from baicheng.server.registers.matter import Viewer
from baicheng.server.registers.models import Part, Record
from baicheng.server.registers.services.keeping import note


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
        note(record, book_of(record.register), "parts_entered", Viewer(user, at), changes)
    return made

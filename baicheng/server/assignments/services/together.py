"""Opening many assignments together: what a duty owes in one go."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction

from baicheng.server.assignments.models import Assignment, Outcome
from baicheng.server.assignments.rows import SEALED, chain_of, moment
from baicheng.server.history.actors import Actor
from baicheng.server.history.services import Entry, record_all
from baicheng.server.orgs.models import Subject

#: So many rows are written or named in one statement.
_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Planned:
    """An assignment with a fixed end, or none, that is to be opened; see ``open_assignment``."""

    key: str
    name: str
    title: Mapping[str, str]
    bearer: int | None
    opened_at: datetime
    due_at: datetime | None
    about: tuple[str, int]
    rule: Mapping[str, Any]
    clause: int | None = None
    covers: tuple[date, date] | None = None
    fileable_from: datetime | None = None
    cut_off: date | None = None
    needed: int = 1
    missed_when_over: bool = False
    recipients: Collection[int] = field(default_factory=tuple)


@transaction.atomic
def open_all(planned: Sequence[Planned], *, programme: str, actor: Actor, at: datetime) -> list[Assignment]:
    """Open assignments with a few queries; a ``key`` that is there already is left as it is."""
    known = _known([one.key for one in planned])
    fresh = {one.key: one for one in planned if one.key not in known}
    made = [_row(one, programme, at) for one in fresh.values()]
    Assignment.objects.bulk_create(made, batch_size=_AT_ONCE)
    through = Assignment.recipients.through
    through.objects.bulk_create(
        [
            through(assignment_id=row.pk, subject_id=subject)
            for row in made
            for subject in fresh[row.key].recipients
        ],
        batch_size=_AT_ONCE,
    )
    names = dict(Subject.objects.filter(pk__in={row.bearer_id for row in made}).values_list("pk", "name"))
    record_all([_opened(row, names.get(row.bearer_id or 0)) for row in made], actor=actor, at=at)
    return made


def _known(keys: Sequence[str]) -> set[str]:
    found: set[str] = set()
    for start in range(0, len(keys), _AT_ONCE):
        part = Assignment.objects.filter(key__in=keys[start : start + _AT_ONCE])
        found.update(part.values_list("key", flat=True))
    return found


def _row(one: Planned, programme: str, at: datetime) -> Assignment:
    return Assignment(
        key=one.key,
        programme=programme,
        name=one.name,
        title=dict(one.title),
        bearer_id=one.bearer,
        about_kind=one.about[0],
        about_id=one.about[1],
        clause_id=one.clause,
        rule=dict(one.rule),
        opened_at=one.opened_at,
        recorded_at=at,
        fileable_from=one.fileable_from,
        due_at=one.due_at,
        covers_since=one.covers[0] if one.covers else None,
        covers_until=one.covers[1] if one.covers else None,
        cut_off=one.cut_off,
        needed=one.needed,
        missed_when_over=one.missed_when_over,
    )


def _opened(row: Assignment, bearer: str | None) -> Entry:
    return Entry(
        chain=chain_of(row),
        verb="assignments.assignment.opened",
        changes={"outcome": [None, Outcome.OPEN.value], "due_at": [None, moment(row.due_at)]},
        held_at=row.opened_at,
        context={
            "assignment": row.pk,
            "key": row.key,
            "name": row.name,
            "title": row.title,
            "bearer": bearer,
            **SEALED.of(row),
        },
    )

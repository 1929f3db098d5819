"""Opening many assignments together: what a duty owes in one go."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import IntegrityError, transaction

from baicheng.server.assignments.models import Assignment, Outcome, Recipient
from baicheng.server.assignments.rows import SEALED, chain_of, moment
from baicheng.server.history import many_rows
from baicheng.server.history.actors import Actor
from baicheng.server.history.digests import written, written_of
from baicheng.server.history.services import Entry, record_all
from baicheng.server.orgs.models import Subject

#: So many keys are named in one statement.
_AT_ONCE = 500


class Planned(NamedTuple):
    """An assignment with a fixed end, or none, that is to be opened; see ``open_assignment``."""

    key: str
    name: str
    title: Mapping[str, str]
    bearer: int | None
    opened_at: datetime
    due_at: datetime | None
    about: tuple[str, int]
    rule: Mapping[str, Any] | many_rows.Written
    clause: int | None = None
    covers: tuple[date, date] | None = None
    fileable_from: datetime | None = None
    cut_off: date | None = None
    needed: int = 1
    missed_when_over: bool = False
    recipients: Collection[int] = ()


@transaction.atomic
def open_all(
    planned: Sequence[Planned], *, programme: str, actor: Actor, at: datetime
) -> list[many_rows.Row]:
    """Open assignments with a few statements; a ``key`` that is there already is left as it is.

    Returns the rows of those that were opened.
    """
    fresh = {one.key: one for one in planned}
    try:
        made = _written(fresh.values(), programme, at)
    except IntegrityError:
        known = _known(list(fresh))
        made = _written([one for one in fresh.values() if one.key not in known], programme, at)
    many_rows.insert(
        Recipient,
        [
            many_rows.Row(id=None, assignment_id=row.id, subject_id=subject)
            for row in made
            for subject in fresh[row.key].recipients
        ],
    )
    bearers = Subject.objects.filter(pk__in={row.bearer_id for row in made})
    names = dict(bearers.values_list("pk", "name")) if made else {}
    record_all(_opened(made, names), actor=actor, at=at)
    return made


@transaction.atomic
def _written(planned: Iterable[Planned], programme: str, at: datetime) -> list[many_rows.Row]:
    """Write all of them or none.

    Raises:
        IntegrityError: a key is there already.
    """
    rows = [_row(one, programme, at) for one in planned]
    many_rows.give_keys(Assignment, rows)
    many_rows.insert(Assignment, rows)
    return rows


def _known(keys: Sequence[str]) -> set[str]:
    found: set[str] = set()
    for start in range(0, len(keys), _AT_ONCE):
        part = Assignment.objects.filter(key__in=keys[start : start + _AT_ONCE])
        found.update(part.values_list("key", flat=True))
    return found


def _row(one: Planned, programme: str, at: datetime) -> many_rows.Row:
    stated: dict[str, Any] = {
        "key": one.key,
        "programme": programme,
        "name": one.name,
        "title": one.title,
        "bearer_id": one.bearer,
        "about_kind": one.about[0],
        "about_id": one.about[1],
        "clause_id": one.clause,
        "rule": one.rule,
        "opened_at": one.opened_at,
        "recorded_at": at,
        "fileable_from": one.fileable_from,
        "due_at": one.due_at,
        "covers_since": one.covers[0] if one.covers else None,
        "covers_until": one.covers[1] if one.covers else None,
        "cut_off": one.cut_off,
        "needed": one.needed,
        "missed_when_over": one.missed_when_over,
    }
    return many_rows.Row(**{**many_rows.blank(Assignment), **stated})


def _opened(rows: Sequence[many_rows.Row], names: Mapping[int, str]) -> list[Entry]:
    """The events of what was opened; what is the same for many is written once.

    Args:
        names: those of the bearers, by id.
    """
    bearers = {pk: written(name) for pk, name in names.items()}
    titles = many_rows.each_once(written, [row.title for row in rows])
    changes = many_rows.each_once(_changes, [row.due_at for row in rows])
    return [
        Entry(
            chain=chain_of(row),
            verb="assignments.assignment.opened",
            changes=change,
            held_at=row.opened_at,
            context=many_rows.Written(
                written_of(
                    {
                        "assignment": str(row.id),
                        "key": written(row.key),
                        "name": written(row.name),
                        "title": title,
                        "bearer": bearers.get(row.bearer_id, "null"),
                        **{name: written(seals) for name, seals in sealed.items()},
                    }
                )
            ),
        )
        for row, title, change, sealed in zip(rows, titles, changes, SEALED.of_each(rows), strict=True)
    ]


def _changes(due_at: datetime | None) -> many_rows.Written:
    changes = {"outcome": [None, Outcome.OPEN.value], "due_at": [None, moment(due_at)]}
    return many_rows.Written(written(changes))

"""Opening many assignments together: what a duty owes in one go."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import IntegrityError, transaction

from baicheng.server.assignments.models import Assignment, Outcome, Recipient
from baicheng.server.assignments.rows import SEALED, chain_about, chain_of, moment
from baicheng.server.history import many_rows
from baicheng.server.history.actors import Actor
from baicheng.server.history.digests import written, written_of
from baicheng.server.history.keys import reserve
from baicheng.server.history.services import Entry, Following, following, hold, write_events
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


class Ready(NamedTuple):
    """Assignments that are made ready to be opened: the rows, and all that is written as the database is given it."""

    rows: Sequence[many_rows.Row]
    assignments: many_rows.Lines
    recipients: many_rows.Lines
    events: Following


@transaction.atomic
def open_all(
    planned: Sequence[Planned], *, programme: str, actor: Actor, at: datetime
) -> Sequence[many_rows.Row]:
    """Open assignments with a few statements; a ``key`` that is there already is left as it is.

    Returns the rows of those that were opened.
    """
    fresh = {one.key: one for one in planned}
    try:
        return _open(list(fresh.values()), programme, actor, at)
    except IntegrityError:
        known = _known(list(fresh))
        return _open([one for one in fresh.values() if one.key not in known], programme, actor, at)


@transaction.atomic
def _open(planned: Sequence[Planned], programme: str, actor: Actor, at: datetime) -> Sequence[many_rows.Row]:
    """Open all of them or none.

    Raises:
        IntegrityError: a key is there already.
    """
    hold({chain_about(*one.about) for one in planned})
    keys = reserve(Assignment, len(planned))
    ready = make_ready(planned, keys, programme=programme, actor=actor, at=at)
    open_ready(ready)
    return ready.rows


def make_ready(
    planned: Sequence[Planned], keys: Sequence[int], *, programme: str, actor: Actor, at: datetime
) -> Ready:
    """Make ready what is to be opened about things whose chains are held, or end then as they end now.

    Args:
        keys: those of the rows, see ``history.keys``; no chain is without a beginning.
    """
    rows = [_row(one, key, programme, at) for one, key in zip(planned, keys, strict=True)]
    told = [
        many_rows.Row(id=None, assignment_id=row.id, subject_id=subject)
        for row, one in zip(rows, planned, strict=True)
        for subject in one.recipients
    ]
    bearers = Subject.objects.filter(pk__in={row.bearer_id for row in rows})
    names = dict(bearers.values_list("pk", "name")) if rows else {}
    events = following(_opened(rows, names), actor=actor, at=at)
    return Ready(rows, many_rows.lines(Assignment, rows), many_rows.lines(Recipient, told), events)


@transaction.atomic
def open_ready(ready: Ready) -> None:
    """Open assignments that were made ready, all of them or none; the chains are held.

    Raises:
        IntegrityError: one of them is there already.
    """
    many_rows.insert_lines(ready.assignments)
    many_rows.insert_lines(ready.recipients)
    write_events(ready.events)


def _known(keys: Sequence[str]) -> set[str]:
    found: set[str] = set()
    for start in range(0, len(keys), _AT_ONCE):
        part = Assignment.objects.filter(key__in=keys[start : start + _AT_ONCE])
        found.update(part.values_list("key", flat=True))
    return found


def _row(one: Planned, pk: int, programme: str, at: datetime) -> many_rows.Row:
    stated: dict[str, Any] = {
        "id": pk,
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

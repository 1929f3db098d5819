"""How a change of a record is kept: locked, checked for its revision, in versions, access and history."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from baicheng.server.accounts.models import User
from baicheng.server.history.queries import timeline
from baicheng.server.history.services import record as append
from baicheng.server.registers import versions
from baicheng.server.registers.access import due_order, follow
from baicheng.server.registers.books import Book, book_of, spoken
from baicheng.server.registers.matter import KIND, Viewer
from baicheng.server.registers.models import Party, Record
from baicheng.server.registers.moments import moment_of
from baicheng.server.registers.parties import snapshot
from baicheng.server.registers.searching import remember_words
from baicheng.server.registers.standing import derived
from baicheng.server.registers.values import recomputed

#: So many changes are named to somebody who comes too late.
_NAMED = 3


def chain_of(record: Record) -> str:
    """The chain of a record's history."""
    return f"{KIND}:{record.pk}"


def locked(record: Record) -> Record:
    """The record as it is now, held until the transaction ends."""
    return Record.objects.select_for_update(of=("self",)).select_related("author", "clause").get(pk=record.pk)


def in_hand(record: Record, user: User | None, at: datetime) -> tuple[Record, Book, Viewer]:
    """The record as it is now, held until the transaction ends, its book, and who changes it at which moment.

    The moment is ``at`` unless something was recorded of the record since.
    """
    row = locked(record)
    return row, book_of(row.register), Viewer(user, moment_of([row.pk], at))


def refuse_stale(record: Record, book: Book, revision: int) -> None:
    """Refuse to overwrite what somebody else has changed meanwhile.

    Raises:
        ValidationError: with the code ``stale``, naming who changed what, and when.
    """
    if record.revision == revision:
        return
    told = []
    for event in timeline(chain_of(record))[:20]:
        if event.context.get("revision", 0) > revision:
            what = "、".join(_label(book, path) for path in event.changes) or event.verb
            told.append(
                _("%(who)s, %(when)s: %(what)s")
                % {"who": event.actor_name, "when": _moment(event.recorded_at), "what": what}
            )
    raise ValidationError(
        _("Somebody changed this meanwhile (%(changes)s). Look at it again, then repeat your change.")
        % {"changes": "; ".join(told[:_NAMED])},
        code="stale",
    )


def _moment(at: datetime) -> str:
    return date_format(localtime(at), "Y-m-d H:i")


def _label(book: Book, path: str) -> str:
    """What people call a path of a change."""
    name = path.partition(".")[2] or path
    register = book.register
    if path.startswith(versions.FIELDS) and name in register.fields_:
        return spoken(register.fields_[name].title)
    if name in register.parties:
        return spoken(register.parties[name].title)
    return {
        "title": _("Title"),
        "state": _("State"),
        "number": _("Number"),
        "due_at": _("Due"),
        "place": _("Place"),
    }.get(path, path)


def put(
    record: Record,
    book: Book,
    facts: Mapping[str, Any],
    *,
    viewer: Viewer,
    verb: str,
    reason: str = "",
    held_at: datetime | None = None,
    changes: Mapping[str, list[Any]] | None = None,
    context: Mapping[str, Any] | None = None,
) -> None:
    """Keep what has changed of a record: version, row, access, history; the revision counts on.

    Args:
        facts: paths such as ``state`` or ``fields.progress`` with what they are from ``held_at`` on.
        changes: further changes for history, such as parties.
    """
    told: dict[str, list[Any]] = {}
    if facts:
        before = _before(record, facts, held_at)
        last = versions.state_facts(
            record, facts, held_at=held_at or viewer.at, at=viewer.at, recompute=partial(recomputed, book)
        )
        told = {path: [_plain(before[path]), _plain(value)] for path, value in facts.items()}
        record.title, record.state, record.fields = last.title, last.state, last.fields
    record.revision += 1
    record.save()
    if "title" in facts:
        remember_words(record)
    follow(record)
    note(record, book, verb, viewer, {**told, **(changes or {})}, reason, held_at, context)


def note(
    record: Record,
    book: Book,
    verb: str,
    viewer: Viewer,
    changes: Mapping[str, list[Any]],
    reason: str = "",
    held_at: datetime | None = None,
    context: Mapping[str, Any] | None = None,
) -> None:
    """Enter in history what was done to a record; where parties change, with all that are known from then on."""
    stated = dict(context or {})
    if any(path.startswith("parties.") for path in changes):
        stated["parties"] = snapshot(Party.objects.known().filter(record=record))
    append(
        chain=chain_of(record),
        verb=f"registers.record.{verb}",
        actor=viewer.actor,
        at=viewer.at,
        held_at=held_at,
        changes={path: change for path, change in changes.items() if change[0] != change[1]},
        reason=reason,
        context={"revision": record.revision, **stated},
        personal=[f"{versions.FIELDS}{name}" for name in book.personal],
    )


def refresh_due(record: Record, book: Book, at: datetime) -> bool:
    """Derive when a record falls due next, and how it stands, from its assignments. Says whether it changed."""
    facts = derived(record, book).differing(record)
    if not facts:
        return False
    moment, compute = moment_of([record.pk], at), partial(recomputed, book)
    versions.state_facts(record, facts, held_at=moment, at=moment, recompute=compute)
    for name, value in facts.items():
        setattr(record, name, value)
    record.due_order = due_order(record.due_at)
    record.save()
    follow(record)
    return True


def _before(record: Record, facts: Mapping[str, Any], held_at: datetime | None) -> dict[str, Any]:
    """What facts say otherwise: what was so at the moment of which they speak."""
    if held_at is None:
        return {path: _current(record, path) for path in facts}
    then = versions.known_at(record, held_at)
    return {path: versions.value_at(then, path) if then else None for path in facts}


def _current(record: Record, path: str) -> Any:
    if path.startswith(versions.FIELDS):
        return record.fields.get(path.removeprefix(versions.FIELDS))
    return getattr(record, path)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value

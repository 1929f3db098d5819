"""Appending to history. Nothing here changes or removes an event."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.db.models import Max

from baicheng.server.history import digests, many_rows
from baicheng.server.history.actors import Actor
from baicheng.server.history.among import among
from baicheng.server.history.models import ERASED, Checkpoint, Event, Head, PersonalValue

#: A change of one field: what it was and what it is, in storage form (JSON).
Change = Sequence[Any]


@transaction.atomic
def record(
    *,
    chain: str,
    verb: str,
    actor: Actor,
    at: datetime,
    changes: Mapping[str, Change],
    reason: str = "",
    held_at: datetime | None = None,
    context: Mapping[str, Any] | None = None,
    personal: Collection[str] = (),
) -> Event:
    """Append an event to a chain; call it in the transaction that makes the change.

    Args:
        chain: whose history, such as ``registers.record:42``.
        verb: ``app.noun.past``, such as ``registers.record.moved``.
        at: when the system learns it; ``held_at`` when it held, the same moment unless given.
        changes: field to ``[old, new]``.
        personal: the fields of ``changes`` that are personal data: their values go to a side table,
            salted digests into the chain, so that they can be erased lawfully.
    """
    Head.objects.get_or_create(chain=chain)
    head = Head.objects.select_for_update().get(chain=chain)
    stored, secret = _split(changes, personal)
    event = Event(
        chain=chain,
        number=head.number + 1,
        verb=verb,
        actor=actor.key,
        actor_name=actor.name,
        recorded_at=at,
        held_at=held_at or at,
        changes=stored,
        context=dict(context or {}),
        reason=reason,
        previous_digest=head.digest,
    )
    event.digest = digests.of_event(event)
    event.save(force_insert=True)
    for value in secret:
        value.event = event
    PersonalValue.objects.bulk_create(secret)
    head.number, head.digest = event.number, event.digest
    head.save()
    return event


class Entry(NamedTuple):
    """One event of many that are appended together; the fields are those of ``record``.

    ``changes`` and ``context`` can be ``digests.written`` already.
    """

    chain: str
    verb: str
    changes: Mapping[str, Change] | many_rows.Written
    reason: str = ""
    held_at: datetime | None = None
    context: Mapping[str, Any] | many_rows.Written = MappingProxyType({})


@transaction.atomic
def record_all(entries: Sequence[Entry], *, actor: Actor, at: datetime) -> None:
    """Append many events, in their order, with a few statements; none of them holds personal data."""
    hold({entry.chain for entry in entries})
    write_events(following(entries, actor=actor, at=at))


class Following(NamedTuple):
    """Events that follow in their chains, and the heads of the chains after them."""

    events: many_rows.Lines
    heads: Sequence[many_rows.Row]


def following(entries: Sequence[Entry], *, actor: Actor, at: datetime) -> Following:
    """Make many events ready to be appended to chains that are held, or end then as they end now."""
    chains = {entry.chain for entry in entries}
    found = Head.objects.filter(among("chain", chains)).values_list("id", "chain", "number", "digest")
    heads = {chain: many_rows.Row(id=pk, number=number, digest=digest) for pk, chain, number, digest in found}
    rows = [_next(heads[entry.chain], entry, actor, at) for entry in entries]
    return Following(many_rows.lines(Event, rows), list(heads.values()))


def write_events(ready: Following) -> None:
    """Append events that were made ready, in the transaction that makes the change; their chains are held."""
    many_rows.insert_lines(ready.events)
    many_rows.update(Head, ready.heads, ("number", "digest"))


def hold(chains: Collection[str]) -> None:
    """Hold chains until the transaction ends; a chain without a head begins.

    They are locked in one order, so that two writers never wait for each other.
    """
    wanted = sorted(chains)
    known = set(Head.objects.filter(among("chain", wanted)).values_list("chain", flat=True))
    fresh = [Head(chain=chain) for chain in wanted if chain not in known]
    Head.objects.bulk_create(fresh, ignore_conflicts=True)
    if connection.features.has_select_for_update:
        rows = Head.objects.select_for_update().filter(among("chain", wanted))
        list(rows.order_by("chain").values_list("pk"))


def _next(head: many_rows.Row, entry: Entry, actor: Actor, at: datetime) -> many_rows.Row:
    """The event that follows in a chain; the head counts on."""
    changes, context = _written(entry.changes), _written(entry.context)
    event = many_rows.Row(
        id=None,
        chain=entry.chain,
        number=head.number + 1,
        verb=entry.verb,
        actor=actor.key,
        actor_name=actor.name,
        recorded_at=at,
        held_at=entry.held_at or at,
        changes=changes,
        context=context,
        reason=entry.reason,
        previous_digest=head.digest,
    )
    event.digest = digests.of_row(event, changes.text, context.text)
    head.number, head.digest = event.number, event.digest
    return event


def _written(said: Mapping[str, Any] | many_rows.Written) -> many_rows.Written:
    return said if isinstance(said, many_rows.Written) else many_rows.Written(digests.written(dict(said)))


def _split(
    changes: Mapping[str, Change], personal: Collection[str]
) -> tuple[dict[str, list[Any]], list[PersonalValue]]:
    """Changes as they enter the chain, and the personal values taken out of them."""
    stored: dict[str, list[Any]] = {}
    secret: list[PersonalValue] = []
    for name, (old, new) in changes.items():
        stored[name] = [old, new]
        if name not in personal:
            continue
        for place, (side, value) in enumerate((("old", old), ("new", new))):
            if value is None:
                continue
            salt = secrets.token_hex(16)
            stored[name][place] = digests.of_personal_value(value, salt)
            secret.append(PersonalValue(field=name, side=side, salt=salt, value=value))
    return stored, secret


@transaction.atomic
def erase_personal_values(
    *, chain: str, fields: Collection[str], actor: Actor, at: datetime, reason: str
) -> Event:
    """Erase all values of personal fields from a chain, and say in it that this was done and why.

    The chain still verifies: it holds digests, and the salt that made them guessable goes too.
    """
    values = PersonalValue.objects.select_for_update().filter(
        event__chain=chain, field__in=fields, erased_by=None
    )
    erased = sorted({(value.event.number, value.field) for value in values.select_related("event")})
    event = record(
        chain=chain,
        verb=ERASED,
        actor=actor,
        at=at,
        changes={},
        reason=reason,
        context={"erased": [list(place) for place in erased]},
    )
    values.update(value=None, salt="", erased_by=event)
    return event


@transaction.atomic
def make_checkpoint(*, at: datetime) -> Checkpoint | None:
    """Seal everything recorded since the last checkpoint; nothing new gives none."""
    if connection.vendor == "postgresql":  # no event may be on its way in while its place is sealed
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {Event._meta.db_table} IN SHARE ROW EXCLUSIVE MODE")
    before = Checkpoint.objects.order_by("pk").last()
    events = Event.objects.filter(pk__gt=before.last_event if before else 0)
    last_event = events.aggregate(last=Max("pk"))["last"]
    if last_event is None:
        return None
    seal = digests.Seal(before.digest if before else "")
    for digest in events.order_by("pk").values_list("digest", flat=True).iterator(chunk_size=5000):
        seal.add(digest)
    return Checkpoint.objects.create(
        made_at=at,
        last_event=last_event,
        events=seal.events,
        previous_digest=before.digest if before else "",
        digest=seal.digest(),
    )

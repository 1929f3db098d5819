"""Moves made (办理环节) towards a duty: read from the history of the record that it is about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import transaction

from baicheng.clock.instants import china_date
from baicheng.flows.allotment import allot
from baicheng.flows.fulfilment import Deed, fulfilment
from baicheng.server.accounts.models import User
from baicheng.server.assignments.models import VOID, Assignment, Outcome
from baicheng.server.assignments.rows import borne_by
from baicheng.server.duties.deeds import owed_of
from baicheng.server.duties.models import Duty
from baicheng.server.duties.opened import keys_of
from baicheng.server.duties.services.settling import about, settle
from baicheng.server.editions.queries import acting_for
from baicheng.server.history.actors import WORKER, Actor
from baicheng.server.history.batches import batch
from baicheng.server.history.models import Event
from baicheng.server.registers.matter import KIND
from baicheng.server.registers.models import Record
from baicheng.server.registers.services.due_moments import lock_records, refresh_due_of

_BATCH = 100
_MOVED = "registers.record.moved"


@transaction.atomic
def match_move(record: Record, move: str, at: datetime, *, actor: Actor = WORKER) -> list[Assignment]:
    """Close what a move of a record fulfils for those on whose behalf it was made."""
    lock_records([record.pk])
    rows = Assignment.objects.filter(about_kind=KIND, about_id=record.pk, rule__demand__move=move)
    return _match(rows.filter(outcome=Outcome.OPEN), at, actor)


def match_moves_made(duty: Duty, at: datetime, *, actor: Actor = WORKER) -> int:
    """Close what moves of the past fulfil: those that were made before their assignment was opened.

    Works in batches, each a transaction. Returns how many assignments changed.
    """
    first, beyond = keys_of(duty)
    rows = Assignment.objects.filter(
        key__gte=first,
        key__lt=beyond,
        about_kind=KIND,
        outcome__in=(Outcome.OPEN, Outcome.MISSED),
        rule__demand__move__isnull=False,
    )
    changed, last = 0, 0
    while part := list(rows.filter(pk__gt=last).order_by("pk").values_list("pk", "about_id")[:_BATCH]):
        with batch():
            lock_records(record for _, record in part)
            changed += len(_match(rows.filter(pk__in=[pk for pk, _ in part]), at, actor))
        last = part[-1][0]
    return changed


def _match(rows: Iterable[Assignment], at: datetime, actor: Actor) -> list[Assignment]:
    wanted = {row.pk for row in rows}
    changed: list[Assignment] = []
    acting: dict[tuple[str, object], frozenset[int]] = {}
    for together in _together(wanted):
        first = together[0]
        made = _moves_of(first.about_id or 0, first.rule["demand"]["move"])
        deeds = [Deed(event.held_at) for event in made if borne_by(first) & _behalf(event, acting)]
        counted = allot(map(owed_of, together), deeds)
        for row in together:
            found = fulfilment(owed_of(row), counted[row.key])
            if row.pk in wanted and found.done_at is not None:
                changed += settle(row, found, (KIND, first.about_id or 0), at, actor)
    refresh_due_of(about(changed), at=at)
    return changed


def _together(wanted: Collection[int]) -> Iterable[list[Assignment]]:
    """Assignments with all others of the same duty, record, bearer and demand, among which moves are shared out."""
    records = Assignment.objects.filter(pk__in=wanted).values("about_id")
    rows = Assignment.objects.filter(
        about_kind=KIND, about_id__in=records, rule__demand__move__isnull=False
    ).exclude(outcome__in=VOID)
    found: dict[tuple[object, ...], list[Assignment]] = defaultdict(list)
    for row in rows.select_related("bearer").order_by("due_at", "pk"):
        demand = repr(sorted(row.rule["demand"].items()))
        found[row.rule["duty"], row.about_id, row.bearer_id, demand].append(row)
    return [group for group in found.values() if any(row.pk in wanted for row in group)]


def _moves_of(record: int, move: str) -> list[Event]:
    """When a move was made of a record, oldest first."""
    made = Event.objects.filter(chain=f"{KIND}:{record}", verb=_MOVED, context__move=move)
    return list(made.order_by("number"))


def _behalf(event: Event, known: dict[tuple[str, object], frozenset[int]]) -> frozenset[int]:
    """For whom somebody acted when making a move."""
    day = china_date(event.recorded_at)
    if (event.actor, day) not in known:
        kind, _colon, key = event.actor.partition(":")
        user = User.objects.filter(pk=key).first() if kind == "user" else None
        known[event.actor, day] = frozenset(acting_for(user, day)) if user else frozenset()
    return known[event.actor, day]

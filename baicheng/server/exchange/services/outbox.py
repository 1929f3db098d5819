"""What other programs are to be told (待推送): put down from the history, in its order, each thing once.

History is written in the transaction of the change itself, so that it is the outbox: this reads on from the last
event that was looked at, and puts down deliveries together with how far it has read. A machine that stops in
between begins where it was; nothing is lost, and nothing is put down twice.

A message says what happened to which record or assignment by ids, and nothing that is in them: what somebody may
read is decided when they ask, by their own account.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import CharField, Exists, OuterRef, Value
from django.db.models.functions import Cast, Concat

from baicheng.server.assignments.models import Assignment, Outcome
from baicheng.server.assignments.queries import open_programmes
from baicheng.server.editions.queries import programme_of
from baicheng.server.exchange.events import LATE, VERBS
from baicheng.server.exchange.models import Delivery, Webhook
from baicheng.server.history.models import Event
from baicheng.server.history.queries import settled_until
from baicheng.server.registers.matter import KIND
from baicheng.server.registers.models import Record

#: So many events are looked at in one transaction, and so many late assignments.
AT_ONCE = 500
_ROOT = "/api/v1"


def collect(at: datetime) -> int:
    """Put down everything that happened since the last time and that somebody is to be told.

    Returns:
        How many deliveries were put down.
    """
    last = settled_until()
    made = 0
    for pk in Webhook.objects.filter(ended_at=None).values_list("pk", flat=True):
        while last is not None and (step := _read_on(pk, last, at)) is not None:
            made += step
        made += _late(pk, at)
    return made


@transaction.atomic
def _read_on(pk: int, last: int, at: datetime) -> int | None:
    """Look at the next events for a webhook; ``None`` where none is left."""
    webhook = Webhook.objects.select_for_update(of=("self",)).get(pk=pk)
    if webhook.ended_at is not None or webhook.read_until >= last:
        return None
    span = Event.objects.filter(pk__gt=webhook.read_until, pk__lte=last).order_by("pk")[:AT_ONCE]
    events = list(span)
    wanted = [event for event in events if VERBS.get(event.verb) in webhook.events]
    found = _messages(wanted, webhook)
    made = _put_down(webhook, found, at)
    webhook.read_until = events[-1].pk if len(events) == AT_ONCE else last
    webhook.save()
    return made


def _messages(events: Sequence[Event], webhook: Webhook) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Key, name and message of each event that concerns the webhook's programme."""
    records = Record.objects.in_bulk({pk for event in events if (pk := _record_of(event)) is not None})
    assigned = {event.context.get("assignment") for event in events} - {None}
    assignments = Assignment.objects.in_bulk(assigned)
    for event in events:
        record = records.get(_record_of(event) or 0)
        row = assignments.get(event.context.get("assignment") or 0)
        programme = programme_of(record.register) if record else row.programme if row else ""
        if not programme or (webhook.programme and webhook.programme != programme):
            continue
        name = VERBS[event.verb]
        told = {
            "event": name,
            "at": event.recorded_at.isoformat(),
            "programme": programme,
            **_about(record, row),
        }
        if name == "record.moved":
            told["move"] = str(event.context.get("move", ""))
        if "revision" in event.context:
            told["revision"] = event.context["revision"]
        yield f"event:{event.pk}", name, told


def _record_of(event: Event) -> int | None:
    kind, _colon, pk = event.chain.partition(":")
    return int(pk) if kind == KIND and pk.isdecimal() else None


def _about(record: Record | None, row: Assignment | None) -> dict[str, Any]:
    told: dict[str, Any] = {}
    if record is not None:
        told |= {
            "register_id": record.register,
            "record": record.pk,
            "record_address": f"{_ROOT}/records/{record.pk}",
        }
    if row is not None:
        told |= {
            "assignment": row.pk,
            "name": row.name,
            "due_at": row.due_at.isoformat() if row.due_at else None,
            "assignment_address": f"{_ROOT}/assignments/{row.pk}",
        }
    return told


@transaction.atomic
def _late(pk: int, at: datetime) -> int:
    """Put down what became late since the webhook was registered, each due moment once."""
    webhook = Webhook.objects.select_for_update(of=("self",)).get(pk=pk)
    if LATE not in webhook.events or webhook.ended_at is not None:
        return 0
    told = Delivery.objects.filter(webhook=webhook, key=OuterRef("late_key"))
    rows = Assignment.objects.filter(
        programme__in=[webhook.programme] if webhook.programme else open_programmes(),
        outcome=Outcome.OPEN,
        due_at__lt=at,
        due_at__gte=webhook.registered_at,
    ).annotate(
        late_key=Concat(
            Value("late:"),
            Cast("pk", CharField()),
            Value(":"),
            Cast("due_at", CharField()),
            output_field=CharField(),
        )
    )
    found = list(rows.filter(~Exists(told)).order_by("due_at", "pk")[:AT_ONCE])
    records = Record.objects.in_bulk(
        {row.about_id for row in found if row.about_kind == KIND and row.about_id is not None}
    )
    return _put_down(webhook, _late_messages(found, records), at)


def _late_messages(
    rows: Iterable[Any], records: Mapping[int, Record]
) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for row in rows:
        record = records.get(row.about_id) if row.about_kind == KIND else None
        told = {
            "event": LATE,
            "at": row.due_at.isoformat(),
            "programme": row.programme,
            **_about(record, row),
        }
        yield row.late_key, LATE, told


def _put_down(webhook: Webhook, found: Iterable[tuple[str, str, dict[str, Any]]], at: datetime) -> int:
    fresh = [
        Delivery(
            webhook=webhook,
            key=key,
            event=name,
            body=json.dumps(told, ensure_ascii=False, sort_keys=True),
            made_at=at,
            next_at=at,
        )
        for key, name, told in found
    ]
    Delivery.objects.bulk_create(fresh, ignore_conflicts=True, batch_size=AT_ONCE)
    return len(fresh)

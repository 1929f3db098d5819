"""Whether history is what was once recorded (历史核对): chains, checkpoints, personal values.

The first half of ``baicheng audit verify``; whether the rows beside history are what it says is the other
(``operation.auditing``).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.db.models import Count

from baicheng.server.history import digests
from baicheng.server.history.models import ERASED, Checkpoint, Event, Head, PersonalValue


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that does not fit; ``number`` is the event's place in its chain, 0 where there is none."""

    chain: str
    number: int
    what: str


@dataclass(frozen=True, slots=True)
class Erasure:
    """Personal values that were erased lawfully."""

    chain: str
    fields: tuple[str, ...]
    at: datetime
    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class Report:
    """What the verification found. History is sound when there are no faults."""

    events: int
    chains: int
    checkpoints: int
    faults: tuple[Fault, ...]
    erasures: tuple[Erasure, ...]


def verify() -> Report:
    """Check every chain, every checkpoint and every personal value."""
    faults: list[Fault] = []
    heads = dict(Head.objects.values_list("chain", "digest"))
    personal = dict(PersonalValue.objects.order_by().values_list("event__chain").annotate(Count("pk")))
    events = chains = 0
    rows = Event.objects.order_by("chain", "number").iterator(chunk_size=2000)
    for chain, links in groupby(rows, key=lambda event: event.chain):
        chains += 1
        count, secrets, chain_faults = _check_chain(chain, links, heads.pop(chain, None))
        events += count
        faults += chain_faults
        if secrets != personal.get(chain, 0):
            faults.append(Fault(chain, 0, "a personal value was removed or added (个人信息行被删除或添加)"))
    faults += [Fault(chain, 0, "chain removed (整条链被删除)") for chain, digest in heads.items() if digest]
    checkpoints = list(Checkpoint.objects.order_by("pk"))
    faults += _check_checkpoints(checkpoints)
    faults += _check_personal_values()
    return Report(events, chains, len(checkpoints), tuple(faults), tuple(_erasures()))


def _check_chain(chain: str, links: Iterator[Event], head: str | None) -> tuple[int, int, list[Fault]]:
    """The number of events in a chain and of personal values in them, and what is wrong with them."""
    faults: list[Fault] = []
    expected, previous, count, secrets = 1, "", 0, 0
    for event in links:
        count += 1
        secrets += sum(digests.is_personal(side) for sides in event.changes.values() for side in sides)
        if event.number != expected:
            faults.append(Fault(chain, expected, f"event removed before number {event.number} (事件被删除)"))
        elif event.previous_digest != previous:
            faults.append(
                Fault(chain, event.number, "does not follow the event before it (与前一事件不衔接)")
            )
        if digests.of_event(event) != event.digest:
            faults.append(Fault(chain, event.number, "altered (内容被改动)"))
        expected, previous = event.number + 1, event.digest
    if previous != head:
        faults.append(Fault(chain, expected, "the end of the chain was removed or added (链尾被删除或添加)"))
    return count, secrets, faults


def _check_checkpoints(checkpoints: list[Checkpoint]) -> Iterator[Fault]:
    """Events removed, added or renumbered behind a checkpoint."""
    since, previous = 0, ""
    for checkpoint in checkpoints:
        seal = digests.Seal(previous)
        rows = Event.objects.filter(pk__gt=since, pk__lte=checkpoint.last_event).order_by("pk")
        for digest in rows.values_list("digest", flat=True).iterator(chunk_size=5000):
            seal.add(digest)
        if (seal.events, seal.digest()) != (checkpoint.events, checkpoint.digest):
            counts = f"{checkpoint.events} sealed, {seal.events} found"
            yield Fault(f"checkpoint {checkpoint.made_at:%Y-%m-%d %H:%M}", 0, f"{counts} (检查点不符)")
        since, previous = checkpoint.last_event, checkpoint.digest


def _check_personal_values() -> Iterator[Fault]:
    """A personal value must fit its digest, or be erased by an event that says so."""
    values = PersonalValue.objects.select_related("event", "erased_by").order_by("pk")
    for value in values.iterator(chunk_size=2000):
        event = value.event
        if value.erased_by:
            if not _erases(value.erased_by, value) or value.value is not None:
                yield Fault(event.chain, event.number, f"{value.field}: erased without record (无记录的删除)")
            continue
        place = event.changes.get(value.field, [None, None])[0 if value.side == "old" else 1]
        if place != digests.of_personal_value(value.value, value.salt):
            yield Fault(event.chain, event.number, f"{value.field}: personal value altered (个人信息被改动)")


def _erases(erasure: Event, value: PersonalValue) -> bool:
    """Whether an event is the erasure of a value: of the same chain, naming its place."""
    return (
        erasure.verb == ERASED
        and erasure.chain == value.event.chain
        and [value.event.number, value.field] in erasure.context.get("erased", [])
    )


def _erasures() -> Iterator[Erasure]:
    for event in Event.objects.filter(verb=ERASED).order_by("pk"):
        fields = tuple(sorted({field for _, field in event.context.get("erased", [])}))
        yield Erasure(event.chain, fields, event.recorded_at, event.actor_name, event.reason)

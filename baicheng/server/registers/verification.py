"""Whether records are what their history says (台账核验): rows altered behind the system's back.

History itself is checked by ``history.verification``. Here each record, its versions and its parties are made
again from the events of its chain and compared with the rows. Nothing is held but a few records at a time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.db.models import Min

from baicheng.server.assignments.models import Assignment, Outcome
from baicheng.server.history.models import Event, Head, PersonalValue
from baicheng.server.history.verification import Fault
from baicheng.server.registers.matter import KIND
from baicheng.server.registers.models import Party, Record, Version
from baicheng.server.registers.parties import snapshot
from baicheng.server.registers.shapes import Shapes
from baicheng.server.registers.statements import Statements
from baicheng.server.registers.versions import DERIVED

_BATCH = 200
_CHAINS = f"{KIND}:"
_CREATED = "registers.record.created"
_MOVED = "registers.record.moved"
_TAKEN_OVER = "registers.record.taken_over"
#: What is stated of a record besides its fields.
_SHARED = ("number", "title", "state")
#: What the event of its entering says of a record for good.
_FOR_GOOD = ("parent", "clause", "unit")


@dataclass(frozen=True)
class _Kept:
    """A record with everything that is kept of it."""

    record: Record
    versions: Sequence[Version]
    parties: Sequence[Party]
    events: Sequence[Event]
    statements: Statements
    due: object


def verify_records() -> Iterator[Fault]:
    """What does not fit between the records and their history, record by record."""
    shapes, last = Shapes(), 0
    while rows := list(Record.objects.filter(pk__gt=last).order_by("pk")[:_BATCH]):
        for kept in _kept(rows):
            yield from _faults(kept, shapes)
        last = rows[-1].pk
    yield from _removed()


def _kept(rows: Sequence[Record]) -> Iterator[_Kept]:
    keys = [record.pk for record in rows]
    chains = {f"{_CHAINS}{key}": key for key in keys}
    events: dict[int, list[Event]] = defaultdict(list)
    for event in Event.objects.filter(chain__in=list(chains)).order_by("chain", "number"):
        events[chains[event.chain]].append(event)
    personal = {
        (value.event_id, value.field): value
        for value in PersonalValue.objects.filter(event__chain__in=list(chains), side="new")
    }
    versions: dict[int, list[Version]] = defaultdict(list)
    for version in Version.objects.filter(record__in=keys).order_by("since", "pk"):
        versions[version.record_id].append(version)
    parties: dict[int, list[Party]] = defaultdict(list)
    for party in Party.objects.filter(record__in=keys):
        parties[party.record_id].append(party)
    open_rows = Assignment.objects.filter(about_kind=KIND, about_id__in=keys, outcome=Outcome.OPEN)
    due = dict(open_rows.order_by().values_list("about_id").annotate(earliest=Min("due_at")))
    for record in rows:
        found = events[record.pk]
        statements = Statements(found, personal)
        yield _Kept(record, versions[record.pk], parties[record.pk], found, statements, due.get(record.pk))


def _faults(kept: _Kept, shapes: Shapes) -> Iterator[Fault]:
    record = kept.record
    chain = f"{_CHAINS}{record.pk}"
    created = next((event for event in kept.events if event.verb == _CREATED), None)
    if created is None:
        yield Fault(chain, 0, f"{record}: a record without history (没有历史的记录)")
        return
    for what in _of_record(kept, created, shapes):
        yield Fault(chain, 0, f"{record.number}: {what} (记录被改动)")
    for what in _of_versions(kept, shapes):
        yield Fault(chain, 0, f"{record.number}: {what} (版本被改动)")
    for number, what in _of_parties(kept):
        yield Fault(chain, number, f"{record.number}: {what} (参与方被改动)")


def _of_record(kept: _Kept, created: Event, shapes: Shapes) -> Iterator[str]:
    record, statements = kept.record, kept.statements
    for name in _SHARED:
        if getattr(record, name) != (statements.now(name) or ""):
            yield f"{name} is not what was last recorded"
    if record.place != statements.latest("place"):
        yield "place is not what was last recorded"
    computed = shapes.computed(record.register)
    yield from (
        f"fields.{name} is not what was last recorded"
        for name in statements.differing(record.fields, computed)
    )
    if not shapes.reckons(record.register, record.fields):
        yield "a computed field does not follow from the others"
    for name in _FOR_GOOD:
        if getattr(record, f"{name}_id") != created.context.get(name):
            yield f"{name} is not what was entered"
    if record.opened_at != created.held_at:
        yield "opened_at is not what was entered"
    moved = [event.recorded_at for event in kept.events if event.verb == _MOVED]
    moved = moved or [event.held_at for event in kept.events if event.verb == _TAKEN_OVER]
    if record.closed_at is not None and record.closed_at not in moved[-1:]:
        yield "closed_at is not when it was last moved"
    if moved and not shapes.may_be_closed(record.register, record.state, closed=record.closed_at is not None):
        yield "closed_at does not go with the state"
    if record.due_at != kept.due:
        yield "due_at is not that of its open assignments"


def _of_versions(kept: _Kept, shapes: Shapes) -> Iterator[str]:
    record = kept.record
    known = [version for version in kept.versions if version.superseded_at is None]
    if not known or known[0].since != record.opened_at or known[-1].until is not None:
        yield "its versions do not reach from its opening to now"
        return
    if any(earlier.until != later.since for earlier, later in pairwise(known)):
        yield "its versions do not follow each other"
    last = known[-1]
    if last.fields != record.fields or any(getattr(last, one) != getattr(record, one) for one in DERIVED):
        yield "the present version is not what the record is"
    computed = shapes.computed(record.register)
    for version in kept.versions:
        # One that was replaced in the moment in which it was made never was known to anybody.
        if version.superseded_at is not None and version.superseded_at <= version.recorded_at:
            continue
        when = f"the version of {version.since:%Y-%m-%d %H:%M}, recorded {version.recorded_at:%Y-%m-%d %H:%M}"
        then = kept.statements.as_of(version.since, version.recorded_at)
        if version.register != record.register:
            yield f"{when}: the register is another"
        for name in _SHARED:
            if getattr(version, name) != (then.now(name) or ""):
                yield f"{when}: {name} is not what was recorded"
        for name in then.differing(version.fields, computed):
            yield f"{when}: fields.{name} is not what was recorded"


def _of_parties(kept: _Kept) -> Iterator[tuple[int, str]]:
    """Each list of parties that an event states against the rows that were known then; the last one holds."""
    stated = {event.recorded_at: event for event in kept.events if "parties" in event.context}
    if not stated and kept.parties:
        yield 0, "parties without history"
    for at, event in stated.items():
        known = [
            party
            for party in kept.parties
            if party.recorded_at <= at and (party.superseded_at is None or party.superseded_at > at)
        ]
        if snapshot(known) != event.context["parties"]:
            yield event.number, f"the parties known on {at:%Y-%m-%d %H:%M} are not what was recorded"
    last = max(stated, default=None)
    for party in kept.parties:
        changed_at = party.superseded_at or party.recorded_at
        if last is not None and changed_at > last:
            yield 0, f"the role {party.role} was changed on {changed_at:%Y-%m-%d %H:%M} without history"


def _removed() -> Iterator[Fault]:
    """Chains of records that are no longer there."""
    last = ""
    heads = Head.objects.filter(chain__startswith=_CHAINS).order_by("chain")
    while chains := list(heads.filter(chain__gt=last).values_list("chain", flat=True)[:_BATCH]):
        keys = {chain: int(chain.removeprefix(_CHAINS)) for chain in chains}
        there = set(Record.objects.filter(pk__in=keys.values()).values_list("pk", flat=True))
        for chain, key in keys.items():
            if key not in there:
                yield Fault(chain, 0, "the record was removed (记录被删除)")
        last = chains[-1]

"""Statements about assignments: their earlier states are rebuilt from the events of their history.

The row of an assignment is as it is now. Each event says what changed, from when on it held and when it became
known; a later event that speaks of an earlier time cuts off, or replaces, what was stated from there on.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q

from baicheng.server.assessments.exporting.directory import EVERY
from baicheng.server.assessments.exporting.shapes import Row, day, key, moment
from baicheng.server.assignments.models import Assignment, Outcome
from baicheng.server.assignments.rows import OF_DUTIES, PREDECESSORS, chain_of
from baicheng.server.history.models import Event
from baicheng.server.registers.matter import KIND
from baicheng.server.registers.models import Record

_BATCH = 500
_VERBS = "assignments.assignment."
#: What is missed is so after its due moment: 24:00 still belongs to the day before.
_A_MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class State:
    """What can change of an assignment."""

    outcome: str
    due_at: datetime | None
    bearer: int | None
    excluded_on: date | None = None


@dataclass(slots=True)
class Stated:
    """A state that holds in ``[since, until)``; ``statement`` names it."""

    statement: str
    since: datetime
    until: datetime | None
    state: State


@dataclass
class Course:
    """What is stated of one assignment, event by event."""

    assignment: Assignment
    register: str | None
    standing: list[Stated] = field(default_factory=list)
    count: int = 0

    def rows(self, events: Sequence[Event], as_of: datetime) -> Iterator[Row]:
        """Its statements up to a moment, in the order in which they were recorded."""
        bearers = _bearers(self.assignment, events)
        state = State(Outcome.OPEN, None, bearers[0] if bearers else self.assignment.bearer_id)
        for event, bearer in zip(events, bearers, strict=True):
            if event.recorded_at > as_of:
                return
            state = replace(_after(state, event), bearer=bearer)
            if "excluded_on" in event.changes:
                yield from self._everywhere(state.excluded_on, event.recorded_at)
            else:
                yield from self._from(_held(event, state), state, event.recorded_at)

    def _from(self, held_at: datetime, state: State, at: datetime) -> Iterator[Row]:
        """From a moment on it is so; what was stated of later times is withdrawn."""
        kept: list[Stated] = []
        for one in self.standing:
            if one.until is not None and one.until <= held_at:
                kept.append(one)
                continue
            yield self._row(one, at, withdrawn=True)
            if one.since < held_at:
                kept.append(self._new(one.since, held_at, one.state))
                yield self._row(kept[-1], at)
        kept.append(self._new(held_at, None, state))
        yield self._row(kept[-1], at)
        self.standing = kept

    def _everywhere(self, excluded_on: date | None, at: datetime) -> Iterator[Row]:
        """A granted appeal concerns the assignment as such, whatever day is looked at."""
        for place, one in enumerate(self.standing):
            yield self._row(one, at, withdrawn=True)
            state = replace(one.state, excluded_on=excluded_on)
            self.standing[place] = self._new(one.since, one.until, state)
            yield self._row(self.standing[place], at)

    def _new(self, since: datetime, until: datetime | None, state: State) -> Stated:
        self.count += 1
        return Stated(f"{self.assignment.pk}.{self.count}", since, until, state)

    def _row(self, one: Stated, at: datetime, *, withdrawn: bool = False) -> Row:
        row, state = self.assignment, one.state
        return (
            one.statement,
            moment(one.since),
            moment(one.until),
            moment(at),
            withdrawn,
            key(row.pk),
            self.register,
            key(row.about_id),
            row.name,
            row.name if row.key.startswith(OF_DUTIES) else None,
            key(state.bearer),
            state.outcome,
            moment(row.opened_at),
            moment(state.due_at),
            row.covers_since,
            row.covers_until,
            state.excluded_on,
        )


def assignments(as_of: datetime, where: Q = EVERY) -> Iterator[Row]:
    """The statements about all assignments, one after the other."""
    last = 0
    # Of two lower bounds of the key a database may seek the lesser one, and read all from there in each batch.
    wanted = Assignment.objects.all() if where == EVERY else Assignment.objects.filter(where)
    while True:
        found = wanted.filter(pk__gt=last, recorded_at__lte=as_of).order_by("pk")
        batch = list(found.defer("title", "clock")[:_BATCH])
        if not batch:
            return
        events, registers = _events(batch), _registers(batch)
        for row in batch:
            register = registers.get(row.about_id) if row.about_kind == KIND else None
            yield from Course(row, register).rows(events[row.pk], as_of)
        last = batch[-1].pk


def _events(batch: Sequence[Assignment]) -> dict[int, list[Event]]:
    chains = {chain_of(row) for row in batch}
    wanted = {row.pk for row in batch}
    found: dict[int, list[Event]] = defaultdict(list)
    events = Event.objects.filter(chain__in=chains, verb__startswith=_VERBS).order_by("chain", "number")
    for event in events.only("verb", "changes", "context", "held_at", "recorded_at", "chain", "number"):
        if (pk := event.context.get("assignment")) in wanted:
            found[pk].append(event)
    return found


def _registers(batch: Sequence[Assignment]) -> dict[int | None, str]:
    about = {row.about_id for row in batch if row.about_kind == KIND and row.about_id is not None}
    return dict(Record.objects.filter(pk__in=about).values_list("pk", "register"))


def _after(state: State, event: Event) -> State:
    """The state as an event leaves it."""
    changed: dict[str, Any] = {}
    if "outcome" in event.changes:
        changed["outcome"] = event.changes["outcome"][1]
    if "due_at" in event.changes:
        due = event.changes["due_at"][1]
        changed["due_at"] = datetime.fromisoformat(due) if due else None
    if "excluded_on" in event.changes:
        changed["excluded_on"] = day(event.changes["excluded_on"][1])
    return replace(state, **changed)


def _held(event: Event, state: State) -> datetime:
    missed = "outcome" in event.changes and state.outcome == Outcome.MISSED
    return event.held_at - _A_MOMENT if missed and event.held_at == state.due_at else event.held_at


def _bearers(row: Assignment, events: Sequence[Event]) -> list[int | None]:
    """Who bore it after each event: events name bearers in words, so the way leads back from the row as it is."""
    predecessors, bearer = list(row.rule.get(PREDECESSORS, ())), row.bearer_id
    found: list[int | None] = []
    for event in reversed(events):
        found.append(bearer)
        if "bearer" in event.changes:
            bearer = predecessors.pop() if event.verb == f"{_VERBS}succeeded" and predecessors else None
    return found[::-1]

"""What a succession decides of records (职责承接的范围): what passes, what stays, what it leaves open."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Literal

from django.db.models import Q, QuerySet

from baicheng.clock.instants import start_of
from baicheng.server.assignments.models import Assignment, Outcome
from baicheng.server.documents.queries import clauses_within
from baicheng.server.orgs.models import Subject, Succession, SuccessionStep
from baicheng.server.orgs.successions import (
    BY_HAND,
    CHOSEN,
    EVERYTHING,
    Scope,
    containing,
    scope_of,
    steps_of,
)
from baicheng.server.registers.books import book_of
from baicheng.server.registers.matter import KIND
from baicheng.server.registers.models import Party, Passed, Record, Ruling

#: ``passes`` to who takes over, ``stays`` with the old body, ``open``: somebody decides.
Verdict = Literal["passes", "stays", "open"]
#: So many records are judged at a time.
BATCH = 200


@dataclass(frozen=True, slots=True)
class Judged:
    """A record of the old body: what the scope says, which step it follows, and who takes over."""

    record: Record
    verdict: Verdict
    step: SuccessionStep
    heir: Subject | None
    ruled: bool = False


def verdict_of(scope: Scope, record: Record) -> Verdict:
    """What the scope alone says of a record.

    Ledgers narrow what is meant; clauses and topics say which records of theirs. A record that has neither a
    clause nor a topic by which it could be known is left open.
    """
    if scope.kind == BY_HAND:
        return "open"
    if scope.kind == EVERYTHING:
        return "passes"
    if scope.registers and record.register not in scope.registers:
        return "stays"
    if not scope.clauses and not scope.topics:
        return "passes" if scope.registers else "stays"
    by_clause: Verdict = "stays"
    if scope.clauses:
        by_clause = _by_value(record.clause_id, scope.clauses)
    said = [by_clause, *_by_topics(scope, record)]
    if "passes" in said:
        return "passes"
    return "open" if "open" in said else "stays"


def _by_value(value: object, wanted: Collection[object]) -> Verdict:
    if value in (None, "", []):
        return "open"
    return "passes" if value in wanted else "stays"


def _by_topics(scope: Scope, record: Record) -> Iterator[Verdict]:
    """What each field says that holds a topic; a record of another register has none."""
    fields = {field for register, field, _value in scope.topics if register == record.register}
    for field in sorted(fields):
        wanted = {one for register, name, one in scope.topics if (register, name) == (record.register, field)}
        held = record.fields.get(field)
        values = held if isinstance(held, list) else [held]
        found = [_by_value(value, wanted) for value in values] or ["open"]
        yield "passes" if "passes" in found else found[0]


def with_subclauses(scope: Scope) -> Scope:
    """The scope with what stands below its clauses: who takes over 三(一) has 三(一)1, too."""
    return replace(scope, clauses=clauses_within(scope.clauses)) if scope.clauses else scope


@dataclass(frozen=True)
class Inheritance:
    """One succession looked at on one day: which records of which bodies it concerns.

    ``scope`` names every clause that is meant; see ``with_subclauses``.
    """

    steps: Sequence[SuccessionStep]
    scope: Scope
    rulings: Mapping[int, Ruling]

    @classmethod
    def of(cls, succession: Succession) -> Inheritance:
        rulings = Ruling.objects.filter(succession=succession, record__isnull=False).select_related("heir")
        return cls(
            steps_of(succession),
            with_subclauses(scope_of(succession)),
            {ruling.record_id: ruling for ruling in rulings if ruling.record_id is not None},
        )

    def judged(self, old: Subject, records: Sequence[Record], on: date) -> Iterator[Judged]:
        """What is to become of records that the old body has."""
        places = {record.division_id for record in records if record.division_id is not None}
        upwards = containing(places, on) if self._by_place else {}
        for record in records:
            step = self._step(old, upwards.get(record.division_id or 0, ()))
            if step is not None:
                yield self._judge(record, step)

    def _judge(self, record: Record, step: SuccessionStep) -> Judged:
        ruling = self.rulings.get(record.pk)
        if ruling is not None:
            verdict: Verdict = "passes" if ruling.heir else "stays"
            return Judged(record, verdict, step, ruling.heir, ruled=True)
        verdict = verdict_of(self.scope, record)
        heir = step.successor
        if verdict == "passes" and (heir is None or not is_fit(record, step.predecessor, heir)):
            verdict = "open"
        return Judged(record, verdict, step, heir)

    def _step(self, old: Subject, places: Sequence[int]) -> SuccessionStep | None:
        """A division's own bodies follow its step; the main ones that of the place, else that of their own level."""
        for place in places:
            if place in self._by_place and self._by_place[place].predecessor == old:
                return self._by_place[place]
        return self._by_body.get(old.pk)

    @cached_property
    def _by_place(self) -> dict[int, SuccessionStep]:
        return {step.division_id: step for step in self.steps if step.division_id and not step.old_id}

    @cached_property
    def _by_body(self) -> dict[int, SuccessionStep]:
        return {
            step.predecessor.pk: step
            for step in reversed(self.steps)
            if step.division_id is None or step.old_id
        }


def is_fit(record: Record, old: Subject, heir: Subject) -> bool:
    """Whether the heir can have every role that the old body has in a record."""
    roles = book_of(record.register).register.parties
    held = Party.objects.known().filter(record=record, subject=old).values_list("role", flat=True)
    if heir.kind == old.kind:
        return True
    return all(not roles[role].kinds or heir.kind in roles[role].kinds for role in held if role in roles)


def held_parties(old: Subject, step: SuccessionStep) -> QuerySet[Party]:
    """The roles that a step takes from the old body: those it has on the day and had before it was known.

    What it was given later, by people who knew, stays with it.
    """
    day = step.in_place_on or step.succession.ordered_on
    lasting = Q(until=None) | Q(until__gt=day)
    before = Q(since=None) | Q(since__lt=day) | Q(recorded_at__lt=step.recorded_at)
    if step.in_place_on is None:
        before = Q()
    return Party.objects.known().filter(lasting, before, subject=old, record__closed_at=None)


def held_assignments(old: Subject, step: SuccessionStep) -> QuerySet[Assignment]:
    """The open assignments that the old body bears and that no run has passed on."""
    return _not_passed(Assignment.objects.filter(bearer=old, outcome=Outcome.OPEN), step)


def held_of_record(record: Record, old: Subject, step: SuccessionStep) -> QuerySet[Assignment]:
    """The same of one record, with those that somebody else had been handed by the old body."""
    mine = Q(bearer=old) | Q(rule__stands_for=old.pk)
    rows = Assignment.objects.filter(mine, about_kind=KIND, about_id=record.pk, outcome=Outcome.OPEN)
    return _not_passed(rows, step).order_by("pk")


def _not_passed(rows: QuerySet[Assignment], step: SuccessionStep) -> QuerySet[Assignment]:
    """Without what this succession has passed already, or another one on the day or later."""
    day = step.in_place_on
    done = Passed.objects.filter(undone_at=None, assignment__isnull=False)
    if day is not None:
        rows = rows.filter(Q(recorded_at__lt=start_of(day)) | Q(recorded_at__lt=step.recorded_at))
        rows = rows.exclude(pk__in=done.filter(since__gte=day).values("assignment"))
    if step.succession._state.adding:  # it is only being prepared
        return rows
    return rows.exclude(pk__in=done.filter(step__succession=step.succession).values("assignment"))


def held_records(old: Subject, step: SuccessionStep, scope: Scope) -> QuerySet[Record]:
    """The open records in which the old body has a role or bears something open."""
    parties = held_parties(old, step).values("record")
    borne = held_assignments(old, step).filter(about_kind=KIND).values("about_id")
    rows = Record.objects.filter(Q(pk__in=parties) | Q(pk__in=borne), closed_at=None)
    return _of_scope(rows, scope)


def holdings(steps: Sequence[SuccessionStep], scope: Scope) -> Iterator[tuple[Record, Subject]]:
    """The open records of all old bodies of a succession, each with the body, read with few queries."""
    bodies = {step.predecessor.pk: step.predecessor for step in steps}
    held: dict[int, int] = {}
    borne = Assignment.objects.none()
    parties = Party.objects.none()
    for step in steps:
        parties = parties | held_parties(step.predecessor, step)
        borne = borne | held_assignments(step.predecessor, step).filter(about_kind=KIND)
    held |= {record or 0: body or 0 for record, body in borne.values_list("about_id", "bearer")}
    held |= dict(parties.values_list("record", "subject"))
    keys = sorted(held)
    for start in range(0, len(keys), BATCH):
        rows = _of_scope(Record.objects.filter(pk__in=keys[start : start + BATCH], closed_at=None), scope)
        yield from ((record, bodies[held[record.pk]]) for record in rows)


def _of_scope(rows: QuerySet[Record], scope: Scope) -> QuerySet[Record]:
    if scope.kind == CHOSEN and scope.registers:
        rows = rows.filter(register__in=scope.registers)
    return rows.select_related("clause__document").order_by("pk")


def in_batches(rows: QuerySet[Record], size: int = BATCH) -> Iterator[list[Record]]:
    """Records some at a time, whatever becomes of them meanwhile."""
    last = 0
    while found := list(rows.filter(pk__gt=last)[:size]):
        yield found
        last = found[-1].pk

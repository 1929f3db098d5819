"""What a succession passes on, and what it leaves to be decided (承接预览、待定事项)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import QuerySet

from baicheng.server.assignments.models import Assignment
from baicheng.server.editions.queries import programme_of
from baicheng.server.orgs.models import Subject, Succession, SuccessionStep
from baicheng.server.orgs.successions import BY_HAND, EVERYTHING, Scope, scope_of, steps_of
from baicheng.server.registers.matter import KIND
from baicheng.server.registers.models import Record, Ruling
from baicheng.server.registers.succession import (
    Inheritance,
    Judged,
    Verdict,
    held_assignments,
    holdings,
)

#: So many cases are laid before somebody at once.
MOST_CASES = 200


@dataclass
class Foreseen:
    """What a succession would do: how many records of each register pass, stay or are open, and some of them."""

    counts: Counter[tuple[str, Verdict]] = field(default_factory=Counter)
    passing: list[Judged] = field(default_factory=list)
    undecided: list[Judged] = field(default_factory=list)
    lone: Counter[Verdict] = field(default_factory=Counter)

    def of(self, verdict: Verdict) -> int:
        """How many records meet with a verdict, in all registers."""
        return sum(count for (_register, found), count in self.counts.items() if found == verdict)


def foresee(inheritance: Inheritance, on: date, shown: Collection[str]) -> Foreseen:
    """What would become of the records of the old bodies, before anything is written.

    Args:
        shown: the programmes of which single records are named; of others there are only figures.
    """
    found = Foreseen()
    steps = list(_of_bodies(inheritance.steps))
    for one in _all_judged(inheritance, steps, on):
        found.counts[one.record.register, one.verdict] += 1
        into = {"passes": found.passing, "open": found.undecided}.get(one.verdict)
        if into is not None and len(into) < MOST_CASES and _programme(one) in shown:
            into.append(one)
    for row in _lone(steps):
        found.lone[verdict_of_lone(inheritance.scope, row)] += 1
    return found


def undecided_records(
    succession: Succession, programmes: Collection[str], on: date, only: int | None = None
) -> list[Judged]:
    """The records of programmes that somebody has to decide on, the first of them; or whether ``only`` is one."""
    steps = list(_of_bodies(steps_of(succession)))
    inheritance = Inheritance.of(succession)
    found: list[Judged] = []
    for one in _all_judged(inheritance, steps, on, programmes, only):
        if one.verdict == "open":
            found.append(one)
        if len(found) == MOST_CASES:
            break
    return found


def _all_judged(
    inheritance: Inheritance,
    steps: Sequence[SuccessionStep],
    on: date,
    programmes: Collection[str] | None = None,
    only: int | None = None,
) -> Iterator[Judged]:
    """What is to become of the records of all old bodies, some at a time."""
    waiting: dict[Subject, list[Record]] = {}
    for record, old in holdings(steps, inheritance.scope):
        of_them = programmes is None or programme_of(record.register) in programmes
        if of_them and only in (None, record.pk):
            waiting.setdefault(old, []).append(record)
    for old, records in waiting.items():
        yield from inheritance.judged(old, records, on)


def undecided_lone(succession: Succession, programmes: Collection[str]) -> list[Assignment]:
    """The open assignments about no record that somebody has to decide on, the first of them."""
    scope, ruled = scope_of(succession), Ruling.objects.filter(succession=succession)
    rows = _lone(list(_of_bodies(steps_of(succession)))).filter(programme__in=programmes)
    rows = rows.exclude(pk__in=ruled.exclude(assignment=None).values("assignment"))
    return [row for row in rows if verdict_of_lone(scope, row) == "open"][:MOST_CASES]


def lone_assignments(step: SuccessionStep, scope: Scope) -> list[Assignment]:
    """The open assignments of the old body about no record that pass by the scope."""
    return [row for row in _lone([step]) if verdict_of_lone(scope, row) == "passes"]


def verdict_of_lone(scope: Scope, row: Assignment) -> Verdict:
    """What the scope says of an assignment that is about no record: a duty of a programme or of a member."""
    if scope.kind == BY_HAND:
        return "open"
    if scope.kind == EVERYTHING:
        return "passes"
    if scope.clauses and row.clause_id in scope.clauses:
        return "passes"
    programmes = {programme_of(register) for register in scope.registers}
    if programmes:
        return "open" if row.programme in programmes else "stays"
    return "open" if scope.clauses and row.clause_id is None else "stays"


def _lone(steps: Sequence[SuccessionStep]) -> QuerySet[Assignment]:
    rows = Assignment.objects.none()
    for step in steps:
        rows = rows | held_assignments(step.predecessor, step).exclude(about_kind=KIND)
    return rows.select_related("bearer").order_by("due_at", "pk")


def _of_bodies(steps: Sequence[SuccessionStep]) -> Iterator[SuccessionStep]:
    """The steps of the bodies themselves, each body once: those of mere places concern the records of the main ones."""
    yield from (step for step in steps if step.division_id is None or step.old_id is not None)


def _programme(one: Judged) -> str:
    return programme_of(one.record.register)

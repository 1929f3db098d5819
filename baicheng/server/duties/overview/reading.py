"""Reading the tasks of an overview, so many at a time: whatever their number, no more are held at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import islice
from typing import cast

from baicheng.flows.lights import Risk, Stage, Standing
from baicheng.server.documents.models import Clause
from baicheng.server.duties.overview.scope import MOST, Scope
from baicheng.server.duties.overview.tallies import Stretch, Task
from baicheng.server.history.among import among
from baicheng.server.registers.models import FAR, Party
from baicheng.server.registers.queries.listing import taking_part
from baicheng.server.registers.queries.reach import countable

#: What is read of a task behind its id, in the order of ``task_of``.
COLUMNS = ("stage", "deadline_at", "risk_at", "risk", "clause__document", "clause__start")
#: So many tasks are held at once.
BATCH = 2_000
#: Headings deeper than this make no chapters.
_DEEPEST = 3


def batches_of(scope: Scope) -> Iterator[list[Task]]:
    """The tasks of a scope with who takes part in each, in no order: one query for all and one for each batch."""
    rows = scope.rows().order_by().values_list(*_columns(scope)).iterator(chunk_size=BATCH)
    while some := list(islice(rows, BATCH)):
        yield with_takers(scope, [task_of(*row) for row in some])


def are_too_many(scope: Scope) -> bool:
    """Whether more tasks than ``MOST`` are open and due some day: an index tells it without looking at one."""
    due = countable(scope.viewer, scope.book).filter(due_order__lt=FAR)
    return bool(due.order_by().values_list("pk")[MOST : MOST + 1])


def tasks_with(scope: Scope, role: str, subjects: Sequence[int]) -> list[Task]:
    """The tasks of a scope in which one of some subjects has a role, "" any; who takes part is not read."""
    taking = taking_part(role, subjects, scope.day, scope.known_at)
    rows = scope.rows(among_few=True).filter(**{f"{scope.of_record}pk__in": taking})
    return [task_of(*row) for row in rows.order_by().values_list(*_columns(scope))]


def with_takers(scope: Scope, tasks: Sequence[Task]) -> list[Task]:
    """Tasks with who takes part in each."""
    taking = _takers_of(scope, [task.record for task in tasks])
    return [replace(task, takers=tuple(taking.get(task.record, ()))) for task in tasks]


def _columns(scope: Scope) -> tuple[str, ...]:
    prefix = scope.of_record
    return (f"{prefix}id", *(f"{prefix}{name}" if "__" in name else name for name in COLUMNS))


def task_of(
    pk: int,
    stage: str,
    deadline_at: datetime | None,
    risk_at: datetime | None,
    risk: str,
    document: int | None,
    start: int | None,
    *,
    takers: tuple[tuple[str, int], ...] = (),
) -> Task:
    """A task as read in ``COLUMNS``."""
    stands = Standing(Stage(stage), deadline_at, risk_at, cast(Risk, risk))
    origin = None if document is None or start is None else (document, start)
    return Task(pk, stands, origin, takers)


def _takers_of(scope: Scope, records: Sequence[int]) -> dict[int, list[tuple[str, int]]]:
    """Who takes part in tasks on the day, by record."""
    parties = Party.objects.known(scope.known_at).on(scope.day).filter(among("record_id", records)).order_by()
    found: dict[int, list[tuple[str, int]]] = defaultdict(list)
    for record, role, subject in parties.values_list("record", "role", "subject"):
        found[record].append((role, subject))
    return found


def chapters_of(documents: Collection[int]) -> tuple[list[Stretch], dict[int, str]]:
    """The headings of the documents that tasks come from, and what they say, by clause."""
    rows = Clause.objects.filter(document__in=documents, level__lte=_DEEPEST)
    stretches, headings = [], {}
    for row in rows.only("document", "level", "heading", "start", "end", "address"):
        stretches.append(Stretch(row.pk, row.document_id, row.level, row.start, row.end))
        headings[row.pk] = row.heading or row.address
    return stretches, headings

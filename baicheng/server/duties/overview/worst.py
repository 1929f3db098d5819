"""The tasks that want a leader's eye first (最需关注): the longest overdue, then those longest at risk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from baicheng.flows.lights import Stage
from baicheng.server.duties.models import Report
from baicheng.server.duties.overview.reading import COLUMNS, task_of, with_takers
from baicheng.server.duties.overview.reasons import Reason, reason
from baicheng.server.duties.overview.scope import Scope
from baicheng.server.duties.overview.tallies import Task
from baicheng.server.editions.queries import pack
from baicheng.server.history.among import among
from baicheng.server.indicators.queries import Attainment, attainments_by_record
from baicheng.server.registers.field_text import FieldText
from baicheng.server.registers.lights import lit
from baicheng.server.registers.models import Record, Version
from baicheng.server.registers.queries import Filters, past_rows
from baicheng.server.registers.queries.listing import open_in
from baicheng.server.registers.queries.reach import listed

#: So many are shown on the overview.
SHOWN = 10
#: So much of what a report says hinders is shown.
LONGEST = 160


@dataclass(frozen=True, slots=True)
class Worst:
    """A task with its reason, its units, and what its last report says hinders (存在问题)."""

    record: int
    url: str
    number: str
    title: str
    why: Reason
    due_at: datetime | None
    units: Sequence[int]
    problems: str
    clause: int | None


def in_order(tasks: Sequence[Task], now: datetime) -> list[Task]:
    """What is late, the longest first, then what is at risk, the longest first."""
    late = [task for task in tasks if task.light(now) == "late"]
    risky = [task for task in tasks if task.light(now) == "at_risk"]
    return [
        *sorted(late, key=lambda task: (task.stands.deadline_at or now, task.record)),
        *sorted(risky, key=lambda task: (task.stands.risk_at or now, task.record)),
    ]


def first_in_order(scope: Scope, most: int) -> list[Task]:
    """The first tasks in that order, as the database finds them, whatever their number."""
    rows, prefix = listed(scope.viewer, scope.book)
    rows = rows.filter(open_in(scope.year, prefix))
    deadline, risk, key = f"{prefix}deadline_at", f"{prefix}risk_at", f"{prefix}id"
    columns = (key, *(f"{prefix}{name}" for name in COLUMNS))
    found: list[Any] = []
    # Each of these stands in the order of an index; together they would have to be sorted.
    for stage in (Stage.UNDER_WAY, Stage.DELIVERED_LATE):
        late = rows.filter(lit(["late"], scope.at, prefix), **{f"{prefix}stage": str(stage)})
        found += late.order_by(deadline, key).values_list(*columns)[:most]
    if len(found) < most:
        risky = rows.filter(lit(["at_risk"], scope.at, prefix)).order_by(risk, key)
        found += risky.values_list(*columns)[: most - len(found)]
    return in_order(with_takers(scope, [task_of(*row) for row in found]), scope.at)[:most]


def worst(scope: Scope, first: Sequence[Task] | None = None) -> list[Worst]:
    """The first tasks in that order, as they were found already or else as of now; with why each is where it is."""
    chosen = first_in_order(scope, SHOWN) if first is None else first
    lagging = [task.record for task in chosen if task.stands.risk == "target"]
    reached = attainments_by_record(lagging, scope.day, scope.known_at) if lagging else {}
    return described(scope, chosen, reached)


def described(
    scope: Scope, tasks: Sequence[Task], reached: Mapping[int, Sequence[Attainment]]
) -> list[Worst]:
    """Tasks with what a line tells of each, in their order; ``reached`` is how far their targets are."""
    rows = _rows(scope, [task.record for task in tasks])
    found = []
    for task in tasks:
        row = rows.get(task.record)
        if row is None:
            continue
        record = row if isinstance(row, Record) else row.record
        units = tuple(subject for role, subject in task.takers if role == scope.says.units)
        found.append(
            Worst(
                record=record.pk,
                url=record.get_absolute_url(),
                number=row.number,
                title=row.title,
                why=reason(scope.book, row, scope.at, reached.get(task.record, ())),
                due_at=row.deadline_at,
                units=tuple(dict.fromkeys(units)),
                problems=(getattr(row, "problems", None) or "")[:LONGEST],
                clause=record.clause_id,
            )
        )
    return found


def _rows(scope: Scope, keys: Sequence[int]) -> Mapping[int, Record | Version]:
    """The records, or what they were, with what the last report that was sent by then says hinders."""
    of_record = f"{scope.of_record}pk"
    rows: QuerySet[Any]
    if scope.past is not None:
        its = past_rows(scope.viewer, scope.book, scope.past, Filters(year=scope.year))
        rows = its.filter(record__in=list(keys)).order_by().select_related("record")
    else:  # they were read as what the user sees; to ask again would gather all that a large unit sees
        rows = Record.objects.filter(among("id", keys), register=scope.book.id).order_by()
    field = _problems_field(scope)
    if field is not None:
        reports = Report.objects.filter(task=OuterRef(of_record), sent_at__lte=scope.at).order_by(
            "-sent_at", "-pk"
        )
        said = reports.annotate(said=FieldText(field, "record__fields")).values("said")[:1]
        rows = rows.annotate(problems=Subquery(said))
    return {(row.pk if isinstance(row, Record) else row.record_id): row for row in rows}


def _problems_field(scope: Scope) -> str | None:
    intake = pack(scope.book.programme).manifest.intake
    return scope.says.problems if intake is not None and intake.reports else None

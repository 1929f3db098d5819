"""Who reported in time (报送情况): bearers by periods, counted in the database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, F, Max, Q, QuerySet
from django.utils import timezone

from baicheng.clock.instants import china_date, end_of, start_of
from baicheng.server.accounts.models import User
from baicheng.server.accounts.queries import sees_all
from baicheng.server.assignments.models import VOID, Assignment, Outcome
from baicheng.server.duties.models import Duty
from baicheng.server.duties.opened import keys_of, of_duties
from baicheng.server.orgs.models import Subject
from baicheng.server.orgs.queries import names
from baicheng.server.registers.matter import Viewer

#: The outcomes that count. An index by bearer and outcome finds what has one of these, not what has none of the others.
_COUNTING = tuple(one for one in Outcome if one not in VOID)


@dataclass(frozen=True, slots=True)
class Cell:
    """What some bearers owed together for one period: done in time, done late, missing (due and not done), open."""

    in_time: int = 0
    late: int = 0
    missing: int = 0
    open: int = 0

    @property
    def total(self) -> int:
        return self.in_time + self.late + self.missing + self.open

    @property
    def worst(self) -> str:
        """The mark of the cell: missing, late, open, in_time, or "" where nothing was owed."""
        for mark in ("missing", "late", "open", "in_time"):
            if getattr(self, mark):
                return mark
        return ""

    def __add__(self, other: Cell) -> Cell:
        return Cell(
            self.in_time + other.in_time,
            self.late + other.late,
            self.missing + other.missing,
            self.open + other.open,
        )


@dataclass(frozen=True, slots=True)
class Period:
    """A column: what people call it (a period, or the due day), and when it is due."""

    label: str
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Matrix:
    """Bearers by periods; ``totals`` by period, ``sums`` by bearer."""

    bearers: Sequence[tuple[int, str]]
    periods: Sequence[Period]
    cells: Mapping[tuple[int, str], Cell]
    totals: Mapping[str, Cell]
    sums: Mapping[int, Cell]


def report_matrix(
    user: User,
    programme: str,
    *,
    since: date,
    until: date,
    at: datetime | None = None,
    duty: Duty | None = None,
    bearers: Sequence[int] = (),
) -> Matrix:
    """What fell due in ``[since, until)``, by bearer and period, as it stands at a moment.

    Office, inspectors and leaders see everybody, others those for whom they act. What was excluded by a
    granted appeal counts as in time.

    Args:
        duty: only this duty; ``bearers``: only these.
    """
    now = at or timezone.now()
    rows = seen(user, programme, now).filter(due_at__gt=start_of(since), due_at__lte=end_of(until))
    if duty is not None:
        first, beyond = keys_of(duty)
        rows = rows.filter(key__gte=first, key__lt=beyond)
    if bearers:
        rows = rows.filter(bearer__in=list(bearers))
    return _matrix(rows, now)


def seen(user: User, programme: str, now: datetime) -> QuerySet[Assignment]:
    """What duties of a programme have opened, as far as the user may see it."""
    rows = of_duties().filter(programme=programme, bearer__isnull=False, outcome__in=_COUNTING)
    viewer = Viewer(user, now)
    return rows if sees_all(user, programme, viewer.day) else rows.filter(bearer__in=list(viewer.mine))


def report_sum(
    user: User,
    programme: str,
    bearers: Sequence[int],
    *,
    since: date,
    until: date,
    at: datetime | None = None,
) -> Cell:
    """What some bearers owed together in ``[since, until)``, as :func:`report_matrix` counts it."""
    now = at or timezone.now()
    rows = seen(user, programme, now).filter(due_at__gt=start_of(since), due_at__lte=end_of(until))
    return Cell(**rows.filter(bearer__in=list(bearers)).aggregate(**_marks(china_date(now), now)))


def _marks(day: date, now: datetime) -> dict[str, Any]:
    """How many were done in time, done late, are missing or open."""
    excluded = Q(excluded_on__isnull=False, excluded_on__lte=day)
    done = Q(outcome__in=(Outcome.DONE, Outcome.AGREED, Outcome.REFUSED, Outcome.SENT_BACK, Outcome.RETURNED))
    over = Q(closed_at__gt=F("due_at"))
    due = Q(due_at__lt=now)
    pending = Q(outcome=Outcome.OPEN)
    missed = Q(outcome=Outcome.MISSED) | pending & due
    return {
        "in_time": Count("pk", filter=done & ~over | excluded),
        "late": Count("pk", filter=done & over & ~excluded),
        "missing": Count("pk", filter=missed & ~excluded),
        "open": Count("pk", filter=pending & ~due & ~excluded),
    }


def _matrix(rows: QuerySet[Assignment], now: datetime) -> Matrix:
    day = china_date(now)
    grouped: QuerySet[Assignment, Any] = rows.order_by().values("bearer", "rule__period", "rule__due_on")
    counted = grouped.annotate(due=Max("due_at"), **_marks(day, now))
    cells: dict[tuple[int, str], Cell] = {}
    columns: dict[str, datetime] = {}
    for row in counted:
        label = row["rule__period"] or row["rule__due_on"] or ""
        place = row["bearer"], label
        cell = Cell(row["in_time"], row["late"], row["missing"], row["open"])
        cells[place] = cells.get(place, Cell()) + cell
        columns[label] = max(columns.get(label, row["due"]), row["due"])
    return _laid_out(cells, columns, day)


def _laid_out(cells: Mapping[tuple[int, str], Cell], columns: Mapping[str, datetime], day: date) -> Matrix:
    """Bearers in the directory's order, periods by due moment, with sums along both."""
    called = names({bearer for bearer, _label in cells}, day, short=True)
    order = Subject.objects.filter(pk__in=called).values_list("pk", flat=True)
    sums: dict[int, Cell] = {}
    totals: dict[str, Cell] = {}
    for (bearer, label), cell in cells.items():
        sums[bearer] = sums.get(bearer, Cell()) + cell
        totals[label] = totals.get(label, Cell()) + cell
    periods = [Period(label, due) for label, due in sorted(columns.items(), key=lambda one: (one[1], one[0]))]
    return Matrix([(pk, called[pk]) for pk in order], periods, cells, totals, sums)

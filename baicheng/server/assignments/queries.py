"""What is open, what is late, and what somebody has to do next."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal

from django.db import connection
from django.db.models import Exists, F, FilteredRelation, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.expressions import RawSQL

from baicheng.clock.instants import end_of, in_china
from baicheng.server.assignments.calendars import calendar
from baicheng.server.assignments.models import VOID, Assignment, Outcome
from baicheng.server.assignments.rows import DECISIONS, clock_of
from baicheng.server.orgs.models import Subject
from baicheng.server.orgs.queries import called
from baicheng.server.web.paging import COUNT_BOUND
from baicheng.server.web.prepared import Prepared

__all__ = ["Work", "calendar", "my_work", "of_records", "open_for", "reminds", "standing", "told"]

#: So many assignments are shown in each part of My work; and so many to whoever asks for more.
SHOWN, MOST_SHOWN = 20, 200
#: Of so many bearers each is asked for its own.
_FEW_BEARERS = 8
_FIRST = (
    "SELECT id FROM (SELECT id FROM assignments_assignment WHERE bearer_id IN ({bearers}) AND outcome = %s "
    "AND key NOT LIKE %s AND {span} LIMIT %s) AS part"
)
#: Who bears something open in a programme: from one to the next in an index, not through all that is open.
_BEARERS = (
    "WITH RECURSIVE bearers(id) AS ("
    "SELECT MIN(bearer_id) FROM assignments_assignment WHERE outcome = 'open' AND programme = %s "
    "UNION ALL SELECT (SELECT MIN(bearer_id) FROM assignments_assignment WHERE outcome = 'open' "
    "AND programme = %s AND bearer_id > bearers.id) FROM bearers WHERE bearers.id IS NOT NULL) "
    "SELECT id FROM bearers WHERE id IS NOT NULL"
)
#: The same of what has no due moment, in all programmes.
_BEARERS_OF_UNDATED = (
    "WITH RECURSIVE bearers(id) AS ("
    "SELECT MIN(bearer_id) FROM assignments_assignment WHERE outcome = 'open' AND due_at IS NULL "
    "UNION ALL SELECT (SELECT MIN(bearer_id) FROM assignments_assignment WHERE outcome = 'open' "
    "AND due_at IS NULL AND bearer_id > bearers.id) FROM bearers WHERE bearers.id IS NOT NULL) "
    "SELECT id FROM bearers WHERE id IS NOT NULL"
)
#: The same of programmes.
_PROGRAMMES = (
    "WITH RECURSIVE programmes(name) AS ("
    "SELECT MIN(programme) FROM assignments_assignment WHERE outcome = 'open' "
    "UNION ALL SELECT (SELECT MIN(programme) FROM assignments_assignment WHERE outcome = 'open' "
    "AND programme > programmes.name) FROM programmes WHERE programmes.name IS NOT NULL) "
    "SELECT name FROM programmes WHERE name IS NOT NULL"
)
#: The columns that My work speaks of.
TOLD = (
    "programme", "name", "title", "bearer", "about_kind", "about_id", "rule", "clock", "due_at", "outcome",
    "closed_at",
)  # fmt: skip
#: From so long before its due moment an open assignment is at risk.
AT_RISK = timedelta(days=3)

#: How assignments end without having been done, apart from being missed.
_NOT_DONE = (Outcome.RETURNED, *VOID)

Standing = Literal["open", "paused", "at_risk", "late", "done", "done_late", "missed", "closed"]


@dataclass(frozen=True, slots=True)
class Work:
    """My work (我的待办), in the order in which it falls due; in each part at most as many as were asked for.

    ``undated`` is what has no limit or stands still. ``more`` names the parts that hold more than shown.
    """

    overdue: tuple[Assignment, ...]
    this_week: tuple[Assignment, ...]
    coming: tuple[Assignment, ...]
    undated: tuple[Assignment, ...]
    more: frozenset[str]


def open_for(subjects: Collection[int]) -> QuerySet[Assignment]:
    """The open assignments of subjects, what falls due first first, what has no end last."""
    rows = Assignment.objects.filter(bearer__in=subjects, outcome=Outcome.OPEN)
    return rows.select_related("bearer").order_by(F("due_at").asc(nulls_last=True), "pk")


def of_records(kind: str, ids: Collection[int]) -> QuerySet[Assignment]:
    """All assignments about things of one kind, such as ``registers.record``."""
    rows = Assignment.objects.filter(about_kind=kind, about_id__in=ids)
    return rows.select_related("bearer").order_by("opened_at", "pk")


def told(rows: QuerySet[Assignment], on: date) -> QuerySet[Assignment]:
    """With each what a page tells beside it.

    ``called`` is its bearer's name on a day, ``asked`` the request for more time that is not yet decided.
    """
    beside = {
        "asked": FilteredRelation("extensions", condition=Q(extensions__granted=None)),
        "called": called("bearer", on),
    }
    return rows.annotate(**beside).select_related("asked")  # type: ignore[misc]  # not known to the stubs


def my_work(subjects: Collection[int], now: datetime, shown: int = SHOWN) -> Work:
    """What subjects have to do: overdue, due until Sunday, later, and without a due moment.

    Without the decisions on requests for more time, which pages list by the request.

    Args:
        shown: so many in each part.
    """
    today = in_china(now).date()
    sunday = end_of(today + timedelta(days=6 - today.weekday()))
    found: dict[str, list[Assignment]] = {"overdue": [], "this_week": [], "coming": [], "undated": []}
    for row in _firsts(tuple(subjects), now, sunday, most=shown + 1) if subjects else ():
        found[_part_of(row.due_at, now, sunday)].append(row)
    parts = {name: sorted(rows, key=_falls_due) for name, rows in found.items()}
    more = frozenset(name for name, rows in parts.items() if len(rows) > shown)
    return Work(**{name: tuple(rows[:shown]) for name, rows in parts.items()}, more=more)


def _part_of(due_at: datetime | None, now: datetime, sunday: datetime) -> str:
    if due_at is None:
        return "undated"
    if due_at < now:
        return "overdue"
    return "this_week" if due_at <= sunday else "coming"


@Prepared
def _firsts(subjects: tuple[int, ...], now: datetime, sunday: datetime, *, most: int) -> QuerySet[Assignment]:
    """The first of each part by due moment, with a single query.

    An office bears ten thousands of open assignments. The first of a single bearer stand together in an index,
    those of several would all be sorted: hence each of a few bearers is asked for its own first ones.
    """
    this, week = (connection.ops.adapt_datetimefield_value(moment) for moment in (now, sunday))
    spans: tuple[tuple[str, list[Any]], ...] = (
        ("due_at < %s ORDER BY due_at, id", [this]),
        ("due_at >= %s AND due_at <= %s ORDER BY due_at, id", [this, week]),
        ("due_at > %s ORDER BY due_at, id", [week]),
        ("due_at IS NULL ORDER BY id", []),
    )
    asked = [[one] for one in subjects] if len(subjects) <= _FEW_BEARERS else [subjects]
    arms, values = [], []
    for bearers in asked:
        for span, moments in spans:
            arms.append(_FIRST.format(bearers=", ".join(["%s"] * len(bearers)), span=span))
            values += [*bearers, Outcome.OPEN.value, f"{DECISIONS}%", *moments, most]
    rows = Assignment.objects.filter(pk__in=RawSQL(" UNION ALL ".join(arms), values))
    return rows.only(*TOLD).order_by()


def _falls_due(row: Assignment) -> tuple[float, int]:
    return row.due_at.timestamp() if row.due_at else 0.0, row.pk


def late(programmes: Collection[str], now: datetime) -> QuerySet[Assignment]:
    """The open assignments of programmes that are late and not excluded, the latest first."""
    return _late(programmes, now, in_china(now).date()).select_related("bearer")


def _late(programmes: Collection[str], now: datetime, day: date) -> QuerySet[Assignment]:
    rows = Assignment.objects.filter(programme__in=programmes, outcome=Outcome.OPEN, due_at__lt=now)
    return rows.filter(Q(excluded_on=None) | Q(excluded_on__gt=day))


def late_by_bearer(
    programmes: Sequence[str], now: datetime, apart_from: Collection[int]
) -> list[tuple[str, int, int, datetime]]:
    """Who is late in programmes, apart from some: programme, bearer, with how much, and since when the oldest.

    Each bearer is asked by itself, with a single query for all: to group tens of thousands would take longer
    than the whole page. No more than one beyond ``COUNT_BOUND`` is counted of each, since after a standstill
    half a million can be late.
    """
    if not programmes:
        return []
    found = _late_of_bearers(tuple(programmes), now, in_china(now).date(), tuple(apart_from))
    return [(programme, unit, number, oldest) for programme, unit, number, oldest in found if number]


class _HowMany(Subquery):
    """The number of rows of a query."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()


@Prepared
def _late_of_bearers(
    programmes: tuple[str, ...], now: datetime, day: date, apart_from: tuple[int, ...]
) -> QuerySet[Subject, tuple[str, int, int, datetime]]:
    asked = [_late_of_bearers_in(programme, now, day, apart_from) for programme in programmes]
    return asked[0].union(*asked[1:], all=True)


def _late_of_bearers_in(
    programme: str, now: datetime, day: date, apart_from: tuple[int, ...]
) -> QuerySet[Subject, tuple[str, int, int, datetime]]:
    its = _late([programme], now, day).filter(bearer=OuterRef("pk")).order_by()
    bearers = Subject.objects.filter(pk__in=RawSQL(_BEARERS, [programme, programme])).exclude(
        pk__in=apart_from
    )
    return (
        bearers.annotate(
            programme=Value(programme),
            how_many=_HowMany(its.values("due_at")[: COUNT_BOUND + 1]),
            oldest=Subquery(its.order_by("due_at").values("due_at")[:1]),
        )
        .order_by()
        .values_list("programme", "pk", "how_many", "oldest")
    )


def others_bear_undated(apart_from: Collection[int]) -> Exists | Q:
    """A condition that is the same for all rows: somebody else, or nobody, bears something open without due moment.

    Of an office that bears all of it ten thousands of rows would be looked through otherwise, to find none.
    """
    others = Subject.objects.filter(pk__in=RawSQL(_BEARERS_OF_UNDATED, [])).exclude(pk__in=apart_from)
    nobodys = Assignment.objects.filter(outcome=Outcome.OPEN, due_at=None, bearer=None)
    return Exists(others) | Exists(nobodys)


def open_programmes() -> list[str]:
    """The programmes in which something is open: indexes of what is open begin with them."""
    with connection.cursor() as cursor:
        cursor.execute(_PROGRAMMES)
        return [name for (name,) in cursor.fetchall()]


def standing(assignment: Assignment, now: datetime) -> Standing:
    """How an assignment stands at a moment, in one word."""
    due = assignment.due_at
    if assignment.outcome == Outcome.MISSED:
        return "missed"
    if assignment.outcome in _NOT_DONE:
        return "closed"
    if assignment.outcome != Outcome.OPEN:
        over = due is not None and assignment.closed_at is not None and assignment.closed_at > due
        return "done_late" if over else "done"
    if due is None:
        clock = clock_of(assignment)
        return "paused" if clock is not None and clock.is_paused(now) else "open"
    if due < now:
        return "late"
    return "at_risk" if due - now <= AT_RISK else "open"


def reminds(assignment: Assignment, now: datetime) -> bool:
    """Whether its bearer is to be reminded: it runs, and no extension was asked for in time."""
    if assignment.outcome != Outcome.OPEN:
        return False
    asked = assignment.extensions.filter(granted=None).first()
    if asked is not None and (assignment.due_at is None or asked.asked_at <= assignment.due_at):
        return False
    clock = clock_of(assignment)
    return clock is None or not clock.is_paused(now)

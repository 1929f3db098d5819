"""The course of the year (全年走势): what was due and what was done at the end of each month, as known then."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Q

from baicheng.clock.instants import end_of, start_of
from baicheng.flows.lights import Stage, Standing, light
from baicheng.server.duties.overview.counts import Counts, Told
from baicheng.server.duties.overview.scope import Scope
from baicheng.server.history.among import among
from baicheng.server.registers.lights import lit
from baicheng.server.registers.models import Version
from baicheng.server.registers.queries.listing import open_in
from baicheng.server.registers.queries.reach import seen, sees_everything

_DONE = (str(Stage.DONE), str(Stage.DONE_LATE))


@dataclass(frozen=True, slots=True)
class Point:
    """The end of a month, or the day itself.

    ``planned`` is by how many deadlines it should have been, as known on the day of the overview; ``due``, ``done``
    and ``late`` are as known then, and none for what is still to come.
    """

    on: date
    planned: int
    due: int | None = None
    done: int | None = None
    late: int | None = None


def course(day: date, counts: Counts) -> list[Point]:
    """The months of the year with the day itself."""
    return [_point(end, day, counts) for end in sorted({*_months(day.year), day})]


def _point(end: date, day: date, counts: Counts) -> Point:
    planned = sum(number for on, number in counts.planned.items() if on <= end)
    if end > day:
        return Point(end, planned)
    told = counts.told.get(end, Counter())
    return Point(end, planned, told["due"], told["done"], told["late"])


def _months(year: int) -> list[date]:
    """The last days of the months of a year."""
    firsts = [date(year, month, 1) for month in range(2, 13)] + [date(year + 1, 1, 1)]
    return [first - timedelta(days=1) for first in firsts]


def months_gone(day: date) -> list[date]:
    """The last days of the months of its year that lie before a day."""
    return [end for end in _months(day.year) if end < day]


def told(scope: Scope) -> dict[date, Counter[Told]]:
    """What was known at the end of each month that is gone, and on the day itself: with one query."""
    days = [*months_gone(scope.day), scope.day]
    rows = Version.objects.filter(open_in(scope.year, "record__"), register=scope.book.id)
    if not sees_everything(scope.viewer, scope.book):
        rows = rows.filter(record__in=seen(scope.viewer, scope.book).values("pk"))
    # What had ended before the year began is of no concern, nor what was told after the day.
    rows = rows.filter(
        Q(until=None) | Q(until__gt=start_of(date(scope.year, 1, 1))), recorded_at__lte=scope.at
    )
    asked = {}
    for number, day in enumerate(days):
        at = min(end_of(day), scope.at)
        then = _at(at)
        asked[f"due{number}"] = Count(
            "pk", filter=then & Q(deadline_at__lte=at) & ~Q(stage=str(Stage.CLOSED))
        )
        asked[f"done{number}"] = Count("pk", filter=then & Q(stage__in=_DONE))
        asked[f"late{number}"] = Count("pk", filter=then & lit(["late"], at))
    found = rows.aggregate(**asked)
    each: tuple[Told, ...] = ("due", "done", "late")
    return {
        day: Counter({what: found[f"{what}{number}"] for what in each}) for number, day in enumerate(days)
    }


def _at(moment: datetime) -> Q:
    """What held at a moment, as known then."""
    held = Q(since__lte=moment) & (Q(until=None) | Q(until__gt=moment))
    known = Q(recorded_at__lte=moment) & (Q(superseded_at=None) | Q(superseded_at__gt=moment))
    return held & known


def told_of(row: Standing, at: datetime) -> tuple[Told, ...]:
    """What ``told`` says of one task, by how it stands or stood at a moment."""
    found: list[Told] = []
    if row.deadline_at is not None and row.deadline_at <= at and row.stage != Stage.CLOSED:
        found.append("due")
    if row.stage in _DONE:
        found.append("done")
    if light(row, at) == "late":
        found.append("late")
    return tuple(found)


def told_before(records: Collection[int], day: date) -> dict[int, dict[date, tuple[Told, ...]]]:
    """What was told of each of some records at the ends of the months before a day, if anything: with one query."""
    ends = [(end, end_of(end)) for end in months_gone(day)]
    found: dict[int, dict[date, tuple[Told, ...]]] = defaultdict(dict)
    if not ends:
        return found
    rows = Version.objects.filter(
        among("record_id", records),
        Q(until=None) | Q(until__gt=ends[0][1]),
        since__lte=ends[-1][1],
        recorded_at__lte=ends[-1][1],
    )
    columns = ("record_id", "since", "until", "recorded_at", "superseded_at")
    how = ("stage", "deadline_at", "risk_at", "risk")
    for record, since, until, recorded_at, superseded_at, stage, *moments in rows.order_by().values_list(
        *columns, *how
    ):
        stood = Standing(Stage(stage), *moments)
        for end, at in ends:
            held = since <= at and (until is None or until > at)
            known = recorded_at <= at and (superseded_at is None or superseded_at > at)
            if held and known and (what := told_of(stood, at)):
                found[record][end] = what
    return found

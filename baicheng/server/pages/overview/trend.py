"""The course of the year (全年走势): what was due and what was done at the end of each month, as known then."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Q

from baicheng.clock.instants import china_date, end_of, start_of
from baicheng.flows.lights import Stage
from baicheng.server.duties.overview.scope import Scope
from baicheng.server.duties.overview.tallies import Task
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


def trend(scope: Scope, tasks: Sequence[Task]) -> list[Point]:
    """The months of the year with the day itself, with one query of what was known at each."""
    ends = _ends(scope.day)
    told = _told(scope, [end for end in ends if end <= scope.day])
    deadlines = [
        task.stands.deadline_at
        for task in tasks
        if task.stands.deadline_at is not None and task.stands.stage != Stage.CLOSED
    ]
    return [
        Point(
            end,
            sum(china_date(one - timedelta(microseconds=1)) <= end for one in deadlines),
            *told.get(end, ()),
        )
        for end in ends
    ]


def _ends(day: date) -> list[date]:
    firsts = [date(day.year, month, 1) for month in range(2, 13)] + [date(day.year + 1, 1, 1)]
    return sorted({first - timedelta(days=1) for first in firsts} | {day})


def _told(scope: Scope, days: Sequence[date]) -> dict[date, tuple[int, int, int]]:
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
    found = rows.aggregate(**asked) if asked else {}
    return {
        day: (found[f"due{number}"], found[f"done{number}"], found[f"late{number}"])
        for number, day in enumerate(days)
    }


def _at(moment: datetime) -> Q:
    """What held at a moment, as known then."""
    held = Q(since__lte=moment) & (Q(until=None) | Q(until__gt=moment))
    known = Q(recorded_at__lte=moment) & (Q(superseded_at=None) | Q(superseded_at__gt=moment))
    return held & known

"""What a paper tells of the tasks of a programme (通报数据): counted as the overview counts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import translation

from baicheng.clock.instants import china_date, end_of, start_of
from baicheng.clock.periods import Period
from baicheng.server.duties.overview.contributions import counties_standing_for
from baicheng.server.duties.overview.reading import batches_of
from baicheng.server.duties.overview.scope import Scope
from baicheng.server.duties.overview.tallies import SHARES, Share, Tallies, Tally, Task, tally
from baicheng.server.duties.overview.worst import Worst, described, in_order
from baicheng.server.indicators.queries import attainments_by_record
from baicheng.server.orgs.base_map import divisions_drawn
from baicheng.server.orgs.queries import names
from baicheng.server.publishing.ranking import percent, ranks
from baicheng.server.publishing.wording import day_said, leading, period_said, together, trailing

#: A table of tasks holds so many rows; what is more is said, and stands in the ledger.
MOST_ROWS = 300
#: The shares of a count, by the name under which words and tables know each.
COUNTED: Mapping[str, Share] = {
    "done": "all_done",
    "on_time": "on_time",
    "at_risk": "at_risk",
    "late": "late",
    "others": "others",
}
_COUNTS = ("任务数", "已完成", "正常推进", "临近到期", "逾期", "未定时限", "完成率（%）", "按期率（%）")
_UNIT_HEADS, _COUNTY_HEADS = ("排名", "单位", *_COUNTS), ("排名", "县（市、区）", *_COUNTS)
_LATE_HEADS = ("序号", "编号", "任务", "牵头单位", "完成时限", "情况说明")
_NEXT_HEADS = ("序号", "编号", "任务", "牵头单位", "完成时限")

#: What is stored: figures by name, tables by name.
Facts = dict[str, Any]


@dataclass(frozen=True)
class OfTasks:
    """A paper on tasks: those of a scope, as known now."""

    scope: Scope
    known_at: datetime | None = None

    @property
    def day(self) -> date:
        """The last day of which it tells."""
        return self.scope.day

    def facts(self, period: Period, office: str) -> Facts:
        """Its figures and tables."""
        return count(self.scope, period, office)


@dataclass
class _Counted:
    """What is kept of the tasks while they are read.

    Attributes:
        late: those that are late, the longest first; ``coming`` those that fall due next, the first first. Both are
            as many as a table holds.
    """

    tallies: Tallies = field(default_factory=Tallies)
    late: list[Task] = field(default_factory=list)
    coming: list[Task] = field(default_factory=list)
    number_coming: int = 0


def count(scope: Scope, period: Period, office: str) -> Facts:
    """The figures and tables of a paper about a period, in values that JSON holds.

    Args:
        scope: the tasks, on the last day of the period or today, as known now.
    """
    counted = _read(scope, period.next())
    its = counted.tallies
    called = names({*its.units, *its.counties}, scope.day, scope.known_at, short=True)
    # A paper is written in Chinese, whatever the language of the page on which it is drafted.
    with translation.override("zh-hans"):
        tables = {
            "units": _tallied(_UNIT_HEADS, its.units, called),
            "counties": _tallied(_COUNTY_HEADS, its.counties, called),
            "late": _late(scope, counted),
            "next_due": _next_due(scope, counted),
        }
    return {"figures": _figures(scope, period, office, counted, called), "tables": tables}


def _read(scope: Scope, after: Period) -> _Counted:
    """Count all tasks, so many at a time; ``after`` is the period for which those that fall due are told."""
    standing_for = counties_standing_for(divisions_drawn(scope.day, scope.known_at))
    found = _Counted()
    for tasks in batches_of(scope):
        tally(tasks, scope.at, role=scope.says.units, standing_for=standing_for, before=found.tallies)
        late = [task for task in tasks if task.light(scope.at) == "late"]
        found.late = in_order([*found.late, *late], scope.at)[:MOST_ROWS]
        coming = [task for task in tasks if _is_coming(task, scope, after)]
        found.number_coming += len(coming)
        found.coming = sorted([*found.coming, *coming], key=_by_deadline)[:MOST_ROWS]
    return found


def _is_coming(task: Task, scope: Scope, period: Period) -> bool:
    """Whether a task is not done and falls due in a period."""
    due, name = task.stands.deadline_at, task.light(scope.at)
    if due is None or name == "closed" or SHARES[name] == "all_done":
        return False
    return start_of(period.since) < due <= end_of(period.last)


def _by_deadline(task: Task) -> tuple[datetime, int]:
    assert task.stands.deadline_at is not None, "only what falls due comes"
    return task.stands.deadline_at, task.record


def _figures(
    scope: Scope, period: Period, office: str, counted: _Counted, called: Mapping[int, str]
) -> dict[str, int | str]:
    its = counted.tallies
    whole, placed = its.whole, ranks(its.units)
    lowest = max(placed.values(), default=0)
    return {
        "period": period_said(period),
        "day": day_said(scope.day),
        "year": scope.year,
        "office": office,
        "total": whole.total,
        **{name: whole[share] for name, share in COUNTED.items()},
        "done_percent": percent(whole.done, whole.total),
        "kept_percent": percent(whole.total - whole.late, whole.total),
        "late_percent": percent(whole.late, whole.total),
        "units": len(placed),
        "counties": sum(1 for one in its.counties.values() if one.total),
        "first": leading(sorted(called.get(pk, "") for pk, rank in placed.items() if rank == 1), "家"),
        # Where all share the first rank nobody is last.
        "last": trailing(sorted(called.get(pk, "") for pk, rank in placed.items() if rank == lowest > 1)),
        "next_due": counted.number_coming,
    }


def _tallied(heads: Sequence[str], tallies: Mapping[int, Tally], called: Mapping[int, str]) -> Facts:
    placed = ranks(tallies)
    order = sorted(placed, key=lambda pk: (placed[pk], called.get(pk, ""), pk))
    rows = [[placed[pk], called.get(pk, str(pk)), *_counts(tallies[pk])] for pk in order]
    return {"heads": list(heads), "rows": rows, "subjects": order}


def _counts(one: Tally) -> list[int | str]:
    shares = [one[share] for share in COUNTED.values()]
    return [one.total, *shares, percent(one.done, one.total), percent(one.total - one.late, one.total)]


def _late(scope: Scope, counted: _Counted) -> Facts:
    """What is late, the longest first, with why; the reason is what the office may word otherwise."""
    told = described(scope, counted.late, {})
    called = _units_of(scope, told)
    rows = [
        [place, one.number, one.title, called[one.record], _due(one.due_at), _reason(one)]
        for place, one in enumerate(told, start=1)
    ]
    return {
        "heads": list(_LATE_HEADS),
        "rows": rows,
        "records": [one.record for one in told],
        "more": counted.tallies.whole.late - len(told),
    }


def _reason(one: Worst) -> str:
    return f"{one.why.text}{one.problems}" if one.problems else one.why.text


def _next_due(scope: Scope, counted: _Counted) -> Facts:
    lagging = [task.record for task in counted.coming if task.stands.risk == "target"]
    reached = attainments_by_record(lagging, scope.day, scope.known_at) if lagging else {}
    told = described(scope, counted.coming, reached)
    called = _units_of(scope, told)
    rows = [
        [place, one.number, one.title, called[one.record], _due(one.due_at)]
        for place, one in enumerate(told, start=1)
    ]
    return {
        "heads": list(_NEXT_HEADS),
        "rows": rows,
        "records": [one.record for one in told],
        "more": counted.number_coming - len(told),
    }


def _units_of(scope: Scope, told: Sequence[Worst]) -> dict[int, str]:
    called = names({unit for one in told for unit in one.units}, scope.day, scope.known_at, short=True)
    found: dict[int, str] = defaultdict(str)
    for one in told:
        found[one.record] = together(called[unit] for unit in one.units if unit in called)
    return found


def _due(at: datetime | None) -> str:
    """The last day that is in time."""
    return day_said(china_date(at - timedelta(microseconds=1))) if at else ""

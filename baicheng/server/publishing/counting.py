"""What a paper tells of the tasks of a programme (通报数据): counted as the overview counts, with the records behind."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.translation import gettext as _

from baicheng.clock.instants import china_date, end_of, start_of
from baicheng.clock.periods import Period
from baicheng.server.duties.overview.reading import tasks_of
from baicheng.server.duties.overview.scope import MOST, Scope
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

#: What is stored: figures by name, records by share, tables by name.
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


def count(scope: Scope, period: Period, office: str) -> Facts:
    """The figures and tables of a paper about a period, in values that JSON holds.

    Args:
        scope: the tasks, on the last day of the period or today, as known now.

    Raises:
        ValidationError: there are too many tasks to count them one by one.
    """
    found = tasks_of(scope)
    if found is None:
        raise ValidationError(_("More than %(most)s tasks: they are too many for a paper.") % {"most": MOST})
    tasks = [task for task in found if task.light(scope.at) != "closed"]
    divisions = divisions_drawn(scope.day, scope.known_at)
    standing_for = {one: its.division for its in divisions for one in (its.division, *its.governors)}
    counted = tally(tasks, scope.at, role=scope.says.units, standing_for=standing_for)
    by_unit = _by_subject(tasks, {}, scope.says.units)
    by_county = _by_subject(tasks, standing_for)
    called = names({*counted.units, *counted.counties}, scope.day, scope.known_at, short=True)
    # A paper is written in Chinese, whatever the language of the page on which it is drafted.
    with translation.override("zh-hans"):
        coming = _coming(scope, tasks, period.next())
        tables = {
            "units": _tallied(_UNIT_HEADS, counted.units, called, by_unit),
            "counties": _tallied(_COUNTY_HEADS, counted.counties, called, by_county),
            "late": _late(scope, tasks),
            "next_due": _next_due(scope, coming),
        }
    return {
        "figures": _figures(scope, period, office, counted, called, len(coming)),
        "records": {name: sorted(keys) for name, keys in _by_share(scope, tasks).items()},
        "tables": tables,
    }


def _by_share(scope: Scope, tasks: Iterable[Task]) -> dict[str, list[int]]:
    """The records behind each figure."""
    found: dict[str, list[int]] = {name: [] for name in COUNTED}
    by_share = {share: name for name, share in COUNTED.items()}
    for task in tasks:
        found[by_share[SHARES[task.light(scope.at)]]].append(task.record)
    return found


def _by_subject(
    tasks: Iterable[Task], standing_for: Mapping[int, int], role: str | None = None
) -> dict[int, list[Task]]:
    """The tasks behind each row: of the units that have a role, or of the counties for which somebody takes part."""
    found: dict[int, list[Task]] = defaultdict(list)
    for task in tasks:
        units = {one for its, one in task.takers if its == role}
        counties = {standing_for[one] for _its, one in task.takers if one in standing_for}
        for one in units if role is not None else counties:
            found[one].append(task)
    return found


def _figures(
    scope: Scope, period: Period, office: str, counted: Tallies, called: Mapping[int, str], coming: int
) -> dict[str, int | str]:
    whole, placed = counted.whole, ranks(counted.units)
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
        "counties": sum(1 for one in counted.counties.values() if one.total),
        "first": leading(sorted(called.get(pk, "") for pk, rank in placed.items() if rank == 1), "家"),
        # Where all share the first rank nobody is last.
        "last": trailing(sorted(called.get(pk, "") for pk, rank in placed.items() if rank == lowest > 1)),
        "next_due": coming,
    }


def _tallied(
    heads: Sequence[str],
    tallies: Mapping[int, Tally],
    called: Mapping[int, str],
    behind: Mapping[int, Sequence[Task]],
) -> Facts:
    placed = ranks(tallies)
    order = sorted(placed, key=lambda pk: (placed[pk], called.get(pk, ""), pk))
    rows = [[placed[pk], called.get(pk, str(pk)), *_counts(tallies[pk])] for pk in order]
    return {
        "heads": list(heads),
        "rows": rows,
        "subjects": order,
        "behind": [sorted(one.record for one in behind[pk]) for pk in order],
    }


def _counts(one: Tally) -> list[int | str]:
    shares = [one[share] for share in COUNTED.values()]
    return [one.total, *shares, percent(one.done, one.total), percent(one.total - one.late, one.total)]


def _late(scope: Scope, tasks: Sequence[Task]) -> Facts:
    """What is late, the longest first, with why; the reason is what the office may word otherwise."""
    late = [task for task in in_order(tasks, scope.at) if task.light(scope.at) == "late"]
    told = described(scope, late[:MOST_ROWS], {})
    called = _units_of(scope, told)
    rows = [
        [place, one.number, one.title, called[one.record], _due(one.due_at), _reason(one)]
        for place, one in enumerate(told, start=1)
    ]
    return {
        "heads": list(_LATE_HEADS),
        "rows": rows,
        "records": [one.record for one in told],
        "more": len(late) - len(told),
    }


def _reason(one: Worst) -> str:
    return f"{one.why.text}{one.problems}" if one.problems else one.why.text


def _coming(scope: Scope, tasks: Iterable[Task], period: Period) -> list[Task]:
    """What is not done and falls due in a period, the first first."""
    since, until = start_of(period.since), end_of(period.last)
    open_ = [task for task in tasks if SHARES[task.light(scope.at)] != "all_done"]
    due = [(task.stands.deadline_at, task.record, task) for task in open_ if task.stands.deadline_at]
    return [task for at, _record, task in sorted(due, key=lambda one: one[:2]) if since < at <= until]


def _next_due(scope: Scope, coming: Sequence[Task]) -> Facts:
    lagging = [task.record for task in coming[:MOST_ROWS] if task.stands.risk == "target"]
    reached = attainments_by_record(lagging, scope.day, scope.known_at) if lagging else {}
    told = described(scope, coming[:MOST_ROWS], reached)
    called = _units_of(scope, told)
    rows = [
        [place, one.number, one.title, called[one.record], _due(one.due_at)]
        for place, one in enumerate(told, start=1)
    ]
    return {
        "heads": list(_NEXT_HEADS),
        "rows": rows,
        "records": [one.record for one in told],
        "more": len(coming) - len(told),
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

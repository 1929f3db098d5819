"""How each unit works and how far each task gets: drawn once, so that the year hangs together."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from baicheng.server.indicators.models import Op, Target
from baicheng.server.registers.models import Record

#: Tasks of less pace miss their milestones, and make up for them so long after.
_LAGS, _MADE_UP = 0.82, timedelta(days=30)
#: What is counted in whole things.
_WHOLE = frozenset("个条座处家所台套张部片件项栋辆户人")


@dataclass(frozen=True, slots=True)
class Habit:
    """How a unit reports: how often late, not at all, or so that it is returned (shares from 0 to 1)."""

    late: float
    missing: float
    returned: float


@dataclass(frozen=True, slots=True)
class Fate:
    """How a task goes: from ``begins`` on towards ``ends``, and how much of it is reached then.

    ``done_on`` is the day on which it is done, null where that day has not come.
    """

    begins: date
    ends: date
    pace: float
    done_on: date | None

    def share(self, day: date) -> float:
        """How much of the work is done on a day: slow at first, then steady; at most a little over 1."""
        if self.done_on is not None:
            last, whole = self.done_on, 1.0
        else:
            last, whole = self.ends, self.pace
        passed = (day - self.begins).days / max(1, (last - self.begins).days)
        passed = min(1.0, max(0.0, passed))
        return whole * float(passed**1.15)


def share_of(fate: Fate, target: Target, day: date) -> float:
    """How much of a target is reached on a day; what is due before the whole task goes towards its own day.

    A task that lags behind misses such a day and makes up for it a month later.
    """
    due = target.due_on
    if due is None or due >= fate.ends:
        return fate.share(day)
    lags = fate.done_on is None and fate.pace < _LAGS
    if lags and day >= due + _MADE_UP:
        return 1.0
    passed = (day - fate.begins).days / max(1, (due - timedelta(days=4) - fate.begins).days)
    return (0.75 if lags else 1.0) * float(min(1.0, max(0.0, passed)) ** 1.15)


def habit_of(rng: Random) -> Habit:
    """One unit in six reports badly, one in three perfectly."""
    draw = rng.random()
    if draw < 1 / 6:
        return Habit(0.2, 0.08, 0.15)
    if draw > 2 / 3:
        return Habit(0.0, 0.0, 0.04)
    return Habit(0.06, 0.02, 0.06)


def fate_of(task: Record, rng: Random, *, begins: date, now: date) -> Fate:
    """The fate of a task: of those due by now two thirds are done in time, some late, some not at all."""
    stated = task.fields.get("due_on")
    due = date.fromisoformat(stated) if isinstance(stated, str) else None
    ends = due or date(begins.year, 12, 31)
    draw = rng.random()
    if due is None or due > now:
        return Fate(begins, ends, 0.72 + 0.36 * draw, None)
    if draw < 0.66:
        done_on = due - timedelta(days=rng.randint(1, 18))
    elif draw < 0.84:
        done_on = due + timedelta(days=rng.randint(4, 30))
    else:
        return Fate(begins, ends, 0.68 + 0.25 * rng.random(), None)
    return Fate(begins, ends, 1.0, done_on if done_on <= now else None)


def values_of(
    targets: Iterator[Target], share: float | Callable[[Target], float], before: dict[int, Decimal]
) -> dict[int, Decimal]:
    """What is reached of each target where ``share`` of the work is done; what counts up never goes down.

    Args:
        share: from 0 on, for all of them or for each.
        before: the values reported last, by target; brought up to date.
    """
    for target in targets:
        value = _value(target, share if isinstance(share, float) else share(target))
        held = before.get(target.pk)
        if held is not None:
            value = max(value, held) if _rises(target) else min(value, held)
        before[target.pk] = value
    return before


def _rises(target: Target) -> bool:
    return target.op not in (Op.AT_MOST, Op.BELOW)


def _value(target: Target, share: float) -> Decimal:
    """A rate begins somewhere below (or above) its goal, a count at nothing."""
    goal = target.value
    if share >= 1 and target.op in (Op.AT_LEAST, Op.AT_MOST):
        return goal
    if not _rises(target):
        return _rounded(goal * Decimal(f"{1.22 - 0.25 * share:.4f}"), target)
    if target.unit in ("%", "‰", "百分点"):
        return _rounded(goal * Decimal(f"{0.62 + 0.38 * min(1.0, share):.4f}"), target)
    return _rounded(goal * Decimal(f"{share:.4f}"), target)


def _rounded(value: Decimal, target: Target) -> Decimal:
    whole = target.unit in _WHOLE and target.value == target.value.to_integral_value()
    return value.quantize(Decimal(1) if whole else Decimal("0.1"))

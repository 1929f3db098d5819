"""What was reached of what was to be reached."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from django.db.models import Q, QuerySet

from baicheng.server.indicators.models import Indicator, Observation, Op, Target

#: Unknown never counts as “no”: without an observation a target is undecided.
Verdict = Literal["met", "not_met", "undecided"]

_COMPARE: dict[str, Callable[[Decimal, Decimal], bool]] = {
    Op.AT_LEAST: lambda value, wanted: value >= wanted,
    Op.AT_MOST: lambda value, wanted: value <= wanted,
    Op.EQUAL: lambda value, wanted: value == wanted,
    Op.ABOVE: lambda value, wanted: value > wanted,
    Op.BELOW: lambda value, wanted: value < wanted,
}


@dataclass(frozen=True, slots=True)
class Attainment:
    """How far a target is reached.

    ``value`` is ``None`` while nothing was observed. ``share`` is value ÷ target, from 0 on, only where
    more is better and the target is not zero. ``silent`` counts the subjects with a share of the target
    that have not reported.
    """

    target: Target
    value: Decimal | None
    share: Decimal | None
    verdict: Verdict
    silent: int = 0


def attainment(target: Target, on: date, known_at: datetime | None = None) -> Attainment:
    """How far a target is reached on a day, as known at a moment (now, unless given)."""
    (found,) = attainments([target], on, known_at)
    return found


def attainments(targets: Sequence[Target], on: date, known_at: datetime | None = None) -> list[Attainment]:
    """``attainment`` for many targets with one query."""
    rows = _observations([target.pk for target in targets], on, known_at)
    by_target: dict[int, list[Observation]] = {}
    for row in rows.select_related("indicator"):
        by_target.setdefault(row.target_id or 0, []).append(row)
    return [_attained(target, by_target.get(target.pk, [])) for target in targets]


def _observations(targets: Iterable[int], on: date, known_at: datetime | None) -> QuerySet[Observation]:
    """The observations that count: held by the day, known at the moment, not superseded then."""
    rows = Observation.objects.filter(target__in=targets, held_on__lte=on)
    if known_at is None:
        rows = rows.filter(superseded_by=None)
    else:
        rows = rows.filter(recorded_at__lte=known_at).filter(
            Q(superseded_by=None) | Q(superseded_by__recorded_at__gt=known_at)
        )
    return rows.order_by("held_on", "recorded_at", "pk")


def _attained(target: Target, rows: Sequence[Observation]) -> Attainment:
    if target.period_since:
        rows = [row for row in rows if row.held_on >= target.period_since]
    by_subject: dict[int, list[Decimal]] = {}
    for row in rows:
        by_subject.setdefault(row.subject_id, []).append(row.value)
    over_time = {subject: _over_time(target.indicator, values) for subject, values in by_subject.items()}
    value = _over_subjects(target.indicator, list(over_time.values()))
    verdict: Verdict = "undecided"
    if value is not None:
        verdict = "met" if _COMPARE[target.op](value, target.value) else "not_met"
    share = None
    if value is not None and target.op in (Op.AT_LEAST, Op.ABOVE, Op.EQUAL) and target.value > 0:
        share = max(value / target.value, Decimal(0))
    return Attainment(target, value, share, verdict)


def _over_time(indicator: Indicator, values: Sequence[Decimal]) -> Decimal:
    if indicator.over_time == "sum":
        return sum(values, Decimal(0))
    if indicator.over_time == "max":
        return max(values)
    if indicator.over_time == "mean":
        return sum(values, Decimal(0)) / len(values)
    return values[-1]


def _over_subjects(indicator: Indicator, values: Sequence[Decimal]) -> Decimal | None:
    """Values of several subjects as one; ``None`` without any, or where they do not add up."""
    if not values:
        return None
    if indicator.over_subjects == "sum":
        return sum(values, Decimal(0))
    if indicator.over_subjects == "mean":
        return sum(values, Decimal(0)) / len(values)
    return values[0] if len(values) == 1 else None


@dataclass(frozen=True, slots=True)
class Residual:
    """What the shares of a target leave over: ``whole`` − ``parts`` = ``difference``; subsets not added."""

    whole: Decimal
    parts: Decimal
    difference: Decimal


def residual(whole: Target) -> Residual | None:
    """The check of a split target; ``None`` where it is not split or the indicator does not add up."""
    parts = whole.parts.filter(superseded_by=None, subset=False)
    values = list(parts.values_list("value", flat=True))
    if not values or whole.indicator.over_subjects != "sum":
        return None
    added = sum(values, Decimal(0))
    return Residual(whole.value, added, whole.value - added)


def conflicts() -> QuerySet[Target]:
    """Targets whose number another document contradicts, until the office chooses; rivals together."""
    undecided = Target.objects.filter(chosen=None, superseded_by=None)
    return undecided.select_related("indicator", "document", "record", "subject").order_by(
        "indicator", "subject", "period_since", "pk"
    )

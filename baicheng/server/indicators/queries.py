"""What was reached of what was to be reached."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from django.db.models import Exists, F, FilteredRelation, OuterRef, Q, QuerySet

from baicheng.server.documents.models import Document
from baicheng.server.indicators.handing_on import CHANGED_HANDS, Handing, handings, without_handed_on
from baicheng.server.indicators.models import Indicator, Observation, Op, Target
from baicheng.server.registers.models import Record

#: Unknown never counts as “no”: without an observation a target is undecided.
Verdict = Literal["met", "not_met", "undecided"]

_COMPARE: dict[str, Callable[[Decimal, Decimal], bool]] = {
    Op.AT_LEAST: lambda value, wanted: value >= wanted,
    Op.AT_MOST: lambda value, wanted: value <= wanted,
    Op.EQUAL: lambda value, wanted: value == wanted,
    Op.ABOVE: lambda value, wanted: value > wanted,
    Op.BELOW: lambda value, wanted: value < wanted,
}
#: By what the quotient of two indicators is multiplied to give a rate in that unit.
_PER = {"%": 100, "‰": 1000}


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


def code_of(programme: str, name: str) -> str:
    """The code of an indicator that a pack names, with its own name in front where it says none.

    >>> code_of("supervision", "tasks_closed"), code_of("supervision", "city.population")
    ('supervision.tasks_closed', 'city.population')
    """
    return name if "." in name or not name else f"{programme}.{name}"


def adds_up(unit: str) -> bool:
    """Whether what is measured in a unit adds up over subjects: counts and amounts do, shares (%) do not."""
    return unit not in ("%", "‰", "百分点", "")


def indicator_named(programme: str, name: str) -> Indicator | None:
    """The indicator of a programme's pack by its name or its title, in either language."""
    by_code = Indicator.objects.filter(pack=programme, code=code_of(programme, name)).first()
    if by_code is not None:
        return by_code
    titled = Q(title__zh=name) | Q(title__en=name)
    return Indicator.objects.filter(titled, pack=programme).order_by("code").first()


def attainment(target: Target, on: date, known_at: datetime | None = None) -> Attainment:
    """How far a target is reached on a day, as known at a moment (now, unless given)."""
    (found,) = attainments([target], on, known_at)
    return found


def attainments(targets: Sequence[Target], on: date, known_at: datetime | None = None) -> list[Attainment]:
    """``attainment`` for many targets with one query, and one more where some are rates of two indicators.

    What was observed of an indicator without a view to any target counts where a target has no values of
    its own.
    """
    of_none = Q(target=None, indicator__in={one.indicator_id for one in targets})
    rows = Observation.objects.filter(Q(target__in=[one.pk for one in targets]) | of_none)
    by_target: dict[int, list[Observation]] = defaultdict(list)
    untargeted: dict[int, list[Observation]] = defaultdict(list)
    for row in _counting(rows, on, known_at).select_related("indicator"):
        if row.target_id is None:
            untargeted[row.indicator_id].append(row)
        else:
            by_target[row.target_id].append(row)
    rates = _rates([one for one in targets if one.indicator.denominator_id is not None], on, known_at)
    told = []
    for target in targets:
        of_all = [row for row in untargeted[target.indicator_id] if _concerns(target, row)]
        told.append((target, by_target[target.pk] or of_all))
    passed = handings(told, known_at)
    return [
        _attained(target, rates.get(target.pk, _value(target, rows, passed.get(target.record_id or 0, ()))))
        for target, rows in told
    ]


def unmet(record: Record, on: date) -> list[Attainment]:
    """The targets of a record that are not reached, or of which nothing is known, as of a day."""
    return [one for one in attainments_of(record, on) if one.verdict != "met"]


def attainments_of(record: Record, on: date, known_at: datetime | None = None) -> list[Attainment]:
    """How far the targets of a record are reached that count; see ``attainments_by_record``."""
    return attainments_by_record([record.pk], on, known_at)[record.pk]


def attainments_by_record(
    records: Collection[int], on: date, known_at: datetime | None = None
) -> dict[int, list[Attainment]]:
    """How far the targets of records are reached that count, with one query.

    More are needed only where a value has to be looked for elsewhere: a rate of two indicators, an
    indicator that was observed without a view to a target, a task that changed hands.
    """
    of_none = _counting(Observation.objects.filter(target=None), on, known_at)
    rows = _stated(Target.objects.filter(record__in=records).exclude(chosen=False), known_at)
    beside = {
        "observed": FilteredRelation("observations"),
        "corrected_at": F("observed__superseded_by__recorded_at"),
        "observed_of_none": Exists(of_none.filter(indicator=OuterRef("indicator"))),
        "changed_hands": CHANGED_HANDS,
    }
    rows = rows.annotate(**beside)
    # The stubs know no filtered relation.
    rows = rows.select_related("indicator", "subject", "part", "observed__indicator")  # type: ignore[misc]
    targets: dict[int, Target] = {}
    values: dict[int, list[Observation]] = defaultdict(list)
    # A whole before its shares, on PostgreSQL too.
    whole_first = F("parent_id").asc(nulls_first=True)
    in_order = (f"observed__{key}" for key in ("held_on", "recorded_at", "pk"))
    for row in rows.order_by(whole_first, "pk", *in_order):
        targets.setdefault(row.pk, row)
        observed = getattr(row, "observed", None)  # Django sets nothing where nothing was observed
        if observed is not None and _counts(observed, row.corrected_at, on, known_at):
            values[row.pk].append(observed)
    asked_elsewhere = any(
        one.indicator.denominator_id or (one.observed_of_none and not values[pk])
        for pk, one in targets.items()
    )
    if asked_elsewhere:
        reached = attainments(list(targets.values()), on, known_at)
    else:
        told = [(one, values[pk]) for pk, one in targets.items() if one.changed_hands]
        passed = handings(told, known_at)
        reached = [
            _attained(target, _value(target, values[pk], passed.get(target.record_id or 0, ())))
            for pk, target in targets.items()
        ]
    found: dict[int, list[Attainment]] = {record: [] for record in records}
    for one in reached:
        found[one.target.record_id or 0].append(one)
    return found


def _stated(rows: QuerySet[Target], known_at: datetime | None) -> QuerySet[Target]:
    """The targets that stand, or that stood as known at a moment."""
    if known_at is None:
        return rows.filter(superseded_by=None)
    stands = Q(superseded_by=None) | Q(superseded_by__recorded_at__gt=known_at)
    return rows.filter(stands, recorded_at__lte=known_at)


def _counts(row: Observation, corrected_at: datetime | None, on: date, known_at: datetime | None) -> bool:
    """Whether an observation counts, as :func:`_counting` says."""
    if known_at is None:
        return row.held_on <= on and corrected_at is None
    corrected = corrected_at is not None and corrected_at <= known_at
    return row.held_on <= on and row.recorded_at <= known_at and not corrected


def _counting(rows: QuerySet[Observation], on: date, known_at: datetime | None) -> QuerySet[Observation]:
    """The observations that count: held by the day, known at the moment, not superseded then."""
    rows = rows.filter(held_on__lte=on)
    if known_at is None:
        rows = rows.filter(superseded_by=None)
    else:
        rows = rows.filter(recorded_at__lte=known_at).filter(
            Q(superseded_by=None) | Q(superseded_by__recorded_at__gt=known_at)
        )
    return rows.order_by("held_on", "recorded_at", "pk")


def _rates(targets: Sequence[Target], on: date, known_at: datetime | None) -> Mapping[int, Decimal | None]:
    """The values of rates, from what was observed of their parts: never from a percentage that was typed."""
    if not targets:
        return {}
    parts = {
        part for one in targets for part in (one.indicator.numerator_id, one.indicator.denominator_id) if part
    }
    # A share of a target is a part of what its whole states, so that it is not added to it again.
    rows = _counting(Observation.objects.filter(indicator__in=parts, target__parent=None), on, known_at)
    by_part: dict[int, list[Observation]] = defaultdict(list)
    for row in rows.select_related("indicator"):
        by_part[row.indicator_id].append(row)
    told = [(one, [row for several in by_part.values() for row in several]) for one in targets]
    passed = handings(told, known_at)
    return {one.pk: _rate(one, by_part, passed.get(one.record_id or 0, ())) for one in targets}


def _rate(
    target: Target, by_part: Mapping[int, Sequence[Observation]], passed: Sequence[Handing]
) -> Decimal | None:
    numerator, denominator = (
        _value(target, [row for row in by_part.get(part or 0, ()) if _concerns(target, row)], passed)
        for part in (target.indicator.numerator_id, target.indicator.denominator_id)
    )
    if numerator is None or not denominator:
        return None
    return numerator * _PER.get(target.indicator.unit, 1) / denominator


def _concerns(target: Target, row: Observation) -> bool:
    return target.subject_id is None or row.subject_id == target.subject_id


def _value(target: Target, rows: Sequence[Observation], passed: Sequence[Handing] = ()) -> Decimal | None:
    """What was observed of one indicator in the target's period, as one number.

    Args:
        passed: how roles in its task passed on, where it is nobody's own.
    """
    if target.subject_id is None:
        rows = without_handed_on(rows, passed)
    if target.period_since:
        rows = [row for row in rows if row.held_on >= target.period_since]
    by_subject: dict[int, list[Decimal]] = {}
    for row in rows:
        # What is one subject's own was reported by it, or by whom it has succeeded: one series.
        by_subject.setdefault(target.subject_id or row.subject_id, []).append(row.value)
    if not rows:
        return None
    indicator = rows[0].indicator
    return _over_subjects(indicator, [_over_time(indicator, values) for values in by_subject.values()])


def _attained(target: Target, value: Decimal | None) -> Attainment:
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


def residual(whole: Target, parts: Iterable[Target] | None = None) -> Residual | None:
    """The check of a split target; ``None`` where it is not split or the indicator does not add up.

    Args:
        parts: its parts that hold, where they were read already.
    """
    if parts is None:
        parts = whole.parts.filter(superseded_by=None)
    values = [part.value for part in parts if not part.subset]
    if not values or whole.indicator.over_subjects != "sum":
        return None
    added = sum(values, Decimal(0))
    return Residual(whole.value, added, whole.value - added)


def conflicts(programmes: Collection[str] | None = None) -> QuerySet[Target]:
    """Targets whose number another document contradicts, until the office chooses; rivals together.

    Args:
        programmes: only targets of tasks of these programmes.
    """
    undecided = Target.objects.filter(chosen=None, superseded_by=None)
    if programmes is not None:
        of_these = Q()
        for programme in programmes:
            of_these |= Q(record__register__startswith=f"{programme}.")
        undecided = undecided.filter(of_these) if of_these else undecided.none()
    return undecided.select_related("indicator", "document", "clause", "record", "subject").order_by(
        "measured", "subject", "period_since", "pk"
    )


def rivals(target: Target) -> list[Target]:
    """What other documents state of the same thing: other numbers, for the same year and subject.

    The same thing is what ``wording.measured`` says of its words, in the same unit. Milestones of a year are
    compared with those of the same day only, the last day of a year with the last of the other document.
    """
    if target.document_id is None or target.parent_id is not None or not target.measured:
        return []
    stated = list(
        Target.objects.filter(
            measured=target.measured,
            unit=target.unit,
            subject=target.subject,
            scope=target.scope,
            period_since=target.period_since,
            parent=None,
            superseded_by=None,
        )
        .exclude(document=None)
        .exclude(chosen=False)
        .select_related("indicator", "document", "clause", "record", "subject")
    )
    last: dict[int | None, date] = {}
    for one in [*stated, target]:
        if one.due_on is not None:
            last[one.document_id] = max(one.due_on, last.get(one.document_id, one.due_on))

    def is_last(one: Target) -> bool:
        return one.due_on is None or one.due_on == last[one.document_id]

    return [
        one
        for one in stated
        if one.document_id != target.document_id
        and (one.op, one.value) != (target.op, target.value)
        and (one.due_on == target.due_on or (is_last(one) and is_last(target)))
        and not _is_range(one, target)
    ]


def stated_elsewhere(things: Collection[str], document: Document) -> dict[str, list[Target]]:
    """What other documents state, for a document's year, of things as ``wording.measured`` words them."""
    year = document.plan_year
    rows = Target.objects.filter(measured__in=[one for one in things if one], parent=None, superseded_by=None)
    rows = rows.exclude(document=None).exclude(document=document).exclude(chosen=False)
    rows = rows.filter(period_since=date(year, 1, 1) if year else None)
    found: dict[str, list[Target]] = defaultdict(list)
    for row in rows.select_related("indicator", "document", "clause", "record").order_by("pk"):
        found[row.measured].append(row)
    return dict(found)


def _is_range(one: Target, other: Target) -> bool:
    """Whether two bounds can both hold: at least 30, at most 50."""
    lower, upper = (Op.AT_LEAST, Op.ABOVE), (Op.AT_MOST, Op.BELOW)
    return (one.op in lower and other.op in upper and one.value <= other.value) or (
        one.op in upper and other.op in lower and one.value >= other.value
    )

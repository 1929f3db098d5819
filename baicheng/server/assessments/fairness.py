"""How much a ranking says (公平性): ties, small samples, items that tell nobody apart; how firm each place is.

Firmness is reckoned from the points as they stand: what a total consists of, each part (or, in a scorecard of one part,
each item) made heavier or lighter. Whoever has another total than the sum of these, by an effect or a cap, is left out.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from typing import Any

from baicheng.rules.model.rule import Rule
from baicheng.rules.model.scorecard import Scorecard
from baicheng.server.assessments.models import Result

#: Fewer judged than this are too few for places to say much.
FEW = 5
#: An item with the same points for so many of all barely tells anybody apart.
_ALMOST_ALL = Decimal("0.9")
_TENTH, _CENT = Decimal("0.1"), Decimal("0.01")


@dataclass(frozen=True)
class Flat:
    """An item that gives all, or almost all, the same."""

    title: Mapping[str, str]
    gives: str
    same: int
    of: int


@dataclass(frozen=True)
class Sheet:
    """The fairness sheet of a run.

    Attributes:
        ties: subjects with the same total, those with the best total first.
        unranked: subjects without a place by the rule itself: a sample that is too small, or exempt.
        flat: items that distinguish nobody, or hardly anybody.
    """

    judged: int
    undecided: int
    ties: Sequence[Sequence[Result]] = ()
    unranked: Sequence[Result] = ()
    flat: Sequence[Flat] = ()

    @property
    def is_small(self) -> bool:
        return self.judged < FEW


def sheet(results: Sequence[Result]) -> Sheet:
    """What makes the results of a run less fair than they look."""
    totals: dict[Decimal, list[Result]] = defaultdict(list)
    for one in results:
        if one.total is not None:
            totals[one.total].append(one)
    return Sheet(
        judged=len(results),
        undecided=sum(bool(one.undecided) for one in results),
        ties=[found for _total, found in sorted(totals.items(), reverse=True) if len(found) > 1],
        unranked=[one for one in results if one.place is None and one.detail.get("ranked") == "not_met"],
        flat=list(_flat(results)),
    )


def _flat(results: Sequence[Result]) -> Iterator[Flat]:
    given: dict[str, Counter[str]] = defaultdict(Counter)
    titles: dict[str, Mapping[str, str]] = {}
    for one in results:
        for line in one.lines:
            if line["outcome"] != "undecided":
                said = line["points"] if line["points"] is not None else line.get("word") or line["outcome"]
                given[line["name"]][said] += 1
                titles[line["name"]] = line["title"]
    for name, counted in given.items():
        (most, same), of = counted.most_common(1)[0], counted.total()
        if of > 1 and same >= _ALMOST_ALL * of:
            yield Flat(titles[name], most, same, of)


@dataclass(frozen=True)
class Firmness:
    """How firm a place is towards the next one below.

    Attributes:
        gap: points between the two.
        by: the part or item that must change least for them to be equal, and by how much per cent; nothing where no
            single one does it.
    """

    result: Result
    below: Result
    gap: Decimal
    by: str | None = None
    percent: Decimal | None = None


@dataclass(frozen=True)
class Shaken:
    """How places answer if one part or item weighs a tenth less, or more: who changes place."""

    by: str
    less: Sequence[str] = field(default_factory=tuple)
    more: Sequence[str] = field(default_factory=tuple)


@dataclass(frozen=True)
class _Scored:
    result: Result
    total: Decimal
    parts: Mapping[str, Decimal]


@dataclass(frozen=True)
class Sensitivity:
    """How firm the places are; ``left_out`` are those whose total is more than the sum of its parts, or less."""

    titles: Mapping[str, Any]
    places: Sequence[Firmness]
    shaken: Sequence[Shaken]
    left_out: int


def sensitivity(rule: Rule, results: Sequence[Result], groups: Mapping[str, str]) -> Sensitivity | None:
    """How firm places are; nothing for rules without points.

    Args:
        groups: subject → the group within which it is ranked.
    """
    if not isinstance(rule, Scorecard) or rule.ranking is None:
        return None
    ranked = [one for one in results if one.place is not None and one.total is not None]
    scored = [found for one in ranked if (found := _scored(rule, one)) is not None]
    cohorts: dict[str, list[_Scored]] = defaultdict(list)
    for found in scored:
        cohorts[groups.get(found.result.subject, "")].append(found)
    titles = _titles(rule)
    firm = [one for cohort in cohorts.values() for one in _firmness(cohort)]
    shaken = [
        Shaken(name, _moving(cohorts, name, -_TENTH), _moving(cohorts, name, _TENTH)) for name in titles
    ]
    return Sensitivity(titles, firm, shaken, len(ranked) - len(scored))


def _titles(rule: Scorecard) -> dict[str, Any]:
    if len(rule.parts) > 1:
        return {part.part: part.title for part in rule.parts}
    return {item.item: item.title for item in rule.parts[0].items}


def _scored(rule: Scorecard, one: Result) -> _Scored | None:
    """The total with what it consists of; nothing where something else comes on top."""
    if len(rule.parts) > 1:
        stated = {part.part: one.detail["parts"].get(part.part) for part in rule.parts}
    else:
        stated = {line["name"]: line["points"] for line in one.lines}
        own = {item.item for item in rule.parts[0].items}
        stated = {name: points for name, points in stated.items() if name in own}
    if one.total is None or any(points is None for points in stated.values()):
        return None
    weight = rule.parts[0].weight if len(rule.parts) == 1 else Decimal(1)
    parts = {name: Decimal(str(points)) * weight for name, points in stated.items()}
    bonus = Decimal(one.detail["parts"].get("bonus") or 0)
    whole = sum(parts.values(), bonus)
    return _Scored(one, one.total, parts) if abs(whole - one.total) <= _CENT else None


def _firmness(cohort: Sequence[_Scored]) -> Iterator[Firmness]:
    ordered = sorted(cohort, key=lambda one: (one.result.place or 0, one.result.order))
    for one, other in pairwise(ordered):
        gap = one.total - other.total
        swaps = [
            (abs(change), name, change)
            for name in one.parts
            if (change := _equal_at(gap, one.parts[name], other.parts.get(name, Decimal(0)))) is not None
        ]
        _size, name, change = min(swaps, default=(None, None, None))
        percent = None if change is None else (change * 100).quantize(_TENTH, ROUND_HALF_UP)
        yield Firmness(one.result, other.result, gap, name, percent)


def _equal_at(gap: Decimal, own: Decimal, others: Decimal) -> Decimal | None:
    """By which share something must weigh more, or less, for two totals to be equal; it cannot weigh less than none."""
    if own == others:
        return None
    change = gap / (others - own)
    return change if change > -1 else None


def _moving(cohorts: Mapping[str, Sequence[_Scored]], name: str, change: Decimal) -> list[str]:
    """Who has another place if something weighs so much more."""
    found = []
    for cohort in cohorts.values():
        then = _places({one.result.subject: one.total for one in cohort})
        now = _places({one.result.subject: one.total + change * one.parts[name] for one in cohort})
        for one in cohort:
            subject = one.result.subject
            if then[subject] != now[subject]:
                found.append(f"{one.result.called} {then[subject]} → {now[subject]}")
    return found


def _places(totals: Mapping[str, Decimal]) -> dict[str, int]:
    """Place of each by its total, in hundredths; equal totals share the better place."""
    rounded = {name: total.quantize(_CENT, ROUND_HALF_UP) for name, total in totals.items()}
    first: dict[Decimal, int] = {}
    for place, total in enumerate(sorted(rounded.values(), reverse=True), 1):
        first.setdefault(total, place)
    return {name: first[total] for name, total in rounded.items()}

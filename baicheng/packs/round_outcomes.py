"""What follows from the results of a round (结果运用): for whom, and what the record that carries it out holds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, TypeAlias

from baicheng.packs.placeholders import filled, places_in
from baicheng.packs.schema.rounds import FIGURES, Follows
from baicheng.rules.results import DecisionResult, ScorecardResult
from baicheng.rules.running import Result

#: The value of a pack by its name, TABLE or TABLE.OPTION; nothing where no document and nobody else states it.
ValueOf: TypeAlias = Callable[[str], Decimal | None]


@dataclass(frozen=True)
class Standing:
    """What came out for one of those assessed.

    ``met`` are the effects of a scorecard, or the rows of a decision, that fall on it; ``place`` is missing where it
    has none. For whom anything is undecided, nothing follows.
    """

    subject: str
    undecided: bool = False
    total: Decimal | None = None
    grade: str = ""
    place: int | None = None
    met: frozenset[str] = frozenset()
    facts: Mapping[str, object] = field(default_factory=dict)


def standing_of(result: Result) -> Standing:
    """A result of the rule as what follows asks about it."""
    undecided, facts = bool(result.undecided), result.facts
    subject = str(result.subject)
    if isinstance(result, ScorecardResult):
        met = frozenset(name for name, outcome in result.effects.items() if outcome == "met")
        return Standing(subject, undecided, result.total, result.grade or "", result.place, met, facts)
    if isinstance(result, DecisionResult):
        return Standing(subject, undecided, result.amount, met=frozenset(result.hits), facts=facts)
    return Standing(subject, undecided, facts=facts)


def concerned(when: Follows, standings: Iterable[Standing], value_of: ValueOf) -> list[Standing]:
    """Those for whom something follows, in the order of the results; of the last places equals with them."""
    decided = [one for one in standings if not one.undecided]
    if when.grades is not None:
        return [one for one in decided if one.grade in when.grades]
    named = when.effects or when.rows
    if named is not None:
        return [one for one in decided if one.met & set(named)]
    bound = _bound(when, value_of)
    if bound is None:
        return []
    if when.below is not None:
        return [one for one in decided if one.total is not None and one.total < bound]
    if when.fact is not None:
        return [one for one in decided if _reaches(one.facts.get(when.fact), bound)]
    placed = [one for one in decided if one.place is not None]
    if when.last is not None:
        bottom = _from_bottom([one.place or 0 for one in placed], int(bound))
        return [one for one in placed if bottom is not None and (one.place or 0) >= bottom]
    return [one for one in placed if (one.place or 0) <= bound]


def _bound(when: Follows, value_of: ValueOf) -> Decimal | None:
    """The number that says who is concerned; nothing where the value that holds it is not stated."""
    given = next(one for one in (when.first, when.last, when.below, when.at_least) if one is not None)
    return value_of(given) if isinstance(given, str) else Decimal(given)


def _from_bottom(places: list[int], count: int) -> int | None:
    """The place at which the last so many begin."""
    return sorted(places)[-min(count, len(places))] if places and count > 0 else None


def _reaches(value: object, bound: Decimal) -> bool:
    return isinstance(value, int | Decimal) and not isinstance(value, bool) and value >= bound


def figures_of(
    one: Standing, *, since: date, last_day: date, called: str, clause: str | None
) -> dict[str, str]:
    """What ``{name}`` stands for in the record that is made for one of those assessed.

    Args:
        called: what people call the round.
        clause: where it is written that this follows.
    """
    return {
        "total": "" if one.total is None else f"{one.total.normalize():f}",
        "grade": one.grade,
        "place": "" if one.place is None else str(one.place),
        "period": f"{since:%Y-%m-%d}/{last_day:%Y-%m-%d}",
        "since": since.isoformat(),
        "round": called,
        "clause": clause or "",
    }


def fields_of(given: Mapping[str, Any], figures: Mapping[str, str], value_of: ValueOf) -> dict[str, Any]:
    """What the fields of a record hold, with figures and values in their places.

    A field that holds one value of the pack and nothing else is left out where the value is not stated.
    """
    found = {
        name: _filled(value, figures, value_of) if isinstance(value, str) else value
        for name, value in given.items()
    }
    return {name: value for name, value in found.items() if value is not None}


def _filled(words: str, figures: Mapping[str, str], value_of: ValueOf) -> str | None:
    names = [name for name in places_in(words) if name not in FIGURES]
    values = {name: value_of(name) for name in names}
    if len(names) == 1 and words == f"{{{names[0]}}}" and values[names[0]] is None:
        return None
    said = {name: "" if value is None else f"{value.normalize():f}" for name, value in values.items()}
    return filled(words, {**figures, **said})

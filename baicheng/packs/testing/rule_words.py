"""What came out of a rule in the words of cases, and where that is not what a case expects."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from baicheng.packs.schema.cases import ExpectedResult
from baicheng.packs.testing.expectations import differs
from baicheng.rules.results import (
    BenefitResult,
    DecisionResult,
    GradeResult,
    Outcome,
    ScorecardResult,
)
from baicheng.rules.running import Result

#: Keys that list names, whose order does not matter.
_LISTS = ("hits", "undecided")


def in_words(result: Result) -> dict[str, Any]:
    """A result by the keys of cases; what is unknown is ``undecided``, what there is not is ``none``."""
    shared = {
        "facts": {name: _known(value) for name, value in result.facts.items()},
        "undecided": tuple(sorted({one.what for one in result.undecided})),
    }
    if isinstance(result, ScorecardResult):
        return shared | _of_scorecard(result)
    if isinstance(result, DecisionResult):
        return shared | _of_decision(result)
    return shared | (_of_level(result) if isinstance(result, GradeResult) else _of_benefit(result))


def _of_scorecard(result: ScorecardResult) -> dict[str, Any]:
    return {
        "total": _known(result.total),
        "parts": {name: _known(points) for name, points in result.parts.items()},
        "items": {one.item: _known(one.points) for one in result.items},
        "effects": result.effects,
        "grade": _known(result.grade),
        "place": _or_none(result.place, result.ranked),
    }


def _of_decision(result: DecisionResult) -> dict[str, Any]:
    return {
        "rows": {one.row: one.outcome for one in result.rows},
        "hits": tuple(sorted(result.hits)),
        "answer": _or_none(result.answer, result.outcome),
        "amount": _or_none(result.amount, result.outcome),
        "outcome": result.outcome,
    }


def _of_level(result: GradeResult) -> dict[str, Any]:
    return {
        "level": _or_none(result.level, result.outcome),
        "measures": {one.measure: _or_none(one.level, one.outcome) for one in result.measures},
        "outcome": result.outcome,
    }


def _of_benefit(result: BenefitResult) -> dict[str, Any]:
    return {
        "eligible": result.eligible,
        "grounds": result.grounds,
        "papers": result.papers,
        "complete": result.complete,
        "awards": {one.award: _known(one.granted) for one in result.awards},
        "amount": _known(result.amount),
        "due": _known(result.due),
        "payers": {name: _known(amount) for name, amount in result.payers.items()},
    }


def _known(value: object) -> object:
    return "undecided" if value is None else value


def _or_none(value: object, outcome: Outcome) -> object:
    """What there is; ``none`` where the rule gives nothing, which is another thing than not to know."""
    if value is not None:
        return value
    return "none" if outcome == "not_met" else "undecided"


def differences(wanted: ExpectedResult, found: Mapping[str, Any]) -> Iterator[str]:
    """Each expectation that is not met, one sentence each."""
    for key in ExpectedResult.model_fields:
        if key not in wanted.model_fields_set:
            continue
        expected, came = getattr(wanted, key), found[key]
        if key in _LISTS:
            expected = tuple(sorted(expected))
        if isinstance(expected, dict) and key != "answer":
            for name, value in expected.items():
                if differs(value, came.get(name)):
                    yield f"{key}.{name}: expected {value}, found {came.get(name)}"
        elif differs(expected, came):
            yield f"{key}: expected {_listed(expected)}, found {_listed(came)}"


def _listed(value: object) -> object:
    return f"[{', '.join(map(str, value))}]" if isinstance(value, tuple) else value

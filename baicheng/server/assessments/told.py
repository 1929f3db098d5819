"""A result in words and numbers that JSON knows (结果的表述): the same for all kinds of rules.

``lines`` are the items of a scorecard, the rows of a decision, the measures of a grade, the awards of a benefit:
each with name, title, clause, outcome, what was measured, formula, points before and after floor and cap, and the
facts on which it rests. Numbers are texts, so that they stay exact.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from baicheng.flows.keys import Title
from baicheng.rules.result_rows import result_rows
from baicheng.rules.results import (
    AwardResult,
    BenefitResult,
    DecisionResult,
    GradeResult,
    ItemResult,
    MeasureResult,
    Outcome,
    RowResult,
    ScorecardResult,
    outcome_of,
)
from baicheng.rules.running import Result

_DAY = date(2000, 1, 1)


@dataclass(frozen=True)
class Told:
    """One result as the fields of ``models.Result`` keep it: what lists sort and show, and all that explains it."""

    subject: str
    total: Decimal | None
    grade: str
    place: int | None
    outcome: Outcome
    undecided: list[dict[str, Any]]
    detail: dict[str, Any]


def told(rule: str, one: Result) -> Told:
    """A result of any kind."""
    undecided = [
        {"what": each.what, "names": list(each.names), "because": plain(each.because)}
        for each in one.undecided
    ]
    total, grade, place, outcome, more = _whole(one)
    rows = [
        [row["item"], row["met"], plain(row["number"]), row["word"]]
        for row in result_rows(rule, [one], stage="computed", counts_on=_DAY)
    ]
    detail = {"facts": plain(one.facts), "lines": list(_lines(one)), "rows": rows, **plain(more)}
    return Told(str(one.subject), total, grade or "", place, outcome, undecided, detail)


def digest(results: Iterable[Told]) -> str:
    """SHA-256 of all results in their order: two runs with the same digest agree in every figure and reason."""
    found = hashlib.sha256()
    for one in results:
        found.update(json.dumps(plain(asdict(one)), ensure_ascii=False, sort_keys=True).encode())
        found.update(b"\n")
    return found.hexdigest()


def plain(value: Any) -> Any:
    """A value as JSON knows it.

    >>> plain({"points": Decimal("3.500000")})
    {'points': '3.5'}
    """
    if isinstance(value, Decimal):
        text = f"{value:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    if isinstance(value, Title):
        return {"zh": value.zh, "en": value.en}
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(name): plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    return value


def _whole(one: Result) -> tuple[Decimal | None, str | None, int | None, Outcome, dict[str, Any]]:
    """Total, grade, place, outcome, and what only this kind has."""
    if isinstance(one, ScorecardResult):
        outcome: Outcome = "undecided" if one.total is None or one.undecided else "met"
        more = {"parts": one.parts, "sum": one.sum, "effects": one.effects, "ranked": one.ranked}
        return one.total, one.grade, one.place, outcome, more | {"grade_by_total": one.grade_by_total}
    if isinstance(one, DecisionResult):
        word = one.hits[0] if len(one.hits) == 1 else None
        return one.amount, word, None, one.outcome, {"hits": one.hits, "answer": one.answer}
    if isinstance(one, GradeResult):
        return None, one.level, None, one.outcome, {}
    outcome = outcome_of(None if one.amount is None else one.amount > 0)
    return one.amount, None, None, outcome, _of_benefit(one)


def _of_benefit(one: BenefitResult) -> dict[str, Any]:
    return {
        "grounds": one.grounds,
        "papers": one.papers,
        "eligible": one.eligible,
        "complete": one.complete,
        "due": one.due,
        "payers": one.payers,
    }


def _lines(one: Result) -> Iterable[dict[str, Any]]:
    if isinstance(one, ScorecardResult):
        return (_item(each) for each in one.items)
    if isinstance(one, DecisionResult):
        return (_row(each) for each in one.rows)
    if isinstance(one, GradeResult):
        return (_measure(each) for each in one.measures)
    return (_award(each) for each in one.awards)


def _line(
    each: RowResult | MeasureResult | AwardResult | ItemResult, name: str, outcome: Outcome, **more: Any
) -> dict[str, Any]:
    whole = {
        "name": name,
        "title": each.title,
        "clause": each.clause,
        "outcome": outcome,
        "measures": {},
        "formula": "",
        "before": None,
        "points": None,
        "facts": each.facts,
    }
    found: dict[str, Any] = plain(whole | more)
    return found


def _item(each: ItemResult) -> dict[str, Any]:
    outcome: Outcome = "undecided" if each.points is None else "met"
    more = {"measures": each.measures, "formula": each.formula, "before": each.before, "points": each.points}
    return _line(each, each.item, outcome, **more)


def _row(each: RowResult) -> dict[str, Any]:
    return _line(each, each.row, each.outcome, points=each.amount, then=each.then)


def _measure(each: MeasureResult) -> dict[str, Any]:
    return _line(each, each.measure, each.outcome, measures={"value": each.value}, word=each.level)


def _award(each: AwardResult) -> dict[str, Any]:
    more = {"instalments": each.instalments, "payers": each.payers, "cut_by": each.cut_by, "due": each.due}
    return _line(each, each.award, each.outcome, before=each.offered, points=each.granted, **more)

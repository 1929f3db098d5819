"""Results as rows of the relation ``results``, on which other rules rest (规则之间取用结果)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from baicheng.rules.results import DecisionResult, GradeResult, Outcome, ScorecardResult, outcome_of
from baicheng.rules.running import Result

Row = dict[str, Any]


def result_rows(
    rule: str, results: Iterable[Result], *, stage: Literal["computed", "final"], counts_on: date
) -> list[Row]:
    """One row for each subject, and one for each item, row, measure or award of it.

    Args:
        counts_on: the day by which they count, such as the last day judged or the day of approval.

    Returns:
        Rows in the shape of ``RESULTS``; ``met`` is empty while undecided.
    """
    return [
        {
            "id": f"{rule}/{stage}/{one.subject}/{row['item'] or ''}",
            "rule": rule,
            "stage": stage,
            "subject": str(one.subject),
            "counts_on": counts_on,
            **row,
        }
        for one in results
        for row in _rows(one)
    ]


def _row(item: str | None, outcome: Outcome, number: Decimal | None, word: str | None = None) -> Row:
    met = None if outcome == "undecided" else outcome == "met"
    return {"item": item, "met": met, "number": number, "word": word}


def _rows(one: Result) -> Iterator[Row]:
    if isinstance(one, ScorecardResult):
        yield _row(None, _known(one.total), one.total, one.grade)
        for item in one.items:
            yield _row(item.item, _known(item.points), item.points)
    elif isinstance(one, DecisionResult):
        yield _row(None, one.outcome, one.amount, one.hits[0] if len(one.hits) == 1 else None)
        for row in one.rows:
            yield _row(row.row, row.outcome, row.amount)
    elif isinstance(one, GradeResult):
        yield _row(None, one.outcome, None, one.level)
        for measure in one.measures:
            number = measure.value if isinstance(measure.value, Decimal) else None
            yield _row(measure.measure, measure.outcome, number, measure.level)
    else:
        given = outcome_of(None if one.amount is None else one.amount > 0)
        yield _row(None, given, one.amount)
        for award in one.awards:
            yield _row(award.award, award.outcome, award.granted)


def _known(number: Decimal | None) -> Outcome:
    return "undecided" if number is None else "met"

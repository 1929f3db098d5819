"""Rules of every kind run alike, for all subjects on a snapshot or for one on live facts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeAlias

from baicheng.rules.assessing import assessed
from baicheng.rules.awarding import awarded
from baicheng.rules.compiling.decision import CompiledDecision
from baicheng.rules.compiling.grade import CompiledGrade
from baicheng.rules.compiling.scorecard import CompiledScorecard
from baicheng.rules.database import Limits, opened
from baicheng.rules.deciding import decided, graded
from baicheng.rules.kinds import Compiled
from baicheng.rules.results import BenefitResult, DecisionResult, GradeResult, ScorecardResult
from baicheng.rules.sources import Sources

Result: TypeAlias = ScorecardResult | DecisionResult | GradeResult | BenefitResult


def run(statement: Compiled, sources: Sources, limits: Limits | None = None) -> Sequence[Result]:
    """The results of all subjects, in their order.

    Raises:
        UnfitSource: rows are missing or of another shape.
        RunFailed: a limit was reached; nothing is returned in part.
    """
    with opened(
        statement.relations, sources, statement.select, limits, statement.setting.storage
    ) as database:
        return results_of(statement, database.rows(statement.text))


def results_of(statement: Compiled, rows: Iterable[Mapping[str, Any]]) -> Sequence[Result]:
    """The results from the rows that a statement gave."""
    if isinstance(statement, CompiledScorecard):
        return assessed(statement, rows)
    if isinstance(statement, CompiledDecision):
        return decided(statement, rows)
    if isinstance(statement, CompiledGrade):
        return graded(statement, rows)
    return awarded(statement, rows)

"""Rules of every kind run alike, for all subjects on a snapshot or for one on live facts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from baicheng.rules.assessing import assess
from baicheng.rules.awarding import award
from baicheng.rules.compiling.decision import CompiledDecision
from baicheng.rules.compiling.grade import CompiledGrade
from baicheng.rules.compiling.scorecard import CompiledScorecard
from baicheng.rules.database import Limits
from baicheng.rules.deciding import decide, grade
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
    if isinstance(statement, CompiledScorecard):
        return assess(statement, sources, limits)
    if isinstance(statement, CompiledDecision):
        return decide(statement, sources, limits)
    if isinstance(statement, CompiledGrade):
        return grade(statement, sources, limits)
    return award(statement, sources, limits)

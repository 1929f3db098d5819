"""A scorecard judged for all subjects on a snapshot, or for one on live facts (考核计算)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from baicheng.rules.compiling.scorecard import CompiledScorecard
from baicheng.rules.database import Limits, opened
from baicheng.rules.scorecard_results import ScorecardResult
from baicheng.rules.sources import Sources


def assess(
    compiled: CompiledScorecard, sources: Sources, limits: Limits | None = None
) -> list[ScorecardResult]:
    """The results of all subjects, in their order.

    Args:
        sources: the rows of each relation that the scorecard reads.

    Raises:
        UnfitSource: rows are missing or of another shape.
        RunFailed: a limit was reached; nothing is returned in part.
    """
    with opened(compiled.relations, sources, compiled.select, limits, compiled.setting.storage) as database:
        return assessed(compiled, database.rows(compiled.text))


def assessed(compiled: CompiledScorecard, rows: Iterable[Mapping[str, Any]]) -> list[ScorecardResult]:
    """The results from the rows that the statement gave."""
    return [ScorecardResult(compiled, row) for row in rows]

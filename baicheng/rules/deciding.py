"""Decision tables and levels judged for all subjects, or for one on live facts (判定)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from baicheng.flows.keys import Title
from baicheng.rules.compiling.decision import CompiledDecision
from baicheng.rules.compiling.grade import CompiledGrade
from baicheng.rules.database import Limits, opened
from baicheng.rules.results import (
    DecisionResult,
    GradeResult,
    MeasureResult,
    Outcome,
    RowResult,
    Undecided,
    outcome_of,
)
from baicheng.rules.sources import Sources
from baicheng.rules.unknowns import unknown_names, why


def decide(
    compiled: CompiledDecision, sources: Sources, limits: Limits | None = None
) -> list[DecisionResult]:
    """What a decision table says of each subject, in their order; raises as ``assess``."""
    with opened(compiled.relations, sources, compiled.select, limits, compiled.setting.storage) as database:
        return decided(compiled, database.rows(compiled.text))


def decided(compiled: CompiledDecision, rows: Iterable[Mapping[str, Any]]) -> list[DecisionResult]:
    """The results of a decision table from the rows that the statement gave."""
    return [_decision(compiled, row) for row in rows]


def grade(compiled: CompiledGrade, sources: Sources, limits: Limits | None = None) -> list[GradeResult]:
    """The level of each subject, in their order; raises as ``assess``."""
    with opened(compiled.relations, sources, compiled.select, limits, compiled.setting.storage) as database:
        return graded(compiled, database.rows(compiled.text))


def graded(compiled: CompiledGrade, rows: Iterable[Mapping[str, Any]]) -> list[GradeResult]:
    """The levels from the rows that the statement gave."""
    return [_grade(compiled, row) for row in rows]


def _decision(compiled: CompiledDecision, row: Mapping[str, Any]) -> DecisionResult:
    rule = compiled.rule
    rows = tuple(
        RowResult(
            row=one.row,
            title=one.title,
            clause=one.clause,
            outcome=outcome_of(row[f"{one.row}.hit"]),
            then=one.then,
            amount=row.get(f"{one.row}.amount"),
            facts=tuple(name for name in names if name in rule.facts),
        )
        for one, names in compiled.rows
    )
    met = [one.row for one in rows if one.outcome == "met"]
    number = row.get("row.number")
    if rule.hit in ("first", "priority"):
        met = [] if not number else [rows[int(number) - 1].row]
    outcome = _outcome(compiled, rows, row)
    chosen = next((one.then for one in rows if one.row in met), rule.otherwise)
    single = rule.hit in ("first", "priority") and outcome != "undecided"
    return DecisionResult(
        subject=row["subject"],
        facts={name: row[name] for name in rule.facts},
        rows=rows,
        hits=tuple(met),
        answer=chosen if single else None,
        amount=row.get("amount"),
        outcome=outcome,
        undecided=tuple(_undecided(compiled, compiled.rows, row, "hit", outcome)),
    )


def _outcome(compiled: CompiledDecision, rows: Sequence[RowResult], row: Mapping[str, Any]) -> Outcome:
    hit = compiled.rule.hit
    if hit in ("first", "priority"):
        return outcome_of(None if row["row.number"] is None else row["row.number"] > 0)
    outcomes = {one.outcome for one in rows}
    missing = (
        hit == "collect"
        and row["amount"] is None
        and ("met" in outcomes or compiled.rule.collect in ("sum", "count"))
    )
    if "undecided" in outcomes or missing:
        return "undecided"
    return "met" if "met" in outcomes else "not_met"


def _grade(compiled: CompiledGrade, row: Mapping[str, Any]) -> GradeResult:
    rule = compiled.rule
    names = [level.level for level in rule.levels]
    measures = tuple(
        MeasureResult(
            measure=one.measure,
            title=one.title,
            clause=one.clause,
            value=row[f"{one.measure}.{'of' if one.when is None else 'holds'}"],
            level=_named(names, row[f"{one.measure}.level"]),
            outcome=_level_outcome(names, row[f"{one.measure}.level"]),
            facts=tuple(name for name in used if name in rule.facts),
        )
        for one, used in compiled.measures
    )
    outcome = _level_outcome(names, row["level"])
    return GradeResult(
        subject=row["subject"],
        facts={name: row[name] for name in rule.facts},
        measures=measures,
        level=_named(names, row["level"]),
        outcome=outcome,
        undecided=tuple(_undecided(compiled, compiled.measures, row, "level", outcome)),
    )


def _named(names: Sequence[str], number: int | None) -> str | None:
    return names[int(number) - 1] if number is not None and number <= len(names) else None


def _level_outcome(names: Sequence[str], number: int | None) -> Outcome:
    return outcome_of(None if number is None else number <= len(names))


def _undecided(
    compiled: CompiledDecision | CompiledGrade,
    parts: Sequence[tuple[Any, tuple[str, ...]]],
    row: Mapping[str, Any],
    column: str,
    outcome: Outcome,
) -> list[Undecided]:
    """The parts that are undecided; of a result that is decided without them there are none."""
    if outcome != "undecided":
        return []
    found = []
    if compiled.judged.doubtful and row["in_scope"] is None:
        sentence = Title(zh="不清楚是否属于适用对象", en="it is unknown whether the rule holds")
        found.append(Undecided("for", (), sentence))
    for part, names in parts:
        name = part.row if hasattr(part, "row") else part.measure
        amount = f"{name}.amount"
        if row[f"{name}.{column}"] is None or (amount in row and row[amount] is None):
            missing = unknown_names(compiled.setting, names, row)
            found.append(Undecided(name, missing, why(compiled.rule, compiled.setting, missing)))
    return found

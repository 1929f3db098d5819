"""A scorecard judged for all subjects on a snapshot, or for one on live facts (考核计算)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from baicheng.flows.keys import Title
from baicheng.rules.compiling.items import Scored
from baicheng.rules.compiling.scorecard import CompiledScorecard
from baicheng.rules.database import Limits, opened
from baicheng.rules.results import ItemResult, ScorecardResult, Undecided, outcome_of
from baicheng.rules.sources import Sources
from baicheng.rules.unknowns import unknown_names, why


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
    with opened(compiled.relations, sources, compiled.select, limits) as database:
        return assessed(compiled, database.rows(compiled.select))


def assessed(compiled: CompiledScorecard, rows: Iterable[Mapping[str, Any]]) -> list[ScorecardResult]:
    """The results from the rows that the statement gave."""
    return [_result(compiled, row) for row in rows]


def _result(compiled: CompiledScorecard, row: Mapping[str, Any]) -> ScorecardResult:
    rule = compiled.rule
    grades = [grade.grade for grade in rule.grades]
    parts = [f"part.{part.part}" for part in rule.parts] + (["part.bonus"] if rule.bonus else [])
    return ScorecardResult(
        subject=row["subject"],
        items=tuple(_item(compiled, one, row) for one in compiled.items),
        facts={name: row[name] for name in rule.facts},
        parts={name.removeprefix("part."): row[name] for name in parts},
        sum=row["sum"],
        effects={effect.effect: outcome_of(row[f"effect.{effect.effect}"]) for effect in rule.effects},
        total=row["total"],
        grade_by_total=_grade(grades, row.get("grade.by_total")),
        grade=_grade(grades, row.get("grade")),
        ranked=outcome_of(row["rank.counts"]) if rule.ranking else "not_met",
        place=row.get("place"),
        undecided=tuple(_undecided(compiled, row)),
    )


def _grade(grades: list[str], number: int | None) -> str | None:
    return None if number is None else grades[int(number) - 1]


def _item(compiled: CompiledScorecard, one: Scored, row: Mapping[str, Any]) -> ItemResult:
    item = one.item
    return ItemResult(
        item=item.item,
        title=item.title,
        clause=item.clause,
        measures={
            place: one.constants[place] if place in one.constants else row[one.columns[place]]
            for place in one.measured
        },
        before=row[one.raw],
        points=row[one.points],
        facts=tuple([name for name in one.names if name in compiled.rule.facts]),
        gate="met" if one.gate is None else outcome_of(row[one.gate]),
        line=item,
    )


def _undecided(compiled: CompiledScorecard, row: Mapping[str, Any]) -> list[Undecided]:
    rule, found = compiled.rule, []
    if compiled.judged.doubtful and row["in_scope"] is None:
        found.append(
            Undecided(
                "for", (), Title(zh="不清楚是否属于适用对象", en="it is unknown whether the rule holds")
            )
        )
    for one in compiled.items:
        if row[one.points] is None:
            found.append(_because(compiled, one.item.item, one.names, row))
    for effect, names in compiled.effect_names.items():
        if row[f"effect.{effect}"] is None:
            found.append(_because(compiled, effect, names, row))
    if rule.ranking and row["place"] is None and row["rank.counts"] is not False:
        sentence = Title(
            zh="本组有总分或参排条件待定，名次待定",
            en="a total of the group is undecided, and so is the place",
        )
        found.append(Undecided("place", (), sentence))
    return found


def _because(
    compiled: CompiledScorecard, what: str, names: tuple[str, ...], row: Mapping[str, Any]
) -> Undecided:
    facts = compiled.rule.facts
    missing = unknown_names(compiled.setting, names, row)
    return Undecided(what, missing, why(facts, compiled.setting, missing))

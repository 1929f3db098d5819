"""Levels over several measures as one statement: the gravest or mildest level that they give."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlglot import exp

from baicheng.flows.keys import nearest
from baicheng.rules.compiling.bands import check_bands
from baicheng.rules.compiling.frame import Judged, in_scope, judged, relations_of
from baicheng.rules.compiling.points import inside
from baicheng.rules.dialects import OneStatement
from baicheng.rules.expression_types import exact
from baicheng.rules.model.grade import NO_LEVEL, GradeRule, Measure
from baicheng.rules.setting import Faults, Path, Setting


@dataclass(frozen=True)
class CompiledGrade(OneStatement):
    """Levels as one statement; ``measures`` are those in force, with the names on which each rests."""

    rule: GradeRule
    setting: Setting
    select: exp.Select
    judged: Judged
    measures: tuple[tuple[Measure, tuple[str, ...]], ...]


def compile_grade(rule: GradeRule, setting: Setting) -> CompiledGrade:
    """Check the levels and make their statement.

    Raises:
        FaultyRule: with every fault that was found.
    """
    faults = Faults()
    setting = relations_of(rule, setting)
    found = judged(rule, setting, faults)
    statement = found.statement
    measured, kept = [], []
    for index, measure in enumerate(rule.measures):
        if measure.in_force.holds(setting.period.last_day):
            column, used = _measured(rule, measure, index, found, faults)
            measured.append(column)
            kept.append((measure, used))
    statement.extend("measured", measured)
    levels = [(f"{measure.measure}.level", _level(rule, measure)) for measure, _ in kept]
    statement.extend("levels", levels)
    both = [
        _combined(rule, [one for one, _ in kept], undecided_is_gravest=gravest) for gravest in (False, True)
    ]
    statement.extend("levelled", [("level.mildest", both[0]), ("level.gravest", both[1])])
    statement.extend("decided", [("level", _agreed(found))])
    faults.raise_any()
    return CompiledGrade(rule, setting, statement.finished(), found, tuple(kept))


def _measured(
    rule: GradeRule, measure: Measure, index: int, found: Judged, faults: Faults
) -> tuple[tuple[str, exp.Expr], tuple[str, ...]]:
    path: Path = ("measures", index)
    known = [*(level.level for level in rule.levels), NO_LEVEL]
    stated: list[tuple[Path, str]] = [
        ((*path, "bands", number, "level"), band.level) for number, band in enumerate(measure.bands)
    ]
    stated += [((*path, "level"), measure.level)] if measure.level is not None else []
    for where, level in stated:
        if level not in known:
            faults.add(where, f"unknown level '{level}'; {nearest(level, known)}")
    if measure.when is not None:
        condition = faults.condition(measure.when, found.names, (*path, "when"))
        return (f"{measure.measure}.holds", condition.sql), condition.names
    check_bands(measure.bands, faults, (*path, "bands"))
    quantity = faults.quantity(str(measure.of), found.names, (*path, "of"))
    return (f"{measure.measure}.of", exact(quantity.sql)), quantity.names


def _number(rule: GradeRule, level: str | None) -> int:
    """1 for the gravest level; one more than all of them for none."""
    names = [one.level for one in rule.levels]
    return names.index(level) + 1 if level in names else len(names) + 1


def _level(rule: GradeRule, measure: Measure) -> exp.Expr:
    """The number of the level that a measure gives; unknown if the measure is."""
    if measure.when is not None:
        holds = exp.column(f"{measure.measure}.holds", quoted=True)
        found = exp.Case().when(holds, exp.Literal.number(_number(rule, measure.level)))
        return found.when(exp.not_(holds.copy()), exp.Literal.number(_number(rule, NO_LEVEL)))
    found = exp.Case()
    value = exp.column(f"{measure.measure}.of", quoted=True)
    for band in measure.bands:
        found = found.when(inside(band, value), exp.Literal.number(_number(rule, band.level)))
    return found


def _possible(rule: GradeRule, measure: Measure) -> list[int]:
    """The levels that a measure can give."""
    if measure.when is not None:
        return [_number(rule, measure.level), _number(rule, NO_LEVEL)]
    return [_number(rule, band.level) for band in measure.bands]


def _combined(rule: GradeRule, measures: Sequence[Measure], *, undecided_is_gravest: bool) -> exp.Expr:
    """The level if every undecided measure gave the gravest that it can, or the mildest."""
    values: list[exp.Expr] = []
    for measure in measures:
        possible = _possible(rule, measure)
        assumed = min(possible) if undecided_is_gravest else max(possible)
        level = exp.column(f"{measure.measure}.level", quoted=True)
        values.append(exp.func("COALESCE", level, exp.Literal.number(assumed)))
    if not values:
        return exp.Literal.number(_number(rule, NO_LEVEL))
    function = exp.Least if rule.combine == "gravest" else exp.Greatest
    return function(this=values[0], expressions=values[1:], ignore_nulls=True) if values[1:] else values[0]


def _agreed(found: Judged) -> exp.Expr:
    mildest, gravest = exp.column("level.mildest", quoted=True), exp.column("level.gravest", quoted=True)
    same: exp.Expr = mildest.eq(gravest)
    doubtful = in_scope(found)
    if doubtful is not None:
        same = exp.and_(same, exp.not_(exp.paren(doubtful)))
    return exp.Case().when(same, mildest.copy())

"""A scorecard as one statement: items, caps, sum, bonus, downgrade, cap of grade, void, places (计分次序)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlglot import exp

from baicheng.rules.compiling.bands import check_bands
from baicheng.rules.compiling.effects import add_effects
from baicheng.rules.compiling.frame import Judged, in_scope, judged, relations_of
from baicheng.rules.compiling.items import Scored, scored
from baicheng.rules.compiling.places import add_places
from baicheng.rules.compiling.points import bounded
from baicheng.rules.dialects import OneStatement
from baicheng.rules.expression_types import Known, Type, exact, number_sql
from baicheng.rules.model.basics import Number
from baicheng.rules.model.scorecard import Item, Scorecard
from baicheng.rules.relations import Kind
from baicheng.rules.setting import Faults, Path, Setting

#: Columns of the sum before and after what overrides it.
SUM, TOTAL, GRADE, PLACE = "sum", "total", "grade", "place"


@dataclass(frozen=True)
class CompiledScorecard(OneStatement):
    """A scorecard as one statement.

    Attributes:
        select: one row for each subject; ``sql()`` gives its text.
        items: the items that count on the last day judged.
        effect_names: effect → the names on which it rests.
    """

    rule: Scorecard
    setting: Setting
    select: exp.Select
    judged: Judged
    items: tuple[Scored, ...]
    effect_names: dict[str, tuple[str, ...]]


def compile_scorecard(rule: Scorecard, setting: Setting) -> CompiledScorecard:
    """Check a scorecard and make its statement.

    Raises:
        FaultyRule: with every fault that was found.
    """
    faults = Faults()
    setting = relations_of(rule, setting)
    _check_ids(rule, faults)
    found = judged(rule, setting, faults)
    items = scored(list(_counting(rule, setting.period.last_day)), rule.effects, found, faults)
    statement = found.statement
    statement.extend("parted", _parts(rule, items))
    statement.extend("summed", _sum(rule, found))
    names = found.names | {SUM: Known(Type(Kind.NUMBER, "分"))}
    if rule.grades:
        check_bands(rule.grades, faults, ("grades",))
    effect_names = add_effects(rule, statement, names, faults)
    if rule.ranking is not None:
        add_places(rule.ranking, statement, names, faults)
    faults.raise_any()
    return CompiledScorecard(rule, setting, statement.finished(), found, tuple(items), effect_names)


def _counting(rule: Scorecard, day: date) -> Iterable[tuple[Item, Path]]:
    """The items in force on a day, with their keys in the file."""
    for number, part in enumerate(rule.parts):
        for index, item in enumerate(part.items):
            if item.in_force.holds(day):
                yield item, ("parts", number, "items", index)
    for index, item in enumerate(rule.bonus.items if rule.bonus else ()):
        if item.in_force.holds(day):
            yield item, ("bonus", "items", index)


def _check_ids(rule: Scorecard, faults: Faults) -> None:
    parts = [part.part for part in rule.parts]
    for number, name in enumerate(parts):
        if name in parts[:number]:
            faults.add(("parts", number, "part"), f"'{name}' stands twice; rename one")
    seen: list[Item] = []
    for item, path in _every(rule):
        for other in seen:
            if other.item == item.item and other.in_force.shared(item.in_force) is not None:
                faults.add(
                    (*path, "item"),
                    f"'{item.item}' stands twice for the same days; rename one, or part their days",
                )
        seen.append(item)


def _every(rule: Scorecard) -> Iterable[tuple[Item, Path]]:
    for number, part in enumerate(rule.parts):
        for index, item in enumerate(part.items):
            yield item, ("parts", number, "items", index)
    for index, item in enumerate(rule.bonus.items if rule.bonus else ()):
        yield item, ("bonus", "items", index)


def _parts(rule: Scorecard, items: Sequence[Scored]) -> list[tuple[str, exp.Expr]]:
    columns = []
    for part in rule.parts:
        members = [one for one in items if any(one.item is item for item in part.items)]
        total = _bounded(_added(members), part.floor, part.cap)
        columns.append(
            (f"part.{part.part}", exact(exp.Mul(this=exp.paren(total), expression=number_sql(part.weight))))
        )
    if rule.bonus is not None:
        members = [one for one in items if any(one.item is item for item in rule.bonus.items)]
        columns.append(("part.bonus", exact(_bounded(_added(members), rule.bonus.floor, rule.bonus.cap))))
    return columns


def _added(members: Sequence[Scored]) -> exp.Expr:
    """Unknown as long as one of them is."""
    found: exp.Expr = number_sql(0)
    for index, one in enumerate(members):
        column = exp.column(one.points, quoted=True)
        found = column if index == 0 else exp.Add(this=found, expression=column)
    return found


def _bounded(value: exp.Expr, floor: Number | None, cap: Number | None) -> exp.Expr:
    return bounded(
        value,
        None if floor is None else number_sql(floor),
        None if cap is None else number_sql(cap),
    )


def _sum(rule: Scorecard, found: Judged) -> list[tuple[str, exp.Expr]]:
    names = [f"part.{part.part}" for part in rule.parts] + (["part.bonus"] if rule.bonus else [])
    total: exp.Expr = exp.column(names[0], quoted=True)
    for name in names[1:]:
        total = exp.Add(this=total, expression=exp.column(name, quoted=True))
    total = _bounded(exact(total), rule.total.floor, rule.total.cap)
    total = exact(exp.Round(this=exact(total), decimals=exp.Literal.number(rule.total.decimals)))
    doubtful = in_scope(found)
    if doubtful is not None:
        total = exp.Case().when(exp.not_(exp.paren(doubtful)), total)
    return [(SUM, total)]

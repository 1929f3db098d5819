"""Scorecards reckoned plainly: sum, effects, grades, places."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from sqlglot import exp

from baicheng.rules.formulas import holds
from baicheng.rules.model.scorecard import Scorecard
from baicheng.rules.setting import Setting
from tests.rules.interpreted_expressions import Row, Tables, compared, conjoined, denied, evaluate, fixed
from tests.rules.interpreted_facts import facts_of
from tests.rules.interpreted_points import points_of


def bounded(value: Decimal | None, floor: Decimal | None, cap: Decimal | None) -> Decimal | None:
    if value is None:
        return None
    if floor is not None and value < floor:
        return floor
    return cap if cap is not None and value > cap else value


def added(values: Sequence[Decimal | None]) -> Decimal | None:
    return (
        None
        if any(value is None for value in values)
        else sum((one for one in values if one is not None), Decimal(0))
    )


def scored(rule: Scorecard, setting: Setting, tables: Tables) -> list[dict[str, Any]]:
    """One row for each subject: ``points`` by item, ``sum``, ``total``, ``grade``, ``place``."""
    rows = facts_of(rule, setting, tables)
    day = setting.period.last_day
    for row in rows:
        void = conjoined([denied(evaluate(effect.when, row)) for effect in rule.effects if effect.void])
        row["void"] = denied(void)
    for row in rows:
        row["points"] = {
            item.item: points_of(item, row, rows) for item in rule.items() if item.in_force.holds(day)
        }
    for row in rows:
        parts = []
        for part in rule.parts:
            earned = added([row["points"][item.item] for item in part.items if item.in_force.holds(day)])
            earned = bounded(earned, part.floor, part.cap)
            parts.append(None if earned is None else fixed(earned * part.weight))
        if rule.bonus is not None:
            earned = added(
                [row["points"][item.item] for item in rule.bonus.items if item.in_force.holds(day)]
            )
            parts.append(bounded(earned, rule.bonus.floor, rule.bonus.cap))
        total = bounded(added(parts), rule.total.floor, rule.total.cap)
        row["sum"] = None if total is None or not row["in_scope"] else fixed(total, rule.total.decimals)
        overridden(rule, row)
    if rule.ranking is not None:
        for row in rows:
            row["place"] = placed(rule, row, rows)
    return rows


def overridden(rule: Scorecard, row: dict[str, Any]) -> None:
    """All that may be true of the undecided effects is tried: a result is known if it is always the same."""
    known = {effect.effect: evaluate(effect.when, row) for effect in rule.effects}
    open_ = [name for name, value in known.items() if value is None]
    results = []
    for number in range(2 ** len(open_)):
        tried = known | {name: bool(number >> index & 1) for index, name in enumerate(open_)}
        results.append(with_effects(rule, row["sum"], tried))
    totals, grades = {total for total, _ in results}, {grade for _, grade in results}
    row["total"] = totals.pop() if len(totals) == 1 else None
    row["grade"] = grades.pop() if len(grades) == 1 else None


def with_effects(rule: Scorecard, total: Decimal | None, applies: Mapping[str, bool]) -> tuple[Any, Any]:
    names = [grade.grade for grade in rule.grades]
    if any(effect.void and applies[effect.effect] for effect in rule.effects):
        return Decimal(0), names[-1] if names else None
    if total is None or not names:
        return total, None
    number = next(index for index, grade in enumerate(rule.grades) if holds(grade, total))
    number += sum(effect.downgrade or 0 for effect in rule.effects if applies[effect.effect])
    number = min(number, len(names) - 1)
    for effect in rule.effects:
        if effect.cap_grade is not None and applies[effect.effect]:
            number = max(number, names.index(effect.cap_grade))
    return total, names[number]


def placed(rule: Scorecard, row: Row, rows: Sequence[Row]) -> int | None:
    ranking = rule.ranking
    assert ranking is not None
    group = [other for other in rows if ranking.among is None or other[ranking.among] == row[ranking.among]]
    states = {id(other): takes_part(ranking, other) for other in group}
    if states[id(row)] is not True or None in states.values():
        return None
    keys = {id(other): rank_key(ranking, other) for other in group if states[id(other)]}
    better = [key for key in keys.values() if key > keys[id(row)]]
    return (len(better) if ranking.ties == "share" else len(set(better))) + 1


def rank_key(ranking: Any, row: Row) -> tuple[Any, ...]:
    return (row["total"], *(evaluate(text, row) for text in ranking.then_by))


def takes_part(ranking: Any, row: Row) -> bool | None:
    tests = [denied(evaluate(ranking.exempt, row))] if ranking.exempt else []
    if ranking.minimum is not None:
        tests.append(compared(exp.GTE, evaluate(ranking.minimum.of, row), ranking.minimum.at_least))
    counted = conjoined(tests)
    return None if counted and None in rank_key(ranking, row) else counted

"""Rules reckoned slowly and plainly, row by row, without any database: what the compiled statements must equal."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Context, Decimal
from typing import Any

import sqlglot
from sqlglot import exp

from baicheng.rules.compiling.windows import days_of
from baicheng.rules.formulas import holds
from baicheng.rules.model.facts import Fact
from baicheng.rules.model.rule import Rule
from baicheng.rules.model.scorecard import Item, Scorecard
from baicheng.rules.setting import Setting

WIDE = Context(prec=80, rounding=ROUND_HALF_UP)
Row = Mapping[str, Any]
Tables = Mapping[str, Sequence[Row]]


def fixed(value: Decimal, decimals: int = 6) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-decimals), context=WIDE)


def quotient(one: Decimal | None, other: Decimal | None, decimals: int = 6) -> Decimal | None:
    if one is None or other is None or other == 0:
        return None
    # The exact quotient, so that it is rounded once only.
    scaled = WIDE.divide(WIDE.multiply(one, Decimal(10) ** decimals), other)
    return fixed(scaled.to_integral_value(ROUND_HALF_UP, context=WIDE).scaleb(-decimals), 6)


def conjoined(values: Sequence[Any]) -> bool | None:
    if any(value is False for value in values):
        return False
    return None if any(value is None for value in values) else True


def denied(value: Any) -> bool | None:
    return None if value is None else not value


# --- expressions ---------------------------------------------------------------------------------------------


def evaluate(text: str | Decimal, row: Row) -> Any:
    if isinstance(text, Decimal):
        return text
    return value_of(sqlglot.parse_one(text, into=exp.Condition), row)


def value_of(tree: Any, row: Row) -> Any:
    return EVALUATORS[type(tree)](tree, row)


def column(tree: Any, row: Row) -> Any:
    value = row.get(tree.name)
    return Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else value


def listed(tree: Any, row: Row) -> bool | None:
    one = value_of(tree.this, row)
    equal = [None if one is None else one == value_of(member, row) for member in tree.expressions]
    return denied(conjoined([denied(value) for value in equal]))


def between(tree: Any, row: Row) -> bool | None:
    one, low, high = (value_of(tree.args[name], row) for name in ("this", "low", "high"))
    return conjoined([compared(exp.GTE, one, low), compared(exp.LTE, one, high)])


def cases(tree: Any, row: Row) -> Any:
    for branch in tree.args["ifs"]:
        met = value_of(branch.this, row)
        if met is not False:
            return None if met is None else value_of(branch.args["true"], row)
    return value_of(tree.args["default"], row)


def members(tree: Any, row: Row) -> list[Any]:
    return [value_of(one, row) for one in (tree.this, *tree.expressions)]


def extreme(tree: Any, row: Row) -> Any:
    found = members(tree, row)
    return None if None in found else (min if isinstance(tree, exp.Least) else max)(found)


def of_known(reckon: Callable[[Any, Any], Any]) -> Callable[[Any, Row], Any]:
    def evaluated(tree: Any, row: Row) -> Any:
        value = value_of(tree.this, row)
        return None if value is None else reckon(value, tree)

    return evaluated


def decimals_of(tree: Any) -> int:
    return int(tree.args["decimals"].name) if tree.args.get("decimals") else 0


def both_sides(tree: Any, row: Row) -> list[Any]:
    return [value_of(tree.left, row), value_of(tree.right, row)]


EVALUATORS: dict[Any, Callable[[Any, Row], Any]] = {
    exp.Column: column,
    exp.Literal: lambda tree, _: tree.name if tree.is_string else Decimal(tree.name),
    exp.Boolean: lambda tree, _: bool(tree.this),
    exp.Paren: lambda tree, row: value_of(tree.this, row),
    exp.Neg: of_known(lambda value, _: -value),
    exp.And: lambda tree, row: conjoined(both_sides(tree, row)),
    exp.Or: lambda tree, row: denied(conjoined([denied(value) for value in both_sides(tree, row)])),
    exp.Not: lambda tree, row: denied(value_of(tree.this, row)),
    exp.Is: lambda tree, row: value_of(tree.this, row) is None,
    exp.Cast: lambda tree, _: date.fromisoformat(tree.this.name),
    exp.In: listed,
    exp.Between: between,
    exp.Case: cases,
    exp.Coalesce: lambda tree, row: next((one for one in members(tree, row) if one is not None), None),
    exp.Least: extreme,
    exp.Greatest: extreme,
    exp.Round: of_known(lambda value, tree: fixed(value, decimals_of(tree))),
    exp.Abs: of_known(lambda value, _: abs(value)),
    exp.Floor: of_known(lambda value, _: value.to_integral_value(ROUND_FLOOR)),
    **dict.fromkeys(
        (exp.Add, exp.Sub, exp.Mul, exp.Div), lambda tree, row: reckoned(tree, *both_sides(tree, row))
    ),
    **dict.fromkeys(
        (exp.EQ, exp.NEQ, exp.LT, exp.LTE, exp.GT, exp.GTE),
        lambda tree, row: compared(type(tree), *both_sides(tree, row)),
    ),
}


def reckoned(tree: Any, one: Any, other: Any) -> Any:
    if one is None or other is None:
        return None
    if isinstance(one, date):
        if isinstance(other, date):
            return Decimal((one - other).days)
        days = timedelta(days=int(other))
        return one + days if isinstance(tree, exp.Add) else one - days
    if isinstance(tree, exp.Div):
        return quotient(one, other)
    if isinstance(tree, exp.Mul):
        return fixed(WIDE.multiply(one, other))
    return one + other if isinstance(tree, exp.Add) else one - other


def compared(kind: Any, one: Any, other: Any) -> bool | None:
    if one is None or other is None:
        return None
    if isinstance(one, date) and isinstance(other, str):
        other = date.fromisoformat(other)
    operations: dict[Any, Callable[[Any, Any], bool]] = {
        exp.EQ: lambda a, b: a == b,
        exp.NEQ: lambda a, b: a != b,
        exp.LT: lambda a, b: a < b,
        exp.LTE: lambda a, b: a <= b,
        exp.GT: lambda a, b: a > b,
        exp.GTE: lambda a, b: a >= b,
    }
    return operations[kind](one, other)


# --- facts ---------------------------------------------------------------------------------------------------


def facts_of(rule: Rule, setting: Setting, tables: Tables) -> list[dict[str, Any]]:
    """One row for each subject: its columns, and every fact."""
    everywhere: dict[str, Any] = {name: one.value for name, one in setting.parameters.items()}
    everywhere |= {"period_from": setting.period.since, "period_until": setting.period.until}
    subjects = []
    for row in tables[rule.judges.relation]:
        scope = True if rule.judges.where is None else evaluate(rule.judges.where, everywhere | dict(row))
        if scope is not False:
            subjects.append(everywhere | dict(row) | {"subject": row[rule.judges.key], "in_scope": scope})
    for name, fact in rule.facts.items():
        if fact.from_rows:
            for subject in subjects:
                subject[name] = fact_of(fact, subject["subject"], setting, tables, everywhere)
    waiting = [name for name, fact in rule.facts.items() if not fact.from_rows]
    while waiting:
        for name in list(waiting):
            derived(name, rule.facts[name], waiting, subjects)
    return subjects


def derived(name: str, fact: Fact, waiting: list[str], subjects: list[dict[str, Any]]) -> None:
    needed = {column.name for column in sqlglot.parse_one(str(fact.formula)).find_all(exp.Column)}
    if needed & set(waiting):
        return
    waiting.remove(name)
    values = [evaluate(str(fact.formula), subject) for subject in subjects]
    if fact.form == "value":
        for subject, value in zip(subjects, values, strict=True):
            subject[name] = fixed(value) if isinstance(value, Decimal) else value
        return
    for subject, value in zip(subjects, values, strict=True):
        group = [
            other
            for one, other in zip(subjects, values, strict=True)
            if fact.among is None or one[fact.among] == subject[fact.among]
        ]
        subject[name] = None
        if None not in group:
            better = [
                other for other in group if (other > value if fact.order == "descending" else other < value)
            ]
            subject[name] = Decimal(len(better) + 1)


def fact_of(fact: Fact, subject: Any, setting: Setting, tables: Tables, everywhere: Row) -> Any:
    rows = rows_of(fact, subject, tables)
    if fact.form == "longest":
        return longest(fact, [everywhere | dict(row) for row in rows], setting)
    if fact.per is None:
        return absent(fact, aggregated(fact, rows, setting, everywhere))
    groups: dict[Any, list[Row]] = {}
    for row in rows:
        groups.setdefault(row[fact.per.column], []).append(row)
    values = [aggregated(fact, group, setting, everywhere) for group in groups.values()]
    return None if "unknown" in values else absent(fact, over_subordinates(fact, values))


def rows_of(fact: Fact, subject: Any, tables: Tables) -> list[Row]:
    rows = tables[str(fact.relation)]
    if fact.through is None:
        return [row for row in rows if row[fact.by] == subject]
    links = [link for link in tables[fact.through.relation] if link[fact.through.of] == subject]
    return [row for row in rows for link in links if link[fact.through.member] == row[fact.by]]


def over_subordinates(fact: Fact, values: Sequence[Any]) -> Decimal | None:
    per = fact.per
    assert per is not None
    known = [value for value in values if value is not None]
    if fact.form == "count" and fact.weights is None:
        known = [value for value in known if value != 0]
    if per.each_at_most is not None:
        known = [min(value, per.each_at_most) for value in known]
    if per.then == "count":
        return Decimal(sum(value > 0 for value in known)) if known else None
    if not known:
        return None
    if per.then == "mean":
        return quotient(sum(known, Decimal(0)), Decimal(len(known)))
    return {"sum": sum, "most": max, "least": min}[per.then](known)


def absent(fact: Fact, value: Any) -> Any:
    if value == "unknown":
        return None
    if fact.if_missing == "zero":
        return Decimal(0) if value is None else value
    counts = fact.form in ("count", "distinct") and fact.weights is None and fact.per is None
    return None if counts and value == 0 else value


def counts(fact: Fact, row: Row, setting: Setting) -> bool | None:
    tests: list[Any] = []
    if fact.on is not None:
        since, until = days_of(fact, setting.period)
        day = row.get(fact.on)
        tests.append(None if day is None else (since is None or day >= since) and day < until)
    if fact.where is not None:
        tests.append(evaluate(fact.where, row))
    if fact.exempt is not None:
        tests.append(denied(evaluate(fact.exempt, row)))
    if fact.result is not None:
        tests.append(row["rule"] == fact.result and row["stage"] == fact.stage)
    return conjoined(tests)


def aggregated(fact: Fact, rows: Sequence[Row], setting: Setting, everywhere: Row) -> Any:
    values = []
    for row in rows:
        row = everywhere | dict(row)
        counted = counts(fact, row, setting)
        if counted is None:
            return "unknown"
        if not counted:
            continue
        value = Decimal(1) if fact.formula is None else evaluate(fact.formula, row)
        if fact.weights is not None:
            text = fact.weights.of.get(str(row.get(fact.weights.by)))
            weight = None if text is None else evaluate(text, row)
            value = None if weight is None or value is None else fixed(value * weight)
        if value is None:
            return "unknown"
        values.append(value)
    if fact.form == "distinct":
        return Decimal(len(set(values)))
    if fact.form == "count" and fact.weights is None:
        return Decimal(len(values))
    if not values:
        return None
    if fact.form == "mean":
        return quotient(sum(values, Decimal(0)), Decimal(len(values)))
    return {"count": sum, "sum": sum, "most": max, "least": min}[fact.form](values)


def longest(fact: Fact, rows: list[Row], setting: Setting) -> Any:
    since, until = days_of(fact, setting.period)
    hours: dict[Any, list[bool | None]] = {}
    for row in rows:
        moment = row[str(fact.on)]
        if (since is None or moment.date() >= since) and moment.date() < until:
            tests = [evaluate(str(fact.longest), row)]
            tests += [evaluate(fact.where, row)] if fact.where else []
            if len(tests) == 1 or tests[1] is not False:
                hours.setdefault(moment, []).append(conjoined(tests))
    if not hours:
        return Decimal(0) if fact.if_missing == "zero" else None
    low = run([moment for moment, held in hours.items() if True in held])
    high = run([moment for moment, held in hours.items() if held != [False] * len(held)])
    return Decimal(low) if low == high else None


def run(moments: list[Any]) -> int:
    best = 0
    for moment in moments:
        length = 1
        while moment + timedelta(hours=length) in moments:
            length += 1
        best = max(best, length)
    return best


# --- scorecards ----------------------------------------------------------------------------------------------


def points_of(item: Item, row: Row, cohort: Sequence[Row]) -> Decimal | None:
    gate = True if item.gate is None else evaluate(item.gate, row)
    if gate is None:
        return None
    value = raw(item, row, cohort) if gate else Decimal(0)
    if value is None:
        return None
    value = fixed(value, item.decimals if item.decimals is not None else 6)
    if isinstance(item.floor, Decimal) and value < item.floor:
        return item.floor
    cap = evaluate(item.points, row) if item.cap == "full" else None if item.cap == "none" else item.cap
    if cap is None:
        return None if item.cap == "full" else value
    return min(value, cap)


def raw(item: Item, row: Row, cohort: Sequence[Row]) -> Decimal | None:
    full = evaluate(item.points, row)
    if full is None:
        return None
    if item.form == "relative":
        return relative(item.how, full, row, cohort)
    return RAW[item.form](item.how, full, lambda text: evaluate(text, row))


Of = Callable[[Any], Any]


def done(how: Any, full: Decimal, of: Of) -> Decimal | None:
    met = of(how)
    return None if met is None else full if met else Decimal(0)


def shortfall(how: Any, full: Decimal, of: Of) -> Decimal | None:
    count, required, each = of(how.count), of(how.required), of(how.each)
    if None in (count, required, each):
        return None
    return full - fixed(max(required - count, Decimal(0)) * each)


def proportional(how: Any, full: Decimal, of: Of) -> Decimal | None:
    reached, wanted = of(how.of), of(how.full_at)
    if None in (reached, wanted):
        return None
    return full if reached >= wanted else quotient(full * reached, wanted)


def banded(how: Any, full: Decimal, of: Of) -> Decimal | None:
    value = of(how.of)
    return None if value is None else next(of(band.points) for band in how.bands if holds(band, value))


def by_rank(how: Any, full: Decimal, of: Of) -> Decimal | None:
    place = of(how.place)
    if place is None:
        return None
    return next((points for number, points in enumerate(how.points, 1) if number == place), Decimal(0))


def passed_through(how: Any, full: Decimal, of: Of) -> Decimal | None:
    lost = quotient(full * of(how.lost), of(how.of)) if of(how.lost) is not None else None
    return None if lost is None else full - lost


def sampled(how: Any, full: Decimal, of: Of) -> Decimal | None:
    marks, drawn = of(how.marks), of(how.drawn)
    if how.if_fewer == "as_is":
        return marks
    if drawn is None or drawn >= how.take:
        return None if drawn is None else marks
    scaled = None if marks is None else quotient(marks * how.take, drawn)
    return None if how.if_fewer == "undecided" else scaled


def tally(how: Any, full: Decimal, of: Of) -> Decimal | None:
    start = of(how.start) if how.start is not None else full if how.deduct else Decimal(0)
    lines = [(1, line) for line in how.add] + [(-1, line) for line in how.deduct]
    counted = [counted_line(line, of) for _, line in lines]
    if None in counted or start is None:
        return None
    return start + sum(
        sign * points for (sign, _), points in zip(lines, counted, strict=True) if points is not None
    )


def counted_line(line: Any, of: Of) -> Decimal | None:
    times, each = of(line.times), of(line.each)
    if None in (times, each):
        return None
    if line.per is not None:
        times = Decimal(int(times / line.per)) if line.steps == "whole" else quotient(times, line.per)
    points = fixed(each * times)
    return points if line.at_most is None else min(points, line.at_most)


RAW: dict[str, Callable[[Any, Decimal, Of], Decimal | None]] = {
    "done": done,
    "mark": lambda how, _, of: of(how),
    "tally": tally,
    "shortfall": shortfall,
    "proportional": proportional,
    "bands": banded,
    "by_rank": by_rank,
    "passed_through": passed_through,
    "sampled": sampled,
}


def relative(how: Any, full: Decimal, row: Row, cohort: Sequence[Row]) -> Decimal | None:
    group = [other for other in cohort if how.among is None or other[how.among] == row[how.among]]
    values = [evaluate(how.of, other) if other["in_scope"] else None for other in group]
    if None in values:
        return None
    best = max(values)
    if best <= 0:
        return {"undecided": None, "none": Decimal(0), "full": full}[how.if_best_not_positive]
    return quotient(evaluate(how.of, row) * full, best, how.decimals)


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

"""Which rows a fact counts, and what each of them counts (计数规则)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlglot import exp

from baicheng.rules.compiling.windows import days_of
from baicheng.rules.expression_types import Known, Names, Type, day_sql, exact
from baicheng.rules.model.facts import Fact, Weights
from baicheng.rules.relations import Kind, Relation
from baicheng.rules.setting import Faults, Path, Setting


@dataclass(frozen=True)
class Rows:
    """The rows of a fact.

    Attributes:
        counted: the condition under which a row counts; ``None``: each does.
        uncertain: whether that can be unknown for a row.
        value: what a row adds; ``None`` where rows are only counted.
        type: of that value.
        window: the condition on the row's day alone, where it is never unknown.
        exempt: the condition under which a row stays on record and is not counted.
        held: of ``longest`` what must hold for hours in a row.
    """

    counted: exp.Expr | None
    uncertain: bool
    value: exp.Expr | None
    type: Type
    window: exp.Expr | None = None
    exempt: exp.Expr | None = None
    held: exp.Expr | None = None

    def unknown(self) -> exp.Expr | None:
        """The condition that it is unknown whether or how much a row counts; ``None``: it never is."""
        tests: list[exp.Expr | None] = []
        if self.counted is not None and self.uncertain:
            tests.append(_is_null(self.counted))
        if self.value is not None and self.type.nullable:
            tests.append(_both([self.counted, _is_null(self.value)]))
        return exp.or_(*(test for test in tests if test is not None)) if tests else None


def rows_of(
    fact: Fact, relation: Relation, names: Names, setting: Setting, faults: Faults, path: Path
) -> Rows:
    """What the keys of a fact say of the rows of its relation."""
    window, sure = _window(fact, names, setting, faults, path)
    where = faults.condition(fact.where, names, (*path, "where")) if fact.where else None
    exempt = faults.condition(fact.exempt, names, (*path, "exempt")) if fact.exempt else None
    conditions = [] if sure else [window]
    conditions.append(where.sql if where else None)
    conditions.append(exp.not_(exp.paren(exempt.sql.copy())) if exempt else None)
    conditions += _of_results(fact)
    uncertain = any(one is not None and one.type.nullable for one in (where, exempt))
    counted = _both(conditions)
    value, type_ = _value(fact, relation, names, faults, path)
    held = faults.condition(fact.longest, names, (*path, "longest")).sql if fact.longest else None
    if held is not None and not sure:
        faults.add(
            (*path, "on"), "longest counts hours: 'on' must be a day or moment that no row leaves empty"
        )
    return Rows(
        counted,
        uncertain or (window is not None and not sure),
        value,
        type_,
        window if sure else None,
        exempt.sql if exempt else None,
        held,
    )


def _window(
    fact: Fact, names: Names, setting: Setting, faults: Faults, path: Path
) -> tuple[exp.Expr | None, bool]:
    """The condition on the day, and whether it is known for every row."""
    if fact.on is None:
        return None, False
    known = names.get(fact.on)
    if known is None or known.type.kind not in (Kind.DATE, Kind.MOMENT):
        days = sorted(name for name, one in names.items() if one.type.kind in (Kind.DATE, Kind.MOMENT))
        faults.add((*path, "on"), f"'{fact.on}' is no day of the rows; known are {', '.join(days)}")
        return None, False
    since, until = days_of(fact, setting.period)
    column = _sql_of(fact.on, known)
    tests: list[exp.Expr] = [exp.LT(this=column.copy(), expression=day_sql(until))]
    if since is not None:
        tests.insert(0, exp.GTE(this=column.copy(), expression=day_sql(since)))
    return exp.and_(*tests), not known.type.nullable


def _value(
    fact: Fact, relation: Relation, names: Names, faults: Faults, path: Path
) -> tuple[exp.Expr | None, Type]:
    weight = _weight(fact.weights, relation, names, faults, (*path, "weights")) if fact.weights else None
    if fact.formula is None or fact.form == "longest":
        type_ = Type(Kind.NUMBER, fact.unit, nullable=weight is not None)
        return weight, type_
    found = faults.expression(fact.formula, names, (*path, fact.form))
    if fact.form in ("sum", "mean") and found.type.kind is not Kind.NUMBER:
        faults.add((*path, fact.form), f"a number is wanted; '{fact.formula}' is a {found.type.kind}")
    if fact.form == "distinct":
        return found.sql, Type(Kind.NUMBER, fact.unit, nullable=found.type.nullable)
    if fact.unit is not None and found.type.unit not in (None, fact.unit):
        faults.add((*path, "unit"), f"{fact.unit} is wanted; '{fact.formula}' is in {found.type.unit}")
    sql = found.sql if weight is None else exact(exp.Mul(this=exp.paren(found.sql), expression=weight))
    unit = fact.unit or found.type.unit
    return sql, Type(found.type.kind, unit, nullable=found.type.nullable or weight is not None)


def _weight(weights: Weights, relation: Relation, names: Names, faults: Faults, path: Path) -> exp.Expr:
    """The weight of a row; unknown where its value has none."""
    column = relation.columns.get(weights.by)
    if column is None:
        faults.add(
            (*path, "by"), f"unknown column '{weights.by}'; known are {', '.join(sorted(relation.columns))}"
        )
        return exp.Null()
    for value in weights.of:
        if column.of and value not in column.of:
            faults.add((*path, "of"), f"'{value}' is no choice; known are {', '.join(sorted(column.of))}")
    cases = exp.Case(this=_sql_of(weights.by, names[weights.by]))
    for value, weight in weights.of.items():
        found = faults.quantity(weight, names, (*path, "of", value))
        cases = cases.when(exp.Literal.string(value), found.sql)
    return cases


def _of_results(fact: Fact) -> list[exp.Expr | None]:
    """Results of the rule and stage that the fact names."""
    if fact.result is None or fact.stage is None:
        return []
    named = {"rule": fact.result, "stage": fact.stage}
    return [exp.column(name).eq(exp.Literal.string(value)) for name, value in named.items()]


def _sql_of(name: str, known: Known) -> exp.Expr:
    return known.sql.copy() if known.sql is not None else exp.column(name)


def _is_null(tree: exp.Expr) -> exp.Expr:
    return exp.Is(this=exp.paren(tree.copy()), expression=exp.Null())


def _both(conditions: list[exp.Expr | None]) -> exp.Expr | None:
    stated = [one.copy() for one in conditions if one is not None]
    return exp.and_(*stated) if stated else None

"""From the tree of an expression to its type and its SQL."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from sqlglot import exp

from baicheng.flows.expression_text import fault, position_of
from baicheng.flows.keys import nearest
from baicheng.rules import expression_reckoning as reckoning
from baicheng.rules.expression_types import Names, Type, Typed, alike, as_date, nullable
from baicheng.rules.relations import Kind

#: Whole digits and decimals of a number in the text.
MAX_WHOLE, MAX_DECIMALS = 20, 6
#: Beyond this the SQL of one expression is no longer something to read or to run.
MAX_WEIGHT = 2000

Parts = Mapping[str, Typed]
Builder = Callable[[exp.Expr, Parts, list[Typed]], Typed]
_COMPARISONS = (exp.EQ, exp.NEQ, exp.LT, exp.LTE, exp.GT, exp.GTE)
#: Parts of a tree that are no expressions of their own.
_NOT_BUILT: Mapping[type[exp.Expr], tuple[str, ...]] = {exp.Is: ("expression",), exp.Cast: ("to",)}


def build(tree: exp.Expr, names: Names) -> Typed:
    """Type a tree and make its SQL.

    Raises:
        InvalidExpression: an unknown name or value, or kinds or units that do not go together.
    """
    if isinstance(tree, exp.Column):
        return _name(tree, names)
    if isinstance(tree, exp.Case):
        return _case(tree, names)
    parts = {
        name: build(value, names)
        for name, value in tree.args.items()
        if isinstance(value, exp.Expr) and name not in _NOT_BUILT.get(type(tree), ())
    }
    members = [build(value, names) for value in tree.expressions]
    builder = _BUILDERS.get(type(tree))
    if builder is None:
        raise fault(f"'{tree.sql()}' is not admitted in this form", position_of(tree))
    return _weighed(builder(tree, parts, members), [*parts.values(), *members])


def _weighed(found: Typed, parts: Sequence[Typed], times: int = 1) -> Typed:
    """Refuses what would grow without bounds: parts that can be unknown stand in some SQL twice."""
    times = 2 if isinstance(found.tree, exp.Least | exp.Greatest) else times
    weight = 1 + times * sum(part.weight for part in parts)
    if weight > MAX_WEIGHT:
        raise fault(
            "least, greatest and case are nested too often; split it over several facts", found.position
        )
    return replace(found, weight=weight)


def _name(tree: exp.Expr, names: Names) -> Typed:
    name = tree.name
    if name not in names:
        quoted = tree.this.args.get("quoted")
        remedy = f"texts stand in single quotes: '{name}'" if quoted else nearest(name, names)
        raise fault(f"unknown name '{name}'; {remedy}", position_of(tree))
    known = names[name]
    return Typed(tree, known.sql.copy() if known.sql is not None else exp.column(name), known.type)


def _case(tree: exp.Expr, names: Names) -> Typed:
    """``case when``: a condition that is unknown makes the whole unknown, it never falls to the next."""
    branches = [(build(one.this, names), build(one.args["true"], names)) for one in tree.args["ifs"]]
    default = tree.args.get("default")
    if default is None or tree.this is not None:
        raise fault("write case when CONDITION then VALUE … else VALUE end, with an else", position_of(tree))
    conditions = [when.must_be(Kind.BOOLEAN, "what stands behind 'when'") for when, _ in branches]
    results = alike([*(then for _, then in branches), build(default, names)])
    found = exp.Case()
    for when, then in zip(conditions, results, strict=False):
        if when.nullable:
            found = found.when(exp.Is(this=exp.paren(when.sql.copy()), expression=exp.Null()), exp.Null())
        found = found.when(when.sql, then.sql)
    unit = next((result.type.unit for result in results if result.type.unit), None)
    type_ = Type(results[0].kind, unit, nullable=nullable([*conditions, *results]))
    return _weighed(Typed(tree, found.else_(results[-1].sql), type_), [*conditions, *results], times=2)


def _literal(tree: exp.Expr, _: Parts, __: list[Typed]) -> Typed:
    text = tree.name
    if tree.args.get("is_string"):
        return Typed(tree, tree.copy(), Type(Kind.TEXT, nullable=False), text)
    whole, _point, decimals = text.partition(".")
    sound = text.replace(".", "", 1).isdecimal()
    if not sound or len(whole) > MAX_WHOLE or len(decimals) > MAX_DECIMALS:
        raise fault(
            f"{text} is no number of at most {MAX_WHOLE} digits and {MAX_DECIMALS} decimals",
            position_of(tree),
        )
    return Typed(tree, tree.copy(), Type(Kind.NUMBER, nullable=False), Decimal(text))


def _truth(tree: exp.Expr, _: Parts, __: list[Typed]) -> Typed:
    return Typed(tree, tree.copy(), Type(Kind.BOOLEAN, nullable=False), bool(tree.this))


def _null(tree: exp.Expr, _: Parts, __: list[Typed]) -> Typed:
    raise fault("null equals nothing; write: is null, or is not null", position_of(tree.parent or tree))


def _date_literal(tree: exp.Expr, parts: Parts, _: list[Typed]) -> Typed:
    text = parts["this"]
    if not isinstance(text.literal, str) or tree.args["to"].this is not exp.DataType.Type.DATE:
        raise fault("values are not converted here; a day is written date '2019-03-22'", position_of(tree))
    return as_date(text)


def _paren(tree: exp.Expr, parts: Parts, _: list[Typed]) -> Typed:
    return replace(parts["this"], tree=tree, sql=exp.paren(parts["this"].sql, copy=False))


def _logic(tree: exp.Expr, parts: Parts, _: list[Typed]) -> Typed:
    word = "and" if isinstance(tree, exp.And) else "or"
    sides = [part.must_be(Kind.BOOLEAN, f"what stands beside '{word}'") for part in parts.values()]
    return _boolean(tree, type(tree)(this=sides[0].sql, expression=sides[1].sql), sides)


def _negated(tree: exp.Expr, parts: Parts, _: list[Typed]) -> Typed:
    part = parts["this"].must_be(Kind.BOOLEAN, "what stands behind 'not'")
    return _boolean(tree, exp.Not(this=part.sql), [part])


def _is_null(tree: exp.Expr, parts: Parts, _: list[Typed]) -> Typed:
    if not isinstance(tree.expression, exp.Null):
        raise fault("behind 'is' stands null or not null; a condition stands for itself", position_of(tree))
    return _boolean(tree, exp.Is(this=parts["this"].sql, expression=exp.Null()), [])


def _compared(tree: exp.Expr, parts: Parts, _: list[Typed]) -> Typed:
    nodes = alike(list(parts.values()))
    if not isinstance(tree, exp.EQ | exp.NEQ):
        nodes[0].must_have_order()
    return _boolean(tree, type(tree)(this=nodes[0].sql, expression=nodes[1].sql), nodes)


def _between(tree: exp.Expr, parts: Parts, _: list[Typed]) -> Typed:
    nodes = alike([parts["this"], parts["low"], parts["high"]])
    value, low, high = nodes
    value.must_have_order()
    return _boolean(tree, exp.Between(this=value.sql, low=low.sql, high=high.sql), nodes)


def _listed(tree: exp.Expr, parts: Parts, members: list[Typed]) -> Typed:
    if not members:
        raise fault("behind 'in' stands a list: in ('a', 'b')", position_of(tree))
    nodes = alike([parts["this"], *members])
    value, *others = nodes
    return _boolean(tree, exp.In(this=value.sql, expressions=[other.sql for other in others]), nodes)


def _boolean(tree: exp.Expr, sql: exp.Expr, parts: list[Typed]) -> Typed:
    return Typed(tree, sql, Type(Kind.BOOLEAN, nullable=nullable(parts)))


def _of_one(make: Callable[[exp.Expr, Typed], Typed]) -> Builder:
    return lambda tree, parts, _: make(tree, parts["this"])


def _of_several(make: Callable[[exp.Expr, list[Typed]], Typed]) -> Builder:
    return lambda tree, parts, members: make(tree, [parts["this"], *members])


def _operation(tree: exp.Expr, parts: Parts, _: list[Typed]) -> Typed:
    return reckoning.operation(tree, parts["this"], parts["expression"])


def _rounded(tree: exp.Expr, parts: Parts, _: list[Typed]) -> Typed:
    return reckoning.rounded(tree, parts["this"], parts.get("decimals"))


_BUILDERS: Mapping[type[exp.Expr], Builder] = {
    exp.Literal: _literal,
    exp.Boolean: _truth,
    exp.Null: _null,
    exp.Cast: _date_literal,
    exp.Paren: _paren,
    exp.And: _logic,
    exp.Or: _logic,
    exp.Not: _negated,
    exp.Is: _is_null,
    exp.Between: _between,
    exp.In: _listed,
    exp.Neg: _of_one(reckoning.negative),
    exp.Coalesce: _of_several(reckoning.first_known),
    exp.Least: _of_several(reckoning.extreme),
    exp.Greatest: _of_several(reckoning.extreme),
    exp.Abs: _of_one(reckoning.absolute),
    exp.Floor: _of_one(reckoning.floored),
    exp.Round: _rounded,
    exp.Length: _of_one(reckoning.length),
    **dict.fromkeys(_COMPARISONS, _compared),
    **dict.fromkeys(reckoning.OPERATIONS, _operation),
}

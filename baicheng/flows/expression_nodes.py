"""From the tree of an expression to something that is typed and can be evaluated."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from sqlglot import exp

from baicheng.flows import expression_reckoning as reckoning
from baicheng.flows import values
from baicheng.flows.expression_text import fault, position_of
from baicheng.flows.expression_types import Node, alike, as_date, constant, function
from baicheng.flows.keys import nearest
from baicheng.flows.values import BOOLEAN, NUMBER, TEXT, Names, ValueKind

MAX_DIGITS = 30

_COMPARISONS: Mapping[type[exp.Expr], Callable[[Any, Any], bool]] = {
    exp.EQ: operator.eq,
    exp.NEQ: operator.ne,
    exp.LT: operator.lt,
    exp.LTE: operator.le,
    exp.GT: operator.gt,
    exp.GTE: operator.ge,
}


def build(tree: exp.Expr, names: Names) -> Node:
    """Type a tree and make it evaluable.

    Raises:
        InvalidExpression: an unknown name or choice, or types that do not go together.
    """
    if isinstance(tree, exp.Column):
        return _name(tree, names)
    parts = {
        name: build(value, names)
        for name, value in tree.args.items()
        if isinstance(value, exp.Expr) and name not in _NOT_BUILT.get(type(tree), ())
    }
    members = [build(value, names) for value in tree.expressions]
    return _BUILDERS[type(tree)](tree, parts, members)


Parts = Mapping[str, Node]
Builder = Callable[[exp.Expr, Parts, list[Node]], Node]
#: Parts of a tree that are no expressions of their own.
_NOT_BUILT: Mapping[type[exp.Expr], tuple[str, ...]] = {exp.Is: ("expression",), exp.Cast: ("to",)}


def _name(tree: exp.Expr, names: Names) -> Node:
    name = tree.name
    if name not in names:
        remedy = (
            f"texts stand in single quotes: '{name}'"
            if tree.this.args.get("quoted")
            else nearest(name, names)
        )
        raise fault(f"unknown name '{name}'; {remedy}", position_of(tree))
    type_ = names[name]
    return Node(tree, type_, lambda row: values.checked(name, row.get(name), type_.kind))


def _literal(tree: exp.Expr, _: Parts, __: list[Node]) -> Node:
    text = tree.name
    if tree.args.get("is_string"):
        return constant(tree, TEXT, text)
    if len(text) > MAX_DIGITS or not text.replace(".", "", 1).isdecimal():
        raise fault(f"{text} is no number of at most {MAX_DIGITS} digits", position_of(tree))
    return constant(tree, NUMBER, Decimal(text))


def _truth(tree: exp.Expr, _: Parts, __: list[Node]) -> Node:
    return constant(tree, BOOLEAN, bool(tree.this))


def _null(tree: exp.Expr, _: Parts, __: list[Node]) -> Node:
    raise fault("null equals nothing; write: is null, or is not null", position_of(tree.parent or tree))


def _date_literal(tree: exp.Expr, parts: Parts, _: list[Node]) -> Node:
    text = parts["this"]
    if not isinstance(text.literal, str) or tree.args["to"].this is not exp.DataType.Type.DATE:
        raise fault("values are not converted here; a day is written date '2019-03-22'", position_of(tree))
    return as_date(text)


def _paren(tree: exp.Expr, parts: Parts, _: list[Node]) -> Node:
    return replace(parts["this"], tree=tree)


def _logic(tree: exp.Expr, parts: Parts, _: list[Node]) -> Node:
    word, join = ("and", values.both) if isinstance(tree, exp.And) else ("or", values.either)
    sides = [
        part.must_be(ValueKind.BOOLEAN, f"what stands beside '{word}'").evaluate for part in parts.values()
    ]
    return Node(tree, BOOLEAN, lambda row: join(side(row) for side in sides))


def _negated(tree: exp.Expr, parts: Parts, _: list[Node]) -> Node:
    return function(
        tree, BOOLEAN, operator.not_, [parts["this"].must_be(ValueKind.BOOLEAN, "what stands behind 'not'")]
    )


def _is_null(tree: exp.Expr, parts: Parts, _: list[Node]) -> Node:
    if not isinstance(tree.expression, exp.Null):
        raise fault("behind 'is' stands null or not null; a condition stands for itself", position_of(tree))
    evaluate = parts["this"].evaluate
    return Node(tree, BOOLEAN, lambda row: evaluate(row) is None)


def _compared(tree: exp.Expr, parts: Parts, _: list[Node]) -> Node:
    nodes = alike(list(parts.values()))
    if not isinstance(tree, exp.EQ | exp.NEQ):
        nodes[0].must_have_order()
    return function(tree, BOOLEAN, _COMPARISONS[type(tree)], nodes)


def _between(tree: exp.Expr, parts: Parts, _: list[Node]) -> Node:
    value, low, high = alike([parts["this"], parts["low"], parts["high"]])
    bounds = [
        function(tree, BOOLEAN, operator.ge, [value.must_have_order(), low]),
        function(tree, BOOLEAN, operator.le, [value, high]),
    ]
    return Node(tree, BOOLEAN, lambda row: values.both(bound.evaluate(row) for bound in bounds))


def _listed(tree: exp.Expr, parts: Parts, members: list[Node]) -> Node:
    if not members:
        raise fault("behind 'in' stands a list: in ('a', 'b')", position_of(tree))
    value, *members = alike([parts["this"], *members])
    equals = [function(tree, BOOLEAN, operator.eq, [value, member]) for member in members]
    return Node(tree, BOOLEAN, lambda row: values.either(equal.evaluate(row) for equal in equals))


def _operation(tree: exp.Expr, parts: Parts, _: list[Node]) -> Node:
    return reckoning.operation(tree, parts["this"], parts["expression"])


def _of_one(make: Callable[[exp.Expr, Node], Node]) -> Builder:
    return lambda tree, parts, _: make(tree, parts["this"])


def _of_several(make: Callable[[exp.Expr, list[Node]], Node]) -> Builder:
    return lambda tree, parts, members: make(tree, [parts["this"], *members])


def _rounded(tree: exp.Expr, parts: Parts, _: list[Node]) -> Node:
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
    exp.Round: _rounded,
    exp.Length: _of_one(reckoning.text_function),
    exp.Lower: _of_one(reckoning.text_function),
    exp.Upper: _of_one(reckoning.text_function),
    **dict.fromkeys(_COMPARISONS, _compared),
    **dict.fromkeys(reckoning.OPERATIONS, _operation),
}

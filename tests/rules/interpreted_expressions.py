"""Expressions reckoned slowly and plainly, without any database: what their SQL must equal."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Context, Decimal
from typing import Any

import sqlglot
from sqlglot import exp

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

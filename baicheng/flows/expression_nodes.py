"""Expressions of records as something that is evaluated, in exact numbers and three-valued logic."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlglot import exp

from baicheng.flows import values
from baicheng.flows.expression_builder import Builder
from baicheng.flows.expression_text import fault, position_of
from baicheng.flows.values import BOOLEAN, DATE, NUMBER, TEXT, Names, Row, Value, ValueKind, ValueType

MAX_DIGITS = 30

_COMPARISONS: Mapping[type[exp.Expr], Callable[[Any, Any], bool]] = {
    exp.EQ: operator.eq,
    exp.NEQ: operator.ne,
    exp.LT: operator.lt,
    exp.LTE: operator.le,
    exp.GT: operator.gt,
    exp.GTE: operator.ge,
}
_OPERATIONS: Mapping[type[exp.Expr], Callable[[Decimal, Decimal], Decimal | None]] = {
    exp.Add: values.add,
    exp.Sub: values.subtract,
    exp.Mul: values.multiply,
    exp.Div: values.divide,
}
_OF_TEXT: Mapping[type[exp.Expr], tuple[ValueType, Callable[[str], Value]]] = {
    exp.Length: (NUMBER, lambda text: Decimal(len(text))),
    exp.Lower: (TEXT, str.lower),
    exp.Upper: (TEXT, str.upper),
}


@dataclass(frozen=True, slots=True)
class Node:
    """A part of an expression: its tree, its type, and what gives its value from a row.

    ``literal`` is the value where it stands in the text.
    """

    tree: exp.Expr
    type: ValueType
    evaluate: Callable[[Row], Value]
    literal: Value = None

    @property
    def kind(self) -> ValueKind:
        return self.type.kind

    @property
    def choices(self) -> frozenset[str] | None:
        return self.type.choices


def build(tree: exp.Expr, names: Names) -> Node:
    """Type a tree and make it evaluable.

    Raises:
        InvalidExpression: an unknown name or choice, or types that do not go together.
    """
    return _Evaluated(names).build(tree)


def _constant(tree: exp.Expr, type_: ValueType, value: Value) -> Node:
    return Node(tree, type_, lambda _: value, value)


def _function(
    tree: exp.Expr, type_: ValueType, reckon: Callable[..., Value], arguments: Sequence[Node]
) -> Node:
    """What is reckoned from arguments, and unknown if one of them is."""
    parts = [argument.evaluate for argument in arguments]

    def evaluate(row: Row) -> Value:
        found = [part(row) for part in parts]
        return None if None in found else reckon(*found)

    return Node(tree, type_, evaluate)


class _Evaluated(Builder[Node]):
    """Each part becomes a function of the row."""

    def __init__(self, names: Names) -> None:
        super().__init__(names)
        self._names = names

    def named(self, tree: exp.Expr, name: str) -> Node:
        type_ = self._names[name]
        return Node(tree, type_, lambda row: values.checked(name, row.get(name), type_.kind))

    def text(self, tree: exp.Expr, text: str) -> Node:
        return _constant(tree, TEXT, text)

    def number(self, tree: exp.Expr, text: str) -> Node:
        if len(text) > MAX_DIGITS or not text.replace(".", "", 1).isdecimal():
            raise fault(f"{text} is no number of at most {MAX_DIGITS} digits", position_of(tree))
        return _constant(tree, NUMBER, Decimal(text))

    def truth(self, tree: exp.Expr, value: bool) -> Node:
        return _constant(tree, BOOLEAN, value)

    def day(self, tree: exp.Expr, day: date) -> Node:
        return _constant(tree, DATE, day)

    def in_parentheses(self, tree: exp.Expr, part: Node) -> Node:
        return replace(part, tree=tree)

    def logic(self, tree: exp.Expr, sides: list[Node]) -> Node:
        join = values.both if isinstance(tree, exp.And) else values.either
        return Node(tree, BOOLEAN, lambda row: join(side.evaluate(row) for side in sides))

    def negated(self, tree: exp.Expr, part: Node) -> Node:
        return _function(tree, BOOLEAN, operator.not_, [part])

    def is_null(self, tree: exp.Expr, part: Node) -> Node:
        return Node(tree, BOOLEAN, lambda row: part.evaluate(row) is None)

    def compared(self, tree: exp.Expr, one: Node, other: Node) -> Node:
        return _function(tree, BOOLEAN, _COMPARISONS[type(tree)], [one, other])

    def between(self, tree: exp.Expr, value: Node, low: Node, high: Node) -> Node:
        bounds = [
            _function(tree, BOOLEAN, operator.ge, [value, low]),
            _function(tree, BOOLEAN, operator.le, [value, high]),
        ]
        return Node(tree, BOOLEAN, lambda row: values.both(bound.evaluate(row) for bound in bounds))

    def listed(self, tree: exp.Expr, value: Node, members: list[Node]) -> Node:
        equals = [_function(tree, BOOLEAN, operator.eq, [value, member]) for member in members]
        return Node(tree, BOOLEAN, lambda row: values.either(equal.evaluate(row) for equal in equals))

    def operation(self, tree: exp.Expr, left: Node, right: Node) -> Node:
        return _function(tree, NUMBER, _OPERATIONS[type(tree)], [left, right])

    def days_between(self, tree: exp.Expr, later: Node, earlier: Node) -> Node:
        return _function(tree, NUMBER, _days, [later, earlier])

    def shifted(self, tree: exp.Expr, day: Node, days: int) -> Node:
        return _function(tree, DATE, _later(timedelta(days=days)), [day])

    def negative(self, tree: exp.Expr, part: Node, literal: Decimal | None) -> Node:
        return replace(_function(tree, NUMBER, operator.neg, [part]), literal=literal)

    def first_known(self, tree: exp.Expr, parts: list[Node]) -> Node:
        choices = {part.choices for part in parts if part.literal is None}

        def evaluate(row: Row) -> Value:
            return next((found for part in parts if (found := part.evaluate(row)) is not None), None)

        return Node(tree, ValueType(parts[0].kind, choices.pop() if len(choices) == 1 else None), evaluate)

    def extreme(self, tree: exp.Expr, parts: list[Node]) -> Node:
        choose: Callable[..., Value] = min if isinstance(tree, exp.Least) else max
        return _function(tree, parts[0].type, lambda *found: choose(found), parts)

    def rounded(self, tree: exp.Expr, part: Node, decimals: int) -> Node:
        return _function(tree, NUMBER, lambda number: values.rounded(number, decimals), [part])

    def of_number(self, tree: exp.Expr, part: Node) -> Node:
        return _function(tree, NUMBER, operator.abs, [part])

    def of_text(self, tree: exp.Expr, part: Node) -> Node:
        type_, reckon = _OF_TEXT[type(tree)]
        return _function(tree, type_, reckon, [part])


def _days(later: date, earlier: date) -> Decimal:
    return Decimal((later - earlier).days)


def _later(shift: timedelta) -> Callable[[date], date | None]:
    def later(day: date) -> date | None:
        try:
            return day + shift
        except OverflowError:
            return None

    return later

"""Operations and functions of expressions, put together from typed parts."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal

from sqlglot import exp

from baicheng.flows import values
from baicheng.flows.expression_text import fault
from baicheng.flows.expression_types import Node, alike, function
from baicheng.flows.values import DATE, NUMBER, TEXT, Row, Value, ValueKind, ValueType

MAX_DECIMALS = 6
MAX_DAYS = 100_000

OPERATIONS: Mapping[type[exp.Expr], Callable[[Decimal, Decimal], Decimal | None]] = {
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


def operation(tree: exp.Expr, left: Node, right: Node) -> Node:
    """Numbers with numbers; days between two dates; a date some days earlier or later."""
    kinds = (left.kind, right.kind)
    if kinds == (ValueKind.NUMBER, ValueKind.NUMBER):
        return function(tree, NUMBER, OPERATIONS[type(tree)], [left, right])
    if kinds == (ValueKind.DATE, ValueKind.DATE) and isinstance(tree, exp.Sub):
        return function(tree, NUMBER, _days, [left, right])
    if kinds == (ValueKind.DATE, ValueKind.NUMBER) and isinstance(tree, exp.Add | exp.Sub):
        days = right.literal
        if not isinstance(days, Decimal) or days % 1 or abs(days) > MAX_DAYS:
            raise fault("to a day a whole number of days is added: due_on - 5", right.position)
        shift = timedelta(days=int(days))
        return function(tree, DATE, _shifted(shift if isinstance(tree, exp.Add) else -shift), [left])
    raise fault(f"cannot reckon with a {kinds[0]} and a {kinds[1]}: {tree.sql()}", left.position)


def negative(tree: exp.Expr, node: Node) -> Node:
    """The number with the other sign."""
    node = node.must_be(ValueKind.NUMBER, "what stands behind '-'")
    literal = -node.literal if isinstance(node.literal, Decimal) else None
    return Node(tree, NUMBER, function(tree, NUMBER, operator.neg, [node]).evaluate, literal)


def first_known(tree: exp.Expr, nodes: Sequence[Node]) -> Node:
    """coalesce: the first of them that is known."""
    nodes = alike(nodes)
    choices = {node.type.choices for node in nodes if node.literal is None}

    def evaluate(row: Row) -> Value:
        return next((found for node in nodes if (found := node.evaluate(row)) is not None), None)

    return Node(tree, ValueType(nodes[0].kind, choices.pop() if len(choices) == 1 else None), evaluate)


def extreme(tree: exp.Expr, nodes: Sequence[Node]) -> Node:
    """least, greatest: unknown if one of them is unknown."""
    nodes = alike(nodes)
    choose: Callable[..., Value] = min if isinstance(tree, exp.Least) else max
    return function(tree, nodes[0].must_have_order().type, lambda *found: choose(found), nodes)


def absolute(tree: exp.Expr, node: Node) -> Node:
    """abs: the number without its sign."""
    return function(tree, NUMBER, operator.abs, [node.must_be(ValueKind.NUMBER, "the argument of abs")])


def rounded(tree: exp.Expr, node: Node, decimals: Node | None) -> Node:
    """round: half away from zero, to whole numbers or to a stated number of decimals."""
    node = node.must_be(ValueKind.NUMBER, "the first argument of round")
    places = decimals.literal if decimals else Decimal(0)
    if not isinstance(places, Decimal) or places % 1 or not 0 <= places <= MAX_DECIMALS:
        raise fault(f"round takes a whole number of decimals, at most {MAX_DECIMALS}", node.position)
    digits = int(places)
    return function(tree, NUMBER, lambda number: values.rounded(number, digits), [node])


def text_function(tree: exp.Expr, node: Node) -> Node:
    """length, lower, upper."""
    type_, reckon = _OF_TEXT[type(tree)]
    return function(tree, type_, reckon, [node.must_be(ValueKind.TEXT, f"the argument of {tree.key}")])


def _days(later: date, earlier: date) -> Decimal:
    return Decimal((later - earlier).days)


def _shifted(shift: timedelta) -> Callable[[date], date | None]:
    def shifted(day: date) -> date | None:
        try:
            return day + shift
        except OverflowError:
            return None

    return shifted

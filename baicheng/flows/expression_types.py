"""Typed parts of expressions: what goes together with what, and how unknown values pass through."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlglot import exp

from baicheng.flows.expression_text import fault, position_of
from baicheng.flows.keys import nearest
from baicheng.flows.values import DATE, Row, Value, ValueKind, ValueType

ORDERED = (ValueKind.NUMBER, ValueKind.DATE)


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
    def position(self) -> int | None:
        return position_of(self.tree)

    @property
    def kind(self) -> ValueKind:
        return self.type.kind

    def must_be(self, kind: ValueKind, place: str) -> Node:
        """Itself, if it has the type that its place demands."""
        if self.kind is not kind:
            raise fault(f"{place} is a {kind}; {self.tree.sql()} is a {self.kind}", self.position)
        return self

    def must_have_order(self) -> Node:
        """Itself, if some of its values are more than others."""
        if self.kind not in ORDERED:
            raise fault(
                f"a {self.kind} is not more or less than another; compare with = or <>", self.position
            )
        return self


def constant(tree: exp.Expr, type_: ValueType, value: Value) -> Node:
    """A value that stands in the text."""

    def evaluate(_: Row) -> Value:
        return value

    return Node(tree, type_, evaluate, value)


def function(
    tree: exp.Expr, type_: ValueType, reckon: Callable[..., Value], arguments: Sequence[Node]
) -> Node:
    """What is reckoned from arguments, and unknown if one of them is."""
    parts = [argument.evaluate for argument in arguments]

    def evaluate(row: Row) -> Value:
        found = [part(row) for part in parts]
        return None if None in found else reckon(*found)

    return Node(tree, type_, evaluate)


def alike(nodes: Sequence[Node]) -> list[Node]:
    """Parts that are compared must have one type. Texts beside dates are read as dates.

    Raises:
        InvalidExpression: they have not, or one is compared with a choice that there is not.
    """
    kinds = {node.kind for node in nodes}
    if kinds == {ValueKind.DATE, ValueKind.TEXT}:
        nodes = [as_date(node) if isinstance(node.literal, str) else node for node in nodes]
        kinds = {node.kind for node in nodes}
    if len(kinds) > 1:
        said = ", ".join(f"{node.tree.sql()} is a {node.kind}" for node in nodes)
        raise fault(f"these do not go together: {said}", nodes[0].position)
    for choices in (node.type.choices for node in nodes if node.type.choices is not None):
        for node in nodes:
            if isinstance(node.literal, str) and node.literal not in choices:
                raise fault(f"'{node.literal}' is no choice; {nearest(node.literal, choices)}", node.position)
    return list(nodes)


def as_date(node: Node) -> Node:
    """A text in the file, read as a day."""
    try:
        day = date.fromisoformat(str(node.literal))
    except ValueError:
        raise fault(f"'{node.literal}' is no day; write '2019-03-22'", node.position) from None
    return constant(node.tree, DATE, day)

"""Expressions (表达式): SQL conditions and formulas over the record's own row.

Evaluated here in exact numbers and three-valued logic; the same text can be compiled for a database.
Admitted are comparisons, ``and``, ``or``, ``not``, ``in``, ``between``, ``is null``, the four operations, a
day plus or minus days, and coalesce, least, greatest, abs, round, length, lower, upper.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlglot import exp

from baicheng.flows.expression_nodes import Node, build
from baicheng.flows.expression_text import InvalidExpression, parse_tree
from baicheng.flows.values import Names, Row, Value, ValueKind, ValueType

__all__ = ["Expression", "InvalidExpression", "parse", "parse_condition"]


@dataclass(frozen=True)
class Expression:
    """A parsed expression: its text, the names that it uses in their order, and its type."""

    text: str
    names: tuple[str, ...]
    type: ValueType
    node: Node = field(repr=False, compare=False)

    def evaluate(self, row: Row) -> Value:
        """Its value for a row; ``None`` where that is unknown. Names that the row lacks are unknown.

        Raises:
            TypeError: a value in the row is not of its declared kind.
        """
        return self.node.evaluate(row)

    def not_given(self, row: Row) -> tuple[str, ...]:
        """The names that it uses and the row does not give: why its value may be unknown."""
        return tuple(name for name in self.names if row.get(name) is None)


def parse(text: str, names: Names) -> Expression:
    """Read an expression over the names of a record.

    Raises:
        InvalidExpression: with the position (from 1), what is wrong and what was probably meant.

    >>> from decimal import Decimal
    >>> from baicheng.flows.values import DATE, NUMBER
    >>> done = parse("progress >= 100 or done_on is not null", {"progress": NUMBER, "done_on": DATE})
    >>> done.names, done.evaluate({"progress": Decimal(80)})
    (('progress', 'done_on'), False)
    """
    tree = parse_tree(text)
    node = build(tree, names)
    used = {column.name: None for column in tree.find_all(exp.Column, bfs=False)}
    return Expression(text, tuple(used), node.type, node)


def parse_condition(text: str, names: Names) -> Expression:
    """Read an expression that is true, false or unknown.

    Raises:
        InvalidExpression: as ``parse``, or its value is something else.
    """
    expression = parse(text, names)
    if expression.type.kind is not ValueKind.BOOLEAN:
        raise InvalidExpression(f"a condition is true or false; '{text}' is a {expression.type.kind}")
    return expression

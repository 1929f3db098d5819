"""Expressions of rules (表达式): read against an allow-list, typed, and made into SQL of one meaning everywhere.

Three-valued (满足、不满足、待定): unknown passes through as in SQL. Numbers are exact: a product and a quotient
are rounded once to six decimals, half away from zero, and a division by 0 is unknown. ``least`` and
``greatest`` are unknown if one part is, though databases would skip it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from sqlglot import exp

from baicheng.flows.expression_text import ADMITTED, FUNCTIONS, InvalidExpression, parse_tree
from baicheng.rules.expression_bounds import with_room
from baicheng.rules.expression_nodes import build
from baicheng.rules.expression_types import Names, Type
from baicheng.rules.relations import Kind

__all__ = ["Checked", "InvalidExpression", "condition", "expression", "quantity"]

#: What expressions of rules may hold: those of flows, and cases and whole parts beside.
_ADMITTED: Mapping[type[exp.Expr], frozenset[str]] = MappingProxyType(
    {
        **{kind: arguments for kind, arguments in ADMITTED.items() if kind not in (exp.Lower, exp.Upper)},
        exp.Case: frozenset({"ifs", "default"}),
        exp.If: frozenset({"this", "true"}),
        exp.Floor: frozenset({"this"}),
    }
)
RULE_FUNCTIONS: tuple[str, ...] = (
    *(name for name in FUNCTIONS if name not in ("lower", "upper")),
    "floor",
    "case when",
)


@dataclass(frozen=True)
class Checked:
    """A sound expression: its text, the names it uses in their order, its type, its SQL, and its tree as written."""

    text: str
    names: tuple[str, ...]
    type: Type
    sql: exp.Expr = field(repr=False, compare=False)
    tree: exp.Expr = field(repr=False, compare=False)


def expression(text: str, names: Names) -> Checked:
    """Read an expression.

    Raises:
        InvalidExpression: with the position (from 1), what is wrong and what was probably meant.
    """
    tree = parse_tree(text, _ADMITTED, RULE_FUNCTIONS)
    typed = build(tree, names)
    used = {column.name: None for column in tree.find_all(exp.Column, bfs=False)}
    return Checked(text, tuple(used), typed.type, with_room(typed), tree)


def condition(text: str, names: Names) -> Checked:
    """Read an expression that is met, not met or undecided.

    Raises:
        InvalidExpression: as ``expression``, or its value is something else.
    """
    found = expression(text, names)
    if found.type.kind is not Kind.BOOLEAN:
        raise InvalidExpression(f"a condition is true or false; '{text}' is a {found.type.kind}")
    return found


def quantity(text: str, names: Names, unit: str | None = None) -> Checked:
    """Read an expression that gives a number.

    Args:
        unit: the unit that is wanted; ``None`` for any.

    Raises:
        InvalidExpression: as ``expression``, or its value is something else or in another unit.
    """
    found = expression(text, names)
    if found.type.kind is not Kind.NUMBER:
        raise InvalidExpression(f"a number is wanted; '{text}' is a {found.type.kind}")
    if unit is not None and found.type.unit not in (None, unit):
        raise InvalidExpression(f"{unit} is wanted; '{text}' is in {found.type.unit}")
    return found

"""From the text of an expression (表达式) to its tree: what does not belong in one is refused here."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from baicheng.flows.keys import nearest

#: Bounds for files from strangers; no guard in an official document comes near them.
MAX_LENGTH = 1000
MAX_DEPTH = 60

#: The parts of SQL that are admitted, each with the arguments that it may have.
ADMITTED: Mapping[type[exp.Expr], frozenset[str]] = {
    exp.And: frozenset({"this", "expression"}),
    exp.Or: frozenset({"this", "expression"}),
    exp.Not: frozenset({"this"}),
    exp.Paren: frozenset({"this"}),
    exp.EQ: frozenset({"this", "expression"}),
    exp.NEQ: frozenset({"this", "expression"}),
    exp.LT: frozenset({"this", "expression"}),
    exp.LTE: frozenset({"this", "expression"}),
    exp.GT: frozenset({"this", "expression"}),
    exp.GTE: frozenset({"this", "expression"}),
    exp.Between: frozenset({"this", "low", "high"}),
    exp.In: frozenset({"this", "expressions"}),
    exp.Is: frozenset({"this", "expression"}),
    exp.Null: frozenset(),
    exp.Add: frozenset({"this", "expression"}),
    exp.Sub: frozenset({"this", "expression"}),
    exp.Mul: frozenset({"this", "expression"}),
    exp.Div: frozenset({"this", "expression", "typed", "safe"}),
    exp.Neg: frozenset({"this"}),
    exp.Column: frozenset({"this"}),
    exp.Identifier: frozenset({"this", "quoted"}),
    exp.Literal: frozenset({"this", "is_string"}),
    exp.Boolean: frozenset({"this"}),
    exp.Cast: frozenset({"this", "to"}),
    exp.DataType: frozenset({"this", "nested"}),
    exp.Coalesce: frozenset({"this", "expressions"}),
    exp.Least: frozenset({"this", "expressions", "ignore_nulls"}),
    exp.Greatest: frozenset({"this", "expressions", "ignore_nulls"}),
    exp.Abs: frozenset({"this"}),
    exp.Round: frozenset({"this", "decimals"}),
    exp.Length: frozenset({"this"}),
    exp.Lower: frozenset({"this"}),
    exp.Upper: frozenset({"this"}),
}
FUNCTIONS = ("coalesce", "least", "greatest", "abs", "round", "length", "lower", "upper")

_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")
_FULL_WIDTH = str.maketrans("（），＝＞＜＋－＊／；‘’“”。", "(),=><+-*/;''\"\".")


class InvalidExpression(ValueError):
    """The text is no expression over the record; the message says where and what was meant."""


def fault(message: str, position: int | None) -> InvalidExpression:
    """An error at a position, counted from 1."""
    return InvalidExpression(message if position is None else f"{message} (at character {position})")


def position_of(node: exp.Expr) -> int | None:
    """Where a part of the tree begins in the text, from 1; nothing if it holds no name and no value."""
    starts = [part.meta["start"] for part in node.walk() if "start" in part.meta]
    return min(starts) + 1 if starts else None


def parse_tree(
    text: str,
    admitted: Mapping[type[exp.Expr], frozenset[str]] = ADMITTED,
    functions: Sequence[str] = FUNCTIONS,
) -> exp.Expr:
    """The tree of an expression that holds admitted parts only.

    Args:
        admitted: the parts of SQL, each with the arguments that it may have.
        functions: those of them that are functions, for the message about others.

    Raises:
        InvalidExpression: it cannot be read, or holds something else.
    """
    if len(text) > MAX_LENGTH:
        raise InvalidExpression(f"longer than {MAX_LENGTH} characters; split it over computed fields")
    bare = _QUOTED.sub(lambda quoted: " " * len(quoted[0]), text)
    for found in re.finditer(r"--|/\*|;", bare):
        raise fault(f"'{found[0]}' does not belong in an expression", found.start() + 1)
    for found in re.finditer(r"[（），＝＞＜＋－＊／；‘’“”。]", bare):
        mark = found[0].translate(_FULL_WIDTH)
        raise fault(f"write {mark} instead of the full-width {found[0]}", found.start() + 1)
    try:
        tree = sqlglot.parse_one(text, into=exp.Condition)
    except SqlglotError as error:
        raise _unreadable(text, error) from None
    except RecursionError:
        raise InvalidExpression(f"nested deeper than {MAX_DEPTH}") from None
    _refuse_others(tree, admitted, functions)
    return tree


def _unreadable(text: str, error: SqlglotError) -> InvalidExpression:
    for detail in getattr(error, "errors", ()):
        word, before = detail.get("highlight") or "", detail.get("start_context") or ""
        return fault(f"cannot be read at {word}; something is missing or too much there", len(before) + 1)
    return InvalidExpression(f"cannot be read: {text!r}")


def _refuse_others(
    tree: exp.Expr, admitted: Mapping[type[exp.Expr], frozenset[str]], functions: Sequence[str]
) -> None:
    """Walks level by level, so that depth is known and bounded without recursion."""
    level, depth = [tree], 1
    while level:
        if depth > MAX_DEPTH:
            raise InvalidExpression(f"nested deeper than {MAX_DEPTH}")
        for node in level:
            _refuse_other(node, admitted.get(type(node)), functions)
        level, depth = [child for node in level for child in node.iter_expressions()], depth + 1


def _refuse_other(node: exp.Expr, admitted: frozenset[str] | None, functions: Sequence[str]) -> None:
    if admitted is None:
        raise fault(_not_admitted(node, functions), position_of(node))
    given = {name for name, value in node.args.items() if value not in (None, False, [])}
    if isinstance(node, exp.Column) and "table" in given:
        raise fault(
            f"'{node.sql()}': an expression sees the record's own fields only, without a dot",
            position_of(node),
        )
    if given - admitted:
        raise fault(f"'{node.sql()}' is not admitted in this form", position_of(node))


def _not_admitted(node: exp.Expr, functions: Sequence[str]) -> str:
    if isinstance(node, exp.Anonymous):
        return f"unknown function '{node.name}'; {nearest(node.name.lower(), functions)}"
    if isinstance(node, exp.Interval):
        return "write days as a number: due_on - 5"
    name = node.sql_name() if isinstance(node, exp.Func) else node.key
    return f"{name.lower()} is not admitted in an expression; functions are {', '.join(functions)}"

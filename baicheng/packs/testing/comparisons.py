"""Comparisons in an expression (比较), and the expression with one of them read otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import sqlglot
from sqlglot import exp

#: A comparison → the one that says the same but on the bound itself; the word for a bound that belongs to it.
_OTHER: dict[type[exp.Expr], type[exp.Expr]] = {
    exp.GT: exp.GTE,
    exp.GTE: exp.GT,
    exp.LT: exp.LTE,
    exp.LTE: exp.LT,
}
_WITH_THE_BOUND = (exp.GTE, exp.LTE)


@dataclass(frozen=True)
class Comparison:
    """One comparison of a sound expression.

    Attributes:
        text: the comparison alone.
        flipped: the expression with the bound on the other side: ``>`` in place of ``>=``.
        settled: the expression as if the comparison always were what it is on the bound.
    """

    text: str
    flipped: str
    settled: str


def comparisons(text: str) -> Iterator[Comparison]:
    """The comparisons of an expression by size, in their order; ``between`` is two of them.

    >>> [(one.flipped, one.settled) for one in comparisons("a >= 3 and b < 2")]
    [('a > 3 AND b < 2', 'TRUE AND b < 2'), ('a >= 3 AND b <= 2', 'a >= 3 AND FALSE')]
    """
    tree = sqlglot.parse_one(text, into=exp.Condition).transform(_taken_apart)
    count = sum(1 for _ in tree.find_all(*_OTHER))
    for number in range(count):
        found = list(tree.find_all(*_OTHER, bfs=False))[number]
        flipped = _OTHER[type(found)](this=found.this.copy(), expression=found.expression.copy())
        settled = exp.true() if isinstance(found, _WITH_THE_BOUND) else exp.false()
        yield Comparison(found.sql(), _with(tree, number, flipped), _with(tree, number, settled))


def _taken_apart(node: exp.Expr) -> exp.Expr:
    if not isinstance(node, exp.Between):
        return node
    low = exp.GTE(this=node.this.copy(), expression=node.args["low"].copy())
    return exp.paren(
        exp.And(this=low, expression=exp.LTE(this=node.this.copy(), expression=node.args["high"]))
    )


def _with(tree: exp.Expr, number: int, put: exp.Expr) -> str:
    copy = tree.copy()
    found = list(copy.find_all(*_OTHER, bfs=False))[number]
    if found is copy:
        return put.sql()
    found.replace(put)
    return copy.sql()

"""Rows put together by columns with few values before facts are read off (预汇总): faster than a filter for each.

A condition such as ``kind = 'a' and late`` has a part that asks for the columns by which rows are put together, and a
rest. The rest is counted once for each group of rows and serves every fact that has it; a fact then looks at some
groups a subject instead of at every row.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from sqlglot import exp

from baicheng.rules.compiling.rows import Rows
from baicheng.rules.expression_reckoning import quotient
from baicheng.rules.model.facts import Fact
from baicheng.rules.relations import Kind, Relation

#: With fewer facts, or groups by more columns, a filter for each fact is as good.
FEWEST_FACTS, MOST_COLUMNS = 3, 4
#: So many aggregates over every row cost less than groups by one more column; measured by benchmarks/rules.py.
FEW_AGGREGATES = 12


class Countable(Protocol):
    """A fact from rows."""

    @property
    def name(self) -> str: ...
    @property
    def fact(self) -> Fact: ...
    @property
    def rows(self) -> Rows: ...


def mergeable(fact: Fact) -> bool:
    """Whether what groups of rows give can be put together to the fact."""
    return fact.form not in ("distinct", "longest") and fact.per is None and fact.through is None


@dataclass
class Grouping:
    """Groups of rows, and what facts need of each.

    Attributes:
        columns: the columns by which rows are put together.
        certain: columns that no row leaves empty.
        aggregates: each aggregate of a group, under the name of its column.
    """

    columns: tuple[str, ...]
    certain: frozenset[str]
    aggregates: dict[str, exp.Expr] = field(default_factory=dict)

    def groups(self, subject: exp.Expr) -> exp.Select:
        """Subject, columns, aggregates."""
        columns = [exp.column(name) for name in self.columns]
        aggregates = [exp.alias_(one, name, quoted=True) for name, one in self.aggregates.items()]
        select = exp.select(subject, *columns, *aggregates, copy=False)
        return select.group_by(exp.Literal.number(1), *(column.copy() for column in columns))

    def read_off(self, one: Countable) -> list[exp.Expr]:
        """The aggregate of a fact over the groups and, where a row can be unknown, how many are."""
        parts = _Parts(one, self.columns)
        columns = [exp.alias_(self._value(one, parts), one.name)]
        if one.rows.unknown() is not None:
            columns.append(exp.alias_(self._unknown(one.rows, parts), f"{one.name}.unknown", quoted=True))
        return columns

    def _value(self, one: Countable, parts: _Parts) -> exp.Expr:
        form, value = one.fact.form, one.rows.value
        if value is None:
            return _or_zero(self._added(parts.rows(), parts.outer))
        if form == "mean":
            known = self._added(parts.known(), parts.outer)
            return quotient(self._added(parts.of(exp.Sum), parts.outer), known)
        if form in ("most", "least"):
            function = exp.Max if form == "most" else exp.Min
            return _filtered(function(this=self._column(parts.of(function))), parts.outer)
        return self._added(parts.of(exp.Sum), parts.outer)

    def _unknown(self, rows: Rows, parts: _Parts) -> exp.Expr:
        """Rows that may or may not count, by the one part of the condition or the other, or that lack a value."""
        found: list[exp.Expr] = []
        if rows.uncertain and not self._is_certain(parts.inner):
            found.append(_or_zero(self._added(parts.open_rows(), parts.outer)))
        if rows.uncertain and not self._is_certain(parts.outer):
            possible = parts.possible_rows() if parts.inner is not None else parts.rows()
            found.append(_or_zero(self._added(possible, parts.outer_is_open())))
        if rows.value is not None and rows.type.nullable:
            found.append(_or_zero(self._added(parts.without_value(), parts.outer)))
        total = found[0] if found else exp.Literal.number(0)
        for other in found[1:]:
            total = exp.Add(this=total, expression=other)
        return total

    def _is_certain(self, part: exp.Expr | None) -> bool:
        """Whether a part is met or not met for every row: it asks for columns only that no row leaves empty."""
        if part is None:
            return True
        return _asked(part) <= self.certain and part.find(exp.Null, exp.Anonymous) is None

    def _added(self, aggregate: exp.Expr, condition: exp.Expr | None) -> exp.Expr:
        return _filtered(exp.Sum(this=self._column(aggregate)), condition)

    def _column(self, aggregate: exp.Expr) -> exp.Expr:
        known = next((name for name, one in self.aggregates.items() if one == aggregate), None)
        name = known or (f"of.{len(self.aggregates) + 1}" if aggregate.find(exp.Column) else "rows")
        self.aggregates[name] = aggregate
        return exp.column(name, quoted=True)


class _Parts:
    """The condition of a fact in two parts, and the aggregates of a group that follow from the inner one."""

    def __init__(self, one: Countable, columns: Sequence[str]) -> None:
        conjuncts = _conjuncts(one.rows.counted)
        self.outer = _both([each for each in conjuncts if _asked(each) <= {*columns}])
        self.inner = _both([each for each in conjuncts if not _asked(each) <= {*columns}])
        self._value = one.rows.value

    def outer_is_open(self) -> exp.Expr:
        assert self.outer is not None
        return _is_null(self.outer)

    def rows(self) -> exp.Expr:
        return _filtered(exp.Count(this=exp.Star()), self.inner)

    def open_rows(self) -> exp.Expr:
        assert self.inner is not None
        return _filtered(exp.Count(this=exp.Star()), _is_null(self.inner))

    def possible_rows(self) -> exp.Expr:
        """Those that the inner part does not leave out for certain."""
        assert self.inner is not None
        left_out = exp.Is(this=exp.paren(self.inner.copy()), expression=exp.false())
        return _filtered(exp.Count(this=exp.Star()), exp.not_(left_out))

    def known(self) -> exp.Expr:
        return self.of(exp.Count)

    def of(self, function: type[exp.AggFunc]) -> exp.Expr:
        assert self._value is not None
        return _filtered(function(this=self._value.copy()), self.inner)

    def without_value(self) -> exp.Expr:
        assert self._value is not None
        return _filtered(exp.Count(this=exp.Star()), _both([self.inner, _is_null(self._value)]))


def grouping_of(facts: Sequence[Countable], relation: Relation) -> Grouping | None:
    """How rows are best put together for these facts, each of which is mergeable; ``None``: not at all.

    By one column, if few aggregates then serve all facts; else by all columns with few values that conditions ask for,
    if that leaves few aggregates.
    """
    few = sorted({name for one in facts for name in _asked(one.rows.counted) if _has_few(relation, name)})
    few = [name for name in few if all(name != one.fact.by for one in facts)]
    if len(facts) < FEWEST_FACTS or not few:
        return None
    tried = [(name,) for name in few] + ([tuple(few)] if 1 < len(few) <= MOST_COLUMNS else [])
    certain = frozenset(name for name, column in relation.columns.items() if column.required)
    found = [_filled(Grouping(columns, certain), facts) for columns in tried]
    plain = len(_filled(Grouping((), certain), facts).aggregates)
    sound = [one for one in found if len(one.aggregates) <= min(FEW_AGGREGATES, plain // 2)]
    return min(sound, key=lambda one: (len(one.columns), len(one.aggregates)), default=None)


def _filled(grouping: Grouping, facts: Sequence[Countable]) -> Grouping:
    """With every aggregate that the facts ask for."""
    for one in facts:
        grouping.read_off(one)
    return grouping


def _has_few(relation: Relation, name: str) -> bool:
    column = relation.columns.get(name)
    return column is not None and (column.few or bool(column.of) or column.kind is Kind.BOOLEAN)


def _asked(condition: exp.Expr | None) -> set[str]:
    return {column.name for column in condition.find_all(exp.Column)} if condition is not None else set()


def _conjuncts(condition: exp.Expr | None) -> list[exp.Expr]:
    if condition is None:
        return []
    bare = condition.unnest()
    return _conjuncts(bare.left) + _conjuncts(bare.right) if isinstance(bare, exp.And) else [condition]


def _both(conditions: Sequence[exp.Expr | None]) -> exp.Expr | None:
    stated = [one.copy() for one in conditions if one is not None]
    return exp.and_(*stated) if stated else None


def _is_null(tree: exp.Expr) -> exp.Expr:
    return exp.Is(this=exp.paren(tree.copy()), expression=exp.Null())


def _or_zero(tree: exp.Expr) -> exp.Expr:
    return exp.func("COALESCE", tree, exp.Literal.number(0))


def _filtered(aggregate: exp.Expr, condition: exp.Expr | None) -> exp.Expr:
    if condition is None:
        return aggregate
    return exp.Filter(this=aggregate, expression=exp.Where(this=condition.copy()))

"""Rows put together by what tells them apart before facts are read off (预汇总): ten times as fast as a filter a fact.

Rows of one subject that agree in every column that a condition asks for are one group; a fact then looks at some
tens of groups a subject instead of at every row. That works where those columns have few different values.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from sqlglot import exp

from baicheng.rules.compiling.rows import Rows
from baicheng.rules.expression_reckoning import quotient
from baicheng.rules.model.facts import Fact
from baicheng.rules.relations import Kind, Relation

#: With fewer facts, or more columns, a filter for each fact is as good.
FEWEST_FACTS, MOST_COLUMNS = 3, 4
#: Columns of a group: how many rows it has.
_ROWS = "rows"


class Countable(Protocol):
    """A fact from rows."""

    @property
    def name(self) -> str: ...
    @property
    def fact(self) -> Fact: ...
    @property
    def rows(self) -> Rows: ...


def groupable(fact: Fact, rows: Rows, relation: Relation) -> bool:
    """Whether the conditions of a fact ask for columns with few values only."""
    if fact.form in ("distinct", "longest") or fact.per is not None or fact.through is not None:
        return False
    asked = (
        {column.name for column in rows.counted.find_all(exp.Column)} if rows.counted is not None else set()
    )
    columns = [relation.columns.get(name) for name in asked]
    return fact.by not in asked and all(
        column is not None and (column.few or column.of or column.kind is Kind.BOOLEAN) for column in columns
    )


def worth_it(facts: Sequence[Countable]) -> bool:
    """Whether rows should be put together first for these facts, each of which is groupable."""
    return len(facts) >= FEWEST_FACTS and 0 < len(_columns(facts)) <= MOST_COLUMNS


def _columns(facts: Sequence[Countable]) -> list[str]:
    asked = [one.rows.counted for one in facts if one.rows.counted is not None]
    return sorted({column.name for condition in asked for column in condition.find_all(exp.Column)})


def _values(facts: Sequence[Countable]) -> list[str]:
    """What facts add up, average or compare, each once."""
    return list(dict.fromkeys(one.rows.value.sql() for one in facts if one.rows.value is not None))


def groups(facts: Sequence[Countable], subject: exp.Expr) -> exp.Select:
    """The groups: subject, the columns asked for, how many rows, and of each value what facts need of it."""
    columns = [exp.column(name) for name in _columns(facts)]
    select = exp.select(subject, *columns, exp.alias_(exp.Count(this=exp.Star()), _ROWS, quoted=True))
    for number, text in enumerate(_values(facts), start=1):
        members = [one for one in facts if one.rows.value is not None and one.rows.value.sql() == text]
        value, forms = members[0].rows.value, {one.fact.form for one in members}
        assert value is not None
        wanted: dict[str, exp.Expr] = {"known": exp.Count(this=value.copy())}
        if forms & {"sum", "mean", "count"}:
            wanted["sum"] = exp.Sum(this=value.copy())
        wanted |= {"most": exp.Max(this=value.copy())} if "most" in forms else {}
        wanted |= {"least": exp.Min(this=value.copy())} if "least" in forms else {}
        select = select.select(
            *(exp.alias_(sql, f"{word}.{number}", quoted=True) for word, sql in wanted.items())
        )
    return select.group_by(exp.Literal.number(1), *(column.copy() for column in columns))


def read_off(one: Countable, facts: Sequence[Countable]) -> list[exp.Expr]:
    """The aggregate of a fact over the groups and, where a row can be unknown, how many are."""
    rows = one.rows
    number = _values(facts).index(rows.value.sql()) + 1 if rows.value is not None else 0
    columns = [exp.alias_(_aggregate(one.fact.form, rows, number), one.name)]
    if rows.unknown() is not None:
        columns.append(exp.alias_(_unknown(rows, number), f"{one.name}.unknown", quoted=True))
    return columns


def _aggregate(form: str, rows: Rows, number: int) -> exp.Expr:
    if rows.value is None:
        return exp.func("COALESCE", _added(_ROWS, rows.counted), exp.Literal.number(0))
    if form == "mean":
        return quotient(_added(f"sum.{number}", rows.counted), _added(f"known.{number}", rows.counted))
    if form in ("most", "least"):
        function = exp.Max if form == "most" else exp.Min
        return _filtered(function(this=exp.column(f"{form}.{number}", quoted=True)), rows.counted)
    return _added(f"sum.{number}", rows.counted)


def _unknown(rows: Rows, number: int) -> exp.Expr:
    parts: list[exp.Expr] = []
    if rows.counted is not None and rows.uncertain:
        is_null = exp.Is(this=exp.paren(rows.counted.copy()), expression=exp.Null())
        parts.append(exp.func("COALESCE", _added(_ROWS, is_null), exp.Literal.number(0)))
    if rows.value is not None and rows.type.nullable:
        empty = exp.Sub(
            this=exp.column(_ROWS, quoted=True), expression=exp.column(f"known.{number}", quoted=True)
        )
        parts.append(
            exp.func("COALESCE", _filtered(exp.Sum(this=empty), rows.counted), exp.Literal.number(0))
        )
    return parts[0] if len(parts) == 1 else exp.Add(this=parts[0], expression=parts[1])


def _added(column: str, condition: exp.Expr | None) -> exp.Expr:
    return _filtered(exp.Sum(this=exp.column(column, quoted=True)), condition)


def _filtered(aggregate: exp.Expr, condition: exp.Expr | None) -> exp.Expr:
    if condition is None:
        return aggregate
    return exp.Filter(this=aggregate, expression=exp.Where(this=condition.copy()))

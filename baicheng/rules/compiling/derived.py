"""Facts from other facts: formulas, and places among all who are judged."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sqlglot import exp

from baicheng.flows.keys import nearest
from baicheng.rules.compiling.own_columns import own_column
from baicheng.rules.expression_types import Known, Names, Type, exact
from baicheng.rules.expressions import Checked
from baicheng.rules.model.facts import Fact
from baicheng.rules.relations import Kind
from baicheng.rules.setting import Faults

AddTable = Callable[[str, list[tuple[str, exp.Expr]]], None]


def derive(facts: Mapping[str, Fact], names: Names, faults: Faults, add: AddTable) -> dict[str, Known]:
    """All names, with those of derived facts; each that needs another comes in a table after it."""
    known, waiting, step = dict(names), {name: fact for name, fact in facts.items() if not fact.from_rows}, 1
    while waiting:
        ready = {name: fact for name, fact in waiting.items() if not _needs(fact, waiting)}
        if not ready:
            for name in waiting:
                faults.add(("facts", name), f"facts are reckoned in a circle: {', '.join(waiting)}")
            return known | {name: Known(Type(Kind.NUMBER)) for name in waiting}
        columns = []
        for name, fact in ready.items():
            sql, type_ = _column(name, fact, known, faults)
            columns.append((name, sql, type_))
        step += 1
        add(f"facts_{step}", [(name, sql) for name, sql, _ in columns])
        known |= {name: Known(type_) for name, _, type_ in columns}
        waiting = {name: fact for name, fact in waiting.items() if name not in ready}
    return known


def _needs(fact: Fact, waiting: Mapping[str, Fact]) -> bool:
    """Whether it rests on a fact that is not there yet; words are enough, the parser comes later."""
    text = str(fact.formula)
    words = "".join(letter if letter.isalnum() or letter == "_" else " " for letter in text).split()
    return any(word in waiting for word in words)


def _column(name: str, fact: Fact, names: Names, faults: Faults) -> tuple[exp.Expr, Type]:
    path = ("facts", name, fact.form)
    found = faults.expression(str(fact.formula), names, path)
    if fact.form == "rank":
        return _place(name, fact, found, names, faults), Type(
            Kind.NUMBER, fact.unit, nullable=found.type.nullable
        )
    if fact.unit is not None and found.type.unit not in (None, fact.unit):
        faults.add((*path[:2], "unit"), f"{fact.unit} is wanted; '{fact.formula}' is in {found.type.unit}")
    unit = fact.unit or found.type.unit
    sql = exact(found.sql) if found.type.kind is Kind.NUMBER else found.sql
    return sql, Type(found.type.kind, unit, found.type.choices, found.type.nullable)


def _place(name: str, fact: Fact, found: Checked, names: Names, faults: Faults) -> exp.Expr:
    if fact.among is not None and fact.among not in names:
        faults.add(("facts", name, "among"), f"unknown column '{fact.among}'; {nearest(fact.among, names)}")
    return place(found.sql, fact.among, descending=fact.order == "descending", nullable=found.type.nullable)


def place(value: exp.Expr, among: str | None, *, descending: bool, nullable: bool) -> exp.Expr:
    """The place of a value among all; unknown for everybody as long as one value is unknown."""
    group = [own_column(among)] if among else []
    order = exp.Order(expressions=[exp.Ordered(this=value.copy(), desc=descending, nulls_first=False)])
    rank = exp.Window(this=exp.Anonymous(this="RANK"), partition_by=group, order=order)
    if not nullable:
        return exact(rank)
    return exp.Case().when(any_unknown(value, among), exp.Null()).else_(exact(rank))


def any_unknown(value: exp.Expr, among: str | None) -> exp.Expr:
    """Whether a value is unknown for anybody of the cohort."""
    group = [own_column(among)] if among else []
    is_null = exp.Is(this=exp.paren(value.copy()), expression=exp.Null())
    counted = exp.Sum(this=exp.Case().when(is_null, exp.Literal.number(1)).else_(exp.Literal.number(0)))
    return exp.GT(this=exp.Window(this=counted, partition_by=group), expression=exp.Literal.number(0))

"""The beginning of every statement: who is judged, and the facts of each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from sqlglot import exp

from baicheng.flows.keys import nearest
from baicheng.rules.compiling.derived import derive
from baicheng.rules.compiling.facts import Counted, aggregations, counted, settled
from baicheng.rules.compiling.own_columns import RESERVED, SUBJECT, own_names, selected
from baicheng.rules.compiling.runs import run_tables
from baicheng.rules.expression_types import Known, Names
from baicheng.rules.model.rule import Rule
from baicheng.rules.relations import RESULTS, ColumnType, Kind, Relation
from baicheng.rules.setting import Faults, Setting, Stored, column_names

#: Names of the statement's own tables, or how they begin; a relation of that name would be hidden.
_TABLES = frozenset(
    "judged facts scoped measured scored points parted summed effected totalled lowered capped graded ranked placed "
    "hit decided levels levelled checked offered reduced paid of_each each_hour each_run seen".split()
)
_BEGINNINGS = ("from_", "hours_", "longest_", "facts_", "capped_")


#: Whether ``where`` holds for somebody, until what was counted decides as well.
_AT_FIRST = "in_scope.where"


@dataclass
class Statement:
    """A statement that grows table by table (``WITH a AS (…), b AS (…)``); the last one is read at the end."""

    tables: list[tuple[str, exp.Select]] = field(default_factory=list)

    def add(self, name: str, select: exp.Select) -> None:
        self.tables.append((name, select))

    @property
    def last(self) -> str:
        return self.tables[-1][0]

    def extend(self, name: str, columns: Iterable[tuple[str, exp.Expr]]) -> None:
        """A table that adds columns to the last one; nothing where there is none to add."""
        added = [exp.alias_(sql, column, quoted="." in column) for column, sql in columns]
        if added:
            self.add(name, exp.select(exp.Star(), *added).from_(exp.to_table(self.last)))

    def finished(self) -> exp.Select:
        """All rows of the last table, in the order of the subjects."""
        found = exp.select(exp.Star()).from_(exp.to_table(self.last)).order_by(exp.column(SUBJECT))
        for name, select in self.tables:
            found = found.with_(name, as_=select, copy=False)
        return found


@dataclass(frozen=True)
class Judged:
    """What the rest of a rule builds on.

    Attributes:
        names: what its expressions know: columns of those judged, facts, parameters.
        counted: the facts from rows.
        doubtful: whether it can be unknown if the rule holds for somebody (column ``in_scope``).
    """

    statement: Statement
    names: dict[str, Known]
    counted: tuple[Counted, ...]
    doubtful: bool

    @property
    def exact(self) -> frozenset[str]:
        """The facts from rows that are numbers, with the decimals with which everything is reckoned."""
        return frozenset(one.name for one in self.counted if one.type().kind is Kind.NUMBER)


def relations_of(rule: Rule, setting: Setting) -> Setting:
    """The setting with the relations that the rule brings itself, and the results of other rules."""
    relations = {"results": RESULTS} | dict(setting.relations) | dict(rule.relations)
    return replace(setting, relations=relations)


def judged(rule: Rule, setting: Setting, faults: Faults) -> Judged:
    """The tables with those judged and their facts; ``setting`` has the rule's own relations already."""
    relation = setting.relations.get(rule.judges.relation)
    if relation is None or rule.judges.key not in relation.columns:
        known = setting.relations if relation is None else relation.columns
        word = rule.judges.relation if relation is None else rule.judges.key
        what, key = ("relation", "relation") if relation is None else ("column", "key")
        faults.add(("for", key), f"unknown {what} '{word}'; {nearest(word, known)}")
        own = {} if relation is None else relation.columns
        relation = Relation(columns={rule.judges.key: ColumnType(kind=Kind.REFERENCE), **own})
    found = counted(rule.facts, relation.columns[rule.judges.key], setting, faults)
    _check_names(rule, setting, relation, faults)
    stored = setting.storage.get(rule.judges.relation, {})
    names = setting.everywhere() | column_names(relation)
    statement, doubtful = _subjects(rule, relation, stored, names, faults)
    names = setting.everywhere() | own_names(rule, relation, stored)
    _add_facts(statement, found)
    names |= {one.name: Known(one.type()) for one in found}
    doubtful = _having(rule, statement, names, doubtful, faults)
    names = derive(rule.facts, names, faults, lambda name, columns: statement.extend(name, columns))
    return Judged(statement, names, tuple(found), doubtful)


def _check_names(rule: Rule, setting: Setting, relation: Relation, faults: Faults) -> None:
    for name in rule.facts:
        for taken, what in (
            (RESERVED, "word of every result"),
            (relation.columns, "column"),
            (setting.parameters, "value of the pack"),
        ):
            if name in taken:
                faults.add(("facts", name), f"'{name}' is a {what} already; call the fact otherwise")
    for name in {
        rule.judges.relation,
        *(fact.relation or "" for fact in rule.facts.values()),
        *rule.relations,
    }:
        if name in _TABLES or name.startswith(_BEGINNINGS):
            faults.add(
                ("relations", name), f"'{name}' would hide a table of the statement; call it otherwise"
            )


def _subjects(
    rule: Rule, relation: Relation, stored: Mapping[str, Stored], names: Names, faults: Faults
) -> tuple[Statement, bool]:
    select = exp.select(*selected(rule, relation, stored))
    select = select.from_(exp.to_table(rule.judges.relation))
    doubtful = False
    if rule.judges.where is not None:
        where = faults.condition(rule.judges.where, names, ("for", "where"))
        doubtful = where.type.nullable
        if doubtful:
            scope = "in_scope" if rule.judges.having is None else _AT_FIRST
            select = select.select(exp.alias_(where.sql, scope, quoted="." in scope))
            select = select.where(exp.not_(exp.Is(this=exp.paren(where.sql), expression=exp.false())))
        else:
            select = select.where(where.sql)
    statement = Statement()
    statement.add("judged", select)
    return statement, doubtful


def _having(rule: Rule, statement: Statement, names: Names, doubtful: bool, faults: Faults) -> bool:
    """Keep those for whom enough was counted; places among all who are judged come after it."""
    if rule.judges.having is None:
        return doubtful
    having = faults.condition(rule.judges.having, names, ("for", "having"))
    scope = exp.paren(having.sql)
    if doubtful:
        scope = exp.paren(exp.and_(exp.column(_AT_FIRST, quoted=True), scope))
    doubtful = doubtful or having.type.nullable
    select = exp.select(exp.Star()).from_(exp.to_table(statement.last))
    if doubtful:
        select = select.select(exp.alias_(scope.copy(), "in_scope"))
    statement.add("scoped", select.where(exp.not_(exp.Is(this=scope, expression=exp.false()))))
    return doubtful


def _add_facts(statement: Statement, found: list[Counted]) -> None:
    if not found:
        return
    joined: list[tuple[str, list[Counted]]] = []
    for table, aggregation, members in aggregations(found):
        statement.tables.insert(-1, (table, aggregation))
        joined.append((table, members))
    for one in found:
        if one.fact.form == "longest":
            tables = run_tables(one)
            for table, hours in tables:
                statement.tables.insert(-1, (table, hours))
            joined.append((tables[-1][0], [one]))
    columns = [_settled(one, table) for table, members in joined for one in members]
    select = exp.select("judged.*", *columns, copy=False).from_("judged", copy=False)
    for table, _ in joined:
        same = exp.column(SUBJECT, table="judged").eq(exp.column(SUBJECT, table=table))
        select = select.join(table, on=same, join_type="left", copy=False)
    statement.add("facts", select)


def _settled(one: Counted, table: str) -> exp.Expr:
    value = exp.column(one.name, table=table)
    unknown = exp.column(f"{one.name}.unknown", table=table, quoted=True)
    return exp.alias_(settled(one, value, unknown), one.name, copy=False)


def in_scope(found: Judged) -> exp.Expr | None:
    """The condition that it is unknown whether the rule holds for somebody; ``None`` where that is known."""
    return exp.column("in_scope").is_(exp.Null()) if found.doubtful else None

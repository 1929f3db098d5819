"""Facts from rows: one aggregation over each relation for all of them together (事实汇总)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlglot import exp

from baicheng.flows.keys import nearest
from baicheng.rules.compiling.grouping import Grouping, grouping_of, mergeable
from baicheng.rules.compiling.own_columns import SUBJECT
from baicheng.rules.compiling.rows import Rows, rows_of
from baicheng.rules.expression_reckoning import quotient
from baicheng.rules.expression_types import Known, Type, exact, number_sql
from baicheng.rules.model.facts import Fact
from baicheng.rules.relations import ColumnType, Kind, Relation
from baicheng.rules.setting import Faults, Path, Setting, column_names


@dataclass(frozen=True)
class Counted:
    """A fact from rows, where it stands, and what its rows are."""

    name: str
    fact: Fact
    rows: Rows
    path: Path
    relation: Relation

    @property
    def table(self) -> tuple[object, ...]:
        """Facts that agree in this share one aggregation."""
        fact = self.fact
        through = (fact.through.relation, fact.through.member, fact.through.of) if fact.through else None
        own = self.name if fact.per is not None or fact.form == "longest" else None
        return fact.relation, fact.by, through, self.rows.window and self.rows.window.sql(), own

    def type(self) -> Type:
        """What the fact gives; known if neither a row nor its absence leaves it open."""
        of_value = self.rows.type
        known = self.fact.if_missing == "zero" and self.rows.unknown() is None and self.fact.form != "longest"
        kind = of_value.kind if self.fact.form in ("most", "least") else Kind.NUMBER
        return Type(kind, of_value.unit, nullable=not known)


def counted(facts: dict[str, Fact], judged: ColumnType, setting: Setting, faults: Faults) -> list[Counted]:
    """Every fact from rows, checked against the relations; ``judged`` is the column that names those judged."""
    found = []
    for name, fact in facts.items():
        path: Path = ("facts", name)
        relation = fact.from_rows and _relation(fact, setting, faults, path)
        if relation:
            table = fact.relation if fact.through else None
            names = setting.everywhere() | column_names(relation, table) | _joined_names(fact, setting)
            _check_joined_names(fact, relation, setting, faults, path)
            _check_naming(fact, relation, judged, setting, faults, path)
            rows = rows_of(fact, relation, names, setting, faults, path)
            one = Counted(name, fact, rows, path, relation)
            _check_absence(one, faults)
            found.append(one)
    return found


def _relation(fact: Fact, setting: Setting, faults: Faults, path: Path) -> Relation | None:
    relation = setting.relations.get(fact.relation or "")
    if relation is None:
        key = "count" if fact.count else "of"
        faults.add(
            (*path, key),
            f"unknown relation '{fact.relation}'; {nearest(fact.relation or '', setting.relations)}",
        )
        return None
    wanted: list[tuple[Relation, str, Path]] = [(relation, fact.by, ("by",))]
    if fact.per is not None:
        wanted.append((relation, fact.per.column, ("per", "column")))
    if fact.through is not None:
        other = setting.relations.get(fact.through.relation)
        if other is None:
            remedy = nearest(fact.through.relation, setting.relations)
            faults.add((*path, "through"), f"unknown relation '{fact.through.relation}'; {remedy}")
            return None
        wanted += [
            (other, fact.through.member, ("through", "member")),
            (other, fact.through.of, ("through", "of")),
        ]
    for holder, column, keys in wanted:
        if column not in holder.columns:
            faults.add((*path, *keys), f"unknown column '{column}'; {nearest(column, holder.columns)}")
            return None
    return relation


def _check_naming(
    fact: Fact, relation: Relation, judged: ColumnType, setting: Setting, faults: Faults, path: Path
) -> None:
    """Columns that stand for the same thing are compared, so they are of one kind."""
    pairs: list[tuple[Relation, str, ColumnType, Path]] = [(relation, fact.by, judged, ("by",))]
    if fact.through is not None:
        other = setting.relations[fact.through.relation]
        member = other.columns[fact.through.member]
        pairs = [(relation, fact.by, member, ("by",)), (other, fact.through.of, judged, ("through", "of"))]
    for holder, column, wanted, keys in pairs:
        kind = holder.columns[column].kind
        if not _comparable(kind, wanted.kind):
            fitting = [name for name, one in holder.columns.items() if _comparable(one.kind, wanted.kind)]
            faults.add(
                (*path, *keys),
                f"'{column}' is a {kind} and names nobody who is judged; {nearest(column, fitting)}",
            )


def _comparable(one: Kind, other: Kind) -> bool:
    """Whether columns of these kinds can name the same thing; names are kept as texts too."""
    named = {Kind.TEXT, Kind.REFERENCE}
    return one is other or {one, other} <= named


def _joined_names(fact: Fact, setting: Setting) -> dict[str, Known]:
    """What a row knows of the relation that says whose it is, under the names of the fact."""
    if fact.through is None:
        return {}
    table = fact.through.relation
    columns = column_names(setting.relations[table], table)
    return {name: columns[column] for name, column in fact.through.columns.items() if column in columns}


def _check_joined_names(fact: Fact, relation: Relation, setting: Setting, faults: Faults, path: Path) -> None:
    through = fact.through
    if through is None:
        return
    if through.relation == fact.relation:
        faults.add(
            (*path, "through", "relation"),
            f"the rows are those of '{through.relation}' already; go through another relation",
        )
    known = setting.relations[through.relation].columns
    for name, column in through.columns.items():
        place: Path = (*path, "through", "columns", name)
        if column not in known:
            faults.add(place, f"unknown column '{column}'; {nearest(column, known)}")
        if name in relation.columns:
            faults.add(place, f"'{name}' is a column of the rows already; call it otherwise")


def _check_absence(one: Counted, faults: Faults) -> None:
    if one.fact.if_missing == "zero" and one.type().kind is not Kind.NUMBER:
        faults.add((*one.path, "if_missing"), "zero is a number, and the fact is a day; write undecided")


def aggregations(facts: Sequence[Counted]) -> list[tuple[str, exp.Select, list[Counted]]]:
    """Name, statement and facts of each shared aggregation; those over subordinates have their own."""
    tables: dict[tuple[object, ...], list[Counted]] = defaultdict(list)
    for one in facts:
        if one.fact.form != "longest":
            tables[one.table].append(one)
    found: list[tuple[str, exp.Select, list[Counted]]] = []
    used: dict[str, int] = defaultdict(int)
    for shared in tables.values():
        for members, grouping in _scans(shared):
            relation = str(members[0].fact.relation)
            used[relation] += 1
            name = f"from_{relation}" + (f"_{used[relation]}" if used[relation] > 1 else "")
            found.append((name, _aggregation(members, grouping), members))
    return found


def _scans(facts: list[Counted]) -> list[tuple[list[Counted], Grouping | None]]:
    """Facts that could share one scan: all of them, or those apart that are better read off groups of rows."""
    merged = [one for one in facts if mergeable(one.fact)]
    grouping = grouping_of(merged, merged[0].relation) if merged else None
    if grouping is None:
        return [(facts, None)]
    others = [one for one in facts if not mergeable(one.fact)]
    return [(merged, grouping)] + ([(others, None)] if others else [])


def _aggregation(members: Sequence[Counted], grouping: Grouping | None) -> exp.Select:
    first = members[0]
    if first.fact.per is not None:
        return _over_subordinates(first)
    subject = exp.alias_(judged_column(first.fact), SUBJECT)
    if grouping is not None:
        columns = [column for one in members for column in grouping.read_off(one)]
        select = exp.select(exp.column(SUBJECT), *columns, copy=False)
        inner = _from_rows(grouping.groups(subject), first)
        return select.from_(inner.subquery("grouped")).group_by(exp.Literal.number(1))
    select = exp.select(subject, *(column for one in members for column in _columns(one)), copy=False)
    return _from_rows(select, first).group_by(exp.Literal.number(1))


def judged_column(fact: Fact) -> exp.Expr:
    """The column that names the one judged."""
    if fact.through is not None:
        return exp.column(fact.through.of, table=fact.through.relation)
    return exp.column(fact.by)


def _from_rows(select: exp.Select, one: Counted) -> exp.Select:
    fact = one.fact
    select = select.from_(exp.to_table(str(fact.relation)))
    if fact.through is not None:
        through = fact.through
        same = exp.column(fact.by, table=fact.relation).eq(exp.column(through.member, table=through.relation))
        select = select.join(exp.to_table(through.relation), on=same)
    return select.where(one.rows.window.copy()) if one.rows.window is not None else select


def _columns(one: Counted) -> list[exp.Expr]:
    """The aggregate of a fact and, where a row can be unknown, how many are."""
    columns = [exp.alias_(_aggregate(one.fact, one.rows), one.name)]
    unknown = one.rows.unknown()
    if unknown is not None:
        columns.append(
            exp.alias_(_filtered(exp.Count(this=exp.Star()), unknown), f"{one.name}.unknown", quoted=True)
        )
    return columns


def _aggregate(fact: Fact, rows: Rows) -> exp.Expr:
    value = rows.value.copy() if rows.value is not None else exp.Star()
    if fact.form in ("count", "sum"):
        function = exp.Count if rows.value is None else exp.Sum
        return _filtered(function(this=value), rows.counted)
    if fact.form == "distinct":
        return _filtered(exp.Count(this=exp.Distinct(expressions=[value])), rows.counted)
    if fact.form == "mean":
        total, number = exp.Sum(this=value), exp.Count(this=value.copy())
        return quotient(_filtered(total, rows.counted), _filtered(number, rows.counted))
    return _filtered((exp.Max if fact.form == "most" else exp.Min)(this=value), rows.counted)


def _filtered(aggregate: exp.Expr, condition: exp.Expr | None) -> exp.Expr:
    if condition is None:
        return aggregate
    return exp.Filter(this=aggregate, expression=exp.Where(this=condition.copy()))


def _over_subordinates(one: Counted) -> exp.Select:
    """First for each subordinate, then over all of them; without a counted row one is left out."""
    fact, per = one.fact, one.fact.per
    assert per is not None
    table = fact.relation if fact.through else None
    aggregate = _aggregate(fact, one.rows)
    if fact.form in ("count", "distinct") and one.rows.value is None or fact.form == "distinct":
        aggregate = exp.func("NULLIF", aggregate, exp.Literal.number(0))
    inner = exp.select(exp.alias_(judged_column(fact), SUBJECT), exp.alias_(exact(aggregate), one.name))
    inner = inner.select(*_columns(one)[1:])
    inner = _from_rows(inner, one).group_by(exp.Literal.number(1), exp.column(per.column, table=table))
    value: exp.Expr = exp.column(one.name)
    if per.each_at_most is not None:
        value = exp.Least(this=value, expressions=[number_sql(per.each_at_most)], ignore_nulls=False)
        value = exp.Case().when(exp.column(one.name).is_(exp.Null()).not_(), value)
    outer = exp.select(exp.column(SUBJECT), exp.alias_(_combined(per.then, value), one.name))
    unknown = f"{one.name}.unknown"
    if one.rows.unknown() is not None:
        summed = exp.Sum(this=exp.column(unknown, quoted=True))
        outer = outer.select(exp.alias_(summed, unknown, quoted=True))
    return outer.from_(inner.subquery("of_each")).group_by(exp.Literal.number(1))


def _combined(then: str, value: exp.Expr) -> exp.Expr:
    if then == "mean":
        return quotient(exp.Sum(this=value), exp.Count(this=value.copy()))
    if then == "count":
        above = _filtered(exp.Count(this=exp.Star()), exp.GT(this=value, expression=exp.Literal.number(0)))
        some = exp.GT(this=exp.Count(this=value.copy()), expression=exp.Literal.number(0))
        return exp.Case().when(some, above)
    return {"sum": exp.Sum, "most": exp.Max, "least": exp.Min}[then](this=value)


def settled(one: Counted, column: exp.Expr, unknown: exp.Expr) -> exp.Expr:
    """The fact as rules read it: unknown if a row is, and without any row what absence means."""
    if one.fact.if_missing == "zero":
        column = exp.func("COALESCE", column, exp.Literal.number(0))
    elif one.fact.form in ("count", "distinct") and one.fact.per is None:
        column = exp.func("NULLIF", column, exp.Literal.number(0))
    if one.type().kind is Kind.NUMBER:
        column = exact(column)
    if one.rows.unknown() is None and one.rows.held is None:
        return column
    return exp.Case().when(exp.GT(this=unknown, expression=exp.Literal.number(0)), exp.Null()).else_(column)

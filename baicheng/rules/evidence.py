"""The rows behind a fact of one subject (佐证记录): counted, exempted, or of which it is unknown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlglot import exp

from baicheng.rules.compiling.facts import Counted, judged_column
from baicheng.rules.compiling.frame import Judged
from baicheng.rules.database import Limits, opened
from baicheng.rules.relations import Relations
from baicheng.rules.results import Outcome, Subject, outcome_of
from baicheng.rules.sources import Sources

#: So many rows of a fact are listed.
MOST_ROWS = 1000


@dataclass(frozen=True)
class Evidence:
    """A row behind a fact.

    Attributes:
        relation, key: which row it is.
        counts: met: it is counted; undecided: it is unknown whether or how much.
        exempt: it stays on record and is not counted.
    """

    relation: str
    key: Subject
    counts: Outcome
    exempt: bool


def evidence(
    judged: Judged, relations: Relations, sources: Sources, subject: Subject, limits: Limits | None = None
) -> Mapping[str, tuple[Evidence, ...]]:
    """Fact → its rows for a subject, at most 1,000 each, in the order of their keys.

    Args:
        judged: of the compiled rule.

    Raises:
        UnfitSource, RunFailed: as for a run.
    """
    literal = exp.Literal.string(subject) if isinstance(subject, str) else exp.Literal.number(subject)
    return {
        one.name: _rows(one, judged_column(one.fact).eq(literal.copy()), relations, sources, limits)
        for one in judged.counted
    }


def unplaced(
    judged: Judged, relations: Relations, sources: Sources, limits: Limits | None = None
) -> Mapping[str, tuple[Evidence, ...]]:
    """Fact → rows that name nobody, and so count for nobody: to be mended before anything is published.

    Facts without such a row are left out; raises as ``evidence``.
    """
    found: dict[str, tuple[Evidence, ...]] = {}
    for one in judged.counted:
        column = relations[str(one.fact.relation)].columns[one.fact.by]
        if not column.required:
            nobody = exp.column(one.fact.by, table=one.fact.relation).is_(exp.Null())
            rows = _rows(one, nobody, relations, sources, limits)
            found |= {one.name: rows} if rows else {}
    return found


def _rows(
    one: Counted, whose: exp.Expr, relations: Relations, sources: Sources, limits: Limits | None
) -> tuple[Evidence, ...]:
    relation = str(one.fact.relation)
    select = _select(one, whose, relations)
    with opened(relations, sources, select, limits) as database:
        return tuple(
            Evidence(relation, row["key"], outcome_of(row["counts"]), row["exempt"] is True)
            for row in database.rows_of(select.sql(dialect="duckdb"))
        )


def _select(one: Counted, whose: exp.Expr, relations: Relations) -> exp.Select:
    fact, rows = one.fact, one.rows
    relation = str(fact.relation)
    table = relation if fact.through else None
    counts = rows.counted.copy() if rows.counted is not None else exp.true()
    unknown = rows.unknown()
    if unknown is not None:
        counts = exp.Case().when(unknown, exp.Null()).else_(counts)
    exempt = rows.exempt.copy() if rows.exempt is not None else exp.false()
    select = exp.select(
        exp.alias_(exp.column(relations[relation].key, table=table), "key"),
        exp.alias_(counts, "counts"),
        exp.alias_(exempt, "exempt"),
    ).from_(exp.to_table(relation))
    if fact.through is not None:
        through = fact.through
        same = exp.column(fact.by, table=relation).eq(exp.column(through.member, table=through.relation))
        select = select.join(exp.to_table(through.relation), on=same, join_type="left")
    select = select.where(whose)
    if rows.window is not None:
        select = select.where(rows.window.copy())
    outer = exp.select(exp.Star()).from_(select.subquery("found"))
    kept = exp.or_(exp.column("counts"), exp.column("counts").is_(exp.Null()), exp.column("exempt"))
    return outer.where(kept).order_by(exp.column("key")).limit(MOST_ROWS)

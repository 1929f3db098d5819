"""How many hours in a row something held (持续小时数): runs of rows, one for each hour."""

from __future__ import annotations

from sqlglot import exp

from baicheng.rules.compiling.facts import Counted
from baicheng.rules.compiling.own_columns import SUBJECT
from baicheng.rules.expression_types import exact


def run_tables(one: Counted) -> list[tuple[str, exp.Select]]:
    """Tables that give a fact ``longest``: the hours, and the longest run of each subject.

    The run is found twice: of the hours for which it surely held, and of those for which it may have.
    An hour without a row ends a run.
    """
    hours, longest = f"hours_{one.name}", f"longest_{one.name}"
    sure, possible = exp.column("held"), exp.Not(this=exp.Is(this=exp.column("held"), expression=exp.false()))
    return [
        (hours, _hours(one)),
        (f"{longest}_surely", _longest(hours, sure, "hours")),
        (f"{longest}_possibly", _longest(hours, possible, "hours")),
        (longest, _either(one, hours, f"{longest}_surely", f"{longest}_possibly")),
    ]


def _hours(one: Counted) -> exp.Select:
    """Subject, hour as a number, and whether it held; the rows of the window."""
    fact, epoch = one.fact, exp.cast(exp.Literal.string("1970-01-01 00:00:00"), exp.DataType.Type.TIMESTAMP)
    moment = exp.cast(exp.column(str(fact.on)), exp.DataType.Type.TIMESTAMP)
    number = exp.DateDiff(this=moment, expression=epoch, unit=exp.var("HOUR"))
    held = exp.and_(*(test.copy() for test in (one.rows.held, one.rows.counted) if test is not None))
    columns = exp.alias_(exp.column(fact.by), SUBJECT), exp.alias_(number, "hour"), exp.alias_(held, "held")
    select = exp.select(*columns).distinct().from_(exp.to_table(str(fact.relation)))
    if one.rows.window is not None:
        select = select.where(one.rows.window.copy())
    if one.rows.counted is not None:
        dropped = exp.Is(this=exp.paren(one.rows.counted.copy()), expression=exp.false())
        select = select.where(exp.not_(dropped))
    return select


def _longest(hours: str, held: exp.Expr, name: str) -> exp.Select:
    place = exp.Window(
        this=exp.Anonymous(this="DENSE_RANK"),
        partition_by=[exp.column(SUBJECT)],
        order=exp.Order(expressions=[exp.Ordered(this=exp.column("hour"))]),
    )
    run = exp.Sub(this=exp.column("hour"), expression=place)
    columns = exp.column(SUBJECT), exp.column("hour"), exp.alias_(run, "run")
    rows = exp.select(*columns).from_(hours).where(held.copy())
    each = exp.Count(this=exp.Distinct(expressions=[exp.column("hour")]))
    runs = exp.select(exp.column(SUBJECT), exp.alias_(each, "length"))
    runs = runs.from_(rows.subquery("each_hour")).group_by(exp.column(SUBJECT), exp.column("run"))
    return (
        exp.select(exp.column(SUBJECT), exp.alias_(exp.Max(this=exp.column("length")), name))
        .from_(runs.subquery("each_run"))
        .group_by(exp.column(SUBJECT))
    )


def _either(one: Counted, hours: str, surely: str, possibly: str) -> exp.Select:
    """The longest run, where both ways of counting agree."""
    zero = exp.Literal.number(0)
    low, high = (exp.func("COALESCE", exp.column("hours", table=table), zero) for table in (surely, possibly))
    agreed = exp.Case().when(exp.EQ(this=low.copy(), expression=high), exact(low.copy()))
    seen = exp.select(exp.column(SUBJECT)).distinct().from_(hours).subquery("seen")
    found = exp.select(exp.column(SUBJECT, table="seen"), exp.alias_(agreed, one.name))
    differ = exp.Case().when(exp.EQ(this=low.copy(), expression=high.copy()), zero.copy())
    uncertain = exp.alias_(differ.else_(exp.Literal.number(1)), f"{one.name}.unknown", quoted=True)
    found = found.select(uncertain).from_(seen)
    for table in (surely, possibly):
        same = exp.column(SUBJECT, table="seen").eq(exp.column(SUBJECT, table=table))
        found = found.join(table, on=same, join_type="left")
    return found

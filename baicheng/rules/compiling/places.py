"""Places of a scorecard (排名): within groups, with ties, smallest samples and those exempted."""

from __future__ import annotations

from sqlglot import exp

from baicheng.flows.keys import nearest
from baicheng.rules.compiling.derived import any_unknown
from baicheng.rules.compiling.frame import Statement
from baicheng.rules.compiling.own_columns import own_column
from baicheng.rules.expression_types import Names, exact, number_sql
from baicheng.rules.model.scorecard import Ranking
from baicheng.rules.setting import Faults


def add_places(ranking: Ranking, statement: Statement, names: Names, faults: Faults) -> None:
    """Adds ``rank.counts``, whether somebody has a place, and ``place``, best total first.

    As long as one total of a group is undecided, or whether it counts, nobody of the group has a place.
    """
    if ranking.among is not None and ranking.among not in names:
        faults.add(("ranking", "among"), f"unknown column '{ranking.among}'; {nearest(ranking.among, names)}")
    deciders = []
    for index, text in enumerate(ranking.then_by):
        deciders.append(exact(faults.quantity(text, names, ("ranking", "then_by", index)).sql))
    columns = [("rank.counts", _counts(ranking, names, faults))]
    columns += [(f"rank.{index}", sql) for index, sql in enumerate(deciders, start=1)]
    statement.extend("ranked", columns)
    keys: list[exp.Expr] = [exp.column("total"), *(exp.column(name, quoted=True) for name, _ in columns[1:])]
    statement.extend("placed", [("place", _place(ranking, keys))])


def _counts(ranking: Ranking, names: Names, faults: Faults) -> exp.Expr:
    tests: list[exp.Expr] = []
    if ranking.exempt is not None:
        exempt = faults.condition(ranking.exempt, names, ("ranking", "exempt"))
        tests.append(exp.not_(exp.paren(exempt.sql)))
    if ranking.minimum is not None:
        size = faults.quantity(ranking.minimum.of, names, ("ranking", "minimum", "of"))
        tests.append(exp.GTE(this=size.sql, expression=number_sql(ranking.minimum.at_least)))
    return exp.and_(*tests) if tests else exp.true()


def _place(ranking: Ranking, keys: list[exp.Expr]) -> exp.Expr:
    counts = exp.column("rank.counts", quoted=True)
    known = exp.and_(*(exp.Is(this=key.copy(), expression=exp.Null()).not_() for key in keys))
    # 1 for a known place, 0 for none by the rule itself; unknown otherwise.
    state = exp.Case().when(exp.not_(counts.copy()), exp.Literal.number(0))
    state = state.when(exp.and_(counts.copy(), known), exp.Literal.number(1))
    group = [own_column(ranking.among)] if ranking.among else []
    order = exp.Order(
        expressions=[exp.Ordered(this=key.copy(), desc=True, nulls_first=False) for key in keys]
    )
    function = exp.Anonymous(this="RANK" if ranking.ties == "share" else "DENSE_RANK")
    rank = exp.Window(this=function, partition_by=[*group, counts.copy()], order=order)
    found = exp.Case().when(exp.not_(counts.copy()), exp.Null())
    return found.when(any_unknown(state, ranking.among), exp.Null()).else_(rank)

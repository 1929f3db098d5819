"""Caps over several awards or claims, one after the other (叠加封顶): who comes first is cut last."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlglot import exp

from baicheng.flows.keys import nearest
from baicheng.rules.compiling.awards import Offered
from baicheng.rules.compiling.frame import Judged
from baicheng.rules.compiling.own_columns import SUBJECT, own_column
from baicheng.rules.expression_types import exact, number_sql
from baicheng.rules.model.benefit import Benefit, Cap
from baicheng.rules.setting import Faults, Path


def add_caps(
    rule: Benefit, awards: Sequence[Offered], columns: Mapping[str, str], judged: Judged, faults: Faults
) -> Mapping[str, str]:
    """Adds the columns of each cap.

    What is left of a cap is ``at_most`` less what was used before. The awards under it take from that in their
    order in the file; of several claims (``within``) those that come first by ``order``.

    Returns:
        Award → the column with what it gives after all caps.
    """
    current = dict(columns)
    for number, cap in enumerate(rule.caps, start=1):
        members = [one.award.award for one in awards if not cap.awards or one.award.award in cap.awards]
        if not members:
            continue
        left, keys = _left(rule, cap, ("caps", number - 1), judged, faults)
        prefix = f"cap.{cap.cap}"
        added = [(f"{prefix}.left", left), (f"{prefix}.asked", _sum([current[name] for name in members]))]
        added += [(f"{prefix}.key.{index}", key) for index, key in enumerate(keys, start=1)]
        judged.statement.extend(f"asked_{number}", added)
        _check_columns(cap, number - 1, judged, faults)
        before = _before(cap, prefix, len(keys))
        judged.statement.extend(f"room_{number}", [(f"{prefix}.room", before)])
        taken = [
            (f"{name}.{cap.cap}", _taken(index, members, current, prefix))
            for index, name in enumerate(members)
        ]
        judged.statement.extend(f"capped_{number}", taken)
        current |= {name: f"{name}.{cap.cap}" for name in members}
    return current


def _left(
    rule: Benefit, cap: Cap, path: Path, judged: Judged, faults: Faults
) -> tuple[exp.Expr, list[exp.Expr]]:
    most = faults.quantity(cap.at_most, judged.names, (*path, "at_most"))
    left: exp.Expr = exact(most.sql)
    if cap.less is not None:
        less = faults.quantity(cap.less, judged.names, (*path, "less"), rule.unit)
        left = exp.Sub(this=left, expression=exp.paren(less.sql))
        left = exp.Case().when(exp.LT(this=left, expression=number_sql(0)), number_sql(0)).else_(left.copy())
    keys = [
        faults.expression(text, judged.names, (*path, "order", index)).sql
        for index, text in enumerate(cap.order)
    ]
    return exact(left), keys


def _check_columns(cap: Cap, index: int, judged: Judged, faults: Faults) -> None:
    for number, column in enumerate(cap.within):
        if column not in judged.names:
            faults.add(
                ("caps", index, "within", number),
                f"unknown column '{column}'; {nearest(column, judged.names)}",
            )


def _sum(names: Sequence[str]) -> exp.Expr:
    found: exp.Expr = exp.column(names[0], quoted=True)
    for name in names[1:]:
        found = exp.Add(this=found, expression=exp.column(name, quoted=True))
    return exact(found)


def _before(cap: Cap, prefix: str, keys: int) -> exp.Expr:
    """What is left for somebody: all, less what those before ask for; unknown while one of the group is."""
    left, asked = exp.column(f"{prefix}.left", quoted=True), exp.column(f"{prefix}.asked", quoted=True)
    if not cap.within:
        return left
    group = [own_column(name) for name in cap.within]
    order = [
        exp.Ordered(this=exp.column(f"{prefix}.key.{number}", quoted=True), nulls_first=True)
        for number in range(1, keys + 1)
    ]
    order.append(exp.Ordered(this=exp.column(SUBJECT), nulls_first=True))
    earlier = exp.Window(
        this=exp.Sum(this=asked.copy()),
        partition_by=[one.copy() for one in group],
        order=exp.Order(expressions=order),
        spec=exp.WindowSpec(kind="ROWS", start="UNBOUNDED", start_side="PRECEDING", end="CURRENT ROW"),
    )
    used = exp.Sub(this=exact(earlier), expression=asked.copy())
    rest = exp.Sub(this=left.copy(), expression=exp.paren(used))
    room = exp.Case().when(exp.LT(this=rest, expression=number_sql(0)), number_sql(0)).else_(rest.copy())
    known = exp.and_(*(one.copy().is_(exp.Null()).not_() for one in [*group, asked, left]))
    known = exp.and_(known, *(one.this.copy().is_(exp.Null()).not_() for one in order))
    state = exp.Case().when(known, number_sql(1))
    unknown = exp.GT(
        this=exp.Window(
            this=exp.Sum(this=exp.Case().when(state.is_(exp.Null()), number_sql(1)).else_(number_sql(0))),
            partition_by=[one.copy() for one in group],
        ),
        expression=number_sql(0),
    )
    return exp.Case().when(unknown, exp.Null()).else_(exact(room))


def _taken(index: int, members: Sequence[str], columns: Mapping[str, str], prefix: str) -> exp.Expr:
    """What an award gets of the room: all of it, or what those before it leave."""
    own = exp.column(columns[members[index]], quoted=True)
    rest: exp.Expr = exp.column(f"{prefix}.room", quoted=True)
    for name in members[:index]:
        rest = exp.Sub(this=rest, expression=exp.column(columns[name], quoted=True))
    short = exp.LT(this=exp.paren(rest), expression=own.copy())
    nothing = exp.LT(this=exp.paren(rest.copy()), expression=number_sql(0))
    unknown = exp.or_(own.copy().is_(exp.Null()), exp.paren(rest.copy()).is_(exp.Null()))
    found = exp.Case().when(unknown, exp.Null()).when(nothing, number_sql(0))
    return exact(found.when(short, rest.copy()).else_(own))

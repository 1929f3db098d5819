"""Instalments by milestone, what is paid in all, and who pays which part (拨付)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlglot import exp

from baicheng.rules.compiling.awards import Offered
from baicheng.rules.compiling.frame import Judged
from baicheng.rules.expression_reckoning import quotient
from baicheng.rules.expression_types import exact, number_sql
from baicheng.rules.model.benefit import Award, Benefit, Payer
from baicheng.rules.setting import Faults, Path


def add_payment(
    rule: Benefit, awards: Sequence[Offered], columns: Mapping[str, str], judged: Judged, faults: Faults
) -> None:
    """Adds ``NAME.granted``, ``NAME.due`` and ``NAME.payer.PAYER``, and over all ``amount``, ``due``, ``payer.PAYER``.

    Due are of the granted the instalments that are reached.
    """
    granted: list[tuple[str, exp.Expr]] = []
    for one in awards:
        name = one.award.award
        granted.append((f"{name}.granted", exp.column(columns[name], quoted=True)))
        for part in one.award.instalments:
            index = one.award.instalments.index(part)
            path: Path = (*one.path, "instalments", index, "when")
            checked = faults.condition(part.when, judged.names, path)
            granted.append((f"{name}.reached.{part.instalment}", checked.sql))
    judged.statement.extend("granted", granted)
    judged.statement.extend("due", [(f"{one.award.award}.due", _due(rule, one.award)) for one in awards])
    totals = [(key, _total(awards, column)) for key, column in (("amount", "granted"), ("due", "due"))]
    judged.statement.extend("summed", totals)
    parts = [
        column
        for one in awards
        for column in _payers(one.award, payers_of(rule, one), rule.decimals, judged, faults)
    ]
    judged.statement.extend("parted", parts)
    judged.statement.extend("paid", _by_payer(rule, awards))


def _due(rule: Benefit, award: Award) -> exp.Expr:
    granted = exp.column(f"{award.award}.granted", quoted=True)
    if not award.instalments:
        return granted
    total: exp.Expr = number_sql(0)
    for part in award.instalments:
        reached = exp.column(f"{award.award}.reached.{part.instalment}", quoted=True)
        step = (
            exp.Case().when(reached, number_sql(part.percent)).when(exp.not_(reached.copy()), number_sql(0))
        )
        total = exp.Add(this=total, expression=step)
    share = exp.Mul(this=granted.copy(), expression=exact(total))
    found = exp.Case().when(granted.copy().eq(number_sql(0)), number_sql(0))
    return exact(found.else_(quotient(share, number_sql(100), rule.decimals)))


def _total(awards: Sequence[Offered], column: str) -> exp.Expr:
    found: exp.Expr = number_sql(0)
    for one in awards:
        found = exp.Add(this=found, expression=exp.column(f"{one.award.award}.{column}", quoted=True))
    return exact(found)


def _payers(
    award: Award, payers: Sequence[tuple[Path, Payer]], decimals: int, judged: Judged, faults: Faults
) -> list[tuple[str, exp.Expr]]:
    """Fixed parts as far as the amount reaches, in their order; then shares of what is left.

    The last payer takes what is left by rounding, or by fixed parts that are smaller than the amount.
    """
    columns: list[tuple[str, exp.Expr]] = []
    granted = exp.column(f"{award.award}.granted", quoted=True)
    ordered = sorted(payers, key=lambda one: one[1].amount is None)
    before: exp.Expr = number_sql(0)
    base: exp.Expr = granted
    shares: list[exp.Expr] = []
    for position, (path, payer) in enumerate(ordered):
        last = position == len(ordered) - 1
        if payer.amount is not None:
            part = exact(faults.quantity(payer.amount, judged.names, (*path, "amount")).sql)
            left = _not_below_zero(exp.Sub(this=granted.copy(), expression=exp.paren(before.copy())))
            paid: exp.Expr = left if last else exp.Least(this=left, expressions=[part], ignore_nulls=False)
            before = exp.Add(this=before, expression=part.copy())
            base = _not_below_zero(exp.Sub(this=granted.copy(), expression=exp.paren(before.copy())))
        else:
            percent = faults.quantity(payer.percent or "", judged.names, (*path, "percent"))
            paid = quotient(
                exp.Mul(this=exact(base.copy()), expression=exact(percent.sql)), number_sql(100), decimals
            )
            if last:
                paid = base.copy()
                for share in shares:
                    paid = exp.Sub(this=paid, expression=share.copy())
            shares.append(paid)
        columns.append((f"{award.award}.payer.{payer.payer}", exact(paid)))
    return columns


def _not_below_zero(value: exp.Expr) -> exp.Expr:
    return exp.Case().when(exp.LT(this=value, expression=number_sql(0)), number_sql(0)).else_(value.copy())


def payers_of(rule: Benefit, one: Offered) -> list[tuple[Path, Payer]]:
    """Who pays an award: its own payers, or those of the whole document."""
    if one.award.payers:
        return [((*one.path, "payers", index), payer) for index, payer in enumerate(one.award.payers)]
    return [(("payers", index), payer) for index, payer in enumerate(rule.payers)]


def _by_payer(rule: Benefit, awards: Sequence[Offered]) -> list[tuple[str, exp.Expr]]:
    totals: dict[str, exp.Expr] = {}
    for one in awards:
        for _, payer in payers_of(rule, one):
            column = exp.column(f"{one.award.award}.payer.{payer.payer}", quoted=True)
            found = totals.get(payer.payer)
            totals[payer.payer] = column if found is None else exp.Add(this=found, expression=column)
    return [(f"payer.{name}", exact(total)) for name, total in totals.items()]

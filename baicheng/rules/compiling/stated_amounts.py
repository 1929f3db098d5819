"""Awards that give one of some amounts written in the file, or their sum (定额奖励): whole and small numbers.

Their bounds are known, so that they are reckoned in 64 bits instead of 128, and need neither rounding nor a cap.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlglot import exp

from baicheng.rules.compiling.whole_amounts import WholeAmount, whole_amount
from baicheng.rules.expression_types import Names, number_sql, small
from baicheng.rules.expressions import Checked
from baicheng.rules.model.benefit import Award
from baicheng.rules.setting import Faults, Path

#: The sum of an award's amounts must be less; databases add plain numbers in 32 bits.
LARGEST_SUM = 10**9


@dataclass(frozen=True)
class StatedAmount:
    """What an award is worth to whom it is given, and nothing as a number of that kind.

    Attributes:
        whole: instead what it gives to everybody, where that is certain and a whole number.
    """

    given: exp.Expr
    nothing: exp.Expr
    whole: WholeAmount | None


def stated_value(
    award: Award, decimals: int, path: Path, names: Names, faults: Faults, used: list[str], *, certain: bool
) -> StatedAmount | None:
    """The amount of an award, written in the file.

    Args:
        decimals: to how many the benefit rounds.
        used: the names on which it rests are added.
        certain: for everybody it is known whether the award is due.

    Returns:
        ``None`` where something is still to be reckoned: a formula, a rate, a cap, a difference, a rounding.
    """
    tiers = award.tiers.tiers if award.tiers is not None else ()
    amounts = [award.amount] if award.amount is not None else [tier.amount for tier in tiers]
    stated = [one for one in amounts if isinstance(one, Decimal) and one == round(one, decimals)]
    if not stated or len(stated) < len(amounts) or sum(map(abs, stated)) >= LARGEST_SUM:
        return None
    if award.cap is not None or award.already is not None:
        return None
    nothing = small(number_sql(0))
    if award.tiers is None:
        whole = whole_amount(award, ()) if certain else None
        return StatedAmount(small(number_sql(stated[0])), nothing, whole)
    conditions = [
        faults.condition(tier.when, names, (*path, "tiers", "tiers", index, "when"))
        for index, tier in enumerate(tiers)
    ]
    used += [name for when in conditions for name in when.names]
    amounts_of = list(zip(conditions, stated, strict=True))
    combined = _highest if award.tiers.take == "highest" else _together
    whole = whole_amount(award, amounts_of) if certain else None
    return StatedAmount(combined(amounts_of, nothing), nothing, whole)


def amount_if_given(award: Award, amount: exp.Expr, nothing: exp.Expr, *, known: bool) -> exp.Expr:
    """The amount where the award is due, nothing where it is not, and unknown where that is.

    Args:
        known: it is known for everybody, so that one look is enough.
    """
    due = exp.column(f"{award.award}.given", quoted=True)
    found = exp.Case().when(due, amount)
    return found.else_(nothing.copy()) if known else found.when(exp.not_(due.copy()), nothing.copy())


def _highest(tiers: Sequence[tuple[Checked, Decimal]], nothing: exp.Expr) -> exp.Expr:
    """The greatest amount that is reached; unknown as long as one of the tiers is."""
    if any(when.type.nullable for when, _ in tiers):
        amounts = [_if_reached(when, small(number_sql(amount)), nothing) for when, amount in tiers]
        return (
            exp.Greatest(this=amounts[0], expressions=amounts[1:], ignore_nulls=False)
            if amounts[1:]
            else amounts[0]
        )
    found = exp.Case()
    for when, amount in sorted(tiers, key=lambda tier: -tier[1]):
        if amount > 0:
            found = found.when(when.sql, small(number_sql(amount)))
    return found.else_(nothing.copy()) if found.args.get("ifs") else nothing.copy()


def _together(tiers: Sequence[tuple[Checked, Decimal]], nothing: exp.Expr) -> exp.Expr:
    """All that are reached, added as the plain numbers that they are."""
    found: exp.Expr | None = None
    for when, amount in tiers:
        one = _if_reached(when, number_sql(amount), number_sql(0))
        found = one if found is None else exp.Add(this=found, expression=one)
    return nothing.copy() if found is None else small(found)


def _if_reached(when: Checked, amount: exp.Expr, nothing: exp.Expr) -> exp.Expr:
    found = exp.Case().when(when.sql, amount)
    if when.type.nullable:
        return found.when(exp.not_(exp.paren(when.sql.copy())), nothing.copy())
    return found.else_(nothing.copy())

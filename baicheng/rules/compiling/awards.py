"""What each award gives by itself, and which of those that exclude each other is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from sqlglot import exp

from baicheng.rules.compiling.entitlement import UNEXCLUDED
from baicheng.rules.compiling.frame import Judged, Statement
from baicheng.rules.compiling.stated_amounts import amount_if_given, stated_value
from baicheng.rules.expression_reckoning import quotient
from baicheng.rules.expression_types import Names, exact, number_sql, small
from baicheng.rules.model.benefit import Award, Benefit
from baicheng.rules.setting import Faults, Path, Setting


@dataclass(frozen=True)
class Offered:
    """An award in force, with the names on which it rests and its keys in the file.

    Attributes:
        is_whole: what it gives by itself stands as a whole number of 16 or 32 bits too (``whole``).
    """

    award: Award
    names: tuple[str, ...]
    path: Path
    is_whole: bool = False

    @property
    def given(self) -> str:
        return f"{self.award.award}.given"

    @property
    def offered(self) -> str:
        return f"{self.award.award}.offered"

    @property
    def whole(self) -> str:
        return f"{self.award.award}.whole"


def offers(
    rule: Benefit, setting: Setting, judged: Judged, certain: Set[str], faults: Faults
) -> list[Offered]:
    """Adds for each award ``NAME.given``, whether it is due, and ``NAME.offered``, how much by itself.

    Where that is a whole number that is certain, it stands as such in ``NAME.whole``.

    Args:
        certain: what is known for everybody of the grounds of exclusion and ``eligible``.
    """
    found, given, whole, values, offered = [], [], [], [], []
    for index, award in enumerate(rule.awards):
        if not award.in_force.holds(setting.period.last_day):
            continue
        path: Path = ("awards", index)
        used: list[str] = []
        due, known = _given(rule, award, path, judged.names, certain, faults, used)
        given.append((f"{award.award}.given", due))
        amount = stated_value(award, rule.decimals, path, judged.names, faults, used, certain=known)
        if amount is not None and amount.whole is not None:
            given += amount.whole.tiers
            whole.append((f"{award.award}.whole", amount.whole.sql))
            offer = small(exp.column(f"{award.award}.whole", quoted=True))
        elif amount is None:
            value = _value(award, path, judged.names, faults, used)
            values.append((f"{award.award}.value", exact(value)))
            reckoned = _reckoned(rule, award, path, judged.names, faults, used)
            offer = exact(amount_if_given(award, reckoned, number_sql(0), known=known))
        else:
            offer = amount_if_given(award, amount.given, amount.nothing, known=known)
        offered.append((f"{award.award}.offered", offer))
        is_whole = amount is not None and amount.whole is not None
        found.append(Offered(award, tuple(dict.fromkeys(used)), path, is_whole))
    judged.statement.extend("claimed", given)
    judged.statement.extend("whole", whole)
    judged.statement.extend("valued", values)
    judged.statement.extend("offered", offered)
    return found


def _reckoned(
    rule: Benefit, award: Award, path: Path, names: Names, faults: Faults, used: list[str]
) -> exp.Expr:
    """What it is worth, less what was paid before, rounded."""
    value: exp.Expr = exp.column(f"{award.award}.value", quoted=True)
    if award.already is not None:
        already = faults.quantity(award.already, names, (*path, "already"), rule.unit)
        used += already.names
        rest = exp.Sub(this=value, expression=exp.paren(already.sql))
        value = exp.Case().when(exp.LT(this=rest, expression=number_sql(0)), number_sql(0)).else_(rest.copy())
    return exp.Round(this=exact(value), decimals=exp.Literal.number(rule.decimals))


def _given(
    rule: Benefit,
    award: Award,
    path: Path,
    names: Names,
    certain: Set[str],
    faults: Faults,
    used: list[str],
) -> tuple[exp.Expr, bool]:
    """Eligible, not excluded by a ground that touches it, and its own condition; and whether all that is known."""
    touching = [ground.ground for ground in rule.excluded if ground.ground not in award.except_on]
    known = certain >= {"eligible", *touching}
    if len(touching) == len(rule.excluded):
        tests: list[exp.Expr] = [exp.column(UNEXCLUDED, quoted=True)]
    else:
        grounds = [exp.column(f"ground.{name}", quoted=True) for name in touching]
        tests = [exp.column("eligible"), *(exp.not_(ground) for ground in grounds)]
    if award.when is not None:
        checked = faults.condition(award.when, names, (*path, "when"))
        used += checked.names
        known &= not checked.type.nullable
        tests.append(exp.paren(checked.sql))
    return exp.and_(*tests), known


def _value(award: Award, path: Path, names: Names, faults: Faults, used: list[str]) -> exp.Expr:
    value = (
        _tiered(award, path, names, faults, used)
        if award.tiers
        else _single(award, path, names, faults, used)
    )
    if award.cap is None:
        return value
    cap = faults.quantity(award.cap, names, (*path, "cap"))
    used += cap.names
    return exp.Least(this=value, expressions=[cap.sql], ignore_nulls=False)


def _single(award: Award, path: Path, names: Names, faults: Faults, used: list[str]) -> exp.Expr:
    if award.amount is not None:
        amount = faults.quantity(award.amount, names, (*path, "amount"))
        used += amount.names
        return amount.sql
    rate = award.rate
    assert rate is not None
    base = faults.quantity(rate.of, names, (*path, "rate", "of"))
    percent = faults.quantity(rate.percent, names, (*path, "rate", "percent"))
    used += [*base.names, *percent.names]
    of: exp.Expr = exp.paren(base.sql)
    if rate.above is not None:
        above = faults.quantity(rate.above, names, (*path, "rate", "above"))
        used += above.names
        over = exp.Sub(this=of, expression=exp.paren(above.sql))
        of = exp.Case().when(exp.LT(this=over, expression=number_sql(0)), number_sql(0)).else_(over.copy())
    return quotient(exp.Mul(this=exact(of), expression=exact(percent.sql)), number_sql(100))


def _tiered(award: Award, path: Path, names: Names, faults: Faults, used: list[str]) -> exp.Expr:
    """The greatest amount that is reached, or all together; no tier gives 0."""
    amounts, certain, highest = [], True, award.tiers is not None and award.tiers.take == "highest"
    assert award.tiers is not None
    for index, tier in enumerate(award.tiers.tiers):
        place: Path = (*path, "tiers", "tiers", index)
        when = faults.condition(tier.when, names, (*place, "when"))
        amount = faults.quantity(tier.amount, names, (*place, "amount"))
        used += [*when.names, *amount.names]
        certain &= not when.type.nullable and not amount.type.nullable
        reached = exp.Case().when(when.sql, exact(amount.sql))
        if when.type.nullable:
            amounts.append(reached.when(exp.not_(exp.paren(when.sql.copy())), number_sql(0)))
        else:
            amounts.append(reached.else_(number_sql(0)))
    if highest:
        return (
            exp.Greatest(this=amounts[0], expressions=amounts[1:], ignore_nulls=certain)
            if amounts[1:]
            else amounts[0]
        )
    found: exp.Expr = amounts[0]
    for amount_sql in amounts[1:]:
        found = exp.Add(this=found, expression=amount_sql)
    return found


def exclude(rule: Benefit, awards: Sequence[Offered], statement: Statement) -> Mapping[str, str]:
    """Of awards that exclude each other one side keeps its amounts; unknown as long as one of them is.

    Returns:
        Award → the column with what it gives after this step.
    """
    columns = {one.award.award: one.offered for one in awards}
    for number, group in enumerate(rule.exclusive, start=1):
        sides = [[columns[name] for name in side if name in columns] for side in group.of]
        added = [
            (f"{name}.kept.{number}", _kept(columns[name], sides, group.keep))
            for side in group.of
            for name in side
            if name in columns
        ]
        statement.extend(f"kept_{number}", added)
        columns |= {column.removesuffix(f".kept.{number}"): column for column, _ in added}
    return columns


def _kept(name: str, sides: Sequence[Sequence[str]], keep: str) -> exp.Expr:
    """The amount in a column, unless another side than its own is kept; a side gives its awards together."""
    own = exp.column(name, quoted=True)
    place = next(index for index, side in enumerate(sides) if name in side)
    together = _together(sides[place])
    tests: list[exp.Expr] = []
    for index, side in enumerate(sides):
        if index == place or not side:
            continue
        amount = _together(side)
        if keep == "first":
            if index < place:
                tests.append(exp.GT(this=amount, expression=number_sql(0)))
        else:
            better = exp.GTE if index < place else exp.GT
            tests.append(better(this=amount, expression=together.copy()))
    if not tests:
        return own
    gives_way = exp.or_(*tests)
    found = exp.Case().when(own.copy().eq(number_sql(0)), own.copy()).when(gives_way, number_sql(0))
    return found.when(exp.not_(exp.paren(gives_way.copy())), own)


def _together(names: Sequence[str]) -> exp.Expr:
    found: exp.Expr = exp.column(names[0], quoted=True)
    for name in names[1:]:
        found = exp.Add(this=found, expression=exp.column(name, quoted=True))
    return exact(exp.paren(found)) if names[1:] else found

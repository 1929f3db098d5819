"""What the SQL of rules reckons with beyond that of databases: an exact quotient, unknown values, units."""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from baicheng.rules.expression_types import DECIMALS

#: The exact quotient, which databases lack: ``quotient(a, b, decimals)``; unknown by 0.
QUOTIENT = "quotient"


def quotient(dividend: exp.Expr, divisor: exp.Expr, decimals: int = DECIMALS) -> exp.Expr:
    """One number by another, rounded once, half away from zero."""
    return exp.Anonymous(this=QUOTIENT, expressions=[dividend, divisor, exp.Literal.number(decimals)])


def unless_unknown(parts: Sequence[exp.Expr], then: exp.Expr) -> exp.Expr:
    """A value, or unknown if one of some parts is; for functions that would skip what is unknown."""
    tests = [exp.Is(this=part.copy(), expression=exp.Null()) for part in parts]
    return exp.Case().when(exp.or_(*tests, wrap=False), exp.Null()).else_(then) if tests else then


def product_unit(one: str | None, other: str | None) -> str | None:
    """Times a plain number the unit stays; two units make a unit of their own.

    >>> product_unit("元", None), product_unit("元", "平方米"), product_unit("1", "1")
    ('元', '元·平方米', '1')
    """
    units = [unit for unit in (one, other) if unit not in (None, "1")]
    if len(units) == 2:
        return "·".join(str(unit) for unit in units)
    return units[0] if units else one and other


def ratio_unit(above: str | None, below: str | None) -> str | None:
    """The unit of a quotient.

    >>> ratio_unit("元", None), ratio_unit("元", "元"), ratio_unit("元", "平方米")
    ('元', '1', '元/平方米')
    """
    if below in (None, "1"):
        return above
    return "1" if above == below else f"{above or '1'}/{below}"

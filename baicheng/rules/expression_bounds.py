"""Whole numbers whose bounds are known are reckoned in 64 bits, exactly; all others in decimals of 128."""

from __future__ import annotations

from decimal import Decimal

from sqlglot import exp

from baicheng.rules.expression_types import Typed, exact

#: What 64 bits hold for certain, either way.
MOST_BITS = 62


def bits_of(value: Decimal) -> int | None:
    """2 to the power of so many is at least the number; ``None`` for one with decimals.

    >>> bits_of(Decimal(10)), bits_of(Decimal("0.5")), bits_of(Decimal(0))
    (4, None, 0)
    """
    return int(abs(value)).bit_length() if value == int(value) else None


def whole_operation(tree: exp.Expr, left: Typed, right: Typed) -> tuple[exp.Expr, int] | None:
    """A sum, a difference or a product that 64 bits hold, with its own bounds; ``None`` where that is not known.

    Two numbers of the text are left to the others: what has no column costs nothing.
    """
    one, other = left.type.bits, right.type.bits
    if one is None or other is None or (left.literal is not None and right.literal is not None):
        return None
    if isinstance(tree, exp.Mul):
        bits = one + other
    elif isinstance(tree, exp.Add | exp.Sub):
        bits = max(one, other) + 1
    else:
        return None
    if bits > MOST_BITS:
        return None
    return type(tree)(this=wide(left), expression=right.sql), bits


def wide(part: Typed) -> exp.Expr:
    """A part whose bounds are known, with room to grow: rows hold whole numbers in 8 bits or in 32."""
    return exp.cast(part.sql, "BIGINT")


def widest(part: Typed) -> exp.Expr:
    """A part that is reckoned with others of which the bounds are not known."""
    known = part.type.bits is not None and part.literal is None
    return exp.cast(part.sql, "DECIMAL(20, 0)") if known else part.sql


def with_room(whole: Typed) -> exp.Expr:
    """A whole expression, for others to reckon with."""
    return exact(whole.sql) if whole.type.bits is not None and whole.literal is None else whole.sql

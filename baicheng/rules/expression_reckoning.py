"""Operations and functions of expressions, with their units, as SQL that means the same in every database."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from sqlglot import exp

from baicheng.flows.expression_text import fault
from baicheng.rules.expression_types import DECIMALS, Type, Typed, alike, exact, nullable, same_unit
from baicheng.rules.relations import Kind

MAX_DAYS = 100_000
OPERATIONS = (exp.Add, exp.Sub, exp.Mul, exp.Div)
#: The exact quotient, which databases lack: ``quotient(a, b, decimals)``; unknown by 0.
QUOTIENT = "quotient"


def quotient(dividend: exp.Expr, divisor: exp.Expr, decimals: int = DECIMALS) -> exp.Expr:
    """One number by another, rounded once, half away from zero."""
    return exp.Anonymous(this=QUOTIENT, expressions=[dividend, divisor, exp.Literal.number(decimals)])


def unless_unknown(parts: Sequence[exp.Expr], then: exp.Expr) -> exp.Expr:
    """A value, or unknown if one of some parts is; for functions that would skip what is unknown."""
    tests = [exp.Is(this=part.copy(), expression=exp.Null()) for part in parts]
    return exp.Case().when(exp.or_(*tests, wrap=False), exp.Null()).else_(then) if tests else then


def operation(tree: exp.Expr, left: Typed, right: Typed) -> Typed:
    """Numbers with numbers; days between two dates; a date some days earlier or later."""
    kinds = (left.kind, right.kind)
    if kinds == (Kind.NUMBER, Kind.NUMBER):
        return _of_numbers(tree, left, right)
    if kinds == (Kind.DATE, Kind.DATE) and isinstance(tree, exp.Sub):
        days = exp.DateDiff(this=left.sql, expression=right.sql, unit=exp.var("DAY"))
        return Typed(tree, days, Type(Kind.NUMBER, "天", nullable=nullable([left, right])))
    if kinds == (Kind.DATE, Kind.NUMBER) and isinstance(tree, exp.Add | exp.Sub):
        return _shifted(tree, left, right)
    raise fault(f"cannot reckon with a {kinds[0]} and a {kinds[1]}: {tree.sql()}", left.position)


def _of_numbers(tree: exp.Expr, left: Typed, right: Typed) -> Typed:
    unknown = nullable([left, right])
    if isinstance(tree, exp.Mul):
        sql = exact(exp.Mul(this=left.sql, expression=right.sql))
        return Typed(tree, sql, Type(Kind.NUMBER, _product(left, right), nullable=unknown))
    if isinstance(tree, exp.Div):
        nonzero = isinstance(right.literal, Decimal) and right.literal != 0
        sql = quotient(left.sql, right.sql)
        return Typed(tree, sql, Type(Kind.NUMBER, _ratio(left, right), nullable=unknown or not nonzero))
    sql = type(tree)(this=left.sql, expression=right.sql)
    return Typed(tree, sql, Type(Kind.NUMBER, same_unit([left, right]), nullable=unknown))


def _product(left: Typed, right: Typed) -> str | None:
    """Times a plain number the unit stays; two units make a unit of their own."""
    units = [unit for unit in (left.type.unit, right.type.unit) if unit not in (None, "1")]
    if len(units) == 2:
        return "·".join(str(unit) for unit in units)
    return units[0] if units else left.type.unit and right.type.unit


def _ratio(left: Typed, right: Typed) -> str | None:
    above, below = left.type.unit, right.type.unit
    if below in (None, "1"):
        return above
    return "1" if above == below else f"{above or '1'}/{below}"


def _shifted(tree: exp.Expr, left: Typed, right: Typed) -> Typed:
    days = right.literal
    if not isinstance(days, Decimal) or days % 1 or abs(days) > MAX_DAYS:
        raise fault("to a day a whole number of days is added: due_on - 5", right.position)
    count = int(days if isinstance(tree, exp.Add) else -days)
    unit, amount = exp.var("DAY"), exp.Literal.number(abs(count))
    shift = exp.DateAdd if count >= 0 else exp.DateSub
    sql = exp.cast(shift(this=left.sql, expression=amount, unit=unit), exp.DataType.Type.DATE)
    return Typed(tree, sql, Type(Kind.DATE, nullable=left.nullable))


def negative(tree: exp.Expr, node: Typed) -> Typed:
    """The number with the other sign."""
    node = node.must_be(Kind.NUMBER, "what stands behind '-'")
    literal = -node.literal if isinstance(node.literal, Decimal) else None
    return Typed(tree, exp.Neg(this=exp.paren(node.sql, copy=False)), node.type, literal)


def first_known(tree: exp.Expr, nodes: Sequence[Typed]) -> Typed:
    """coalesce: the first of them that is known."""
    nodes = alike(nodes)
    unknown = all(node.nullable for node in nodes)
    sql = exp.Coalesce(this=nodes[0].sql, expressions=[node.sql for node in nodes[1:]])
    return Typed(tree, sql, Type(nodes[0].kind, same_unit(nodes), nullable=unknown))


def extreme(tree: exp.Expr, nodes: Sequence[Typed]) -> Typed:
    """least, greatest: unknown if one of them is unknown."""
    nodes = alike(nodes)
    nodes[0].must_have_order()
    rest = [node.sql for node in nodes[1:]]
    whole = type(tree)(this=nodes[0].sql, expressions=rest, ignore_nulls=True)
    sql = unless_unknown([node.sql for node in nodes if node.nullable], whole)
    return Typed(tree, sql, Type(nodes[0].kind, same_unit(nodes), nullable=nullable(nodes)))


def absolute(tree: exp.Expr, node: Typed) -> Typed:
    """abs: the number without its sign."""
    return Typed(tree, exp.Abs(this=node.must_be(Kind.NUMBER, "the argument of abs").sql), node.type)


def floored(tree: exp.Expr, node: Typed) -> Typed:
    """floor: the whole number at or below it."""
    return Typed(tree, exp.Floor(this=node.must_be(Kind.NUMBER, "the argument of floor").sql), node.type)


def rounded(tree: exp.Expr, node: Typed, decimals: Typed | None) -> Typed:
    """round: half away from zero, to whole numbers or to a stated number of decimals."""
    node = node.must_be(Kind.NUMBER, "the first argument of round")
    places = decimals.literal if decimals else Decimal(0)
    if not isinstance(places, Decimal) or places % 1 or not 0 <= places <= DECIMALS:
        raise fault(f"round takes a whole number of decimals, at most {DECIMALS}", node.position)
    sql = exp.Round(this=exact(node.sql), decimals=exp.Literal.number(int(places)))
    return Typed(tree, sql, node.type)


def length(tree: exp.Expr, node: Typed) -> Typed:
    """length: how many characters a text has."""
    text = node.must_be(Kind.TEXT, "the argument of length")
    return Typed(tree, exp.Length(this=text.sql), Type(Kind.NUMBER, nullable=node.nullable))

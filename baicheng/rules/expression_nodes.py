"""Expressions of rules as typed SQL that means the same in every database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from sqlglot import exp

from baicheng.flows.expression_builder import Builder
from baicheng.flows.expression_parts import must_be
from baicheng.flows.expression_text import fault, position_of
from baicheng.rules.expression_bounds import bits_of, whole_operation, wide, widest
from baicheng.rules.expression_reckoning import product_unit, quotient, ratio_unit, unless_unknown
from baicheng.rules.expression_types import Names, Type, Typed, day_sql, exact, nullable, same_unit
from baicheng.rules.relations import Kind

#: Whole digits and decimals of a number in the text.
MAX_WHOLE, MAX_DECIMALS = 20, 6
#: Beyond this the SQL of one expression is no longer something to read or to run.
MAX_WEIGHT = 2000
_CERTAIN = {kind: Type(kind, nullable=False) for kind in Kind}


def build(tree: exp.Expr, names: Names) -> Typed:
    """Type a tree and make its SQL.

    Raises:
        InvalidExpression: an unknown name or value, or kinds or units that do not go together.
    """
    return _Sql(names).build(tree)


class _Sql(Builder[Typed]):
    """Each part becomes SQL, with its unit and whether it can be unknown."""

    def __init__(self, names: Names) -> None:
        super().__init__(names)
        self._names = names

    def build(self, tree: exp.Expr) -> Typed:
        return self._case(tree) if isinstance(tree, exp.Case) else super().build(tree)

    def whole(self, found: Typed, parts: Sequence[Typed]) -> Typed:
        """Refuses what would grow without bounds: parts that can be unknown stand in some SQL twice."""
        times = 2 if isinstance(found.tree, exp.Least | exp.Greatest | exp.Case) else 1
        weight = 1 + times * sum(part.weight for part in parts)
        if weight > MAX_WEIGHT:
            message = "least, greatest and case are nested too often; split it over several facts"
            raise fault(message, position_of(found.tree))
        return replace(found, weight=weight)

    def adapted(self, parts: Sequence[Typed]) -> Sequence[Typed]:
        """Beside a reference stand texts and numbers."""
        if Kind.REFERENCE not in {part.kind for part in parts}:
            return parts
        return [
            replace(part, type=_CERTAIN[Kind.REFERENCE]) if isinstance(part.literal, str | Decimal) else part
            for part in parts
        ]

    def check_units(self, parts: Sequence[Typed]) -> None:
        same_unit(parts)

    def _case(self, tree: exp.Case) -> Typed:
        """``case when``: a condition that is unknown makes the whole unknown, it never falls to the next."""
        default = tree.args.get("default")
        if default is None or tree.this is not None:
            raise fault(
                "write case when CONDITION then VALUE … else VALUE end, with an else", position_of(tree)
            )
        branches = [(self.build(one.this), self.build(one.args["true"])) for one in tree.args["ifs"]]
        conditions = [must_be(when, Kind.BOOLEAN, "what stands behind 'when'") for when, _ in branches]
        results = self.alike([*(then for _, then in branches), self.build(default)])
        found = exp.Case()
        for when, then in zip(conditions, results, strict=False):
            if when.nullable:
                found = found.when(exp.Is(this=exp.paren(when.sql.copy()), expression=exp.Null()), exp.Null())
            found = found.when(when.sql, then.sql)
        unit = next((result.type.unit for result in results if result.type.unit), None)
        type_ = Type(results[0].kind, unit, nullable=nullable([*conditions, *results]))
        return self.whole(Typed(tree, found.else_(results[-1].sql), type_), [*conditions, *results])

    def named(self, tree: exp.Expr, name: str) -> Typed:
        known = self._names[name]
        sql = known.sql.copy() if known.sql is not None else exp.column(name)
        return Typed(tree, sql, known.type, codes=known.codes)

    def text(self, tree: exp.Expr, text: str) -> Typed:
        return Typed(tree, tree.copy(), _CERTAIN[Kind.TEXT], text)

    def number(self, tree: exp.Expr, text: str) -> Typed:
        whole, _point, decimals = text.partition(".")
        sound = text.replace(".", "", 1).isdecimal()
        if not sound or len(whole) > MAX_WHOLE or len(decimals) > MAX_DECIMALS:
            message = f"{text} is no number of at most {MAX_WHOLE} digits and {MAX_DECIMALS} decimals"
            raise fault(message, position_of(tree))
        value = Decimal(text)
        return Typed(tree, tree.copy(), replace(_CERTAIN[Kind.NUMBER], bits=bits_of(value)), value)

    def truth(self, tree: exp.Expr, value: bool) -> Typed:
        return Typed(tree, tree.copy(), _CERTAIN[Kind.BOOLEAN], value)

    def day(self, tree: exp.Expr, day: date) -> Typed:
        return Typed(tree, day_sql(day), _CERTAIN[Kind.DATE], day)

    def in_parentheses(self, tree: exp.Expr, part: Typed) -> Typed:
        return replace(part, tree=tree, sql=exp.paren(part.sql, copy=False))

    def logic(self, tree: exp.Expr, sides: list[Typed]) -> Typed:
        return _boolean(tree, type(tree)(this=sides[0].sql, expression=sides[1].sql), sides)

    def negated(self, tree: exp.Expr, part: Typed) -> Typed:
        return _boolean(tree, exp.Not(this=part.sql), [part])

    def is_null(self, tree: exp.Expr, part: Typed) -> Typed:
        return _boolean(tree, exp.Is(this=part.sql, expression=exp.Null()), [])

    def compared(self, tree: exp.Expr, one: Typed, other: Typed) -> Typed:
        sql = type(tree)(this=one.sql, expression=other.sql)
        for value, word in ((one, other), (other, one)):
            if (
                value.codes is not None
                and isinstance(word.literal, str)
                and isinstance(tree, exp.EQ | exp.NEQ)
            ):
                same = value.codes.is_word(word.literal)
                sql = type(tree)(this=same.this, expression=same.expression)
        return _boolean(tree, sql, [one, other])

    def between(self, tree: exp.Expr, value: Typed, low: Typed, high: Typed) -> Typed:
        return _boolean(tree, exp.Between(this=value.sql, low=low.sql, high=high.sql), [value, low, high])

    def listed(self, tree: exp.Expr, value: Typed, members: list[Typed]) -> Typed:
        sql: exp.Expr = exp.In(this=value.sql, expressions=[member.sql for member in members])
        words = [member.literal for member in members if isinstance(member.literal, str)]
        if value.codes is not None and len(words) == len(members):
            same = [value.codes.is_word(word) for word in words]
            sql = exp.In(this=same[0].this, expressions=[one.expression for one in same])
        return _boolean(tree, sql, [value, *members])

    def operation(self, tree: exp.Expr, left: Typed, right: Typed) -> Typed:
        unknown, units = nullable([left, right]), (left.type.unit, right.type.unit)
        whole = whole_operation(tree, left, right)
        if whole is not None:
            unit = product_unit(*units) if isinstance(tree, exp.Mul) else same_unit([left, right])
            return Typed(tree, whole[0], Type(Kind.NUMBER, unit, nullable=unknown, bits=whole[1]))
        if isinstance(tree, exp.Mul):
            sql = exact(exp.Mul(this=widest(left), expression=widest(right)))
            return Typed(tree, sql, Type(Kind.NUMBER, product_unit(*units), nullable=unknown))
        if isinstance(tree, exp.Div):
            nonzero = isinstance(right.literal, Decimal) and right.literal != 0
            type_ = Type(Kind.NUMBER, ratio_unit(*units), nullable=unknown or not nonzero)
            return Typed(tree, quotient(left.sql, right.sql), type_)
        sql = type(tree)(this=widest(left), expression=widest(right))
        return Typed(tree, sql, Type(Kind.NUMBER, same_unit([left, right]), nullable=unknown))

    def days_between(self, tree: exp.Expr, later: Typed, earlier: Typed) -> Typed:
        days = exp.DateDiff(this=later.sql, expression=earlier.sql, unit=exp.var("DAY"))
        return Typed(tree, days, Type(Kind.NUMBER, "天", nullable=nullable([later, earlier])))

    def shifted(self, tree: exp.Expr, day: Typed, days: int) -> Typed:
        shift = exp.DateAdd if days >= 0 else exp.DateSub
        moved = shift(this=day.sql, expression=exp.Literal.number(abs(days)), unit=exp.var("DAY"))
        return Typed(tree, exp.cast(moved, exp.DataType.Type.DATE), Type(Kind.DATE, nullable=day.nullable))

    def negative(self, tree: exp.Expr, part: Typed, literal: Decimal | None) -> Typed:
        sql = exp.paren(part.sql, copy=False) if part.type.bits is None or literal is not None else wide(part)
        return Typed(tree, exp.Neg(this=sql), part.type, literal)

    def first_known(self, tree: exp.Expr, parts: list[Typed]) -> Typed:
        unknown = all(part.nullable for part in parts)
        sql = exp.Coalesce(this=parts[0].sql, expressions=[part.sql for part in parts[1:]])
        return Typed(tree, sql, Type(parts[0].kind, same_unit(parts), nullable=unknown))

    def extreme(self, tree: exp.Expr, parts: list[Typed]) -> Typed:
        rest = [part.sql for part in parts[1:]]
        skipping = type(tree)(this=parts[0].sql, expressions=rest, ignore_nulls=True)
        sql = unless_unknown([part.sql for part in parts if part.nullable], skipping)
        return Typed(tree, sql, Type(parts[0].kind, same_unit(parts), nullable=nullable(parts)))

    def rounded(self, tree: exp.Expr, part: Typed, decimals: int) -> Typed:
        return Typed(tree, exp.Round(this=exact(part.sql), decimals=exp.Literal.number(decimals)), part.type)

    def of_number(self, tree: exp.Expr, part: Typed) -> Typed:
        return Typed(tree, type(tree)(this=widest(part)), part.type)

    def of_text(self, tree: exp.Expr, part: Typed) -> Typed:
        return Typed(tree, type(tree)(this=part.sql), Type(Kind.NUMBER, nullable=part.nullable))


def _boolean(tree: exp.Expr, sql: exp.Expr, parts: list[Typed]) -> Typed:
    return Typed(tree, sql, Type(Kind.BOOLEAN, nullable=nullable(parts)))

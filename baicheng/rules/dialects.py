"""A statement written for a database: DuckDB, or Apache Spark, where the same words would mean something else."""

from __future__ import annotations

from functools import cached_property

from sqlglot import exp

from baicheng.rules.expression_reckoning import QUOTIENT
from baicheng.rules.expression_types import DECIMALS, exact
from baicheng.rules.narrowing import narrowed
from baicheng.rules.relations import Relations
from baicheng.rules.setting import Setting


class OneStatement:
    """What compiled rules of all kinds have in common: the statement, and its text, which is written once."""

    select: exp.Select
    setting: Setting

    @property
    def relations(self) -> Relations:
        """The relations that it may read."""
        return self.setting.relations

    @cached_property
    def text(self) -> str:
        """As DuckDB runs it; ``sql`` gives it as people read it."""
        return self.select.sql(dialect="duckdb")

    @cached_property
    def reads(self) -> tuple[str, ...]:
        """The relations that it reads."""
        return tuple(sorted(tables_of(self.select)))

    def giving(self, *columns: str) -> str:
        """The text of a statement that gives only these columns of each subject, in no order.

        Over a table on one thread that is the order of its rows.
        """
        return narrowed(self.select, columns).sql(dialect="duckdb")

    def sql(self, dialect: str = "duckdb") -> str:
        return written(self.select, dialect)


def tables_of(select: exp.Expr) -> set[str]:
    """The relations that a statement reads."""
    found = list(select.find_all(exp.CTE, exp.Table))
    own = {one.alias for one in found if isinstance(one, exp.CTE)}
    return {one.name for one in found if isinstance(one, exp.Table)} - own


def written(select: exp.Expr, dialect: str = "duckdb", *, pretty: bool = True) -> str:
    """The text of a statement.

    Args:
        dialect: ``duckdb``, or ``spark``.
    """
    if dialect == "spark":
        select = select.transform(_for_spark)
    return select.sql(dialect=dialect, pretty=pretty)


def _for_spark(node: exp.Expr) -> exp.Expr:
    """What stands in place of a part; the parts of that are looked at in turn where the part itself stays."""
    if isinstance(node, exp.Anonymous) and node.name == QUOTIENT:
        dividend, divisor, decimals = node.expressions
        return _quotient(dividend.transform(_for_spark), divisor.transform(_for_spark), decimals)
    if isinstance(node, exp.Least | exp.Greatest) and not node.args.get("ignore_nulls"):
        return _unless_unknown(node)
    return node


def _quotient(dividend: exp.Expr, divisor: exp.Expr, decimals: exp.Expr) -> exp.Expr:
    """Spark divides decimals of 38 digits exactly and rounds once, half away from zero, to six decimals.

    For fewer decimals the divisor is made greater by the power of ten that the quotient is multiplied by afterwards.
    """
    power = 10 ** (DECIMALS - int(decimals.name))
    factor = exp.Literal.number(power)
    below: exp.Expr = exact(divisor)
    if power > 1:
        below = exact(exp.Mul(this=below, expression=factor))
    divided = exact(
        exp.Div(this=exact(dividend), expression=exp.func("NULLIF", below, exp.Literal.number(0)))
    )
    return exact(exp.Mul(this=divided, expression=factor.copy())) if power > 1 else divided


def _unless_unknown(node: exp.Least | exp.Greatest) -> exp.Expr:
    """Spark's ``least`` and ``greatest`` skip what is unknown."""
    parts = [part.transform(_for_spark) for part in (node.this, *node.expressions)]
    tests = [exp.Is(this=exp.paren(part.copy()), expression=exp.Null()) for part in parts]
    skipping = type(node)(this=parts[0], expressions=parts[1:], ignore_nulls=True)
    return exp.Case().when(exp.or_(*tests, wrap=False), exp.Null()).else_(skipping)

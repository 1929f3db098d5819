"""Kinds, units and unknown values of expressions: what goes together with what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlglot import exp

from baicheng.flows.expression_text import fault, position_of
from baicheng.rules.relations import ColumnType, Kind

#: Every number that is reckoned with; six decimals are a fen (分) in 万元.
DIGITS, DECIMALS = 38, 6
DECIMAL = f"DECIMAL({DIGITS}, {DECIMALS})"
#: A number whose bounds are known to be small: 64 bits instead of 128, with the same decimals.
SMALL_DIGITS = 18
SMALL_DECIMAL = f"DECIMAL({SMALL_DIGITS}, {DECIMALS})"


@dataclass(frozen=True, slots=True)
class Type:
    """What an expression gives.

    Attributes:
        unit: of a number; ``None`` for one that goes with any, such as a number in the text.
        choices: the values that a text can have, where that is known.
        nullable: whether it can be unknown.
        bits: a whole number of at most 2 to the power of so many, either way; ``None`` where that is not known.
    """

    kind: Kind
    unit: str | None = None
    choices: frozenset[str] | None = None
    nullable: bool = True
    bits: int | None = None

    @classmethod
    def of_column(cls, column: ColumnType) -> Type:
        choices = frozenset(column.of) if column.of else None
        return cls(column.kind, column.unit, choices, not column.required)


@dataclass(frozen=True, slots=True)
class Codes:
    """Words that the rows hold as numbers: the column with those, and the number of each word that occurs."""

    column: str
    of: Mapping[str, int]

    def is_word(self, word: str) -> exp.Expr:
        """Whether it is that word: a comparison of numbers; one that never occurs has a number that no row has."""
        number = exp.Literal.number(self.of.get(word, len(self.of)))
        return exp.column(self.column, quoted=True).eq(number)


@dataclass(frozen=True, slots=True)
class Known:
    """A name that an expression may use: its type, and the SQL that stands for it (absent: a column).

    Attributes:
        codes: where the rows hold its words as numbers too.
    """

    type: Type
    sql: exp.Expr | None = None
    codes: Codes | None = None


#: The names that a place knows.
Names = Mapping[str, Known]


@dataclass(frozen=True, slots=True)
class Typed:
    """A part of an expression.

    Attributes:
        tree: as it is written.
        sql: what the database evaluates in its place.
        literal: its value where it stands in the text.
        weight: how large its SQL is, parts that stand in it several times counted so.
        codes: of a column whose words the rows hold as numbers too.
    """

    tree: exp.Expr
    sql: exp.Expr
    type: Type
    literal: str | Decimal | bool | date | None = None
    weight: int = 1
    codes: Codes | None = None

    @property
    def position(self) -> int | None:
        return position_of(self.tree)

    @property
    def kind(self) -> Kind:
        return self.type.kind

    @property
    def choices(self) -> frozenset[str] | None:
        return self.type.choices

    @property
    def nullable(self) -> bool:
        return self.type.nullable


def same_unit(nodes: Sequence[Typed]) -> str | None:
    """The unit that parts share; numbers in the text go with any.

    Raises:
        InvalidExpression: two of them have different ones.
    """
    stated = [node for node in nodes if node.type.unit is not None]
    for node in stated:
        if node.type.unit != stated[0].type.unit:
            raise fault(
                f"units differ: {stated[0].tree.sql()} is in {stated[0].type.unit}, "
                f"{node.tree.sql()} in {node.type.unit}",
                node.position,
            )
    return stated[0].type.unit if stated else None


def nullable(nodes: Sequence[Typed]) -> bool:
    """Whether something that is reckoned from parts can be unknown."""
    return any(node.nullable for node in nodes)


def day_sql(day: date) -> exp.Expr:
    """``CAST('2019-03-22' AS DATE)``."""
    return exp.cast(exp.Literal.string(day.isoformat()), exp.DataType.Type.DATE)


def number_sql(value: Decimal | int) -> exp.Expr:
    """A number as it stands in SQL."""
    text = format(abs(Decimal(value)), "f")
    return exp.Neg(this=exp.Literal.number(text)) if value < 0 else exp.Literal.number(text)


def exact(tree: exp.Expr) -> exp.Expr:
    """A number, rounded half away from zero to the decimals with which everything is reckoned."""
    return exp.cast(tree, DECIMAL)


def small(tree: exp.Expr) -> exp.Expr:
    """A number of at most 12 whole digits and six decimals; it needs half the room and a fraction of the time."""
    return exp.cast(tree, SMALL_DECIMAL)

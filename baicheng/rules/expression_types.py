"""Kinds, units and unknown values of expressions: what goes together with what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from sqlglot import exp

from baicheng.flows.expression_text import fault, position_of
from baicheng.flows.keys import nearest
from baicheng.rules.relations import ColumnType, Kind

ORDERED = (Kind.NUMBER, Kind.DATE, Kind.MOMENT)
#: Every number that is reckoned with; six decimals are a fen (分) in 万元.
DIGITS, DECIMALS = 38, 6
DECIMAL = f"DECIMAL({DIGITS}, {DECIMALS})"


@dataclass(frozen=True, slots=True)
class Type:
    """What an expression gives.

    Attributes:
        unit: of a number; ``None`` for one that goes with any, such as a number in the text.
        choices: the values that a text can have, where that is known.
        nullable: whether it can be unknown.
    """

    kind: Kind
    unit: str | None = None
    choices: frozenset[str] | None = None
    nullable: bool = True

    @classmethod
    def of_column(cls, column: ColumnType) -> Type:
        choices = frozenset(column.of) if column.of else None
        return cls(column.kind, column.unit, choices, not column.required)


@dataclass(frozen=True, slots=True)
class Known:
    """A name that an expression may use: its type, and the SQL that stands for it (absent: a column)."""

    type: Type
    sql: exp.Expr | None = None


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
    """

    tree: exp.Expr
    sql: exp.Expr
    type: Type
    literal: str | Decimal | bool | date | None = None
    weight: int = 1

    @property
    def position(self) -> int | None:
        return position_of(self.tree)

    @property
    def kind(self) -> Kind:
        return self.type.kind

    @property
    def nullable(self) -> bool:
        return self.type.nullable

    def must_be(self, kind: Kind, place: str) -> Typed:
        """Itself, if it has the kind that its place demands."""
        if self.kind is not kind:
            raise fault(f"{place} is a {kind}; {self.tree.sql()} is a {self.kind}", self.position)
        return self

    def must_have_order(self) -> Typed:
        """Itself, if some of its values are more than others."""
        if self.kind not in ORDERED:
            raise fault(
                f"a {self.kind} is not more or less than another; compare with = or <>", self.position
            )
        return self


def alike(nodes: Sequence[Typed]) -> list[Typed]:
    """Parts that are compared have one kind and unit. Texts beside days are read as days.

    Raises:
        InvalidExpression: they have not, or one is compared with a value that there is not.
    """
    kinds = {node.kind for node in nodes}
    if Kind.TEXT in kinds and kinds & {Kind.DATE, Kind.MOMENT}:
        nodes = [as_date(node) if isinstance(node.literal, str) else node for node in nodes]
    if Kind.REFERENCE in kinds:
        nodes = [_as_reference(node) for node in nodes]
    kinds = {node.kind for node in nodes}
    if len(kinds) > 1 and kinds != {Kind.DATE, Kind.MOMENT}:
        said = ", ".join(f"{node.tree.sql()} is a {node.kind}" for node in nodes)
        raise fault(f"these do not go together: {said}", nodes[0].position)
    same_unit(nodes)
    for choices in (node.type.choices for node in nodes if node.type.choices is not None):
        for node in nodes:
            if isinstance(node.literal, str) and node.literal not in choices:
                raise fault(f"'{node.literal}' is no choice; {nearest(node.literal, choices)}", node.position)
    return list(nodes)


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


def as_date(node: Typed) -> Typed:
    """A text in the file, read as a day."""
    try:
        day = date.fromisoformat(str(node.literal))
    except ValueError:
        raise fault(f"'{node.literal}' is no day; write '2019-03-22'", node.position) from None
    return Typed(node.tree, day_sql(day), Type(Kind.DATE, nullable=False), day)


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


def _as_reference(node: Typed) -> Typed:
    if isinstance(node.literal, str | Decimal):
        return replace(node, type=Type(Kind.REFERENCE, nullable=False))
    return node

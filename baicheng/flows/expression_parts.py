"""What an expression is put together from (表达式的组成): parts, and what a place says that each of them becomes."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Generic, Protocol, TypeVar

from sqlglot import exp

from baicheng.flows.expression_text import fault, position_of
from baicheng.flows.values import ValueKind

ORDERED = (ValueKind.NUMBER, ValueKind.DATE, ValueKind.MOMENT)


class Part(Protocol):
    """A part of an expression: its tree as written, its kind, and its value where that stands in the text."""

    @property
    def tree(self) -> exp.Expr: ...
    @property
    def literal(self) -> str | int | bool | Decimal | date | None: ...
    @property
    def kind(self) -> ValueKind: ...
    @property
    def choices(self) -> frozenset[str] | None: ...


P = TypeVar("P", bound=Part)


def must_be(part: P, kind: ValueKind, place: str) -> P:
    """The part, if it has the kind that its place demands."""
    if part.kind is not kind:
        raise fault(f"{place} is a {kind}; {part.tree.sql()} is a {part.kind}", position_of(part.tree))
    return part


def must_have_order(part: P) -> P:
    """The part, if some of its values are more than others."""
    if part.kind not in ORDERED:
        message = f"a {part.kind} is not more or less than another; compare with = or <>"
        raise fault(message, position_of(part.tree))
    return part


class Meaning(ABC, Generic[P]):
    """What each part becomes: something to evaluate, or SQL. Kinds have been checked before it is asked."""

    # --- what a place may add ------------------------------------------------------------------------------

    def whole(self, found: P, _parts: Sequence[P]) -> P:
        """A part that is put together, once more before it is used."""
        return found

    def adapted(self, parts: Sequence[P]) -> Sequence[P]:
        """Parts that are compared, read in the light of each other."""
        return parts

    def check_units(self, _parts: Sequence[P]) -> None:
        """Raises InvalidExpression where parts of one kind do not go together all the same."""

    # --- what each part becomes ----------------------------------------------------------------------------

    @abstractmethod
    def named(self, tree: exp.Expr, name: str) -> P: ...
    @abstractmethod
    def text(self, tree: exp.Expr, text: str) -> P: ...
    @abstractmethod
    def number(self, tree: exp.Expr, text: str) -> P:
        """A number as it is written; raises InvalidExpression if it has too many digits."""

    @abstractmethod
    def truth(self, tree: exp.Expr, value: bool) -> P: ...
    @abstractmethod
    def day(self, tree: exp.Expr, day: date) -> P: ...
    @abstractmethod
    def in_parentheses(self, tree: exp.Expr, part: P) -> P: ...
    @abstractmethod
    def logic(self, tree: exp.Expr, sides: list[P]) -> P:
        """``and``, ``or``."""

    @abstractmethod
    def negated(self, tree: exp.Expr, part: P) -> P: ...
    @abstractmethod
    def is_null(self, tree: exp.Expr, part: P) -> P: ...
    @abstractmethod
    def compared(self, tree: exp.Expr, one: P, other: P) -> P: ...
    @abstractmethod
    def between(self, tree: exp.Expr, value: P, low: P, high: P) -> P: ...
    @abstractmethod
    def listed(self, tree: exp.Expr, value: P, members: list[P]) -> P: ...
    @abstractmethod
    def operation(self, tree: exp.Expr, left: P, right: P) -> P:
        """One number with another."""

    @abstractmethod
    def days_between(self, tree: exp.Expr, later: P, earlier: P) -> P: ...
    @abstractmethod
    def shifted(self, tree: exp.Expr, day: P, days: int) -> P:
        """A day, some days later; earlier if they are below 0."""

    @abstractmethod
    def negative(self, tree: exp.Expr, part: P, literal: Decimal | None) -> P: ...
    @abstractmethod
    def first_known(self, tree: exp.Expr, parts: list[P]) -> P:
        """``coalesce``: the first of them that is known."""

    @abstractmethod
    def extreme(self, tree: exp.Expr, parts: list[P]) -> P:
        """``least``, ``greatest``: unknown if one of them is unknown."""

    @abstractmethod
    def rounded(self, tree: exp.Expr, part: P, decimals: int) -> P:
        """``round``: half away from zero."""

    @abstractmethod
    def of_number(self, tree: exp.Expr, part: P) -> P:
        """``abs``, ``floor``."""

    @abstractmethod
    def of_text(self, tree: exp.Expr, part: P) -> P:
        """``length``, ``lower``, ``upper``."""

"""From the tree of an expression to its parts (表达式): what goes together, once for all that give parts a meaning.

Flows evaluate parts in Python, rules make SQL of them. Which forms there are, of which kinds their parts must be, and
what is said where they are not stands here; ``Meaning`` is what each of the two says itself.
"""

from __future__ import annotations

from abc import ABC
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from sqlglot import exp

from baicheng.flows.expression_parts import Meaning, P, must_be, must_have_order
from baicheng.flows.expression_text import fault, position_of
from baicheng.flows.keys import nearest
from baicheng.flows.values import ValueKind

MAX_DECIMALS = 6
MAX_DAYS = 100_000
_DAYS = {ValueKind.DATE, ValueKind.MOMENT}
_COMPARISONS = (exp.EQ, exp.NEQ, exp.LT, exp.LTE, exp.GT, exp.GTE)
_OPERATIONS = (exp.Add, exp.Sub, exp.Mul, exp.Div)
#: Parts of a tree that are no expressions of their own.
_NOT_BUILT: Mapping[type[exp.Expr], tuple[str, ...]] = {exp.Is: ("expression",), exp.Cast: ("to",)}


class Builder(Meaning[P], ABC):
    """Types a tree, part by part, and gives each its meaning.

    Args:
        names: what the expression may use.
    """

    def __init__(self, names: Mapping[str, object]) -> None:
        self._known = names
        self._forms: Mapping[type[exp.Expr], Callable[[exp.Expr, Mapping[str, P], list[P]], P]] = {
            exp.Literal: lambda tree, _, __: self._literal(tree),
            exp.Boolean: lambda tree, _, __: self.truth(tree, bool(tree.this)),
            exp.Null: lambda tree, _, __: self._null(tree),
            exp.Cast: lambda tree, parts, _: self._day_literal(tree, parts["this"]),
            exp.Paren: lambda tree, parts, _: self.in_parentheses(tree, parts["this"]),
            exp.And: lambda tree, parts, _: self._logic(tree, "and", parts),
            exp.Or: lambda tree, parts, _: self._logic(tree, "or", parts),
            exp.Not: lambda tree, parts, _: self.negated(
                tree, must_be(parts["this"], ValueKind.BOOLEAN, "what stands behind 'not'")
            ),
            exp.Is: lambda tree, parts, _: self._is_null(tree, parts["this"]),
            exp.Between: lambda tree, parts, _: self._between(tree, parts),
            exp.In: lambda tree, parts, members: self._listed(tree, parts["this"], members),
            exp.Neg: lambda tree, parts, _: self._negative(tree, parts["this"]),
            exp.Coalesce: lambda tree, parts, members: self.first_known(
                tree, self.alike([parts["this"], *members])
            ),
            exp.Least: lambda tree, parts, members: self._extreme(tree, [parts["this"], *members]),
            exp.Greatest: lambda tree, parts, members: self._extreme(tree, [parts["this"], *members]),
            exp.Abs: lambda tree, parts, _: self.of_number(tree, self._argument(tree, parts)),
            exp.Floor: lambda tree, parts, _: self.of_number(tree, self._argument(tree, parts)),
            exp.Round: lambda tree, parts, _: self._rounded(tree, parts["this"], parts.get("decimals")),
            **dict.fromkeys(
                (exp.Length, exp.Lower, exp.Upper),
                lambda tree, parts, _: self.of_text(tree, self._argument(tree, parts, ValueKind.TEXT)),
            ),
            **dict.fromkeys(_COMPARISONS, lambda tree, parts, _: self._compared(tree, list(parts.values()))),
            **dict.fromkeys(
                _OPERATIONS, lambda tree, parts, _: self._operation(tree, parts["this"], parts["expression"])
            ),
        }

    def build(self, tree: exp.Expr) -> P:
        """The whole, from the innermost parts outwards.

        Raises:
            InvalidExpression: an unknown name or value, or kinds or units that do not go together.
        """
        if isinstance(tree, exp.Column):
            return self._name(tree)
        parts = {
            name: self.build(value)
            for name, value in tree.args.items()
            if isinstance(value, exp.Expr) and name not in _NOT_BUILT.get(type(tree), ())
        }
        members = [self.build(value) for value in tree.expressions]
        form = self._forms.get(type(tree))
        if form is None:
            raise fault(f"'{tree.sql()}' is not admitted in this form", position_of(tree))
        return self.whole(form(tree, parts, members), [*parts.values(), *members])

    def alike(self, parts: Sequence[P]) -> list[P]:
        """Parts that are compared have one kind. Texts beside days are read as days.

        Raises:
            InvalidExpression: they have not, or one is compared with a choice that there is not.
        """
        kinds = {part.kind for part in parts}
        if ValueKind.TEXT in kinds and kinds & _DAYS:
            parts = [self._as_day(part) if isinstance(part.literal, str) else part for part in parts]
        parts = self.adapted(parts)
        kinds = {part.kind for part in parts}
        if len(kinds) > 1 and kinds != _DAYS:
            said = ", ".join(f"{part.tree.sql()} is a {part.kind}" for part in parts)
            raise fault(f"these do not go together: {said}", position_of(parts[0].tree))
        self.check_units(parts)
        for choices in (part.choices for part in parts if part.choices is not None):
            for part in parts:
                if isinstance(part.literal, str) and part.literal not in choices:
                    message = f"'{part.literal}' is no choice; {nearest(part.literal, choices)}"
                    raise fault(message, position_of(part.tree))
        return list(parts)

    def _as_day(self, part: P) -> P:
        try:
            day = date.fromisoformat(str(part.literal))
        except ValueError:
            message = f"'{part.literal}' is no day; write '2019-03-22'"
            raise fault(message, position_of(part.tree)) from None
        return self.day(part.tree, day)

    def _name(self, tree: exp.Column) -> P:
        name = tree.name
        if name not in self._known:
            quoted = tree.this.args.get("quoted")
            remedy = f"texts stand in single quotes: '{name}'" if quoted else nearest(name, self._known)
            raise fault(f"unknown name '{name}'; {remedy}", position_of(tree))
        return self.named(tree, name)

    def _literal(self, tree: exp.Expr) -> P:
        return self.text(tree, tree.name) if tree.args.get("is_string") else self.number(tree, tree.name)

    def _null(self, tree: exp.Expr) -> P:
        raise fault("null equals nothing; write: is null, or is not null", position_of(tree.parent or tree))

    def _day_literal(self, tree: exp.Expr, text: P) -> P:
        if not isinstance(text.literal, str) or tree.args["to"].this is not exp.DataType.Type.DATE:
            message = "values are not converted here; a day is written date '2019-03-22'"
            raise fault(message, position_of(tree))
        return self._as_day(text)

    def _logic(self, tree: exp.Expr, word: str, parts: Mapping[str, P]) -> P:
        place = f"what stands beside '{word}'"
        return self.logic(tree, [must_be(part, ValueKind.BOOLEAN, place) for part in parts.values()])

    def _is_null(self, tree: exp.Expr, part: P) -> P:
        if not isinstance(tree.expression, exp.Null):
            message = "behind 'is' stands null or not null; a condition stands for itself"
            raise fault(message, position_of(tree))
        return self.is_null(tree, part)

    def _compared(self, tree: exp.Expr, parts: list[P]) -> P:
        one, other = self.alike(parts)
        if not isinstance(tree, exp.EQ | exp.NEQ):
            must_have_order(one)
        return self.compared(tree, one, other)

    def _between(self, tree: exp.Expr, parts: Mapping[str, P]) -> P:
        value, low, high = self.alike([parts["this"], parts["low"], parts["high"]])
        return self.between(tree, must_have_order(value), low, high)

    def _listed(self, tree: exp.Expr, value: P, members: list[P]) -> P:
        if not members:
            raise fault("behind 'in' stands a list: in ('a', 'b')", position_of(tree))
        value, *members = self.alike([value, *members])
        return self.listed(tree, value, members)

    def _operation(self, tree: exp.Expr, left: P, right: P) -> P:
        """Numbers with numbers; days between two dates; a date some days earlier or later."""
        kinds = (left.kind, right.kind)
        if kinds == (ValueKind.NUMBER, ValueKind.NUMBER):
            return self.operation(tree, left, right)
        if kinds == (ValueKind.DATE, ValueKind.DATE) and isinstance(tree, exp.Sub):
            return self.days_between(tree, left, right)
        if kinds == (ValueKind.DATE, ValueKind.NUMBER) and isinstance(tree, exp.Add | exp.Sub):
            days = right.literal
            if not isinstance(days, Decimal) or days % 1 or abs(days) > MAX_DAYS:
                message = "to a day a whole number of days is added: due_on - 5"
                raise fault(message, position_of(right.tree))
            return self.shifted(tree, left, int(days if isinstance(tree, exp.Add) else -days))
        raise fault(f"cannot reckon with a {kinds[0]} and a {kinds[1]}: {tree.sql()}", position_of(left.tree))

    def _negative(self, tree: exp.Expr, part: P) -> P:
        part = must_be(part, ValueKind.NUMBER, "what stands behind '-'")
        return self.negative(tree, part, -part.literal if isinstance(part.literal, Decimal) else None)

    def _extreme(self, tree: exp.Expr, parts: list[P]) -> P:
        parts = self.alike(parts)
        must_have_order(parts[0])
        return self.extreme(tree, parts)

    def _argument(self, tree: exp.Expr, parts: Mapping[str, P], kind: ValueKind = ValueKind.NUMBER) -> P:
        return must_be(parts["this"], kind, f"the argument of {tree.key}")

    def _rounded(self, tree: exp.Expr, part: P, decimals: P | None) -> P:
        part = must_be(part, ValueKind.NUMBER, "the first argument of round")
        places = decimals.literal if decimals else Decimal(0)
        if not isinstance(places, Decimal) or places % 1 or not 0 <= places <= MAX_DECIMALS:
            message = f"round takes a whole number of decimals, at most {MAX_DECIMALS}"
            raise fault(message, position_of(part.tree))
        return self.rounded(tree, part, int(places))

"""Values of records and their types, and what can be reckoned with them when some are unknown (未知).

Unknown (``None``) is neither true nor false: it passes through every operation, as in SQL.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Context, Decimal
from enum import StrEnum

#: What a field holds. Subjects, links and places are known by their id.
Value = str | int | bool | Decimal | date | None
Row = Mapping[str, Value]

#: Exact to 38 digits, as the databases are; what has no value (x / 0) is unknown, not an error.
_EXACT = Context(prec=38, rounding=ROUND_HALF_UP, traps=[])


class ValueKind(StrEnum):
    """What can be done with a value: texts are equal or not, numbers and dates are ordered too."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    MOMENT = "moment"  # a day with its time, in China's time: in rows that rules read, no field of a record
    BOOLEAN = "boolean"
    REFERENCE = "reference"  # a subject, link, place, attachment: given or not, the same or not


@dataclass(frozen=True, slots=True)
class ValueType:
    """The type of a name; ``choices`` are the values that a choice field can have."""

    kind: ValueKind
    choices: frozenset[str] | None = None

    @classmethod
    def choice(cls, values: Iterable[str]) -> ValueType:
        return cls(ValueKind.TEXT, frozenset(values))


TEXT, NUMBER, DATE = ValueType(ValueKind.TEXT), ValueType(ValueKind.NUMBER), ValueType(ValueKind.DATE)
BOOLEAN, REFERENCE = ValueType(ValueKind.BOOLEAN), ValueType(ValueKind.REFERENCE)
#: The names that an expression may use, each with its type.
Names = Mapping[str, ValueType]


def checked(name: str, value: Value, kind: ValueKind) -> Value:
    """A field's value as expressions reckon with it: whole numbers become exact ones.

    Raises:
        TypeError: the value is not of the kind that the field was declared with.
    """
    if value is None:
        return None
    if kind is ValueKind.NUMBER and isinstance(value, int) and not isinstance(value, bool):
        return Decimal(value)
    fits = {
        ValueKind.TEXT: isinstance(value, str),
        ValueKind.NUMBER: isinstance(value, Decimal) and value.is_finite(),
        ValueKind.DATE: isinstance(value, date) and not isinstance(value, datetime),
        ValueKind.MOMENT: isinstance(value, datetime),
        ValueKind.BOOLEAN: isinstance(value, bool),
        ValueKind.REFERENCE: isinstance(value, int | str) and not isinstance(value, bool),
    }
    if not fits[kind]:
        raise TypeError(f"{name} is declared as {kind}, but its value is {value!r}")
    return value


def both(values: Iterable[Value]) -> bool | None:
    """AND: false if one is false, else unknown if one is unknown."""
    found: bool | None = True
    for value in values:
        if value is False:
            return False
        found = None if value is None else found
    return found


def either(values: Iterable[Value]) -> bool | None:
    """OR: true if one is true, else unknown if one is unknown."""
    found: bool | None = False
    for value in values:
        if value is True:
            return True
        found = None if value is None else found
    return found


def number(value: Decimal) -> Decimal | None:
    """A result, or unknown where it has no value."""
    return value if value.is_finite() else None


def add(one: Decimal, other: Decimal) -> Decimal | None:
    """The sum."""
    return number(_EXACT.add(one, other))


def subtract(one: Decimal, other: Decimal) -> Decimal | None:
    """The difference."""
    return number(_EXACT.subtract(one, other))


def multiply(one: Decimal, other: Decimal) -> Decimal | None:
    """The product."""
    return number(_EXACT.multiply(one, other))


def divide(one: Decimal, other: Decimal) -> Decimal | None:
    """The quotient; unknown by 0."""
    return number(_EXACT.divide(one, other))


def rounded(value: Decimal, decimals: int) -> Decimal | None:
    """Half away from zero (四舍五入), as offices and databases round.

    >>> rounded(Decimal("2.345"), 2)
    Decimal('2.35')
    """
    return number(_EXACT.quantize(value, Decimal(1).scaleb(-decimals)))

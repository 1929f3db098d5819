"""A record as expressions see it: which names there are, of which type, and their values."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from baicheng.flows.values import DATE, NUMBER, REFERENCE, TEXT, Names, Row, ValueType
from baicheng.flows.values import Value as RowValue
from baicheng.packs.records.kinds import Value
from baicheng.packs.schema.fields import NUMERIC, Field
from baicheng.packs.schema.registers import Register


def names_of(register: Register) -> Names:
    """The names that an expression over a record of this register may use.

    Fields, the state, the days on which it was opened and closed, number, title, clause and place; and each
    role, of which one can ask whether somebody has it.
    """
    names: dict[str, ValueType] = {
        "number": TEXT,
        "title": TEXT,
        "opened_on": DATE,
        "closed_on": DATE,
        "due": DATE,
        "clause": REFERENCE,
        "place": REFERENCE,
        **dict.fromkeys(register.parties, REFERENCE),
        **{name: type_of(field) for name, field in register.fields_.items()},
    }
    if register.flow is not None:
        names["state"] = ValueType.choice(register.flow.states)
    return names


def type_of(field: Field) -> ValueType:
    """What expressions can do with a field; of several values one can ask whether there are any."""
    if field.kind in NUMERIC:
        return NUMBER
    if field.kind == "date":
        return DATE
    if field.kind == "choice" and not field.many:
        return ValueType.choice(field.of or {})
    return TEXT if field.kind in ("text", "personal") else REFERENCE


def row_of(values: Mapping[str, Value], shared: Mapping[str, RowValue]) -> Row:
    """The row that expressions are evaluated over.

    Args:
        values: the fields' values; what is marked as not stated is unknown.
        shared: state, number, days, and for each role the subject that has it.
    """
    return {name: _plain(value) for name, value in values.items()} | dict(shared)


def _plain(value: Value) -> RowValue:
    if isinstance(value, tuple):
        return ", ".join(str(item) for item in value) or None
    if isinstance(value, dict):
        return str(value.get("type"))
    return value if isinstance(value, str | int | Decimal | date) else None

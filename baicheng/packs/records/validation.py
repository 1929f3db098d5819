"""From what is given for a record to what is stored: pages, programs and cases go the same way."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from baicheng.flows.expressions import Expression, parse
from baicheng.flows.values import Row, rounded
from baicheng.packs.circles import in_order
from baicheng.packs.problems import suggestion
from baicheng.packs.records.kinds import NOT_STATED, NotStated, Stored, Value, read_value, to_stored
from baicheng.packs.records.refusals import Refused
from baicheng.packs.records.rows import names_of, row_of
from baicheng.packs.schema.fields import Field
from baicheng.packs.schema.registers import Register


class Message(NamedTuple):
    """What is wrong with a field, in both languages."""

    zh: str
    en: str


class Checked(NamedTuple):
    """The result: the record's fields as they are stored, and what is wrong, by field.

    ``clean`` holds every field that has a value; with errors it holds the others.
    """

    clean: dict[str, Stored]
    errors: dict[str, Message]


def validate_record(register: Register, given: Mapping[str, object], *, finished: bool = True) -> Checked:
    """Check the fields of a record and bring them into the form in which they are stored.

    Args:
        given: field → text of a form, JSON value, or Python value; ``{"not_stated": true}`` marks a field
            that the document leaves open. Empty text, ``None`` and empty lists mean not given.
        finished: whether fields that are required must be there; a draft is not finished.
    """
    values, errors = _read(register, given)
    if finished:
        for name, field in register.fields_.items():
            if field.required and name not in values and name not in errors:
                errors[name] = Message("必填。", "this is required.")
    values |= _computed(register, values)
    return Checked({name: to_stored(value) for name, value in values.items()}, errors)


def values_of(register: Register, stored: Mapping[str, object]) -> dict[str, Value]:
    """The Python values of stored fields; what no longer fits the register is left out."""
    known = {name: value for name, value in stored.items() if name in register.fields_}
    return _read(register, known, computed=True)[0]


def _read(
    register: Register, given: Mapping[str, object], *, computed: bool = False
) -> tuple[dict[str, Value], dict[str, Message]]:
    values: dict[str, Value] = {}
    errors: dict[str, Message] = {}
    for name, raw in given.items():
        field = register.fields_.get(name)
        if field is None:
            zh, en = suggestion(name[:100], register.fields_)
            errors[name] = Message(f"没有这个字段，{zh}", f"there is no such field; {en}")
        elif field.computed is not None and not computed:
            errors[name] = Message("由系统计算，不能填写。", "this is computed and not typed.")
        else:
            try:
                value = _value(field, raw)
            except Refused as refused:
                errors[name] = Message(refused.zh, refused.en)
            else:
                if value is not None:
                    values[name] = value
    return values, errors


def _value(field: Field, raw: object) -> Value:
    if raw == {"not_stated": True} or isinstance(raw, NotStated):
        if not field.not_stated:
            raise Refused("这个字段不能标为“未写明”。", "this cannot be marked as not stated.")
        return NOT_STATED
    if raw is None or raw == [] or raw == () or isinstance(raw, str) and not raw.strip():
        return None
    return read_value(field, raw)


def _computed(register: Register, values: Mapping[str, Value]) -> dict[str, Value]:
    formulas = {
        name: field.computed for name, field in register.fields_.items() if field.computed is not None
    }
    parsed = {name: _parsed(text, register) for name, text in formulas.items()}
    found: dict[str, Value] = {}
    for name in in_order({name: formula.names for name, formula in parsed.items()}):
        row: Row = row_of({**values, **found}, {})
        value = parsed[name].evaluate(row)
        decimals = register.fields_[name].decimals
        if isinstance(value, Decimal) and decimals is not None:
            value = rounded(value, decimals)
        if value is not None:
            found[name] = value
    return found


@lru_cache(maxsize=512)
def _parse(text: str, names: tuple[tuple[str, object], ...]) -> Expression:
    return parse(text, dict(names))  # type: ignore[arg-type]  # rebuilt from names_of


def _parsed(text: str, register: Register) -> Expression:
    return _parse(text, tuple(sorted(names_of(register).items())))

"""What the rules of a pack may read: its registers and what the system keeps beside them, and its values."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from baicheng.flows.keys import Title
from baicheng.packs.pack import Pack
from baicheng.packs.parameters import cell_on, value_on
from baicheng.packs.schema.fields import NUMERIC, Field
from baicheng.packs.schema.registers import Register
from baicheng.packs.schema.values import ValueTable
from baicheng.rules.relations import ColumnType, Kind, Relation
from baicheng.rules.setting import Parameter, Period, Setting

_NAME = re.compile(r"[a-z][a-z0-9_]{0,59}")
_TEXT, _REFERENCE = ColumnType(kind=Kind.TEXT), ColumnType(kind=Kind.REFERENCE)
_DATE, _MOMENT, _NUMBER = (
    ColumnType(kind=Kind.DATE),
    ColumnType(kind=Kind.MOMENT),
    ColumnType(kind=Kind.NUMBER),
)
_ID, _KIND = (
    ColumnType(kind=Kind.REFERENCE, required=True),
    ColumnType(kind=Kind.TEXT, required=True, few=True),
)
_FEW = ColumnType(kind=Kind.TEXT, few=True)

#: What every installation has, whatever its packs: subjects and how they are related, who takes part in which
#: record, assignments (``excluded_on``: since when a granted appeal takes one out of the count), observations, and the
#: marks of assessment rounds: one row for each that is owed, without a value until it is given.
SYSTEM: dict[str, Relation] = {
    "subjects": Relation(columns={"id": _ID, "kind": _KIND, "level": _TEXT, "name": _TEXT, "code": _TEXT}),
    "relations": Relation(
        columns={"id": _ID, "relation": _KIND, "subject": _ID, "of": _ID, "since": _DATE, "until": _DATE}
    ),
    "assignments": Relation(
        columns={
            "id": _ID,
            "register": _FEW,
            "about": _REFERENCE,
            "assignment": _FEW,
            "duty": _FEW,
            "bearer": _REFERENCE,
            "outcome": _KIND,
            "opened_on": _DATE,
            "due_on": _DATE,
            "ended_on": _DATE,
            "covers_from": _DATE,
            "covers_until": _DATE,
            "late": ColumnType(kind=Kind.BOOLEAN),
            "excluded_on": _DATE,
        }
    ),
    "parties": Relation(
        columns={
            "id": _ID,
            "register": _KIND,
            "record": _ID,
            "role": _KIND,
            "subject": _ID,
            "since": _DATE,
            "until": _DATE,
        }
    ),
    "observations": Relation(
        columns={
            "id": _ID,
            "indicator": _KIND,
            "subject": _REFERENCE,
            "since": _DATE,
            "until": _DATE,
            "at": _MOMENT,
            "value": _NUMBER,
            "author": _REFERENCE,
        }
    ),
    "round_marks": Relation(
        columns={
            "id": _ID,
            "round": _KIND,
            "item": _KIND,
            "subject": _ID,
            "drawn": _REFERENCE,
            "since": _DATE,
            "until": _DATE,
            "value": _NUMBER,
            "author": _REFERENCE,
            "given_on": _DATE,
        }
    ),
}

#: What every record has beside its own fields.
_SHARED = {
    "opened_on": ColumnType(kind=Kind.DATE, title=Title(zh="开立日期", en="Opened on")),
    "closed_on": ColumnType(kind=Kind.DATE, title=Title(zh="办结日期", en="Closed on")),
    "due": ColumnType(kind=Kind.DATE, title=Title(zh="到期日", en="Due")),
}


def relations_of(pack: Pack) -> dict[str, Relation]:
    """Each register by its name, and what the system keeps; personal fields are not among the columns.

    A role is the column of the subject that has it, of several the first; ``parties`` has them all. A register whose
    rows are subjects has the column ``subject``, by which assignments and parties name them.
    """
    return SYSTEM | {name: _relation(register) for name, register in pack.registers.items()}


def relation_of(pack: Pack, name: str) -> Relation | None:
    """One of them by its name; none where there is no such."""
    return _relation(pack.registers[name]) if name in pack.registers else SYSTEM.get(name)


def _relation(register: Register) -> Relation:
    columns = {"id": _ID, "number": _TEXT, "title": _TEXT, **_SHARED}
    if register.flow is not None:
        columns["state"] = ColumnType(kind=Kind.TEXT, of=tuple(register.flow.states), required=True)
    if register.subject:
        columns["subject"] = _REFERENCE
    columns |= {role: _called(_REFERENCE, party.title) for role, party in register.parties.items()}
    columns |= {
        name: _called(_column(field), field.title)
        for name, field in register.fields_.items()
        if field.kind != "personal"
    }
    return Relation(columns=columns)


def _called(column: ColumnType, title: Title) -> ColumnType:
    return column.model_copy(update={"title": title})


def _column(field: Field) -> ColumnType:
    if field.kind in NUMERIC:
        unit = {"money": field.unit or "元", "percent": "%"}.get(field.kind, field.unit)
        return ColumnType(kind=Kind.NUMBER, unit=unit)
    if field.kind == "date":
        return _DATE
    if field.kind == "choice" and not field.many:
        return ColumnType(kind=Kind.TEXT, of=tuple(field.of or ()))
    return _TEXT if field.kind == "text" or field.many else _REFERENCE


def setting_of(pack: Pack, period: Period) -> Setting:
    """With what the rules of a pack are compiled: its relations, and its values on the last day judged.

    A table without ``by`` is known by its name, one with it by TABLE_OPTION.
    """
    parameters = {
        name: parameter for table in pack.values.values() for name, parameter in _parameters(table, period)
    }
    return Setting(period, relations_of(pack), parameters)


def _parameters(table: ValueTable, period: Period) -> Iterator[tuple[str, Parameter]]:
    options: list[str | None] = [None] if table.by is None else [*table.of]
    for option in options:
        name = table.id if option is None else f"{table.id}_{option}"
        if not _NAME.fullmatch(name) or not _numeric(table, option):
            continue
        unit = table.unit.zh
        value = _number(cell_on(table, period.last_day, option))
        yield name, Parameter(value, None if unit == "none" else unit, _title(table, option))


def _title(table: ValueTable, option: str | None) -> Title:
    """What a value is called: its table, and of one with ``by`` the option."""
    if option is None:
        return table.title
    return Title(zh=f"{table.title.zh}·{table.of[option].zh}", en=f"{table.title.en}: {table.of[option].en}")


def _numeric(table: ValueTable, option: str | None) -> bool:
    """Whether every value that is given is a number."""
    days = [entry.in_force.since or entry.in_force.until for entry in table.values]
    cells = [cell_on(table, day, option) for day in days if day is not None and value_on(table, day)]
    return all(cell is None or _number(cell) is not None for cell in cells)


def _number(cell: Any) -> Decimal | None:
    if isinstance(cell, int) and not isinstance(cell, bool):
        return Decimal(cell)
    return cell if isinstance(cell, Decimal) else None

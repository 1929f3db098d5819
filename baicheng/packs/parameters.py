"""The value of a parameter on a day (参数取值)."""

from __future__ import annotations

from datetime import date

from baicheng.packs.schema.values import Cell, DatedValue, ValueTable

NOT_STATED = "not_stated"


def value_on(table: ValueTable, day: date) -> DatedValue | None:
    """The entry that holds on a day; ``None`` where none does."""
    return next((value for value in table.values if value.in_force.holds(day)), None)


def cell_on(table: ValueTable, day: date, option: str | None = None) -> Cell:
    """The value on a day, of an option where the table has ``by``.

    Returns:
        ``None`` where nothing holds or the document gives no value; of our readings the value itself.
    """
    entry = value_on(table, day)
    if entry is None:
        return None
    cell = entry.value if option is None else (entry.model_extra or {}).get(option)
    if isinstance(cell, dict) and set(cell) == {"reading"}:
        cell = cell["reading"]
    return None if cell == NOT_STATED else cell

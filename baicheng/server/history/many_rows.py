"""Writing many rows in one go (成批写入): what a worker writes by the hundred thousand.

``bulk_create`` makes an instance of the model for each row and an expression for each value, which costs more than
the database does. Here a row is any object with the columns of the model as attributes; ``blank`` gives what they
are where nothing is said, so that a column which is added is not forgotten. The values of a column are converted
together and handed to the driver: by COPY on PostgreSQL, by one prepared statement on SQLite. No ``save`` is called
and no signal is sent, as with ``bulk_create``.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from operator import attrgetter
from types import NoneType, SimpleNamespace
from typing import Any, NamedTuple, TypeVar

from django.db import connection, models

from baicheng.server.history.among import listed, one_of

#: A row that is to be written: the columns of its model, made from ``blank``.
Row = SimpleNamespace
#: What the drivers are given as it is, where a column holds text.
_PLAIN = {str, NoneType}
_Given = TypeVar("_Given")
_Made = TypeVar("_Made")


@dataclass(frozen=True, slots=True)
class Written:
    """A value of a JSON column that is its text already."""

    text: str


@cache
def blank(model: type[models.Model]) -> Mapping[str, Any]:
    """The columns of a model as they are where nothing is said."""
    return {field.attname: field.get_default() for field in model._meta.concrete_fields}


class Lines(NamedTuple):
    """Rows of a model as the driver is given them, to be inserted."""

    model: type[models.Model]
    columns: Sequence[str]
    values: Sequence[tuple[Any, ...]]


def lines(model: type[models.Model], rows: Sequence[Any]) -> Lines:
    """Make rows ready to be inserted; their keys are their own where the first has one, else the database's."""
    if not rows:
        return Lines(model, (), ())
    is_named = rows[0].id is not None
    fields = [field for field in model._meta.concrete_fields if is_named or not field.primary_key]
    values = list(zip(*(_column(field, rows) for field in fields), strict=True))
    return Lines(model, [str(field.column) for field in fields], values)


def insert(model: type[models.Model], rows: Sequence[Any]) -> None:
    """Insert rows of a model, see ``lines``."""
    insert_lines(lines(model, rows))


def insert_lines(ready: Lines) -> None:
    """Insert rows that were made ready."""
    if not ready.values:
        return
    table = ready.model._meta.db_table
    named = ", ".join(f'"{column}"' for column in ready.columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            statement = f'COPY "{table}" ({named}) FROM STDIN'
            with connection.wrap_database_errors, cursor.copy(statement) as copying:
                for line in ready.values:
                    copying.write_row(line)
        else:
            marks = ", ".join(["%s"] * len(ready.columns))
            cursor.executemany(f'INSERT INTO "{table}" ({named}) VALUES ({marks})', ready.values)


def update(model: type[models.Model], rows: Sequence[Any], names: Collection[str]) -> None:
    """Write some fields of rows of a model, which are there and held."""
    if not rows:
        return
    meta = model._meta
    fields = [*(field for field in meta.concrete_fields if field.name in names), meta.pk]
    table, key = meta.db_table, meta.pk.column
    columns = [_column(field, rows) for field in fields]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            named = ", ".join(f'"{field.column}"' for field in fields)
            sets = ", ".join(f'"{field.column}" = new."{field.column}"' for field in fields[:-1])
            lists = ", ".join(f"%s::{field.cast_db_type(connection)}[]" for field in fields)
            cursor.execute(
                f'UPDATE "{table}" SET {sets} FROM unnest({lists}) AS new ({named}) WHERE "{table}"."{key}" = new."{key}"',
                [list(column) for column in columns],
            )
        else:
            sets = ", ".join(f'"{field.column}" = %s' for field in fields[:-1])
            lines = list(zip(*columns, strict=True))
            cursor.executemany(f'UPDATE "{table}" SET {sets} WHERE "{key}" = %s', lines)


def copy(
    model: type[models.Model],
    keys: Sequence[int],
    changed: Mapping[str, Any],
    *,
    taken: tuple[str, Collection[str]] | None = None,
) -> None:
    """Insert copies of rows, without reading them.

    Args:
        changed: the columns that are otherwise in the copies.
        taken: a reference of the model, and the columns that the copies take from the row that it names.
    """
    if not keys:
        return
    meta, (reference, names) = model._meta, taken or ("", ())
    fields = [field for field in meta.concrete_fields if not field.primary_key]
    told = [field for field in fields if field.name in changed]
    values = [None if (value := changed[one.name]) is None else _form_of(one)(value) for one in told]
    here, there = f'"{meta.db_table}"', ""
    for field in fields:
        if isinstance(field, models.ForeignKey) and field.name == reference:
            beside = field.foreign_related_fields[0]
            there = f' JOIN "{beside.model._meta.db_table}" beside ON beside."{beside.column}" = {here}."{field.column}"'
    sources = [
        "%s"
        if field in told
        else f'beside."{field.column}"'
        if field.name in names
        else f'{here}."{field.column}"'
        for field in fields
    ]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {here} ({columns}) SELECT {', '.join(sources)} FROM {here}{there} "
            f'WHERE {here}."{meta.pk.column}" {one_of(connection)}',
            [*values, listed(keys, connection)],
        )


def _column(field: models.Field[Any, Any], rows: Sequence[Any]) -> Iterable[Any]:
    """The values of a field in all rows, as the driver is given them."""
    values = map(attrgetter(field.attname), rows)
    if isinstance(field, models.IntegerField | models.ForeignKey | models.BooleanField):
        return values
    found = list(values)
    if isinstance(field, models.CharField | models.TextField) and {*map(type, found)} <= _PLAIN:
        return found
    stored = _form_of(field)
    return each_once(lambda value: None if value is None else stored(value), found)


def each_once(made: Callable[[_Given], _Made], values: Iterable[_Given]) -> list[_Made]:
    """What is made of each value, where many values are the same object: each object is looked at once."""
    listed = list(values)
    known = {key: made(value) for key, value in dict(zip(map(id, listed), listed, strict=True)).items()}
    return [*map(known.__getitem__, map(id, listed))]


def _form_of(field: models.Field[Any, Any]) -> Callable[[Any], Any]:
    """How a value of a field is given to the driver: as Django would, only quicker where that is easy."""
    if isinstance(field, models.JSONField):
        return _json
    if isinstance(field, models.DateTimeField):
        return _moment
    if isinstance(field, models.DateField):
        return date.isoformat
    if isinstance(field, models.CharField | models.TextField):
        return str  # a choice is its text
    return lambda value: field.get_db_prep_save(value, connection)


def _json(value: Any) -> str:
    return value.text if isinstance(value, Written) else json.dumps(value, ensure_ascii=False)


def _moment(at: datetime) -> str:
    """An instant as both databases read it: in UTC, which is the zone of the connection."""
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(sep=" ")

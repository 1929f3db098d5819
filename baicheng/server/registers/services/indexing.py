"""Indexes for the fields by which a register's lists are narrowed (字段索引)."""

from __future__ import annotations

from django.db import connection

from baicheng.server.editions.queries import pack
from baicheng.server.registers.field_text import of_column
from baicheng.server.registers.models import Record


def index_fields(programme: str) -> list[str]:
    """Make the indexes that a programme's registers want and that are not there yet; their names.

    One index serves all registers that have a field of the same name. A field of free text gets none: a value
    may be longer than an index takes, and nobody narrows a list by the whole of it.
    """
    fields = {
        name
        for register in pack(programme).registers.values()
        for name, field in register.fields_.items()
        if field.indexed and not field.many and field.kind != "text"
    }
    table = Record._meta.db_table
    with connection.cursor() as cursor:
        there = connection.introspection.get_constraints(cursor, table)
        fresh = [name for name in sorted(fields) if index_name(name) not in there]
        if fresh and connection.vendor == "postgresql":
            # References that are still to be checked stand in the way of an index: they are checked now.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
        for name in fresh:
            value = of_column("fields", name, connection.vendor)
            cursor.execute(
                f'CREATE INDEX "{index_name(name)}" ON {table} (register, {value}, due_order, id) '
                f"WHERE {value} IS NOT NULL"
            )
            if connection.vendor == "postgresql":
                cursor.execute(statistics(name))
    return [index_name(name) for name in fresh]


def statistics(field: str) -> str:
    """What has PostgreSQL learn how often each value of a field is; of a partial index it does not learn it."""
    value = of_column("fields", field, "postgresql")
    return f'CREATE STATISTICS IF NOT EXISTS "rs_{field}" ON ({value}) FROM {Record._meta.db_table}'


def index_name(field: str) -> str:
    """The name of a field's index; with a name of 60 characters it is as long as PostgreSQL takes."""
    return f"rf_{field}"

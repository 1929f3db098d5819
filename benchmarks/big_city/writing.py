"""Writing millions of rows: indexes are put aside, rows copied in, indexes made again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.color import no_style
from django.db import connection

from big_city.rows import COLUMNS, Rows


def is_postgres() -> bool:
    return connection.vendor == "postgresql"


@contextmanager
def in_bulk() -> Iterator[None]:
    """Rows are written within; references between them are not checked."""
    connection.ensure_connection()
    with connection.cursor() as cursor:
        if is_postgres():
            cursor.execute("SET session_replication_role = replica; SET maintenance_work_mem = '512MB'")
        else:
            cursor.execute("PRAGMA synchronous = OFF")
            cursor.execute("PRAGMA foreign_keys = OFF")
            cursor.execute("PRAGMA cache_size = -400000")
        indexes = _indexes(cursor)
        for name in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
        yield
        for sql in indexes.values():
            cursor.execute(sql)
        if is_postgres():
            for sql in connection.ops.sequence_reset_sql(no_style(), _models()):
                cursor.execute(sql)
        cursor.execute("ANALYZE")
        if not is_postgres():
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


def write(rows: Rows) -> None:
    """Append rows to their tables."""
    for table, listed in rows.items():
        columns = COLUMNS[table].split()
        named = ", ".join(f'"{column}"' for column in columns)
        if is_postgres():
            lines = "".join("\t".join(map(_text, row)) + "\n" for row in listed)
            with (
                connection.connection.cursor() as cursor,
                cursor.copy(f"COPY {table} ({named}) FROM STDIN") as copy,
            ):
                copy.write(lines)
        else:
            marks = ", ".join("?" * len(columns))
            handle = connection.connection.cursor()
            handle.execute("BEGIN")
            handle.executemany(f"INSERT INTO {table} ({named}) VALUES ({marks})", listed)
            handle.execute("COMMIT")


def _text(value: Any) -> str:
    return r"\N" if value is None else str(value)


def _models() -> list[Any]:
    from django.apps import apps

    return [model for model in apps.get_models() if model._meta.db_table in COLUMNS]


def _indexes(cursor: Any) -> dict[str, str]:
    """The indexes of the tables that carry no constraint, with the statement that makes each."""
    tables = ", ".join(f"'{table}'" for table in COLUMNS)
    if is_postgres():
        cursor.execute(
            f"SELECT indexname, indexdef FROM pg_indexes WHERE tablename IN ({tables}) "
            "AND indexname NOT IN (SELECT conname FROM pg_constraint)"
        )
    else:
        cursor.execute(
            f"SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN ({tables})"
        )
    return dict(cursor.fetchall())

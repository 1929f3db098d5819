"""What the database knows of its tables (统计信息), refreshed after much was written at once.

PostgreSQL answers from an index alone only what it knows to be seen by everybody, and estimates by what it counted
last; both come with its own vacuum, which starts when a fifth of a table was changed, and of the largest tables later
still. Until then pages that count what is open took seconds after a large run.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection, models

#: Of a table at least so many rows were written since, and so large a part of it.
MANY, SHARE = 10_000, 0.02
#: SQLite looks at so many entries of each index, which takes milliseconds.
_LOOKED_AT = 1000


def refresh(tables: Iterable[type[models.Model]]) -> list[str]:
    """Let the database look anew at those tables of which much was written since it last did; says which.

    Others read and write meanwhile. Within a transaction nothing is done: PostgreSQL does it outside of any.
    """
    if connection.in_atomic_block:
        return []
    names = [model._meta.db_table for model in tables]
    if connection.vendor == "postgresql":
        return [name for name in _much_written(names) if _run(f'VACUUM (ANALYZE) "{name}"')]
    return [
        name
        for name in _outgrown(names)
        if _run(f"PRAGMA analysis_limit = {_LOOKED_AT}", f'ANALYZE "{name}"')
    ]


def _much_written(names: list[str]) -> list[str]:
    """Of tables of PostgreSQL those of which much was written since the last vacuum."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_stat_user_tables WHERE relid = ANY (%s::regclass[]) "
            "AND n_dead_tup + n_ins_since_vacuum >= greatest(%s, %s * n_live_tup) ORDER BY relname",
            [[f'"{name}"' for name in names], MANY, SHARE],
        )
        return [name for (name,) in cursor.fetchall()]


def _outgrown(names: list[str]) -> list[str]:
    """Of tables of SQLite those that were counted once and are twice as large by now, by their last keys."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM sqlite_master WHERE name = 'sqlite_stat1'")
        if cursor.fetchone() is None:
            return []
        cursor.execute("SELECT tbl, MAX(CAST(stat AS INTEGER)) FROM sqlite_stat1 GROUP BY tbl")
        counted = dict(cursor.fetchall())
        found = []
        for name in sorted(counted.keys() & set(names)):
            cursor.execute(f'SELECT MAX(rowid) FROM "{name}"')
            last = cursor.fetchone()[0] or 0
            if last - counted[name] >= max(MANY, counted[name]):
                found.append(name)
        return found


def _run(*statements: str) -> bool:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    return True

"""After much was written the database looks anew at the tables that it concerns."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection, transaction

from baicheng.server.history import many_rows, statistics
from baicheng.server.history.models import Checkpoint, Head

WRITTEN = (Head, Checkpoint)


def _write(number: int, since: int = 0) -> None:
    rows = [
        many_rows.Row(id=None, chain=f"c:{place}", number=1, digest="x")
        for place in range(since, since + number)
    ]
    many_rows.insert(Head, rows)


def _asked(sql: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite knows of no rows that some do not see")
@pytest.mark.django_db(transaction=True)
def test_postgresql_looks_at_what_was_filled_and_at_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(statistics, "MANY", 300)
    _told()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM history_head")  # what tests before wrote is none of this one
    _write(200)
    _told()
    assert statistics.refresh(WRITTEN) == []

    _write(200, since=200)
    _told()

    assert statistics.refresh(WRITTEN) == [Head._meta.db_table]
    assert _asked("SELECT reltuples FROM pg_class WHERE relname = 'history_head'") == [(400,)]
    _told()
    vacuumed = (
        "SELECT last_vacuum IS NOT NULL, last_analyze IS NOT NULL FROM pg_stat_user_tables WHERE relname = %r"
    )
    assert _asked(vacuumed % "history_head") == [(True, True)]
    assert _asked(vacuumed % "history_checkpoint") == [(False, False)]
    assert statistics.refresh(WRITTEN) == []


def _told() -> None:
    """What this connection has done is known to all, as it is a second after it."""
    _asked("SELECT pg_stat_force_next_flush()")
    _asked("SELECT pg_stat_clear_snapshot()")


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL counts by itself")
@pytest.mark.django_db(transaction=True, reset_sequences=True)  # how large a table is its last key says
def test_sqlite_counts_anew_what_has_doubled_since_it_was_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(statistics, "MANY", 10)
    _write(20)
    assert statistics.refresh(WRITTEN) == []  # what was never counted stays so

    _asked("ANALYZE history_head")
    _write(10, since=20)
    assert statistics.refresh(WRITTEN) == []
    _write(10, since=30)

    try:
        assert statistics.refresh(WRITTEN) == [Head._meta.db_table]
        assert {row[0].split()[0] for row in _asked("SELECT stat FROM sqlite_stat1")} == {"40"}
    finally:
        _asked("DROP TABLE sqlite_stat1")


@pytest.mark.django_db
def test_within_a_transaction_nothing_is_asked(django_assert_num_queries: Any) -> None:
    with transaction.atomic(), django_assert_num_queries(0):
        assert statistics.refresh(WRITTEN) == []

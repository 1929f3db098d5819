"""The log of SQLite while much is written: it begins anew where all of it has gone into the database."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from baicheng.server.history import write_log
from baicheng.server.history.models import Head

pytestmark = pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite has such a log")


@pytest.mark.django_db
def test_sqlite_is_afterwards_set_as_before_also_when_a_run_breaks_off() -> None:
    def settings() -> list[Any]:
        with connection.cursor() as cursor:
            asked = ("cache_size", "wal_autocheckpoint")
            return [cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in asked]

    def break_off() -> None:
        with write_log.writing_much():
            raise RuntimeError

    before = settings()
    with write_log.writing_much():
        assert settings() != before
    assert settings() == before

    with pytest.raises(RuntimeError):
        break_off()
    assert settings() == before


@pytest.fixture
def log(transactional_db: None) -> Iterator[Path]:
    """The log of a database in a file, from which nothing goes into the database unless it is told to."""
    name = str(connection.settings_dict["NAME"])
    if not Path(name).is_file():
        pytest.skip("the database is kept in memory")
    with connection.cursor() as cursor:
        (before,) = cursor.execute("PRAGMA wal_autocheckpoint").fetchone()
        cursor.execute("PRAGMA wal_autocheckpoint = 0")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    yield Path(f"{name}-wal")
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA wal_autocheckpoint = {before}")


def write(number: int) -> None:
    with transaction.atomic():
        Head.objects.bulk_create(Head(chain=f"{number}:{one}", digest="7" * 64) for one in range(200))


def test_a_log_that_has_gone_into_the_database_is_written_over(log: Path) -> None:
    write(1)
    once = log.stat().st_size
    write(2)
    assert log.stat().st_size > once

    grown = log.stat().st_size
    write_log.begin_log_anew()
    write(3)

    assert log.stat().st_size == grown
    assert Head.objects.count() == 600


def test_who_still_reads_is_not_waited_for_long_and_reads_on(log: Path) -> None:
    write(1)
    with closing(sqlite3.connect(connection.settings_dict["NAME"])) as reader:
        reader.execute("BEGIN")
        assert reader.execute("SELECT count(*) FROM history_head").fetchone() == (200,)
        write(2)
        grown = log.stat().st_size

        with CaptureQueriesContext(connection) as asked:
            write_log.begin_log_anew()
        write(3)

        patience = "PRAGMA busy_timeout"
        assert [query["sql"] for query in asked] == [
            patience,
            f"{patience} = 500",
            "PRAGMA wal_checkpoint(RESTART)",
            f"{patience} = 20000",
        ]
        assert log.stat().st_size > grown
        assert reader.execute("SELECT count(*) FROM history_head").fetchone() == (200,)
    assert Head.objects.count() == 600


def test_within_a_transaction_the_log_is_left_as_it_is(log: Path, django_assert_num_queries: Any) -> None:
    with transaction.atomic(), django_assert_num_queries(0):
        write_log.begin_log_anew()

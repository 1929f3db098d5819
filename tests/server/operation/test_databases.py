"""The database as one file and back, on the database that the tests run on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection

from baicheng.server.operation.databases import DatabaseRefused, dump, engine_of, is_empty, load
from baicheng.server.orgs.models import Subject
from tests.server.people import subject

Settings = dict[str, Any]


@pytest.fixture
def here(transactional_db: None, tmp_path: Path) -> Settings:
    """The database with a unit in it; for SQLite as a file, since the tests' own is in memory."""
    subject("市水利局")
    if engine_of(connection.settings_dict) == "postgresql":
        return connection.settings_dict
    path = tmp_path / "here.sqlite3"
    connection.ensure_connection()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(path)])
    return {**connection.settings_dict, "NAME": str(path)}


@pytest.fixture
def elsewhere(here: Settings, tmp_path: Path) -> Iterator[Settings]:
    """An empty database of the same kind."""
    if engine_of(here) == "sqlite":
        yield {**here, "NAME": str(tmp_path / "elsewhere.sqlite3")}
        return
    name = f"{here['NAME']}_elsewhere"
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}"')
    yield {**here, "NAME": name}
    with connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE "{name}"')


def names(database: Settings) -> list[str]:
    query = f"SELECT name FROM {Subject._meta.db_table}"
    if engine_of(database) == "sqlite":
        import sqlite3

        with sqlite3.connect(database["NAME"]) as file:
            return [name for (name,) in file.execute(query)]
    reached = {"host": database["HOST"], "port": database["PORT"], "user": database["USER"]}
    with psycopg.connect(**reached, password=database["PASSWORD"], dbname=database["NAME"]) as server:
        return [name for (name,) in server.execute(query).fetchall()]


def test_what_was_saved_stands_in_the_other_database(
    here: Settings, elsewhere: Settings, tmp_path: Path
) -> None:
    assert is_empty(elsewhere)

    dump(here, tmp_path / "saved")
    load(elsewhere, tmp_path / "saved")

    assert names(elsewhere) == ["市水利局"]
    assert not is_empty(elsewhere)


def test_a_database_that_holds_something_is_not_written_over(
    here: Settings, elsewhere: Settings, tmp_path: Path
) -> None:
    dump(here, tmp_path / "saved")
    load(elsewhere, tmp_path / "saved")

    with pytest.raises(DatabaseRefused):
        load(elsewhere, tmp_path / "saved")
    assert names(elsewhere) == ["市水利局"]


def test_without_postgresqls_programs_it_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", "")

    with pytest.raises(DatabaseRefused, match="postgresql-client"):
        dump({"ENGINE": "django.db.backends.postgresql", "NAME": "x"}, tmp_path / "saved")

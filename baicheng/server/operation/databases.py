"""The database as one file, and back, while others go on working (数据库备份)."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

#: The name of the member that holds the database, by engine.
MEMBERS = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}


class DatabaseRefused(Exception):
    """The database, or the program that copies it, refuses; the message says why."""


def engine_of(database: Mapping[str, Any]) -> str:
    """``sqlite`` or ``postgresql``, from the settings of a database."""
    return "postgresql" if "postgresql" in database["ENGINE"] else "sqlite"


def dump(database: Mapping[str, Any], target: Path) -> None:
    """Copy the database as it stands at one moment into a file; writers go on meanwhile.

    Raises:
        DatabaseRefused: it cannot be read, or PostgreSQL's own programs are missing.
    """
    if engine_of(database) == "postgresql":
        _run("pg_dump", database, "--format=custom", "--no-owner", "--no-privileges", f"--file={target}")
        return
    try:
        with closing(sqlite3.connect(database["NAME"])) as source, closing(sqlite3.connect(target)) as copy:
            source.backup(copy)  # in one step, so that what others write meanwhile is not torn
            copy.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.Error as error:
        raise DatabaseRefused(str(error)) from error


def load(database: Mapping[str, Any], source: Path) -> None:
    """Fill an empty database from a file that ``dump`` has written: all of it or nothing.

    Raises:
        DatabaseRefused: it is not empty, or refuses the file.
    """
    if engine_of(database) == "postgresql":
        _run(
            "pg_restore",
            database,
            "--no-owner",
            "--no-privileges",
            "--single-transaction",
            "--exit-on-error",
            str(source),
        )
        return
    target = Path(database["NAME"])
    if target.exists():
        raise DatabaseRefused(f"{target} 已经存在 / exists already")
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
    target.chmod(0o600)


def is_empty(database: Mapping[str, Any]) -> bool:
    """Whether a database holds no table yet.

    Raises:
        DatabaseRefused: it cannot be reached.
    """
    if engine_of(database) == "sqlite":
        path = Path(database["NAME"])
        return not path.exists() or path.stat().st_size == 0
    import psycopg

    try:
        with psycopg.connect(**_reached(database)) as connection:
            found = connection.execute(
                "SELECT 1 FROM pg_tables WHERE schemaname = 'public' LIMIT 1"
            ).fetchone()
    except psycopg.Error as error:
        raise DatabaseRefused(str(error).strip()) from error
    return found is None


def _reached(database: Mapping[str, Any]) -> dict[str, Any]:
    names = {"HOST": "host", "PORT": "port", "USER": "user", "PASSWORD": "password", "NAME": "dbname"}
    return {name: database[key] for key, name in names.items() if database.get(key)}


def _run(program: str, database: Mapping[str, Any], *arguments: str) -> None:
    """Run one of PostgreSQL's programs; the password goes by the environment, where no other user sees it."""
    found = shutil.which(program)
    if found is None:
        raise DatabaseRefused(
            f"找不到 {program}，请安装 postgresql-client / {program} is missing: install postgresql-client"
        )
    given = _reached(database)
    password = given.pop("password", "")
    where = [f"--{'username' if name == 'user' else name}={value}" for name, value in given.items()]
    done = subprocess.run(
        [found, *where, "--no-password", *arguments],
        env={**os.environ, "PGPASSWORD": str(password)},
        capture_output=True,
        check=False,
        text=True,
    )
    if done.returncode:
        raise DatabaseRefused(done.stderr.strip() or f"{program}: {done.returncode}")

"""Where an installation lives: a data folder and, where the tests run beside PostgreSQL, a database of its own."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from tests.commands.server import environment

_GENERATED = "SELECT count(*) FROM assignments_assignment WHERE key LIKE 'duty:%'"
_NOT_GENERATED = """
    SELECT count(*) FROM registers_record WHERE register LIKE '%.tasks' AND id NOT IN
    (SELECT about_id FROM assignments_assignment WHERE key LIKE 'duty:%' AND about_kind = 'registers.record')
"""


@dataclass(frozen=True)
class Place:
    """A data folder and the address of a database; none: SQLite in the folder."""

    data: Path
    url: str = ""

    @property
    def settings(self) -> dict[str, str]:
        """The environment in which the program works here."""
        more = {"BAICHENG_DATABASE_URL": self.url} if self.url else {}
        return environment(
            self.data,
            DJANGO_SETTINGS_MODULE="baicheng.server.config.settings",
            BAICHENG_LOG_LEVEL="WARNING",
            **more,
        )

    def generated(self) -> int:
        """How many assignments duties have opened, as anybody else sees it."""
        return self._number(_GENERATED)

    def not_generated(self) -> int:
        """How many tasks there are of which nothing is owed yet."""
        return self._number(_NOT_GENERATED)

    def _number(self, question: str) -> int:
        if self.url:
            import psycopg

            with psycopg.connect(self.url) as connection:
                row = connection.execute(question).fetchone()
        else:
            address = f"{(self.data / 'baicheng.sqlite3').as_uri()}?mode=ro"
            with closing(sqlite3.connect(address, uri=True, timeout=20)) as connection:
                row = connection.execute(question).fetchone()
        assert row is not None
        return int(row[0])


@contextmanager
def place(data: Path) -> Iterator[Place]:
    """An empty place, whose database is gone afterwards."""
    server = os.environ.get("BAICHENG_DATABASE_URL", "")
    if not server.startswith("postgres"):
        yield Place(data)
        return
    import psycopg

    name = f"faults_{os.getpid()}_{data.name.replace('-', '_')}".lower()
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
    try:
        yield Place(data, urlunsplit(urlsplit(server)._replace(path=f"/{name}")))
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')

"""SQLite's log while much is written (预写日志): how long it grows, and when it begins anew.

What a transaction changes goes to the log, and from there into the database. A log of which all has gone there is
written over from its beginning; else it is written on. So of two processes that write by turns neither ever finds it
at its end: it grows with each batch, and to write on costs more than to write over. PostgreSQL sees to its log itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

#: While much is written: 256 MB of the database held in memory, and a log of 512 MB.
_MUCH = {"cache_size": "-262144", "wal_autocheckpoint": "131072"}
#: Nobody who writes waits longer for those who still read what the log held before.
_PATIENCE_MS = "500"


@contextmanager
def writing_much() -> Iterator[None]:
    """While it lasts SQLite works with more memory and a longer log.

    A batch touches pages all over the indexes of a large database. If they do not fit into memory, each is written to
    the log several times in one transaction, and from a short log into the database after each.
    """
    with _set(_MUCH):
        yield


def begin_log_anew() -> None:
    """Bring all of the log into the database, so that whoever writes next writes it over; others wait meanwhile.

    Where somebody else goes on reading or writing, it is left for the next time.
    """
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with _set({"busy_timeout": _PATIENCE_MS}):
            _pragma("wal_checkpoint(RESTART)")


@contextmanager
def _set(wanted: dict[str, str]) -> Iterator[None]:
    """Settings of this connection to SQLite, and afterwards what they were."""
    if connection.vendor != "sqlite":
        yield
        return
    before = {name: _pragma(name) for name in wanted}
    try:
        for name, value in wanted.items():
            _pragma(name, value)
        yield
    finally:
        for name, value in before.items():
            _pragma(name, value)


def _pragma(name: str, value: str = "") -> str:
    """What a setting of SQLite is, or is from now on."""
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {name}{f' = {value}' if value else ''}")
        found = cursor.fetchone()
    return str(found[0]) if found else value

"""Keys of rows before they are written (预留编号): for what must be named first by something else."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from typing import Any

from django.db import connection, models, transaction


def give_keys(model: type[models.Model], rows: Sequence[Any]) -> None:
    """Give keys to rows that are to be inserted, where something else must name them first."""
    for row, key in zip(rows, reserve(model, len(rows)), strict=True):
        row.id = key


def reserve(model: type[models.Model], number: int) -> Sequence[int]:
    """Keys that no other row of a model will be given; those that are not used in the end are left out."""
    if number <= 0:
        return ()
    table = model._meta.db_table
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
                [f'"{table}"', number],
            )
            return [key for (key,) in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        found = cursor.fetchone()
        last = found[0] if found else 0
        change = "UPDATE sqlite_sequence SET seq = %s WHERE name = %s"
        begin = "INSERT INTO sqlite_sequence (seq, name) VALUES (%s, %s)"
        cursor.execute(change if found else begin, [last + number, table])
        return range(last + 1, last + 1 + number)


class Stock:
    """Keys of a model for a long run: what it makes ready is named before it is written.

    On SQLite only who holds the pen can reserve keys. So a batch that is being written reserves as many as it took
    itself, and the next is made ready without waiting for anybody.
    """

    def __init__(self, model: type[models.Model]) -> None:
        self._model = model
        self._left: deque[int] = deque()
        self._most = 0

    def take(self, number: int) -> list[int]:
        """Keys that nobody else is given."""
        self._left.extend(reserve(self._model, number - len(self._left)))
        self._most = max(self._most, number)
        return [self._left.popleft() for _ in range(number)]

    def put_by(self) -> None:
        """Reserve keys for the next batch, in the transaction of one that is written."""
        if connection.vendor == "sqlite":
            self._left.extend(reserve(self._model, self._most - len(self._left)))

"""Plans that PostgreSQL keeps (保留执行计划): what a connection asks often it plans once, not each time.

To plan a statement of a page takes PostgreSQL longer than to answer it, where it joins much to find little. A
statement is prepared on a connection once that has asked it some times; from then on it is planned no more, since
connections ask for one plan for whatever values (``plan_cache_mode`` in the settings). What does not depend on the
values stands in the text, so that this plan still knows it, such as that only what is open is asked for.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from itertools import count
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

#: Before a connection has asked a statement so often it is not worth being prepared.
_OFTEN = 3
#: So many statements are remembered by a connection, those asked last; each takes a tenth of a megabyte of the server.
_REMEMBERED = 100
_MARKS = re.compile(r"%[%s]")

_numbers = count(1)
#: Of each connection how often it has asked a statement, by name; a new connection knows none.
_asked: WeakKeyDictionary[Any, OrderedDict[str, int]] = WeakKeyDictionary()


class Statement(NamedTuple):
    """SQL with ``$1``, ``$2`` in place of its values, under a name of its own, and the SQL that executes it."""

    name: str
    text: str
    executing: str


def statement(
    sql: str, parameters: tuple[tuple[int | None, Any], ...], values: int, connection: Any
) -> Statement:
    """A statement out of a query.

    Args:
        sql: with ``%s`` for each parameter.
        parameters: of each the place among the values, or itself where it is always the same.
        values: how many values there are.
    """
    from psycopg.sql import Literal

    connection.ensure_connection()
    written = iter(
        [
            f"${place + 1}" if place is not None else Literal(own).as_string(connection.connection)
            for place, own in parameters
        ]
    )
    text = _MARKS.sub(lambda mark: "%" if mark[0] == "%%" else next(written), sql)
    name = f"baicheng_{next(_numbers)}"
    given = f" ({', '.join(['%s'] * values)})" if values else ""
    return Statement(name, text, f"EXECUTE {name}{given}")


def is_kept(one: Statement, connection: Any) -> bool:
    """Whether the connection has the statement prepared; it is, once it was asked often."""
    connection.ensure_connection()
    server = connection.connection
    asked = _asked.setdefault(server, OrderedDict())
    times = asked.get(one.name, 0) + 1
    if times == _OFTEN:
        with connection.wrap_database_errors:
            server.execute(f"PREPARE {one.name} AS {one.text}")
    asked[one.name] = times
    asked.move_to_end(one.name)
    if len(asked) > _REMEMBERED:
        _forget_oldest(asked, server)
    return times >= _OFTEN


def _forget_oldest(asked: OrderedDict[str, int], server: Any) -> None:
    name, times = asked.popitem(last=False)
    if times >= _OFTEN:
        server.execute(f"DEALLOCATE {name}")

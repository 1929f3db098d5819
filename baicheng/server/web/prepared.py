"""Queries written once (预备查询): the same question with other values is not turned into SQL again.

Django makes the SQL of a query anew each time, which takes ten times as long as the database takes to answer it.
What every page asks is built once for the process, with markers for its values, and kept as SQL; after that only
the values are put in their places.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from copy import copy
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import QuerySet
from django.db.models.sql.compiler import SQLCompiler

from baicheng.server.web import plans

Value = int | str | date | datetime | tuple[int, ...] | tuple[str, ...]
#: The type of a value, and how many of it a list has.
_Kind = tuple[type, int | None]
_PLAIN = (int, str, datetime, date)

#: So many forms of one question are kept: it has one for each number of values in a list.
_FORMS = 256
#: Markers are values that nothing in the database has.
_FIRST_ID = 2**61
_FIRST_YEAR = 1500


class _Form(NamedTuple):
    """A query as SQL: its rows and compiler, and of each parameter the place among the values, or itself.

    ``statement`` is what PostgreSQL may keep a plan of.
    """

    rows: QuerySet[Any]
    compiler: SQLCompiler
    sql: str
    parameters: tuple[tuple[int | None, Any], ...]
    statement: plans.Statement | None

    def filled(self, values: Sequence[Any], connection: Any) -> tuple[str, tuple[Any, ...]]:
        """The SQL to execute, and its parameters."""
        if self.statement is not None and plans.is_kept(self.statement, connection):
            return self.statement.executing, tuple(values)
        return self.sql, tuple([own if place is None else values[place] for place, own in self.parameters])


class Prepared:
    """A question to the database, by the values that it is asked with.

    Args:
        question: from values to a queryset whose SQL depends on them in nothing but its parameters. Values are
            ids, texts, days, instants, and tuples of ids or of texts; what else it depends on is given by name.
    """

    def __init__(self, question: Callable[..., QuerySet[Any]]) -> None:
        self._question = question
        self._form = lru_cache(maxsize=_FORMS)(self._make)

    def __call__(self, *values: Value, **form_of: Hashable) -> list[Any]:
        """The rows, as the queryset would give them.

        Args:
            form_of: what the SQL depends on, for the question as it is.
        """
        form = self._form(tuple(_kind(value) for value in values), tuple(form_of.items()))
        if form is None:
            return []
        connection = connections[form.rows.db]
        given = [_adapted(one, connection) for one in _flat(values)]
        compiler = copy(form.compiler)
        compiler.connection = connection
        filled = form.filled(given, connection)
        compiler.as_sql = lambda *_given, **_named: filled  # type: ignore[method-assign]  # of this copy
        rows = form.rows.all()
        rows.query.get_compiler = lambda *_given, **_named: compiler  # type: ignore[method-assign]  # likewise
        return list(rows)

    def _make(self, kinds: tuple[_Kind, ...], form_of: tuple[tuple[str, Any], ...]) -> _Form | None:
        """The query for values of such kinds; none where it is empty whatever the database holds."""
        values = [_marker(place, kind) for place, kind in enumerate(kinds)]
        rows = self._question(*values, **dict(form_of))
        connection = connections[rows.db]
        compiler = rows.query.get_compiler(connection=connection)
        try:
            sql, parameters = compiler.as_sql()
        except EmptyResultSet:
            return None
        places = {_adapted(one, connection): place for place, one in enumerate(_flat(values))}
        kept = tuple((places.get(one) if isinstance(one, _PLAIN) else None, one) for one in parameters)
        missing = set(places.values()) - {place for place, _own in kept}
        assert not missing, "every value stands among the parameters"
        statement = None
        if connection.vendor == "postgresql":
            statement = plans.statement(sql, kept, len(places), connection)
        return _Form(rows, compiler, sql, kept, statement)


def _kind(value: Value) -> _Kind:
    """What the SQL depends on: the type, and how many there are in a list."""
    if not isinstance(value, tuple):
        return next(one for one in _PLAIN if isinstance(value, one)), None
    return (next(one for one in _PLAIN if isinstance(value[0], one)) if value else int), len(value)


def _marker(place: int, kind: _Kind) -> Any:
    """A value that stands for those of a kind."""
    of, number = kind
    if of is datetime:
        return datetime(_FIRST_YEAR + place, 1, 1, tzinfo=UTC)
    if of is date:
        return date(_FIRST_YEAR + place, 1, 1)
    ids = range(_FIRST_ID + place * 2**30, _FIRST_ID + place * 2**30 + (1 if number is None else number))
    found = tuple(ids) if of is int else tuple(f"\0{one}" for one in ids)
    return found if number is not None else found[0]


def _flat(values: Sequence[Any]) -> list[Any]:
    return [one for value in values for one in (value if isinstance(value, tuple) else (value,))]


def _adapted(value: Any, connection: Any) -> Any:
    """A value as the database takes it."""
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return connection.ops.adapt_datefield_value(value) if isinstance(value, date) else value

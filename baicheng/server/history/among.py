"""Naming many rows in a statement (按多个值查找): all keys are handed over as one value.

With ``in`` each key is a mark of its own, which Django prepares and writes one by one: of a thousand rows that costs
more than to find them. Here their number changes neither the statement nor its cost.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F, Lookup
from django.db.models.sql.compiler import SQLCompiler

if TYPE_CHECKING:
    _Lookup = Lookup[Any]
else:
    _Lookup = Lookup


class Among(_Lookup):
    """That a column is one of many values: a list in JSON on SQLite, an array on PostgreSQL."""

    prepare_rhs = False

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, tuple[Any, ...]]:
        column, parameters = self.process_lhs(compiler, connection)
        return f"{column} {one_of(connection)}", (*parameters, listed(self.rhs, connection))


def among(column: str, values: Iterable[int | str]) -> Among:
    """A filter: a column, such as ``record_id``, is one of many values."""
    return Among(F(column), list(values))


def one_of(connection: BaseDatabaseWrapper) -> str:
    """The condition behind a column, with one mark."""
    return "= ANY(%s)" if connection.vendor == "postgresql" else "IN (SELECT value FROM json_each(%s))"


def listed(values: Iterable[int | str], connection: BaseDatabaseWrapper) -> list[int | str] | str:
    """What stands for the mark."""
    return list(values) if connection.vendor == "postgresql" else json.dumps(list(values))

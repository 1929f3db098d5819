"""A register's own field as text, in the words of its index (字段索引)."""

from __future__ import annotations

from typing import Any

from django.db.models import F, Func, TextField


class FieldText(Func):
    """What stands in a field of ``Record.fields``, as text; null where nothing does.

    Args:
        name: the field's name, which the pack language limits to letters, digits and underscores: it stands
            in the statement itself, since no database takes an index for an expression with parameters.
        column: the column ``fields``, with the way to it.
    """

    output_field = TextField()

    def __init__(self, name: str, column: str = "fields") -> None:
        if not name.isidentifier():
            raise ValueError(f"“{name}” is no name of a field")
        self.name = name
        super().__init__(F(column))

    def as_sql(self, compiler: Any, connection: Any, *_given: Any, **_more: Any) -> tuple[str, Any]:
        column, parameters = compiler.compile(self.get_source_expressions()[0])
        return of_column(column, self.name, connection.vendor), parameters


def of_column(column: str, name: str, vendor: str) -> str:
    """The expression in SQL."""
    if vendor == "postgresql":
        return f"({column} ->> '{name}')"
    return f"CAST(json_extract({column}, '$.{name}') AS text)"

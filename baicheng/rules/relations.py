"""Relations (关系表): the tables that rules read, with the kind and unit of each column.

A snapshot holds them; a file of rules, or a pack, says what it expects of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import Field, model_validator

from baicheng.flows.values import ValueKind as Kind
from baicheng.rules.model.basics import Column, Entry, Text, Title

__all__ = ["RESULTS", "ColumnType", "Kind", "Relation", "Relations"]


class ColumnType(Entry):
    """One column of a relation."""

    kind: Kind = Field(strict=False, description="text, number, date, moment, boolean or reference.")
    unit: Text | None = Field(None, description="Unit of a number; numbers of different units do not mix.")
    of: tuple[Text, ...] = Field((), description="The values that a text can have; absent: any.")
    required: bool = Field(False, description="true: no row leaves it empty.")
    few: bool = Field(
        False,
        description="true: it has few different values, so that rows are put together by it; so have 'of'.",
    )
    title: Title | None = Field(None, description="What people call it, where something is undecided for it.")

    @model_validator(mode="before")
    @classmethod
    def _by_kind_alone(cls, value: Any) -> Any:
        return {"kind": value} if isinstance(value, str) else value


class Relation(Entry):
    """A table: its columns, and the one by which its rows are named as evidence."""

    key: Column = Field("id", description="The column that names a row.")
    columns: dict[Column, ColumnType] = Field(min_length=1, description="Its columns.")


#: Name of a relation → its columns.
Relations = Mapping[str, Relation]

_TEXT, _SUBJECT = ColumnType(kind=Kind.TEXT), ColumnType(kind=Kind.REFERENCE)
#: Results of rules as other rules read them: one row for each subject and, where it has parts, for each part.
RESULTS = Relation(
    key="id",
    columns={
        "id": _TEXT,
        "rule": ColumnType(kind=Kind.TEXT, required=True),
        "stage": ColumnType(kind=Kind.TEXT, of=("computed", "final"), required=True),
        "subject": _SUBJECT,
        "item": _TEXT,
        "met": ColumnType(kind=Kind.BOOLEAN),  # empty while undecided, so that what rests on it is too
        "number": ColumnType(kind=Kind.NUMBER),
        "word": _TEXT,
        "counts_on": ColumnType(kind=Kind.DATE),
    },
)

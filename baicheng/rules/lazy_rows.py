"""Rows of a statement that become plain values column by column, and only those that somebody asks for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, overload

import pyarrow as pa


class LazyRows(Sequence["LazyRow"]):
    """The rows of an Arrow table as mappings, in their order.

    Numbers are ``Decimal`` with all their decimals, what is unknown is ``None``: the same as row by row.
    """

    def __init__(self, table: pa.Table) -> None:
        self._length: int = table.num_rows
        self._columns = _Columns(table)

    def __len__(self) -> int:
        return self._length

    @overload
    def __getitem__(self, index: int) -> LazyRow: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[LazyRow]: ...
    def __getitem__(self, index: int | slice) -> LazyRow | Sequence[LazyRow]:
        found = range(self._length)[index]
        if isinstance(found, range):
            return [LazyRow(self._columns, place) for place in found]
        return LazyRow(self._columns, found)


class LazyRow(Mapping[str, Any]):
    """One row: column → value."""

    __slots__ = ("_columns", "_place")

    def __init__(self, columns: _Columns, place: int) -> None:
        self._columns = columns
        self._place = place

    def __getitem__(self, name: str) -> Any:
        return self._columns[name][self._place]

    def __contains__(self, name: object) -> bool:
        return name in self._columns.arrow

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns.arrow)

    def __len__(self) -> int:
        return len(self._columns.arrow)


class _Columns(dict[str, list[Any]]):
    """Column → its values; those of a column are made when the first of them is asked for."""

    def __init__(self, table: pa.Table) -> None:
        super().__init__()
        self.arrow = dict(zip(table.column_names, table.columns, strict=True))

    def __missing__(self, name: str) -> list[Any]:
        found = self[name] = _values(self.arrow[name])
        return found


def _values(column: pa.ChunkedArray) -> list[Any]:
    """The values of a column; a decimal is read from its text, which is faster than Arrow's own way."""
    if not pa.types.is_decimal(column.type):
        return list(column.to_pylist())
    texts = column.cast(pa.string()).to_pylist()
    if column.null_count == 0:
        return list(map(Decimal, texts))
    return [None if text is None else Decimal(text) for text in texts]

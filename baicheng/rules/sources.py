"""Where the rows of relations come from: Parquet files, Arrow tables, or plain rows; checked before a run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeAlias

import pyarrow as pa
import pyarrow.parquet as pq

from baicheng.rules.relations import Kind, Relation

#: Rows of a relation: an Arrow table, or one or several Parquet files of one shape.
Source: TypeAlias = "pa.Table | Path | Sequence[Path]"
Sources: TypeAlias = Mapping[str, Source]

_ARROW: Mapping[Kind, pa.DataType] = {
    Kind.TEXT: pa.string(),
    Kind.NUMBER: pa.decimal128(38, 6),
    Kind.DATE: pa.date32(),
    Kind.MOMENT: pa.timestamp("us"),
    Kind.BOOLEAN: pa.bool_(),
    Kind.REFERENCE: pa.string(),
}


class UnfitSource(ValueError):
    """The rows do not have the shape of their relation; the message names relation, column and remedy."""


def table_of(relation: Relation, rows: Iterable[Mapping[str, Any]]) -> pa.Table:
    """Plain rows as an Arrow table; columns that a row lacks are unknown, references are texts.

    Raises:
        UnfitSource: a value is not of its column's kind.
    """
    listed = list(rows)
    columns = {}
    for name, column in relation.columns.items():
        values = [_plain(row.get(name), column.kind) for row in listed]
        try:
            columns[name] = pa.array(values, _ARROW[column.kind])
        except (pa.ArrowInvalid, pa.ArrowTypeError) as error:
            raise UnfitSource(f"column '{name}' is a {column.kind}: {error}") from None
    return pa.table(columns)


def _plain(value: Any, kind: Kind) -> Any:
    if kind is Kind.NUMBER and isinstance(value, int) and not isinstance(value, bool):
        return Decimal(value)
    if kind is Kind.REFERENCE and value is not None:
        return str(value)
    return value


def check_source(name: str, relation: Relation, source: Source) -> None:
    """Raises UnfitSource where a column is missing, of another kind, empty though required, or inexact."""
    schema = schema_of(name, source)
    for column, declared in relation.columns.items():
        if column not in schema.names:
            raise UnfitSource(f"{name} has no column '{column}'; it has {', '.join(schema.names)}")
        found = schema.field(column).type
        if declared.kind is Kind.NUMBER and pa.types.is_floating(found):
            raise UnfitSource(
                f"{name}.{column} holds {found}, which is not exact; write it as decimal128, such as decimal128(18, 4)"
            )
        if not _FITS[declared.kind](found):
            raise UnfitSource(f"{name}.{column} is declared as {declared.kind} and holds {found}")


def schema_of(name: str, source: Source) -> pa.Schema:
    """Columns and types of a source.

    Raises:
        UnfitSource: there is no file.
    """
    if isinstance(source, pa.Table):
        return source.schema
    files = files_of(source)
    if not files:
        raise UnfitSource(f"{name} has no file")
    return pq.read_schema(files[0])


def files_of(source: Path | Sequence[Path]) -> list[Path]:
    """The files of a source; of a folder all Parquet files in it and below."""
    paths = [source] if isinstance(source, Path) else list(source)
    found: list[Path] = []
    for path in paths:
        found += sorted(path.rglob("*.parquet")) if path.is_dir() else [path]
    return found


def _is_text(found: pa.DataType) -> bool:
    if pa.types.is_dictionary(found):
        return bool(_is_text(found.value_type))
    return bool(
        pa.types.is_string(found) or pa.types.is_large_string(found) or pa.types.is_string_view(found)
    )


_FITS: Mapping[Kind, Any] = {
    Kind.TEXT: _is_text,
    Kind.NUMBER: lambda found: pa.types.is_integer(found) or pa.types.is_decimal(found),
    Kind.DATE: pa.types.is_date,
    Kind.MOMENT: pa.types.is_timestamp,
    Kind.BOOLEAN: lambda found: pa.types.is_boolean(found) or found == pa.bool8(),
    Kind.REFERENCE: lambda found: _is_text(found) or pa.types.is_integer(found),
}

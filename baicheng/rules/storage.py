"""How the rows of a table lie in memory (存储形式): a rule compiled for that compares numbers instead of words.

``Setting(period, storage=storage_of(relations, tables))`` compiles a rule for tables; the statement then fits those, and
others that lie alike.
"""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa

from baicheng.rules.relations import Kind, Relation, Relations
from baicheng.rules.setting import Storage, Stored, code_column
from baicheng.rules.sources import Source, UnfitSource


def storage_of(relations: Relations, tables: Mapping[str, pa.Table]) -> Storage:
    """Which columns hold whole numbers of at most 32 bits, and which texts have one dictionary of words."""
    return {
        name: {
            column: how
            for column in relations[name].columns
            if column in table.schema.names and (how := _stored(table[column])) != Stored()
        }
        for name, table in tables.items()
    }


def _stored(column: pa.ChunkedArray) -> Stored:
    if pa.types.is_integer(column.type) and column.type.bit_width <= 32:
        return Stored(bits=column.type.bit_width - pa.types.is_signed_integer(column.type))
    if not pa.types.is_dictionary(column.type) or column.num_chunks == 0:
        return Stored()
    dictionaries = [chunk.dictionary for chunk in column.chunks]
    words = dictionaries[0].to_pylist()
    if None in words or len(set(words)) < len(words) or not all(map(dictionaries[0].equals, dictionaries)):
        return Stored()
    return Stored(words=tuple(words))


def check_storage(name: str, relation: Relation, source: Source, stored: Mapping[str, Stored]) -> None:
    """Raises UnfitSource where a rule was compiled for rows that lie otherwise."""
    if not isinstance(source, pa.Table):
        if stored:
            raise UnfitSource(
                f"the rule was compiled for a table of {name}; compile it without storage for files"
            )
        return
    found = storage_of({name: relation}, {name: source})[name]
    for column, wanted in stored.items():
        how = found.get(column, Stored())
        if how.words != wanted.words or (wanted.bits is not None and (how.bits or 64) > wanted.bits):
            raise UnfitSource(
                f"{name}.{column} is held otherwise than in the table for which the rule was compiled; "
                "compile it for this one"
            )


def with_codes(source: Source, stored: Mapping[str, Stored]) -> Source:
    """A table with the numbers of its words as columns too; nothing is copied."""
    if isinstance(source, pa.Table):
        for name, how in stored.items():
            if how.words:
                codes = pa.chunked_array([chunk.indices for chunk in source[name].chunks])
                source = source.append_column(code_column(name), codes)
    return source


def widened(kind: Kind, held: pa.DataType) -> str | None:
    """As what SQL a whole number is read; ``None``: as it is held.

    Sums and products of integers have as many bits as those, and no room for more.
    """
    if kind is not Kind.NUMBER or not pa.types.is_integer(held):
        return None
    return "BIGINT" if held.bit_width <= 32 else "DECIMAL(20, 0)"

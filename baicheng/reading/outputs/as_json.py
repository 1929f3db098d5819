"""The ledger (台账) as JSON, described by ledger.schema.json."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import partial
from pathlib import Path
from types import NoneType
from typing import Any, BinaryIO

from baicheng.reading.model import Ledger
from baicheng.reading.outputs.figures import number
from baicheng.reading.outputs.rows import as_list
from baicheng.reading.spans import Block, Span
from baicheng.reading.text import Text

SCHEMA = "baicheng-ledger/1"
SCHEMA_PATH = Path(__file__).with_name("ledger.schema.json")

_SLICE = 1 << 16
_AS_IT_IS = {str, int, bool, NoneType}
_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode


def ledger_to_dict(ledger: Ledger) -> dict[str, Any]:
    """Everything in a ledger as dictionaries, lists, strings and numbers, ready for ``json.dump``.

    It is what ``write_json`` writes, held in memory at once.
    """
    return {
        "schema": SCHEMA,
        "source": _source_head(ledger) | {"blocks": list(_blocks(ledger))},
        "text": ledger.text,
        "document": _first_document(ledger),
        **{name: list(values()) for name, values in _lists(ledger)},
    }


def write_json(ledgers: Ledger | Sequence[Ledger], out: BinaryIO) -> None:
    """Write a ledger as UTF-8 JSON, piece by piece; several ledgers become an array.

    Never holds more of the output in memory than one task.
    """
    ledgers = as_list(ledgers)
    several = len(ledgers) != 1
    if several:
        out.write(b"[\n")
    for index, ledger in enumerate(ledgers):
        if index:
            out.write(b",\n")
        for piece in _pieces(ledger):
            # A lone surrogate has no UTF-8 form; its backslash form is also its JSON escape.
            out.write(piece.encode("utf-8", "backslashreplace"))
    if several:
        out.write(b"\n]")
    out.write(b"\n")


def span_to_dict(content: Text, span: Span) -> dict[str, Any]:
    """A span of the cleaned text with its place in the source file: offsets, block, page, cell."""
    place = content.place(span)
    source = {
        "start": place.start,
        "end": place.end,
        "block": place.block,
        "offset": place.offset,
        "page": place.page,
        "cell": _plain(place.cell, content),
    }
    return {"start": span.start, "end": span.end, "source": source}


def _pieces(ledger: Ledger) -> Iterator[str]:
    """The JSON text of a ledger, one list item a line."""
    yield f'{{"schema":{_encode(SCHEMA)},\n"source":{_encode(_source_head(ledger))[:-1]},"blocks":'
    yield from _array(_blocks(ledger))
    yield '},\n"text":"'
    for start in range(0, len(ledger.text), _SLICE):
        yield _encode(ledger.text[start : start + _SLICE])[1:-1]
    yield f'",\n"document":{_encode(_first_document(ledger))}'
    for name, values in _lists(ledger):
        yield f',\n"{name}":'
        yield from _array(values())
    yield "}"


def _array(values: Iterable[Any]) -> Iterator[str]:
    separator = "[\n"
    for value in values:
        yield separator + _encode(value)
        separator = ",\n"
    yield "]" if separator == ",\n" else "[]"


def _source_head(ledger: Ledger) -> dict[str, Any]:
    source = ledger.content.source
    return {"file": source.name, "format": source.format, "notes": list(source.notes)}


def _blocks(ledger: Ledger) -> Iterator[list[int | None]]:
    return (_block(block) for block in ledger.content.source.blocks)


def _block(block: Block) -> list[int | None]:
    cell = block.cell
    if cell is None:
        return [block.start, block.end, block.page, None, None, None, block.generated, None, None]
    place = [block.start, block.end, block.page, cell.table, cell.row, cell.column]
    return [*place, block.generated, cell.rows, cell.columns]


def _first_document(ledger: Ledger) -> Any:
    return _plain(ledger.documents[0], ledger.content) if ledger.documents else None


def _lists(ledger: Ledger) -> Iterator[tuple[str, Callable[[], Iterator[Any]]]]:
    """The lists of a ledger by name, each with a function that goes through its items."""
    for name in ("documents", "clauses", "tasks", "report_duties", "findings"):
        yield name, partial(_items, ledger, name)


def _items(ledger: Ledger, name: str) -> Iterator[Any]:
    return (_plain(item, ledger.content) for item in getattr(ledger, name))


def _plain(value: Any, content: Text) -> Any:
    """A part of the ledger as JSON knows it; fields keep their names and order."""
    kind = type(value)
    if kind in _AS_IT_IS:
        return value
    if kind is Span:
        return span_to_dict(content, value)
    if kind is tuple:
        return [_plain(item, content) for item in value]
    if kind is dict:
        return {key: _plain(item, content) for key, item in value.items()}
    if kind is Decimal:
        return number(value)
    if kind is date:
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    if is_dataclass(kind):
        return _fields(value, content)
    raise TypeError(f"a ledger holds no {kind.__name__}")


def _fields(value: Any, content: Text) -> dict[str, Any]:
    return {name: _plain(getattr(value, name), content) for name in type(value).__match_args__}

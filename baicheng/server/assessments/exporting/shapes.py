"""What a snapshot holds of each relation (快照的列): typed columns beside the two times of a statement.

A statement says something of one thing from ``since`` until ``until``; the system knew it from ``recorded_at`` on.
That it no longer counts is a row of its own (``withdrawn``), recorded when that became known: so nothing that was
written for a month is ever written otherwise. Moments are China's time (Asia/Shanghai), without a zone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeAlias

import pyarrow as pa

from baicheng.clock.instants import in_china
from baicheng.packs.schema.fields import NUMERIC, Field
from baicheng.packs.schema.registers import Register

TEXT, DAY, MOMENT, TRUTH = pa.string(), pa.date32(), pa.timestamp("us"), pa.bool_()
NUMBER, COUNT = pa.decimal128(38, 6), pa.int32()

#: A row in the order of its columns; the first five are those of the frame, behind them the key of the thing comes first.
Row: TypeAlias = Sequence[Any]
#: The rows of a relation that were recorded up to a moment, always in the same order.
Reader: TypeAlias = Callable[[datetime], Iterator[Row]]
STATEMENT, RECORDED, WITHDRAWN, FRAME = 0, 3, 4, 5


@dataclass(frozen=True)
class Exported:
    """One relation of a snapshot: the folder in which it lies, its columns, and what reads its rows."""

    name: str
    schema: pa.Schema
    rows: Reader


def shape(interval: pa.DataType, **columns: pa.DataType) -> pa.Schema:
    """The columns of a relation whose statements hold from and until days, or moments."""
    frame = {
        "statement": TEXT,
        "since": interval,
        "until": interval,
        "recorded_at": MOMENT,
        "withdrawn": TRUTH,
    }
    return pa.schema([pa.field(name, kind) for name, kind in (frame | columns).items()])


SUBJECTS = shape(DAY, id=TEXT, kind=TEXT, level=TEXT, record=TEXT)
NAMES = shape(DAY, subject=TEXT, name=TEXT)
IDENTIFIERS = shape(DAY, subject=TEXT, scheme=TEXT, value=TEXT)
RELATIONS = shape(DAY, id=TEXT, relation=TEXT, subject=TEXT, of=TEXT)
PARTIES = shape(DAY, id=TEXT, register=TEXT, record=TEXT, role=TEXT, subject=TEXT, order=COUNT)
ASSIGNMENTS = shape(
    MOMENT,
    id=TEXT,
    register=TEXT,
    about=TEXT,
    assignment=TEXT,
    duty=TEXT,
    bearer=TEXT,
    outcome=TEXT,
    opened_at=MOMENT,
    due_at=MOMENT,
    covers_from=DAY,
    covers_until=DAY,
    excluded_on=DAY,
)
OBSERVATIONS = shape(DAY, id=TEXT, indicator=TEXT, subject=TEXT, value=NUMBER, author=TEXT)
ROUND_MARKS = shape(
    DAY,
    id=TEXT,
    programme=TEXT,
    round=TEXT,
    item=TEXT,
    subject=TEXT,
    drawn=TEXT,
    value=NUMBER,
    author=TEXT,
    given_on=DAY,
)
RESULTS = shape(
    DAY, id=TEXT, rule=TEXT, stage=TEXT, subject=TEXT, item=TEXT, met=TRUTH, number=NUMBER, word=TEXT
)


def of_register(register: Register) -> pa.Schema:
    """The columns of a register's records: what all have, and its own fields but personal ones."""
    own = {f"f_{name}": kind_of(field) for name, field in exported_fields(register).items()}
    return shape(MOMENT, id=TEXT, number=TEXT, title=TEXT, state=TEXT, due_at=MOMENT, **own)


def exported_fields(register: Register) -> dict[str, Field]:
    """The fields that leave the database: personal ones never do."""
    return {name: field for name, field in register.fields_.items() if field.kind != "personal"}


def kind_of(field: Field) -> pa.DataType:
    """The type of a field's column; several values, references and places are texts."""
    if field.many:
        return TEXT
    return NUMBER if field.kind in NUMERIC else DAY if field.kind == "date" else TEXT


def number(value: Decimal | str | int | None) -> Decimal | None:
    """An exact number with six decimals."""
    return None if value is None else Decimal(value).quantize(Decimal("0.000001"))


def moment(at: datetime | None) -> datetime | None:
    """An instant as snapshots hold it: China's time without a zone."""
    return None if at is None else in_china(at).replace(tzinfo=None)


def key(value: int | None) -> str | None:
    """A reference as snapshots hold it."""
    return None if value is None else str(value)


def day(value: str | date | None) -> date | None:
    """A day from its storage form."""
    return date.fromisoformat(value) if isinstance(value, str) else value


def table(schema: pa.Schema, rows: Sequence[Row]) -> pa.Table:
    """Rows as an Arrow table."""
    columns = zip(*rows, strict=True) if rows else [()] * len(schema)
    arrays = [pa.array(values, one.type) for values, one in zip(columns, schema, strict=True)]
    return pa.table(arrays, schema=schema)

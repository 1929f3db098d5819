"""Statements about records, observations and results of rules."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from decimal import InvalidOperation
from functools import partial
from typing import Any

from django.db.models import Q

from baicheng.clock.instants import china_date
from baicheng.packs.schema.fields import NUMERIC, Field
from baicheng.packs.schema.registers import Register
from baicheng.server.assessments.exporting.directory import BATCH, EVERY, dated
from baicheng.server.assessments.exporting.shapes import Row, day, exported_fields, key, moment, number
from baicheng.server.assessments.models import Mark, Result
from baicheng.server.assessments.result_rows import rows_of
from baicheng.server.indicators.models import Observation
from baicheng.server.registers.models import Version

_NEEDED = ("pk", "since", "until", "recorded_at", "superseded_at")
_STATED = ("record_id", "number", "title", "state", "due_at", "fields")


def records(register_id: str, register: Register, where: Q = EVERY) -> Callable[[datetime], Iterator[Row]]:
    """What reads the records of a register: each version, and that it was superseded."""
    return partial(_records, register_id, exported_fields(register), where)


def _records(register_id: str, fields: dict[str, Field], where: Q, as_of: datetime) -> Iterator[Row]:
    rows = Version.objects.filter(where, register=register_id, recorded_at__lte=as_of).order_by("pk")
    for row in rows.values_list(*_NEEDED, *_STATED).iterator(BATCH):
        yield from _stated(row, fields, as_of)


def records_together(registers: Mapping[str, Register], where: Q, as_of: datetime) -> dict[str, list[Row]]:
    """The records of several registers with one query: register → what is stated of its records."""
    fields = {name: exported_fields(register) for name, register in registers.items()}
    found = {name: list[Row]() for name in registers}
    rows = Version.objects.filter(where, register__in=list(registers), recorded_at__lte=as_of).order_by("pk")
    for register, *row in rows.values_list("register", *_NEEDED, *_STATED).iterator(BATCH):
        found[register].extend(_stated(row, fields[register], as_of))
    return found


def _stated(row: Sequence[Any], fields: dict[str, Field], as_of: datetime) -> Iterator[Row]:
    """A version, and that it was superseded."""
    pk, since, until, recorded, superseded, record, label, title, state, due, stored = row
    stated = (
        key(record),
        label,
        title,
        state,
        moment(due),
        *(cell(field, stored.get(name)) for name, field in fields.items()),
    )
    held = (str(pk), moment(since), moment(until))
    yield (*held, moment(recorded), False, *stated)
    if superseded is not None and superseded <= as_of:
        yield (*held, moment(superseded), True, *stated)


def cell(field: Field, stored: Any) -> Any:
    """A stored value as its column holds it; nothing for what is not stated, or no longer of the field's kind."""
    if stored is None or (isinstance(stored, dict) and "not_stated" in stored):
        return None
    if field.many or isinstance(stored, dict | list):
        return json.dumps(stored, ensure_ascii=False, sort_keys=True)
    try:
        if field.kind in NUMERIC:
            return number(stored)
        return day(stored) if field.kind == "date" else str(stored)
    except (ValueError, TypeError, InvalidOperation):
        return None


def observations(as_of: datetime, where: Q = EVERY) -> Iterator[Row]:
    """What indicators were; a value that was superseded is withdrawn when the later one was recorded."""
    rows = Observation.objects.filter(where, recorded_at__lte=as_of).order_by("pk")
    columns = (
        "pk",
        "held_on",
        "recorded_at",
        "superseded_by__recorded_at",
        "indicator__code",
        "subject_id",
        "value",
        "recorded_by__person_id",
    )
    for pk, held_on, recorded, superseded, code, subject, value, author in rows.values_list(
        *columns
    ).iterator(BATCH):
        stated = (str(pk), code, key(subject), number(value), key(author))
        yield (str(pk), held_on, None, moment(recorded), False, *stated)
        if superseded is not None and superseded <= as_of:
            yield (str(pk), held_on, None, moment(superseded), True, *stated)


def round_marks(as_of: datetime, where: Q = EVERY) -> Iterator[Row]:
    """The marks of assessment rounds, those that are owed too; a replaced one is withdrawn when the next was given."""
    columns = (
        *("programme", "round", "item", "subject_id", "drawn_id", "value"),
        *("author__person_id", "author_id", "recorded_at"),
    )
    for frame, stated in dated(Mark.objects.filter(where), columns, as_of):
        programme, name, item, subject, drawn, value, person, author, recorded = stated
        given_on = china_date(recorded) if author is not None else None
        whole = (
            frame[0],
            programme,
            name,
            item,
            key(subject),
            key(drawn),
            number(value),
            key(person),
            given_on,
        )
        yield (*frame, *whole)


def results(as_of: datetime, where: Q = EVERY) -> Iterator[Row]:
    """Results that are final, since the day on which they count."""
    found = (
        Result.objects.filter(where, run__final_at__lte=as_of)
        .select_related("run")
        .order_by("run_id", "order")
    )
    for one in found.iterator(BATCH):
        for row in rows_of(one):
            yield (
                row["id"],
                row["counts_on"],
                None,
                moment(one.run.final_at),
                False,
                row["id"],
                row["rule"],
                "final",
                row["subject"],
                row["item"],
                row["met"],
                number(row["number"]),
                row["word"],
            )

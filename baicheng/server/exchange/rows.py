"""Records, assignments and targets as the API gives them (输出), many at once with few queries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from baicheng.server.assignments.models import Assignment
from baicheng.server.assignments.queries import standing
from baicheng.server.duties.wanted import entered_in, reports_of
from baicheng.server.indicators.queries import Attainment
from baicheng.server.orgs.models import Subject
from baicheng.server.orgs.queries import names
from baicheng.server.registers.books import Book
from baicheng.server.registers.lights import is_over, light_of
from baicheng.server.registers.matter import KIND, Viewer
from baicheng.server.registers.models import Party, Record, Version
from baicheng.server.registers.queries import Past, masked

Row = dict[str, Any]


def named(pk: int | None, called: Mapping[int, str]) -> Row | None:
    """A subject by its id, with what it is called."""
    return {"id": pk, "name": called.get(pk, "")} if pk is not None else None


def amount(value: Decimal | None) -> str | None:
    """A number as a text, exactly; without zeros behind it that say nothing."""
    return None if value is None else format(value.normalize(), "f")


def words(title: Any) -> Row:
    """A title in both languages, as packs and as rows hold it."""
    if isinstance(title, Mapping):
        return {"zh": str(title.get("zh", "")), "en": str(title.get("en", ""))}
    return {"zh": title.zh, "en": title.en}


def record_rows(
    book: Book,
    rows: Sequence[Record | Version],
    parties: Mapping[int, Sequence[Party]],
    viewer: Viewer,
    on: date,
    past: Past | None = None,
) -> list[Row]:
    """Records, or what they were, with their parties; personal fields are masked.

    Args:
        parties: by the id of the record.
        on: the day on which names are read.
    """
    taking = [party for held in parties.values() for party in held]
    ids = {pk for party in taking for pk in (party.subject_id, party.group_id) if pk is not None}
    called = names(ids, on)
    at = past.held_at if past else viewer.at
    found = []
    for row in rows:
        record = row if isinstance(row, Record) else row.record
        over = is_over(book, row.state) or (past is None and record.closed_at is not None)
        closed = record.closed_at if past is None or over else None
        found.append(
            {
                "id": record.pk,
                "register_id": row.register,
                "number": row.number,
                "title": row.title,
                "state": row.state,
                "light": light_of(row, at),
                "opened_at": record.opened_at,
                "closed_at": closed,
                "due_at": row.due_at,
                "fields": masked(book, row.fields),
                "parties": [party_row(party, called) for party in parties.get(record.pk, ())],
                "parent": record.parent_id,
                "clause": record.clause_id,
                "revision": None if past else record.revision,
            }
        )
    return found


def party_row(party: Party, called: Mapping[int, str]) -> Row:
    """Who takes part, in which role, from when to when."""
    return {
        "role": party.role,
        "subject": named(party.subject_id, called),
        "group": named(party.group_id, called),
        "consolidates": party.consolidates,
        "since": party.since,
        "until": party.until,
    }


def assignment_rows(rows: Sequence[Assignment], viewer: Viewer) -> list[Row]:
    """Assignments with who bears them and how they stand."""
    called = names({row.bearer_id for row in rows if row.bearer_id is not None}, viewer.day)
    reports = {programme: reports_of(programme) for programme in {row.programme for row in rows}}
    return [
        {
            "id": row.pk,
            "programme": row.programme,
            "name": row.name,
            "title": words(row.title),
            "bearer": named(row.bearer_id, called),
            "record": row.about_id if row.about_kind == KIND else None,
            "period": str(row.rule.get("period", "")),
            "opened_at": row.opened_at,
            "due_at": row.due_at,
            "standing": standing(row, viewer.at),
            "outcome": row.outcome,
            "closed_at": row.closed_at,
            "asks_report": bool(entered_in(row)) and entered_in(row) == reports[row.programme],
        }
        for row in rows
    ]


def target_rows(reached: Iterable[Attainment], on: date) -> list[Row]:
    """Targets with what was reached of them."""
    found = list(reached)
    called = names({one.target.subject_id for one in found if one.target.subject_id is not None}, on)
    return [
        {
            "id": one.target.pk,
            "record": one.target.record_id,
            "part": one.target.part_id,
            "parent": one.target.parent_id,
            "indicator": one.target.indicator.code,
            "title": words(one.target.indicator.title),
            "subject": named(one.target.subject_id, called),
            "op": one.target.op,
            "value": amount(one.target.value),
            "unit": one.target.unit or one.target.indicator.unit,
            "due_on": one.target.due_on,
            "reached": amount(one.value),
            "verdict": one.verdict,
        }
        for one in found
    ]


def subject_rows(rows: Sequence[Subject], on: date) -> list[Row]:
    """Subjects by the names that they bore on a day."""
    ids = [row.pk for row in rows]
    official, short = names(ids, on), names(ids, on, short=True)
    return [
        {
            "id": row.pk,
            "kind": row.kind,
            "level": row.level,
            "name": official[row.pk],
            "short_name": short[row.pk],
            "since": row.since,
            "until": row.until,
        }
        for row in rows
    ]

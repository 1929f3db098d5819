"""One record with all that belongs to it (事项详情), as whoever asks may see it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse

from baicheng.clock.instants import china_date
from baicheng.flows.moves import Verdict, allowed
from baicheng.server.accounts.models import User
from baicheng.server.duties.models import Report
from baicheng.server.duties.wanted import reports_of
from baicheng.server.editions.queries import programme_of
from baicheng.server.exchange.rows import Row, assignment_rows, named, record_rows, target_rows, words
from baicheng.server.history.models import Event
from baicheng.server.indicators.queries import attainments_of
from baicheng.server.orgs.queries import names
from baicheng.server.registers.books import Book, book_of, said
from baicheng.server.registers.matter import Matter, Viewer
from baicheng.server.registers.models import Record
from baicheng.server.registers.parties import parties_of
from baicheng.server.registers.queries import Past, as_of, parties_as_of, visible
from baicheng.server.registers.rights import may_edit
from baicheng.server.registers.versions import FIELDS


def record_row(record: Record, viewer: Viewer) -> Row:
    """A record as a list shows it."""
    parties = list(parties_of([record], viewer.day))
    (row,) = record_rows(book_of(record.register), [record], {record.pk: parties}, viewer, viewer.day)
    return row


def record_shape(user: User, record: Record, viewer: Viewer) -> Row:
    """A record as it is now; whether the user may see it was asked before."""
    book = book_of(record.register)
    matter = Matter.of(record, book, viewer)
    verdicts = allowed(book.process, matter.situation) if book.process else []
    return {
        **record_row(record, viewer),
        "place": record.place,
        "parts": _parts(record, viewer.day),
        "targets": targets_of(record, viewer.day),
        "assignments": assignment_rows(matter.assignments, viewer),
        "reports": _reports(user, record, viewer),
        "attachments": _attachments(record),
        "moves": [_move(book, verdict) for verdict in verdicts],
        "may_edit": may_edit(matter),
    }


def past_shape(record: Record, viewer: Viewer, past: Past) -> Row | None:
    """What a record was at a moment; ``None`` where it was not open then, as far as was known."""
    version = as_of(record, past).select_related("record").first()
    if version is None:
        return None
    book, day = book_of(record.register), china_date(past.held_at)
    parties = {record.pk: list(parties_as_of(record, past))}
    (row,) = record_rows(book, [version], parties, viewer, day, past)
    targets = targets_of(record, day, past)
    nothing: dict[str, Any] = {key: [] for key in ("assignments", "reports", "attachments", "moves")}
    return {
        **row,
        **nothing,
        "place": None,
        "parts": _parts(record, day),
        "targets": targets,
        "may_edit": False,
    }


def targets_of(record: Record, on: date, past: Past | None = None) -> list[Row]:
    """The targets of a record that hold, or held as far as was known then, with what was reached of them."""
    return target_rows(attainments_of(record, on, past.known_at if past else None), on)


def _parts(record: Record, on: date) -> list[Row]:
    parts = list(record.parts.prefetch_related("bearers"))
    called = names({one.pk for part in parts for one in part.bearers.all()}, on) if parts else {}
    return [
        {
            "id": part.pk,
            "text": part.text,
            "due_on": part.due_on,
            "bearers": [named(one.pk, called) for one in part.bearers.all()],
        }
        for part in parts
    ]


def _reports(user: User, record: Record, viewer: Viewer) -> list[Row]:
    """The reports on a record that the user may see."""
    register = reports_of(programme_of(record.register))
    if not register:
        return []
    rows = Report.objects.filter(task=record, record__in=visible(user, register, viewer.at).values("pk"))
    found = list(rows.select_related("record").order_by("pk"))
    called = names({row.subject_id for row in found}, viewer.day)
    return [
        {
            "id": row.record_id,
            "subject": named(row.subject_id, called),
            "assignment": row.assignment_id,
            "state": row.record.state,
            "sent_at": row.sent_at,
        }
        for row in found
    ]


def _attachments(record: Record) -> list[Row]:
    return [
        {
            "id": row.pk,
            "field": row.field,
            "file_name": row.file_name,
            "media_type": row.media_type,
            "size": row.size,
            "sha256": row.sha256,
            "address": reverse("api:read_file", args=[row.pk]),
        }
        for row in record.attachments.filter(removed_at=None).order_by("pk")
    ]


def _move(book: Book, verdict: Verdict) -> Row:
    assert book.process is not None, "moves belong to flows"
    return {
        "name": verdict.move,
        "title": words(book.process.flow.moves[verdict.move].title),
        "allowed": verdict.allowed,
        "refusals": [{"code": one.code, "message": said(one.zh, one.en)} for one in verdict.refusals],
    }


def event_row(book: Book, event: Event) -> Row:
    """An event of a record's chain; of personal data it says only that they changed."""
    changes = []
    for path, (old, new) in event.changes.items():
        personal = path.removeprefix(FIELDS) in book.personal
        sides = {"old": None, "new": None} if personal else {"old": old, "new": new}
        changes.append({"path": path, **sides, "personal": personal})
    return {
        "number": event.number,
        "verb": event.verb,
        "move": str(event.context.get("move", "")),
        "actor": event.actor_name,
        "recorded_at": event.recorded_at,
        "held_at": event.held_at,
        "reason": event.reason,
        "changes": changes,
    }

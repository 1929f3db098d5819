"""One record: as it is, as it was, and what happened to it."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router

from baicheng.server.accounts.requests import SignedOnRequest
from baicheng.server.exchange import services
from baicheng.server.exchange.faults import REFUSALS, Refused
from baicheng.server.exchange.listing import page_of, past_of
from baicheng.server.exchange.records import event_row, past_shape, record_row, record_shape, targets_of
from baicheng.server.exchange.shapes.parts import Id, Page, Paging
from baicheng.server.exchange.shapes.records import (
    ChangeGiven,
    EventShape,
    MovedShape,
    MoveGiven,
    PastQuery,
    RecordRow,
    RecordShape,
    TargetShape,
)
from baicheng.server.exchange.wording import lazy
from baicheng.server.registers.books import book_of
from baicheng.server.registers.matter import Viewer
from baicheng.server.registers.queries import get_for, record_timeline
from baicheng.server.web.paging import bounded_count, keyset_page

router = Router(tags=["records"])


@router.get("/records/{record}", response={200: RecordShape, **REFUSALS}, summary=lazy(_("A record")))
def read_record(request: SignedOnRequest, record: Id, at: Query[PastQuery]) -> Any:
    """A record with parties, parts, targets, assignments, reports, files and the moves that are open to you."""
    now = timezone.now()
    viewer, found = Viewer(request.user, now), get_for(request.user, record, now)
    past = past_of(at.held, at.known, now)
    if past is None:
        return record_shape(request.user, found, viewer)
    shape = past_shape(found, viewer, past)
    if shape is None:
        raise Refused("not_found")
    return shape


@router.get(
    "/records/{record}/history",
    response={200: Page[EventShape], **REFUSALS},
    summary=lazy(_("What happened to a record")),
)
def read_history(request: SignedOnRequest, record: Id, paging: Query[Paging]) -> Any:
    """Everything that happened to a record and its assignments, the newest first."""
    found = get_for(request.user, record, timezone.now())
    events = record_timeline(found)
    page = keyset_page(events, order=("-number",), after=paging.after, size=paging.size)
    book = book_of(found.register)
    return page_of([event_row(book, event) for event in page.rows], page.next, bounded_count(events))


@router.get(
    "/records/{record}/targets",
    response={200: list[TargetShape], **REFUSALS},
    summary=lazy(_("Targets of a record")),
)
def read_targets(request: SignedOnRequest, record: Id) -> Any:
    """What indicators should be by a record, and how far that is reached."""
    now = timezone.now()
    return targets_of(get_for(request.user, record, now), Viewer(request.user, now).day)


@router.patch("/records/{record}", response={200: RecordRow, **REFUSALS}, summary=lazy(_("Change a record")))
def change_record(request: SignedOnRequest, record: Id, payload: ChangeGiven) -> Any:
    """Change fields; those that are not sent stay. Send the revision that you saw."""
    now = timezone.now()
    found = get_for(request.user, record, now)
    changed = services.change(found, payload, user=request.user, at=now)
    return record_row(changed, Viewer(request.user, now))


@router.post(
    "/records/{record}/moves/{move}",
    response={200: MovedShape, **REFUSALS},
    summary=lazy(_("Move a record")),
)
def move_record(request: SignedOnRequest, record: Id, move: str, payload: MoveGiven) -> Any:
    """Make a move of the record's flow with all that it does."""
    now = timezone.now()
    found = get_for(request.user, record, now)
    moved = services.move(found, move, payload, user=request.user, at=now)
    viewer = Viewer(request.user, now)
    return {"record": record_row(moved.record, viewer), "created": [one.pk for one in moved.created]}

"""Registers and the lists of their records."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router, Status

from baicheng.server.accounts.requests import SignedOnRequest
from baicheng.server.exchange import services
from baicheng.server.exchange.books import all_books, book_row, book_shape
from baicheng.server.exchange.faults import REFUSALS
from baicheng.server.exchange.listing import (
    RecordFilters,
    order_wanted,
    page_of,
    past_page,
    records_page,
)
from baicheng.server.exchange.records import record_row
from baicheng.server.exchange.shapes.parts import Page
from baicheng.server.exchange.shapes.records import (
    RecordGiven,
    RecordQuery,
    RecordRow,
    RegisterRow,
    RegisterShape,
)
from baicheng.server.exchange.wording import lazy
from baicheng.server.registers.books import book_of
from baicheng.server.registers.matter import Viewer

router = Router(tags=["registers"])


@router.get("/registers", response={200: list[RegisterRow], **REFUSALS}, summary=lazy(_("All registers")))
def list_registers(request: SignedOnRequest) -> Any:
    """The registers of the packs that are installed."""
    return [book_row(book) for book in all_books()]


@router.get(
    "/registers/{register_id}", response={200: RegisterShape, **REFUSALS}, summary=lazy(_("A register"))
)
def read_register(request: SignedOnRequest, register_id: str) -> Any:
    """A register with its fields, roles, states, moves, and what narrows and sorts its list."""
    viewer, book = Viewer(request.user, timezone.now()), book_of(register_id)
    return book_shape(book, request.user, viewer, RecordFilters(request.GET, book, viewer))


@router.get(
    "/registers/{register_id}/records",
    response={200: Page[RecordRow], **REFUSALS},
    summary=lazy(_("Records of a register")),
)
def list_records(request: SignedOnRequest, register_id: str, filters: Query[RecordQuery]) -> Any:
    """What you may see of a register, narrowed and sorted, or as it was on a day.

    Besides the parameters below, each role narrows to a subject by its id, and each field that says “filters”
    to a value.
    """
    now = timezone.now()
    viewer, book = Viewer(request.user, now), book_of(register_id)
    form = RecordFilters(request.GET, book, viewer)
    form.refuse_unknown()
    past = form.past(now)
    given = form.filters()
    if past is not None:
        found = past_page(book, viewer, past, text=given.text, after=filters.after, size=filters.size)
    else:
        order = order_wanted(book, filters.sort)
        found = records_page(book, viewer, given, order, after=filters.after, size=filters.size)
    return page_of(*found)


@router.post(
    "/registers/{register_id}/records",
    response={201: RecordRow, **REFUSALS},
    summary=lazy(_("Enter a record")),
)
def create_record(request: SignedOnRequest, register_id: str, payload: RecordGiven) -> Any:
    """Enter a record in the state in which its flow starts."""
    now = timezone.now()
    record = services.enter(register_id, payload, user=request.user, at=now)
    return Status(201, record_row(record, Viewer(request.user, now)))

"""Many records at once: a register as lines of JSON, and imports that are done whole or not at all."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from django.http import StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import Header, Query, Router, Status
from ninja.responses import NinjaJSONEncoder

from baicheng.server.accounts.requests import SignedOnRequest
from baicheng.server.exchange import services
from baicheng.server.exchange.faults import REFUSALS
from baicheng.server.exchange.listing import RecordFilters, order_wanted, past_page, records_page
from baicheng.server.exchange.rows import Row
from baicheng.server.exchange.shapes.bulk import ExportQuery, ImportedShape, ImportGiven
from baicheng.server.exchange.wording import lazy
from baicheng.server.registers.books import Book, book_of
from baicheng.server.registers.matter import Viewer

router = Router(tags=["bulk"])
NDJSON = "application/x-ndjson"
#: So many records are read at once.
_AT_ONCE = 500
_STREAM = {
    "responses": {
        200: {
            "description": "One record a line, in the shape RecordRow.",
            "content": {NDJSON: {"schema": {"type": "string"}}},
        }
    }
}


@router.get(
    "/registers/{register_id}/records.ndjson",
    response={200: None, **REFUSALS},
    summary=lazy(_("Export a register")),
    openapi_extra=_STREAM,
)
def export_records(request: SignedOnRequest, register_id: str, filters: Query[ExportQuery]) -> Any:
    """All that you may see of a register, narrowed and sorted like its list, one record a line.

    What is entered or moved while the lines are read may be missing or come twice, by its id.
    """
    now = timezone.now()
    viewer, book = Viewer(request.user, now), book_of(register_id)
    form = RecordFilters(request.GET, book, viewer)
    form.refuse_unknown()
    order_wanted(book, filters.sort)
    return StreamingHttpResponse(_lines(book, viewer, form, filters.sort), content_type=NDJSON)


def _lines(book: Book, viewer: Viewer, form: RecordFilters, sort: str) -> Iterator[bytes]:
    for row in _rows(book, viewer, form, sort):
        yield json.dumps(row, cls=NinjaJSONEncoder, ensure_ascii=False).encode() + b"\n"


def _rows(book: Book, viewer: Viewer, form: RecordFilters, sort: str) -> Iterator[Row]:
    past, given, order = form.past(viewer.at), form.filters(), order_wanted(book, sort)
    after = ""
    while True:
        if past is not None:
            rows, after, _count = past_page(book, viewer, past, text=given.text, after=after, size=_AT_ONCE)
        else:
            rows, after, _count = records_page(book, viewer, given, order, after=after, size=_AT_ONCE)
        yield from rows
        if not after:
            return


@router.post(
    "/registers/{register_id}/import",
    response={200: ImportedShape, 201: ImportedShape, **REFUSALS},
    summary=lazy(_("Import records")),
)
def import_records(
    request: SignedOnRequest,
    register_id: str,
    payload: ImportGiven,
    idempotency_key: str = Header("", alias="Idempotency-Key", max_length=80),
) -> Any:
    """Enter many records, all of them or none; what is wrong is told by row and field.

    With the header Idempotency-Key the same request may be sent again, after a broken connection say: it is
    carried out once. With ``dry_run`` nothing is kept.
    """
    created, before = services.import_records(
        register_id,
        payload.records,
        user=request.user,
        at=timezone.now(),
        key=idempotency_key.strip(),
        dry_run=payload.dry_run,
    )
    done = {"created": created, "count": len(payload.records), "repeated": before}
    return Status(200 if before or payload.dry_run else 201, {**done, "dry_run": payload.dry_run})

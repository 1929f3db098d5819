"""Documents with their clauses, packs, and messages."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import DateField, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router

from baicheng.server.accounts.requests import SignedOnRequest
from baicheng.server.documents.models import Document
from baicheng.server.documents.queries import documents, readable
from baicheng.server.editions.queries import office_of, packs
from baicheng.server.exchange.faults import REFUSALS
from baicheng.server.exchange.listing import page_of
from baicheng.server.exchange.rows import words
from baicheng.server.exchange.shapes.others import (
    DocumentQuery,
    DocumentRow,
    DocumentShape,
    NoticeQuery,
    NoticeShape,
    PackShape,
)
from baicheng.server.exchange.shapes.parts import Id, Page
from baicheng.server.exchange.wording import lazy
from baicheng.server.notices.models import Notice
from baicheng.server.notices.queries import inbox
from baicheng.server.notices.services import mark_read
from baicheng.server.web.paging import bounded_count, keyset_page

router = Router()
#: Documents without a date stand behind all others.
_UNDATED = Value(date(1, 1, 1), output_field=DateField())
_OF_DOCUMENT = ("id", "number", "title", "issuer", "issued_on", "file_name", "sha256", "uploaded_at")
_OF_CLAUSE = ("id", "address", "parent", "level", "heading", "start", "end")


@router.get(
    "/documents",
    response={200: Page[DocumentRow], **REFUSALS},
    summary=lazy(_("Official documents")),
    tags=["documents"],
)
def list_documents(request: SignedOnRequest, query: Query[DocumentQuery]) -> Any:
    """The official documents that were taken in, the newest first."""
    rows = documents(request.user, query.q)
    if query.year:
        rows = rows.filter(issued_on__year=query.year)
    rows = rows.annotate(issued_sort=Coalesce("issued_on", _UNDATED))
    page = keyset_page(rows, order=("-issued_sort", "-pk"), after=query.after, size=query.size)
    return page_of([_document(row) for row in page.rows], page.next, bounded_count(rows))


@router.get(
    "/documents/{document}",
    response={200: DocumentShape, **REFUSALS},
    summary=lazy(_("An official document")),
    tags=["documents"],
)
def read_document(request: SignedOnRequest, document: Id) -> Any:
    """A document with its text and its clauses."""
    found = readable(request.user).get(pk=document)
    clauses = list(found.clauses.values(*_OF_CLAUSE))
    return {**_document(found), "text": found.text, "clauses": clauses}


def _document(row: Document) -> dict[str, Any]:
    return {name: getattr(row, name) for name in _OF_DOCUMENT}


@router.get("/packs", response={200: list[PackShape], **REFUSALS}, summary=lazy(_("Packs")), tags=["packs"])
def list_packs(request: SignedOnRequest) -> Any:
    """The packs that are installed, with their registers and offices."""
    today = timezone.localdate()
    found = []
    for pack in packs():
        office = office_of(pack.name, today)
        found.append(
            {
                "name": pack.name,
                "version": str(pack.manifest.version),
                "title": words(pack.manifest.title),
                "registers": [f"{pack.name}.{name}" for name in pack.registers],
                "office": {"id": office.pk, "name": office.name} if office else None,
            }
        )
    return found


@router.get(
    "/notices",
    response={200: Page[NoticeShape], **REFUSALS},
    summary=lazy(_("Your messages")),
    tags=["notices"],
)
def list_notices(request: SignedOnRequest, query: Query[NoticeQuery]) -> Any:
    """What you were told, the newest first."""
    rows = inbox(request.user)
    if query.unread:
        rows = rows.filter(read_at=None)
    page = keyset_page(rows, order=("-sent_at", "-pk"), after=query.after, size=query.size)
    return page_of([_notice(row) for row in page.rows], page.next, bounded_count(rows))


@router.post(
    "/notices/{notice}/read",
    response={200: NoticeShape, **REFUSALS},
    summary=lazy(_("Mark a message as read")),
    tags=["notices"],
)
def read_notice(request: SignedOnRequest, notice: Id) -> Any:
    """Mark one of your messages as read."""
    row = inbox(request.user).get(pk=notice)
    mark_read(request.user, at=timezone.now(), keys=[row.pk])
    return _notice(inbox(request.user).get(pk=notice))


def _notice(row: Notice) -> dict[str, Any]:
    return {
        "id": row.pk,
        "text": words(row.text),
        "path": row.path,
        "sent_at": row.sent_at,
        "read_at": row.read_at,
    }

"""The directory: subjects with names, codes and relations on a day."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router

from baicheng.clock.instants import end_of
from baicheng.server.accounts.requests import SignedOnRequest
from baicheng.server.exchange.faults import REFUSALS
from baicheng.server.exchange.listing import page_of
from baicheng.server.exchange.rows import named, subject_rows
from baicheng.server.exchange.shapes.others import OnQuery, SubjectQuery, SubjectRow, SubjectShape
from baicheng.server.exchange.shapes.parts import Id, Page
from baicheng.server.exchange.wording import lazy
from baicheng.server.orgs.models import Identifier, Name, Relation, SubjectKind
from baicheng.server.orgs.queries import directory, listed, names
from baicheng.server.web.paging import bounded_count, keyset_page

router = Router(tags=["directory"])
#: So many relations of a subject are given.
MOST_RELATIONS = 1000


@router.get("/subjects", response={200: Page[SubjectRow], **REFUSALS}, summary=lazy(_("Directory")))
def list_subjects(request: SignedOnRequest, query: Query[SubjectQuery]) -> Any:
    """Units, divisions, bodies, groups and posts by name; persons only by kind or name."""
    on = query.on or timezone.localdate()
    rows = directory(on=on, text=query.q, kind=query.kind, gone=query.gone)
    page = keyset_page(rows, order=("name",), after=query.after, size=query.size)
    return page_of(subject_rows(page.rows, on), page.next, bounded_count(rows))


@router.get("/subjects/{subject}", response={200: SubjectShape, **REFUSALS}, summary=lazy(_("A subject")))
def read_subject(request: SignedOnRequest, subject: Id, query: Query[OnQuery]) -> Any:
    """A subject as it was on a day, as known at the end of another."""
    on = query.on or timezone.localdate()
    known = min(end_of(query.known), timezone.now()) if query.known else None
    found = listed().get(pk=subject)
    relations = list(
        Relation.objects.known(known)
        .on(on)
        .filter(Q(subject=found) | Q(object=found))
        .exclude(subject__kind=SubjectKind.RECORD)
        .exclude(object__kind=SubjectKind.RECORD)
        .order_by("kind", "pk")[:MOST_RELATIONS]
    )
    called = names({pk for row in relations for pk in (row.subject_id, row.object_id)}, on, known)
    (row,) = subject_rows([found], on)
    borne = Name.objects.known(known).filter(subject=found).order_by("kind", "since", "pk")
    codes = Identifier.objects.known(known).on(on).filter(subject=found).order_by("scheme", "pk")
    return {
        **row,
        "names": list(borne.values("text", "kind", "since", "until")),
        "identifiers": list(codes.values("scheme", "value")),
        "relations": [
            {
                "kind": relation.kind,
                "subject": named(relation.subject_id, called),
                "object": named(relation.object_id, called),
                "since": relation.since,
                "until": relation.until,
            }
            for relation in relations
        ],
    }

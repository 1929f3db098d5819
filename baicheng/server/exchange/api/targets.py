"""Targets and what was observed of them."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router

from baicheng.server.accounts.requests import SignedOnRequest
from baicheng.server.exchange.faults import REFUSALS, Refused
from baicheng.server.exchange.listing import page_of
from baicheng.server.exchange.rows import amount, named, target_rows
from baicheng.server.exchange.shapes.others import ObservationShape, TargetQuery
from baicheng.server.exchange.shapes.parts import Id, Page, Paging
from baicheng.server.exchange.shapes.records import TargetShape
from baicheng.server.exchange.wording import lazy
from baicheng.server.indicators.models import Observation, Target
from baicheng.server.indicators.queries import attainments
from baicheng.server.orgs.queries import names
from baicheng.server.registers.books import book_of
from baicheng.server.registers.matter import Viewer
from baicheng.server.registers.queries import get_for, visible
from baicheng.server.web.paging import bounded_count, keyset_page

router = Router(tags=["targets"])


@router.get(
    "/registers/{register_id}/targets",
    response={200: Page[TargetShape], **REFUSALS},
    summary=lazy(_("Targets of a register")),
)
def list_targets(request: SignedOnRequest, register_id: str, query: Query[TargetQuery]) -> Any:
    """The targets of all records of a register that you may see."""
    viewer = Viewer(request.user, timezone.now())
    seen = visible(request.user, book_of(register_id).id, viewer.at)
    rows = Target.objects.filter(record__in=seen.values("pk"), superseded_by=None).exclude(chosen=False)
    if query.indicator:
        rows = rows.filter(indicator__code=query.indicator)
    rows = rows.select_related("indicator")
    page = keyset_page(rows, order=("pk",), after=query.after, size=query.size)
    reached = attainments(page.rows, viewer.day) if page.rows else []
    return page_of(target_rows(reached, viewer.day), page.next, bounded_count(rows))


@router.get(
    "/targets/{target}/observations",
    response={200: Page[ObservationShape], **REFUSALS},
    summary=lazy(_("What was observed of a target")),
)
def list_observations(request: SignedOnRequest, target: Id, paging: Query[Paging]) -> Any:
    """The values that were reported for a target, in the order in which they became known."""
    viewer = Viewer(request.user, timezone.now())
    found = Target.objects.get(pk=target)
    if found.record_id is None:
        raise Refused("not_found")
    get_for(request.user, found.record_id, viewer.at)
    rows = Observation.objects.filter(target=found).select_related("superseded_by")
    page = keyset_page(rows, order=("pk",), after=paging.after, size=paging.size)
    called = names({row.subject_id for row in page.rows}, viewer.day)
    shown = [
        {
            "id": row.pk,
            "subject": named(row.subject_id, called),
            "value": amount(row.value),
            "held_on": row.held_on,
            "recorded_at": row.recorded_at,
            "superseded": getattr(row, "superseded_by", None) is not None,
        }
        for row in page.rows
    ]
    return page_of(shown, page.next, bounded_count(rows))

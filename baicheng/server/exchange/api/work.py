"""Who asks, what they have to do, and the reports they are asked for."""

from __future__ import annotations

from typing import Any

from django.db.models import DateTimeField, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router

from baicheng.clock.instants import end_of
from baicheng.server.accounts.requests import SignedOnRequest
from baicheng.server.assignments.queries import open_for
from baicheng.server.exchange import services
from baicheng.server.exchange.faults import REFUSALS
from baicheng.server.exchange.listing import page_of
from baicheng.server.exchange.reports import asked_of, assignment_for, report_shape
from baicheng.server.exchange.rows import assignment_rows, named
from baicheng.server.exchange.shapes.others import AnswerGiven, MeShape, ReportGiven, ReportShape, WorkQuery
from baicheng.server.exchange.shapes.parts import Id, Page
from baicheng.server.exchange.shapes.records import AssignmentShape
from baicheng.server.exchange.wording import lazy
from baicheng.server.orgs.queries import names
from baicheng.server.registers.matter import Viewer
from baicheng.server.registers.models import FAR
from baicheng.server.registers.services import answer_assignment
from baicheng.server.web.paging import bounded_count, keyset_page

router = Router(tags=["work"])


@router.get("/me", response={200: MeShape, **REFUSALS}, summary=lazy(_("Who asks")))
def read_me(request: SignedOnRequest) -> Any:
    """Your account, your roles, and for whom you act."""
    user = request.user
    viewer = Viewer(user, timezone.now())
    called = names(viewer.mine.keys(), viewer.day)
    grants = [
        {
            "role": grant.role,
            "unit": {"id": grant.unit.pk, "name": grant.unit.name} if grant.unit else None,
            "programme": grant.programme,
            "until": grant.until,
        }
        for grant in user.present_grants
    ]
    acts_for = [named(pk, called) for pk in sorted(called)]
    return {
        "id": user.pk,
        "username": user.username,
        "name": str(user),
        "grants": grants,
        "acts_for": acts_for,
    }


@router.get("/assignments", response={200: Page[AssignmentShape], **REFUSALS}, summary=lazy(_("My work")))
def list_work(request: SignedOnRequest, query: Query[WorkQuery]) -> Any:
    """What you and your units have to do, what falls due first first, what has no end last."""
    viewer = Viewer(request.user, timezone.now())
    rows = open_for(viewer.mine.keys()).annotate(
        due_order=Coalesce("due_at", Value(FAR, output_field=DateTimeField()))
    )
    if query.programme:
        rows = rows.filter(programme=query.programme)
    if query.due_until:
        rows = rows.filter(due_at__lte=end_of(query.due_until))
    if query.late:
        rows = rows.filter(due_at__lt=viewer.at)
    page = keyset_page(rows, order=("due_order", "pk"), after=query.after, size=query.size)
    return page_of(assignment_rows(page.rows, viewer), page.next, bounded_count(rows))


@router.get(
    "/assignments/{assignment}", response={200: AssignmentShape, **REFUSALS}, summary=lazy(_("An assignment"))
)
def read_assignment(request: SignedOnRequest, assignment: Id) -> Any:
    """What one bearer must do: your own, and those about records that you may see."""
    viewer = Viewer(request.user, timezone.now())
    (row,) = assignment_rows([assignment_for(viewer, assignment)], viewer)
    return row


@router.get(
    "/assignments/{assignment}/report",
    response={200: ReportShape, **REFUSALS},
    summary=lazy(_("The report that an assignment asks for")),
)
def read_report(request: SignedOnRequest, assignment: Id) -> Any:
    """What the report is to say, and what was typed of it so far."""
    return report_shape(request.user, asked_of(assignment), timezone.now())


@router.put(
    "/assignments/{assignment}/report",
    response={200: ReportShape, **REFUSALS},
    summary=lazy(_("Save or send a report")),
)
def write_report(request: SignedOnRequest, assignment: Id, payload: ReportGiven) -> Any:
    """Keep a report as a draft, or send it, in one step with its figures."""
    now = timezone.now()
    services.report(assignment, payload, user=request.user, at=now)
    return report_shape(request.user, asked_of(assignment), now)


@router.post(
    "/assignments/{assignment}/answer",
    response={200: AssignmentShape, **REFUSALS},
    summary=lazy(_("Answer an assignment")),
)
def answer(request: SignedOnRequest, assignment: Id, payload: AnswerGiven) -> Any:
    """Give a bearer's word on what no move ends: consent, signature, confirmation, objection."""
    viewer = Viewer(request.user, timezone.now())
    found = assignment_for(viewer, assignment)
    answer_assignment(found, payload.outcome, user=request.user, at=viewer.at, reason=payload.reason)
    (row,) = assignment_rows([assignment_for(viewer, assignment)], viewer)
    return row

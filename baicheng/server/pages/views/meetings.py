"""Bodies that meet, the page of a meeting, who reports at it (会议)."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from baicheng.server.accounts.requests import SignedOnRequest
from baicheng.server.orgs.models import Subject
from baicheng.server.pages.meetings.bodies import (
    Bodies,
    Calendar,
    bodies_in,
    bodies_of_meetings,
    calendar,
    every_register_of_bodies,
    sittings,
)
from baicheng.server.pages.meetings.page import meeting_page
from baicheng.server.pages.views.record import found
from baicheng.server.pages.views.revisions import seen_revision
from baicheng.server.registers.books import book_of
from baicheng.server.registers.matter import Viewer
from baicheng.server.registers.models import Record
from baicheng.server.registers.queries import may_enter
from baicheng.server.registers.queries.reach import seen
from baicheng.server.registers.services import arrange_parties
from baicheng.server.registers.wording import state_said
from baicheng.server.web.pickers import LONGEST_ID


@dataclass(frozen=True, slots=True)
class BodyLine:
    """A body with its last and next meeting."""

    record: Record
    state: str
    calendar: Calendar


@dataclass(frozen=True, slots=True)
class Shelf:
    """The bodies of a programme that the user sees."""

    bodies: Bodies
    lines: list[BodyLine]
    may_enter: bool


@require_GET
def bodies(request: SignedOnRequest) -> HttpResponse:
    """All bodies that meet, with their last and next meeting."""
    viewer = Viewer(request.user, timezone.now())
    shelves = [_shelf(one, viewer) for one in every_register_of_bodies()]
    given = {"shelves": [one for one in shelves if one.lines or one.may_enter]}
    return render(request, "pages/meetings.html", given)


def _shelf(one: Bodies, viewer: Viewer) -> Shelf:
    assert viewer.user is not None, "somebody is signed on"
    rows = list(seen(viewer, one.book).order_by("closed_at", "number", "pk"))
    held = sittings(one, viewer) if rows else {}
    lines = []
    for row in rows:
        around = calendar(held.get(row.pk, []), viewer.day)
        assert around is not None, "no meeting was asked for"
        lines.append(BodyLine(row, state_said(one.book, row.state), around))
    return Shelf(one, lines, may_enter(viewer.user, one.book, viewer.at))


@require_GET
def body(request: SignedOnRequest, pk: int) -> HttpResponse:
    """What was due since the last meeting of a body, who reports, what is decided; ``meeting`` names another."""
    now = timezone.now()
    record = found(request, pk, now)
    where = bodies_in(book_of(record.register))
    if where is None:
        raise Http404
    asked = request.GET.get("meeting", "")
    wanted = int(asked) if asked.isdecimal() and len(asked) <= LONGEST_ID else None
    page = meeting_page(where, record, Viewer(request.user, now), wanted)
    if page is None:
        raise Http404
    return render(request, "pages/meeting.html", {"page": page, "now": now})


@require_POST
def speakers(request: SignedOnRequest, pk: int) -> HttpResponse:
    """Set who reports at a meeting, in which order: those ticked, by the numbers beside them."""
    now = timezone.now()
    record = found(request, pk, now)
    where = bodies_of_meetings(book_of(record.register))
    if where is None or where.meets.speakers is None:
        raise Http404
    if not Viewer(request.user, now).is_office(where.book.programme):
        raise PermissionDenied(_("Only the programme's office says who reports."))
    address = reverse("pages:meeting_body", args=[record.fields[where.link]])
    back = redirect(f"{address}?meeting={record.pk}#speakers")
    chosen = _chosen(request)
    units = Subject.objects.in_bulk(chosen)
    try:
        arrange_parties(
            record,
            where.meets.speakers,
            [units[one] for one in chosen if one in units],
            user=request.user,
            at=now,
            revision=seen_revision(request),
        )
    except ValidationError as error:
        for message in error.messages:
            messages.error(request, message)
        return back
    messages.success(request, _("The order of speaking is set; each unit has its preparation on My work."))
    return back


def _chosen(request: SignedOnRequest) -> list[int]:
    """The ids of those ticked, by their numbers; what has none comes last, in the order of the page."""
    ticked = [one for one in request.POST.getlist("speaks") if one.isdecimal() and len(one) <= LONGEST_ID]

    def place(one: str) -> int:
        typed = request.POST.get(f"place-{one}", "").strip()
        return int(typed) if typed.isdecimal() and len(typed) <= 4 else 10_000

    return [int(one) for one in sorted(ticked, key=place)]

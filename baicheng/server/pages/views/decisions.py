"""Taking down what a meeting or an instruction decides, and issuing it (议定事项录入、下达)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from baicheng.server.accounts.requests import SignedOnRequest
from baicheng.server.intake.items import Deciding, Line, body_of, deciding
from baicheng.server.intake.services import issue_items, keep_items
from baicheng.server.pages.meetings.bodies import bodies_of_meetings
from baicheng.server.pages.meetings.decisions import SharedForm, Taking, rows_of, taking_down, typed_lines
from baicheng.server.pages.views.record import found
from baicheng.server.registers.matter import Viewer
from baicheng.server.registers.models import Record

#: The button that issues what was typed.
ISSUE = "issue"


@never_cache
@require_http_methods(["GET", "POST"])
def decisions(request: SignedOnRequest, pk: int) -> HttpResponse:
    """Keep the lines that were typed as drafts, and issue them all where that was asked for."""
    now = timezone.now()
    record = found(request, pk, now)
    viewer = Viewer(request.user, now)
    where = deciding(record)
    if where is None:
        raise Http404
    if not viewer.is_office(where.book.programme):
        raise PermissionDenied(_("Only the programme's office takes down what was decided."))
    form = taking_down(record, on=viewer.day)
    if request.method == "POST":
        return _typed(request, where, form, viewer)
    if form is None:
        messages.info(request, _("It is over: what it decided was issued, or it did not take place."))
        return redirect(_back(where))
    return _page(request, form)


def _typed(request: SignedOnRequest, where: Deciding, form: Taking | None, viewer: Viewer) -> HttpResponse:
    lines, faults = typed_lines(request.POST)
    shared = SharedForm(request.POST, found=where)
    issues = ISSUE in request.POST
    record, user, at = where.source, request.user, viewer.at
    try:
        if faults:
            raise ValidationError(faults)
        kept = keep_items(record, lines, user=user, at=at, stamp=request.POST.get("stamp", ""))
        if issues:
            if not shared.is_valid():
                raise ValidationError(_("Choose what holds for all of them first."))
            issued = issue_items(record, user=user, at=at, values=shared.cleaned_data)
    except ValidationError as error:
        if form is None:
            raise PermissionDenied(" ".join(error.messages)) from error
        return _again(request, form, lines, shared if issues else form.shared, error, viewer)
    if issues:
        said = ngettext(
            "%(count)s decision was issued; its units are told.",
            "%(count)s decisions were issued; their units are told.",
            len(issued),
        )
        messages.success(request, said % {"count": len(issued)})
    else:
        said = ngettext("%(count)s decision is kept.", "%(count)s decisions are kept.", len(kept))
        messages.success(request, said % {"count": len(kept)})
        again = taking_down(record, on=viewer.day)
        if again is not None and again.has_faults:
            messages.warning(request, _("Some of them cannot be issued yet: see beside the lines."))
            return redirect("pages:decisions", record.pk)
    return redirect(_back(where))


def _again(
    request: SignedOnRequest,
    form: Taking,
    lines: Sequence[Line],
    shared: SharedForm,
    error: ValidationError,
    viewer: Viewer,
) -> HttpResponse:
    """What was typed, to be corrected; nothing of it is lost. Drafts that were kept are kept."""
    now = taking_down(form.record, on=viewer.day) or form
    stale = getattr(error, "code", "") == "stale"
    stamp = form.stamp if stale else now.stamp
    again = replace(now, rows=rows_of(lines, viewer.day), stamp=stamp, shared=shared)
    return _page(request, again, error.messages, status=409 if stale else 422)


def _page(
    request: SignedOnRequest, form: Taking, faults: Sequence[str] = (), *, status: int = 200
) -> HttpResponse:
    given = {"taking": form, "record": form.record, "faults": faults}
    return render(request, "pages/decisions.html", given, status=status)


def _back(where: Deciding) -> str:
    """The page of the meeting; of an instruction its own."""
    record: Record = where.source
    body = body_of(record, where.book)
    if body is None or bodies_of_meetings(where.book) is None:
        return record.get_absolute_url()
    return f"{reverse('pages:meeting_body', args=[body])}?meeting={record.pk}#decisions"

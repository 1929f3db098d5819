"""The pages of rounds (考核轮次): all of them, a new one, one with what can be done now, and each deed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from baicheng.server.accounts.requests import SignedOnRequest
from baicheng.server.assessments.models import Result
from baicheng.server.editions.queries import programmes
from baicheng.server.rounds import services
from baicheng.server.rounds.forms import OpenForm, PanelForm
from baicheng.server.rounds.keeping import refuse_unless_office
from baicheng.server.rounds.models import Participant, Round, Sheet
from baicheng.server.rounds.queries import offered
from baicheng.server.rounds.showing import round_page
from baicheng.server.rounds.visibility import rounds_for
from baicheng.server.web.forms import add_errors
from baicheng.server.web.listing import Column, Empty, all_rows, list_page
from baicheng.server.web.spreadsheets import ListColumn, send_list
from baicheng.server.web.templatetags.web import say

COLUMNS = (
    Column("title", gettext_lazy("Round"), kind="main"),
    Column("since", gettext_lazy("Days judged"), order=("since",)),
    Column("state", gettext_lazy("State"), kind="state"),
    Column("opened", gettext_lazy("Opened"), order=("opened_at",), kind="date"),
)


@require_GET
def list_rounds(request: SignedOnRequest) -> HttpResponse:
    """The rounds that the user may see, the newest first."""
    now = timezone.now()
    may_open = bool(offered(request.user, timezone.localdate(now)))
    empty = Empty(
        _("No round of assessment yet"),
        _("A round leads from self-assessment and marks to results that are approved and locked."),
        _("Open a round") if may_open else "",
        "new/" if may_open else "",
        icon="rosette-discount-check",
    )
    listing = list_page(request, rounds_for(request.user, now), columns=COLUMNS, sort="-since", empty=empty)
    return render(request, "rounds/list.html", {"listing": listing, "may_open": may_open})


@require_GET
def export(request: SignedOnRequest) -> FileResponse:
    """The rounds as an Excel file, sorted as the page is."""
    now = timezone.now()
    found = all_rows(request, rounds_for(request.user, now), columns=COLUMNS, sort="-since")
    called = dict(programmes())
    heads = [
        ListColumn(head)
        for head in (_("Round"), _("Programme"), _("From"), _("Until"), _("State"), _("Opened"))
    ]
    lines = (
        (
            say(one.title),
            called.get(one.programme, one.programme),
            one.since,
            one.last_day,
            one.get_state_display(),
            one.opened_at,
        )
        for one in found
    )
    return send_list(_("Rounds of assessment"), heads, lines, at=now)


@require_http_methods(["GET", "POST"])
def new(request: SignedOnRequest) -> HttpResponse:
    """Open a round."""
    now = timezone.now()
    today = timezone.localdate(now)
    rounds = offered(request.user, today)
    if not rounds:
        raise PermissionDenied(_("Only the programme's office conducts its rounds of assessment."))
    form = OpenForm(request.POST or None, rounds, today - timedelta(days=1))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        programme, _dot, name = given["round"].partition(".")
        try:
            made = services.open_round(
                programme, name, day=given["day"], user=request.user, at=now, seed=given["seed"]
            )
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("The round is open; everybody has their part in My work."))
            return redirect(made)
    given = {"form": form, "rounds": [one for _programme, one in rounds]}
    return render(request, "rounds/new.html", given, status=422 if form.errors else 200)


@require_GET
def detail(request: SignedOnRequest, pk: int) -> HttpResponse:
    """A round: its steps, who owes what, results, objections, approval, what followed."""
    page = round_page(_row(request, pk), request.user, timezone.now())
    return render(request, "rounds/detail.html", {"page": page})


@require_http_methods(["GET", "POST"])
def panel(request: SignedOnRequest, pk: int, participant_pk: int) -> HttpResponse:
    """Say which panel marks one that is assessed."""
    now = timezone.now()
    row = _row(request, pk)
    refuse_unless_office(request.user, row.programme, now)
    one = get_object_or_404(
        Participant.objects.select_related("subject", "panel"), pk=participant_pk, round=row
    )
    form = PanelForm(request.POST or None, on=timezone.localdate(now))
    if request.method == "POST" and form.is_valid():
        try:
            services.allot_panel(one, form.cleaned_data["panel"], user=request.user, at=now)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Allotted; the panel has it in My work."))
            return redirect(row)
    given = {"form": form, "round": row, "participant": one}
    return render(request, "rounds/panel.html", given, status=422 if form.errors else 200)


@require_POST
def draw(request: SignedOnRequest, pk: int, name: str) -> HttpResponse:
    """Draw lots."""
    return _done(request, pk, services.draw_lots, _("Drawn, and on record."), name=name)


@require_POST
def take_edition(request: SignedOnRequest, pk: int) -> HttpResponse:
    """Judge a round by the edition of its pack that is installed now."""
    said = _("It is judged by the newer version from now on: reckon the results again.")
    return _done(request, pk, services.take_edition, said, reason=_reason(request))


@require_POST
def reckon(request: SignedOnRequest, pk: int) -> HttpResponse:
    """Reckon the draft."""
    return _done(request, pk, services.draft_results, _("Reckoned from all that is known now."))


@require_POST
def release(request: SignedOnRequest, pk: int) -> HttpResponse:
    """Release the draft to those assessed."""
    return _done(
        request, pk, services.release, _("Released: those assessed see their results and can object.")
    )


@require_POST
def rerun(request: SignedOnRequest, pk: int) -> HttpResponse:
    """Reckon everybody again after an objection was upheld."""
    return _done(request, pk, services.propose, _("Reckoned again. Look at who moves before you adopt it."))


@require_POST
def adopt(request: SignedOnRequest, pk: int) -> HttpResponse:
    """Let a re-run take the place of the draft."""
    return _done(request, pk, services.adopt, _("Adopted."), reason=_reason(request), seen=_seen(request))


@require_POST
def accept(request: SignedOnRequest, pk: int, result_pk: int) -> HttpResponse:
    """Accept by name that a result stays undecided."""
    result = get_object_or_404(Result, pk=result_pk)
    return _done(
        request, pk, services.accept_undecided, _("Accepted."), result=result, reason=_reason(request)
    )


@require_POST
def submit(request: SignedOnRequest, pk: int) -> HttpResponse:
    """Submit the results for approval."""
    return _done(request, pk, services.submit, pgettext("round", "Submitted."))


@require_POST
def approve(request: SignedOnRequest, pk: int) -> HttpResponse:
    """Approve the results."""
    return _done(request, pk, services.approve, _("Approved."), seen=_seen(request))


@require_POST
def send_back(request: SignedOnRequest, pk: int) -> HttpResponse:
    """Send the results back to the office."""
    return _done(
        request, pk, services.send_back, _("Sent back."), reason=_reason(request), seen=_seen(request)
    )


@require_POST
def put_into_effect(request: SignedOnRequest, pk: int) -> HttpResponse:
    """Make the records by which the results are carried out."""
    return _done(request, pk, services.put_into_effect, _("Entered: each has its record and who must act."))


@require_POST
def mark_published(request: SignedOnRequest, pk: int) -> HttpResponse:
    """Note that the results were made known."""
    return _done(request, pk, services.mark_published, _("Noted."))


@require_POST
def correct(request: SignedOnRequest, pk: int) -> HttpResponse:
    """Reckon beside the final results."""
    return _done(
        request, pk, services.correct, _("Reckoned beside the final results."), reason=_reason(request)
    )


@require_POST
def cancel(request: SignedOnRequest, pk: int) -> HttpResponse:
    """Give a round up."""
    return _done(request, pk, services.cancel, pgettext("round", "Given up."), reason=_reason(request))


@require_POST
def send_sheet_back(request: SignedOnRequest, pk: int, sheet_pk: int) -> HttpResponse:
    """Send a sheet back to whoever handed it in."""
    row = _row(request, pk)
    sheet = get_object_or_404(Sheet, pk=sheet_pk, round=row)
    try:
        services.send_back_sheet(sheet, user=request.user, at=timezone.now(), reason=_reason(request))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Sent back."))
    return redirect(row)


def _done(
    request: SignedOnRequest, pk: int, service: Callable[..., Any], said: str, **given: Any
) -> HttpResponse:
    row = _row(request, pk)
    try:
        service(row, user=request.user, at=timezone.now(), **given)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, said)
    return redirect(row)


def _reason(request: SignedOnRequest) -> str:
    return str(request.POST.get("reason", ""))


def _seen(request: SignedOnRequest) -> str:
    return str(request.POST.get("seen", ""))


def _row(request: SignedOnRequest, pk: int) -> Round:
    return get_object_or_404(rounds_for(request.user, timezone.now()), pk=pk)

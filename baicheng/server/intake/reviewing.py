"""The page on which an import is reviewed (审核): the source text beside the drafts, and what is done with them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from baicheng.server.accounts.requests import SignedOnRequest
from baicheng.server.documents.lines import Mark, lines
from baicheng.server.duties.plan_calendar import UnfitDuty
from baicheng.server.intake import deciding, queries, services
from baicheng.server.intake.cards import SHOWS, Card, cards_of, concerns, standing
from baicheng.server.intake.draft_view import DraftView, draft_view
from baicheng.server.intake.duty_form import corrected, duty_card, duty_cards, refused, typed_of
from baicheng.server.intake.models import Decision, DraftTask, Import, ImportState
from baicheng.server.intake.naming import open_names
from baicheng.server.intake.views import titles
from baicheng.server.orgs.models import Subject
from baicheng.server.orgs.resolution import resolve

#: What a button decides.
DECIDES = {"accept": Decision.ACCEPTED, "reject": Decision.REJECTED, "pending": Decision.PENDING}


def import_for(request: SignedOnRequest, pk: int) -> Import:
    """The import; not found for whoever may not know of it."""
    return get_object_or_404(queries.imports_for(request.user).defer(None), pk=pk)


def is_part(request: SignedOnRequest) -> bool:
    """Whether the page's script asks for a part of the page."""
    return "HX-Request" in request.headers


def day_of(intake: Import) -> date:
    """As of which day names of an import are looked up."""
    return intake.document.issued_on or timezone.localdate()


def to_review(intake: Import, opened: int | None = None) -> str:
    """The address of a review, with a draft open."""
    url = reverse("intake:review", args=[intake.pk])
    return f"{url}?open={opened}#draft-{opened}" if opened else url


@never_cache
@require_GET
def review(request: SignedOnRequest, pk: int) -> HttpResponse:
    """The source text, and each draft that was read from it, to be decided."""
    intake = import_for(request, pk)
    wanted = request.GET.get("open", "")
    row = intake.tasks.filter(pk=wanted).first() if wanted.isdecimal() else None
    return review_page(request, intake, draft_view(intake, row) if row else None)


def review_page(
    request: SignedOnRequest, intake: Import, opened: DraftView | None = None, status: int = 200
) -> HttpResponse:
    """The whole page, with one draft open or none."""
    given = {
        **where_it_stands(intake),
        "document": intake.document,
        "programme": titles().get(intake.programme, intake.programme),
        "opened": opened,
        "names": open_names(intake) if intake.state == ImportState.REVIEW else (),
        "document_findings": [row for row in intake.findings if row["task"] is None],
    }
    show = request.GET.get("show", "")
    given["show"] = show if show in SHOWS else "all"
    clauses = intake.document.clauses.all()
    given["lines"] = lines(intake.document.text, clauses=clauses, marks=_marks(given["cards"]))
    return render(request, "intake/review.html", given, status=status)


def where_it_stands(intake: Import) -> dict[str, Any]:
    """What every answer of the review shows: the cards, the report duties, how much is decided."""
    cards, duties = cards_of(intake), duty_cards(intake)
    return {
        "intake": intake,
        "editable": intake.state == ImportState.REVIEW,
        "cards": cards,
        "duties": duties,
        "standing": standing(cards, duties),
        "concerns": concerns(cards),
        "show": "all",
    }


def _marks(cards: Iterable[Card]) -> list[Mark]:
    return [Mark(*card.draft.span, card.pk) for card in cards if card.draft.span is not None]


def parts_after(
    request: SignedOnRequest,
    intake: Import,
    *,
    done: DraftTask | None = None,
    opened: DraftView | None = None,
    touched: Sequence[DraftTask] = (),
    names: bool = False,
) -> HttpResponse:
    """The parts of the page that a change concerns, for the page's script to put in place.

    Args:
        done: the draft that was changed; its card comes first, or its form where ``opened`` is its own.
        opened: the form that is open now.
        touched: other drafts whose cards changed.
        names: whether the open names changed.
    """
    given = where_it_stands(intake)
    concerned = {row.pk for row in touched}
    own = opened.card.pk if opened else None
    given["first"] = next((card for card in given["cards"] if done and card.pk == done.pk != own), None)
    given["touched"] = [card for card in given["cards"] if card.pk in concerned and card.pk != own]
    given["opened"] = opened
    given["opened_is_first"] = bool(done and own == done.pk)
    if names:
        given["names"] = open_names(intake)
    return render(request, "intake/parts.html", given)


@never_cache
@require_http_methods(["GET", "POST"])
def names(request: SignedOnRequest, pk: int) -> HttpResponse:
    """The names that mean nobody yet; one of them is decided for all tasks."""
    intake = import_for(request, pk)
    fault, touched = "", []
    if request.method == "POST":
        subject = _chosen(request, intake)
        if subject is None:
            fault = _("This unit is not in the directory.")
        else:
            try:
                touched = deciding.name_everywhere(
                    intake, request.POST.get("name", ""), subject, user=request.user, at=timezone.now()
                )
            except ValidationError as error:
                fault = " ".join(error.messages)
    if not is_part(request):
        if fault:
            messages.error(request, fault)
        return redirect(to_review(intake))
    concerned = {row.pk for row in touched}
    opened = request.POST.get("open", "")
    given = {**where_it_stands(intake), "names": open_names(intake), "fault": fault}
    given["touched"] = [card for card in given["cards"] if card.pk in concerned and str(card.pk) != opened]
    response = render(request, "intake/names_answer.html", given)
    if opened.isdecimal() and int(opened) in concerned:
        response.headers["HX-Trigger-After-Settle"] = "review:reopen"
    return response


def _chosen(request: SignedOnRequest, intake: Import) -> Subject | None:
    """The unit that was clicked, else the one whose name was typed."""
    chosen, typed = request.POST.get("subject", ""), request.POST.get("names.other", "").strip()
    if chosen.isdecimal():
        return Subject.objects.filter(pk=chosen).first()
    return resolve(typed, on=day_of(intake)).subject if typed else None


@require_POST
def accept_clean(request: SignedOnRequest, pk: int) -> HttpResponse:
    """Accept all undecided tasks about which there is no finding."""
    intake = import_for(request, pk)
    try:
        number = deciding.accept_without_findings(intake, user=request.user, at=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        said = ngettext("%(number)s task was accepted.", "%(number)s tasks were accepted.", number)
        messages.success(request, said % {"number": number})
    return redirect(to_review(intake))


@require_POST
def first_leads(request: SignedOnRequest, pk: int) -> HttpResponse:
    """Say for all tasks with joint leads that the first of them consolidates."""
    intake = import_for(request, pk)
    try:
        number = deciding.let_first_lead_consolidate(intake, user=request.user, at=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        said = ngettext(
            "In %(number)s task the first lead unit consolidates.",
            "In %(number)s tasks the first lead unit consolidates.",
            number,
        )
        messages.success(request, said % {"number": number})
    return redirect(to_review(intake))


@require_POST
def abandon(request: SignedOnRequest, pk: int) -> HttpResponse:
    """Give an import up; its document stays."""
    intake = import_for(request, pk)
    reason = request.POST.get("reason", "").strip()
    if not reason:
        messages.error(request, _("Please give the reason."))
        return redirect(to_review(intake))
    try:
        services.abandon(intake, reason=reason, user=request.user, at=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(to_review(intake))
    messages.success(request, _("The import is given up; nothing of it was issued."))
    return redirect("intake:list")


@require_POST
def change_duty(request: SignedOnRequest, pk: int, duty: int) -> HttpResponse:
    """Correct, accept or reject a report duty, or take the decision back."""
    intake = import_for(request, pk)
    row = get_object_or_404(intake.duties, pk=duty)
    who: dict[str, Any] = {"user": request.user, "at": timezone.now()}
    errors: dict[str, str] = {}
    try:
        decision = DECIDES.get(request.POST.get("do", ""))
        if decision is None:
            services.correct_duty(row, corrected(request.POST, row, intake.document), **who)
        else:
            services.decide(row, decision, **who)
    except UnfitDuty as error:
        errors = refused(error)
    except ValidationError as error:
        errors = {"": " ".join(error.messages)}
    if not is_part(request):
        for fault in errors.values():
            messages.error(request, fault)
        return redirect(f"{to_review(intake)}#duty-{row.pk}")
    row.refresh_from_db()
    card = duty_card(intake, row, typed_of(request.POST) if errors else None, errors)
    given = {**where_it_stands(intake), "card": card}
    return render(request, "intake/duty_answer.html", given, status=422 if errors else 200)


@require_GET
def units(request: SignedOnRequest) -> HttpResponse:
    """Units whose names hold what was typed, as options of a field; 20 at most."""
    typed = next((str(value) for name, value in request.GET.items() if name.endswith(".other")), "")
    found = queries.units_named(typed.strip()) if typed.strip() else []
    return render(request, "intake/units.html", {"units": found})

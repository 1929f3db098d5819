"""The form of one draft task on the review page: opened, corrected, decided, split, merged, added."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from baicheng.server.accounts.requests import SignedOnRequest
from baicheng.server.documents.queries import clause_at
from baicheng.server.intake import deciding, draft_form, services
from baicheng.server.intake.cards import card_of
from baicheng.server.intake.draft_view import DraftView, draft_view
from baicheng.server.intake.drafts import Unfit, draft_from
from baicheng.server.intake.models import Decision, DraftTask, Import
from baicheng.server.intake.reviewing import (
    DECIDES,
    day_of,
    import_for,
    is_part,
    parts_after,
    review_page,
    to_review,
)
from baicheng.server.orgs.models import Subject


@never_cache
@require_http_methods(["GET", "POST"])
def draft(request: SignedOnRequest, pk: int, task: int) -> HttpResponse:
    """The form of a draft; what its buttons do."""
    intake = import_for(request, pk)
    row = get_object_or_404(intake.tasks, pk=task)
    if request.method == "POST":
        return _change(request, intake, row)
    if not is_part(request):
        return redirect(to_review(intake, row.pk))
    if request.GET.get("closed"):
        return render(request, "intake/card.html", {"intake": intake, "card": card_of(row, intake.document)})
    leaving = _draft_named(intake, request.GET.get("leaving", ""))
    card = card_of(leaving, intake.document) if leaving and leaving.pk != row.pk else None
    return render(
        request, "intake/opened.html", {"intake": intake, "opened": draft_view(intake, row), "left": card}
    )


def _draft_named(intake: Import, pk: str) -> DraftTask | None:
    return intake.tasks.filter(pk=pk).first() if pk.isdecimal() else None


def _change(request: SignedOnRequest, intake: Import, row: DraftTask) -> HttpResponse:
    action = request.POST.get("do", "save")
    got = draft_form.sent(request.POST, row.values, day_of(intake), keep_empty=":" in action)
    if draft_form.changed_rows(got.values, action):
        return _show(request, intake, draft_view(intake, row, values=got.values, chosen=got.chosen))
    try:
        changed, touched = _save(request, intake, row, got)
        following = _act(request, intake, row, action, got)
    except Unfit as error:
        faults = {**got.errors, **error.errors}
        view = draft_view(intake, row, values=got.values, errors=faults, chosen=got.chosen)
        return _show(request, intake, view, status=422)
    except ValidationError as error:
        view = draft_view(intake, row, values=got.values, messages=error.messages, chosen=got.chosen)
        return _show(request, intake, view, status=422)
    if action in ("split", "merge"):
        return _lead_to(request, intake, following)
    if not is_part(request):
        return redirect(to_review(intake, following))
    opened = _draft_named(intake, str(following or "")) or row
    decided = action in DECIDES
    return parts_after(
        request,
        intake,
        done=row,
        opened=draft_view(intake, opened),
        touched=touched,
        names=changed or bool(touched) or decided,
    )


def _save(
    request: SignedOnRequest, intake: Import, row: DraftTask, got: draft_form.Sent
) -> tuple[bool, list[DraftTask]]:
    """Keep what was typed, if anything was; name the other drafts' parties where that was asked for."""
    if got.errors:
        raise Unfit(got.errors)
    typed = draft_from(draft_form.bare(got.values))
    changed = typed.stored() != draft_from(row.values).stored()
    if changed:
        if request.POST.get("seen") != draft_form.digest(row.values):
            raise ValidationError(
                _(
                    "Somebody else changed this task in the meantime. What you typed is still here: save again to keep it."
                )
            )
        services.correct(row, typed.stored(), user=request.user, at=timezone.now())
    touched = _name_elsewhere(request, intake, got)
    if got.beside:
        touched += deciding.fill_under_heading(row, got.beside, user=request.user, at=timezone.now())
    return changed, touched


def _name_elsewhere(request: SignedOnRequest, intake: Import, got: draft_form.Sent) -> list[DraftTask]:
    touched: list[DraftTask] = []
    for number in got.everywhere:
        party = got.values["parties"][number]
        subject = Subject.objects.filter(pk=party["subject"]).first() if party["subject"] else None
        if subject is not None:
            touched += deciding.name_everywhere(
                intake, party["name"], subject, user=request.user, at=timezone.now()
            )
    return touched


def _act(
    request: SignedOnRequest, intake: Import, row: DraftTask, action: str, got: draft_form.Sent
) -> int | None:
    """Do what the button says; gives the draft to open next."""
    who: dict[str, Any] = {"user": request.user, "at": timezone.now()}
    if action in DECIDES:
        services.decide(row, DECIDES[action], **who)
    elif action == "split":
        services.split(row, got.chosen, **who)
        return row.pk
    elif action == "merge":
        behind = intake.tasks.filter(order__gt=row.order).exclude(decision=Decision.REJECTED)
        following = behind.order_by("order").first()
        if following is None:
            raise ValidationError(_("There is no task behind this one to merge it with."))
        return services.merge([row, following], **who).pk
    return _next(request, intake, row, action)


def _next(request: SignedOnRequest, intake: Import, row: DraftTask, action: str) -> int | None:
    """The draft to open: the one that the page names, else after a decision the next undecided one."""
    named = _draft_named(intake, request.POST.get("next", ""))
    if named is not None:
        return named.pk
    if action not in ("accept", "reject") or is_part(request):
        return row.pk
    undecided = intake.tasks.filter(decision=Decision.PENDING).order_by("order")
    behind = undecided.filter(order__gt=row.order).first() or undecided.first()
    return behind.pk if behind else row.pk


def _show(request: SignedOnRequest, intake: Import, view: DraftView, status: int = 200) -> HttpResponse:
    """The form with what was typed, nothing saved."""
    if is_part(request):
        return render(request, "intake/opened.html", {"intake": intake, "opened": view}, status=status)
    return review_page(request, intake, view, status=status)


def _lead_to(request: SignedOnRequest, intake: Import, opened: int | None) -> HttpResponse:
    """To the whole page anew: the list has other drafts now."""
    url = to_review(intake, opened)
    if is_part(request):
        # The part behind “#” alone would not load the page again.
        return HttpResponse(status=204, headers={"HX-Redirect": url.partition("#")[0]})
    return redirect(url)


@require_POST
def add(request: SignedOnRequest, pk: int) -> HttpResponse:
    """Add a task that the reader missed, from a stretch of the text or in the user's own words."""
    intake = import_for(request, pk)
    try:
        new = services.add(intake, _stretch(request, intake), user=request.user, at=timezone.now())
    except Unfit:
        messages.error(request, _("Select the words of the task in the source text, or write them."))
        return redirect(to_review(intake))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(to_review(intake))
    return redirect(to_review(intake, new.pk))


def _stretch(request: SignedOnRequest, intake: Import) -> dict[str, Any]:
    """The values of a new draft: a place in the text with its words and clause, or words alone."""
    text, start, end = intake.document.text, request.POST.get("start", ""), request.POST.get("end", "")
    words = request.POST.get("text", "").replace("\r\n", "\n").strip()
    span = [int(start), min(int(end), len(text))] if start.isdecimal() and end.isdecimal() else None
    if not words and span:
        words = text[span[0] : span[1]].strip()
    clause = clause_at(intake.document, "", span[0]) if span else None
    title = request.POST.get("title", "").strip() or words.split("。")[0].split("\n")[0][:60]
    return {
        "title": title,
        "text": words,
        "address": clause.address if clause else "",
        "span": span if words and span else None,
        "parties": [],
        "parts": [],
    }

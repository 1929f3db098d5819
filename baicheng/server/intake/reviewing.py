"""The page on which an import is reviewed (审核): the source text beside the drafts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from baicheng.server.accounts.requests import SignedOnRequest
from baicheng.server.documents.lines import Mark, lines
from baicheng.server.intake import queries
from baicheng.server.intake.cards import SHOWS, Card, cards_of, standing
from baicheng.server.intake.models import Import
from baicheng.server.intake.views import titles


def import_for(request: SignedOnRequest, pk: int) -> Import:
    """The import, as not found for whoever may not know of it."""
    return get_object_or_404(queries.imports_for(request.user).defer(None), pk=pk)


@require_GET
def review(request: SignedOnRequest, pk: int) -> HttpResponse:
    """The source text, and each draft that was read from it, to be decided."""
    return review_page(request, import_for(request, pk))


def review_page(request: SignedOnRequest, intake: Import, status: int = 200) -> HttpResponse:
    """The whole page."""
    cards = cards_of(intake)
    duties = list(intake.duties.order_by("order"))
    show = request.GET.get("show", "")
    given: dict[str, Any] = {
        "intake": intake,
        "document": intake.document,
        "programme": titles().get(intake.programme, intake.programme),
        "cards": cards,
        "duties": duties,
        "standing": standing(cards, duties),
        "show": show if show in SHOWS else "all",
        "page_class": "review-page",
        "lines": lines(intake.document.text, clauses=intake.document.clauses.all(), marks=_marks(cards)),
    }
    return render(request, "intake/review.html", given, status=status)


def _marks(cards: Sequence[Card]) -> list[Mark]:
    return [Mark(*card.draft.span, card.pk) for card in cards if card.draft.span is not None]

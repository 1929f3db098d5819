"""Handling several records of a ledger together (批量办理): choose, look at what will happen, do it, read what became of it."""

from __future__ import annotations

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from baicheng.server.accounts.requests import SignedOnRequest
from baicheng.server.editions.queries import NotInstalled
from baicheng.server.pages.together.doing import Done, do_each
from baicheng.server.pages.together.forms import form_of, work_of
from baicheng.server.pages.together.offers import Offer, offers
from baicheng.server.pages.together.selection import Selection
from baicheng.server.registers.books import book_of
from baicheng.server.registers.faces.asked import MOST_TICKED, RECORD
from baicheng.server.registers.matter import Viewer
from baicheng.server.web.pickers import LONGEST_ID


@require_http_methods(["GET", "POST"])
def together(request: SignedOnRequest, register_id: str) -> HttpResponse:
    """What can be done with the records; with ``do``, for which of them, and the form that does it."""
    try:
        book = book_of(register_id)
    except NotInstalled as error:
        raise Http404 from error
    now = timezone.now()
    sent, seen = _sent(request)
    chosen = Selection.of(sent, book, Viewer(request.user, now))
    offered = offers(chosen)
    offer = next((one for one in offered if one.name == sent.get("do")), None)
    given = {"book": book, "chosen": chosen, "offers": offered, "offer": offer, "most": MOST_TICKED}
    if request.method == "POST":
        return _do(request, chosen, given, seen)
    given["form"] = form_of(chosen, offer) if offer else None
    return render(request, "pages/together.html", given)


def _do(
    request: SignedOnRequest, chosen: Selection, given: dict[str, object], seen: dict[int, int]
) -> HttpResponse:
    offer = given["offer"]
    if not isinstance(offer, Offer):
        # Nobody of them allows it any more: it was done before, or it is not the user's to do.
        given["done"] = [
            Done(record, _("not possible any more: look at the record")) for record in chosen.records
        ]
        return render(request, "pages/together.html", given, status=422)
    form = form_of(chosen, offer, request.POST)
    given["form"] = form
    if not form.is_valid():
        return render(request, "pages/together.html", given, status=422)
    work = work_of(offer, form, chosen=chosen, at=chosen.viewer.at)
    done = do_each(offer.possible, seen, work)
    given["done"] = [*done, *(Done(record, why) for record, why in offer.refused)]
    return render(request, "pages/together.html", given)


def _sent(request: SignedOnRequest) -> tuple[QueryDict, dict[int, int]]:
    """What was sent; a form names each record with the revision that was seen."""
    if request.method != "POST":
        return request.GET, {}
    sent, seen = request.POST.copy(), dict[int, int]()
    for one in sent.getlist(RECORD):
        key, _colon, revision = one.partition(":")
        if all(part.isdecimal() and len(part) <= LONGEST_ID for part in (key, revision)):
            seen[int(key)] = int(revision)
    sent.setlist(RECORD, [str(key) for key in seen])
    sent.pop("all", None)
    return sent, seen

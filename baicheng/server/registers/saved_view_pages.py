"""The pages of saved views (视图): save, rename, share, remove, and choose the one with which a list opens."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from baicheng.server.accounts.requests import SignedOnRequest
from baicheng.server.editions.queries import NotInstalled
from baicheng.server.history.models import Event
from baicheng.server.registers.books import Book, book_of
from baicheng.server.registers.faces.asked import worth_keeping
from baicheng.server.registers.listing_form import LedgerFilters
from baicheng.server.registers.matter import Viewer
from baicheng.server.registers.models import SavedView
from baicheng.server.registers.queries.saved import views_for
from baicheng.server.registers.services import saved_views as services
from baicheng.server.web.pickers import LONGEST_ID

#: So many changes of a shared view are shown.
_EVENTS = 5


@dataclass(frozen=True, slots=True)
class Shelf:
    """A view on the page that keeps them; ``events``: what became of a shared one, the latest first."""

    view: SavedView
    is_mine: bool
    events: list[tuple[Event, str]]


@require_GET
def views(request: SignedOnRequest, register_id: str) -> HttpResponse:
    """The views of a register that the user sees."""
    return _page(request, _book(register_id))


@require_POST
def save(request: SignedOnRequest, register_id: str) -> HttpResponse:
    """Name what the list shows."""
    book, now = _book(register_id), timezone.now()

    def work() -> SavedView:
        return services.save_view(
            register_id=book.id,
            title=request.POST.get("title", ""),
            query=_query(request, book),
            shared=bool(request.POST.get("shared")),
            user=request.user,
            at=now,
        )

    return _answer(request, book, work, _("The view is saved."))


@require_POST
def change(request: SignedOnRequest, pk: int) -> HttpResponse:
    """Rename a view, share it or take it back, or let it show what the list shows now."""
    view, now = _found(request, pk), timezone.now()
    book = _book(view.register)
    given: dict[str, Any] = {}
    if "title" in request.POST:
        given["title"] = request.POST["title"]
    if "query" in request.POST:
        given["query"] = _query(request, book)
    if "sharing" in request.POST:
        given["shared"] = request.POST["sharing"] == "yes"

    def work() -> SavedView:
        return services.change_view(view, user=request.user, at=now, **given)

    return _answer(request, book, work, _("The view is changed."), stay="query" not in given)


@require_POST
def remove(request: SignedOnRequest, pk: int) -> HttpResponse:
    """Remove a view."""
    view = _found(request, pk)
    services.remove_view(view, user=request.user, at=timezone.now())
    messages.success(request, _("The view is removed."))
    return redirect("registers:views", view.register)


@require_POST
def open_with(request: SignedOnRequest, register_id: str) -> HttpResponse:
    """Choose the view with which one's own list opens; none means all records."""
    book, key = _book(register_id), request.POST.get("view", "")
    view = _found(request, int(key)) if key.isdecimal() and len(key) <= LONGEST_ID and int(key) else None

    def work() -> None:
        services.open_with(book.id, view, user=request.user)

    return _answer(request, book, work, _("Your list opens with it from now on."), stay=True)


def _answer(
    request: SignedOnRequest, book: Book, work: Callable[[], Any], saying: str, *, stay: bool = False
) -> HttpResponse:
    """What became of it: the list with the view, or the page that keeps the views."""
    try:
        done = work()
    except ValidationError as error:
        return _page(request, book, error.messages)
    messages.success(request, saying)
    return redirect("registers:views", book.id) if stay or done is None else redirect(done)


def _page(request: SignedOnRequest, book: Book, wrong: list[str] | None = None) -> HttpResponse:
    now = timezone.now()
    office = services.may_share(request.user, book.id, now)
    rows = list(views_for(request.user, book.id).select_related("owner__person"))
    events: dict[str, list[tuple[Event, str]]] = defaultdict(list)
    chains = {services.chain_of_view(row): row for row in rows if row.shared}
    for event in Event.objects.filter(chain__in=chains).order_by("-pk"):
        if len(events[event.chain]) < _EVENTS:
            events[event.chain].append((event, _said(event)))
    shelves = [
        Shelf(row, office if row.shared else True, events[services.chain_of_view(row)]) for row in rows
    ]
    given = {
        "book": book,
        "shelves": shelves,
        "wrong": wrong or [],
        "office": office,
        "has_first": any(row.is_first for row in rows),
    }
    return render(request, "registers/views.html", given, status=422 if wrong else 200)


def _said(event: Event) -> str:
    """What happened to a shared view, in words."""
    changed = event.changes
    if "shared" in changed:
        return _("shared with everybody") if changed["shared"][1] else _("taken back")
    if "title" in changed:
        return _("renamed, before: “%(title)s”") % {"title": changed["title"][0]}
    return _("shows something else since then")


def _query(request: SignedOnRequest, book: Book) -> str:
    given = QueryDict(request.POST.get("query", ""))
    return worth_keeping(given, LedgerFilters(given, book, Viewer(request.user, timezone.now())))


def _found(request: SignedOnRequest, pk: int) -> SavedView:
    found = views_for(request.user).filter(pk=pk).first() if pk < 2**63 else None
    if found is None:
        raise Http404
    return found


def _book(register_id: str) -> Book:
    try:
        return book_of(register_id)
    except NotInstalled as error:
        raise Http404 from error

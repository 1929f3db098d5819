"""The pages of ledgers: which there are, one as a list, its Excel file, files of records."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass, replace
from typing import Any, cast
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from baicheng.clock.instants import china_date
from baicheng.server.accounts.requests import SignedOnRequest
from baicheng.server.editions.queries import NotInstalled, packs
from baicheng.server.registers.books import Book, book_of, holds_tasks
from baicheng.server.registers.columns import CHOOSING, choice
from baicheng.server.registers.export import workbook
from baicheng.server.registers.faces.asked import BOARD, CALENDAR, GANTT, VIEW, Asked, ticked
from baicheng.server.registers.faces.board import board
from baicheng.server.registers.faces.gantt import gantt
from baicheng.server.registers.faces.month import month
from baicheng.server.registers.faces.views import NONE, views_of
from baicheng.server.registers.ledger import ledger, ledger_as_of
from baicheng.server.registers.listing_form import LedgerFilters
from baicheng.server.registers.matter import Viewer
from baicheng.server.registers.models import Attachment
from baicheng.server.registers.previews import preview_of
from baicheng.server.registers.queries import attachment_for, may_enter, visible
from baicheng.server.registers.queries.reach import countable
from baicheng.server.registers.queries.saved import views_of_list
from baicheng.server.registers.searching import holding
from baicheng.server.web.listing import Empty, Listing
from baicheng.server.web.paging import Count, bounded_counts
from baicheng.server.web.pickers import LONGEST_ID, OFFERED, options_of
from baicheng.server.web.spreadsheets import download

#: No file has so many pages that their number has more digits.
_LONGEST_PAGE = 6


@dataclass(frozen=True, slots=True)
class Shelf:
    """A programme with its registers, each with how many records the user may see."""

    title: object
    books: tuple[tuple[Book, Count], ...]

    @property
    def holds_any(self) -> bool:
        return any(count.number for _, count in self.books)


@require_GET
def index(request: SignedOnRequest) -> HttpResponse:
    """All registers of the programmes that are installed: first those where the user has something to look at."""
    viewer = Viewer(request.user, timezone.now())
    books = [book_of(f"{pack.name}.{name}") for pack in packs() for name in pack.registers]
    books.sort(key=lambda book: book.register.overview is None)  # the tasks of a programme stand first
    counts = bounded_counts({book.id: countable(viewer, book) for book in books})
    shelves = [
        Shelf(
            pack.manifest.title,
            tuple((book, counts[book.id]) for book in books if book.programme == pack.name),
        )
        for pack in packs()
    ]
    filled = [shelf for shelf in shelves if shelf.holds_any]
    empty = [shelf for shelf in shelves if not shelf.holds_any]
    return render(request, "registers/index.html", {"filled": filled, "empty": empty})


@require_GET
def list_records(request: SignedOnRequest, register_id: str) -> HttpResponse:
    """A register as a list, narrowed and sorted as the address says; or as it was; or with another face."""
    book = _book(register_id)
    saved = views_of_list(request.user.pk, book.id)
    first = next((view for view in saved if view.is_first), None)
    if first is not None and not request.GET:
        return redirect(first)
    if first is not None and VIEW not in request.GET:
        # Lifting the last filter leads to all records, not back to the view with which the list opens.
        query = request.GET.copy()
        query[VIEW] = NONE
        request.GET = cast(Any, query)
    asked = Asked.of(request.GET, book, Viewer(request.user, timezone.now()))
    given = {
        "book": book,
        "views": views_of(asked, saved),
        "asked": asked,
        "past": asked.past,
        "now": asked.viewer.at,
        "query": request.GET.urlencode(),
        "holds_tasks": asked.past is None and holds_tasks(book),
        "may_enter": asked.past is None and may_enter(request.user, book, asked.viewer.at),
    }
    if asked.face == BOARD:
        return render(request, "registers/faces/board.html", {**given, "board": board(asked)})
    if asked.face == CALENDAR:
        return render(request, "registers/faces/calendar.html", {**given, "month": month(asked)})
    if asked.face == GANTT:
        chart = gantt(asked)
        given["listing"] = Listing((), chart.page, chart.count, _empty(asked), asked.order, request.GET)
        return render(request, "registers/faces/gantt.html", {**given, "chart": chart})
    return render(request, "registers/list.html", {**given, **_table(asked)})


def _table(asked: Asked) -> dict[str, Any]:
    """The list as a table: what its template needs besides."""
    viewer, book, query = asked.viewer, asked.book, asked.query
    after, before = query.get("after", ""), query.get("before", "")
    if asked.past is not None:
        found = ledger_as_of(
            viewer, book, asked.past, asked.filters, after=after, before=before, chosen=asked.columns
        )
    else:
        found = ledger(
            viewer, book, asked.filters, asked.order, after=after, before=before, chosen=asked.columns
        )
    return {
        "listing": Listing(found.columns, found.page, found.count, _empty(asked), asked.order, query),
        "lines": found.lines,
        "past_query": _past_query(asked.form) if asked.past else "",
        "choice": choice(book, asked.columns, query),
        "choosing": CHOOSING in query,
    }


def _past_query(form: LedgerFilters) -> str:
    """How the address of a record asks for what it was on the day of the list."""
    days = {name: form.cleaned_data.get(name) for name in ("held", "known")}
    return "?" + urlencode({name: day.isoformat() if day else "" for name, day in days.items()})


def _empty(asked: Asked) -> Empty:
    if asked.is_narrowed:
        return Empty(_("No record matches"), _("Lift a filter to see the others."), _("All records"), "?")
    return Empty(_("No record yet"), _("What is entered here, or issued from a document, will stand here."))


@require_GET
def export(request: SignedOnRequest, register_id: str) -> FileResponse:
    """The list as an Excel file, narrowed and sorted as the page is; or of it what was ticked."""
    now = timezone.now()
    book = _book(register_id)
    asked = Asked.of(request.GET, book, Viewer(request.user, now))
    ids = ticked(request.GET)
    filters = replace(asked.filters, ids=ids) if ids else asked.filters
    content = workbook(asked.viewer, book, filters, asked.order, chosen=asked.columns)
    name = f"{book.register.title.zh}-{china_date(now):%Y%m%d}.xlsx"
    return download(content, name)


@require_GET
def choices(request: SignedOnRequest, register_id: str) -> HttpResponse:
    """What is ticked in a picker, and the records of a register whose number or title holds what was typed."""
    now = timezone.now()
    book = _book(register_id)
    field = request.GET.get("field", "")
    typed = request.GET.get(f"{field}-search", "").strip()
    ticked = [one for one in request.GET.getlist(field) if one.isdecimal() and len(one) <= LONGEST_ID]
    seen = visible(request.user, book.id, now)
    known = {str(row.pk): str(row) for row in seen.filter(pk__in=[int(one) for one in ticked])}
    offered = [(one, known[one]) for one in ticked if one in known]
    if typed:
        matching = holding(seen, typed).order_by("-pk")[:OFFERED]
        offered += [(str(row.pk), str(row)) for row in matching if str(row.pk) not in known]
    options = options_of(field, offered, ticked, bool(request.GET.get("many")))
    return render(request, "web/forms/picker_options.html", {"options": options, "searched": bool(typed)})


@require_GET
def file(request: SignedOnRequest, pk: int) -> FileResponse:
    """A file of a record: a picture in place where ``inline`` is asked, everything else as a download."""
    found = _attachment(request, pk)
    in_place = "inline" in request.GET and found.is_picture
    answer = FileResponse(
        found.file.open("rb"),
        as_attachment=not in_place,
        filename=found.file_name,
        content_type=found.media_type,
    )
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


@require_GET
def preview(request: SignedOnRequest, pk: int) -> HttpResponse:
    """A look into a file of a record, without opening the file itself: pictures of pages, text, rows."""
    found = _attachment(request, pk)
    page = request.GET.get("page", "")
    number = int(page) if page.isascii() and page.isdigit() and len(page) < _LONGEST_PAGE else 1
    given = {"file": found, "page": number}
    if found.is_picture:
        return render(request, "registers/preview.html", given)
    try:
        seen = preview_of(found, number)
    except ValidationError as error:
        return render(request, "registers/preview.html", given | {"faults": error.messages})
    given |= {"seen": seen, "page": min(max(number, 1), seen.pages)}
    given["picture"] = f"data:image/webp;base64,{b64encode(seen.picture).decode()}" if seen.picture else ""
    return render(request, "registers/preview.html", given)


def _attachment(request: SignedOnRequest, pk: int) -> Attachment:
    try:
        return attachment_for(request.user, pk, timezone.now())
    except Attachment.DoesNotExist as error:
        raise Http404 from error


def _book(register_id: str) -> Book:
    try:
        return book_of(register_id)
    except NotInstalled as error:
        raise Http404 from error

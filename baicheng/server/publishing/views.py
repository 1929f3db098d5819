"""The pages of papers for those inside: all of them, one with what can be done, its words, its files."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from baicheng.clock.cycles import CycleUnit
from baicheng.clock.instants import china_date
from baicheng.clock.periods import period_of
from baicheng.server.accounts.requests import SignedOnRequest
from baicheng.server.publishing import services
from baicheng.server.publishing.excel import excel_file
from baicheng.server.publishing.files import saved
from baicheng.server.publishing.forms import (
    KINDS,
    DraftForm,
    PaperFilters,
    TimeForm,
    WordsForm,
    body_in,
    remarks_in,
)
from baicheng.server.publishing.models import Publication, State
from baicheng.server.publishing.pdf import PDF, pdf_file
from baicheng.server.publishing.queries import offered, readable
from baicheng.server.publishing.showing import TONES, Paper, paper_page
from baicheng.server.publishing.word import WORD, word_file
from baicheng.server.web.forms import add_errors
from baicheng.server.web.listing import Column, Empty, all_rows, list_page
from baicheng.server.web.spreadsheets import XLSX, ListColumn, send_list

COLUMNS = (
    Column("title", gettext_lazy("Paper"), order=("title",), kind="main"),
    Column("state", gettext_lazy("State")),
    Column("since", gettext_lazy("Period of the paper"), order=("since",), kind="date"),
    Column("released", gettext_lazy("Released"), kind="date"),
)


@require_GET
def list_papers(request: SignedOnRequest) -> HttpResponse:
    """The papers that the user may see, the newest period first."""
    form = PaperFilters(request.GET)
    rows = _filtered(request, form)
    drafts = offered(request.user, timezone.localdate())
    empty = Empty(
        _("No paper matches") if form.holds else _("No paper yet"),
        _draft_hint(bool(drafts)),
        icon="speakerphone",
    )
    listing = list_page(request, rows, columns=COLUMNS, sort="-since", empty=empty)
    given = {"listing": listing, "filters": form, "drafts": drafts, "tones": TONES}
    return render(request, "publishing/list.html", given)


@require_GET
def export(request: SignedOnRequest) -> FileResponse:
    """The papers as an Excel file, narrowed and sorted as the page is."""
    rows = _filtered(request, PaperFilters(request.GET))
    found = all_rows(request, rows, columns=COLUMNS, sort="-since")
    title, *others = (ListColumn(column.title) for column in COLUMNS)
    heads = (ListColumn(_("Document number"), 24), ListColumn(title.head, 56), *others)
    lines = (
        (one.number, one.title, one.get_state_display(), one.since, one.released_at)
        for one in found.iterator()
    )
    return send_list(_("Papers"), heads, lines, at=timezone.now())


def _filtered(request: SignedOnRequest, form: PaperFilters) -> QuerySet[Publication]:
    rows = readable(request.user, timezone.now())
    if form.is_valid() and (state := form.cleaned_data["state"]):
        rows = rows.filter(state=state)
    return rows


def _draft_hint(drafts: bool) -> str:
    if drafts:
        return _("Draft the circular of last month: its figures are counted for you.")
    return _("Papers of a programme appear here once its office has had them approved.")


@require_http_methods(["GET", "POST"])
def draft(request: SignedOnRequest) -> HttpResponse:
    """Draft a paper about a period."""
    now = timezone.now()
    papers = offered(request.user, china_date(now))
    if not papers:
        raise PermissionDenied(_("Only the programme's office issues its papers."))
    last = period_of(CycleUnit.MONTH, china_date(now)).previous().last
    form = DraftForm(request.POST or None, papers, last)
    if request.method == "POST" and form.is_valid():
        programme, _dot, name = form.cleaned_data["paper"].partition(".")
        try:
            found = services.draft(programme, name, day=form.cleaned_data["day"], user=request.user, at=now)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Drafted. Read it through, then submit it."))
            return redirect(found)
    return render(request, "publishing/draft.html", {"form": form}, status=422 if form.errors else 200)


@require_GET
def detail(request: SignedOnRequest, pk: int) -> HttpResponse:
    """One paper as it will be read, with what can be done with it."""
    now = timezone.now()
    row = _row(request, pk)
    given = {
        "page": paper_page(row, request.user, now),
        "time_form": TimeForm(initial={"release_at": row.release_at and timezone.localtime(row.release_at)}),
    }
    return render(request, "publishing/detail.html", given)


@require_http_methods(["GET", "POST"])
def edit(request: SignedOnRequest, pk: int) -> HttpResponse:
    """Word a draft."""
    row = _row(request, pk)
    if row.state != State.DRAFT:
        return redirect(row)
    words = {name: getattr(row, name) for name in ("number", "title", "addressed", "copies", "revision")}
    form = WordsForm(request.POST or None, initial=words)
    if request.method == "POST" and form.is_valid():
        try:
            services.edit(
                row,
                words=form.cleaned_data,
                body=body_in(request.POST),
                remarks=remarks_in(request.POST),
                revision=form.cleaned_data["revision"],
                user=request.user,
                at=timezone.now(),
            )
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect(row)
    typed = body_in(request.POST) if request.method == "POST" else row.body
    given = {
        "form": form,
        "paper": Paper.of(row),
        "blocks": [*typed, {"kind": "text", "text": ""}],
        "kinds": KINDS,
        "worded": _worded(row),
    }
    return render(request, "publishing/edit.html", given, status=422 if form.errors else 200)


def _worded(row: Publication) -> list[tuple[str, Any]]:
    """The records whose remark an office may word: field, and the row of the table."""
    return [
        (f"remark-{annex.table}-{record}", cells)
        for annex in Paper.of(row).annexes
        if annex.table == "late"
        for record, cells in zip(row.facts["tables"][annex.table]["records"], annex.rows, strict=True)
    ]


@require_POST
def submit(request: SignedOnRequest, pk: int) -> HttpResponse:
    """Submit a draft."""
    return _done(request, pk, services.submit, _("Submitted."))


@require_POST
def approve(request: SignedOnRequest, pk: int) -> HttpResponse:
    """Approve what was submitted."""
    return _done(request, pk, services.approve, _("Approved. The office releases it."))


@require_POST
def send_back(request: SignedOnRequest, pk: int) -> HttpResponse:
    """Send back what was submitted or approved."""
    return _done(request, pk, services.send_back, _("Sent back."), reason=request.POST.get("reason", ""))


@require_POST
def release(request: SignedOnRequest, pk: int) -> HttpResponse:
    """Release an approved paper."""
    return _done(request, pk, services.release, _("Released."))


@require_POST
def set_time(request: SignedOnRequest, pk: int) -> HttpResponse:
    """Set when an approved paper is released by itself."""
    form = TimeForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Write the moment as 2026-11-05 09:00."))
        return redirect(_row(request, pk))
    return _done(request, pk, services.set_time, _("The time is set."), release_at=form.moment())


@require_POST
def withdraw(request: SignedOnRequest, pk: int) -> HttpResponse:
    """Withdraw a released paper."""
    return _done(request, pk, services.withdraw, _("Withdrawn."), reason=request.POST.get("reason", ""))


@require_POST
def discard(request: SignedOnRequest, pk: int) -> HttpResponse:
    """Give up a draft."""
    return _done(request, pk, services.discard, _("Given up."), reason=request.POST.get("reason", ""))


@require_POST
def correct(request: SignedOnRequest, pk: int) -> HttpResponse:
    """Begin a correction of a released paper."""
    said = _("The correction is a draft. The released paper stands until it is released.")
    return _done(request, pk, services.correct, said, reason=request.POST.get("reason", ""))


def _done(
    request: SignedOnRequest, pk: int, service: Callable[..., Publication], said: str, **given: Any
) -> HttpResponse:
    row = _row(request, pk)
    try:
        row = service(row, user=request.user, at=timezone.now(), **given)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, said)
    return redirect(row)


@require_GET
def word(request: SignedOnRequest, pk: int) -> FileResponse:
    """The paper as a Word file."""
    row = _row(request, pk)
    return saved(row, row.word.open() if row.word else word_file(row), "docx", WORD)


@require_GET
def excel(request: SignedOnRequest, pk: int) -> FileResponse:
    """The tables of the paper as an Excel file."""
    row = _row(request, pk)
    return saved(row, excel_file(row), "xlsx", XLSX)


@require_GET
def pdf(request: SignedOnRequest, pk: int) -> HttpResponse | FileResponse:
    """The paper as a PDF file, where LibreOffice can make one."""
    row = _row(request, pk)
    try:
        made = row.pdf.open() if row.pdf else pdf_file(word_file(row))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(row)
    return saved(row, made, "pdf", PDF)


def _row(request: SignedOnRequest, pk: int) -> Publication:
    rows: QuerySet[Publication] = readable(request.user, timezone.now())
    return get_object_or_404(rows.select_related("drafted_by__person", "approved_by__person"), pk=pk)

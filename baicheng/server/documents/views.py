"""The pages of documents: all of them, one with its text, its file."""

from __future__ import annotations

from datetime import date

from django.db.models import DateField, QuerySet, Value
from django.db.models.functions import Coalesce
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from baicheng.server.accounts.models import Role, User
from baicheng.server.accounts.requests import SignedOnRequest
from baicheng.server.documents import queries
from baicheng.server.documents.forms import DocumentFilters
from baicheng.server.documents.lines import lines
from baicheng.server.documents.models import Document
from baicheng.server.orgs.successions import changed_names
from baicheng.server.web.listing import Column, Empty, all_rows, list_page
from baicheng.server.web.spreadsheets import ListColumn, send_list

#: Sorts documents without a date behind all others.
UNDATED = date(1, 1, 1)
COLUMNS = (
    Column("title", gettext_lazy("Document"), order=("title",), kind="main"),
    Column("issuer", gettext_lazy("Issued by"), order=("issuer",)),
    Column("issued", gettext_lazy("Date of issue"), order=("issued_sort",), kind="date"),
    Column("uploaded", gettext_lazy("Taken in"), order=("uploaded_at",), kind="date"),
)


@require_GET
def list_documents(request: SignedOnRequest) -> HttpResponse:
    """All documents, the newest first."""
    form = DocumentFilters(request.GET)
    rows = _filtered(form, request.user)
    takes_in = Role.OFFICE in request.user.roles
    empty = Empty(
        _("No document matches") if form.holds else _("No document yet"),
        _("Lift the filter to see the others.") if form.holds else _empty_hint(takes_in),
        _("All documents") if form.holds else "",
        "?" if form.holds else "",
        icon="file-text",
    )
    listing = list_page(request, rows, columns=COLUMNS, sort="-issued", empty=empty)
    given = {"listing": listing, "filters": form, "takes_in": takes_in}
    return render(request, "documents/list.html", given)


@require_GET
def export(request: SignedOnRequest) -> FileResponse:
    """The documents as an Excel file, narrowed and sorted as the page is."""
    found = _filtered(DocumentFilters(request.GET), request.user).defer("text")
    rows = all_rows(request, found, columns=COLUMNS, sort="-issued")
    title, *others = (ListColumn(column.title) for column in COLUMNS)
    heads = (ListColumn(_("Document number"), 24), ListColumn(title.head, 56), *others)
    lines = ((one.number, one.title, one.issuer, one.issued_on, one.uploaded_at) for one in rows.iterator())
    return send_list(_("Documents"), heads, lines, at=timezone.now())


def _empty_hint(takes_in: bool) -> str:
    if takes_in:
        return _("Take in a plan: its tasks are read from it and laid out for your review.")
    return _("Documents appear here once an office has taken them in.")


def _filtered(form: DocumentFilters, user: User) -> QuerySet[Document]:
    wanted = form.cleaned_data if form.is_valid() else {}
    rows = queries.documents(user, wanted.get("q", ""))
    if year := wanted.get("year"):
        rows = rows.filter(issued_on__year=year)
    return rows.annotate(issued_sort=Coalesce("issued_on", Value(UNDATED, output_field=DateField())))


@require_GET
def detail(request: SignedOnRequest, pk: int) -> HttpResponse:
    """One document: what identifies it, its clauses and its text."""
    document = get_object_or_404(
        queries.readable(request.user).select_related("issuing_subject", "uploaded_by__person"), pk=pk
    )
    clauses = list(document.clauses.defer("document"))
    given = {
        "document": document,
        "clauses": clauses,
        "lines": lines(document.text, clauses=clauses),
        "changed": changed_names(document.text, timezone.localdate()),
    }
    return render(request, "documents/detail.html", given)


@require_GET
def download(request: SignedOnRequest, pk: int) -> FileResponse:
    """The file as it was taken in: always saved, never shown in the browser."""
    document = get_object_or_404(queries.readable(request.user).defer("text"), pk=pk)
    response = FileResponse(
        document.file.open(),
        as_attachment=True,
        filename=document.file_name,
        content_type="application/octet-stream",
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response

"""The pages of imports: taking a document in, all imports, what a document became."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from baicheng.server.accounts.models import Role
from baicheng.server.accounts.requests import SignedOnRequest
from baicheng.server.documents.queries import readable
from baicheng.server.editions.queries import packs
from baicheng.server.intake import queries, services
from baicheng.server.intake.forms import UploadForm
from baicheng.server.intake.models import Import, ImportState
from baicheng.server.intake.templatetags.intake import decided_of
from baicheng.server.registers.models import Record
from baicheng.server.registers.queries import get_for
from baicheng.server.web.forms import add_errors
from baicheng.server.web.listing import Column, Empty, all_rows, list_page
from baicheng.server.web.pickers import LONGEST_ID
from baicheng.server.web.spreadsheets import ListColumn, send_list
from baicheng.server.web.templatetags.web import say

#: So many tasks of a document are shown on its page.
TASKS_SHOWN = 50
COLUMNS = (
    Column("document", gettext_lazy("Document"), kind="main"),
    Column("programme", gettext_lazy("Programme")),
    Column("progress", gettext_lazy("Decided"), kind="number"),
    Column("started", gettext_lazy("Started"), order=("started_at",), kind="date"),
    Column("state", gettext_lazy("State"), kind="state"),
)


def _require_office(request: SignedOnRequest) -> None:
    if Role.OFFICE not in request.user.roles:
        raise PermissionDenied(_("Only a programme office takes documents in."))


@require_GET
def list_imports(request: SignedOnRequest) -> HttpResponse:
    """The imports of the user's programmes, the newest first."""
    _require_office(request)
    rows = queries.with_progress(queries.imports_for(request.user))
    empty = Empty(
        _("No import yet"),
        _("Take in a plan: its tasks are read from it and laid out for your review."),
        _("Take in a document"),
        reverse("intake:upload"),
        icon="file-import",
    )
    listing = list_page(request, rows, columns=COLUMNS, sort="-started", empty=empty)
    return render(request, "intake/list.html", {"listing": listing, "titles": titles()})


@require_GET
def export(request: SignedOnRequest) -> FileResponse:
    """The imports as an Excel file, sorted as the page is."""
    _require_office(request)
    rows = queries.with_progress(queries.imports_for(request.user))
    found, called = all_rows(request, rows, columns=COLUMNS, sort="-started"), titles()
    document, *others = (ListColumn(column.title) for column in COLUMNS)
    heads = (ListColumn(_("Document number"), 24), ListColumn(document.head, 56), *others)
    lines = (
        (
            one.document.number,
            one.document.title,
            called.get(one.programme, one.programme),
            decided_of(one),
            one.started_at,
            ImportState(one.state).label,
        )
        for one in found
    )
    return send_list(_("Imports"), heads, lines, at=timezone.now())


def titles() -> dict[str, str]:
    """The titles of the installed programmes in the language of the page, by name."""
    return {pack.name: say(pack.manifest.title.model_dump()) for pack in packs()}


@require_http_methods(["GET", "POST"])
def upload(request: SignedOnRequest) -> HttpResponse:
    """Take a document in: read it and lay its tasks out for review.

    ``source`` in the address is the meeting whose minutes it is, or the instruction. A request of the page's
    script gets the errors alone, so that the chosen file stays chosen.
    """
    _require_office(request)
    source = _source(request)
    first = {"programme": source.register.partition(".")[0], "source": source.pk} if source else None
    form = UploadForm(request.POST or None, request.FILES or None, user=request.user, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            imports = services.start_import(
                form.cleaned_data["file"],
                programme=form.cleaned_data["programme"],
                year=form.cleaned_data["year"],
                user=request.user,
                at=timezone.now(),
                source=source,
            )
        except ValidationError as error:
            add_errors(form, error)
        else:
            return _lead_on(request, imports)
    status = 422 if form.is_bound else 200
    page = (
        "web/forms/errors.html" if form.is_bound and "HX-Request" in request.headers else "intake/upload.html"
    )
    return render(request, page, {"form": form, "source": source}, status=status)


def _source(request: SignedOnRequest) -> Record | None:
    """The record of which the document speaks, where one is named that the user sees."""
    named = request.POST.get("source") or request.GET.get("source", "")
    if not named.isdecimal() or len(named) > LONGEST_ID:
        return None
    try:
        return get_for(request.user, int(named), timezone.now())
    except Record.DoesNotExist as error:
        raise Http404 from error


def _lead_on(request: SignedOnRequest, imports: list[Import]) -> HttpResponse:
    """To the review of the one import, or to the list where a gazette became several."""
    url = reverse("intake:review", args=[imports[0].pk]) if len(imports) == 1 else reverse("intake:list")
    if "HX-Request" not in request.headers:
        return redirect(url)
    return HttpResponse(status=204, headers={"HX-Redirect": url})


@require_GET
def of_document(request: SignedOnRequest, pk: int) -> HttpResponse:
    """What a document became: its imports, and those of its tasks that the user may see."""
    document = get_object_or_404(readable(request.user).defer("text"), pk=pk)
    tasks = queries.tasks_of(document, request.user, TASKS_SHOWN + 1)
    given = {
        "document": document,
        "imports": queries.with_progress(queries.imports_for(request.user)).filter(document=document),
        "tasks": tasks[:TASKS_SHOWN],
        "more": len(tasks) > TASKS_SHOWN,
        "titles": titles(),
    }
    return render(request, "intake/of_document.html", given)

"""The pages from a file to records (导入步骤): the file, its columns, what is wrong, what will be done."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from baicheng.server.accounts.requests import SignedOnRequest
from baicheng.server.editions.queries import NotInstalled
from baicheng.server.registers.books import Book, book_of, holds_tasks, spoken
from baicheng.server.registers.faces.asked import Asked
from baicheng.server.registers.matter import Viewer
from baicheng.server.sheets import services
from baicheng.server.sheets.columns import targets
from baicheng.server.sheets.filling import are_too_many, form_file, listed_records
from baicheng.server.sheets.forms import ColumnsForm, ConfirmForm, FileForm, TableForm
from baicheng.server.sheets.marking import marked_file
from baicheng.server.sheets.models import Upload, UploadState
from baicheng.server.sheets.queries import (
    plan_of,
    refuse_unless_may_import,
    table_of,
    uploads_of,
    workbook_of,
)
from baicheng.server.sheets.tables import MOST_ROWS
from baicheng.server.sheets.task_ledger import task_ledger_file
from baicheng.server.web.forms import add_errors
from baicheng.server.web.spreadsheets import download, file_name
from baicheng.server.web.workbooks import MOST_BYTES

_EARLIER = 5


@require_http_methods(["GET", "POST"])
def begin(request: SignedOnRequest, register_id: str) -> HttpResponse:
    """Fetch the form of a register, or send a file that is to be entered in it."""
    now = timezone.now()
    book = _book(register_id)
    refuse_unless_may_import(request.user, book, now)
    form = FileForm(request.POST or None, request.FILES or None, use_required_attribute=False)
    if request.method == "POST" and form.is_valid():
        file: UploadedFile = form.cleaned_data["file"]
        try:
            upload = services.start(
                file.name or "",
                file.read(MOST_BYTES + 1),
                register_id=book.id,
                user=request.user,
                at=now,
            )
        except ValidationError as error:
            form.add_error("file", error.messages)
        else:
            return redirect(upload)
    earlier = uploads_of(request.user).filter(register=book.id).defer("content", "found")[:_EARLIER]
    columns = targets(book)
    given = {
        "form": form,
        "book": book,
        "earlier": earlier,
        "most": MOST_ROWS,
        "megabytes": MOST_BYTES >> 20,
        "query": request.GET.urlencode(),
        "taken": "、".join(one.head for one in columns if one.is_taken),
        "shown": "、".join(one.head for one in columns if not one.is_taken),
    }
    return render(request, "sheets/begin.html", given, status=422 if form.errors else 200)


@require_GET
def form(request: SignedOnRequest, register_id: str) -> FileResponse:
    """The empty form of a register."""
    now = timezone.now()
    book = _book(register_id)
    refuse_unless_may_import(request.user, book, now)
    title = _("%(register)s (form)") % {"register": spoken(book.register.title)}
    return download(form_file(Viewer(request.user, now), book), file_name(title, now))


@require_GET
def records(request: SignedOnRequest, register_id: str) -> FileResponse:
    """The list in the form that can be sent back, narrowed and sorted as the page is."""
    now = timezone.now()
    book = _book(register_id)
    viewer = Viewer(request.user, now)
    asked = Asked.of(request.GET, book, viewer)
    rows = listed_records(viewer, book, asked.filters, asked.order, most=MOST_ROWS)
    more = are_too_many(viewer, book, asked.filters)
    title = _("%(register)s (to edit)") % {"register": spoken(book.register.title)}
    return download(form_file(viewer, book, rows, more=more), file_name(title, now))


@require_GET
def task_ledger(request: SignedOnRequest, register_id: str) -> FileResponse:
    """The list of tasks as a ledger to print and circulate, narrowed and sorted as the page is."""
    now = timezone.now()
    book = _book(register_id)
    if not holds_tasks(book):
        raise Http404
    viewer = Viewer(request.user, now)
    asked = Asked.of(request.GET, book, viewer)
    rows = list(listed_records(viewer, book, asked.filters, asked.order))
    title = _("%(register)s (to print)") % {"register": spoken(book.register.title)}
    return download(task_ledger_file(viewer, book, rows), file_name(title, now))


@require_http_methods(["GET", "POST"])
def columns(request: SignedOnRequest, pk: int) -> HttpResponse:
    """What each column of the file holds; sending it checks every cell."""
    upload = _upload(request, pk)
    if upload.state in (UploadState.WAITING, UploadState.DONE):
        return redirect("sheets:check", pk)
    book, table = book_of(upload.register), table_of(upload)
    asked = ColumnsForm(_sent(request), book, table, upload.columns, upload.empties)
    if request.method == "POST" and asked.is_valid():
        try:
            services.match_columns(
                upload,
                asked.columns(),
                user=request.user,
                at=timezone.now(),
                empties=asked.cleaned_data["empties"],
            )
        except ValidationError as error:
            add_errors(asked, error)
        else:
            return redirect("sheets:check", pk)
    initial = {"sheet": upload.sheet, "head": upload.head}
    missing = [one.head for one in targets(book) if one.required and one.name not in upload.columns]
    given = {
        "upload": upload,
        "book": book,
        "form": asked,
        "rows": asked.rows(),
        "count": len(table.rows),
        "missing": "、".join(missing),
        "left_out": "、".join(
            head or letter for letter, head, _samples, choice in asked.rows() if not choice.value()
        ),
        "table_form": TableForm(None, workbook_of(upload).titles, initial=initial),
    }
    return render(request, "sheets/columns.html", given, status=422 if asked.errors else 200)


@require_POST
def table(request: SignedOnRequest, pk: int) -> HttpResponse:
    """Take another sheet, or another row of it, for the titles of the columns."""
    upload = _upload(request, pk)
    if upload.state in (UploadState.WAITING, UploadState.DONE):
        return redirect("sheets:check", pk)
    asked = TableForm(request.POST, workbook_of(upload).titles)
    if not asked.is_valid():
        for listed in asked.errors.values():
            messages.error(request, " ".join(map(str, listed)))
        return redirect("sheets:columns", pk)
    try:
        services.choose_table(upload, user=request.user, **asked.cleaned_data)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("sheets:columns", pk)


@require_http_methods(["GET", "POST"])
def check(request: SignedOnRequest, pk: int) -> HttpResponse:
    """What is wrong, or what will be done; sending it enters the file."""
    upload = _upload(request, pk)
    if upload.state == UploadState.COLUMNS:
        return redirect("sheets:columns", pk)
    asked = ConfirmForm(_sent(request), reason=bool(upload.found["change"]))
    if request.method == "POST" and asked.is_valid():
        try:
            services.confirm(
                upload,
                user=request.user,
                at=timezone.now(),
                good_only="good_only" in request.POST,
                reason=asked.cleaned_data["reason"],
            )
        except ValidationError as error:
            add_errors(asked, error)
        else:
            return redirect("sheets:check", pk)
    found = upload.found
    given = {
        "upload": upload,
        "book": book_of(upload.register),
        "form": asked,
        "found": found,
        "todo": found["create"] + found["change"],
        "more": found["fault_count"] - len(found["faults"]),
        "more_rows": max(found["create"] + found["change"] - len(found["rows"]), 0),
    }
    return render(request, "sheets/check.html", given, status=422 if asked.errors else 200)


@require_GET
def marked(request: SignedOnRequest, pk: int) -> FileResponse:
    """The sheet with its faults marked; only the faulty rows, once the others are entered."""
    upload = _upload(request, pk)
    if not upload.content or upload.state == UploadState.COLUMNS:
        raise Http404
    plan = plan_of(upload, timezone.now())
    stem = upload.name.rpartition(".")[0] or upload.name
    name = _("%(name)s (faults).xlsx") % {"name": stem}
    return download(marked_file(plan, faulty_only=upload.state == UploadState.DONE), name)


@require_POST
def discard(request: SignedOnRequest, pk: int) -> HttpResponse:
    """Forget a file that was not entered."""
    upload = _upload(request, pk)
    try:
        services.discard(upload, user=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(upload)
    messages.success(request, _("The file is forgotten; nothing was entered."))
    return redirect("registers:list", upload.register)


def _sent(request: SignedOnRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _upload(request: SignedOnRequest, pk: int) -> Upload:
    return get_object_or_404(uploads_of(request.user), pk=pk)


def _book(register_id: str) -> Book:
    try:
        return book_of(register_id)
    except NotInstalled as error:
        raise Http404 from error

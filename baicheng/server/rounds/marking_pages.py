"""The pages on which marks are given (打分页面): a sheet with its marks, and the files behind them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Q
from django.forms import BoundField
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_GET, require_http_methods

from baicheng.clock.instants import china_date
from baicheng.server.accounts.queries import is_office
from baicheng.server.accounts.requests import SignedOnRequest
from baicheng.server.registers.books import spoken
from baicheng.server.rounds import services
from baicheng.server.rounds.forms import MarksFileForm, MarksForm, key_of
from baicheng.server.rounds.keeping import refuse_unless_office
from baicheng.server.rounds.mark_files import form_file
from baicheng.server.rounds.models import Evidence, Participant, Round, RoundState, Sheet
from baicheng.server.rounds.queries import is_reopened, marks_of, standing_marks, step_of
from baicheng.server.rounds.steps_shown import MarkShown, marks_shown
from baicheng.server.rounds.visibility import (
    may_fill,
    rounds_for,
    visible_marks,
    visible_objections,
    visible_sheets,
)
from baicheng.server.web.spreadsheets import download, file_name
from baicheng.server.web.workbooks import MOST_BYTES

#: A mark with the fields in which it is given (value, remark, files) and the name of the one that says which was seen.
Line = tuple[MarkShown, BoundField, BoundField, BoundField, str]


@require_http_methods(["GET", "POST"])
def sheet(request: SignedOnRequest, pk: int, sheet_pk: int) -> HttpResponse:
    """A sheet: its marks to be given, kept, and handed in; or as they were handed in."""
    now = timezone.now()
    row = get_object_or_404(rounds_for(request.user, now), pk=pk)
    one = get_object_or_404(visible_sheets(request.user, row, now), pk=sheet_pk)
    shown = marks_shown(row, list(marks_of(one)))
    fills = row.state == RoundState.MARKING and not one.is_handed_in and may_fill(request.user, one, now)
    form = _form(request, shown)
    if request.method == "POST" and fills and form.is_valid():
        try:
            services.give_marks(row, form.given(), user=request.user, at=now)
        except ValidationError as error:
            form.add_faults(error)
        else:
            return _after(request, one)
    given = {
        "round": row,
        "sheet": one,
        "step": step_of(row, one.step),
        "groups": _grouped(shown, form),
        "form": form,
        "fills": fills,
        "owed": sum(not each.mark.is_given for each in shown),
        "may_send_back": one.is_handed_in
        and row.state == RoundState.MARKING
        and is_office(request.user, row.programme, china_date(now)),
    }
    return render(request, "rounds/sheet.html", given, status=422 if form.errors else 200)


def _after(request: SignedOnRequest, one: Sheet) -> HttpResponse:
    """Where saving leads: back to the sheet, or to the round once it is handed in."""
    if "hand_in" not in request.POST:
        messages.success(request, _("Saved. Hand it in when all marks are given."))
        return redirect(one)
    try:
        services.hand_in(one, user=request.user, at=timezone.now())
    except ValidationError as error:
        messages.error(request, _("Saved, but not handed in.") + " " + " ".join(error.messages))
        return redirect(one)
    messages.success(request, pgettext("round", "Handed in."))
    return redirect(one.round)


@require_GET
def sheet_form(request: SignedOnRequest, pk: int, sheet_pk: int) -> FileResponse:
    """A sheet as an Excel form to be filled in, with what was given so far."""
    now = timezone.now()
    one = _filled_in(request, pk, sheet_pk, now)
    title = spoken(step_of(one.round, one.step).title)
    return download(form_file(one), file_name(title, now))


@require_http_methods(["GET", "POST"])
def take_marks(request: SignedOnRequest, pk: int, sheet_pk: int) -> HttpResponse:
    """Take the marks of a sheet from an Excel file: all, or none and what is wrong in which cell."""
    now = timezone.now()
    one = _filled_in(request, pk, sheet_pk, now)
    form = MarksFileForm(request.POST or None, request.FILES or None, use_required_attribute=False)
    if request.method == "POST" and form.is_valid():
        file: UploadedFile = form.cleaned_data["file"]
        try:
            made = services.import_marks(
                one, file.name or "", file.read(MOST_BYTES + 1), user=request.user, at=now
            )
        except ValidationError as error:
            form.add_error("file", error.messages)
        else:
            said = ngettext("%(count)s mark taken.", "%(count)s marks taken.", len(made))
            messages.success(request, said % {"count": len(made)})
            return redirect(one)
    given = {"form": form, "sheet": one, "step": step_of(one.round, one.step)}
    return render(request, "rounds/take_marks.html", given, status=422 if form.errors else 200)


def _filled_in(request: SignedOnRequest, pk: int, sheet_pk: int, now: datetime) -> Sheet:
    """A sheet that the user fills in now."""
    row = get_object_or_404(rounds_for(request.user, now), pk=pk)
    one: Sheet = get_object_or_404(visible_sheets(request.user, row, now), pk=sheet_pk)
    if row.state != RoundState.MARKING or one.is_handed_in or not may_fill(request.user, one, now):
        raise PermissionDenied(_("You do not fill in this sheet, or it was handed in."))
    return one


@require_http_methods(["GET", "POST"])
def put_right(request: SignedOnRequest, pk: int, participant_pk: int) -> HttpResponse:
    """Put marks right of one that is assessed after the release, each with a remark that says why."""
    now = timezone.now()
    row = get_object_or_404(rounds_for(request.user, now), pk=pk)
    refuse_unless_office(request.user, row.programme, now)
    if row.state != RoundState.OBJECTION or not is_reopened(row):
        raise PermissionDenied(
            _("Released results are touched only where an objection was upheld or they came back.")
        )
    one = get_object_or_404(Participant.objects.select_related("subject"), pk=participant_pk, round=row)
    shown = marks_shown(row, list(standing_marks(row).filter(subject=one.subject)))
    form = _form(request, shown)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.give_marks(row, form.given(), user=request.user, at=now)
        except ValidationError as error:
            form.add_faults(error)
        else:
            said = _("Put right. Now reckon all again.") if made else _("Nothing was changed.")
            messages.success(request, said)
            return redirect(row)
    given = {"round": row, "participant": one, "groups": _grouped(shown, form), "form": form, "fills": True}
    return render(request, "rounds/put_right.html", given, status=422 if form.errors else 200)


@require_GET
def evidence(request: SignedOnRequest, pk: int, evidence_pk: int) -> FileResponse:
    """A file behind a mark or an objection, for those who see that."""
    now = timezone.now()
    row: Round = get_object_or_404(rounds_for(request.user, now), pk=pk)
    seen = Q(mark__in=visible_marks(request.user, row, now).values("pk"))
    seen |= Q(objection__in=visible_objections(request.user, row, now).values("pk"))
    file = get_object_or_404(Evidence.objects.filter(seen, round=row), pk=evidence_pk)
    # Never shown in the page: whatever it holds is the reader's own programs' to open.
    return FileResponse(file.file.open(), as_attachment=True, filename=file.name)


def _form(request: SignedOnRequest, shown: Sequence[MarkShown]) -> MarksForm:
    posted = request.method == "POST"
    marks = [(each.mark, each.item) for each in shown]
    return MarksForm(request.POST if posted else None, request.FILES if posted else None, marks)


def _grouped(shown: Sequence[MarkShown], form: MarksForm) -> list[tuple[str, list[Line]]]:
    """Marks by whom they are about: the one assessed, or who was drawn of it."""
    return [(whom, list(lines)) for whom, lines in groupby(_lines(shown, form), key=_whom)]


def _lines(shown: Sequence[MarkShown], form: MarksForm) -> Iterator[Line]:
    for each in shown:
        key = key_of(each.mark)
        yield each, form[key], form[f"remark-{key}"], form[f"files-{key}"], form.seen(each.mark)


def _whom(line: Line) -> str:
    mark = line[0].mark
    return f"{mark.subject} · {mark.drawn}" if mark.drawn else str(mark.subject)

"""Moving a record on (流转), and giving one's word on what no move ends."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from baicheng.clock.instants import china_date, end_of
from baicheng.flows.moves import needed_fields
from baicheng.server.accounts.requests import SignedOnRequest
from baicheng.server.assignments.models import NO, Assignment
from baicheng.server.duties.services import answer_by_hand, move_record
from baicheng.server.indicators.queries import unmet
from baicheng.server.pages.course import Move, moves, outcome_said
from baicheng.server.pages.entering import attach_all
from baicheng.server.pages.views.record import found
from baicheng.server.pages.views.revisions import seen_revision
from baicheng.server.registers.books import Book, book_of, spoken
from baicheng.server.registers.forms import RecordForm
from baicheng.server.registers.matter import KIND, Matter, Viewer
from baicheng.server.registers.models import Record
from baicheng.server.registers.services import answer_assignment
from baicheng.server.web.forms import DayInput, add_errors

REASON, ANSWER = "reason", "answer"


@require_http_methods(["GET", "POST"])
def move(request: SignedOnRequest, pk: int, name: str) -> HttpResponse:
    """A move with all that it asks for."""
    now = timezone.now()
    record = found(request, pk, now)
    book = book_of(record.register)
    matter = Matter.of(record, book, Viewer(request.user, now))
    offered = next((one for one in moves(matter) if one.name == name), None)
    if offered is None:
        return _gone(request, record, book, name)
    form = _form(request, book, record, matter, offered, now)
    if request.method == "POST" and form.is_valid():
        try:
            seen = seen_revision(request)
            attach_all(record, form.uploads(), user=request.user, at=now, revision=seen)
            move_record(
                record,
                name,
                user=request.user,
                at=now,
                revision=record.revision if _uploaded(form) else seen,
                reason=form.cleaned_data.get(REASON, ""),
                answer=form.cleaned_data.get(ANSWER, ""),
                values=form.values(),
                parties=form.roles(),
            )
        except ValidationError as error:
            form.add_refusals(error)
            record.refresh_from_db()
        else:
            messages.success(request, _("Done: %(move)s.") % {"move": offered.title})
            return redirect(record)
    given = {"form": form, "record": record, "move": offered, "book": book}
    given["unmet"] = unmet(record, china_date(now)) if offered.claims_done else ()
    return render(request, "pages/move.html", given, status=422 if form.is_bound else 200)


def _gone(request: SignedOnRequest, record: Record, book: Book, name: str) -> HttpResponse:
    """A move that is not the user's, or no longer leads from where the record is now."""
    the_move = book.process.flow.moves.get(name) if book.process else None
    if the_move is None:
        raise Http404
    if record.state in the_move.from_states:
        raise PermissionDenied(_("This is not yours to do."))
    said = {"move": spoken(the_move.title)}
    messages.warning(request, _("“%(move)s” is not possible any more: the record has moved on.") % said)
    return redirect(record)


def _form(
    request: SignedOnRequest, book: Book, record: Record, matter: Matter, offered: Move, now: datetime
) -> RecordForm:
    posted = request.method == "POST"
    needed = needed_fields(book.process, offered.name, matter.row) if book.process else ()
    form = RecordForm(
        book,
        request.POST if posted else None,
        request.FILES if posted else None,
        viewer=Viewer(request.user, now),
        names=offered.asks,
        values=record.fields,
        parties=matter.parties,
        needed=(*needed, *offered.requires),
    )
    silent = offered.closes and not offered.needs_reason and bool(unmet(record, china_date(now)))
    if offered.takes_reason or silent:
        form.fields[REASON] = _text(_("Reason"), offered.needs_reason or silent)
    if silent:
        form.fields[REASON].help_text = _("Why it is closed although not every target is reached.")
    if offered.needs_answer:
        form.fields[ANSWER] = _text(_("Answer to the return"), True)
        form.fields[ANSWER].help_text = _("Why it goes back to the same unit after that returned it.")
    return form


def _text(label: str, required: bool) -> forms.CharField:
    area = forms.Textarea({"rows": 3})
    return forms.CharField(label=label, required=required, max_length=2000, widget=area)


def _uploaded(form: RecordForm) -> bool:
    return any(form.uploads().values())


@require_http_methods(["GET", "POST"])
def answer(request: SignedOnRequest, pk: int, outcome: str) -> HttpResponse:
    """A bearer's word: consent, signature, confirmation, objection."""
    now = timezone.now()
    row = Assignment.objects.filter(pk=pk, about_kind=KIND).first()
    if row is None or row.about_id is None:
        raise Http404
    record = found(request, row.about_id, now)
    wrong: list[str] = []
    if request.method == "POST":
        reason = request.POST.get(REASON, "")
        try:
            answer_assignment(row, outcome, user=request.user, at=now, reason=reason)
        except ValidationError as error:
            wrong = error.messages
        else:
            messages.success(request, _("Your word is recorded."))
            return redirect(record)
    given: dict[str, Any] = {
        "row": row,
        "record": record,
        "word": outcome_said(outcome),
        "needs_reason": outcome in NO,
        "wrong": wrong,
    }
    return render(request, "pages/answer.html", given, status=422 if wrong else 200)


class SettleForm(forms.Form):
    """How and when something was done that no record of the system answers."""

    what = forms.CharField(
        label=gettext_lazy("How it was done"),
        max_length=2000,
        help_text=gettext_lazy("With the number of the paper, where there is one."),
        widget=forms.Textarea({"rows": 3}),
    )
    done_on = forms.DateField(label=gettext_lazy("Done on"), required=False, widget=DayInput)


@require_http_methods(["GET", "POST"])
def settle(request: SignedOnRequest, pk: int) -> HttpResponse:
    """Say that something was done outside the system."""
    now = timezone.now()
    row = Assignment.objects.select_related("bearer").filter(pk=pk).first()
    viewer = Viewer(request.user, now)
    if row is None or "demand" not in row.rule:
        raise Http404
    if row.bearer_id not in viewer.mine and not viewer.is_office(row.programme):
        raise Http404
    form = SettleForm(request.POST or None, use_required_attribute=False)
    if request.method == "POST" and form.is_valid():
        done_on = form.cleaned_data["done_on"]
        held_at = min(end_of(done_on), now) if done_on else None
        try:
            answer_by_hand(row, what=form.cleaned_data["what"], user=request.user, at=now, held_at=held_at)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Recorded as done."))
            return redirect("pages:my_work")
    given = {"form": form, "row": row, "now": now}
    return render(request, "pages/settle.html", given, status=422 if form.errors else 200)

"""Entering and changing records (填写)."""

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
from django.views.decorators.http import require_http_methods

from baicheng.clock.instants import china_date
from baicheng.server.accounts.requests import SignedOnRequest
from baicheng.server.duties.models import Report
from baicheng.server.duties.services import change_record, enter_record, move_record
from baicheng.server.editions.queries import NotInstalled
from baicheng.server.orgs.models import Subject
from baicheng.server.orgs.queries import names
from baicheng.server.pages.entering import (
    attach_all,
    is_stale,
    sending_move,
    sending_word,
    units_to_enter_for,
)
from baicheng.server.pages.views.record import found
from baicheng.server.pages.views.revisions import seen_revision
from baicheng.server.registers.books import Book, book_of, label, spoken
from baicheng.server.registers.forms import PLACE, REASON, TITLE, RecordForm
from baicheng.server.registers.matter import Viewer
from baicheng.server.registers.models import Record
from baicheng.server.registers.parties import parties_of
from baicheng.server.registers.queries import editable_now, may_enter
from baicheng.server.registers.wording import names_in, say
from baicheng.server.web.pickers import LONGEST_ID

#: The button that also hands a draft in.
SEND = "send"


@require_http_methods(["GET", "POST"])
def create(request: SignedOnRequest, register_id: str) -> HttpResponse:
    """Enter a record of a register; ``under`` in the address is the record to which it belongs."""
    now = timezone.now()
    book = _book(register_id)
    if not may_enter(request.user, book, now):
        raise PermissionDenied(
            _("You may not enter records in “%(register)s”.") % {"register": spoken(book.register.title)}
        )
    parent = _parent(request, now)
    form = _form(request, book, now, fixed=_link_to(book, parent), names=_names(book))
    if parent is not None:
        form.offer([party.subject_id for party in parties_of([parent], china_date(now))], china_date(now))
    units = units_to_enter_for(request.user, now)
    _add_unit(form, units, now)
    if request.method == "POST" and form.is_valid():
        try:
            record = enter_record(
                register_id=book.id,
                values=form.values(),
                parties=form.takings(),
                user=request.user,
                at=now,
                title=form.typed_title(),
                place=form.typed_place(),
                parent=parent,
                unit=_unit(form, units),
            )
        except ValidationError as error:
            form.add_refusals(error)
        else:
            return _after(request, record, form, now)
    given = {"form": form, "book": book, "title": spoken(book.register.title), "parent": parent}
    given["sends"] = sending_word(book)
    return render(request, "pages/form.html", given, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def edit(request: SignedOnRequest, pk: int) -> HttpResponse:
    """Change the fields of a record."""
    now = timezone.now()
    record = found(request, pk, now)
    if asked := Report.objects.filter(record=record).values_list("assignment", flat=True).first():
        return redirect("pages:report", asked)  # where its figures are typed, too
    mine = editable_now(request.user, record, now)
    if not mine.names:
        raise PermissionDenied(_("This record cannot be changed by you while it is in this state."))
    book = book_of(record.register)
    form = _edit_form(request, record, book, now)
    if request.method == "POST" and form.is_valid():
        try:
            record = change_record(
                record,
                form.values(),
                user=request.user,
                at=now,
                revision=seen_revision(request),
                reason=form.cleaned_data.get(REASON, ""),
                title=form.typed_title() if TITLE in form.fields else None,
                **({"place": form.typed_place()} if PLACE in form.fields else {}),
            )
        except ValidationError as error:
            if is_stale(error):
                return _conflict(request, record, book, form, error)
            form.add_refusals(error)
        else:
            return _after(request, record, form, now)
    return _edit_page(request, record, book, form, now)


def _edit_form(request: SignedOnRequest, record: Record, book: Book, now: datetime) -> RecordForm:
    """The inputs of what the user may change, and the reason: required where others go by one of them."""
    mine = editable_now(request.user, record, now)
    names_ = [name for name in _names(book, roles=False) if name in mine.names]
    form = _form(request, book, now, names=names_, record=record)
    form.fields[REASON] = forms.CharField(
        label=_("Reason"),
        required=mine.needs_reason,
        max_length=2000,
        help_text=_("It stands in the record's history.") if mine.needs_reason else "",
        widget=forms.Textarea({"rows": 2}),
    )
    return form


def _edit_page(
    request: SignedOnRequest, record: Record, book: Book, form: RecordForm, now: datetime
) -> HttpResponse:
    sending = sending_move(request.user, record, now)
    given = {
        "form": form,
        "book": book,
        "record": record,
        "title": record.title,
        "sends": sending[1] if sending else "",
        "attachments": record.attachments.filter(removed_at=None).order_by("pk"),
    }
    return render(request, "pages/form.html", given, status=422 if form.errors else 200)


def _after(request: SignedOnRequest, record: Record, form: RecordForm, now: datetime) -> HttpResponse:
    """Files and move behind a record that is stored; what is refused is corrected on its own page."""
    try:
        attach_all(record, form.uploads(), user=request.user, at=now)
        sending = sending_move(request.user, record, now) if SEND in request.POST else None
        if sending:
            move_record(record, sending[0], user=request.user, at=now, revision=record.revision)
    except ValidationError as error:
        book = book_of(record.register)
        again = _edit_form(request, record, book, now)
        again.is_valid()
        again.add_refusals(error)
        messages.warning(request, _("What you typed is kept; something is still to be put right."))
        record.refresh_from_db()
        return _edit_page(request, record, book, again, now)
    messages.success(request, _("Handed in.") if sending else _("Saved."))
    return redirect(record)


def _conflict(
    request: SignedOnRequest, record: Record, book: Book, form: RecordForm, error: ValidationError
) -> HttpResponse:
    """Somebody else was quicker: what stands there now beside what was typed."""
    record.refresh_from_db()
    viewer = Viewer(request.user, timezone.now())
    typed = form.values()
    known = names_in(book, [record.fields, typed], viewer.day, viewer)
    rows = []
    for name, value in typed.items():
        field = book.register.fields_[name]
        now_said, typed_said = (_said(say(field, one, known)) for one in (record.fields.get(name), value))
        if now_said != typed_said:
            rows.append((label(book, name), now_said, typed_said))
    kept = [field for field in form if not isinstance(field.field, forms.FileField)]
    given = {"record": record, "kept": kept, "rows": rows, "why": error.messages, "book": book}
    return render(request, "pages/conflict.html", given, status=409)


def _said(values: Any) -> str:
    return "、".join(map(str, values))


def _book(register_id: str) -> Book:
    try:
        return book_of(register_id)
    except NotInstalled as error:
        raise Http404 from error


def _parent(request: SignedOnRequest, now: datetime) -> Record | None:
    under = request.GET.get("under", "")
    return found(request, int(under), now) if under.isdecimal() and len(under) <= LONGEST_ID else None


def _link_to(book: Book, parent: Record | None) -> dict[str, Any]:
    """The field that leads to the record under which this one is entered."""
    if parent is None:
        return {}
    programme, _dot, register = parent.register.partition(".")
    for name, field in book.register.fields_.items():
        if field.to in (register, parent.register) and book.programme == programme:
            return {name: [parent.pk] if field.many else parent.pk}
    return {}


def _names(book: Book, *, roles: bool = True) -> list[str]:
    """The inputs of the pack's form; roles of a record that is there change by a move.

    A new record is not asked for sections that a later move fills in, such as the reply to an order.
    """
    moves = book.process.flow.moves.values() if book.process else ()
    later = {name for move in moves for name in move.asks} if roles else set()
    form = [name for part in book.register.form if not later.issuperset(part.fields) for name in part.fields]
    names_ = form or [TITLE, *book.register.fields_, *book.register.parties]
    return [name for name in names_ if roles or name not in book.register.parties]


def _form(
    request: SignedOnRequest,
    book: Book,
    now: datetime,
    *,
    names: list[str],
    record: Record | None = None,
    fixed: dict[str, Any] | None = None,
) -> RecordForm:
    posted = request.method == "POST"
    return RecordForm(
        book,
        request.POST if posted else None,
        request.FILES if posted else None,
        viewer=Viewer(request.user, now),
        names=names,
        values=record.fields if record else None,
        title=record.title if record else "",
        place=record.place if record else None,
        fixed=fixed,
    )


def _add_unit(form: RecordForm, units: list[int], now: datetime) -> None:
    """Ask for which unit it is entered, where the user acts for several."""
    if len(units) > 1:
        called = names(units, china_date(now))
        form.fields["unit_"] = forms.ChoiceField(
            label=_("Entered for"), choices=[(str(pk), called[pk]) for pk in units]
        )


def _unit(form: RecordForm, units: list[int]) -> Subject | None:
    chosen = form.cleaned_data.get("unit_")
    pk = int(chosen) if chosen else (units[0] if len(units) == 1 else None)
    return Subject.objects.filter(pk=pk).first() if pk else None

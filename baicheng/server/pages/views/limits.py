"""Time limits (时限): asking for more time, deciding on it, changing a deadline."""

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

from baicheng.server.accounts.queries import is_office
from baicheng.server.accounts.requests import SignedOnRequest
from baicheng.server.assignments.models import Assignment, Extension
from baicheng.server.indicators.services import change_due as change_due_with_parts
from baicheng.server.indicators.services import grant_extension as grant_with_parts
from baicheng.server.pages.views.asking import ApprovalField, ReasonField
from baicheng.server.pages.views.record import form_of_record, found
from baicheng.server.pages.views.revisions import seen_revision
from baicheng.server.registers import services
from baicheng.server.registers.books import book_of, label
from baicheng.server.registers.matter import KIND, Viewer
from baicheng.server.registers.models import Record
from baicheng.server.web.formats import day as shown_day
from baicheng.server.web.forms import DayInput, add_errors


class ExtensionForm(forms.Form):
    """More time: until a day where the end is a day, by an amount where a limit runs."""

    new_due_on = forms.DateField(label=gettext_lazy("New day"), widget=DayInput)
    amount = forms.DecimalField(label=gettext_lazy("How much more"), max_digits=9, decimal_places=2)
    reason = ReasonField()

    def __init__(self, row: Assignment, data: Any = None) -> None:
        super().__init__(data, use_required_attribute=False)
        del self.fields["new_due_on" if row.clock else "amount"]


class DecisionForm(forms.Form):
    """A decision on more time, with why."""

    reason = ReasonField(required=False)


class _WithParts(forms.Form):
    """A new day of a record, and which of its parts it takes along."""

    parts = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Parts that move along"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Their targets are due on the new day too; the others keep their day."),
    )

    def offer_parts(self, record: Record | None, day: Any) -> None:
        """Let parts be ticked; those due on the day that holds are ticked at first."""
        dated = list(record.parts.exclude(due_on=None).order_by("order")) if record else []
        if not dated:
            del self.fields["parts"]
            return
        at_once = [part.pk for part in dated if part.due_on and part.due_on.isoformat() == day]
        self.initial["parts"] = at_once
        field = self.fields["parts"]
        assert isinstance(field, forms.TypedMultipleChoiceField), "as stated above"
        field.choices = [(part.pk, f"{part.text[:60]} ({shown_day(part.due_on)})") for part in dated]


class GrantForm(_WithParts, DecisionForm):
    """A decision on more time; where the record's day follows, with the parts that move along."""

    field_order = ("parts", "reason")

    def __init__(self, asked: Extension, record: Record | None, data: Any = None) -> None:
        super().__init__(data, use_required_attribute=False)
        field = services.field_that_follows(asked.assignment) if record and asked.new_due_on else None
        self.offer_parts(record if field else None, record.fields.get(field) if record and field else None)


class DeadlineForm(_WithParts):
    """A deadline that changes, with who approved it and why."""

    field_order = ("new_day", "approval", "parts", "reason")
    new_day = forms.DateField(label=gettext_lazy("New day"), widget=DayInput)
    approval = ApprovalField()
    reason = ReasonField()

    def __init__(self, record: Record, day: Any, data: Any = None) -> None:
        super().__init__(data, initial={"new_day": day}, use_required_attribute=False)
        self.offer_parts(record, day)


@require_http_methods(["GET", "POST"])
def ask_extension(request: SignedOnRequest, pk: int) -> HttpResponse:
    """Ask for more time for an assignment of one's own unit."""
    now = timezone.now()
    row, record = _own(request, pk, now)
    form = ExtensionForm(row, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.ask_extension(row, user=request.user, at=now, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("More time is asked for. The clock runs on until it is decided."))
            return _back(row, record)
    if record is None:
        given = {"form": form, "row": row, "record": None, "now": now}
        given |= {"title": _("Ask for more time"), "verb": _("Ask")}
        return render(request, "pages/limit_form.html", given, status=422 if form.errors else 200)
    return form_of_record(request, form, record, _("Ask for more time"), _("Ask"), row)


@require_http_methods(["GET", "POST"])
def decide_extension(request: SignedOnRequest, pk: int) -> HttpResponse:
    """Grant or refuse more time."""
    now = timezone.now()
    asked = Extension.objects.select_related("assignment__bearer", "asked_by__person").filter(pk=pk).first()
    if asked is None or not is_office(request.user, asked.assignment.programme):
        raise Http404
    record = _record_of(request, asked.assignment, now)
    form = GrantForm(asked, record, request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason, parts = form.cleaned_data["reason"], form.cleaned_data.get("parts", ())
        try:
            if "grant" in request.POST:
                grant_with_parts(asked, parts=parts, user=request.user, at=now, reason=reason)
            else:
                services.refuse_extension(asked, user=request.user, at=now, reason=reason)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Decided."))
            return _back(asked.assignment, record)
    given = {"form": form, "asked": asked, "record": record, "now": now}
    return render(request, "pages/decide_extension.html", given, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def change_due(request: SignedOnRequest, pk: int, field: str) -> HttpResponse:
    """Change the day on which open assignments of a record rest."""
    now = timezone.now()
    record = found(request, pk, now)
    book = book_of(record.register)
    if not is_office(request.user, book.programme):
        raise PermissionDenied(_("Only the programme's office decides on time limits."))
    form = DeadlineForm(record, record.fields.get(field), request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            change_due_with_parts(
                record,
                field,
                given["new_day"],
                parts=given.get("parts", ()),
                user=request.user,
                at=now,
                revision=seen_revision(request),
                approval=given["approval"],
                reason=given["reason"],
            )
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("The deadline is changed."))
            return redirect(record)
    title = _("Change the deadline: %(field)s") % {"field": label(book, field)}
    return form_of_record(request, form, record, title, _("Change"))


def _back(row: Assignment, record: Record | None) -> HttpResponse:
    """Where one goes on: to the record, or to the time limit of what is about none."""
    return redirect(record) if record is not None else redirect("pages:time_limit", row.pk)


def _own(request: SignedOnRequest, pk: int, now: datetime) -> tuple[Assignment, Record | None]:
    row = Assignment.objects.select_related("bearer").filter(pk=pk).first()
    if row is None or row.bearer_id not in Viewer(request.user, now).mine:
        raise Http404
    return row, _record_of(request, row, now)


def _record_of(request: SignedOnRequest, row: Assignment, now: datetime) -> Record | None:
    if row.about_kind != KIND or row.about_id is None:
        return None
    return found(request, row.about_id, now)

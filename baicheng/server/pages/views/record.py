"""The page of a record (事项), now or as it was."""

from __future__ import annotations

from datetime import datetime

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from baicheng.server.accounts.requests import SignedOnRequest
from baicheng.server.assignments.models import Assignment
from baicheng.server.pages.record import found_record, record_page
from baicheng.server.registers.models import Record
from baicheng.server.registers.queries import Past, get_for
from baicheng.server.web.forms import DayInput


class PastForm(forms.Form):
    """Which day to look at, and as known on which."""

    held = forms.DateField(
        label=_("As it was on"),
        widget=DayInput,
        error_messages={"required": _("Choose the day to look at.")},
    )
    known = forms.DateField(label=_("As known on"), required=False, widget=DayInput)

    def past(self, now: datetime) -> Past | None:
        """The moments asked for: the ends of the days, none of them later than now."""
        if not self.is_bound or not self.is_valid():
            return None
        held, known = self.cleaned_data["held"], self.cleaned_data["known"]
        return Past.of_days(held, known, now)


def found(request: SignedOnRequest, pk: int, now: datetime) -> Record:
    """The record of an address, or a page that tells nothing of it."""
    try:
        return get_for(request.user, pk, now)
    except Record.DoesNotExist as error:
        raise Http404 from error


def form_of_record(
    request: SignedOnRequest,
    form: forms.Form,
    record: Record,
    title: str,
    verb: str,
    row: Assignment | None = None,
) -> HttpResponse:
    """A page with one form about a record, or about an assignment of it."""
    given = {"form": form, "record": record, "row": row, "title": title, "verb": verb, "now": timezone.now()}
    return render(request, "pages/one_form.html", given, status=422 if form.errors else 200)


@require_GET
def record(request: SignedOnRequest, pk: int) -> HttpResponse:
    """A record with all that belongs to it."""
    now = timezone.now()
    try:
        of_page = found_record(request.user, pk, now)
    except Record.DoesNotExist as error:
        raise Http404 from error
    asks_past = "held" in request.GET
    form = PastForm(request.GET if asks_past else None)
    past = form.past(now)
    everything = "all" in request.GET
    page = record_page(request.user, of_page, now, past, quiet=everything)
    if page is None:
        return render(request, "pages/not_yet.html", {"record": of_page.record, "form": form, "past": past})
    given = {"page": page, "record": page.record, "now": now, "form": form, "everything": everything}
    return render(request, "pages/record.html", given)

"""The working calendar (工作日历): the year as it is worked, what was decided on it, and proposing more."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from baicheng.server.accounts.models import Role
from baicheng.server.accounts.requests import SignedOnRequest
from baicheng.server.accounts.views import for_administrators
from baicheng.server.assignments.calendars import (
    DAYS,
    OFFICE_HOURS,
    YEAR,
    calendar,
    called,
    days_stated,
    said,
)
from baicheng.server.assignments.forms import DaysForm, HoursForm
from baicheng.server.assignments.yearly import months
from baicheng.server.editions.contents import local_rows
from baicheng.server.editions.models import LocalValue, LocalValueState
from baicheng.server.editions.queries import INSTALLATION
from baicheng.server.editions.services import propose_local_value
from baicheng.server.web.forms import add_errors

#: What can be proposed, by the last part of its address.
_PATHS = {"year": YEAR, "days": DAYS, "hours": OFFICE_HOURS}
_LEADS = {
    "year": gettext_lazy(
        "All days off and all days worked instead, as the State Council's notice names them."
    ),
    "days": gettext_lazy("A day off or a day worked that the yearly notice does not name."),
    "hours": gettext_lazy("Time limits in working hours count by them; limits in days end at the close."),
}


@require_GET
def working_calendar(request: SignedOnRequest) -> HttpResponse:
    """A year of the calendar; everybody sees it, for everybody's limits count by it."""
    today = timezone.localdate()
    year = _year(request.GET.get("year", ""), today.year)
    held = calendar()
    values = list(
        LocalValue.objects.filter(pack=INSTALLATION).select_related(
            "proposed_by__person", "settled_by__person"
        )
    )
    proposed: dict[date, bool] = {}
    for value in values:
        if value.state == LocalValueState.PROPOSED and value.path != OFFICE_HOURS:
            proposed |= days_stated(value)
    given = {
        "year": year,
        "months": list(months(year, held, proposed, today)),
        "announced": held.is_announced(year),
        "hours": held.hours_on(today),
        "local": local_rows(values, request.user, title=called, said=said),
        "decides": Role.ADMINISTRATOR in request.user.roles,
    }
    return render(request, "assignments/working_calendar.html", given)


def _year(typed: str, present: int) -> int:
    """The year asked for; the present one where no year that a calendar has is asked for."""
    found = int(typed) if typed.isascii() and typed.isdigit() and len(typed) == 4 else present
    return found if 1949 <= found <= 2200 else present


@require_http_methods(["GET", "POST"])
@for_administrators
def propose(request: SignedOnRequest, what: str) -> HttpResponse:
    """Propose a year's holidays, single days or office hours; another administrator approves."""
    if what not in _PATHS:
        raise Http404
    year = _year(request.GET.get("year", ""), timezone.localdate().year)
    form = _form(what, request.POST or None, year)
    if request.method == "POST" and form.is_valid():
        try:
            _propose(request, what, form)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Proposed. Somebody else approves it."))
            return redirect("assignments:working_calendar")
    given = {"form": form, "title": called(_PATHS[what]), "lead": _LEADS[what]}
    return render(request, "assignments/propose.html", given, status=422 if form.errors else 200)


def _form(what: str, data: Any, year: int) -> DaysForm | HoursForm:
    if what == "hours":
        return HoursForm(data)
    return DaysForm(data, initial={"year": year})


def _propose(request: SignedOnRequest, what: str, form: DaysForm | HoursForm) -> None:
    given: dict[str, Any] = {key: form.cleaned_data[key] for key in ("reason", "decided_by")}
    if isinstance(form, HoursForm):
        given |= {"value": form.cleaned_data["hours"]}
        given |= {key: form.cleaned_data[key] for key in ("since", "until")}
    else:
        given |= _days(what, form)
    propose_local_value(pack=INSTALLATION, path=_PATHS[what], user=request.user, at=timezone.now(), **given)


def _days(what: str, form: DaysForm) -> dict[str, Any]:
    """Single days, or with the year the arrangement of all of it; it holds from its first day on."""
    year, days = form.cleaned_data["year"], form.cleaned_data["days"]
    since = date.fromisoformat(min(days))
    if what == "days":
        return {"value": days, "since": since}
    if calendar().is_announced(year):
        known = _("The holidays of %(year)s are known already; change single days instead.") % {"year": year}
        raise ValidationError({"year": known})
    return {"value": {"year": year, "days": days}, "since": since}

"""One time limit (时限): let it stand still or run on, hand it on, give it back, grant an appeal."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from baicheng.clock.instants import china_date, start_of
from baicheng.server.accounts.requests import SignedOnRequest
from baicheng.server.pages.time_limit import TimeLimitPage, time_limit_page
from baicheng.server.pages.views.asking import ApprovalField, ReasonForm
from baicheng.server.registers import services
from baicheng.server.registers.inputs import SubjectChoice
from baicheng.server.web.forms import DayInput, add_errors


class PauseForm(ReasonForm):
    """Until when a clock stands still, and why."""

    until = forms.DateField(
        label=gettext_lazy("Runs on from"),
        required=False,
        widget=DayInput,
        help_text=gettext_lazy("Left empty, it stands still until somebody lets it run on."),
    )
    field_order = ("until", "reason")


class HandOnForm(ReasonForm):
    """Who bears it from now on, who approved it, and why."""

    approval = ApprovalField()

    def __init__(self, data: Any, on: date) -> None:
        super().__init__(data, use_required_attribute=False)
        self.fields["bearer"] = SubjectChoice("bearer", on, data, label=_("Who bears it from now on"))
        self.order_fields(["bearer", "approval", "reason"])


class AppealForm(ReasonForm):
    """From which day on it counts no more, and why."""

    on = forms.DateField(label=gettext_lazy("Does not count from"), widget=DayInput)
    field_order = ("on", "reason")


@require_GET
def time_limit(request: SignedOnRequest, pk: int) -> HttpResponse:
    """A time limit with all that can be done with it."""
    page = _page_of(request, pk)
    return render(request, "pages/time_limit.html", {"page": page, "row": page.row, "now": timezone.now()})


@require_http_methods(["GET", "POST"])
def pause(request: SignedOnRequest, pk: int) -> HttpResponse:
    """Let it stand still, until a day or until it is resumed."""
    page, now = _for_office(request, pk), timezone.now()
    form = PauseForm(request.POST or None, use_required_attribute=False)

    def do(typed: dict[str, Any]) -> None:
        until = start_of(typed.pop("until")) if typed.get("until") else None
        services.pause(page.row, user=request.user, at=now, until=until, reason=typed["reason"])

    return _answer(request, page, form, do, _("Pause"), _("The clock stands still."))


@require_http_methods(["GET", "POST"])
def resume(request: SignedOnRequest, pk: int) -> HttpResponse:
    """Let it run on."""
    page, now = _for_office(request, pk), timezone.now()
    form = ReasonForm(request.POST or None, use_required_attribute=False)

    def do(typed: dict[str, Any]) -> None:
        services.resume(page.row, user=request.user, at=now, **typed)

    return _answer(request, page, form, do, _("Let it run on"), _("The clock runs on."))


@require_http_methods(["GET", "POST"])
def hand_on(request: SignedOnRequest, pk: int) -> HttpResponse:
    """Hand it on to another bearer, who gets the full limit."""
    page, now = _for_office(request, pk), timezone.now()
    form = HandOnForm(request.POST or None, china_date(now))

    def do(typed: dict[str, Any]) -> None:
        services.hand_to(page.row, user=request.user, at=now, **typed)

    return _answer(request, page, form, do, _("Hand it on"), _("Handed on."))


@require_http_methods(["GET", "POST"])
def exclude(request: SignedOnRequest, pk: int) -> HttpResponse:
    """Grant an appeal: it counts in no statistics from a day on."""
    page, now = _for_office(request, pk), timezone.now()
    initial = {"on": china_date(now)}
    form = AppealForm(request.POST or None, initial=initial, use_required_attribute=False)

    def do(typed: dict[str, Any]) -> None:
        services.exclude(page.row, user=request.user, at=now, **typed)

    return _answer(request, page, form, do, _("Grant an appeal"), _("The appeal is granted."))


@require_http_methods(["GET", "POST"])
def give_back(request: SignedOnRequest, pk: int) -> HttpResponse:
    """Return what was handed on to one's own unit."""
    page, now = _page_of(request, pk), timezone.now()
    if not page.mine:
        raise PermissionDenied(_("Only those who act for %(bearer)s do this.") % {"bearer": page.row.bearer})
    form = ReasonForm(request.POST or None, use_required_attribute=False)

    def do(typed: dict[str, Any]) -> None:
        services.give_back(page.row, user=request.user, at=now, **typed)

    return _answer(request, page, form, do, _("Give it back"), _("Given back."))


def _page_of(request: SignedOnRequest, pk: int) -> TimeLimitPage:
    page = time_limit_page(request.user, pk, timezone.now())
    if page is None:
        raise Http404
    return page


def _for_office(request: SignedOnRequest, pk: int) -> TimeLimitPage:
    page = _page_of(request, pk)
    if not page.is_office:
        raise PermissionDenied(_("Only the programme's office decides on time limits."))
    return page


def _answer(
    request: SignedOnRequest,
    page: TimeLimitPage,
    form: forms.Form,
    do: Callable[[dict[str, Any]], None],
    title: str,
    saying: str,
) -> HttpResponse:
    """The form, or what became of it. Afterwards one is back at the time limit, unless it is another's now."""
    if request.method == "POST" and form.is_valid():
        try:
            do(dict(form.cleaned_data))
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, saying)
            after = time_limit_page(request.user, page.row.pk, timezone.now())
            return redirect("pages:time_limit", page.row.pk) if after else redirect("pages:my_work")
    given = {"form": form, "row": page.row, "record": page.record, "title": title, "verb": title}
    given["now"] = timezone.now()
    return render(request, "pages/limit_form.html", given, status=422 if form.errors else 200)

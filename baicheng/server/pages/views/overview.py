"""The overview of a programme (总览), and the sheets of units and counties (单位页)."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from datetime import datetime

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from baicheng.server.accounts.requests import SignedOnRequest
from baicheng.server.duties.overview.scope import MOST, Scope, books_with_overview
from baicheng.server.pages.overview.page import overview_page
from baicheng.server.pages.overview.sheet import sheet_of, subject_of
from baicheng.server.registers.matter import Viewer
from baicheng.server.registers.queries import Past
from baicheng.server.web.forms import DayInput
from baicheng.server.web.tabs import Tab
from baicheng.server.web.templatetags.web import say
from baicheng.server.web.turns import aside

#: Beyond so many tasks it does not matter which programme has more.
_ENOUGH = 1_000


class DayForm(forms.Form):
    """The day on which to look, and the day whose knowledge counts."""

    held = forms.DateField(label=_("As it was on"), required=False, widget=DayInput())
    known = forms.DateField(label=_("As known on"), required=False, widget=DayInput())

    def past(self, now: datetime) -> Past | None:
        """The moments at which to look, where a day was chosen."""
        if not self.is_valid() or not self.cleaned_data["held"]:
            return None
        return Past.of_days(self.cleaned_data["held"], self.cleaned_data["known"], now)


@require_GET
def overviews(request: SignedOnRequest) -> HttpResponse:
    """The overview of the programme in which the user sees most tasks of this year."""
    viewer = Viewer(request.user, timezone.now())
    scopes = {pack.name: Scope(book, viewer) for pack, book in books_with_overview()}
    if not scopes:
        return render(request, "pages/overview.html", {"page": None, "tabs": ()})
    counts = {name: scope.rows()[:_ENOUGH].count() for name, scope in scopes.items()}
    return redirect("pages:overview", max(counts, key=lambda name: counts[name]))


@require_GET
def overview(request: SignedOnRequest, programme: str) -> HttpResponse:
    """What is done, on time, at risk and late of a programme, as far as the user sees its tasks."""
    scope, form = scope_of(request, programme)
    tabs = [
        Tab(say(pack.manifest.title), f"../{pack.name}/", current=pack.name == programme)
        for pack, _book in books_with_overview()
    ]
    with _aside_if_past(scope):
        page = overview_page(scope)
    given = {
        "scope": scope,
        "page": page,
        "too_many": page is None,
        "most": MOST,
        "tabs": tabs if len(tabs) > 1 else (),
        "form": form,
    }
    return render(request, "pages/overview.html", given)


@require_GET
def sheet(request: SignedOnRequest, programme: str, pk: int) -> HttpResponse:
    """The sheet of one unit or county, as far as the user sees its tasks."""
    scope, form = scope_of(request, programme)
    subject = subject_of(scope, pk)
    with _aside_if_past(scope):
        found = sheet_of(scope, subject) if subject is not None else None
    if found is None:
        raise Http404
    return render(request, "pages/sheet.html", {"scope": scope, "sheet": found, "form": form})


def scope_of(request: SignedOnRequest, programme: str) -> tuple[Scope, DayForm]:
    """What is asked for: the tasks of a programme, on a day.

    Raises:
        Http404: the programme has no overview.
    """
    now = timezone.now()
    book = next((book for pack, book in books_with_overview() if pack.name == programme), None)
    if book is None:
        raise Http404
    form = DayForm(request.GET)
    return Scope(book, Viewer(request.user, now), form.past(now)), form


def _aside_if_past(scope: Scope) -> AbstractContextManager[None]:
    """What is told of a day that is gone is read task by task, which holds up no other page."""
    return aside() if scope.past is not None else nullcontext()

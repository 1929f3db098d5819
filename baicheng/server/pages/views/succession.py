"""The pages of successions (机构改革 职责承接): the list, the way to a new one, one with its divisions, open cases."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, QuerySet
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from baicheng.clock.instants import china_date
from baicheng.server.accounts.models import Role
from baicheng.server.accounts.queries import has_role
from baicheng.server.accounts.requests import SignedOnRequest
from baicheng.server.accounts.views import for_administrators
from baicheng.server.duties.services import CarriedOut
from baicheng.server.orgs.models import Subject, SubjectKind, Succession, SuccessionStep
from baicheng.server.orgs.services.succeeding import InPlace
from baicheng.server.orgs.successions import steps_of, successions
from baicheng.server.pages.succession import ordering
from baicheng.server.pages.succession.cases import cases_for, decide_cases
from baicheng.server.pages.succession.choices import offered_of
from baicheng.server.pages.succession.forms import BodiesForm, CasesForm, PlaceForm, PlacesForm, ScopeForm
from baicheng.server.pages.succession.ordering import Order
from baicheng.server.pages.succession.page import (
    divisions_of_a_city,
    scope_in_words,
    state_said,
    succession_page,
)
from baicheng.server.registers.books import book_of, spoken
from baicheng.server.web.forms import add_errors
from baicheng.server.web.listing import Column, Empty, all_rows, list_page
from baicheng.server.web.spreadsheets import ListColumn, send_list

COLUMNS = (
    Column("who", gettext_lazy("From and to"), kind="main"),
    Column("ordered", gettext_lazy("Ordered on"), order=("ordered_on", "pk"), kind="date"),
    Column("source", gettext_lazy("Ordered by")),
    Column("state", gettext_lazy("State"), kind="state"),
)
#: The steps on the way to a new succession.
BODIES, SCOPE, AGAIN, PREVIEW, DONE = "bodies", "scope", "scope_again", "preview", "done"


@require_GET
def successions_list(request: SignedOnRequest) -> HttpResponse:
    """All successions, the latest first."""
    empty = Empty(
        _("No succession is entered"),
        _("When a reform moves functions from one body to another, an administrator enters it here."),
    )
    listing = list_page(request, _placed(), columns=COLUMNS, sort="-ordered", empty=empty)
    given = {"listing": listing, "may_keep": has_role(request.user, Role.ADMINISTRATOR)}
    return render(request, "pages/successions.html", given)


@require_GET
def export(request: SignedOnRequest) -> FileResponse:
    """The successions as an Excel file, sorted as the page is."""
    found = all_rows(request, _placed(), columns=COLUMNS, sort="-ordered")
    heads = [ListColumn(head) for head in (_("Old body"), _("New body"), *(one.title for one in COLUMNS[1:]))]
    rows = (
        (one.old, one.new or _("case by case"), one.ordered_on, one.source, state_said(one)[0])
        for one in found
    )
    return send_list(_("Successions of functions"), heads, rows, at=timezone.now())


def _placed() -> QuerySet[Succession]:
    """All successions, with whether they are in place somewhere (``placed``)."""
    placed = SuccessionStep.objects.filter(
        succession=OuterRef("pk"), superseded_at=None, in_place_on__lte=china_date(timezone.now())
    )
    return successions().annotate(placed=Exists(placed))


@require_http_methods(["GET", "POST"])
@for_administrators
def create(request: SignedOnRequest) -> HttpResponse:
    """The way to a new succession: bodies, scope and days, what will happen; only then is it entered."""
    now = timezone.now()
    stage = request.POST.get("stage", "") if request.method == "POST" else ""
    bodies = BodiesForm(request.POST or None, china_date(now))
    if stage not in (SCOPE, AGAIN, PREVIEW, DONE) or not bodies.is_valid():
        return _stage(request, BODIES, bodies=bodies)
    given = bodies.cleaned_data
    offered = offered_of(given["old"], request.user, china_date(now))
    onward = stage in (PREVIEW, DONE)
    typed = onward or "day-own" in request.POST
    scope = ScopeForm(request.POST, given["kind"], offered, bound=typed)
    places = PlacesForm(request.POST, divisions_of_a_city(china_date(now)), bound=typed)
    if not onward or not (scope.is_valid() and places.is_valid()):
        if not onward and not _bodies_go_together(request, bodies):
            return _stage(request, BODIES, bodies=bodies)
        return _stage(request, SCOPE, bodies=bodies, scope=scope, places=places)
    order = Order(
        old=given["old"],
        new=given["new"],
        new_name=given["new_name"].strip(),
        scope=scope.scope(),
        ordered_on=given["ordered_on"],
        source=given["source"],
        ends=given["ends"],
        steps=places.steps(),
    )
    try:
        ordering.check_order(order, user=request.user)
        if stage == DONE:
            made, done = ordering.order_succession(order, user=request.user, at=now)
            messages.success(request, _said(done, _("The succession is entered.")))
            return redirect("pages:succession", made.pk)
    except ValidationError as error:
        add_errors(scope, error)
        return _stage(request, SCOPE, bodies=bodies, scope=scope, places=places)
    foreseen = ordering.foresee_order(order, user=request.user, at=now)
    registers = sorted({register for register, _verdict in foreseen.counts})
    figures = [
        (
            spoken(book_of(register).register.title),
            [foreseen.counts[register, verdict] for verdict in ("passes", "open", "stays")],
        )
        for register in registers
    ]
    return _stage(
        request,
        PREVIEW,
        bodies=bodies,
        order=order,
        said=scope_in_words(order.scope),
        foreseen=foreseen,
        figures=figures,
    )


def _bodies_go_together(request: SignedOnRequest, bodies: BodiesForm) -> bool:
    """Whether the first step can be left; what is wrong with the bodies stands beside them."""
    given = bodies.cleaned_data
    try:
        ordering.check_bodies(
            given["old"],
            given["new"],
            given["new_name"].strip(),
            kind=given["kind"],
            ends=given["ends"],
            source=given["source"],
            user=request.user,
        )
    except ValidationError as error:
        add_errors(bodies, error)
        return False
    return True


def _stage(request: SignedOnRequest, stage: str, **given: Any) -> HttpResponse:
    """A step of the way; what was typed before goes along hidden."""
    own: Iterable[str] = ()
    if stage == BODIES:
        own = given["bodies"].fields
    elif stage == SCOPE:
        own = [*given["scope"].fields, *given["places"].fields]
    shown = {*own, *(f"{name}-search" for name in own), "stage", "csrfmiddlewaretoken"}
    carried = [
        (name, value)
        for name, values in request.POST.lists()
        if name not in shown
        for value in values
        if value != ""
    ]
    wrong = any(form.is_bound and form.errors for form in given.values() if hasattr(form, "errors"))
    return render(
        request,
        "pages/succession_new.html",
        {"stage": stage, "carried": carried, **given},
        status=422 if wrong else 200,
    )


@require_GET
def succession(request: SignedOnRequest, pk: int) -> HttpResponse:
    """A succession with its divisions, what has passed and what waits."""
    row = get_object_or_404(successions(), pk=pk)
    page = succession_page(row, request.user, timezone.now())
    return render(request, "pages/succession.html", {"page": page, "succession": row})


@require_http_methods(["GET", "POST"])
@for_administrators
def place(request: SignedOnRequest, pk: int, division: int) -> HttpResponse:
    """Confirm, or correct, since when a succession is in place in a division; 0 is the bodies' own level."""
    row, now = get_object_or_404(successions(), pk=pk), timezone.now()
    where = None
    if division:
        where = get_object_or_404(Subject, pk=division, kind=SubjectKind.DIVISION)
    step = next((one for one in steps_of(row) if one.division_id == (where.pk if where else None)), None)
    form = PlaceForm(request.POST or None, china_date(now), division=where, step=step)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        said = InPlace(where, given["in_place_on"], given["source"], given.get("old"), given.get("new"))
        try:
            done = ordering.confirm_place(row, said, user=request.user, at=now, reason=given["reason"])
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _said(done, _("The day is kept.")))
            return redirect("pages:succession", pk)
    called = where.name if where else _("At the level of the two bodies")
    given_to_page = {"form": form, "succession": row, "called": called}
    return render(request, "pages/succession_place.html", given_to_page, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def cases(request: SignedOnRequest, pk: int) -> HttpResponse:
    """What the scope leaves open, for the offices to decide, one by one or many at once."""
    row, now = get_object_or_404(successions(), pk=pk), timezone.now()
    form = CasesForm(request.POST or None, china_date(now), row.new)
    chosen = request.POST.getlist("case")
    waiting = cases_for(row, request.user, now)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            number = decide_cases(
                row,
                chosen,
                heir=given["heir"],
                stays=given["decision"] == "stays",
                reason=given["reason"],
                user=request.user,
                at=now,
            )
        except ValidationError as error:
            add_errors(form, error)
        else:
            told = ngettext("One case is decided.", "%(number)s cases are decided.", number)
            messages.success(request, told % {"number": number})
            return redirect("pages:succession_cases", pk)
    given_to_page = {"form": form, "succession": row, "cases": waiting, "chosen": chosen}
    return render(request, "pages/succession_cases.html", given_to_page, status=422 if form.errors else 200)


@require_POST
@for_administrators
def withdraw(request: SignedOnRequest, pk: int) -> HttpResponse:
    """Take back a succession of which nothing is in place."""
    row = Succession.objects.filter(pk=pk).first()
    if row is None:
        raise Http404
    try:
        ordering.withdraw(row, user=request.user, at=timezone.now(), reason=request.POST.get("reason", ""))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("The succession is withdrawn."))
    return redirect("pages:succession", pk)


def _said(done: CarriedOut, first: str) -> str:
    """What was kept, and what passed at once."""
    if not done:
        return first
    told = _("%(roles)s roles, %(assignments)s assignments and %(relations)s relations have passed on.") % {
        "roles": done.roles,
        "assignments": done.assignments,
        "relations": done.relations,
    }
    more = _("The rest follows in the background within the hour.") if done.unfinished else ""
    return " ".join(filter(None, (first, told, more)))

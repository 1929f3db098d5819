"""The page on which a reviewed import is issued (下达): what will happen, or what keeps it from happening."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from baicheng.server.accounts.requests import SignedOnRequest
from baicheng.server.editions.queries import NotInstalled
from baicheng.server.intake import services
from baicheng.server.intake.forms import IssueForm
from baicheng.server.intake.models import Import, ImportState
from baicheng.server.intake.rehearsing import Rehearsal, rehearse
from baicheng.server.intake.reviewing import import_for, to_review, where_it_stands
from baicheng.server.intake.views import titles


@never_cache
@require_http_methods(["GET", "POST"])
def issue(request: SignedOnRequest, pk: int) -> HttpResponse:
    """Ask what the ledger requires of every task, say what issuing brings, issue once that was confirmed."""
    intake = import_for(request, pk)
    if request.method == "POST":
        return _issue(request, intake, IssueForm(request.POST, intake=intake))
    if intake.state != ImportState.REVIEW:
        return redirect(to_review(intake))
    form = _form(request, intake)
    if form is None or (form.fields and not form.is_valid()):
        return _page(request, intake, form)
    values = form.cleaned_data if form.fields else {}
    try:
        outcome = rehearse(intake, user=request.user, at=timezone.now(), values=values)
    except ValidationError as error:
        return _page(request, intake, form, faults=error.messages)
    return _page(request, intake, form, outcome)


def _form(request: SignedOnRequest, intake: Import) -> IssueForm | None:
    """What must be asked, filled with the answers of the address; none where the pack is missing."""
    try:
        form = IssueForm(intake=intake)
    except NotInstalled:
        return None
    answered = any(name in request.GET for name in form.fields)
    return IssueForm(request.GET, intake=intake) if answered else form


def _issue(request: SignedOnRequest, intake: Import, form: IssueForm) -> HttpResponse:
    if not form.is_valid():
        return _page(request, intake, form, status=422)
    try:
        issued = services.issue(intake, user=request.user, at=timezone.now(), values=form.cleaned_data)
    except ValidationError as error:
        return _page(request, intake, form, faults=error.messages, status=422)
    said = _("Issued: %(tasks)s tasks, %(assignments)s reports and other assignments.")
    messages.success(request, said % {"tasks": len(issued.tasks), "assignments": issued.assignments})
    return redirect(to_review(intake))


def _page(
    request: SignedOnRequest,
    intake: Import,
    form: IssueForm | None,
    outcome: Rehearsal | None = None,
    *,
    faults: Sequence[str] = (),
    status: int = 200,
) -> HttpResponse:
    given = {
        **where_it_stands(intake),
        "document": intake.document,
        "programme": titles().get(intake.programme, intake.programme),
        "form": form,
        "outcome": outcome,
        "faults": faults or ([_("The programme's pack is not installed.")] if form is None else ()),
    }
    return render(request, "intake/issue.html", given, status=status)

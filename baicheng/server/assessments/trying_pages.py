"""What if (试算), and how much a ranking says (公平性): pages over a finished run that keep nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from baicheng.rules.database import RunFailed
from baicheng.rules.setting import FaultyRule
from baicheng.rules.sources import UnfitSource
from baicheng.server.accounts.queries import is_office
from baicheng.server.accounts.requests import SignedOnRequest
from baicheng.server.assessments.explaining import groups_of
from baicheng.server.assessments.fairness import sensitivity, sheet
from baicheng.server.assessments.forms import ChangesForm
from baicheng.server.assessments.models import Run, RunState
from baicheng.server.assessments.queries import results_of, runs_for
from baicheng.server.assessments.services.snapshotting import folder_of
from baicheng.server.assessments.shown import rule_of
from baicheng.server.assessments.told import plain
from baicheng.server.assessments.trying import changeable, changed, tried

#: Why a trial cannot be reckoned.
FAILURES = (ValidationError, RunFailed, UnfitSource, FaultyRule)


@require_GET
def what_if(request: SignedOnRequest, pk: int) -> HttpResponse:
    """Other weights, thresholds or values, and who would move; nothing of it is kept."""
    run = finished(request, pk)
    offered = changeable(run)
    form = ChangesForm(request.GET or None, offered)
    given: dict[str, Any] = {"run": run, "form": form, "offered": offered}
    if form.is_bound and form.is_valid():
        changes = changed(offered, form.cleaned_data)
        titles = {one.path: one for one in offered}
        given["changes"] = [(titles[path], plain(value)) for path, value in changes.items()]
        if changes:
            try:
                found = tried(run, changes, snapshot_of(run))
            except FAILURES as error:
                form.add_error(None, " ".join(getattr(error, "messages", [str(error)])))
            else:
                places = sum(one.place_before != one.place_after for one in found)
                given |= {"moved": found, "places": places, "same": run.subjects - len(found)}
        if is_office(request.user, run.programme):
            given["adopt"] = [
                (titles[path].title, _proposal(run, path, plain(value))) for path, value in changes.items()
            ]
    return render(request, "assessments/what_if.html", given, status=422 if form.errors else 200)


def _proposal(run: Run, path: str, value: str) -> str:
    """The address at which a value is proposed as a local one, to be approved by somebody else."""
    return f"{reverse('editions:propose', args=[run.programme])}?{urlencode({'path': path, 'value': value})}"


@require_GET
def fairness(request: SignedOnRequest, pk: int) -> HttpResponse:
    """Ties, small samples, items that tell nobody apart, and how firm each place is."""
    run = finished(request, pk)
    results = list(results_of(run))
    try:
        groups = groups_of(run, snapshot_of(run)) if run.snapshot else {}
    except FAILURES:
        groups = {}
    given = {"run": run, "sheet": sheet(results), "firm": sensitivity(rule_of(run), results, groups)}
    return render(request, "assessments/fairness.html", given)


def finished(request: SignedOnRequest, pk: int) -> Run:
    """A finished run that the user may see; others are not found."""
    runs = runs_for(request.user, timezone.localdate()).filter(state=RunState.DONE)
    return get_object_or_404(runs, pk=pk)


def snapshot_of(run: Run) -> Path:
    """The folder of a run's snapshot; a run without one is not found."""
    if run.snapshot is None:
        raise Http404
    return folder_of(run.snapshot)

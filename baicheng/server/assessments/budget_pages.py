"""What a policy costs (资金测算): a run of a benefit as sums, another amount tried beside it, and the same as Excel."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from baicheng.rules.model.benefit import Benefit
from baicheng.server.accounts.requests import SignedOnRequest
from baicheng.server.assessments.budget import Budget, Sum, beside, budget, judged_of
from baicheng.server.assessments.forms import ChangesForm
from baicheng.server.assessments.queries import results_of
from baicheng.server.assessments.shown import rule_of
from baicheng.server.assessments.told import plain
from baicheng.server.assessments.trying import changeable, changed, retried
from baicheng.server.assessments.trying_pages import FAILURES, finished, snapshot_of
from baicheng.server.web.spreadsheets import ListColumn, send_list
from baicheng.server.web.templatetags.web import say


@require_GET
def costs(request: SignedOnRequest, pk: int) -> HttpResponse:
    """What a benefit costs over everybody; with another value beside what it would cost then."""
    given = _told(request, pk)
    return render(request, "assessments/budget.html", given, status=422 if given["form"].errors else 200)


@require_GET
def export(request: SignedOnRequest, pk: int) -> FileResponse | HttpResponse:
    """The sums as an Excel file, with those of a trial where one is asked for."""
    given = _told(request, pk)
    if "budget" not in given:
        return render(request, "assessments/budget.html", given, status=422)
    heads = [_("By"), _("Of"), _("Amount"), _("Claims"), _("Firms"), _("Undecided")]
    if given.get("changes"):
        heads += [_("In the run"), _("Difference")]
    title = _("%(title)s: what it costs") % {"title": say(given["run"].title)}
    return send_list(title, [ListColumn(head) for head in heads], _lines(given["budget"]), at=timezone.now())


def _told(request: SignedOnRequest, pk: int) -> dict[str, Any]:
    run = finished(request, pk)
    rule = rule_of(run)
    if not isinstance(rule, Benefit):
        raise Http404
    offered = changeable(run)
    form = ChangesForm(request.GET or None, offered)
    given: dict[str, Any] = {"run": run, "rule": rule, "form": form, "offered": offered}
    try:
        judged = judged_of(run, rule, snapshot_of(run))
        kept = list(results_of(run))
        found = budget(rule, kept, judged)
        if form.is_bound and form.is_valid():
            changes = changed(offered, form.cleaned_data)
            titles = {one.path: one for one in offered}
            given["changes"] = [(titles[path], plain(value)) for path, value in changes.items()]
            given["query"] = request.GET.urlencode()
            if changes:
                found = beside(budget(rule, retried(run, changes, snapshot_of(run)), judged), found)
        given["budget"] = found
    except FAILURES as error:
        form.is_valid()
        given["failed"] = " ".join(getattr(error, "messages", [str(error)]))
    return given


def _lines(found: Budget) -> Iterator[tuple[object, ...]]:
    yield _line("", found.whole)
    for grouping in found.groupings:
        for one in grouping.sums:
            yield _line(say(grouping.title), one)


def _line(by: str, one: Sum) -> tuple[object, ...]:
    told = (by, _called(one.title), one.amount, one.claims, len(one.firms) or None, one.undecided)
    return told if one.before is None else (*told, one.before, one.difference)


def _called(title: Any) -> object:
    return say(title) if title is not None and not isinstance(title, Decimal) else title or _("unknown")

"""The pages of runs (考核计算): asked for, ranked, explained, compared, repeated, exported."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from baicheng.rules.database import RunFailed
from baicheng.rules.setting import FaultyRule
from baicheng.rules.sources import UnfitSource
from baicheng.server.accounts.queries import is_office
from baicheng.server.accounts.requests import SignedOnRequest
from baicheng.server.assessments import services
from baicheng.server.assessments.comparing import compare as compared
from baicheng.server.assessments.explaining import rows_behind
from baicheng.server.assessments.forms import OtherRunForm, RunForm
from baicheng.server.assessments.models import Result, Run, RunState
from baicheng.server.assessments.queries import results_of, runs_for, seen_programmes
from baicheng.server.assessments.services.snapshotting import folder_of
from baicheng.server.assessments.shown import decided_here, document_of, lines_shown, reasons_shown, rule_of
from baicheng.server.assessments.words import OUTCOMES
from baicheng.server.editions.queries import NotInstalled, programmes
from baicheng.server.registers.matter import Viewer
from baicheng.server.web.forms import add_errors
from baicheng.server.web.listing import Column, Empty, all_rows, list_page
from baicheng.server.web.spreadsheets import ListColumn, send_list
from baicheng.server.web.templatetags.web import say

COLUMNS = (
    Column("title", gettext_lazy("Rule"), kind="main"),
    Column("period", gettext_lazy("Days judged"), order=("until",), kind="date"),
    Column("known", gettext_lazy("Known until"), order=("known_at",), kind="date"),
    Column("asked", gettext_lazy("Begun by"), order=("asked_at",), kind="date"),
    Column("state", gettext_lazy("State"), kind="state"),
)
#: What is shown of results, before the points of each item.
RESULTS = (
    Column("place", gettext_lazy("Rank"), kind="number"),
    Column("subject", gettext_lazy("Who is judged"), kind="main"),
    Column("total", gettext_lazy("Total"), kind="number"),
    Column("grade", gettext_lazy("Grade"), kind="state"),
)
TONES = {RunState.DONE: "good", RunState.FAILED: "bad", RunState.RUNNING: "info", RunState.WAITING: "neutral"}
#: So many undecided results stand above the ranking; the others are marked in it.
_MOST_UNDECIDED = 100


@require_GET
def list_runs(request: SignedOnRequest) -> HttpResponse:
    """All runs of the programmes whose results the user sees, the newest first."""
    today = timezone.localdate()
    packs = seen_programmes(request.user, today)
    rows = runs_for(request.user, today)
    _refuse_strangers(request, rows)
    may_run = any(is_office(request.user, pack.name, today) for pack in packs)
    empty = Empty(
        _("No rule was run yet"),
        _("A run judges everybody by one rule, over what was known on a day."),
        _("New run") if may_run else "",
        "new/" if may_run else "",
        icon="calculator",
    )
    listing = list_page(request, rows, columns=COLUMNS, sort="-asked", empty=empty)
    given = {"listing": listing, "may_run": may_run, "tones": TONES}
    return render(request, "assessments/list.html", given)


@require_GET
def export_runs(request: SignedOnRequest) -> FileResponse:
    """The runs as an Excel file, sorted as the page is."""
    rows = runs_for(request.user, timezone.localdate())
    _refuse_strangers(request, rows)
    found, called = all_rows(request, rows, columns=COLUMNS, sort="-asked"), dict(programmes())
    heads = [
        ListColumn(head)
        for head in (
            _("Number"), _("Rule"), _("Programme"), _("From"), _("Until"), _("Known until"), _("Begun at"),
            _("Begun by"), _("State"), _("Undecided"),
        )
    ]  # fmt: skip
    lines = (
        (
            one.pk, say(one.title), called.get(one.programme, one.programme), one.since, one.last_day, one.known_at,
            one.asked_at, str(one.asked_by or ""), one.get_state_display(), one.undecided,
        )
        for one in found
    )  # fmt: skip
    return send_list(_("Assessments"), heads, lines, at=timezone.now())


@require_http_methods(["GET", "POST"])
def new(request: SignedOnRequest) -> HttpResponse:
    """Ask for a run."""
    now = timezone.now()
    today = timezone.localdate(now)
    packs = [one for one in seen_programmes(request.user, today) if is_office(request.user, one.name, today)]
    if not packs:
        raise PermissionDenied(_("Only the programme's office runs rules."))
    form = RunForm(request.POST or None, packs)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(services.run_rule(**form.asked(), user=request.user, at=now))
        except ValidationError as error:
            add_errors(form, error)
    return render(request, "assessments/new.html", {"form": form}, status=422 if form.errors else 200)


@require_GET
def run(request: SignedOnRequest, pk: int) -> HttpResponse:
    """A run: what is undecided, the ranking with the points of each item, and on what it rests."""
    found = _run(request, pk)
    rows = results_of(found)
    first = rows.first()
    items = [(line["name"], line["title"]) for line in first.lines] if first else []
    columns = (*RESULTS, *(Column(name, say(title), kind="number") for name, title in items))
    empty = Empty(_("Nobody is judged by this rule on that day"), icon="calculator")
    undecided = rows.exclude(undecided=[])
    given = {
        "run": found,
        "listing": list_page(request, rows, columns=_sorted(columns), sort="order", empty=empty),
        "items": [name for name, _title in items],
        "undecided": undecided[:_MOST_UNDECIDED],
        "more": max(found.undecided - _MOST_UNDECIDED, 0),
        "state": (found.get_state_display(), TONES[RunState(found.state)]),
        "may_run": is_office(request.user, found.programme),
        "others": _others(request, found).exists(),
        "outcomes": OUTCOMES,
        "decided": decided_here(found),
    }
    return render(request, "assessments/run.html", given)


def _sorted(columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """The place sorts as the run did: places, then totals."""
    return (Column("order", columns[0].title, order=("order",), kind="number"), *columns[1:])


@require_POST
def repeat(request: SignedOnRequest, pk: int) -> HttpResponse:
    """Reckon a run again from its snapshot, and say whether all came out the same."""
    found = _run(request, pk)
    try:
        again = services.rerun(found, user=request.user, at=timezone.now())
    except (ValidationError, RunFailed) as error:
        messages.error(request, " ".join(getattr(error, "messages", [str(error)])))
        return redirect(found)
    if again.reworded:
        messages.success(
            request,
            _(
                "Repeated: every figure came out the same; this version of the program says reasons otherwise."
            ),
        )
    elif again.is_same:
        messages.success(request, _("Repeated: every figure and reason came out the same."))
    else:
        count = len(again.differing)
        messages.error(request, _("Repeated: %(count)s results came out otherwise.") % {"count": count})
    return redirect(found)


@require_GET
def result(request: SignedOnRequest, pk: int, result_pk: int) -> HttpResponse:
    """One result explained: items with clause, measure, formula, points, and the records behind them."""
    found = _run(request, pk)
    one = get_object_or_404(Result.objects.select_related("about", "run__snapshot"), pk=result_pk, run=found)
    try:
        rule = rule_of(found)
        behind = rows_behind(one, folder_of(found.snapshot)) if found.snapshot else {}
        missing = ""
    except (ValidationError, RunFailed, UnfitSource, FaultyRule, NotInstalled) as error:
        behind, missing = {}, " ".join(getattr(error, "messages", [str(error)]))
        rule = rule_of(found)
    document = document_of(rule, request.user)
    given = {
        "run": found,
        "result": one,
        "rule": rule,
        "lines": lines_shown(one, rule, behind, found.programme, document),
        "reasons": reasons_shown(one, behind, found.programme, Viewer(request.user, timezone.now())),
        "document": document,
        "missing": missing,
        "outcomes": OUTCOMES,
        "titles": {line["name"]: line["title"] for line in one.lines},
        "decided": decided_here(found),
    }
    return render(request, "assessments/result.html", given)


@require_GET
def compare(request: SignedOnRequest, pk: int) -> HttpResponse:
    """A run beside another of the same rule: who moved, and because of which item."""
    found = _run(request, pk)
    others = list(_others(request, found)[:50])
    form = OtherRunForm(request.GET if "other" in request.GET else None, others)
    given: dict[str, Any] = {"run": found, "form": form, "others": others}
    if form.is_bound and form.is_valid():
        other = next(one for one in others if one.pk == form.cleaned_data["other"])
        before, after = sorted((found, other), key=lambda one: (one.known_at, one.pk))
        moved = compared(before, after)
        given |= {"before": before, "after": after, "moved": moved, "same": after.subjects - len(moved)}
    return render(request, "assessments/compare.html", given, status=422 if form.errors else 200)


@require_GET
def export(request: SignedOnRequest, pk: int) -> FileResponse:
    """The results of a run as an Excel file."""
    found = _run(request, pk)
    first = results_of(found).first()
    titles = [say(line["title"]) for line in first.lines] if first else []
    heads = [
        ListColumn(head) for head in (_("Rank"), _("Who is judged"), _("Total"), _("Grade"), _("Outcome"))
    ]
    heads += [ListColumn(title, 14) for title in titles] + [ListColumn(_("Undecided"), 48)]
    return send_list(say(found.title), heads, _lines(found), at=timezone.now())


def _lines(found: Run) -> Iterator[tuple[object, ...]]:
    for one in results_of(found).iterator(500):
        because = "；".join(say(each["because"]) for each in one.undecided)
        points = (_figure(line["points"]) or OUTCOMES[line["outcome"]][0] for line in one.lines)
        yield (one.place, one.called, one.total, one.grade, OUTCOMES[one.outcome][0], *points, because)


def _figure(points: str | None) -> object:
    from decimal import Decimal

    return None if points is None else Decimal(points)


def _run(request: SignedOnRequest, pk: int) -> Run:
    return get_object_or_404(runs_for(request.user, timezone.localdate()), pk=pk)


def _others(request: SignedOnRequest, found: Run) -> Any:
    """Finished runs of the same rule, beside which a run can be set."""
    rows = runs_for(request.user, timezone.localdate()).filter(programme=found.programme, rule=found.rule)
    return rows.filter(state=RunState.DONE).exclude(pk=found.pk)


def _refuse_strangers(request: SignedOnRequest, rows: QuerySet[Run]) -> None:
    if request.user.roles.isdisjoint(("office", "viewer", "inspector")) and not rows.exists():
        raise PermissionDenied(_("Runs of rules are shown to offices, inspectors and leaders."))

"""The pages of objections (异议页面): one that is raised, and its answer."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from baicheng.clock.instants import china_date
from baicheng.server.accounts.queries import is_office
from baicheng.server.accounts.requests import SignedOnRequest
from baicheng.server.assessments.models import Result
from baicheng.server.editions.queries import acting_for
from baicheng.server.rounds import services
from baicheng.server.rounds.forms import AnswerForm, ObjectionForm
from baicheng.server.rounds.models import Round, RoundState
from baicheng.server.rounds.queries import objections_end, subjects_of
from baicheng.server.rounds.visibility import rounds_for, visible_objections
from baicheng.server.web.forms import add_errors
from baicheng.server.web.templatetags.web import say


@require_http_methods(["GET", "POST"])
def raise_objection(request: SignedOnRequest, pk: int) -> HttpResponse:
    """Object to a draft result."""
    now = timezone.now()
    row = get_object_or_404(rounds_for(request.user, now), pk=pk)
    mine = acting_for(request.user, china_date(now))
    subjects = [one for one in subjects_of(row) if one.pk in mine]
    if not subjects or row.state != RoundState.OBJECTION:
        raise PermissionDenied(_("Only those assessed object, while draft results are open to objections."))
    posted = request.method == "POST"
    form = ObjectionForm(
        request.POST if posted else None, request.FILES if posted else None, subjects, _items(row)
    )
    if posted and form.is_valid():
        given = form.cleaned_data
        subject = next(one for one in subjects if one.pk == given["subject"])
        try:
            services.raise_objection(
                row,
                subject,
                item=given["item"],
                reason=given["reason"],
                files=given["evidence"],
                user=request.user,
                at=now,
            )
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("The objection is raised; the office answers it."))
            return redirect(row)
    context = {"form": form, "round": row, "until": objections_end(row, [one.pk for one in subjects])}
    return render(request, "rounds/object.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def objection(request: SignedOnRequest, pk: int, objection_pk: int) -> HttpResponse:
    """An objection, and the office's answer."""
    now = timezone.now()
    row = get_object_or_404(rounds_for(request.user, now), pk=pk)
    one = get_object_or_404(visible_objections(request.user, row, now), pk=objection_pk)
    office = is_office(request.user, row.programme, china_date(now))
    answers = office and not one.is_answered and row.state == RoundState.OBJECTION
    mends = office and one.upheld and one.settled_by_id is None and row.state == RoundState.OBJECTION
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and answers and form.is_valid():
        try:
            services.answer_objection(one, **form.cleaned_data, user=request.user, at=now)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Answered."))
            return redirect(one)
    given = {
        "form": form,
        "round": row,
        "objection": one,
        "item": dict(_items(row)).get(one.item, ""),
        "result": Result.objects.filter(run=row.run_id, about=one.subject).first(),
        "answers": answers,
        "puts_right": row.participants.filter(subject=one.subject).first() if mends else None,
    }
    return render(request, "rounds/objection.html", given, status=422 if form.errors else 200)


def _items(row: Round) -> list[tuple[str, str]]:
    """The items of the scorecard, by name and title."""
    first = row.run.results.first() if row.run else None
    return [(line["name"], say(line["title"])) for line in first.lines] if first else []

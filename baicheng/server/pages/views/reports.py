"""Handing in a report (报送): what is asked, what was reported last, drafts, sending."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from baicheng.server.accounts.requests import SignedOnRequest
from baicheng.server.assignments.models import Assignment
from baicheng.server.duties.opened import COVERS
from baicheng.server.duties.queries import ReportForm, report_form
from baicheng.server.duties.reporting import report_book
from baicheng.server.duties.services import save_report, send_report
from baicheng.server.duties.wanted import entered_in, reports_of
from baicheng.server.pages.entering import attach_all, is_stale
from baicheng.server.pages.views.revisions import seen_revision
from baicheng.server.registers.books import label
from baicheng.server.registers.forms import TITLE, RecordForm
from baicheng.server.registers.matter import Viewer
from baicheng.server.registers.queries import may_edit_now, record_timeline
from baicheng.server.web.deadlines import period

#: How the inputs of targets are called.
TARGET = "target-"


@require_http_methods(["GET", "POST"])
def report(request: SignedOnRequest, pk: int) -> HttpResponse:
    """The report that an assignment asks for."""
    now = timezone.now()
    asked = _asked(request, pk, now)
    record = asked.report.record if asked.report else None
    if record is not None and not may_edit_now(request.user, record, now):
        return redirect(record)
    form = _form(request, asked, now)
    wrong: dict[int, str] = {}
    if request.method == "POST" and form.is_valid():
        try:
            saved = save_report(
                asked.assignment,
                values=form.values(),
                targets={one.target.pk: _typed(request, one.target.pk) for one in asked.targets},
                user=request.user,
                at=now,
                revision=seen_revision(request),
            )
            attach_all(saved.record, form.uploads(), user=request.user, at=now)
            if "send" in request.POST:
                send_report(saved, user=request.user, at=now)
        except ValidationError as error:
            wrong = _targets_of(error)
            form.add_refusals(_without_targets(error))
            if is_stale(error):
                messages.warning(request, _("Look at what was changed, then send again."))
            asked = _asked(request, pk, now)
        else:
            return _thanks(request, "send" in request.POST, pk, saved.record.get_absolute_url())
    return render(
        request, "pages/report.html", _given(request, asked, form, wrong, now), status=_status(form, wrong)
    )


def _thanks(request: SignedOnRequest, sent: bool, pk: int, url: str) -> HttpResponse:
    if not sent:
        messages.success(request, _("The draft is kept. Nothing is handed in yet."))
        return redirect("pages:report", pk)
    messages.success(request, _("The report is handed in."))
    return redirect(url)


def _asked(request: SignedOnRequest, pk: int, now: datetime) -> ReportForm:
    row = Assignment.objects.select_related("bearer", "clause__document").filter(pk=pk).first()
    if row is None or not row.rule.get("demand") or entered_in(row) != reports_of(row.programme):
        raise Http404
    try:
        return report_form(request.user, row, now)
    except Assignment.DoesNotExist as error:
        raise Http404 from error


def _form(request: SignedOnRequest, asked: ReportForm, now: datetime) -> RecordForm:
    """The fields of the register of reports, without what the assignment says by itself."""
    book = asked.book
    where = report_book(asked.assignment.programme)
    known = {where.task_field, where.reporter, COVERS, TITLE}
    listed = [name for part in book.register.form for name in part.fields if name not in known]
    posted = request.method == "POST"
    return RecordForm(
        book,
        request.POST if posted else None,
        request.FILES if posted else None,
        viewer=Viewer(request.user, now),
        names=listed,
        values=_at_first(asked),
    )


def _at_first(asked: ReportForm) -> Mapping[str, Any]:
    """What stands in the form: the draft; of a new report, the progress that was reported last."""
    if asked.report is not None:
        return dict(asked.report.record.fields)
    last = asked.previous.record.fields if asked.previous else {}
    numbers = {name for name, field in asked.book.register.fields_.items() if field.kind == "percent"}
    return {str(name): value for name, value in last.items() if name in numbers}


def _given(
    request: SignedOnRequest, asked: ReportForm, form: RecordForm, wrong: Mapping[int, str], now: datetime
) -> dict[str, Any]:
    record = asked.report.record if asked.report else None
    targets = [
        {
            "asked": one,
            "typed": _typed(request, one.target.pk) if form.is_bound else one.typed,
            "name": f"{TARGET}{one.target.pk}",
            "wrong": wrong.get(one.target.pk, ""),
            "whole": asked.parts.get(one.target.pk),
        }
        for one in asked.targets
    ]
    return {
        "asked": asked,
        "form": form,
        "record": record,
        "targets": targets,
        "wrong": wrong,
        "now": now,
        "period": period(asked.period),
        "files": record.attachments.filter(removed_at=None).order_by("pk") if record else (),
        "returned": _return_of(asked),
        "before": _before(asked),
        "task_url": asked.task.get_absolute_url() if asked.task else reverse("pages:my_work"),
    }


def _before(asked: ReportForm) -> list[tuple[str, str]]:
    """What was reported last time, apart from figures: each text under its label."""
    if asked.previous is None:
        return []
    fields = asked.previous.record.fields
    return [
        (label(asked.book, name), str(fields[name]))
        for name, field in asked.book.register.fields_.items()
        if field.kind == "text" and name in fields and name != COVERS
    ]


def _return_of(asked: ReportForm) -> str:
    """Why the report came back, where it did."""
    if asked.report is None or asked.report.sent_at is None:
        return ""
    last = (
        record_timeline(asked.report.record).filter(verb="registers.record.moved").exclude(reason="").first()
    )
    return last.reason if last else ""


def _typed(request: SignedOnRequest, target: int) -> str:
    return str(request.POST.get(f"{TARGET}{target}", ""))


def _targets_of(error: ValidationError) -> dict[int, str]:
    """What is wrong with the values of targets, by their ids."""
    named = error.error_dict if hasattr(error, "error_dict") else {}
    return {
        int(name.partition(".")[2]): " ".join(ValidationError(faults).messages)
        for name, faults in named.items()
        if name.startswith("targets.")
    }


def _without_targets(error: ValidationError) -> ValidationError:
    if not hasattr(error, "error_dict"):
        return error
    rest = {name: faults for name, faults in error.error_dict.items() if not name.startswith("targets.")}
    return ValidationError(rest)


def _status(form: RecordForm, wrong: Mapping[int, str]) -> int:
    return 422 if form.errors or wrong else 200

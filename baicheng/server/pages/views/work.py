"""My work (我的待办)."""

from __future__ import annotations

from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from baicheng.server.accounts.requests import SignedOnRequest
from baicheng.server.assignments.queries import MOST_SHOWN, SHOWN
from baicheng.server.pages.work import work_page
from baicheng.server.web.deadlines import due, period
from baicheng.server.web.spreadsheets import ListColumn, send_list
from baicheng.server.web.templatetags.web import say


@require_GET
def my_work(request: SignedOnRequest) -> HttpResponse:
    """What is to be done, the most urgent first; with ``?more`` more of it."""
    now = timezone.now()
    work = work_page(request.user, now, shown=MOST_SHOWN if "more" in request.GET else SHOWN)
    return render(request, "pages/my_work.html", {"work": work, "now": now})


@require_GET
def export(request: SignedOnRequest) -> FileResponse:
    """What is to be done as an Excel file, in the order of the page and as much as the longer one shows."""
    now = timezone.now()
    work = work_page(request.user, now, shown=MOST_SHOWN)
    parts = (
        (_("Overdue"), work.overdue),
        (_("Due this week"), work.this_week),
        (_("Requests for more time"), work.extensions),
        (_("Coming"), work.coming),
        (_("Without a deadline"), work.undated),
        (_("With others: their word is awaited"), work.waiting),
    )
    heads = (
        ListColumn(_("Part"), 14),
        ListColumn(_("What is to be done"), 36),
        ListColumn(_("Period")),
        ListColumn(_("Number")),
        ListColumn(_("About"), 48),
        ListColumn(_("Due"), 22),
        ListColumn(_("Bearer"), 24),
    )
    lines = (
        (
            title,
            say(task.title),
            period(task.period) if task.period else "",
            task.number,
            task.about,
            due(task.due_at) if task.due_at else "",
            task.bearer,
        )
        for title, part in parts
        for task in part.tasks
    )
    return send_list(_("My work"), heads, lines, at=now)

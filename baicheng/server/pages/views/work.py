"""My work (我的待办)."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from baicheng.server.accounts.requests import SignedOnRequest
from baicheng.server.pages.work import work_page


@require_GET
def my_work(request: SignedOnRequest) -> HttpResponse:
    """What is to be done, the most urgent first."""
    now = timezone.now()
    return render(request, "pages/my_work.html", {"work": work_page(request.user, now), "now": now})

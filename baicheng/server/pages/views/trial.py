"""A trial run of a proposed local value (试运行), before somebody approves it."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from baicheng.server.accounts.requests import SignedOnRequest
from baicheng.server.assignments import calendars
from baicheng.server.editions.contents import called
from baicheng.server.editions.models import LocalValue
from baicheng.server.editions.queries import INSTALLATION, pack
from baicheng.server.pages.trial import try_local_value
from baicheng.server.web.templatetags.web import say


@require_POST
def trial(request: SignedOnRequest, pk: int) -> HttpResponse:
    """What the value would change in the coming days; nothing of it stays."""
    value = get_object_or_404(LocalValue.objects.select_related("proposed_by__person"), pk=pk)
    try:
        found = try_local_value(value, user=request.user, at=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(value)
    place, title = _called(value)
    given = {
        "value": value,
        "trial": found,
        "place": place,
        "title": title,
        "may_settle": value.proposed_by_id != request.user.pk,
    }
    return render(request, "pages/trial.html", given)


def _called(value: LocalValue) -> tuple[str, str]:
    """What the pack and the value in it are called."""
    if value.pack == INSTALLATION:
        return _("Working calendar"), calendars.called(value.path)
    found = pack(value.pack)
    return say(found.manifest.title), called(found, value.path)

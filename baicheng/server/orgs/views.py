"""Looking for subjects by name, for the forms of all apps."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from baicheng.server.orgs.queries import named_like, names
from baicheng.server.web.pickers import OFFERED, options_of


@require_GET
def choices(request: HttpRequest) -> HttpResponse:
    """What is ticked in a picker, and the subjects whose name holds what was typed.

    The address says the name of the field, the kinds of subjects, and whether several can be ticked.
    """
    field = request.GET.get("field", "")
    kinds = [kind for kind in request.GET.get("kinds", "").split(",") if kind]
    typed = request.GET.get(f"{field}-search", "").strip()
    ticked = [one for one in request.GET.getlist(field) if one.isdecimal()]
    today = timezone.localdate()
    found = named_like(typed, today, kinds)[:OFFERED] if typed else []
    called = names({int(one) for one in ticked} | {subject.pk for subject in found}, today)
    offered = [(one, called.get(int(one), one)) for one in ticked]
    offered += [(str(one.pk), called[one.pk]) for one in found if str(one.pk) not in ticked]
    options = options_of(field, offered, ticked, bool(request.GET.get("many")))
    return render(request, "web/forms/picker_options.html", {"options": options, "searched": bool(typed)})

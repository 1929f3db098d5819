"""The directory (名录) as a list, and looking for subjects by name for the forms of all apps."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET

from baicheng.server.orgs.base_map import base_map
from baicheng.server.orgs.forms import DirectoryFilters
from baicheng.server.orgs.models import Subject
from baicheng.server.orgs.queries import directory, listed, named_like, names
from baicheng.server.web.listing import Column, Empty, all_rows, list_page
from baicheng.server.web.pickers import LONGEST_ID, OFFERED, options_of
from baicheng.server.web.spreadsheets import ListColumn, send_list

COLUMNS = (
    Column("name", pgettext_lazy("subject", "Name"), order=("name",), kind="main"),
    Column("kind", gettext_lazy("Kind"), order=("kind",)),
    Column("since", gettext_lazy("There since"), kind="date"),
    Column("until", gettext_lazy("Gone since"), kind="date"),
)


@require_GET
def list_subjects(request: HttpRequest) -> HttpResponse:
    """The directory; persons only where they are asked for, there are many."""
    form = DirectoryFilters(request.GET)
    today = timezone.localdate()
    rows = _filtered(form, today)
    empty = Empty(_("Nobody is called so"), _("Lift a filter, or try a part of the name."), _("All"), "?")
    listing = list_page(request, rows, columns=COLUMNS, sort="name", empty=empty)
    short = names([subject.pk for subject in listing.rows], today, short=True)
    lines = [(subject, short[subject.pk]) for subject in listing.rows]
    return render(request, "orgs/list.html", {"listing": listing, "lines": lines, "filters": form})


@require_GET
def export(request: HttpRequest) -> FileResponse:
    """The directory as an Excel file, narrowed and sorted as the page is."""
    now = timezone.now()
    today = timezone.localdate(now)
    rows = all_rows(request, _filtered(DirectoryFilters(request.GET), today), columns=COLUMNS, sort="name")
    short = names(rows.order_by().values("pk"), today, short=True)
    name, *others = (ListColumn(column.title) for column in COLUMNS)
    heads = (ListColumn(name.head, 40), ListColumn(pgettext("subject", "Short name"), 24), *others)
    lines = (
        (
            one.name,
            short[one.pk] if short[one.pk] != one.name else "",
            one.get_kind_display(),
            one.since,
            one.until,
        )
        for one in rows.iterator()
    )
    return send_list(_("Directory"), heads, lines, at=now)


def _filtered(form: DirectoryFilters, today: date) -> QuerySet[Subject]:
    wanted = form.cleaned_data if form.is_valid() else {}
    return directory(
        text=wanted.get("q", ""),
        kind=wanted.get("kind", ""),
        gone=bool(wanted.get("gone")),
        on=today,
    )


@require_GET
@gzip_page
def boundaries(request: HttpRequest) -> HttpResponse:
    """The boundaries of counties and zones today as GeoJSON, the base of every map."""
    return JsonResponse(base_map(timezone.localdate()))


@require_GET
def choices(request: HttpRequest) -> HttpResponse:
    """What is ticked in a picker, and the subjects whose name holds what was typed.

    The address says the name of the field, the kinds of subjects, and whether several can be ticked.
    """
    field = request.GET.get("field", "")
    kinds = [kind for kind in request.GET.get("kinds", "").split(",") if kind]
    typed = request.GET.get(f"{field}-search", "").strip()
    given = [one for one in request.GET.getlist(field) if one.isdecimal() and len(one) <= LONGEST_ID]
    known = set(listed().filter(pk__in=[int(one) for one in given]).values_list("pk", flat=True))
    ticked = [one for one in given if int(one) in known]
    today = timezone.localdate()
    found = named_like(typed, today, kinds)[:OFFERED] if typed else []
    called = names(known | {subject.pk for subject in found}, today)
    offered = [(one, called[int(one)]) for one in ticked]
    offered += [(str(one.pk), called[one.pk]) for one in found if str(one.pk) not in ticked]
    options = options_of(field, offered, ticked, bool(request.GET.get("many")))
    return render(request, "web/forms/picker_options.html", {"options": options, "searched": bool(typed)})

"""Who reported in time (报送情况): units by periods, what stands behind each number, the duties themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from baicheng.clock.instants import china_date
from baicheng.server.accounts.queries import sees_all
from baicheng.server.accounts.requests import SignedOnRequest
from baicheng.server.duties.models import Duty
from baicheng.server.duties.queries import Cell, DutyRow, Matrix, duty_list, owed, report_matrix, undecided
from baicheng.server.duties.queries.undecided import MOST
from baicheng.server.editions.queries import packs
from baicheng.server.orgs.models import Subject
from baicheng.server.orgs.queries import listed
from baicheng.server.web.deadlines import due, period
from baicheng.server.web.forms import DayInput
from baicheng.server.web.spreadsheets import ListColumn, send_list
from baicheng.server.web.tabs import Tab
from baicheng.server.web.templatetags.web import say
from baicheng.server.web.tones import LIGHTS

#: The marks of a cell, in the order in which they are shown: name, words, tone.
MARKS = (
    ("in_time", gettext_lazy("in time"), "good"),
    ("late", gettext_lazy("late"), "warn"),
    ("missing", gettext_lazy("missing"), "bad"),
    ("open", gettext_lazy("not yet due"), "neutral"),
)
#: What a missing fact leaves open.
WHAT = {
    "owed_for": gettext_lazy("whether it is owed for this record"),
    "fulfilled_by": gettext_lazy("whether this record fulfils it"),
    "counted_among": gettext_lazy("whether this record counts among those of which a share is owed"),
    "member": gettext_lazy("who is meant by these members: nobody in the directory is called so"),
    "group": gettext_lazy("who belongs to this group: no list names anybody"),
    "event": gettext_lazy("when the season begins or ends: no day has been decided"),
}
_LIGHTS = {"open": "on_time", "paused": "waiting", "missed": "late"}


@dataclass(frozen=True, slots=True)
class Mark:
    """A number in a cell with what it counts."""

    count: int
    title: Any
    tone: str


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the matrix: a unit, its cells in the order of the periods, its sum."""

    unit: int
    name: str
    cells: Sequence[tuple[str, str, Sequence[Mark]]]  # label, period in words, marks
    total: Sequence[Mark]


class SpanForm(forms.Form):
    """Which duties, from when to when."""

    duty = forms.ChoiceField(label=gettext_lazy("Duty"), required=False)
    since = forms.DateField(label=gettext_lazy("Due from"), required=False, widget=DayInput)
    until = forms.DateField(label=gettext_lazy("Due until"), required=False, widget=DayInput)

    def __init__(self, data: Any, duties: Sequence[Duty]) -> None:
        super().__init__(data)
        options = [(str(duty.pk), _named(duty)) for duty in duties]
        self.fields["duty"] = forms.ChoiceField(
            label=_("Duty"), required=False, choices=[("", _("All")), *options]
        )


def _named(duty: Duty) -> str:
    title = say(duty.title)
    return f"{title} ({duty.document})" if duty.document else title


@require_GET
def matrix(request: SignedOnRequest) -> HttpResponse:
    """Units by periods of one programme, and its duties below."""
    now = timezone.now()
    names = {pack.name: pack.manifest.title for pack in packs()}
    if not names:
        return render(request, "duties/matrix.html", {"lines": (), "tabs": ()})
    programme = _programme(request, names)
    today = china_date(now)
    rows, form, found, since, until = _asked(request, programme, now)
    tabs = [Tab(say(title), f"?programme={name}", current=name == programme) for name, title in names.items()]
    context = {
        "tabs": tabs if len(tabs) > 1 else (),
        "programme": programme,
        "filters": form,
        "matrix": found,
        "lines": _lines(found),
        "totals": [(one.label, _marks(found.totals.get(one.label, Cell()))) for one in found.periods],
        "duties": rows,
        "sees_all": sees_all(request.user, programme, today),
        "since": since,
        "until": until,
        "marks": [(title, tone) for _name, title, tone in MARKS],
    }
    return render(request, "duties/matrix.html", context)


@require_GET
def export(request: SignedOnRequest) -> FileResponse:
    """Units by periods as an Excel file, narrowed as the page is."""
    now = timezone.now()
    programme = _programme(request, {pack.name: pack.manifest.title for pack in packs()})
    _rows, _form, found, _since, _until = _asked(request, programme, now)
    periods = (ListColumn(period(one.label)) for one in found.periods)
    heads = (ListColumn(_("Unit"), 28), *periods, ListColumn(_("In all")))
    lines = (
        (line.name, *(_said(marks) for _label, _period, marks in line.cells), _said(line.total))
        for line in _lines(found)
    )
    return send_list(_("Reports due"), heads, lines, at=now)


@require_GET
def export_unit(request: SignedOnRequest, programme: str, pk: int) -> FileResponse:
    """What one unit owed for a period as an Excel file."""
    now = timezone.now()
    subject = _unit(programme, pk)
    rows = owed(request.user, programme, unit=pk, label=request.GET.get("period", ""), at=now)
    heads = (_("Light"), _("What is owed"), _("Period"), _("Record"), _("Due"), _("Ended"))
    lines = (
        (
            LIGHTS[_LIGHTS.get(row.stands, row.stands)].title,
            say(row.assignment.title),
            period(row.assignment.rule.get("period", "")),
            row.record or "",
            due(row.assignment.due_at) if row.assignment.due_at else "",
            row.assignment.closed_at,
        )
        for row in rows
    )
    return send_list(str(subject), [ListColumn(head, 24) for head in heads], lines, at=now)


def _programme(request: SignedOnRequest, names: Mapping[str, Any]) -> str:
    """The programme that the address names, or the first."""
    programme = request.GET.get("programme") or next(iter(names), "")
    if programme not in names:
        raise Http404
    return programme


def _asked(
    request: SignedOnRequest, programme: str, now: datetime
) -> tuple[Sequence[DutyRow], SpanForm, Matrix, date, date]:
    """The duties of a programme, the form, and units by periods as the form asks for them."""
    rows = duty_list(request.user, programme, now)
    form = SpanForm(request.GET, [row.duty for row in rows])
    given = form.cleaned_data if form.is_valid() else {}
    today = china_date(now)
    since, until = given.get("since") or date(today.year, 1, 1), given.get("until") or _month_end(today)
    chosen = next((row.duty for row in rows if str(row.duty.pk) == given.get("duty")), None)
    found = report_matrix(request.user, programme, since=since, until=until, at=now, duty=chosen)
    return rows, form, found, since, until


def _said(marks: Sequence[Mark]) -> str:
    """The numbers of a cell in words."""
    return "\n".join(f"{mark.title} {mark.count}" for mark in marks)


def _unit(programme: str, pk: int) -> Subject:
    subject = listed().filter(pk=pk).first()
    if subject is None or programme not in {pack.name for pack in packs()}:
        raise Http404
    return subject


@require_GET
def undecided_list(request: SignedOnRequest, programme: str) -> HttpResponse:
    """For whoever sees all of a programme: what of its duties waits for a fact, with what is missing."""
    now = timezone.now()
    if programme not in {pack.name for pack in packs()} or not sees_all(
        request.user, programme, china_date(now)
    ):
        raise Http404
    lines = [
        (one, WHAT[one.what], "、".join(say(name) for name in one.not_given))
        for one in undecided(programme, now)
    ]
    return render(request, "duties/undecided.html", {"lines": lines, "programme": programme, "most": MOST})


@require_GET
def unit(request: SignedOnRequest, programme: str, pk: int) -> HttpResponse:
    """What one unit owed for a period, one by one; without a period, what is overdue."""
    now = timezone.now()
    subject = _unit(programme, pk)
    label = request.GET.get("period", "")
    rows = owed(request.user, programme, unit=pk, label=label, at=now)
    lines = [(row, _LIGHTS.get(row.stands, row.stands)) for row in rows]
    given = {"subject": subject, "label": label, "lines": lines, "programme": programme, "now": now}
    return render(request, "duties/unit.html", given)


def _month_end(day: date) -> date:
    following = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return date.fromordinal(following.toordinal() - 1)


def _lines(found: Matrix) -> list[Line]:
    return [
        Line(
            pk,
            name,
            [
                (one.label, period(one.label), _marks(found.cells.get((pk, one.label), Cell())))
                for one in found.periods
            ],
            _marks(found.sums.get(pk, Cell())),
        )
        for pk, name in found.bearers
    ]


def _marks(cell: Cell) -> list[Mark]:
    counted: Mapping[str, int] = {name: getattr(cell, name) for name, _title, _tone in MARKS}
    return [Mark(counted[name], title, tone) for name, title, tone in MARKS if counted[name]]

"""Proposing what the working calendar shall say (工作日历): holidays as the notice words them, office hours."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from baicheng.clock import OfficeHours
from baicheng.clock.holiday_notices import NoticeFault, read_notice
from baicheng.server.web.forms import DayInput


class _Decision(forms.Form):
    """Why, and who decided it."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=2000, widget=forms.Textarea({"rows": 2})
    )
    decided_by = forms.CharField(
        label=gettext_lazy("Decided by"),
        max_length=200,
        help_text=gettext_lazy("Who decided it, with the number of the paper or the meeting."),
    )

    def __init__(self, data: Any = None, **more: Any) -> None:
        super().__init__(data, use_required_attribute=False, **more)


class DaysForm(_Decision):
    """Days off and days worked, in the words of a notice."""

    year = forms.IntegerField(label=gettext_lazy("Year"), min_value=1949, max_value=2200)
    notice = forms.CharField(
        label=gettext_lazy("Days off and days worked"),
        max_length=5000,
        widget=forms.Textarea({"rows": 8}),
        help_text=gettext_lazy(
            "Paste the clauses of the notice, or write for example “2月5日至11日放假，2月13日上班”."
        ),
    )
    field_order = ("year", "notice", "reason", "decided_by")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if "year" in given and "notice" in given:
            given["days"] = self._read(given["notice"], given["year"])
        return given

    def _read(self, text: str, year: int) -> dict[str, bool]:
        try:
            found = read_notice(text, year)
        except NoticeFault as error:
            fault = _("Please check this clause: %(clause)s") % {"clause": error}
            self.add_error("notice", ValidationError(fault))
            return {}
        if not found.rest | found.worked:
            self.add_error("notice", ValidationError(_("No day is named: write for example “3月8日放假”.")))
        return {one.isoformat(): one in found.worked for one in sorted(found.rest | found.worked)}


class HoursForm(_Decision):
    """Office hours from a day on."""

    hours = forms.CharField(
        label=gettext_lazy("Office hours"),
        max_length=100,
        help_text=gettext_lazy("For example 08:30-12:00, 15:00-18:30"),
    )
    since = forms.DateField(label=gettext_lazy("From"), widget=DayInput)
    until = forms.DateField(
        label=gettext_lazy("Until before"),
        required=False,
        widget=DayInput,
        help_text=gettext_lazy("Then the earlier hours hold again; empty: until something else is decided."),
    )
    field_order = ("hours", "since", "until", "reason", "decided_by")

    def clean_hours(self) -> str:
        try:
            return str(OfficeHours.parse(self.cleaned_data["hours"]))
        except ValueError as error:
            fault = _("Write office hours like 08:30-12:00, 14:30-18:00, in their order.")
            raise ValidationError(fault) from error

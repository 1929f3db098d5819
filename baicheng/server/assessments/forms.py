"""Asking for a run: which rule, which days, known until when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from baicheng.packs.pack import Pack
from baicheng.rules.setting import Period
from baicheng.server.assessments.told import plain
from baicheng.server.assessments.trying import Changeable
from baicheng.server.web.formats import moment
from baicheng.server.web.forms import DayInput
from baicheng.server.web.templatetags.web import say


class PeriodForm(forms.Form):
    """The days judged, from the first to the last."""

    since = forms.DateField(label=gettext_lazy("First day judged"), widget=DayInput)
    last = forms.DateField(label=gettext_lazy("Last day judged"), widget=DayInput)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        since, last = given.get("since"), given.get("last")
        if since and last and since > last:
            raise ValidationError({"last": _("The last day lies before the first.")})
        return given

    def period(self) -> Period:
        """The days judged, the end exclusive."""
        return Period(self.cleaned_data["since"], self.cleaned_data["last"] + timedelta(days=1))


class RunForm(PeriodForm):
    """A rule of one of the packs, the days judged, the day of knowledge."""

    rule = forms.ChoiceField(label=gettext_lazy("Rule"))
    known_on = forms.DateField(
        label=gettext_lazy("Known until"),
        required=False,
        widget=DayInput,
        help_text=gettext_lazy("What was recorded later does not count. Empty: all that is known now."),
    )

    def __init__(self, data: Any, packs: Sequence[Pack], **more: Any) -> None:
        super().__init__(data, use_required_attribute=False, **more)
        offered = [
            (
                say(pack.manifest.title),
                [(f"{pack.name}.{name}", say(rule.title)) for name, rule in pack.rules.items()],
            )
            for pack in packs
        ]
        self.fields["rule"] = forms.ChoiceField(label=_("Rule"), choices=[("", _("Choose a rule")), *offered])
        self.order_fields(["rule", "since", "last", "known_on"])

    def asked(self) -> dict[str, Any]:
        """What the service is asked for."""
        given = self.cleaned_data
        programme, _dot, rule = given["rule"].partition(".")
        return {"programme": programme, "rule": rule, "period": self.period(), "known_on": given["known_on"]}


class ChangesForm(forms.Form):
    """Other figures for a trial; what stands in the form at first is what the run reckoned with."""

    def __init__(self, data: Any, offered: Sequence[Changeable]) -> None:
        super().__init__(data)
        for one in offered:
            label = f"{say(one.title)} ({one.unit})" if one.unit else say(one.title)
            self.fields[one.path] = forms.DecimalField(
                label=label,
                initial=None if one.value is None else plain(one.value),
                required=False,
                max_digits=18,
                decimal_places=6,
            )


class OtherRunForm(forms.Form):
    """Which run is set beside this one."""

    other = forms.TypedChoiceField(coerce=int)

    def __init__(self, data: Any, runs: Sequence[Any]) -> None:
        super().__init__(data)
        choices = [(run.pk, f"#{run.pk} · {moment(run.known_at)}") for run in runs]
        self.fields["other"] = forms.TypedChoiceField(
            label=_("Compare with the run as known on"), choices=choices, coerce=int
        )

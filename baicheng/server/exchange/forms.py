"""The forms of this app's pages."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from baicheng.server.editions.queries import programmes
from baicheng.server.exchange.events import EVENTS
from baicheng.server.exchange.models import Scope

DAYS = ((30, _("30 days")), (90, _("90 days")), (365, _("a year")))


class TokenForm(forms.Form):
    """Which program gets a token, what it may do, for how long."""

    name = forms.CharField(
        label=_("Used by"),
        help_text=_("Which program and whose: “statistics of the finance bureau”."),
        max_length=80,
    )
    scope = forms.ChoiceField(
        label=_("Allows"),
        help_text=_("Never more than you may do yourself."),
        choices=Scope.choices,
    )
    days = forms.TypedChoiceField(label=_("Holds for"), choices=DAYS, coerce=int, initial=90)

    def expires_at(self, now: datetime) -> datetime:
        """When the token ends."""
        return now + timedelta(days=self.cleaned_data["days"])


class WebhookForm(forms.Form):
    """Which address is told what, of which programme."""

    address = forms.CharField(
        label=_("Address"),
        help_text=_("Such as https://host.example/baicheng; this machine itself is refused."),
        max_length=500,
    )
    events = forms.MultipleChoiceField(
        label=_("Is told when"), choices=EVENTS.items(), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.fields["programme"] = forms.ChoiceField(
            label=_("Programme"), required=False, choices=[("", _("All")), *programmes()]
        )

"""The forms of this app's pages: how to be told, and robots of groups."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from baicheng.server.notices.models import How, Kind
from baicheng.server.orgs.models import Subject
from baicheng.server.orgs.resolution import resolve
from baicheng.server.web.pickers import Picker, PickerField


class MailForm(forms.Form):
    """To which address one's messages go, and how many at once."""

    how = forms.ChoiceField(label=_("Messages come"), choices=How.choices, widget=forms.RadioSelect)
    email = forms.EmailField(label=_("E-mail"), required=False)


class UnitField(PickerField):
    """The unit whose group it is."""

    def __init__(self) -> None:
        url = f"{reverse('orgs:choices')}?field=unit&kinds=unit,body"
        super().__init__(
            Picker(url, many=False),
            label=_("Group of a unit"),
            required=False,
            help_text=_("Or of an office, below."),
        )

    def resolve(self, typed: str) -> str:
        meant = resolve(typed, on=timezone.localdate()).subject
        return str(meant.pk) if meant else super().resolve(typed)

    def clean(self, value: Any) -> Subject | None:
        ids = super().clean(value)
        return Subject.objects.filter(pk=int(ids[0])).first() if ids else None


class RobotForm(forms.Form):
    """A group that is told what a unit or an office is told."""

    kind = forms.ChoiceField(label=_("Robot of"), choices=Kind.choices)
    name = forms.CharField(label=_("Name of the group"), max_length=80)
    address = forms.CharField(
        label=_("Address (Webhook)"),
        help_text=_("As the group's robot shows it. It holds a key and is not shown again."),
        max_length=500,
    )
    secret = forms.CharField(
        label=_("Secret (DingTalk, 加签)"),
        help_text=_("Begins with SEC; not shown again. Empty where the robot checks a keyword or addresses."),
        max_length=200,
        required=False,
        widget=forms.PasswordInput,
    )

    def __init__(self, data: Any = None, *, offices: Sequence[tuple[str, str]], any_unit: bool) -> None:
        super().__init__(data)
        if any_unit:
            self.fields["unit"] = UnitField()
        first = [("", "—")] if any_unit else []
        self.fields["programme"] = forms.ChoiceField(
            label=_("Group of the office of"), required=False, choices=[*first, *offices]
        )

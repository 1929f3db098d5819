"""Proposing a local value (本地取值): the input that fits its path."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import BaseModel

from baicheng.packs.local_values import OFFICE
from baicheng.server.orgs.resolution import resolve
from baicheng.server.web.forms import DayInput
from baicheng.server.web.pickers import Picker, PickerField

#: No value of a pack comes near.
_BEYOND = 10**15


class OfficeField(PickerField):
    """The unit that is an office."""

    def __init__(self) -> None:
        url = f"{reverse('orgs:choices')}?field=value&kinds=unit,body"
        super().__init__(Picker(url, many=False), label=_("Unit"))

    def resolve(self, typed: str) -> str:
        meant = resolve(typed, on=timezone.localdate()).subject
        return str(meant.pk) if meant else super().resolve(typed)

    def clean(self, value: Any) -> Any:
        ids = super().clean(value)
        return int(ids[0]) if ids else None


class ValueField(forms.CharField):
    """A number, a text, or a mapping written as in a pack's file (JSON)."""

    def __init__(self) -> None:
        hint = _("What the pack says stands here: change the number or the word in it, and keep the signs.")
        super().__init__(label=_("Value"), help_text=hint, widget=forms.Textarea({"rows": 3}))

    def clean(self, value: Any) -> Any:
        text = str(super().clean(value)).strip()
        if text.startswith(("{", "[")):
            try:
                return _read(text)
            except (ValueError, RecursionError) as error:
                raise ValidationError(_("This cannot be read: %(why)s.") % {"why": error}) from error
        try:
            return _read(text) if text[:1] in "-0123456789" else text
        except ValueError:
            return text


def _read(text: str) -> Any:
    """JSON that a database stores: no NaN, and no number beyond all bounds.

    Raises:
        ValueError: it is none.
    """
    found = json.loads(text, parse_float=Decimal, parse_constant=_refuse)
    return json.loads(text) if _is_bounded(found) else _refuse(text)


def _is_bounded(value: Any) -> bool:
    if isinstance(value, dict | list):
        return all(_is_bounded(one) for one in (value.values() if isinstance(value, dict) else value))
    return not isinstance(value, int | Decimal) or -_BEYOND < value < _BEYOND


def _refuse(text: str) -> Any:
    raise ValueError(text[:40])


class NamesField(forms.CharField):
    """The members of a group, one a line."""

    def __init__(self) -> None:
        super().__init__(
            label=_("Members"), help_text=_("One name a line."), widget=forms.Textarea({"rows": 8})
        )

    def clean(self, value: Any) -> Any:
        return [line.strip() for line in str(super().clean(value)).splitlines() if line.strip()]


class DayField(forms.DateField):
    """A day, as text."""

    def __init__(self) -> None:
        super().__init__(label=_("Day"), widget=DayInput)

    def clean(self, value: Any) -> Any:
        found = super().clean(value)
        return found.isoformat() if found else None


class ProposalForm(forms.Form):
    """What shall hold here, from when on, why, and who decided it."""

    since = forms.DateField(label=gettext_lazy("From"), widget=DayInput)
    until = forms.DateField(
        label=gettext_lazy("Until before"),
        required=False,
        widget=DayInput,
        help_text=gettext_lazy("Empty: until something else is decided."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=2000, widget=forms.Textarea({"rows": 3})
    )
    decided_by = forms.CharField(
        label=gettext_lazy("Decided by"),
        max_length=200,
        help_text=gettext_lazy("Who decided it, with the number of the paper or the meeting."),
    )

    def __init__(self, path: str, data: Any = None, said: object = None) -> None:
        super().__init__(data, use_required_attribute=False)
        self.fields["value"] = _field(path)
        self.fields["value"].initial = _written(said)
        self.order_fields(["value", "since", "until", "reason", "decided_by"])


def _written(said: object) -> str:
    """What a pack says, as it is written into a field."""
    if said is None:
        return ""
    if isinstance(said, BaseModel):
        return json.dumps(said.model_dump(mode="json", exclude_none=True, by_alias=True), ensure_ascii=False)
    if isinstance(said, list):
        return "\n".join(map(str, said))
    return said if isinstance(said, str) else json.dumps(said, ensure_ascii=False, default=str)


def _field(path: str) -> forms.Field:
    kind = path.partition(".")[0]
    if path == OFFICE:
        return OfficeField()
    if kind == "groups":
        return NamesField()
    if kind == "events":
        return DayField()
    return ValueField()

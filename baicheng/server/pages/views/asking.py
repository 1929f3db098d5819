"""What many forms ask: by which paper something holds (依据), who approved it (审批), why it is done (理由)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class SourceField(forms.CharField):
    """The paper that says so; may be left empty."""

    def __init__(self) -> None:
        told = _("The paper that says so, with its number.")
        super().__init__(label=_("Source"), required=False, max_length=200, help_text=told)


class ApprovalField(forms.CharField):
    """Who approved it."""

    def __init__(self) -> None:
        told = _("Who approved it, or the number of the paper that does.")
        super().__init__(label=_("Approved by"), max_length=200, help_text=told)


class ReasonField(forms.CharField):
    """Why something is done, in a few lines."""

    def __init__(self, **more: Any) -> None:
        super().__init__(label=_("Reason"), max_length=2000, widget=forms.Textarea({"rows": 3}), **more)


class ReasonForm(forms.Form):
    """Why something is done."""

    reason = ReasonField()

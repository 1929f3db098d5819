"""The forms of documents."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class DocumentFilters(forms.Form):
    """Which documents a list shows."""

    q = forms.CharField(
        label=_("Search documents"),
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("Number, title or issuer")}),
    )
    year = forms.IntegerField(label=_("Year of issue"), required=False, min_value=1949, max_value=2200)

    @property
    def holds(self) -> bool:
        """Whether any filter holds."""
        return self.is_valid() and any(self.cleaned_data.values())

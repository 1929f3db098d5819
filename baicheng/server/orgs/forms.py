"""The filters of the directory."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from baicheng.server.orgs.models import SubjectKind

#: Rows of registers stand in their ledgers, for those who see them, and enter the directory with their records.
KINDS = [(kind.value, kind.label) for kind in SubjectKind if kind != SubjectKind.RECORD]


class DirectoryFilters(forms.Form):
    """A part of any name, also a former one; the kind; whether those that are gone are shown."""

    q = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=100,
        widget=forms.TextInput({"placeholder": _("Name, also a former one"), "type": "search"}),
    )
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("All")), *KINDS])
    gone = forms.BooleanField(label=_("Also what is no longer there"), required=False)

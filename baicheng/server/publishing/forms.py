"""The forms of papers: what to draft, its words, when to release it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from baicheng.packs.schema.notices import Notice
from baicheng.server.publishing.composing import MOST_BLOCKS, Block, blocks_of
from baicheng.server.publishing.models import State
from baicheng.server.web.forms import DayInput
from baicheng.server.web.templatetags.web import say

KINDS = (("heading", _("Heading")), ("subheading", _("Second heading")), ("text", _("Paragraph")))
_REMARK = "remark-"


class PaperFilters(forms.Form):
    """Which papers a list shows."""

    state = forms.ChoiceField(label=_("State"), required=False, choices=(("", _("all")), *State.choices))

    @property
    def holds(self) -> bool:
        """Whether any filter holds."""
        return self.is_valid() and any(self.cleaned_data.values())


class DraftForm(forms.Form):
    """Which paper to draft, about the period in which a day lies."""

    paper = forms.ChoiceField(label=_("Paper"))
    day = forms.DateField(
        label=_("A day of the period"),
        help_text=_(
            "The paper is about the week, month, quarter or year in which it lies, as it stood at its end."
        ),
        widget=DayInput(),
    )

    def __init__(self, data: QueryDict | None, offered: Sequence[tuple[str, Notice]], day: date) -> None:
        super().__init__(data, initial={"day": day})
        field = self.fields["paper"]
        assert isinstance(field, forms.ChoiceField), "papers are chosen from"
        field.choices = [(f"{programme}.{notice.notice}", say(notice.title)) for programme, notice in offered]


class WordsForm(forms.Form):
    """What an office words itself besides the text."""

    number = forms.CharField(label=_("Number of the paper"), max_length=120)
    title = forms.CharField(label=_("Title"), max_length=300)
    addressed = forms.CharField(label=_("Addressed to"), max_length=500)
    copies = forms.CharField(label=_("Copies to"), max_length=500, required=False)
    revision = forms.IntegerField(widget=forms.HiddenInput())


class TimeForm(forms.Form):
    """When an approved paper is released by itself."""

    release_at = forms.DateTimeField(
        label=_("Release at"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )

    def moment(self) -> datetime | None:
        """The moment, in the installation's time zone; none to release by hand."""
        found: datetime | None = self.cleaned_data["release_at"]
        return timezone.make_aware(found) if found is not None and timezone.is_naive(found) else found


def body_in(sent: QueryDict) -> list[Block]:
    """The text as it was typed, in the order of its blocks."""
    pairs = [
        (str(sent.get(f"kind-{place}", "text")), str(sent[f"text-{place}"]))
        for place in range(MOST_BLOCKS)
        if f"text-{place}" in sent
    ]
    return blocks_of(pairs)


def remarks_in(sent: QueryDict) -> dict[str, dict[str, str]]:
    """The words beside records of tables, by table and record."""
    found: dict[str, dict[str, str]] = {}
    for name, words in sent.items():
        table, _dash, record = name.removeprefix(_REMARK).rpartition("-")
        if name.startswith(_REMARK) and table:
            found.setdefault(table, {})[record] = str(words)
    return found

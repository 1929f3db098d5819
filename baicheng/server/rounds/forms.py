"""The forms of rounds: which one is opened, what is marked, what is objected to and answered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from baicheng.packs.schema.rounds import MarkedItem
from baicheng.packs.schema.rounds import Round as PackRound
from baicheng.server.assessments.models import Mark
from baicheng.server.assessments.told import plain
from baicheng.server.orgs.models import Subject
from baicheng.server.registers.inputs import SubjectChoice
from baicheng.server.rounds.services import Given
from baicheng.server.web.forms import DayInput
from baicheng.server.web.pickers import FilesField
from baicheng.server.web.templatetags.web import say

#: A remark is a note, not a report.
_LONGEST_REMARK = 500


class OpenForm(forms.Form):
    """Which round is opened, for which days, and from which number lots are drawn."""

    round = forms.ChoiceField(label=gettext_lazy("Round"))
    day = forms.DateField(
        label=gettext_lazy("A day of the period judged"),
        widget=DayInput,
        help_text=gettext_lazy(
            "Of a round that comes back; one whose days the document states has no choice."
        ),
    )
    seed = forms.IntegerField(
        label=gettext_lazy("Number from which lots are drawn"),
        min_value=0,
        max_value=10**9 - 1,
        required=False,
        help_text=gettext_lazy("As drawn in public. Empty: chosen by chance, and kept on record."),
    )

    def __init__(self, data: Any, offered: Iterable[tuple[str, PackRound]], day: date) -> None:
        super().__init__(data, initial={"day": day}, use_required_attribute=False)
        choices = [(f"{programme}.{one.round}", say(one.title)) for programme, one in offered]
        first = [] if len(choices) == 1 else [("", _("Choose a round"))]
        self.fields["round"] = forms.ChoiceField(label=_("Round"), choices=[*first, *choices])
        self.order_fields(["round", "day", "seed"])


class MarksForm(forms.Form):
    """The marks of a sheet: of each its value, a remark, files as evidence, and which one was seen.

    Fields are named by what is marked, so that what somebody typed stays where another gave a mark meanwhile.
    """

    def __init__(self, data: Any, files: Any, marks: Sequence[tuple[Mark, MarkedItem]]) -> None:
        super().__init__(data, files, use_required_attribute=False)
        self._marks = {key_of(mark): (mark, item) for mark, item in marks}
        for key, (mark, item) in self._marks.items():
            called = f"{mark.drawn}：{say(item.title)}" if mark.drawn else say(item.title)
            self.fields[key] = _value_field(mark, item, called)
            self.fields[f"remark-{key}"] = forms.CharField(
                label=_("Remark on %(what)s") % {"what": called},
                required=False,
                max_length=_LONGEST_REMARK,
                initial=mark.remark,
            )
            self.fields[f"files-{key}"] = FilesField(label=_("Evidence of %(what)s") % {"what": called})

    def seen(self, mark: Mark) -> str:
        """The name of the hidden field that says which mark stood there when the page was read."""
        return f"seen-{key_of(mark)}"

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        for key, (mark, _item) in self._marks.items():
            if key in self.errors or not self._is_changed(key, given):
                continue
            if given.get(key) is None:
                if mark.is_given:
                    self.add_error(
                        key, ValidationError(_("A mark that was given is replaced, never taken away."))
                    )
            elif str(self.data.get(self.seen(mark), mark.pk)) != str(mark.pk):
                found = {"value": plain(mark.value), "who": str(mark.author or "")}
                said = _("%(who)s gave %(value)s meanwhile. Save again if yours shall take its place.")
                self.add_error(key, ValidationError(said % found))
        return given

    def given(self) -> list[Given]:
        """The marks that are new or otherwise than before."""
        return [
            Given(mark, value, self.cleaned_data[f"remark-{key}"], self.cleaned_data[f"files-{key}"])
            for key, (mark, _item) in self._marks.items()
            if (value := self.cleaned_data.get(key)) is not None and self._is_changed(key, self.cleaned_data)
        ]

    def add_faults(self, error: ValidationError) -> None:
        """Put what the service refused beside the marks that it names."""
        named = {f"mark-{mark.pk}": key for key, (mark, _item) in self._marks.items()}
        if not hasattr(error, "error_dict"):
            self.add_error(None, error)
            return
        for name, wrong in error.error_dict.items():
            self.add_error(named.get(name), wrong)

    def _is_changed(self, key: str, given: dict[str, Any]) -> bool:
        mark, _item = self._marks[key]
        before = (mark.value, mark.remark)
        return (given.get(key), given.get(f"remark-{key}", "")) != before or bool(given.get(f"files-{key}"))


def key_of(mark: Mark) -> str:
    """What is marked, as the name of a field."""
    return f"{mark.item}-{mark.subject_id}-{mark.drawn_id or 0}"


def _value_field(mark: Mark, item: MarkedItem, called: str) -> forms.DecimalField:
    step = "1" if item.decimals == 0 else f"0.{'0' * (item.decimals - 1)}1"
    looks = {"inputmode": "decimal", "step": step, "autocomplete": "off"}
    return forms.DecimalField(
        label=called,
        required=False,
        max_digits=18,
        decimal_places=6,
        initial=None if mark.value is None else plain(mark.value),
        widget=forms.NumberInput(looks),
    )


class ObjectionForm(forms.Form):
    """What one that is assessed objects to, and why."""

    subject = forms.TypedChoiceField(label=gettext_lazy("On behalf of"), coerce=int)
    item = forms.ChoiceField(label=gettext_lazy("Against"), required=False)
    reason = forms.CharField(
        label=gettext_lazy("Reason"), widget=forms.Textarea({"rows": 5}), max_length=4000
    )
    evidence = FilesField(label=gettext_lazy("Evidence"))

    def __init__(
        self, data: Any, files: Any, subjects: Sequence[Subject], items: Sequence[tuple[str, str]]
    ) -> None:
        super().__init__(data, files, use_required_attribute=False)
        choices = [(one.pk, str(one)) for one in subjects]
        self.fields["subject"] = forms.TypedChoiceField(label=_("On behalf of"), choices=choices, coerce=int)
        if len(choices) == 1:
            self.fields["subject"].initial = choices[0][0]
            self.fields["subject"].widget = forms.HiddenInput()
        offered = [("", _("the result as a whole")), *items]
        self.fields["item"] = forms.ChoiceField(label=_("Against"), choices=offered, required=False)
        self.order_fields(["subject", "item", "reason", "evidence"])


class AnswerForm(forms.Form):
    """What the office answers to an objection."""

    upheld = forms.TypedChoiceField(
        label=gettext_lazy("The objection is"),
        choices=(
            ("yes", gettext_lazy("upheld: marks or facts are put right, and all are reckoned again")),
            ("no", gettext_lazy("not upheld")),
        ),
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        label=gettext_lazy("Answer, with its reason"), widget=forms.Textarea({"rows": 4}), max_length=4000
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, use_required_attribute=False)


class PanelForm(forms.Form):
    """Which panel marks one that is assessed: the unit that heads it."""

    def __init__(self, data: Any, *, on: date) -> None:
        super().__init__(data, use_required_attribute=False)
        self.fields["panel"] = SubjectChoice(
            "panel", on, data, label=_("Unit that heads the panel"), help_text=_("Its people give the marks.")
        )


class MarksFileForm(forms.Form):
    """An Excel file with marks."""

    file = forms.FileField(label=gettext_lazy("Excel file"), widget=forms.FileInput({"accept": ".xlsx"}))

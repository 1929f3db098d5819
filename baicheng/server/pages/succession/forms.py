"""The forms of a succession: from whom to whom, what passes, and since when it is in place where."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from baicheng.server.orgs.models import Subject, SuccessionStep
from baicheng.server.orgs.services.succeeding import InPlace
from baicheng.server.orgs.successions import BY_HAND, CHOSEN, EVERYTHING, Scope
from baicheng.server.pages.succession.choices import TOPIC, Offered
from baicheng.server.registers.inputs import SubjectChoice
from baicheng.server.web.forms import DayInput

SOURCE_HELP = gettext_lazy("The paper that says so, with its number.")
KINDS = (
    (EVERYTHING, gettext_lazy("everything that the old body has")),
    (CHOSEN, gettext_lazy("a part: ledgers, topics, clauses or relations, chosen in the next step")),
    (BY_HAND, gettext_lazy("decided case by case, where several share what it had")),
)


class MaybeSubject(SubjectChoice):
    """One subject, or none."""

    def clean(self, value: Any) -> Any:
        return super().clean(value) if value else None


class BodiesForm(forms.Form):
    """Who gives, who takes over, and which paper orders it."""

    new_name = forms.CharField(
        label=gettext_lazy("Or a new body"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Its official name, where it is not in the directory yet."),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("What passes"), choices=KINDS, widget=forms.RadioSelect, initial=EVERYTHING
    )
    ends = forms.BooleanField(
        label=gettext_lazy("The old body is no more from then on"),
        required=False,
        help_text=gettext_lazy("Often both live on and only a function moves: then leave this open."),
    )
    ordered_on = forms.DateField(label=gettext_lazy("Ordered on"), widget=DayInput)
    source = forms.CharField(label=gettext_lazy("Ordered by"), max_length=200, help_text=SOURCE_HELP)

    def __init__(self, data: Any, on: date) -> None:
        super().__init__(data, use_required_attribute=False)
        self.fields["old"] = SubjectChoice("old", on, data, label=_("From (old body)"))
        self.fields["new"] = MaybeSubject("new", on, data, label=_("To (who takes over)"), required=False)
        self.order_fields(["old", "new", "new_name", "kind", "ends", "ordered_on", "source"])


class ScopeForm(forms.Form):
    """What passes of a body; which of these are asked depends on the kind of scope."""

    def __init__(self, data: Any, kind: str, offered: Offered, *, bound: bool) -> None:
        super().__init__(data if bound else None, use_required_attribute=False)
        boxes = forms.CheckboxSelectMultiple
        asked: dict[str, tuple[Any, Sequence[tuple[str, str]], str]] = {}
        if kind == CHOSEN:
            asked["registers"] = (
                _("Ledgers"),
                offered.registers,
                _("With topics or clauses chosen as well, only such records of these ledgers pass."),
            )
            asked["topics"] = (_("Topics"), offered.topics, "")
            asked["clauses"] = (_("Clauses"), offered.clauses, "")
        asked["relations"] = (
            _("Relations that pass along"),
            offered.relations,
            _("On the day on which it is in place at the bodies' own level."),
        )
        for name, (label, choices, help_text) in asked.items():
            if choices:
                self.fields[name] = forms.MultipleChoiceField(
                    label=label, choices=choices, required=False, widget=boxes, help_text=help_text
                )
        self.kind = kind

    def scope(self) -> Scope:
        """What was chosen."""
        given = self.cleaned_data
        return Scope(
            kind=self.kind,
            registers=given.get("registers", []),
            clauses=[int(one) for one in given.get("clauses", [])],
            topics=[_topic(one) for one in given.get("topics", [])],
            relations=[int(one) for one in given.get("relations", [])],
        )


def _topic(value: str) -> tuple[str, str, str]:
    register, field, option = value.split(TOPIC)
    return register, field, option


class PlacesForm(forms.Form):
    """Since when it is in place in each division: empty until a paper confirms it."""

    def __init__(self, data: Any, divisions: Sequence[Subject], *, bound: bool) -> None:
        super().__init__(data if bound else None, use_required_attribute=False)
        self.rows: list[tuple[str, Subject | None]] = [("own", None)]
        self.rows += [(str(division.pk), division) for division in divisions]
        for key, division in self.rows:
            called = division.name if division else _("at the level of the two bodies")
            self.fields[f"day-{key}"] = forms.DateField(
                label=_("%(place)s: in place since") % {"place": called}, required=False, widget=DayInput
            )
            self.fields[f"source-{key}"] = forms.CharField(
                label=_("%(place)s: confirmed by") % {"place": called}, required=False, max_length=200
            )
            self.fields[f"here-{key}"] = forms.BooleanField(
                label=_("%(place)s: has a day of its own") % {"place": called},
                required=False,
                initial=True,
            )

    def lines(self) -> list[dict[str, Any]]:
        """The fields of each division, for a table."""
        return [
            {
                "key": key,
                "division": division,
                "day": self[f"day-{key}"],
                "source": self[f"source-{key}"],
                "here": self[f"here-{key}"],
            }
            for key, division in self.rows
        ]

    def steps(self) -> list[InPlace]:
        """What is known of each division that has a day of its own; that of the bodies' own level always."""
        given = self.cleaned_data
        return [
            InPlace(division, given[f"day-{key}"], given[f"source-{key}"])
            for key, division in self.rows
            if division is None or given[f"here-{key}"] or given[f"day-{key}"]
        ]


class PlaceForm(forms.Form):
    """One division: its own bodies, where it has some, and the day."""

    in_place_on = forms.DateField(
        label=gettext_lazy("In place since"),
        required=False,
        widget=DayInput,
        help_text=gettext_lazy(
            "Empty: not confirmed; until then the old body goes on. A day ahead counts from then."
        ),
    )
    source = forms.CharField(
        label=gettext_lazy("Confirmed by"), required=False, max_length=200, help_text=SOURCE_HELP
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 2}),
        help_text=gettext_lazy("Where a day is corrected that was in place already."),
    )

    def __init__(self, data: Any, on: date, *, division: Subject | None, step: SuccessionStep | None) -> None:
        known = {"in_place_on": step.in_place_on, "source": step.source} if step else {}
        super().__init__(data, initial=known, use_required_attribute=False)
        if division is not None:
            for name, label in (("old", _("Old body there")), ("new", _("Who takes over there"))):
                body = getattr(step, name) if step else None
                chosen = MaybeSubject(
                    name,
                    on,
                    data or ({name: [str(body.pk)]} if body else None),
                    label=label,
                    required=False,
                    help_text=_("Only where the division has a body of its own for this."),
                )
                self.fields[name] = chosen
                if body is not None:
                    self.initial[name] = [str(body.pk)]
            self.order_fields(["old", "new", "in_place_on", "source", "reason"])


class CasesForm(forms.Form):
    """What is decided of the chosen cases."""

    decision = forms.ChoiceField(
        label=gettext_lazy("Decision"),
        choices=(
            ("goes", gettext_lazy("passes to")),
            ("stays", gettext_lazy("stays with the old body")),
        ),
        widget=forms.RadioSelect,
        initial="goes",
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=2000, widget=forms.Textarea({"rows": 2})
    )

    def __init__(self, data: Any, on: date, heir: Subject | None) -> None:
        super().__init__(data, use_required_attribute=False)
        known = data or ({"heir": [str(heir.pk)]} if heir else None)
        self.fields["heir"] = MaybeSubject("heir", on, known, label=_("Who takes over"), required=False)
        if heir is not None:
            self.initial["heir"] = [str(heir.pk)]
        self.order_fields(["decision", "heir", "reason"])

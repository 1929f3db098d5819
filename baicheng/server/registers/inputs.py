"""The inputs of a record's form (输入项): one for each kind of field, and one for each role."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _

from baicheng.packs.schema.fields import NUMERIC, Field
from baicheng.packs.schema.registers import Party as PartyRole
from baicheng.server.orgs.models import Subject
from baicheng.server.orgs.queries import listed, names
from baicheng.server.orgs.resolution import resolve
from baicheng.server.registers.books import Book, register_of, spoken
from baicheng.server.registers.places import LONGEST, PlaceInput, help_for
from baicheng.server.registers.wording import unit_of
from baicheng.server.web.forms import DayInput
from baicheng.server.web.pickers import LONGEST_ID, FilesField, Picker, PickerField

#: A text that may be no longer than this has one line.
_ONE_LINE = 120


class SubjectField(PickerField):
    """Subjects, looked for in the directory; a name typed in full is enough without a tick."""

    def __init__(self, name: str, kinds: Sequence[str], *, many: bool, on: date, **more: Any) -> None:
        query = {"field": name, "kinds": ",".join(kinds), "many": "1" if many else ""}
        super().__init__(Picker(f"{reverse('orgs:choices')}?{urlencode(query)}", many=many), **more)
        self._on = on

    def resolve(self, typed: str) -> str:
        meant = resolve(typed, on=self._on)
        if meant.subject is not None:
            return str(meant.subject.pk)
        if meant.candidates:
            found = "、".join(candidate.subject.name for candidate in meant.candidates)
            raise ValidationError(
                _("“%(name)s” is not clear; do you mean one of these: %(found)s?")
                % {"name": typed, "found": found}
            )
        return super().resolve(typed)


class SubjectChoice(SubjectField):
    """One subject, looked for by name; what a form has of it is the subject itself.

    Args:
        data: what was sent, so that a form sent back calls what is ticked by its name.
    """

    def __init__(self, name: str, on: date, data: Any, **more: Any) -> None:
        super().__init__(name, (), many=False, on=on, **more)
        if data:
            ticked = [one for one in self.widget.value_from_datadict(data, None, name) if one.isdecimal()]
            ids = [int(one) for one in ticked if len(one) <= LONGEST_ID]
            self.widget.called = {str(pk): called for pk, called in names(ids, on).items()}

    def clean(self, value: Any) -> Subject:
        ids = super().clean(value)
        chosen = listed().filter(pk=int(ids[0])).first() if ids else None
        if chosen is None:
            raise ValidationError(_("Choose from the list."))
        return chosen


class LinkField(PickerField):
    """Records of another register, looked for by number and title."""

    def __init__(self, name: str, register_id: str, *, many: bool, **more: Any) -> None:
        query = {"field": name, "many": "1" if many else ""}
        url = reverse("registers:choices", args=[register_id])
        super().__init__(Picker(f"{url}?{urlencode(query)}", many=many), **more)


def role_input(name: str, role: PartyRole, on: date) -> forms.Field:
    """The input of a role."""
    return SubjectField(
        name, role.kinds, many=role.many, on=on, label=spoken(role.title), required=role.required
    )


def field_input(book: Book, name: str, field: Field, on: date) -> forms.Field:
    """The input of a field. ``required`` is what a finished record needs: services ask for it."""
    given: dict[str, Any] = {"label": _label(field), "required": field.required}
    if field.help:
        given["help_text"] = spoken(field.help)
    return _of_kind(book, name, field, on, given)


def _of_kind(book: Book, name: str, field: Field, on: date, given: dict[str, Any]) -> forms.Field:
    match field.kind:
        case "choice" if field.many:
            boxes = forms.CheckboxSelectMultiple
            return forms.MultipleChoiceField(choices=list(_options(field)), widget=boxes, **given)
        case "choice":
            return forms.ChoiceField(choices=[("", "—"), *_options(field)], **given)
        case "date":
            return forms.CharField(widget=DayInput, **given)
        case "subject":
            return SubjectField(name, field.kinds, many=field.many, on=on, **given)
        case "link":
            return LinkField(name, register_of(book, field), many=field.many, **given)
        case "attachment":
            given.pop("required")
            return FilesField(**given)
        case "place":
            shape = field.shape or "point"
            given.setdefault("help_text", help_for(shape))
            return forms.CharField(widget=PlaceInput(shape), max_length=LONGEST, **given)
        case kind if kind in NUMERIC:
            return forms.CharField(widget=forms.TextInput({"inputmode": "decimal"}), **given)
        case _ if field.max_length and field.max_length <= _ONE_LINE:
            return forms.CharField(**given)
        case _:
            return forms.CharField(widget=forms.Textarea({"rows": 3}), **given)


def _label(field: Field) -> str:
    title = spoken(field.title)
    if field.kind == "percent":
        return f"{title} (%)"
    unit = unit_of(field)
    return f"{title} ({unit})" if unit else title


def _options(field: Field) -> Iterator[tuple[str, str]]:
    for key, title in (field.of or {}).items():
        yield key, spoken(title)

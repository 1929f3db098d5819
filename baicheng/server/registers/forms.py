"""Forms made from a pack's register (表单): one input for each field and role, in the sections of the pack.

Inputs keep to the text that was typed. What is right is decided by the services, whose messages come back
beside the fields.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _

from baicheng.server.orgs.models import Subject
from baicheng.server.orgs.queries import names
from baicheng.server.registers.books import Book, spoken
from baicheng.server.registers.choosable import linked
from baicheng.server.registers.inputs import (
    LinkField,
    SubjectField,
    field_input,
    role_input,
)
from baicheng.server.registers.masks import mask
from baicheng.server.registers.matter import Viewer
from baicheng.server.registers.places import LONGEST, PlaceInput, geometry, help_for, shape_of, typed
from baicheng.server.web.forms import add_errors
from baicheng.server.web.pickers import LONGEST_ID, PickerField

#: The mark of a field that the document leaves open, as a box beside the field.
NOT_STATED = "-not-stated"
#: Inputs of a record that are no fields of its register.
TITLE, REASON, PLACE = "title", "reason", "place"


@dataclass(frozen=True, slots=True)
class FormSection:
    """A part of the form under one heading."""

    title: str
    fields: Sequence[BoundField]


class RecordForm(forms.Form):
    """The form of a record of a register, or of some of its fields and roles.

    Args:
        names: fields and roles, ``title`` among them; those of the pack's form unless given.
        values: stored fields that stand in it at first.
        parties: ids by role that stand in it at first.
        place: where the record is, as it stands in it at first.
        fixed: fields whose value is given and not asked.
        needed: those without which it is not accepted, whatever the register says of them.
    """

    def __init__(
        self,
        book: Book,
        data: Any = None,
        files: Any = None,
        *,
        viewer: Viewer,
        names: Iterable[str] | None = None,
        values: Mapping[str, Any] | None = None,
        parties: Mapping[str, Sequence[int]] | None = None,
        title: str = "",
        place: Mapping[str, Any] | None = None,
        fixed: Mapping[str, Any] | None = None,
        needed: Collection[str] = (),
    ) -> None:
        self.book, self.fixed, self.needed = book, dict(fixed or {}), frozenset(needed)
        self._shape = shape_of(place)
        held: dict[str, Any] = {**(values or {}), **(parties or {}), TITLE: title}
        held[PLACE] = typed(place) if place else ""
        super().__init__(data, files, initial=self._initial(held), use_required_attribute=False)
        for name in self._chosen(names):
            self._add(name, viewer.day, held.get(name))
            if name in self.needed:
                self.fields[name].required = True
        self._call_by_name(viewer)

    def sections(self) -> Iterator[FormSection]:
        """The inputs under the headings of the pack's form; others under none."""
        placed: set[str] = set()
        for part in self.book.register.form:
            shown = [name for name in part.fields if name in self.fields and name not in placed]
            if shown:
                placed |= {*shown, *(f"{name}{NOT_STATED}" for name in shown)}
                yield FormSection(spoken(part.section), list(self._bound(shown)))
        rest = [name for name in self.fields if name not in placed and not name.endswith(NOT_STATED)]
        if rest:
            yield FormSection("", list(self._bound(rest)))

    def values(self) -> dict[str, Any]:
        """What was typed, by field, as services take it; files and roles apart."""
        found: dict[str, Any] = dict(self.fixed)
        for name, field in self.book.register.fields_.items():
            if name not in self.fields or field.kind == "attachment":
                continue
            value = self.cleaned_data.get(name)
            if self.cleaned_data.get(f"{name}{NOT_STATED}") and not value:
                value = {"not_stated": True}
            elif field.kind in ("subject", "link"):
                ids = [int(one) for one in value or []]
                value = ids if field.many else (ids[0] if ids else None)
            elif field.kind == "place":
                value = geometry(str(value or ""), field.shape or "point")
            found[name] = value
        return found

    def takings(self) -> list[tuple[str, Subject]]:
        """Who was ticked for which role."""
        ids = {
            role: [int(one) for one in self.cleaned_data.get(role) or []]
            for role in self.book.register.parties
            if role in self.fields
        }
        subjects = Subject.objects.in_bulk({one for listed in ids.values() for one in listed})
        return [(role, subjects[one]) for role, listed in ids.items() for one in listed if one in subjects]

    def roles(self) -> dict[str, list[Subject]]:
        """Who was ticked, by role; a role without anybody is there, and empty."""
        found: dict[str, list[Subject]] = {
            role: [] for role in self.book.register.parties if role in self.fields
        }
        for role, subject in self.takings():
            found[role].append(subject)
        return found

    def uploads(self) -> dict[str, list[Any]]:
        """The files that were chosen, by field."""
        return {
            name: self.cleaned_data.get(name) or []
            for name, field in self.book.register.fields_.items()
            if field.kind == "attachment" and name in self.fields
        }

    def typed_title(self) -> str:
        """The title, where it is asked."""
        return str(self.cleaned_data.get(TITLE) or "")

    def typed_place(self) -> Any:
        """The place of the record, where it is asked and given."""
        return geometry(str(self.cleaned_data.get(PLACE) or ""), self._shape)

    def offer(self, subjects: Sequence[int], on: date) -> None:
        """Let those be ticked without a search who probably are meant; who cannot have a role is left out."""
        kinds = dict(Subject.objects.filter(pk__in=subjects).values_list("pk", "kind"))
        called = names(subjects, on)
        for role, found in self.book.register.parties.items():
            if role in self.fields:
                fit = [pk for pk in dict.fromkeys(subjects) if not found.kinds or kinds[pk] in found.kinds]
                self.fields[role].widget.offered = tuple((str(pk), called[pk]) for pk in fit)

    def add_refusals(self, error: ValidationError) -> None:
        """Put what a service refused beside the fields."""
        add_errors(self, error)

    def clean(self) -> dict[str, Any]:
        # What is missing is said by the service, which knows whether the record may lack it for now.
        for name, wrong in list(self.errors.items()):
            if name not in self.needed and all(one.code == "required" for one in wrong.as_data()):
                del self.errors[name]
        return self.cleaned_data

    def _chosen(self, names: Iterable[str] | None) -> Iterator[str]:
        register = self.book.register
        wanted = list(names) if names is not None else [n for part in register.form for n in part.fields]
        if names is None and not register.form:
            wanted = [TITLE, *register.fields_, *register.parties]
        for name in dict.fromkeys(wanted):
            computed = name in self.book.computed
            if name not in self.fixed and not computed and name not in ("clause", "state", "number"):
                yield name

    def _add(self, name: str, on: date, held: Any) -> None:
        register = self.book.register
        if name == TITLE:
            self.fields[name] = forms.CharField(label=_("Title"), required=False, max_length=400)
        elif name == PLACE:
            self.fields[name] = forms.CharField(
                label=_("Place"),
                required=False,
                max_length=LONGEST,
                help_text=help_for(self._shape),
                widget=PlaceInput(self._shape),
            )
        elif name in register.parties:
            self.fields[name] = role_input(name, register.parties[name], on)
        elif name in register.fields_:
            field = register.fields_[name]
            self.fields[name] = field_input(self.book, name, field, on)
            if field.not_stated:
                ticked = isinstance(held, dict) and bool(held.get("not_stated"))
                label = _("The document does not say it")
                self.fields[f"{name}{NOT_STATED}"] = forms.BooleanField(
                    label=label, required=False, initial=ticked
                )

    def _bound(self, shown: Iterable[str]) -> Iterator[BoundField]:
        for name in shown:
            yield self[name]
            if f"{name}{NOT_STATED}" in self.fields:
                yield self[f"{name}{NOT_STATED}"]

    def _initial(self, held: Mapping[str, Any]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name, value in held.items():
            field = self.book.register.fields_.get(name)
            if isinstance(value, dict) and value.get("not_stated"):
                continue
            if field is not None and field.kind == "personal":
                value = mask(value)
            elif field is not None and field.kind == "place" and isinstance(value, dict):
                value = typed(value)
            elif field is not None and field.kind in ("subject", "link") and value is not None:
                value = value if isinstance(value, list) else [value]
            found[name] = value
        return found

    def _call_by_name(self, viewer: Viewer) -> None:
        """Give pickers the names of what is ticked, all with one query for each kind.

        Anything can be sent as ticked: a record that the viewer does not see is not called by its name.
        """
        pickers = {name: field for name, field in self.fields.items() if isinstance(field, PickerField)}
        ticked = {name: _ids(self[name].value()) for name in pickers}
        subjects = {
            one for name in pickers if isinstance(pickers[name], SubjectField) for one in ticked[name]
        }
        links = {name: list(ticked[name]) for name in pickers if isinstance(pickers[name], LinkField)}
        called = names(subjects, viewer.day) if subjects else {}
        records = linked(self.book, [links], viewer) if any(links.values()) else {}
        for field in pickers.values():
            known = called if isinstance(field, SubjectField) else records
            field.widget.called = {str(pk): str(said) for pk, said in known.items()}


def _ids(value: Any) -> set[int]:
    listed = value if isinstance(value, list | tuple) else [value]
    return {int(one) for one in listed if str(one).isdecimal() and len(str(one)) <= LONGEST_ID}

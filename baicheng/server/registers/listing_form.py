"""The filters of a register's list (台账筛选), made from what the pack says it can be narrowed by."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from baicheng.packs.schema.fields import NUMERIC
from baicheng.server.documents.models import Clause
from baicheng.server.orgs.queries import names, standing_for
from baicheng.server.registers.books import Book, label, spoken
from baicheng.server.registers.matter import Viewer
from baicheng.server.registers.queries import Filters, Past
from baicheng.server.registers.queries.reach import seen, takes_part
from baicheng.server.registers.wording import state_said
from baicheng.server.web.forms import DayInput
from baicheng.server.web.pickers import LONGEST_ID
from baicheng.server.web.tones import LIGHTS

#: A filter of a role offers so many subjects; more are found by the text of the list.
MOST_OFFERED = 200


class LedgerFilters(forms.Form):
    """Text, states, roles, options, due days, lights; and the day on which to look."""

    def __init__(self, data: Any, book: Book, viewer: Viewer) -> None:
        super().__init__(data)
        self.book, self.viewer = book, viewer
        hint = {"placeholder": _("Number or title"), "type": "search"}
        self.fields["q"] = forms.CharField(
            label=_("Search"), required=False, max_length=100, widget=forms.TextInput(hint)
        )
        self.fields |= dict(self.offered())
        if book.process is not None:
            self.fields["light"] = _choice(_("Light"), [(name, str(words)) for name, words in _lights()])
        self.fields["under"] = forms.IntegerField(required=False, widget=forms.HiddenInput)
        self.fields["taking"] = Carried(label=_("Takes part"), says=self._taking)
        self.fields["chapter"] = Carried(label=_("Chapter"), says=self._chapter)
        self.fields["year"] = Carried(label=_("Open in"), says=str)
        self.fields["held"] = _day(_("As it was on"))
        self.fields["known"] = _day(_("As known on"))

    def offered(self) -> Iterator[tuple[str, forms.Field]]:
        """By what the list can be narrowed: what the pack names."""
        listed = self.book.register.list_
        for name in listed.filters if listed else ("state",):
            yield from _fields(self.book, name, self.viewer)

    def filters(self) -> Filters:
        """What the list is narrowed to; what cannot be read narrows nothing."""
        self.is_valid()
        given = self.cleaned_data
        fields, parties = {}, {}
        for name in self.fields:
            value = given.get(name)
            if value in (None, "", []):
                continue
            if name in self.book.register.parties:
                parties[name] = [int(str(value))]
            elif name in self.book.register.fields_ and self.book.register.fields_[name].indexed:
                fields[name] = int(value) if self.book.register.fields_[name].kind in _IDS else str(value)
        if (taken := self._taken()) is not None:
            role, key = taken
            # In a list of a county stands also what its government takes part in.
            keys = [key] if role else standing_for(key, given.get("held") or self.viewer.day)
            parties[role] = [*parties.get(role, ()), *keys]
        return Filters(
            states=[given["state"]] if given.get("state") else (),
            parties=parties,
            due_from=given.get("due_from"),
            due_until=given.get("due_until"),
            text=given.get("q") or "",
            fields=fields,
            parent=given.get("under"),
            lights=ALIKE.get(given.get("light") or "", [given["light"]] if given.get("light") else []),
            year=_year(given.get("year") or ""),
            clauses=self._stretch(),
        )

    def _taken(self) -> tuple[str, int] | None:
        """The role and the subject that a figure of an overview leads to, such as ``lead:12`` or ``12``."""
        role, _colon, key = str(self.cleaned_data.get("taking") or "").rpartition(":")
        known = not role or role in self.book.register.parties
        return (role, int(key)) if known and key.isdecimal() and len(key) <= LONGEST_ID else None

    def _taking(self, value: str) -> str:
        taken = self._taken()
        if taken is None:
            return value
        role, key = taken
        name = names([key], self.viewer.day, short=True).get(key, value)
        return f"{label(self.book, role)} {name}" if role else name

    @cached_property
    def _clause(self) -> Clause | None:
        """The chapter, unless nothing comes from its document that the user sees."""
        value = str(self.cleaned_data.get("chapter") or "")
        if not value.isdecimal() or len(value) > LONGEST_ID:
            return None
        found = Clause.objects.filter(pk=int(value)).first()
        if (
            found is None
            or not seen(self.viewer, self.book).filter(clause__document=found.document_id).exists()
        ):
            return None
        return found

    def _stretch(self) -> tuple[int, int, int] | None:
        """The stretch of a document from which records come; of a chapter that cannot be found, none does."""
        if not self.cleaned_data.get("chapter"):
            return None
        found = self._clause
        return (found.document_id, found.start, found.end) if found else (0, 0, 0)

    def _chapter(self, value: str) -> str:
        return self._clause.heading if self._clause else value

    def past(self, now: Any) -> Past | None:
        """The moments at which to look, where a day was chosen."""
        self.is_valid()
        held, known = self.cleaned_data.get("held"), self.cleaned_data.get("known")
        if not held:
            return None
        return Past.of_days(held, known, now)


_IDS = frozenset({"subject", "link"})
#: What the filter of lights offers besides each light, as overviews count them.
ALIKE: Mapping[str, Sequence[str]] = {
    "counted": [name for name in LIGHTS if name != "closed"],
    "all_done": ["done", "done_late"],
    "others": ["open", "waiting"],
}


class Carried(forms.CharField):
    """A filter that an address brings along: nobody types it, but it is shown and can be lifted."""

    def __init__(self, *, label: str, says: Callable[[str], str]) -> None:
        super().__init__(label=label, required=False, max_length=80, widget=forms.HiddenInput)
        self.says = says


def _lights() -> Iterator[tuple[str, Any]]:
    yield "counted", _("All but what was withdrawn")
    for name, light in LIGHTS.items():
        if name == "done":
            yield "all_done", _("Done, in time or late")
        yield name, _("Done in time") if name == "done" else light.title
    yield "others", _("No deadline or paused")


def _year(value: str) -> int | None:
    return int(value) if value.isdecimal() and len(value) == len("2019") and value > "1000" else None


def _fields(book: Book, name: str, viewer: Viewer) -> Iterator[tuple[str, forms.Field]]:
    register = book.register
    if name == "state" and book.process is not None:
        yield name, _choice(_("State"), [(key, state_said(book, key)) for key in book.process.flow.states])
    elif name == "due":
        yield "due_from", _day(_("Due from"))
        yield "due_until", _day(_("Due until"))
    elif name in register.parties:
        # Who takes part in what the user does not see is not offered either.
        offered = [(str(pk), text) for pk, text in takes_part(viewer, book, name).items()]
        yield name, _choice(label(book, name), offered[:MOST_OFFERED])
    elif name in register.fields_ and register.fields_[name].indexed:
        field = register.fields_[name]
        if field.kind == "choice":
            yield (
                name,
                _choice(spoken(field.title), [(key, spoken(t)) for key, t in (field.of or {}).items()]),
            )
        elif field.kind in ("text", "date") or field.kind in NUMERIC:
            yield name, _day(spoken(field.title)) if field.kind == "date" else _text(spoken(field.title))


def _choice(title: str, options: list[tuple[str, str]]) -> forms.Field:
    return forms.ChoiceField(label=title, required=False, choices=[("", _("All")), *options])


def _text(title: str) -> forms.Field:
    return forms.CharField(label=title, required=False, max_length=100)


def _day(title: str) -> forms.Field:
    return forms.DateField(label=title, required=False, widget=DayInput)

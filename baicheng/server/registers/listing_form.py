"""The filters of a register's list (台账筛选), made from what the pack says it can be narrowed by."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from baicheng.packs.schema.fields import NUMERIC
from baicheng.server.orgs.queries import names
from baicheng.server.registers.books import Book, label, spoken
from baicheng.server.registers.matter import Viewer
from baicheng.server.registers.queries import Filters, Past
from baicheng.server.registers.queries.reach import takes_part
from baicheng.server.registers.wording import state_said
from baicheng.server.web.forms import DayInput

#: A filter of a role offers so many subjects; more are found by the text of the list.
MOST_OFFERED = 200


class LedgerFilters(forms.Form):
    """Text, states, roles, options, due days, whether late; and the day on which to look."""

    def __init__(self, data: Any, book: Book, viewer: Viewer) -> None:
        super().__init__(data)
        self.book, self.viewer = book, viewer
        hint = {"placeholder": _("Number or title"), "type": "search"}
        self.fields["q"] = forms.CharField(
            label=_("Search"), required=False, max_length=100, widget=forms.TextInput(hint)
        )
        self.fields |= dict(self.offered())
        if book.process is not None:
            self.fields["late"] = forms.BooleanField(label=_("Late only"), required=False)
        self.fields["under"] = forms.IntegerField(required=False, widget=forms.HiddenInput)
        self.fields["held"] = _day(_("As it was on"))
        self.fields["known"] = _day(_("As known on"))

    def offered(self) -> Iterator[tuple[str, forms.Field]]:
        """By what the list can be narrowed: what the pack names."""
        listed = self.book.register.list_
        for name in listed.filters if listed else ("state",):
            yield from _fields(self.book, name, self.viewer)

    def filters(self, now: Any) -> Filters:
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
        return Filters(
            states=[given["state"]] if given.get("state") else (),
            parties=parties,
            due_from=given.get("due_from"),
            due_until=given.get("due_until"),
            text=given.get("q") or "",
            fields=fields,
            parent=given.get("under"),
            overdue_at=now if given.get("late") else None,
        )

    def past(self, now: Any) -> Past | None:
        """The moments at which to look, where a day was chosen."""
        self.is_valid()
        held, known = self.cleaned_data.get("held"), self.cleaned_data.get("known")
        if not held:
            return None
        return Past.of_days(held, known, now)


_IDS = frozenset({"subject", "link"})


def _fields(book: Book, name: str, viewer: Viewer) -> Iterator[tuple[str, forms.Field]]:
    register = book.register
    if name == "state" and book.process is not None:
        yield name, _choice(_("State"), [(key, state_said(book, key)) for key in book.process.flow.states])
    elif name == "due":
        yield "due_from", _day(_("Due from"))
        yield "due_until", _day(_("Due until"))
    elif name in register.parties:
        # Who takes part in what the user does not see is not offered either.
        called = names(takes_part(viewer, book, name).values("pk"), viewer.day, short=True)
        offered = [(str(pk), text) for pk, text in called.items()]
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

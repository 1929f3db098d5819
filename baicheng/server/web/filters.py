"""Filters of a list (筛选): a form sent by GET, and the chips that show which filters hold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict

from baicheng.server.web.listing import PLACE


@dataclass(frozen=True, slots=True)
class Chip:
    """One filter that holds, with the address of the list without it."""

    label: str
    value: str
    url: str


def chips(form: forms.Form, query: QueryDict) -> Iterator[Chip]:
    """The filters that hold; a filter whose value is not valid holds nothing and has no chip."""
    form.is_valid()
    for name, field in form.fields.items():
        value = form.cleaned_data.get(name)
        if value is None or value == "" or value is False or (hasattr(value, "__len__") and not len(value)):
            continue
        says = getattr(field, "says", None)  # of a hidden one that can be lifted all the same
        if isinstance(field.widget, forms.HiddenInput) and says is None:
            continue
        if says is not None:
            yield Chip(str(form[name].label), says(value), _without(query, form.add_prefix(name)))
            continue
        yield Chip(str(form[name].label), _shown(field, value), _without(query, form.add_prefix(name)))


def kept(form: forms.Form, query: QueryDict) -> Iterator[tuple[str, str]]:
    """Parameters of the address that the form does not hold and that filtering must not lose (sorting)."""
    own = {form.add_prefix(name) for name in form.fields} | set(PLACE)
    for name, values in query.lists():
        if name not in own:
            yield from ((name, value) for value in values)


def _without(query: QueryDict, name: str) -> str:
    rest = query.copy()
    for gone in (name, *PLACE):
        rest.pop(gone, None)
    return f"?{rest.urlencode()}"


def _shown(field: forms.Field, value: Any) -> str:
    """A value in the words of the form: the title of a choice, not its key."""
    if isinstance(field, forms.ModelChoiceField):
        return str(value) if not hasattr(value, "__iter__") else "、".join(map(str, value))
    if isinstance(field, forms.ChoiceField):
        titles = {str(key): str(title) for key, title in _flat(field.choices)}
        values = value if isinstance(value, list) else [value]
        return "、".join(titles.get(str(each), str(each)) for each in values)
    return "✓" if value is True else str(value)


def _flat(choices: Any) -> Iterator[tuple[Any, Any]]:
    for key, title in choices:
        if isinstance(title, list | tuple):
            yield from title
        else:
            yield key, title

"""Whom a name in a roster means: a row of the file itself, or a subject of the directory."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from baicheng.server.orgs.models import Subject
from baicheng.server.orgs.resolution import normal_form, resolve_all

#: So many similar names are told where one is not known.
_MOST_ALIKE = 3


class Meaning:
    """The names that are known so far; those of the file come before those of the directory."""

    def __init__(self) -> None:
        self._subjects: dict[str, Subject] = {}
        self._alike: dict[str, list[str]] = {}

    def add(self, name: str, subject: Subject) -> None:
        """Take a name from the file; who bore it first keeps it."""
        self._subjects.setdefault(normal_form(name), subject)

    def look_up(self, names: Iterable[str], on: date) -> None:
        """Look names up that do not stand in the file, with one look at the directory of a day."""
        unknown = sorted(name for name in names if normal_form(name) not in self._subjects)
        for found in resolve_all(unknown, on=on):
            if found.subject is not None:
                self._subjects[normal_form(found.name)] = found.subject
            else:
                self._alike[found.name] = [one.name for one in found.candidates[:_MOST_ALIKE]]

    def of(self, name: str) -> Subject | None:
        """Who is meant, if anybody."""
        return self._subjects.get(normal_form(name))

    def alike(self, name: str) -> str:
        """Similar names of the directory; "" where there are none."""
        return "、".join(self._alike.get(name, ()))

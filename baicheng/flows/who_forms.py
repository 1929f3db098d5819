"""What can be said of who owes, acts or is told (谁): the forms, and a parsed ``who``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple


class Kind(Enum):
    """What an argument may be."""

    WORD = "a name"
    TEXT = 'a name or a text in quotes, such as "市提质办"'
    WHO = "somebody, such as party(lead)"


class Form(NamedTuple):
    """One form of the language: its meaning and what it takes."""

    meaning: str
    argument: Kind | None = None
    options: Mapping[str, Kind] = {}
    required: tuple[str, ...] = ()
    #: Whether the argument may be left out.
    bare: bool = False


FORMS: Mapping[str, Form] = {
    "office": Form("the office of the programme (the pack's local value)"),
    "author": Form("who created the record"),
    "superior": Form("those above the parties along the register's line"),
    "anyone": Form("everybody with an account; only for those who may act or see"),
    "about": Form("what the duty or record is about, where that is a subject itself"),
    "party": Form("those who have the role in the record", Kind.WORD),
    "bearer": Form(
        "who bears or bore the assignment of that name in the record; alone, in `remind`, who must do it",
        Kind.WORD,
        bare=True,
    ),
    "field": Form("the subject that the field names", Kind.WORD),
    "holder": Form("who holds the post, of a unit if one is named", Kind.TEXT, {"of": Kind.WHO}),
    "above": Form(
        "the one above along a line: administers (块) or guides (条)",
        Kind.WHO,
        {"line": Kind.WORD},
        ("line",),
    ),
    "chief": Form(
        "the chief of a thing, of a level if one is named",
        None,
        {"of": Kind.WHO, "level": Kind.TEXT},
        ("of",),
    ),
    "members": Form("the members of the group on the day", Kind.TEXT),
    "unit": Form("the subject of that name", Kind.TEXT),
}
#: Users of a unit to whom an actor can be narrowed: ``party(lead) as liaison``.
ROLES = ("leader", "liaison")


@dataclass(frozen=True, slots=True)
class Who:
    """A parsed ``who``: the form's name and its arguments, nested where one is a ``who`` again."""

    name: str
    argument: Who | str | None = None
    options: tuple[tuple[str, Who | str], ...] = ()
    as_role: str | None = None

    def option(self, name: str) -> Who | str | None:
        return dict(self.options).get(name)

    def walk(self) -> Iterator[Who]:
        """Itself and every ``who`` inside."""
        yield self
        for value in (self.argument, *(value for _, value in self.options)):
            if isinstance(value, Who):
                yield from value.walk()

    def names(self, form: str) -> tuple[str, ...]:
        """The words given to a form, anywhere inside: the roles in ``party``, the fields in ``field``."""
        return tuple(
            str(who.argument) for who in self.walk() if who.name == form and who.argument is not None
        )

    def __str__(self) -> str:
        parts = [_written(self.argument)] if self.argument is not None else []
        parts += [f"{name}={_written(value)}" for name, value in self.options]
        called = f"{self.name}({', '.join(parts)})" if parts else self.name
        return f"{called} as {self.as_role}" if self.as_role else called


def _written(value: Who | str | None) -> str:
    if isinstance(value, str) and not re.fullmatch(r"[^\W\d]\w*|\d+", value):
        return f'"{value}"'
    return str(value)

"""Who that is on a day (谁): a ``who`` answered from the relations of subjects.

Whoever keeps the relations (a database, a test's rows) gives single answers as a ``Lookup``;
``LookupDirectory`` puts them together, so that all of them understand a ``who`` in the same way. Nobody is
an empty answer, never an error: an assignment without a bearer is seen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from baicheng.flows.who_forms import Who

#: The id of a subject (主体).
SubjectId = int | str
Subjects = tuple[SubjectId, ...]
LINES = ("administers", "guides")


@dataclass(frozen=True)
class Context:
    """What a ``who`` may speak of: a record with its parties, or the thing that a duty is owed for.

    ``fields`` are values of fields, of which ``field(...)`` takes those that hold subjects; ``about`` is
    the record or member where that is a subject itself; ``line`` the line along which the register is seen;
    ``own`` who must do what somebody is reminded of.
    """

    parties: Mapping[str, Subjects] = field(default_factory=dict)
    bearers: Mapping[str, Subjects] = field(default_factory=dict)
    fields: Mapping[str, object] = field(default_factory=dict)
    author: Subjects = ()
    about: SubjectId | None = None
    line: str = "administers"
    own: Subjects = ()


class Directory(Protocol):
    """Answers who somebody is on a day."""

    def resolve(self, who: Who, context: Context, on: date) -> Subjects:
        """The subjects, each once, in a stable order; none if there is nobody."""


class Lookup(Protocol):
    """The relations of subjects on a day, one question at a time."""

    def office(self, on: date) -> Iterable[SubjectId]: ...

    def unit(self, name: str, on: date) -> Iterable[SubjectId]: ...

    def members(self, group: str, on: date) -> Iterable[SubjectId]: ...

    def holders(self, post: str, of: SubjectId | None, on: date) -> Iterable[SubjectId]: ...

    def chiefs(self, of: SubjectId, level: str | None, on: date) -> Iterable[SubjectId]: ...

    def above(self, subject: SubjectId, line: str, on: date) -> Iterable[SubjectId]: ...


@dataclass(frozen=True)
class LookupDirectory:
    """A directory over single answers."""

    lookup: Lookup

    def resolve(self, who: Who, context: Context, on: date) -> Subjects:
        return tuple(dict.fromkeys(_FORMS[who.name](self, who, context, on)))

    def inner(self, value: Who | str | None, context: Context, on: date) -> Subjects:
        """Those that an argument names, where it is a ``who`` itself."""
        return self.resolve(value, context, on) if isinstance(value, Who) else ()


def may_act(
    who: Who, mine: Mapping[SubjectId, Iterable[str]], directory: Directory, context: Context, on: date
) -> bool:
    """Whether somebody is meant who acts for some subjects, having some roles (leader, liaison) in each."""
    if who.name == "anyone":
        return True
    return any(
        subject in mine and (who.as_role is None or who.as_role in mine[subject])
        for subject in directory.resolve(who, context, on)
    )


def subjects_in(value: object) -> Subjects:
    """The subjects that a field holds: one, several or none."""
    if isinstance(value, int | str) and not isinstance(value, bool):
        return (value,)
    if isinstance(value, tuple | list):
        return tuple(member for member in value if isinstance(member, int | str))
    return ()


def _superior(directory: LookupDirectory, _: Who, context: Context, on: date) -> Iterable[SubjectId]:
    lines = LINES if context.line == "both" else tuple(line for line in LINES if line == context.line)
    for subjects in context.parties.values():
        for subject in subjects:
            for line in lines:
                yield from directory.lookup.above(subject, line, on)


def _holder(directory: LookupDirectory, who: Who, context: Context, on: date) -> Iterable[SubjectId]:
    post, of = str(who.argument), who.option("of")
    if of is None:
        return directory.lookup.holders(post, None, on)
    units = directory.inner(of, context, on)
    return (holder for unit in units for holder in directory.lookup.holders(post, unit, on))


def _chief(directory: LookupDirectory, who: Who, context: Context, on: date) -> Iterable[SubjectId]:
    level = who.option("level")
    things = directory.inner(who.option("of"), context, on)
    named = None if level is None else str(level)
    return (chief for thing in things for chief in directory.lookup.chiefs(thing, named, on))


def _above(directory: LookupDirectory, who: Who, context: Context, on: date) -> Iterable[SubjectId]:
    below, line = directory.inner(who.argument, context, on), str(who.option("line"))
    return (superior for subject in below for superior in directory.lookup.above(subject, line, on))


_FORMS: Mapping[str, Callable[[LookupDirectory, Who, Context, date], Iterable[SubjectId]]] = {
    "office": lambda directory, _, __, on: directory.lookup.office(on),
    "author": lambda _, __, context, ___: context.author,
    "superior": _superior,
    "anyone": lambda _, __, ___, ____: (),
    "about": lambda _, __, context, ___: () if context.about is None else (context.about,),
    "party": lambda _, who, context, __: context.parties.get(str(who.argument), ()),
    "bearer": lambda _, who, context, __: (
        context.own if who.argument is None else context.bearers.get(str(who.argument), ())
    ),
    "field": lambda _, who, context, __: subjects_in(context.fields.get(str(who.argument))),
    "holder": _holder,
    "above": _above,
    "chief": _chief,
    "members": lambda directory, who, _, on: directory.lookup.members(str(who.argument), on),
    "unit": lambda directory, who, _, on: directory.lookup.unit(str(who.argument), on),
}

"""The fields and parties of a record in the reader's words (字段与参与方)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from baicheng.server.duties.reporting import LEAD
from baicheng.server.orgs.queries import beside
from baicheng.server.registers.books import Book, label, spoken
from baicheng.server.registers.models import Party, Record
from baicheng.server.registers.parties import named, present
from baicheng.server.registers.wording import Names, Said, say
from baicheng.server.registers.wording import place as place_said

#: What the head of a page or a card of its own shows.
_ELSEWHERE = frozenset({"title", "number", "clause", "state", "due"})
_PLACE = "place"
#: A text longer than this has the whole width.
_LONG = 40


@dataclass(frozen=True, slots=True)
class Shown:
    """A field with its value in words; ``long`` for text of several lines, ``geometry`` for a place (GeoJSON)."""

    name: str
    label: str
    said: Sequence[Said]
    long: bool = False
    geometry: str = ""
    personal: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the record's fields under one heading."""

    title: str
    fields: Sequence[Shown]


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who takes part."""

    subject: int
    name: str
    consolidates: bool
    as_written: str
    since: date | None = None
    until: date | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Those who take part through one group, under its name; "" for those named one by one."""

    name: str
    members: list[Member]


@dataclass(frozen=True, slots=True)
class Role:
    """A role with all who have it."""

    name: str
    label: str
    groups: Sequence[Group]

    @property
    def count(self) -> int:
        return sum(len(group.members) for group in self.groups)

    @property
    def members(self) -> list[Member]:
        """All who have it, whatever their group."""
        return [member for group in self.groups for member in group.members]

    @property
    def consolidated(self) -> bool:
        """Whether one of them puts the work of the others together: joint leads."""
        return self.name == LEAD and self.count > 1

    @property
    def consolidator(self) -> Member | None:
        """Who of several puts it together: the one so marked, else the first."""
        if not self.consolidated:
            return None
        return next((member for member in self.members if member.consolidates), self.members[0])


def sections(
    book: Book, fields: Mapping[str, Any], known: Names, place: Mapping[str, Any] | None = None
) -> Iterator[Section]:
    """The fields under the headings of the form; fields without a value are left out.

    ``place`` is where the record is; it stands where the form asks for it, else behind all fields.
    """
    form = [(spoken(part.section), part.fields) for part in book.register.form]
    placed = {name for _title, listed in form for name in listed}
    rest = [name for name in (*book.register.fields_, _PLACE) if name not in placed]
    for title, listed in [*form, ("", rest)]:
        shown = []
        for name in listed:
            if name == _PLACE and place:
                text = [Said(place_said(place))]
                shown.append(Shown(name, label(book, name), text, geometry=_geometry(place)))
            field = book.register.fields_.get(name)
            if field is None or name in _ELSEWHERE or field.kind == "attachment":
                continue
            if said := say(field, fields.get(name), known):
                long = field.kind == "text" and len(said[0].text) > _LONG
                geometry = _geometry(fields[name]) if field.kind == "place" else ""
                shown.append(Shown(name, spoken(field.title), said, long, geometry, name in book.personal))
        if shown:
            yield Section(title, shown)


def _geometry(value: Any) -> str:
    """A place for the map; nothing where the document does not say it."""
    return json.dumps(value) if isinstance(value, dict) and "coordinates" in value else ""


def present_roles(book: Book, record: Record, day: date) -> list[Role]:
    """Who takes part on a day or will later, by role and group."""
    return list(roles(book, list(named(present(record, day), day))))


def roles(book: Book, parties: Sequence[Party]) -> Iterator[Role]:
    """Who takes part, by role and group, under the names that come with the parties."""
    for name in dict.fromkeys([*book.register.parties, *(party.role for party in parties)]):
        held = [party for party in parties if party.role == name]
        if not held:
            continue
        groups: dict[int | None, Group] = {}
        for party in held:
            member = Member(
                party.subject_id,
                beside(party.called, party.heir),
                party.consolidates,
                party.as_written,
                party.since,
                party.until,
                party.source,
            )
            group = groups.setdefault(party.group_id, Group(party.group_called or "", []))
            group.members.append(member)
        yield Role(name, label(book, name), list(groups.values()))

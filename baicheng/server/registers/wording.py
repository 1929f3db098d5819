"""What the values of fields are called (字段显示): units, options, names of subjects, links, in the reader's words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from baicheng.packs.schema.fields import NUMERIC, Field
from baicheng.server.orgs.queries import names
from baicheng.server.registers.books import Book, spoken
from baicheng.server.registers.choosable import linked
from baicheng.server.registers.masks import mask
from baicheng.server.registers.matter import Viewer
from baicheng.server.registers.models import Attachment, Record
from baicheng.server.web.formats import amount, day

#: Money is in yuan unless its field says otherwise.
YUAN = "元"


@dataclass(frozen=True, slots=True)
class Said:
    """A value in words; ``url`` where it leads somewhere."""

    text: str
    url: str = ""

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Names:
    """What ids are called: subjects, records that links lead to, attachments."""

    subjects: Mapping[int, str] = field(default_factory=dict)
    records: Mapping[int, Record] = field(default_factory=dict)
    attachments: Mapping[int, Attachment] = field(default_factory=dict)


def names_in(
    book: Book,
    rows: Iterable[Mapping[str, Any]],
    on: date,
    viewer: Viewer,
    fields: Iterable[str] | None = None,
    attachments: Mapping[int, Attachment] | None = None,
) -> Names:
    """The names of all ids in rows of stored fields, with one query for each kind of thing.

    A record that the viewer does not see has none: a link to it says no more than its id.

    Args:
        attachments: those that were read already, by id, if they were.
    """
    wanted: dict[str, set[int]] = {"subject": set(), "attachment": set()}
    chosen = set(book.register.fields_ if fields is None else fields)
    given = list(rows)
    for row in given:
        for name in chosen & row.keys():
            found = book.register.fields_.get(name)
            if found is not None and found.kind in wanted:
                wanted[found.kind] |= set(_ids(row[name]))
    return Names(
        names(wanted["subject"], on) if wanted["subject"] else {},
        linked(book, given, viewer, chosen),
        Attachment.objects.in_bulk(wanted["attachment"]) if attachments is None else attachments,
    )


def say(field_: Field, value: Any, known: Names, *, personal: bool = False) -> tuple[Said, ...]:
    """A stored value in words, one entry for each of several; empty where there is none.

    Args:
        personal: whether personal data are read out; they are masked otherwise.
    """
    if value is None or value == "" or value == []:
        return ()
    if isinstance(value, dict) and value.get("not_stated"):
        return (Said(_("not stated in the document")),)
    if field_.kind == "personal" and not personal:
        value = mask(value)
    each = value if isinstance(value, list) else [value]
    return tuple(said for one in each if (said := _one(field_, one, known)) is not None)


def _one(field_: Field, value: Any, known: Names) -> Said | None:
    kind = field_.kind
    if kind in NUMERIC:
        return Said(number(field_, value))
    if kind == "date":
        return Said(day(date.fromisoformat(str(value))))
    if kind == "choice":
        option = (field_.of or {}).get(str(value))
        return Said(spoken(option) if option else str(value))
    if kind == "subject":
        return Said(known.subjects.get(_id(value), str(value)))
    if kind == "link":
        record = known.records.get(_id(value))
        return Said(str(record), record.get_absolute_url()) if record else Said(str(value))
    if kind == "attachment":
        file = known.attachments.get(_id(value))
        return Said(file.file_name) if file is not None and file.removed_at is None else None
    if kind == "place":
        return Said(place(value))
    return Said(str(value))


def number(field_: Field, value: Any) -> str:
    """A number with its unit, per cent with its sign."""
    shown = amount(Decimal(str(value)))
    if field_.kind == "percent":
        return f"{shown}%"
    unit = unit_of(field_)
    return f"{shown} {unit}" if unit else shown


def unit_of(field_: Field) -> str:
    """The unit of a number; "" where it has none."""
    return field_.unit or (YUAN if field_.kind == "money" else "")


def place(geometry: Mapping[str, Any]) -> str:
    """Where a place is: its first position, latitude and longitude in degrees."""
    position: Any = geometry.get("coordinates", [])
    while isinstance(position, list | tuple) and position and isinstance(position[0], list | tuple):
        position = position[0]
    if not isinstance(position, list | tuple) or len(position) < 2:
        return ""
    longitude, latitude = (Decimal(str(one)) for one in position[:2])
    return f"{latitude:.5f}°N {longitude:.5f}°E"


def state_said(book: Book, state: str) -> str:
    """What people call a state."""
    title = book.state_title(state)
    return spoken(title) if title else state


def _ids(value: Any) -> list[int]:
    each = value if isinstance(value, list) else [value]
    return [one for one in map(_id, each) if one]


def _id(value: Any) -> int:
    return int(value) if isinstance(value, int) or (isinstance(value, str) and value.isdecimal()) else 0

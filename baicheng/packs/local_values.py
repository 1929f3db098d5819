"""What an installation decides itself (本地取值): which paths of a pack it can set, and what stands there.

=============================  ====================================================================
path                           sets
=============================  ====================================================================
``office``                     the unit that is the programme's office
``events.NAME``                the day of an event that a period or version names
``values.TABLE``               a value; ``values.TABLE.OPTION`` where the table is broken down
``groups.GROUP``               the members
``duties.DUTY.when``           when a duty falls due
``FOLDER.NAME.readings.WHICH`` another reading; WHICH is the reading's id, or its place from 1
=============================  ====================================================================
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from pydantic import Field

from baicheng.packs.checks.walking import everything
from baicheng.packs.pack import Pack
from baicheng.packs.schema.basics import Entry, Event, Reading, Words


class LocalValue(Entry):
    """One decision of an installation; from ``since`` on it wins over the pack's value."""

    path: Words = Field(description="What it sets.")
    value: Any = Field(description="The value.")
    since: date = Field(description="First day on which it holds.")
    until: date | None = Field(None, description="First day on which it holds no longer.")
    reason: Words = Field(description="Why it was decided.")
    decided_by: Words = Field(description="Who decided it.")


def settable(pack: Pack) -> dict[str, object]:
    """Each path that a local value can set, with what the pack itself says there."""
    return dict(_paths(pack))


def _paths(pack: Pack) -> Iterator[tuple[str, object]]:
    yield "office", None
    for name, table in pack.values.items():
        if not table.of:
            yield f"values.{name}", [(dated.in_force, dated.value) for dated in table.values]
        for option in table.of:
            cells = [(dated.in_force, (dated.model_extra or {}).get(option)) for dated in table.values]
            yield f"values.{name}.{option}", cells
    for name, group in pack.groups.items():
        yield f"groups.{name}", [(one.name, one.in_force) for one in group.members]
    for name, duty in pack.duties.items():
        yield f"duties.{name}.when", [(terms.in_force, terms.when) for terms in duty.terms()]
    for found in everything(pack):
        if isinstance(found.value, Event):
            yield f"events.{found.value.event}", None
    for path, reading in readings(pack).items():
        yield path, (reading.on, reading.we_read)


def readings(pack: Pack) -> dict[str, Reading]:
    """The readings of a pack by the path with which a local value chooses another."""
    found: dict[str, Reading] = {}
    for one in everything(pack):
        if isinstance(one.value, Reading):
            folder = one.place.file.partition("/")[0]
            which = one.value.id or str(int(one.path[-1]) + 1)
            found[f"{folder}.{_owner(pack, folder, one.place)}.readings.{which}"] = one.value
    return found


def _owner(pack: Pack, folder: str, place: object) -> str:
    return next(
        (name for (kind, name), other in pack.places.items() if kind == folder and other is place), ""
    )

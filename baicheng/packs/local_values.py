"""What an installation decides itself (本地取值): which paths of a pack it can set, and what stands there.

=============================  ====================================================================
path                           sets
=============================  ====================================================================
``office``                     the unit that is the programme's office
``events.NAME``                the day of an event that a period or version names
``values.TABLE``               a value; ``values.TABLE.OPTION`` where the table is broken down
``groups.GROUP``               the members
``duties.DUTY.when``           when a duty falls due
``….remind.RUNG``              how long before or after a named rung of a ladder is climbed; in front stands
                               ``duties.DUTY`` or ``registers.REGISTER.STATE.ASSIGNMENT``
``rules.RULE.weight.PART``     a figure of a scorecard; also ``points.ITEM`` and ``grade.GRADE``, its lower bound
``FOLDER.NAME.readings.WHICH`` another reading; WHICH is the reading's id, or its place from 1
=============================  ====================================================================
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from pydantic import Field

from baicheng.flows.ladder import Rung
from baicheng.flows.limit_rules import Amount
from baicheng.flows.when import When
from baicheng.packs.checks.duties import check_limits
from baicheng.packs.checks.walking import everything
from baicheng.packs.overruling import with_when
from baicheng.packs.pack import Pack
from baicheng.packs.rule_figures import figures, fits_figure
from baicheng.packs.schema.basics import Entry, Event, InForce, Reading, Words

#: The path that says which unit is the programme's office.
OFFICE = "office"
_EVER = InForce(since=date(1949, 10, 1), until=None)


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
    yield OFFICE, None
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
    for path, rung in rungs(pack).items():
        yield path, [(None, _stated(rung))]
    for found in everything(pack):
        if isinstance(found.value, Event):
            yield f"events.{found.value.event}", None
    for path, figure in figures(pack).items():
        yield path, [(None, figure.value)]
    for path, reading in readings(pack).items():
        yield path, (reading.on.zh, reading.we_read.zh)


def said_on(pack: Pack, path: str, day: date) -> object:
    """What a pack itself says on a day where a local value would stand; ``None`` where it says nothing."""
    said = settable(pack).get(path)
    if not isinstance(said, list):
        return None
    if path.startswith("groups."):
        return [name for name, in_force in said if in_force is None or in_force.holds(day)]
    return next((value for in_force, value in said if in_force is None or in_force.holds(day)), None)


def rungs(pack: Pack) -> dict[str, Rung]:
    """The rungs of ladders that have a name, by the path with which a local value sets their days."""
    ladders = {ladder_path("duties", name): duty.remind for name, duty in pack.duties.items()}
    for name, register in pack.registers.items():
        for state, one in register.flow.states.items() if register.flow else ():
            for opened, opens in one.opens.items():
                ladders[ladder_path("registers", name, state, opened)] = opens.remind
    return {f"{path}.{rung.id}": rung for path, ladder in ladders.items() for rung in ladder if rung.id}


def ladder_path(*names: str) -> str:
    """The path of a ladder, before the names of its rungs.

    >>> ladder_path("registers", "tasks", "under_way", "deliver")
    'registers.tasks.under_way.deliver.remind'
    """
    return ".".join((*names, "remind"))


def _stated(rung: Rung) -> dict[str, object]:
    amount = rung.amount
    assert amount is not None, "a rung with a name has days"
    return {"amount": int(amount.amount), "unit": amount.unit.value}


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


def fits(pack: Pack, path: str, value: object) -> bool:
    """Whether a value is one that a path can take; whether there is such a path, ``settable`` says.

    In JSON a day is text and a list a list; a file gives days and tuples. Which unit can be the ``office`` is not for the pack to say.
    """
    folder, _dot, rest = path.partition(".")
    if (rung := rungs(pack).get(path)) is not None:
        return _is_amount(rung, value)
    if path in readings(pack):
        return isinstance(value, str) and bool(value.strip())
    if path in figures(pack):
        return fits_figure(pack, path, value)
    if folder == "events":
        return _is_day(value)
    if folder == "groups":
        return isinstance(value, list | tuple) and bool(value) and all(map(_is_name, value))
    if folder == "duties":
        return _is_when(pack, rest.removesuffix(".when"), value)
    return value is not None and value != ""


def _is_amount(rung: Rung, value: object) -> bool:
    """Whether a rung can be climbed so long before or after."""
    try:
        rung.with_amount(Amount.model_validate(value))
    except ValueError:
        return False
    return True


def _is_day(value: object) -> bool:
    if isinstance(value, date):
        return True
    try:
        return isinstance(value, str) and bool(date.fromisoformat(value))
    except ValueError:
        return False


def _is_name(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_when(pack: Pack, name: str, value: object) -> bool:
    """Whether a duty can fall due so: with its periods, its window, and fields that there are."""
    try:
        when = When.model_validate(value)
        changed = with_when(pack.duties[name], [(_EVER, when)])
    except ValueError:
        return False
    return not any(check_limits(replace(pack, duties={name: changed})))

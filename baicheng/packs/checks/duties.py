"""Duties: the registers, groups, periods, states, moves and indicators that they name are there."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from baicheng.flows.duty import Duty, ForEach, FulfilledBy, Population, While
from baicheng.flows.limit_rules import Within
from baicheng.flows.when import When
from baicheng.packs.checks.walking import Found, inside
from baicheng.packs.pack import Pack
from baicheng.packs.problems import Problem
from baicheng.packs.schema.registers import Register
from baicheng.packs.yaml_text import Path


def check_duties(pack: Pack) -> Iterator[Problem]:
    """Every name in the duties of a pack."""
    for name, duty in pack.duties.items():
        about = about_register(pack, duty)
        for found in inside(pack.place("duties", name), (), duty):
            yield from _names(pack, found, about)


def check_limits(pack: Pack) -> Iterator[Problem]:
    """Limits of duties count from, and end on, fields that hold a day."""
    for name, duty in pack.duties.items():
        about = about_register(pack, duty)
        if about is not None:
            for found in inside(pack.place("duties", name), (), duty):
                yield from _limit(found, about)


def about_register(pack: Pack, duty: Duty) -> Register | None:
    """The register whose records a duty is owed for; ``None`` if it is owed for members, or once."""
    return pack.registers.get(duty.for_each.register_id or "") if duty.for_each else None


def _names(pack: Pack, found: Found, about: Register | None) -> Iterator[Problem]:
    value = found.value
    if isinstance(value, ForEach | Population):
        yield from _known(found, ("register",), value.register_id, pack.registers, ("台账", "register"))
    if isinstance(value, ForEach):
        yield from _known(found, ("members",), value.members, pack.groups, ("名单", "group"))
    elif isinstance(value, While):
        yield from _known(found, ("period",), value.period, pack.periods, ("时段", "period"))
        yield from _known(found, ("record",), value.record, pack.registers, ("台账", "register"))
        lasting = about if value.record is None else pack.registers.get(value.record)
        states = lasting.flow.states if lasting is not None and lasting.flow else {}
        for index, state in enumerate(value.state or ()):
            yield from _known(found, ("state", index), state, states, ("状态", "state"))
    elif isinstance(value, FulfilledBy):
        yield from _known(found, ("record",), value.record, pack.registers, ("台账", "register"))
        yield from _known(found, ("observation",), value.observation, pack.indicators, ("指标", "indicator"))
        moves = about.flow.moves if about is not None and about.flow else {}
        yield from _known(found, ("move",), value.move, moves, ("操作", "move"))
        counted = pack.registers.get(value.record or "")
        links = [] if counted is None else [key for key, one in counted.fields_.items() if one.kind == "link"]
        yield from _known(found, ("link",), value.link, links, ("链接字段", "link field"))
        days = [] if counted is None else [key for key, one in counted.fields_.items() if one.kind == "date"]
        yield from _known(found, ("on",), value.on, days, ("日期字段", "date field"))


def _known(
    found: Found, path: Path, name: str | None, known: Collection[str], what: tuple[str, str]
) -> Iterator[Problem]:
    if name is not None and name not in known:
        yield found.place.unknown((*found.path, *path), name, known, what)


def _limit(found: Found, register: Register) -> Iterator[Problem]:
    value = found.value
    days = [name for name, field in register.fields_.items() if field.kind == "date"]
    if isinstance(value, Within) and value.of != "entered":
        yield from _known(found, ("of",), value.of, days, ("日期字段", "date field"))
    elif isinstance(value, When) and isinstance(value.before, str):
        yield from _known(found, ("before",), value.before, days, ("日期字段", "date field"))

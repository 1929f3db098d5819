"""Whom a round assesses in a case, and who is drawn of them (用例中的抽查)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from baicheng.clock.instants import china_date
from baicheng.flows.lots import drawn, in_turn
from baicheng.packs.round_outcomes import ValueOf
from baicheng.packs.schema.cases import Case
from baicheng.packs.schema.rounds import DrawnFrom, Lot, Round
from baicheng.packs.testing.kept import NotAllowed
from baicheng.packs.testing.world import World


def lots(
    world: World, case: Case, one: Round, assessed: list[str], value_of: ValueOf, at: datetime
) -> dict[str, dict[str, tuple[str, ...]]]:
    """Draw → for whom → who is drawn, in the order of their lots.

    Raises:
        NotAllowed: no value says how many, or there are too few where the pack refuses that.
    """
    return {
        lot.draw: {
            subject: _drawn(world, case.seed, lot, subject, _take(lot, value_of), at) for subject in assessed
        }
        for lot in one.draws
    }


def panels(world: World, case: Case, one: Round, assessed: list[str], at: datetime) -> Mapping[str, str]:
    """Who marks whom: as the case says, or in turn; nobody marks itself."""
    if one.panels is None or one.panels.allotted != "in_turn" or one.panels.group is None:
        return case.panels
    heads = [str(head) for head in world.directory.lookup.members(one.panels.group, china_date(at))]
    turns = {who: head for who, head in in_turn(case.seed, assessed, heads).items() if who != head}
    return {**turns, **case.panels}


def _take(lot: Lot, value_of: ValueOf) -> int:
    if isinstance(lot.take, int):
        return lot.take
    value = value_of(lot.take)
    if value is None:
        raise NotAllowed(f"没有写明抽查几个（{lot.take}） / no value says how many are drawn ({lot.take})")
    return int(value)


def _drawn(world: World, seed: int, lot: Lot, subject: str, take: int, at: datetime) -> tuple[str, ...]:
    found = _of_register if lot.from_.register_ is not None else _related
    among = {one for one in found(world, lot.from_, subject, at) if one != subject and _fits(world, lot, one)}
    if lot.if_fewer == "refuse" and len(among) < take:
        raise NotAllowed(
            f"{subject}只有{len(among)}个可抽 / {subject} has only {len(among)} of {take} to draw from"
        )
    return drawn(seed, lot.draw, subject, among, take)


def _fits(world: World, lot: Lot, name: str) -> bool:
    given = next((one for one in world.given.subjects if one.id == name), None)
    kind, level = (given.kind, given.level) if given else ("unit", None)
    return (not lot.from_.kinds or kind in lot.from_.kinds) and (
        not lot.from_.levels or level in lot.from_.levels
    )


def _of_register(world: World, given: DrawnFrom, subject: str, at: datetime) -> Iterator[str]:
    """Those in a role of open records in which the one assessed has another."""
    del at  # a case has its records as they stand
    for record in world.records.values():
        if record.register_id != given.register_ or record.closed is not None:
            continue
        named = subject in map(str, record.parties.get(str(given.of), ()))
        if named and all(str(record.values.get(name)) == value for name, value in given.with_.items()):
            yield from map(str, record.parties.get(str(given.party), ()))


def _related(world: World, given: DrawnFrom, subject: str, at: datetime) -> Iterator[str]:
    """Those related to the one assessed, to the divisions that it governs, or to who governs it."""
    day = china_date(at)
    facts = [
        one
        for one in world.given.relations
        if (one.since is None or one.since <= day) and (one.until is None or day < one.until)
    ]
    governing = [one for one in facts if one.relation == "governs"]
    whole = {subject, *(one.subject for one in governing if one.of == subject)}
    whole |= {one.of for one in governing if one.subject == subject}
    for one in facts:
        if one.relation != given.relation:
            continue
        if given.is_towards:
            if one.of in whole:
                yield one.subject
        elif one.subject in whole and one.of not in whole:
            yield one.of

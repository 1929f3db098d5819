"""How the records of a case stand when it is looked at (用例的查看): states, values, numbers, assignments."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from baicheng.clock import CHINA
from baicheng.flows.moves import allowed
from baicheng.packs.parameters import value_on
from baicheng.packs.schema.cases import Case
from baicheng.packs.testing.expectations import Seen, differs
from baicheng.packs.testing.kept import Record
from baicheng.packs.testing.moments import LONG_AGO, day_until, moment
from baicheng.packs.testing.world import World


def looked_at(case: Case) -> datetime:
    """When the expectation is looked at."""
    if case.at is not None:
        return moment(case.at)
    return moment(case.do[-1].at) if case.do else moment(LONG_AGO)


def states(world: World, case: Case) -> Iterator[str]:
    """Records that are in another state than expected."""
    wanted = case.expect.state
    if isinstance(wanted, str):
        wanted = {_last_moved(world, case).id: wanted}
    for name, state in (wanted or {}).items():
        record = world.records.get(name)
        if record is None or record.state != state:
            found = record.state if record else "no such record"
            yield f"{name}: expected state {state}, found {found}"


def _last_moved(world: World, case: Case) -> Record:
    """The record that a case is about: that of its last step with one, or the first with a flow."""
    for step in reversed(case.do):
        if step.record in world.records:
            return world.records[str(step.record)]
    moved = [record for record in world.records.values() if record.register.flow is not None]
    return moved[0] if moved else next(iter(world.records.values()))


def values(world: World, case: Case, at: datetime) -> Iterator[str]:
    """Fields, number and moves of the record that the case is about, and parameters, that are not as expected."""
    expect, day = case.expect, at.astimezone(CHINA).date()
    if expect.values is not None or expect.number is not None or expect.moves is not None:
        record = _last_moved(world, case)
        for name, wanted in (expect.values or {}).items():
            if differs(wanted, record.values.get(name)):
                yield f"{name}: expected {wanted}, found {record.values.get(name)}"
        if expect.number is not None and expect.number != record.number:
            yield f"expected number {expect.number}, found {record.number}"
        process = world.processes[record.register_id]
        if expect.moves is not None and process is not None:
            situation = world.situation(record, world.given.office, None, at)
            found = {verdict.move for verdict in allowed(process, situation) if verdict.allowed}
            if set(expect.moves) != found:
                yield f"expected moves {sorted(expect.moves)}, found {sorted(found)}"
    for name, wanted in (expect.parameters or {}).items():
        entry = value_on(world.pack.values[name], day)
        found_value = None if entry is None else entry.model_extra or entry.value
        if differs(wanted, found_value):
            yield f"{name}: expected {wanted} on {day}, found {found_value}"


def borne(world: World, at: datetime) -> Iterator[Seen]:
    """Each assignment of a flow as it stands at an instant."""
    for one in world.borne.values():
        clock = one.timing.clock
        due_at = clock.due_at(world.calendar) if clock else one.timing.due_at
        due_at = due_at.astimezone(CHINA) if due_at else None
        ended = one.ended or at
        yield Seen(
            assignment=one.standing.name,
            about=one.record,
            bearer=None if one.standing.bearer is None else str(one.standing.bearer),
            part=one.standing.part,
            due_on=day_until(due_at) if due_at else None,
            due_at=due_at,
            outcome=one.standing.outcome or "open",
            late=due_at is not None and ended > due_at,
        )


def counted(world: World, case: Case) -> Iterator[str]:
    """Registers that hold another number of records than expected, and whoever was told otherwise."""
    expect = case.expect
    for name, wanted in (expect.records or {}).items():
        found = sum(record.register_id == name for record in world.records.values())
        if found != wanted:
            yield f"{name}: expected {wanted} records, there are {found}"
    if expect.notified is not None and set(expect.notified) != set(map(str, world.told)):
        yield f"expected to be told: {sorted(expect.notified)}; told were: {sorted(set(map(str, world.told)))}"

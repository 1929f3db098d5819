"""What a case does (用例的步骤): its rows are entered, then its steps are taken, one after the other."""

from __future__ import annotations

from baicheng.flows.moves import Inputs
from baicheng.packs.schema.cases import Given, Row, Step
from baicheng.packs.testing.changes import enter, fill, finish, move
from baicheng.packs.testing.kept import NotAllowed, Record
from baicheng.packs.testing.ladders import let_pass
from baicheng.packs.testing.moments import LONG_AGO, moment
from baicheng.packs.testing.rule_rows import STATED
from baicheng.packs.testing.world import World


def enter_given(world: World, given: Given) -> None:
    """Enter the records that are there before; what else a case gives is for the rule alone.

    Raises:
        NotAllowed: a field is wrong.
    """
    for name, rows in (given.model_extra or {}).items():
        if name in world.pack.registers:
            for number, row in enumerate(rows, start=1):
                _enter(world, name, row.id or f"{name}-{number}", row)


def _enter(world: World, register_id: str, key: str, row: Row) -> None:
    register = world.pack.registers[register_id]
    entered = moment(row.entered or LONG_AGO)
    record = Record(key, register_id, register, row.author or world.given.office, entered)
    record.title = row.title or ""
    record.parties = {role: who if isinstance(who, tuple) else (who,) for role, who in row.parties.items()}
    stated = {name: value for name, value in (row.model_extra or {}).items() if name not in STATED}
    enter(world, record, stated, state=row.state)


def do_step(world: World, step: Step) -> str | None:
    """What went otherwise than the step says; nothing if it went as expected."""
    try:
        _do(world, step)
    except NotAllowed as refused:
        if step.refused is None:
            return f"refused: {refused}"
        return None if step.refused in str(refused) else f"refused with other words: {refused}"
    return None if step.refused is None else f"expected to be refused with '{step.refused}', and was allowed"


def _do(world: World, step: Step) -> None:
    at = moment(step.at)
    let_pass(world, at)
    by = world.given.office if step.by == "office" else step.by
    if step.create is not None:
        register = world.pack.registers[step.create]
        name = step.record or f"{step.create}-{len(world.records) + 1}"
        enter(world, Record(name, step.create, register, by, at), step.values)
        return
    record = _record(world, step)
    before = dict(record.values), dict(record.parties), record.title
    try:
        fill(record, step.values)
        if step.move is not None:
            inputs = Inputs(step.reason or "", step.answer or "")
            move(world, record, step.move, by, step.role, at, inputs)
        elif step.finish is not None:
            finish(world, record, step.finish, by, at, step.outcome)
    except NotAllowed:
        record.values, record.parties, record.title = before
        raise


def _record(world: World, step: Step) -> Record:
    if step.record is not None:
        if step.record not in world.records:
            raise NotAllowed(f"no record {step.record}; there are {', '.join(world.records)}")
        return world.records[step.record]
    moved = [
        record
        for record in world.records.values()
        if record.register.flow is not None
        and (step.move is None or step.move in record.register.flow.moves)
        and (step.finish is None or record.register.flow.opens(step.finish))
    ]
    if len(moved) != 1:
        raise NotAllowed(f"{len(moved)} records could be meant; write record: which")
    return moved[0]

"""Runs the cases of a pack: given these rows, these steps, on this day, is it as expected?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from baicheng.clock import CHINA
from baicheng.flows.moves import Inputs, allowed
from baicheng.packs.pack import Pack
from baicheng.packs.parameters import value_on
from baicheng.packs.schema.cases import Case, Row, Step
from baicheng.packs.testing.asked import RulesAsked
from baicheng.packs.testing.changes import enter, fill, finish, move
from baicheng.packs.testing.duties_owed import owed_in
from baicheng.packs.testing.expectations import Seen, assignment_differences, differs
from baicheng.packs.testing.kept import NotAllowed, Record
from baicheng.packs.testing.ladders import let_pass, let_pass_for
from baicheng.packs.testing.moments import LONG_AGO, day_until, moment
from baicheng.packs.testing.rule_cases import RuleCases
from baicheng.packs.testing.world import World
from baicheng.rules.bench import opened_bench


@dataclass(frozen=True)
class Result:
    """How a case came out; without differences it passed."""

    name: str
    file: str
    line: int
    differences: tuple[str, ...]

    @property
    def passed(self) -> bool:
        return not self.differences


def run_pack(pack: Pack) -> Iterator[Result]:
    """Run every case of a pack, in the order of its files."""
    with opened_bench() as bench:
        rules, asked = RuleCases(pack, bench), RulesAsked(pack, bench)
        for case in pack.cases:
            place = pack.place("tests", case.name)
            line = place.content.line_of(place.prefix)
            differences = run_case(pack, case, asked) if case.rule is None else rules.run(case)
            yield Result(case.name, place.file, line, tuple(differences))


def run_case(pack: Pack, case: Case, asked: RulesAsked | None = None) -> Iterator[str]:
    """The differences between what a case expects and what came out; its flows ask the rules of the pack."""
    world = World(pack, case.given, asked or RulesAsked(pack))
    try:
        for name, rows in (case.given.model_extra or {}).items():
            for number, row in enumerate(rows, start=1):
                _enter(world, name, row.id or f"{name}-{number}", row)
    except NotAllowed as refused:
        yield f"the given rows cannot be entered: {refused}"
        return
    for number, step in enumerate(case.do, start=1):
        difference = _step(world, step)
        if difference is not None:
            yield f"step {number}: {difference}"
            return
    yield from _differences(world, case)


def _enter(world: World, register_id: str, key: str, row: Row) -> None:
    register = world.pack.registers[register_id]
    entered = moment(row.entered or LONG_AGO)
    record = Record(key, register_id, register, row.author or world.given.office, entered)
    record.title = row.title or ""
    record.parties = {role: who if isinstance(who, tuple) else (who,) for role, who in row.parties.items()}
    enter(world, record, row.model_extra or {}, state=row.state)


def _step(world: World, step: Step) -> str | None:
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


def _differences(world: World, case: Case) -> Iterator[str]:
    expect, at = case.expect, _looked_at(case)
    let_pass(world, at)
    yield from _states(world, case)
    yield from _values(world, case, at)
    owed = list(owed_in(world, case, at))
    let_pass_for(world, owed, at)
    if expect.assignments is not None:
        yield from assignment_differences(expect.assignments, [*_borne(world, at), *owed])
    for one in owed:
        if one.duty in expect.nothing_owed:
            yield f"not expected: {one}"
    for name, wanted in (expect.records or {}).items():
        found = sum(record.register_id == name for record in world.records.values())
        if found != wanted:
            yield f"{name}: expected {wanted} records, there are {found}"
    if expect.notified is not None and set(expect.notified) != set(map(str, world.told)):
        yield f"expected to be told: {sorted(expect.notified)}; told were: {sorted(set(map(str, world.told)))}"


def _looked_at(case: Case) -> datetime:
    if case.at is not None:
        return moment(case.at)
    return moment(case.do[-1].at) if case.do else moment(LONG_AGO)


def _states(world: World, case: Case) -> Iterator[str]:
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


def _values(world: World, case: Case, at: datetime) -> Iterator[str]:
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


def _borne(world: World, at: datetime) -> Iterator[Seen]:
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

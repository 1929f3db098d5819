"""What is done in a case: records are entered, filled in and moved, assignments ended; all through the flow."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date, datetime

from baicheng.clock import Clock, WorkCalendar
from baicheng.flows.answers import refuse_answer
from baicheng.flows.moves import Inputs, judge
from baicheng.flows.situation import Standing
from baicheng.flows.steps import Creation, Opening, Step, Updating, begin, take, word
from baicheng.flows.timing import TimeGiven, Timing
from baicheng.packs.numbering import number_of
from baicheng.packs.records.validation import validate_record, values_of
from baicheng.packs.schema.registers import TYPED_COLUMNS
from baicheng.packs.testing.kept import Borne, Made, NotAllowed, Observed, Record
from baicheng.packs.testing.world import World


def enter(world: World, record: Record, given: Mapping[str, object], *, state: str | None = None) -> None:
    """Enter a record with its fields, in the state in which its flow starts, or with what another one opens.

    Raises:
        NotAllowed: a field is wrong.
    """
    fill(record, given)
    in_year = [
        other
        for other in world.records.values()
        if (other.register_id, other.entered.year) == (record.register_id, record.entered.year)
    ]
    if record.register.number is not None:
        record.number = number_of(record.register.number, seq=len(in_year) + 1, year=record.entered.year)
    world.records[record.id] = record
    process = world.processes[record.register_id]
    if process is None:
        record.keep(record.entered)
        return
    start = state or process.flow.start
    there = replace(process, flow=process.flow.model_copy(update={"start": start}))
    record.state = start
    opened = begin(there, world.situation(record, record.author, None, record.entered))
    _apply(world, record, opened, record.entered)


def fill(record: Record, given: Mapping[str, object]) -> None:
    """Fill in fields, parties and the title."""
    fields = {name: value for name, value in given.items() if name in record.register.fields_}
    for name, value in given.items():
        if name in record.register.parties:
            record.parties[name] = tuple(map(str, value)) if isinstance(value, tuple) else (str(value),)
        elif name == "title":
            record.title = str(value)
        elif name not in fields and name not in TYPED_COLUMNS:
            fields[name] = value
    kept = {
        name: value for name, value in record.values.items() if not record.register.fields_[name].computed
    }
    clean, errors = validate_record(record.register, {**kept, **fields}, finished=False)
    if errors:
        said = "; ".join(f"{name}: {message.zh} / {message.en}" for name, message in sorted(errors.items()))
        raise NotAllowed(said)
    record.values = values_of(record.register, clean)


def move(
    world: World, record: Record, name: str, by: str, role: str | None, at: datetime, inputs: Inputs
) -> None:
    """Make a move.

    Raises:
        NotAllowed: the flow refuses it.
    """
    process = world.processes[record.register_id]
    if process is None or name not in process.flow.moves:
        raise NotAllowed(f"{record.register_id} has no move {name}")
    situation = world.situation(record, by, role, at)
    verdict = judge(process, name, situation, inputs)
    if not verdict.allowed:
        raise NotAllowed("; ".join(f"{refusal.zh} / {refusal.en}" for refusal in verdict.refusals))
    _give_days(world, record, process.flow.moves[name].asks, at)
    _apply(world, record, take(process, name, situation), at)
    world.moves.append(Made(record.id, name, by, at))


def _give_days(world: World, record: Record, asked: Collection[str], at: datetime) -> None:
    """What is open without a day, and rests on a field that a move was told, gets that day."""
    flow = record.register.flow
    for key, one in world.borne.items():
        if one.record != record.id or one.standing.outcome is not None or one.timing.due_at is not None:
            continue
        rests = (opens.due.field for opens in (flow.opens(one.standing.name) if flow else ()) if opens.due)
        days = [record.values.get(name) for name in {*rests} if name is not None and name in asked]
        if len(days) == 1 and isinstance(days[0], date):
            world.borne[key] = replace(one, timing=TimeGiven(due_on=days[0]).start(at, world.calendar))


def finish(world: World, record: Record, name: str, by: str, at: datetime, outcome: str) -> None:
    """End an assignment by its bearer's word.

    Raises:
        NotAllowed: it is not theirs to end, or not so.
    """
    own = [
        (key, one)
        for key, one in world.borne.items()
        if one.record == record.id and one.standing.name == name and one.standing.bearer == by
    ]
    process = world.processes[record.register_id]
    if not own or process is None:
        raise NotAllowed(f"{by} 没有“{name}”这项待办 / {by} has no assignment {name}")
    key, one = own[-1]
    situation = world.situation(record, by, None, at)
    refusal = refuse_answer(process.flow, one.standing, outcome, situation)
    if refusal:
        raise NotAllowed(f"{refusal.zh} / {refusal.en}")
    following = word(process, one.standing, outcome, situation)
    _close(world, key, outcome, at)
    for opening in following:
        _open(world, record, opening, at)


def _apply(world: World, record: Record, step: Step, at: datetime) -> None:
    record.state, record.entry = step.state, record.entry + step.entered
    flow = record.register.flow
    record.closed = at if flow is not None and flow.states[step.state].final else None
    for key in step.answered:
        world.borne[key] = replace(
            world.borne[key], standing=replace(world.borne[key].standing, answered=True)
        )
    for closing in step.closings:
        _close(world, closing.key, closing.outcome, at)
    for key in step.kept:
        standing = replace(world.borne[key].standing, entry=record.entry)
        world.borne[key] = replace(world.borne[key], standing=standing)
    for key in step.reopenings:
        _reopen(world, key, record.entry, at)
    for opening in step.openings:
        _open(world, record, opening, at)
    record.keep(at)
    subjects = tuple(subject for who in record.parties.values() for subject in who)
    world.observed.extend(Observed(name, (record.author, *subjects), at) for name in step.observes)
    for notice in step.notices:
        world.told.extend(notice.to)
    for creation in step.creations:
        create(world, record, creation, at)
    for updating in step.updates:
        _update(world, record, updating, at)


def _open(world: World, record: Record, opening: Opening, at: datetime) -> None:
    key = f"{record.id}/{len(world.borne) + 1}"
    timing = opening.time.start(at, world.calendar)
    earlier = world.borne[opening.continues].timing.clock if opening.continues else None
    if earlier is not None:
        timing = _timing(earlier.reworked(at, full=False), world.calendar)
    standing = Standing(key, opening.name, opening.bearer, record.entry, opening.part)
    world.borne[key] = Borne(record.id, standing, timing)


def _close(world: World, key: str, outcome: str, at: datetime) -> None:
    one = world.borne[key]
    clock = one.timing.clock
    if clock is not None:
        clock = clock.returned(at) if outcome == "returned" else clock.done(at)
    world.borne[key] = replace(
        one,
        standing=replace(one.standing, outcome=outcome),
        timing=replace(one.timing, clock=clock),
        ended=at,
    )


def _reopen(world: World, key: str, entry: int, at: datetime) -> None:
    one = world.borne[key]
    clock = one.timing.clock.reopened(at) if one.timing.clock else None
    timing = _timing(clock, world.calendar) if clock else one.timing
    world.borne[key] = replace(
        one, standing=replace(one.standing, outcome=None, entry=entry), timing=timing, ended=None
    )


def create(world: World, record: Record, creation: Creation, at: datetime) -> None:
    """Enter a record that another one creates; a link to that one's register names it."""
    register = world.pack.registers[creation.register]
    created = Record(
        f"{creation.register}-{len(world.records) + 1}", creation.register, register, record.author, at
    )
    created.parties = dict(creation.parties)
    leads_back = {
        name: record.id
        for name, one in register.fields_.items()
        if one.to == record.register_id and not one.many
    }
    given = {name: value for name, value in creation.values.items() if value is not None}
    enter(world, created, {**leads_back, **given})


def _update(world: World, record: Record, updating: Updating, at: datetime) -> None:
    """Change the linked record; of several who have the role there, the first consolidates."""
    linked = world.records.get(str(record.values.get(updating.link)))
    if linked is None:
        return
    first = linked.parties.get(updating.consolidates, ())[:1] if updating.consolidates else updating.by
    if set(first) <= set(updating.by):
        fill(linked, updating.values)
        linked.keep(at)


def _timing(clock: Clock, calendar: WorkCalendar) -> Timing:
    return Timing(clock, clock.due_at(calendar))

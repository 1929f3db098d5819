"""The ladder of reminders in a case: time passes between its steps, and each rung is climbed at its moment."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from baicheng.clock import CHINA
from baicheng.flows.directory import Context
from baicheng.flows.expressions import parse
from baicheng.flows.ladder import TODAY, Passed, Rung, names_with_today, passed
from baicheng.flows.steps import Creation
from baicheng.packs.records.rows import names_of
from baicheng.packs.testing.changes import create
from baicheng.packs.testing.expectations import Seen
from baicheng.packs.testing.kept import Record
from baicheng.packs.testing.world import World


class _Owing(NamedTuple):
    """Something open with a ladder: under which key, of whom, about which record, due when."""

    key: str
    bearer: str
    record: Record | None
    due_at: datetime
    ladder: Sequence[Rung]


def let_pass(world: World, until: datetime) -> None:
    """Climb every rung of the flows' assignments whose moment comes until an instant, in order of time."""
    _climb(world, lambda: list(_open(world)), until)


def let_pass_for(world: World, owed: Sequence[Seen], until: datetime) -> None:
    """Climb the rungs of what duties owe and is still open at an instant."""
    owing = [
        _Owing(
            str(one),
            one.bearer,
            world.records.get(one.about or ""),
            one.due_at,
            world.pack.duties[one.duty].remind,
        )
        for one in owed
        if one.duty is not None
        and one.bearer is not None
        and one.due_at is not None
        and one.outcome == "open"
    ]
    _climb(world, lambda: owing, until)


def _climb(world: World, owing: Callable[[], Sequence[_Owing]], until: datetime) -> None:
    while found := min(_waiting(world, owing(), until), key=lambda pair: pair[1][:2], default=None):
        one, rung = found
        world.climbed.add((one.key, one.due_at, rung.place))
        _carry_out(world, one, rung)


def _waiting(world: World, owing: Sequence[_Owing], until: datetime) -> Iterator[tuple[_Owing, Passed]]:
    for one in owing:
        for rung in passed(one.ladder, one.due_at, until, world.calendar):
            if (one.key, one.due_at, rung.place) not in world.climbed:
                yield one, rung


def _open(world: World) -> Iterator[_Owing]:
    for key, one in world.borne.items():
        record, clock = world.records[one.record], one.timing.clock
        due_at = clock.due_at(world.calendar) if clock else one.timing.due_at
        if not one.standing.is_open or due_at is None or one.standing.bearer is None:
            continue
        opens = record.register.flow.opens(one.standing.name) if record.register.flow else ()
        ladder = next((found.remind for found in opens if found.remind), ())
        yield _Owing(key, str(one.standing.bearer), record, due_at, ladder)


def _carry_out(world: World, one: _Owing, rung: Passed) -> None:
    on, record = rung.moment.astimezone(CHINA).date(), one.record
    context = replace(world.context(record) if record else Context(), own=(one.bearer,))
    for who in rung.rung.to:
        role = f" as {who.as_role}" if who.as_role else ""
        world.told += [f"{subject}{role}" for subject in world.directory.resolve(who, context, on)]
    wanted = rung.rung.create
    if wanted is not None and record is not None:
        names = names_with_today(names_of(record.register))
        row = {**record.row(), TODAY: on}
        values = {name: parse(text, names).evaluate(row) for name, text in wanted.values.items()}
        parties = {role: world.directory.resolve(who, context, on) for role, who in wanted.parties.items()}
        create(world, record, Creation(wanted.register_id, values, parties), rung.moment)

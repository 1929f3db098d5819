"""What the duties of a pack owe in a case, and how far it was done."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from baicheng.clock import CHINA
from baicheng.clock.instants import china_date
from baicheng.flows.allotment import allot
from baicheng.flows.directory import Context, Subjects
from baicheng.flows.duties import ALWAYS, owed
from baicheng.flows.duty import Duty, FulfilledBy
from baicheng.flows.duty_items import Item, Owed
from baicheng.flows.expressions import Expression, parse_condition
from baicheng.flows.fulfilment import Deed, Fulfilment, Standing, fulfilment
from baicheng.flows.provenance import InForce
from baicheng.packs.named_periods import stretches
from baicheng.packs.records.history import as_of, belonged, days_of, first_met, meets
from baicheng.packs.records.rows import names_of
from baicheng.packs.schema.cases import Case
from baicheng.packs.testing.expectations import Seen
from baicheng.packs.testing.kept import Record
from baicheng.packs.testing.moments import moment
from baicheng.packs.testing.world import World

_YEAR = timedelta(days=366)


def owed_in(world: World, case: Case, at: datetime) -> Iterator[Seen]:
    """Each assignment of each duty that the case looks at, as it stands at an instant."""
    today = at.astimezone(CHINA).date()
    since = case.since or today - _YEAR
    until = case.until or today + timedelta(days=1)
    named = {wanted.duty for wanted in case.expect.assignments or ()} | set(case.expect.nothing_owed)
    for name, duty in world.pack.duties.items():
        if name not in named:
            continue
        items = list(_items(world, duty))
        lasting = _lasting(world, duty, since, until)
        by_bearer: dict[tuple[object, ...], list[Owed]] = {}
        for one in owed(duty, items, world.calendar, since, until, lasting):
            by_bearer.setdefault((one.about, one.bearer, one.demand), []).append(one)
        for together in by_bearer.values():
            counted = allot(together, _deeds(world, duty, together[0], at))
            for one in together:
                yield _seen(world, one, counted[one.key], at)


def _lasting(world: World, duty: Duty, since: date, until: date) -> Sequence[InForce]:
    if duty.while_lasts is not None and duty.while_lasts.record is not None:
        others = [one for one in world.records.values() if one.register_id == duty.while_lasts.record]
        return [span for one in others for span in days_of(one.versions, None, duty.while_lasts.state or ())]
    if duty.while_lasts is None or duty.while_lasts.period is None:
        return ALWAYS
    return stretches(world.pack.periods[duty.while_lasts.period], since - _YEAR, until + _YEAR)


def _items(world: World, duty: Duty) -> Iterator[Item]:
    """What a duty is owed for: rows on the days when they meet its condition, members, or nothing."""
    if duty.for_each is None:
        yield Item("", _bearers(world, duty, Context()))
    elif duty.for_each.members is not None:
        group = duty.for_each.members
        spans = {one.name: [] for one in world.pack.groups[group].members}  # type: dict[str, list[InForce]]
        for one in world.pack.groups[group].members:
            spans[one.name].append(one.in_force or ALWAYS[0])
        given = world.given.groups.get(group)
        applies = {name: list(ALWAYS) for name in given} if given is not None else spans
        for name, days in applies.items():
            yield Item(name, _bearers(world, duty, Context(about=name)), applies=days)
    else:
        for record in world.records.values():
            if record.register_id == duty.for_each.register_id:
                where = _condition(world, record.register_id, duty.for_each.where)
                states = duty.while_lasts.own_states if duty.while_lasts else ()
                concerned = days_of(record.versions, where, states)
                context = replace(world.context(record), about=record.id)
                yield Item(record.id, _bearers(world, duty, context), record.row(), concerned)


def _bearers(world: World, duty: Duty, context: Context) -> Callable[[date], Subjects]:
    def bearers(on: date) -> Subjects:
        return world.directory.resolve(duty.bearer, context, on)

    return bearers


def _condition(world: World, register_id: str, text: str | None) -> Expression | None:
    return None if text is None else parse_condition(text, names_of(world.pack.registers[register_id]))


def _seen(world: World, one: Owed, deeds: list[Deed], at: datetime) -> Seen:
    population = _population(world, one, at)
    done = fulfilment(one, _to_members(world, one, deeds, population), population)
    standing = done.standing(one, at)
    return Seen(
        duty=one.duty,
        about=one.about or None,
        bearer=None if one.bearer is None else str(one.bearer),
        covers=one.period.label if one.period else None,
        due_on=one.due_on,
        due_at=one.due_at,
        cut_off=one.cut_off,
        outcome="done" if standing is Standing.LATE else standing.value,
        count=done.count,
        needed=done.needed,
        late=_is_late(done, one, at),
    )


def _is_late(done: Fulfilment, one: Owed, at: datetime) -> bool:
    return one.due_at is not None and (done.done_at or at) > one.due_at


def _deeds(world: World, duty: Duty, one: Owed, at: datetime) -> Iterator[Deed]:
    """What the bearer did for the thing, up to an instant."""
    demand = one.demand
    if demand.record is not None:
        yield from _records(world, duty, one, demand, at)
    for log in world.moves if demand.move is not None else ():
        if (log.record, log.move, log.by) == (one.about, demand.move, one.bearer):
            yield Deed(log.at)
    for seen in world.observed if demand.observation is not None else ():
        if seen.name == demand.observation and one.bearer in seen.subjects:
            yield Deed(seen.at)


def _records(world: World, duty: Duty, one: Owed, demand: FulfilledBy, at: datetime) -> Iterator[Deed]:
    where = _condition(world, str(demand.record), demand.where)
    for record in world.records.values():
        if record.register_id != demand.record or not _is_of(record, one) or not _is_about(record, duty, one):
            continue
        done_at = first_met([version for version in record.versions if version.since <= at], where)
        if done_at is None:
            continue
        named_on = record.values.get(demand.on) if demand.on else None
        covers = record.values.get("covers")
        yield Deed(
            moment(named_on) if isinstance(named_on, date) else done_at,
            covers if isinstance(covers, str) else None,
            _member(record, demand),
        )


def _is_of(record: Record, one: Owed) -> bool:
    """Whether the bearer entered a record or takes part in it."""
    taking_part = {subject for subjects in record.parties.values() for subject in subjects}
    return one.bearer is not None and one.bearer in {record.author, *taking_part}


def _is_about(record: Record, duty: Duty, one: Owed) -> bool:
    """Whether a record is about the row that the duty is owed for; so it is if it can name none."""
    register_id = duty.for_each.register_id if duty.for_each else None
    links = [name for name, field in record.register.fields_.items() if field.to == register_id]
    if register_id is None or not links or one.demand.share is not None:
        return True
    return any(_names(record, link, one.about) for link in links)


def _names(record: Record, link: str, wanted: str) -> bool:
    value = record.values.get(link)
    return wanted in value if isinstance(value, tuple) else value == wanted


def _member(record: Record, demand: FulfilledBy) -> str | None:
    if demand.of is None:
        return None
    links = [name for name, field in record.register.fields_.items() if field.to == demand.of.register_id]
    value = record.values.get(demand.link or (links[0] if links else ""))
    return value if isinstance(value, str) else None


def _population(world: World, one: Owed, at: datetime) -> frozenset[str] | None:
    """Those of which a share is owed, at the end of the period."""
    of = one.demand.of
    if of is None:
        return None
    where = _condition(world, of.register_id, of.where)
    end = min(at, moment(one.period.until) - timedelta(seconds=1)) if one.period else at
    return frozenset(
        record.id
        for record in world.records.values()
        if record.register_id == of.register_id
        if (version := as_of(record.versions, end)) is not None and meets(version, where)
    )


def _to_members(
    world: World, one: Owed, deeds: list[Deed], population: frozenset[str] | None
) -> Iterator[Deed]:
    """The deeds; of a share those that were done to what belonged to the population then or does so still."""
    of = one.demand.of
    where = _condition(world, of.register_id, of.where) if of else None
    for deed in deeds:
        if population is None or deed.member in population:
            yield deed
        elif deed.member in world.records:
            if belonged(world.records[deed.member].versions, where, china_date(deed.at)):
                yield deed

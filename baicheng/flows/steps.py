"""What a move does (办理结果): which assignments it closes, opens and reopens, whom it tells, what it writes."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from baicheng.flows.directory import SubjectId, Subjects
from baicheng.flows.flow import POSITIVE, Effect, Move, Opens, Update
from baicheng.flows.keys import Title
from baicheng.flows.moves import returns_to_answer
from baicheng.flows.process import Process
from baicheng.flows.situation import LAPSED, RETURNED, Situation, Standing
from baicheng.flows.timing import TimeGiven, times_given
from baicheng.flows.values import Value
from baicheng.flows.who_forms import Who


@dataclass(frozen=True)
class Opening:
    """An assignment to open. Without a bearer it is opened all the same, for somebody to find one.

    ``continues`` is the key of an earlier assignment of the same bearer; its clock runs on with what was left.
    """

    name: str
    bearer: SubjectId | None
    time: TimeGiven
    part: str | None = None
    continues: str | None = None
    outcomes: tuple[str, ...] = ("done",)
    to: Subjects = ()


class Charge(NamedTuple):
    """Something to do that a state opens, by the part of its limits or of the record."""

    part: str | None
    time: TimeGiven
    bearers: tuple[SubjectId | None, ...]


@dataclass(frozen=True)
class Closing:
    """An assignment to close, and how it ended."""

    key: str
    outcome: str


@dataclass(frozen=True)
class Notice:
    """Somebody to tell something."""

    to: Subjects
    text: Title


@dataclass(frozen=True)
class Creation:
    """A record to create."""

    register: str
    values: Mapping[str, Value]
    parties: Mapping[str, Subjects]


@dataclass(frozen=True)
class Updating:
    """Another record to change: the one that ``link`` names.

    With ``consolidates`` only if one of ``by`` is who consolidates for those who have that role there. A value
    that is not given changes nothing, so none is ``None``.
    """

    link: str
    values: Mapping[str, Value]
    by: Subjects = ()
    consolidates: str | None = None


@dataclass(frozen=True)
class Step:
    """All that a move does.

    ``entered`` says whether the state is entered, so that a new entry is counted; ``reopenings`` are keys of
    assignments that run on with what was left; ``kept`` those of assignments left open by an earlier entry of
    the state, which now belong to this one; ``answered`` those of returns that are answered by it.
    """

    state: str
    entered: bool
    closings: tuple[Closing, ...] = ()
    openings: tuple[Opening, ...] = ()
    reopenings: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    answered: tuple[str, ...] = ()
    notices: tuple[Notice, ...] = ()
    creations: tuple[Creation, ...] = ()
    updates: tuple[Updating, ...] = ()
    observes: tuple[str, ...] = ()


def begin(process: Process, situation: Situation) -> Step:
    """What a new record opens in its first state: the flow's, or the one in which it was taken over."""
    state = situation.state if situation.state in process.flow.taken_over else process.flow.start
    return Step(state, True, openings=tuple(_openings(process, state, situation)))


def take(process: Process, name: str, situation: Situation) -> Step:
    """What a move does; whether it is allowed, ``moves.judge`` has said before.

    Raises:
        KeyError: the flow has no such move.
    """
    move = process.flow.moves[name]
    entered = move.to is not None and not holds_back(move, situation)
    state = move.to if move.to is not None and entered else situation.state
    reopenings = tuple(_reopenings(process, move, situation))
    reopened = {one.name for one in situation.assignments if one.key in reopenings}
    closed = tuple(closings(process, name, situation))
    kept = _kept(process, state, situation, closed) if entered else ()
    openings = tuple(_openings(process, state, situation, reopened, kept)) if entered else ()
    return Step(
        state=state,
        entered=entered,
        closings=closed,
        openings=(*openings, *_following(process, state, situation, closed)),
        reopenings=reopenings,
        kept=tuple(one.key for one in kept),
        answered=returns_to_answer(process, name, situation),
        notices=tuple(_notice(effect, situation) for effect in move.does if effect.notify),
        creations=tuple(
            _creation(process, name, number, effect, situation)
            for number, effect in enumerate(move.does)
            if effect.create
        ),
        updates=tuple(
            _updating(process, name, number, effect.update, situation)
            for number, effect in enumerate(move.does)
            if effect.update
        ),
        observes=tuple(effect.observe for effect in move.does if effect.observe),
    )


def word(process: Process, standing: Standing, outcome: str, situation: Situation) -> tuple[Opening, ...]:
    """What is opened when a bearer ends an assignment by their word."""
    ended = (Closing(standing.key, outcome),)
    return tuple(_following(process, situation.state, situation, ended))


def holds_back(move: Move, situation: Situation) -> bool:
    """Whether others must still make a move, so that it ends the mover's own assignment only (``last_of``)."""
    return any(
        one.is_open and one.name == move.last_of and one.bearer not in situation.mine
        for one in situation.assignments
    )


def closings(process: Process, name: str, situation: Situation) -> Iterator[Closing]:
    """The open assignments that a move ends.

    Those it fulfils, if the mover bears them; at a return those of the mover as returned; and when the state is
    left, the others that it opened as lapsed, unless they are kept; at the end also those kept until then.
    """
    move = process.flow.moves[name]
    fulfilled = {effect.fulfil: effect.outcome for effect in move.does if effect.fulfil}
    entered = move.to if not holds_back(move, situation) else None
    left = process.flow.states[situation.state].opens if entered else {}
    lapsing = {name for name, opens in left.items() if opens.carry == "close"}
    if entered is not None and process.flow.states[entered].final:
        states = process.flow.states.values()
        lapsing |= {
            name for one in states for name, opens in one.opens.items() if opens.carry == "until_closed"
        }
    for one in situation.assignments:
        outcome = _ending(one, move, fulfilled, left, lapsing, situation) if one.is_open else None
        if outcome is not None:
            yield Closing(one.key, outcome)


def _ending(
    one: Standing,
    move: Move,
    fulfilled: Mapping[str, str],
    left: Mapping[str, Opens],
    lapsing: Collection[str],
    situation: Situation,
) -> str | None:
    is_movers = one.bearer in situation.mine
    if one.name in fulfilled and is_movers:
        return fulfilled[one.name]
    if move.returns and is_movers and one.name in left:
        return RETURNED
    return LAPSED if one.name in lapsing else None


def _reopenings(process: Process, move: Move, situation: Situation) -> Iterator[str]:
    """What runs on with the same bearers: what a return sends back, and what is opened again after a no."""
    again = {effect.reopen for effect in move.does if effect.reopen}
    for one in situation.assignments:
        outcomes = {word for opens in process.flow.opens(one.name) for word in opens.outcomes}
        is_last = situation.last_of(one.name, one.bearer, one.part) == one
        if one.name in again and is_last and one.outcome in outcomes - {*POSITIVE}:
            yield one.key
    if not move.returns or move.to is None:
        return
    for name, opens in process.flow.states[move.to].opens.items():
        if opens.for_each is None:  # what was reached of parts stays reached
            yield from (one.key for one in situation.latest(name) if not one.is_open)


def _kept(
    process: Process, state: str, situation: Situation, closed: Sequence[Closing]
) -> tuple[Standing, ...]:
    """What is open of a state that is entered again, since it was kept when the state was left."""
    ended = {closing.key for closing in closed}
    opens = process.flow.states[state].opens
    return tuple(
        one for one in situation.assignments if one.is_open and one.name in opens and one.key not in ended
    )


def _openings(
    process: Process,
    state: str,
    situation: Situation,
    reopened: set[str] | frozenset[str] = frozenset(),
    kept: Sequence[Standing] = (),
) -> Iterator[Opening]:
    """The assignments that a state opens: one for each bearer and each of its limits.

    What was kept open runs on and is not opened a second time.
    """
    running = {(one.name, one.bearer, one.part) for one in kept}
    for name, opens in process.flow.states[state].opens.items():
        if name in reopened or opens.after or not process.is_opened(state, name, situation.row):
            continue
        for opening in _opened(name, opens, situation):
            found = (name, opening.bearer, opening.part)
            if found in running or (opens.for_each and situation.was_done(*found)):
                continue
            rests = opens.on_rework == "rest" and opening.time.runs_from_opening
            earlier = situation.last_of(name, opening.bearer, opening.part) if rests else None
            yield replace(opening, continues=earlier.key if earlier and opening.bearer is not None else None)


def _following(
    process: Process, state: str, situation: Situation, ended: Sequence[Closing]
) -> Iterator[Opening]:
    """What the state opens after an assignment ended so (``after``); what is open already serves for it too."""
    names = {one.key: one.name for one in situation.assignments}
    outcomes = {(names[closing.key], closing.outcome) for closing in ended}
    running = {(one.name, one.bearer, one.part) for one in situation.assignments if one.is_open}
    for name, opens in process.flow.states[state].opens.items():
        if outcomes.isdisjoint(opens.after.items()) or not process.is_opened(state, name, situation.row):
            continue
        for opening in _opened(name, opens, situation):
            if (name, opening.bearer, opening.part) not in running:
                yield opening


def _opened(name: str, opens: Opens, situation: Situation) -> Iterator[Opening]:
    """An assignment for each bearer and each of its limits."""
    recipients = tuple(dict.fromkeys(to for who in opens.to for to in situation.resolve(who)))
    for part, time, bearers in charges(opens, situation):
        for bearer in bearers:
            yield Opening(name, bearer, time, part, None, opens.outcomes, recipients)


def charges(opens: Opens, situation: Situation) -> Iterator[Charge]:
    """What a state gives whom to do: each limit or dated part, with its time and who bears it."""
    bearers: tuple[SubjectId | None, ...] = situation.resolve(opens.bearer) or (None,)
    if opens.for_each is None:
        for part, time in times_given(opens, situation.row, situation.standards):
            yield Charge(part, time, bearers)
        return
    last = situation.row.get(opens.due.field) if opens.due and opens.due.field else None
    for one in situation.parts():
        if not isinstance(last, date) or one.due_on < last:
            own = tuple(bearer for bearer in bearers if bearer in one.bearers)
            yield Charge(one.name, TimeGiven(due_on=one.due_on), own or one.bearers or bearers)


def _notice(effect: Effect, situation: Situation) -> Notice:
    assert effect.text is not None, "the form demands it beside notify"
    to = dict.fromkeys(subject for who in effect.notify or () for subject in situation.resolve(who))
    return Notice(tuple(to), effect.text)


def _creation(process: Process, name: str, number: int, effect: Effect, situation: Situation) -> Creation:
    assert effect.create is not None, "asked for where there is one"
    values = {
        field: process.written(name, number, "create", field).evaluate(situation.row)
        for field in effect.create.values
    }
    parties = {role: situation.resolve(who) for role, who in effect.create.parties.items()}
    return Creation(effect.create.register_id, values, parties)


def _updating(process: Process, name: str, number: int, update: Update, situation: Situation) -> Updating:
    written = {
        field: process.written(name, number, "update", field).evaluate(situation.row)
        for field in update.values
    }
    by = situation.resolve(Who("party", update.party)) if update.party else ()
    values = {field: value for field, value in written.items() if value is not None}
    return Updating(update.link, values, by, update.consolidates)

"""What is wrong with a flow although each of its parts is well formed (流程检查)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

from baicheng.flows.expressions import InvalidExpression, parse, parse_condition
from baicheng.flows.flow import Flow, Move
from baicheng.flows.keys import nearest
from baicheng.flows.ladder import Rung
from baicheng.flows.process import Path, expression_texts
from baicheng.flows.situation import LAPSED, RETURNED
from baicheng.flows.values import Names, ValueKind
from baicheng.flows.who_forms import Who


@dataclass(frozen=True)
class Fault:
    """Something wrong: where, as a path of keys, and what, with its remedy."""

    path: Path
    message: str


def check_flow(flow: Flow, names: Names, parties: Collection[str]) -> list[Fault]:
    """All that is wrong with a flow.

    Args:
        names: what its expressions may use, with types.
        parties: the roles that the register declares.
    """
    faults = [*_states(flow), *_unreachable(flow), *_dead_ends(flow)]
    for name, move in flow.moves.items():
        faults += _move(flow, name, move, {*names, *parties})
    faults += [*_reserved_outcomes(flow), *_followed(flow)]
    faults += [fault for path, who in whos(flow) for fault in _who(flow, path, who, names, parties)]
    faults += [*_limits(flow, names), *_expressions(flow, names)]
    return faults


def _states(flow: Flow) -> Iterator[Fault]:
    if flow.start not in flow.states:
        yield Fault(("start",), f"unknown state '{flow.start}'; {nearest(flow.start, flow.states)}")
    for number, state in enumerate(flow.taken_over):
        if state not in flow.states:
            yield Fault(("taken_over", number), f"unknown state '{state}'; {nearest(state, flow.states)}")
        elif state == flow.start:
            yield Fault(("taken_over", number), f"'{state}' is where every record may begin; leave it out")
    for move_id, move in flow.moves.items():
        for number, state in enumerate(move.from_states):
            if state not in flow.states:
                yield Fault(
                    ("moves", move_id, "from", number),
                    f"unknown state '{state}'; {nearest(state, flow.states)}",
                )
        if move.to is not None and move.to not in flow.states:
            yield Fault(
                ("moves", move_id, "to"), f"unknown state '{move.to}'; {nearest(move.to, flow.states)}"
            )


def _reached(flow: Flow) -> set[str]:
    """The states that a record can come to."""
    reached, new = set[str](), {flow.start} & set(flow.states)
    while new:
        reached |= new
        new = {
            move.to
            for move in flow.moves.values()
            if move.to in flow.states and reached & set(move.from_states)
        } - reached
    return reached


def _unreachable(flow: Flow) -> Iterator[Fault]:
    if flow.start not in flow.states:
        return
    for state in flow.states.keys() - _reached(flow):
        yield Fault(
            ("states", state), f"no move leads to '{state}' from the start; add one, or leave the state out"
        )


def _dead_ends(flow: Flow) -> Iterator[Fault]:
    left = {state for move in flow.moves.values() if move.to is not None for state in move.from_states}
    for name, state in flow.states.items():
        if not state.final and name not in left:
            yield Fault(("states", name), f"no move leads out of '{name}'; add one, or write final: true")


def _move(flow: Flow, name: str, move: Move, asked: Collection[str]) -> Iterator[Fault]:
    path: Path = ("moves", name)
    everywhere, anywhere = _open_in(flow, move)
    for waited in move.waits_for.names if move.waits_for else ():
        yield from _opened(flow, (*path, "waits_for"), waited, everywhere)
    for number, effect in enumerate(move.does):
        if effect.fulfil is None:
            continue
        yield from _opened(flow, (*path, "does", number, "fulfil"), effect.fulfil, anywhere)
        outcomes = {outcome for opens in flow.opens(effect.fulfil) for outcome in opens.outcomes}
        if outcomes and effect.outcome not in outcomes:
            yield Fault(
                (*path, "does", number),
                f"'{effect.fulfil}' never ends as '{effect.outcome}'; {nearest(effect.outcome, outcomes)}",
            )
    for number, effect in enumerate(move.does):
        if effect.reopen is not None:
            yield from _opened(flow, (*path, "does", number, "reopen"), effect.reopen, anywhere)
    yield from _outcomes_waited_for(flow, path, move)
    for number, field in enumerate(move.asks):
        if field not in asked:
            yield Fault((*path, "asks", number), f"unknown field or party '{field}'; {nearest(field, asked)}")


def _open_in(flow: Flow, move: Move) -> tuple[set[str], set[str]]:
    """What is open, or has ended, in every state from which a move leads, and what in one of them."""
    kept = {
        name
        for state in flow.states.values()
        for name, opens in state.opens.items()
        if opens.carry != "close"
    }
    opened = [set(flow.states[state].opens) for state in move.from_states if state in flow.states] or [set()]
    return kept | set.intersection(*opened), kept.union(*opened)


def _opened(flow: Flow, path: Path, name: str, here: Collection[str]) -> Iterator[Fault]:
    known = {name for state in flow.states.values() for name in state.opens}
    if name not in known:
        yield Fault(path, f"no state opens '{name}'; {nearest(name, known)}")
    elif name not in here:
        message = f"'{name}' is not open in the states of `from`; open it there, or write carry: keep"
        yield Fault(path, message)


def _outcomes_waited_for(flow: Flow, path: Path, move: Move) -> Iterator[Fault]:
    if move.waits_for is None:
        return
    for name in move.waits_for.names:
        outcomes = {outcome for opens in flow.opens(name) for outcome in opens.outcomes}
        if outcomes and not outcomes & set(move.waits_for.outcome):
            said = " or ".join(move.waits_for.outcome)
            yield Fault(
                (*path, "waits_for"), f"'{name}' never ends as {said}, but as {', '.join(sorted(outcomes))}"
            )


def _followed(flow: Flow) -> Iterator[Fault]:
    """What is opened after another assignment: that is opened somewhere, and can end so."""
    for state_id, state in flow.states.items():
        for name, opens in state.opens.items():
            for earlier, outcome in opens.after.items():
                path: Path = ("states", state_id, "opens", name, "after", earlier)
                known = {one for found in flow.states.values() for one in found.opens}
                outcomes = {one for found in flow.opens(earlier) for one in found.outcomes}
                if earlier not in known:
                    yield Fault(path, f"no state opens '{earlier}'; {nearest(earlier, known)}")
                elif outcome not in outcomes:
                    yield Fault(path, f"'{earlier}' never ends as '{outcome}'; {nearest(outcome, outcomes)}")


def _reserved_outcomes(flow: Flow) -> Iterator[Fault]:
    for state_id, state in flow.states.items():
        for name, opens in state.opens.items():
            for outcome in {RETURNED, LAPSED} & set(opens.outcomes):
                yield Fault(
                    ("states", state_id, "opens", name, "outcomes"),
                    f"'{outcome}' comes about by itself; use another word",
                )


def whos(flow: Flow) -> Iterator[tuple[Path, Who]]:
    """Every ``who`` of a flow and where it stands."""
    for state_id, state in flow.states.items():
        for name, opens in state.opens.items():
            path: Path = ("states", state_id, "opens", name)
            yield (*path, "bearer"), opens.bearer
            yield from (((*path, "to", number), who) for number, who in enumerate(opens.to))
            yield from _reminded((*path, "remind"), opens.remind)
    for move_id, move in flow.moves.items():
        yield from ((("moves", move_id, "by", number), who) for number, who in enumerate(move.by))
        for number, effect in enumerate(move.does):
            does: Path = ("moves", move_id, "does", number)
            yield from (((*does, "notify", place), who) for place, who in enumerate(effect.notify or ()))
            if effect.create:
                yield from (
                    ((*does, "create", "parties", role), who) for role, who in effect.create.parties.items()
                )


def _reminded(path: Path, ladder: Sequence[Rung]) -> Iterator[tuple[Path, Who]]:
    for place, rung in enumerate(ladder):
        yield from (((*path, place, "to", number), who) for number, who in enumerate(rung.to))
        if rung.create is not None:
            parties = rung.create.parties.items()
            yield from (((*path, place, "create", "parties", role), who) for role, who in parties)


def _who(flow: Flow, path: Path, who: Who, names: Names, parties: Collection[str]) -> Iterator[Fault]:
    opened = {name for state in flow.states.values() for name in state.opens}
    references = {name for name, type_ in names.items() if type_.kind is ValueKind.REFERENCE}
    for form, what, known in (
        ("party", "party", parties),
        ("bearer", "assignment", opened),
        ("field", "field that holds a subject", references),
    ):
        for name in who.names(form):
            if name not in known:
                yield Fault(path, f"unknown {what} '{name}'; {nearest(name, known)}")


def _limits(flow: Flow, names: Names) -> Iterator[Fault]:
    for state_id, state in flow.states.items():
        for name, opens in state.opens.items():
            path: Path = ("states", state_id, "opens", name)
            anchored = opens.within or opens.before
            if anchored is not None and anchored.of != "entered":
                key = "within" if opens.within else "before"
                yield from _field((*path, key, "of"), anchored.of, ValueKind.DATE, names)
            if opens.due is not None and opens.due.field is not None:
                yield from _field((*path, "due", "field"), opens.due.field, ValueKind.DATE, names)
            if opens.standard is not None:
                yield from _field(
                    (*path, "standard", "link"), opens.standard.link, ValueKind.REFERENCE, names
                )


def _field(path: Path, name: str, kind: ValueKind, names: Names) -> Iterator[Fault]:
    fitting = [known for known, type_ in names.items() if type_.kind is kind]
    if name not in fitting:
        yield Fault(path, f"no {kind} field '{name}'; {nearest(name, fitting)}")


def _expressions(flow: Flow, names: Names) -> Iterator[Fault]:
    for path, text, is_condition in expression_texts(flow):
        read: Callable[[str, Names], object] = parse_condition if is_condition else parse
        try:
            read(text, names)
        except InvalidExpression as error:
            yield Fault(path, str(error))

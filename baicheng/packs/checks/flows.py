"""Flows: every state can be reached and left, and what a move ends or waits for is opened before it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from baicheng.flows.flow import Flow
from baicheng.packs.pack import Pack, Place
from baicheng.packs.problems import Problem, suggestion
from baicheng.packs.yaml_text import Path


def check_flows(pack: Pack) -> Iterator[Problem]:
    """Every flow of the pack's registers."""
    for name, register in pack.registers.items():
        if register.flow is not None:
            place = pack.place("registers", name)
            yield from _states(place, register.flow)
            yield from _reach(place, register.flow)
            yield from _assignments(place, register.flow)


def _unknown(place: Place, path: Path, name: str, known: Iterable[str], what: tuple[str, str]) -> Problem:
    zh, en = suggestion(name, known)
    return place.problem(path, f"没有“{name}”这个{what[0]}，{zh}", f"unknown {what[1]} '{name}'; {en}")


def _states(place: Place, flow: Flow) -> Iterator[Problem]:
    what = ("状态", "state")
    if flow.start not in flow.states:
        yield _unknown(place, ("flow", "start"), flow.start, flow.states, what)
    for name, move in flow.moves.items():
        path: Path = ("flow", "moves", name)
        for index, state in enumerate(move.from_states):
            if state not in flow.states:
                yield _unknown(place, (*path, "from", index), state, flow.states, what)
        if move.to is not None and move.to not in flow.states:
            yield _unknown(place, (*path, "to"), move.to, flow.states, what)


def _reach(place: Place, flow: Flow) -> Iterator[Problem]:
    reached: set[str] = set()
    waiting = [flow.start]
    while waiting:
        here = waiting.pop()
        if here not in reached:
            reached.add(here)
            waiting.extend(move.to for move in flow.moves.values() if here in move.from_states and move.to)
    left = {name for move in flow.moves.values() for name in move.from_states if move.to not in (None, name)}
    for name, state in flow.states.items():
        if name not in reached:
            yield place.problem(
                ("flow", "states", name),
                f"没有操作能到达状态“{name}”。",
                f"no move leads to the state '{name}'.",
            )
        if not state.final and name not in left:
            yield place.problem(
                ("flow", "states", name),
                f"状态“{name}”没有出路：请加一个离开它的操作，或写 final: true。",
                f"the state '{name}' is a dead end; add a move that leaves it, or write final: true.",
            )


def _assignments(place: Place, flow: Flow) -> Iterator[Problem]:
    opened = {name for state in flow.states.values() for name in state.opens}
    what = ("待办", "assignment")
    for name, move in flow.moves.items():
        path: Path = ("flow", "moves", name)
        open_in = [_open_in(flow, state) for state in move.from_states]
        for wanted in move.waits_for.names if move.waits_for else ():
            if wanted not in opened:
                yield _unknown(place, (*path, "waits_for"), wanted, opened, what)
            elif not all(wanted in names for names in open_in):
                yield _not_open(place, (*path, "waits_for"), wanted)
        for index, effect in enumerate(move.does):
            if effect.fulfil is None:
                continue
            if effect.fulfil not in opened:
                yield _unknown(place, (*path, "does", index, "fulfil"), effect.fulfil, opened, what)
            elif not any(effect.fulfil in names for names in open_in):
                yield _not_open(place, (*path, "does", index, "fulfil"), effect.fulfil)


def _open_in(flow: Flow, state: str) -> set[str]:
    """What can be open in a state: what it opens, and what other states open and keep."""
    kept = {
        name
        for other in flow.states.values()
        for name, opened in other.opens.items()
        if opened.carry == "keep"
    }
    return kept | set(flow.states[state].opens) if state in flow.states else kept


def _not_open(place: Place, path: Path, name: str) -> Problem:
    return place.problem(
        path,
        f"“{name}”在 from 的状态里没有打开：由那里的 opens 打开，或在先前的状态写 carry: keep。",
        f"'{name}' is not open in the states of 'from'; open it there, or write carry: keep where it is opened.",
    )

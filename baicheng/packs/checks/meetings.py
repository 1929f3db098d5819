"""Meetings: a body, its meetings and what they decide are joined by links that are there."""

from __future__ import annotations

from collections.abc import Iterator

from baicheng.packs.pack import Pack, Place
from baicheng.packs.problems import Problem
from baicheng.packs.schema.registers import Register
from baicheng.packs.yaml_text import Path


def check_meetings(place: Place, pack: Pack, register: Register) -> Iterator[Problem]:
    """What ``meets`` and ``decides`` of a register name."""
    yield from _meets(place, pack, register)
    yield from _decides(place, pack, register)


def _meets(place: Place, pack: Pack, register: Register) -> Iterator[Problem]:
    meets = register.meets
    if meets is None:
        return
    meetings = pack.registers.get(meets.register_)
    if meetings is None:
        yield place.unknown(("meets", "register"), meets.register_, pack.registers, ("台账", "register"))
        return
    days = [name for name, field in meetings.fields_.items() if field.kind == "date" and field.required]
    if meets.day not in days:
        what = ("必填的日期字段", "date field that is required")
        yield place.unknown(("meets", "day"), meets.day, days, what)
    states = meetings.flow.states if meetings.flow else {}
    for index, state in enumerate(meets.held):
        if state not in states:
            yield place.unknown(("meets", "held", index), state, states, ("状态", "state"))
    if meets.speakers is not None and meets.speakers not in meetings.parties:
        yield place.unknown(("meets", "speakers"), meets.speakers, meetings.parties, ("参与方", "role"))
    yield from _one_link(place, ("meets", "register"), meets.register_, meetings, register)
    tasks = _tasks(pack)
    if tasks is not None:
        yield from _one_link(place, ("meets",), tasks.register_, tasks, register)


def _decides(place: Place, pack: Pack, register: Register) -> Iterator[Problem]:
    if register.decides is None:
        return
    tasks = _tasks(pack)
    if tasks is None or register.decides != tasks.register_:
        known = [tasks.register_] if tasks is not None else []
        what = ("pack.yaml 中 intake 的任务台账", "register of tasks that intake names in pack.yaml")
        yield place.unknown(("decides",), register.decides, known, what)
        return
    yield from _one_link(place, ("decides",), tasks.register_, tasks, register)


def _tasks(pack: Pack) -> Register | None:
    intake = pack.manifest.intake
    return pack.registers.get(intake.tasks) if intake is not None else None


def _one_link(place: Place, path: Path, name: str, source: Register, target: Register) -> Iterator[Problem]:
    """By exactly one field, which holds one record and is ``indexed``, one register leads to another."""
    links = [field for field in source.fields_.values() if field.to == target.register_]
    if len(links) == 1 and not links[0].many and links[0].indexed:
        return
    yield place.problem(
        path,
        f"台账“{name}”须有且只有一个 indexed 的单值字段（kind: link, to: {target.register_}），现有 {len(links)} 个。",
        f"the register '{name}' needs exactly one field with kind: link, to: {target.register_} and "
        f"indexed: true that holds a single record; it has {len(links)}.",
    )

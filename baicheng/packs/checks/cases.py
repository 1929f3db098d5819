"""Cases: the registers, fields, moves and duties that they name are there; what changed by date has one."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from baicheng.packs.pack import Pack
from baicheng.packs.problems import Problem
from baicheng.packs.schema.cases import Case, Row
from baicheng.packs.schema.registers import TYPED_COLUMNS, Register
from baicheng.packs.yaml_text import Path


def check_cases(pack: Pack) -> Iterator[Problem]:
    """Names in the cases, and values and duties that changed without a case for it."""
    for case in pack.cases:
        if case.rule is not None or case.round is not None:
            continue  # see rule_cases.py and round_cases.py
        yield from _given(pack, case)
        yield from _steps(pack, case)
        yield from _expected(pack, case)
    yield from _changed_without_case(pack)


def _known(
    pack: Pack, case: Case, path: Path, name: str | None, known: Collection[str], what: tuple[str, str]
) -> Iterator[Problem]:
    if name is not None and name not in known:
        yield pack.place("tests", case.name).unknown(path, name, known, what)


def _given(pack: Pack, case: Case) -> Iterator[Problem]:
    for group in case.given.groups:
        yield from _known(pack, case, ("given", "groups", group), group, pack.groups, ("名单", "group"))
    for name, rows in (case.given.model_extra or {}).items():
        yield from _known(pack, case, ("given", name), name, pack.registers, ("台账", "register"))
        if name not in pack.registers:
            continue
        register = pack.registers[name]
        states = register.flow.states if register.flow else {}
        for index, row in enumerate(rows):
            path: Path = ("given", name, index)
            yield from _known(pack, case, (*path, "state"), row.state, states, ("状态", "state"))
            for role in row.parties:
                at = (*path, "parties", role)
                yield from _known(pack, case, at, role, register.parties, ("参与方", "party"))
            yield from _linked(pack, case, path, register, row)
            for key in row.model_extra or {}:
                yield from _known(pack, case, (*path, key), key, register.fields_, ("字段", "field"))


def _linked(pack: Pack, case: Case, path: Path, register: Register, row: Row) -> Iterator[Problem]:
    """What a row links to is among the rows of the case."""
    for name, value in (row.model_extra or {}).items():
        field = register.fields_.get(name)
        target = (case.given.model_extra or {}).get(field.to or "", ()) if field else ()
        if field is None or field.kind != "link" or field.to not in pack.registers:
            continue
        for one in value if isinstance(value, tuple) else (value,):
            ids = [other.id for other in target]
            yield from _known(pack, case, (*path, name), str(one), ids, ("记录", "record of the case"))


def _steps(pack: Pack, case: Case) -> Iterator[Problem]:
    flows = [register.flow for register in pack.registers.values() if register.flow]
    moves = {move for flow in flows for move in flow.moves}
    fields = {name for register in pack.registers.values() for name in (*register.fields_, *register.parties)}
    for index, step in enumerate(case.do):
        path: Path = ("do", index)
        yield from _known(pack, case, (*path, "move"), step.move, moves, ("操作", "move"))
        yield from _known(
            pack, case, (*path, "finish"), step.finish, _assignments(pack), ("待办", "assignment")
        )
        yield from _known(pack, case, (*path, "create"), step.create, pack.registers, ("台账", "register"))
        for key in step.values:
            known = {*fields, *TYPED_COLUMNS}
            yield from _known(
                pack, case, (*path, "with", key), key, known, ("字段或参与方", "field or party")
            )
        if [step.move, step.finish, step.create].count(None) != 2:
            yield pack.place("tests", case.name).problem(
                path,
                "每一步写 move、finish、create 三者之一。",
                "a step is one of move, finish and create.",
            )


def _assignments(pack: Pack) -> set[str]:
    flows = [register.flow for register in pack.registers.values() if register.flow]
    return {name for flow in flows for state in flow.states.values() for name in state.opens}


def _expected(pack: Pack, case: Case) -> Iterator[Problem]:
    expect = case.expect
    for index, wanted in enumerate(expect.assignments or ()):
        path: Path = ("expect", "assignments", index)
        yield from _known(pack, case, (*path, "duty"), wanted.duty, pack.duties, ("职责", "duty"))
        yield from _known(
            pack, case, (*path, "assignment"), wanted.assignment, _assignments(pack), ("待办", "assignment")
        )
    for index, name in enumerate(expect.nothing_owed):
        yield from _known(pack, case, ("expect", "nothing_owed", index), name, pack.duties, ("职责", "duty"))
    for name in expect.records or {}:
        yield from _known(pack, case, ("expect", "records", name), name, pack.registers, ("台账", "register"))
    for name in expect.parameters or {}:
        yield from _known(
            pack, case, ("expect", "parameters", name), name, pack.values, ("参数表", "value table")
        )


def _changed_without_case(pack: Pack) -> Iterator[Problem]:
    duties = {wanted.duty for case in pack.cases for wanted in case.expect.assignments or ()}
    duties |= {name for case in pack.cases for name in case.expect.nothing_owed}
    tables = {name for case in pack.cases for name in case.expect.parameters or {}}
    for name, duty in pack.duties.items():
        if len(duty.versions) > 1 and name not in duties:
            yield pack.place("duties", name).problem(
                ("versions",),
                f"“{name}”随时间变化，tests 里还没有它的用例。",
                f"'{name}' changes by date and no case in tests expects it; add one.",
                warning=True,
            )
    for name, table in pack.values.items():
        if len(table.values) > 1 and name not in tables:
            yield pack.place("values", name).problem(
                ("values",),
                f"“{name}”随时间变化，tests 里还没有它的用例（expect: parameters）。",
                f"'{name}' changes by date and no case in tests expects it (expect: parameters); add one.",
                warning=True,
            )

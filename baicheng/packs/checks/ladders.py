"""Ladders of reminders: what a rung creates is there, complete, and of the types of its fields."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from baicheng.flows.creating import Create
from baicheng.flows.expressions import InvalidExpression, parse
from baicheng.flows.ladder import Rung, creations, names_with_today
from baicheng.flows.values import Names
from baicheng.packs.checks.duties import about_register
from baicheng.packs.faults_in_chinese import in_chinese
from baicheng.packs.pack import Pack, Place
from baicheng.packs.problems import Problem
from baicheng.packs.records.rows import names_of
from baicheng.packs.schema.registers import TYPED_COLUMNS, Register
from baicheng.packs.yaml_text import Path


def check_ladders(pack: Pack) -> Iterator[Problem]:
    """Every ladder of the pack's registers and duties."""
    for name, register in pack.registers.items():
        for state, one in register.flow.states.items() if register.flow else ():
            for opened, opens in one.opens.items():
                path: Path = ("flow", "states", state, "opens", opened, "remind")
                yield from _ladder(pack, pack.place("registers", name), path, opens.remind, register)
    for name, duty in pack.duties.items():
        about = about_register(pack, duty)
        yield from _ladder(pack, pack.place("duties", name), ("remind",), duty.remind, about)


def _ladder(
    pack: Pack, place: Place, path: Path, ladder: Sequence[Rung], about: Register | None
) -> Iterator[Problem]:
    named = [rung.id for rung in ladder if rung.id]
    for name in dict.fromkeys(one for one in named if named.count(one) > 1):
        yield place.problem(
            path,
            f"有两级提醒都叫“{name}”，请改其中一个 id。",
            f"two rungs are called '{name}'; give one of them another id.",
        )
    for index, create in creations(ladder):
        step: Path = (*path, index, "create")
        target = pack.registers.get(create.register_id)
        if about is None:
            yield place.problem(
                step,
                "create 要有所依据的记录，请写 for_each: {register: …}，或去掉 create。",
                "create needs a record that it is about: write for_each: {register: ...}, or leave create out.",
            )
        elif target is None:
            what = ("台账", "register")
            yield place.unknown((*step, "register"), create.register_id, pack.registers, what)
        else:
            yield from _written(place, step, create, names_with_today(names_of(about)), target)
            yield from _missing(place, step, create, target, pack, about)


def _written(place: Place, step: Path, create: Create, names: Names, target: Register) -> Iterator[Problem]:
    wanted = {**names_of(target)}
    typed = {name for name, field in target.fields_.items() if field.computed is None} | {*TYPED_COLUMNS}
    for key, text in create.values.items():
        if key not in typed:
            yield place.unknown((*step, "with", key), key, typed, ("可填字段", "field that can be typed"))
            continue
        try:
            kind = parse(text, names).type.kind
        except InvalidExpression as error:
            zh = in_chinese(str(error)) or "表达式写法不对，请按后面的说明改。"
            yield place.problem((*step, "with", key), zh, str(error))
            continue
        if key in wanted and kind is not wanted[key].kind:
            yield place.problem(
                (*step, "with", key),
                f"结果类型是 {kind}，这个字段要 {wanted[key].kind}。",
                f"its value is a {kind}, and this field holds a {wanted[key].kind}.",
            )
    for role in create.parties.keys() - target.parties.keys():
        yield place.unknown((*step, "parties", role), role, target.parties, ("参与方", "party"))


def _missing(
    place: Place, step: Path, create: Create, target: Register, pack: Pack, about: Register
) -> Iterator[Problem]:
    """Nobody is there to fill in what a record must have when the system creates it."""
    links = {name for name, field in target.fields_.items() if pack.registers.get(field.to or "") is about}
    for given, parts, zh, en in (
        ({*create.values, *links}, _required(target.fields_), "with", "with"),
        ({*create.parties}, _required(target.parties), "parties", "parties"),
    ):
        for name in parts:
            if name not in given:
                yield place.problem(
                    step,
                    f"“{target.title.zh}”必填“{name}”，请写在 {zh} 里。",
                    f"'{name}' must be given in {target.title.en}; write it in {en}.",
                )


def _required(parts: Mapping[str, object]) -> list[str]:
    return [name for name, part in parts.items() if getattr(part, "required", False)]

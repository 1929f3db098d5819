"""Expressions: they can be read, their names are there, their types fit, and no field is computed from itself."""

from __future__ import annotations

from collections.abc import Iterator

from baicheng.flows.duty import ForEach, FulfilledBy, Population
from baicheng.flows.expressions import InvalidExpression, parse, parse_condition
from baicheng.flows.values import Names, ValueKind
from baicheng.packs.checks.walking import Found, inside
from baicheng.packs.circles import circles
from baicheng.packs.faults_in_chinese import in_chinese
from baicheng.packs.pack import Pack
from baicheng.packs.problems import Problem
from baicheng.packs.records.rows import names_of, type_of
from baicheng.packs.schema.registers import Register
from baicheng.packs.yaml_text import Path


def check_conditions(pack: Pack) -> Iterator[Problem]:
    """Every expression of the fields and duties; those of flows are checked with the flow."""
    for name, register in pack.registers.items():
        root = Found(pack.place("registers", name), (), register)
        yield from _computed(root, register)
    for name, duty in pack.duties.items():
        for found in inside(pack.place("duties", name), (), duty):
            yield from _populations(pack, found)


def _problem(found: Found, path: Path, error: InvalidExpression) -> Problem:
    zh = in_chinese(str(error)) or "表达式写法不对，请按后面的说明改。"
    return found.place.problem((*found.path, *path), zh, str(error))


def _condition(found: Found, path: Path, text: str | None, names: Names) -> Iterator[Problem]:
    if text is not None:
        try:
            parse_condition(text, names)
        except InvalidExpression as error:
            yield _problem(found, path, error)


def _formula(found: Found, path: Path, text: str, names: Names, wanted: ValueKind) -> Iterator[Problem]:
    try:
        kind = parse(text, names).type.kind
    except InvalidExpression as error:
        yield _problem(found, path, error)
        return
    if kind is not wanted:
        yield found.place.problem(
            (*found.path, *path),
            f"结果类型是 {kind}，这个字段要 {wanted}。",
            f"its value is a {kind}, and this field holds a {wanted}.",
        )


def _computed(root: Found, register: Register) -> Iterator[Problem]:
    needs: dict[str, tuple[str, ...]] = {}
    names = names_of(register)
    for name, field in register.fields_.items():
        if field.computed is None:
            continue
        yield from _formula(root, ("fields", name, "computed"), field.computed, names, type_of(field).kind)
        try:
            needs[name] = tuple(
                used for used in parse(field.computed, names).names if used in register.fields_
            )
        except InvalidExpression:
            continue
    for circle in circles(needs):
        yield root.place.problem(
            ("fields", circle[0], "computed"),
            f"字段循环计算：{' → '.join(circle)}，请去掉一处。",
            f"fields are computed in a circle: {' → '.join(circle)}; take one away.",
        )


def _populations(pack: Pack, found: Found) -> Iterator[Problem]:
    value = found.value
    if isinstance(value, ForEach | Population):
        register = pack.registers.get(value.register_id or "")
    elif isinstance(value, FulfilledBy):
        register = pack.registers.get(value.record or "")
    else:
        return
    if register is not None:
        yield from _condition(found, ("where",), value.where, names_of(register))

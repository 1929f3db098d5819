"""Flows: what :mod:`baicheng.flows.flow_check` finds, and what leads from a flow to other registers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from baicheng.flows.asking_check import check_asked
from baicheng.flows.expressions import InvalidExpression, parse
from baicheng.flows.flow import Flow
from baicheng.flows.flow_check import check_flow
from baicheng.flows.values import Names
from baicheng.packs.checks.answers import check_answers
from baicheng.packs.checks.walking import Found
from baicheng.packs.faults_in_chinese import in_chinese
from baicheng.packs.pack import Pack
from baicheng.packs.problems import Problem, suggestion
from baicheng.packs.records.rows import names_of
from baicheng.packs.rule_answers import answer_types
from baicheng.packs.schema.registers import Register
from baicheng.packs.yaml_text import Path


def flow_names(pack: Pack, register: Register) -> Names:
    """What the expressions of a register's flow may use: its own row, and the answers of the rules that it asks."""
    return {**names_of(register), **answer_types(register, pack.rules)}


def check_flows(pack: Pack) -> Iterator[Problem]:
    """Every flow of the pack's registers."""
    for name, register in pack.registers.items():
        if register.flow is None:
            continue
        place = pack.place("registers", name)
        names = flow_names(pack, register)
        faults = check_flow(register.flow, names, register.parties)
        for fault in (*faults, *check_asked(register.flow, names, register.parties)):
            zh = in_chinese(fault.message) or "流程写法不对，请按后面的说明改。"
            yield place.problem(("flow", *fault.path), zh, fault.message)
        root = Found(place, ("flow",), register.flow)
        yield from _standards(pack, root, register, register.flow)
        yield from _created(pack, root, register, register.flow)
        yield from _updated(pack, root, register, register.flow)
        yield from check_answers(pack, root, name, register)


def _standards(pack: Pack, root: Found, register: Register, flow: Flow) -> Iterator[Problem]:
    """A standard's limits stand in a text field of the linked register."""
    for state_name, state in flow.states.items():
        for name, opened in state.opens.items():
            link = register.fields_.get(opened.standard.link) if opened.standard else None
            target = pack.registers.get(link.to or "") if link else None
            if opened.standard is None or target is None:
                continue
            texts = [key for key, field in target.fields_.items() if field.kind == "text"]
            if opened.standard.limits not in texts:
                zh, en = suggestion(opened.standard.limits, texts)
                yield root.place.problem(
                    ("flow", "states", state_name, "opens", name, "standard"),
                    f"“{target.title.zh}”里没有文字字段“{opened.standard.limits}”，{zh}",
                    f"the linked register has no text field '{opened.standard.limits}'; {en}",
                )


def _created(pack: Pack, root: Found, register: Register, flow: Flow) -> Iterator[Problem]:
    """What a move writes into a new record is of the type of its field."""
    names = flow_names(pack, register)
    for move_name, move in flow.moves.items():
        for index, effect in enumerate(move.does):
            target = pack.registers.get(effect.create.register_id) if effect.create else None
            if effect.create is None or target is None:
                continue
            path: Path = ("flow", "moves", move_name, "does", index, "create", "with")
            yield from _types(root, path, effect.create.values, names, names_of(target))


def _updated(pack: Pack, root: Found, register: Register, flow: Flow) -> Iterator[Problem]:
    """What a move changes in a linked record: the link, its fields with their types, the roles."""
    names = flow_names(pack, register)
    links = [key for key, field in register.fields_.items() if field.kind == "link" and not field.many]
    for move_name, move in flow.moves.items():
        for index, effect in enumerate(move.does):
            if effect.update is None:
                continue
            path: Path = ("flow", "moves", move_name, "does", index, "update")
            if effect.update.link not in links:
                what = ("链接字段", "link field")
                yield root.place.unknown((*path, "link"), effect.update.link, links, what)
                continue
            target = pack.registers.get(register.fields_[effect.update.link].to or "")
            if target is None:
                continue
            typed = {key: field for key, field in target.fields_.items() if field.computed is None}
            for key in effect.update.values.keys() - typed.keys():
                what = ("可填字段", "field that can be typed")
                yield root.place.unknown((*path, "with", key), key, typed, what)
            yield from _types(root, (*path, "with"), effect.update.values, names, names_of(target))
            for word, role, known in (
                ("party", effect.update.party, register.parties),
                ("consolidates", effect.update.consolidates, target.parties),
            ):
                if role is not None and role not in known:
                    yield root.place.unknown((*path, word), role, known, ("参与方", "party"))


def _types(
    root: Found, path: Path, values: Mapping[str, str], names: Names, wanted: Names
) -> Iterator[Problem]:
    """Values written into another record are of the types of its fields."""
    for key, text in values.items():
        try:
            kind = parse(text, names).type.kind
        except InvalidExpression:
            continue
        if key in wanted and kind is not wanted[key].kind:
            yield root.place.problem(
                (*path, key),
                f"结果类型是 {kind}，这个字段要 {wanted[key].kind}。",
                f"its value is a {kind}, and this field holds a {wanted[key].kind}.",
            )

"""Flows: what :mod:`baicheng.flows.flow_check` finds, and what leads from a flow to other registers."""

from __future__ import annotations

from collections.abc import Iterator

from baicheng.flows.expressions import InvalidExpression, parse
from baicheng.flows.flow import Flow
from baicheng.flows.flow_check import check_flow
from baicheng.packs.checks.walking import Found
from baicheng.packs.pack import Pack
from baicheng.packs.problems import Problem, suggestion
from baicheng.packs.records.rows import names_of
from baicheng.packs.schema.registers import Register
from baicheng.packs.yaml_text import Path


def check_flows(pack: Pack) -> Iterator[Problem]:
    """Every flow of the pack's registers."""
    for name, register in pack.registers.items():
        if register.flow is None:
            continue
        place = pack.place("registers", name)
        for fault in check_flow(register.flow, names_of(register), register.parties):
            yield place.problem(("flow", *fault.path), "流程写法不对，请按后面的说明改。", fault.message)
        root = Found(place, ("flow",), register.flow)
        yield from _standards(pack, root, register, register.flow)
        yield from _created(pack, root, register, register.flow)


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
    names = names_of(register)
    for move_name, move in flow.moves.items():
        for index, effect in enumerate(move.does):
            target = pack.registers.get(effect.create.register_id) if effect.create else None
            if effect.create is None or target is None:
                continue
            for key, text in effect.create.values.items():
                wanted = names_of(target).get(key)
                path: Path = ("flow", "moves", move_name, "does", index, "create", "with", key)
                try:
                    kind = parse(text, names).type.kind
                except InvalidExpression:
                    continue
                if wanted is not None and kind is not wanted.kind:
                    yield root.place.problem(
                        path,
                        f"结果类型是 {kind}，这个字段要 {wanted.kind}。",
                        f"its value is a {kind}, and this field holds a {wanted.kind}.",
                    )

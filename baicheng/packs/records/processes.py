"""A register's flow made ready: its expressions parsed over its fields, with their titles for messages."""

from __future__ import annotations

from collections.abc import Mapping

from baicheng.flows.process import Process, prepare
from baicheng.packs.records.rows import names_of
from baicheng.packs.rule_answers import answer_types
from baicheng.packs.schema.registers import Register
from baicheng.rules.model.rule import Rule


def process_of(register: Register, rules: Mapping[str, Rule]) -> Process | None:
    """The flow of a register, ready to judge moves; ``None`` if it has none.

    Args:
        rules: those of its pack, whose answers its conditions may use.
    """
    if register.flow is None:
        return None
    labels = {name: field.title for name, field in register.fields_.items()}
    labels |= {name: party.title for name, party in register.parties.items()}
    labels |= {
        name: rules[ask.rule].title for name, ask in register.flow.decided.items() if ask.rule in rules
    }
    return prepare(register.flow, {**names_of(register), **answer_types(register, rules)}, labels)

"""A register's flow made ready: its expressions parsed over its fields, with their titles for messages."""

from __future__ import annotations

from baicheng.flows.process import Process, prepare
from baicheng.packs.records.rows import names_of
from baicheng.packs.schema.registers import Register


def process_of(register: Register) -> Process | None:
    """The flow of a register, ready to judge moves; ``None`` if it has none."""
    if register.flow is None:
        return None
    labels = {name: field.title for name, field in register.fields_.items()}
    labels |= {name: party.title for name, party in register.parties.items()}
    return prepare(register.flow, names_of(register), labels)

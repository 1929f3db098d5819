"""The ledger's own fields that a person chooses for a task while reviewing it, such as its category (台账字段)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from baicheng.packs.schema.fields import Field
from baicheng.server.editions.queries import NotInstalled, pack
from baicheng.server.web.templatetags.web import say


@dataclass(frozen=True, slots=True)
class LedgerField:
    """A choice of the register of tasks: its name, title and options in the language of the page."""

    name: str
    title: str
    help: str
    options: Mapping[str, str]
    required: bool


def ledger_fields(programme: str) -> list[LedgerField]:
    """The single choices that the programme's register of tasks has; none where the pack is missing."""
    try:
        found = pack(programme)
    except NotInstalled:
        return []
    if found.manifest.intake is None:
        return []
    register = found.registers[found.manifest.intake.tasks]
    return [_shown(name, field) for name, field in register.fields_.items() if _is_chosen(field)]


def _is_chosen(field: Field) -> bool:
    return field.kind == "choice" and not field.many and field.computed is None


def _shown(name: str, field: Field) -> LedgerField:
    options = {key: say(title.model_dump()) for key, title in (field.of or {}).items()}
    told = say(field.help.model_dump()) if field.help else ""
    return LedgerField(name, say(field.title.model_dump()), told, options, field.required)

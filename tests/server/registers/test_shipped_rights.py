"""The table of permissions over the registers of the shipped packs: every role, every state, every action."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from baicheng.server.accounts.models import User
from baicheng.server.assignments.models import Assignment, Outcome
from baicheng.server.registers.matter import KIND
from baicheng.server.registers.models import Record
from baicheng.server.registers.queries import get_for
from baicheng.server.registers.services import (
    Taking,
    add_party,
    answer_assignment,
    ask_extension,
    change_due,
    create_record,
    end_party,
    move,
    replace_party,
    reveal_personal,
    set_consolidator,
)
from tests.server.registers.shipped import FURTHER, NOW, PACKS, Shipped

TABLE = Path(__file__).parent / "shipped_rights.txt"
FURTHER_TABLE = Path(__file__).parent / "further_rights.txt"

Deed = Callable[[User], Any]
Asked = Callable[[Shipped, str, Record], Iterator[tuple[str, Deed]]]


def table(file: Path = TABLE) -> dict[tuple[str, str, str], set[str]]:
    """(register, state, action) → who may; whoever is not named may not."""
    lines = file.read_text(encoding="utf-8").splitlines()
    rows = [line.split() for line in lines if line and not line.startswith("#")]
    return {(register, state, action): set(who) for register, state, action, *who in rows}


def deeds(shipped: Shipped, name: str, record: Record) -> Iterator[tuple[str, Deed]]:
    """What can be done with a record, and with what is open about it; each by somebody."""
    register = shipped.registers[name]
    given: dict[str, Any] = {"at": NOW, "revision": record.revision}
    why = {**given, "reason": "划转"}
    role = next(iter(register.parties), None)
    yield "see", lambda by: get_for(by, record.pk, NOW)
    if role is not None:
        held, other = shipped.units[role], shipped.newcomer
        yield "add_party", _by(add_party, record, Taking(role, other), **given)
        yield "end_party", _by(end_party, record, role, held, **why)
        yield "replace_party", _by(replace_party, record, role, held, other, **why)
        yield "set_consolidator", _by(set_consolidator, record, role, held, **given)
    for one, the_move in register.flow.moves.items() if register.flow else ():
        if record.state in the_move.from_states:
            yield f"move:{one}", _by(move, record, one, **why)
    day = next((field for field, one in register.fields_.items() if one.kind == "date"), None)
    if day is not None:
        yield "change_due", _by(change_due, record, day, date(2019, 9, 30), approval="批示", **why)
    reason: dict[str, Any] = {"at": NOW, "reason": "划转"}
    for row in Assignment.objects.filter(about_kind=KIND, about_id=record.pk, outcome=Outcome.OPEN).order_by(
        "name", "pk"
    ):
        yield f"extend:{row.name}", _by(ask_extension, row, new_due_on=date(2020, 1, 1), **reason)
        yield f"answer:{row.name}", _by(answer_assignment, row, "agreed", **reason)


def essential(shipped: Shipped, name: str, record: Record) -> Iterator[tuple[str, Deed]]:
    """Seeing a record, moving it, answering what is open about it, and reading what is personal in it."""
    register, why = shipped.registers[name], {"at": NOW, "revision": record.revision, "reason": "划转"}
    if register.flow is None or record.state == register.flow.start:  # who sees does not hang on the state
        yield "see", lambda by: get_for(by, record.pk, NOW)
    for one, the_move in register.flow.moves.items() if register.flow else ():
        if record.state in the_move.from_states:
            yield f"move:{one}", _by(move, record, one, **why)
    personal = next((field for field, one in register.fields_.items() if one.kind == "personal"), None)
    if personal is not None:
        yield "reveal", _by(reveal_personal, record, personal, at=NOW, reason="核对")
    for row in Assignment.objects.filter(about_kind=KIND, about_id=record.pk, outcome=Outcome.OPEN).order_by(
        "name", "pk"
    ):
        yield f"answer:{row.name}", _by(answer_assignment, row, "agreed", at=NOW, reason="划转")


def _by(deed: Callable[..., Any], *args: Any, **given: Any) -> Deed:
    """A service with all that it takes but the user."""
    return lambda by: deed(*args, user=by, **given)


def enter(shipped: Shipped, name: str, by: User) -> Record:
    """Enter a record of a register with a unit in every role."""
    takings = [Taking(role, shipped.units[role]) for role in shipped.registers[name].parties]
    full = f"{shipped.programme}.{name}"
    return create_record(register_id=full, values={}, parties=takings, user=by, at=NOW)


def may(deed: Deed, by: User) -> bool:
    """Whether somebody is let; what is asked for, and missing here, is another matter. All of it is undone."""
    try:
        with transaction.atomic():
            deed(by)
            transaction.set_rollback(True)
    except (PermissionDenied, Record.DoesNotExist):
        return False
    except ValidationError:
        return True
    return True


def found(
    shipped: Shipped, asked: Asked = deeds, *, without_flow: bool = False
) -> dict[tuple[str, str, str], set[str]]:
    """What the services say, in the form of the table; registers without a flow where they are asked for."""
    who: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for name, register in shipped.registers.items():
        full = f"{shipped.programme}.{name}"
        makers = {person for person, by in shipped.who(name) if may(partial(enter, shipped, name), by)}
        if makers:
            who[full, "-", "create"] = makers
        for state in register.flow.states if register.flow else ("",) if without_flow else ():
            record = shipped.record(name, state)
            for action, deed in asked(shipped, name, record):
                allowed = {person for person, by in shipped.who(name) if may(deed, by)}
                if allowed:
                    who[full, state or "-", action] = allowed
    return dict(who)


@pytest.mark.parametrize("programme", PACKS)
def test_everybody_does_with_a_shipped_register_what_the_table_says(db: None, programme: str) -> None:
    expected = {cell: who for cell, who in table().items() if cell[0].startswith(f"{programme}.")}

    assert found(Shipped(programme)) == expected


@pytest.mark.parametrize("programme", FURTHER)
def test_everybody_does_with_the_further_packs_what_the_table_says(db: None, programme: str) -> None:
    rows = table(FURTHER_TABLE).items()
    expected = {cell: who for cell, who in rows if cell[0].startswith(f"{programme}.")}

    assert found(Shipped(programme), essential, without_flow=True) == expected


def test_nobody_outside_moves_or_changes_anything() -> None:
    outside = {"stranger", "viewer", "office_of_another", "above_administers", "above_guides"}

    whole = {**table(), **table(FURTHER_TABLE)}
    asked = {cell: who for cell, who in whole.items() if cell[2] not in ("see", "create")}
    assert [cell for cell, who in asked.items() if who & outside] == []

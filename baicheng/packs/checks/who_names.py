"""Whether what a *who* names is there: in rights and duties the roles and fields, everywhere the groups.

The roles, fields and assignments in a flow are checked with the flow.
"""

from __future__ import annotations

from collections.abc import Iterator

from baicheng.flows.who_forms import Who
from baicheng.packs.checks.walking import Found, inside
from baicheng.packs.pack import Pack
from baicheng.packs.problems import Problem
from baicheng.packs.schema.registers import Register

_RECORD_FORMS = ("party", "field", "bearer", "author")


def check_who_names(pack: Pack) -> Iterator[Problem]:
    """The names in every *who* of rights, flows and duties."""
    for name, register in pack.registers.items():
        place = pack.place("registers", name)
        for found in inside(place, ("rights",), register.rights):
            yield from _names(found, register)
        for found in inside(place, (), register):
            yield from _groups(pack, found)
    for name, duty in pack.duties.items():
        about = pack.registers.get(duty.for_each.register_id or "") if duty.for_each else None
        for found in inside(pack.place("duties", name), (), duty):
            yield from _names(found, about)
            yield from _groups(pack, found)


def _groups(pack: Pack, found: Found) -> Iterator[Problem]:
    if isinstance(found.value, Who):
        for name in found.value.names("members"):
            if name not in pack.groups:
                yield found.place.unknown(found.path, name, pack.groups, ("名单", "group"))


def _names(found: Found, register: Register | None) -> Iterator[Problem]:
    if not isinstance(found.value, Who):
        return
    for who in found.value.walk():
        if who.name == "bearer" and who.argument is None:
            continue
        if register is None and who.name in _RECORD_FORMS:
            yield found.problem(
                f"这里没有记录，不能用 {who.name}；请写 for_each: {{register: …}}，或 unit、members 等。",
                f"there is no record here, so no {who.name}; write for_each: {{register: ...}}, "
                "or unit, members and the like.",
            )
        elif register is not None and isinstance(who.argument, str):
            yield from _in_register(found, who.name, who.argument, register)


def _in_register(found: Found, form: str, name: str, register: Register) -> Iterator[Problem]:
    if form == "party" and name not in register.parties:
        yield found.place.unknown(found.path, name, register.parties, ("参与方", "party"))
    elif form == "field":
        subjects = {key for key, field in register.fields_.items() if field.kind in ("subject", "link")}
        if name not in subjects:
            what = ("主体字段", "field of kind subject or link")
            yield found.place.unknown(found.path, name, subjects, what)
    elif form == "bearer":
        states = register.flow.states.values() if register.flow else ()
        opened = {key for state in states for key in state.opens}
        if name not in opened:
            yield found.place.unknown(found.path, name, opened, ("待办", "assignment"))

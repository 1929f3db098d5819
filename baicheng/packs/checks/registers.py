"""Registers: what lists, forms, links, rights and moves name is there."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from baicheng.flows.flow import Flow, Move
from baicheng.packs.checks.meetings import check_meetings
from baicheng.packs.numbering import BadTemplate, check_template
from baicheng.packs.pack import Pack, Place
from baicheng.packs.problems import Problem, suggestion
from baicheng.packs.records.kinds import is_pattern
from baicheng.packs.schema.fields import Field
from baicheng.packs.schema.registers import SHARED_COLUMNS, SUBJECT_KINDS, TYPED_COLUMNS, Register
from baicheng.packs.yaml_text import Path


def check_registers(pack: Pack, others: Mapping[str, Pack]) -> Iterator[Problem]:
    """Every name in the registers of a pack; ``others`` are the packs that it needs."""
    registers = registers_in_reach(pack, others)
    kinds = SUBJECT_KINDS | {name for name, register in registers.items() if register.subject}
    for name, register in pack.registers.items():
        place = pack.place("registers", name)
        yield from _own_names(place, register)
        yield from _fields(place, register, registers, kinds)
        for role, party in register.parties.items():
            yield from _known(
                place, ("parties", role, "kinds"), party.kinds, kinds, ("主体类型", "kind of subject")
            )
        yield from _pages(place, register)
        yield from _overview(place, pack, register)
        yield from check_meetings(place, pack, register)
        if register.number is not None:
            try:
                check_template(register.number)
            except BadTemplate as error:
                yield place.problem(("number",), error.zh, error.en)
        states = register.flow.states if register.flow else {}
        yield from _known(place, ("rights", "edit"), register.rights.edit, states, ("状态", "state"))
        if register.flow is not None:
            yield from _moves(place, pack, register, register.flow)
        yield from _edit_rights(place, register)


def registers_in_reach(pack: Pack, others: Mapping[str, Pack]) -> dict[str, Register]:
    """The pack's own registers by name, and those of the packs that it needs as ``PACK.REGISTER``."""
    reach = dict(pack.registers)
    for need in pack.manifest.needs:
        if need in others:
            reach.update({f"{need}.{name}": found for name, found in others[need].registers.items()})
    return reach


def columns_of(register: Register) -> set[str]:
    """What a list can show: fields, parties and what all records have."""
    return {*register.fields_, *register.parties, *SHARED_COLUMNS}


def typed_in(register: Register) -> set[str]:
    """What somebody who changes a record can type: fields that are not computed, and title, clause and place."""
    return {
        *(name for name, field in register.fields_.items() if field.computed is None),
        *TYPED_COLUMNS,
    }


def _known(
    place: Place, path: Path, names: Collection[str], known: Collection[str], what: tuple[str, str]
) -> Iterator[Problem]:
    for index, name in enumerate(names):
        if name not in known:
            step = name if isinstance(names, Mapping) else index
            yield place.unknown((*path, step), name, known, what)


def _own_names(place: Place, register: Register) -> Iterator[Problem]:
    for key, taken in (
        ("fields", SHARED_COLUMNS - TYPED_COLUMNS),
        ("parties", {*register.fields_, *SHARED_COLUMNS}),
    ):
        own = register.fields_ if key == "fields" else register.parties
        for name in sorted(own.keys() & taken):
            yield place.problem(
                (key, name),
                f"名称“{name}”已被占用，请换一个。",
                f"the name '{name}' is taken already; choose another.",
            )


def _fields(
    place: Place, register: Register, registers: Mapping[str, Register], kinds: Collection[str]
) -> Iterator[Problem]:
    for name, field in register.fields_.items():
        path: Path = ("fields", name)
        yield from _known(place, (*path, "kinds"), field.kinds, kinds, ("主体类型", "kind of subject"))
        if field.to is not None and field.to not in registers:
            yield place.unknown((*path, "to"), field.to, registers, ("台账", "register"))
        yield from _limits(place, path, field)


def _limits(place: Place, path: Path, field: Field) -> Iterator[Problem]:
    if field.pattern is not None and not is_pattern(field.pattern):
        yield place.problem(
            (*path, "pattern"),
            "正则表达式写法不对（不支持环视和反向引用）。",
            "this is no regular expression (look-around and back references are not supported).",
        )
    low, high = field.min, field.max
    if low is not None and high is not None and low > high:  # type: ignore[operator]  # of one type
        yield place.problem(
            (*path, "min"), f"min {low} 大于 max {high}。", f"min {low} is greater than max {high}."
        )


def _pages(place: Place, register: Register) -> Iterator[Problem]:
    columns, what = columns_of(register), ("列", "column")
    if register.list_ is not None:
        yield from _known(place, ("list", "columns"), register.list_.columns, columns, what)
        yield from _known(place, ("list", "filters"), register.list_.filters, columns, what)
        order = register.list_.order.removeprefix("-")
        if order not in columns:
            yield place.unknown(("list", "order"), order, columns, what)
    typed = {*typed_in(register), *register.parties}
    shown: set[str] = set()
    for index, section in enumerate(register.form):
        path = ("form", index, "fields")
        yield from _known(place, path, section.fields, typed, ("可填字段", "field that can be typed"))
        shown.update(section.fields)
    if register.form:
        wanted = {name for name, field in register.fields_.items() if field.required}
        wanted |= {name for name, party in register.parties.items() if party.required}
        for name in sorted(wanted - shown):
            yield place.problem(
                ("form",),
                f"表单里没有必填的“{name}”，请加进某一节。",
                f"the form lacks '{name}', which is required; add it to a section.",
            )


def _overview(place: Place, pack: Pack, register: Register) -> Iterator[Problem]:
    """The role and the field by which an overview counts."""
    if register.overview is None:
        return
    units, progress = register.overview.units, register.overview.progress
    if units not in register.parties:
        yield place.unknown(("overview", "units"), units, register.parties, ("参与方", "role"))
    percents = [name for name, field in register.fields_.items() if field.kind == "percent"]
    if progress is not None and progress not in percents:
        what = ("百分比字段", "percent field")
        yield place.unknown(("overview", "progress"), progress, percents, what)
    problems, intake = register.overview.problems, pack.manifest.intake
    reports = pack.registers.get(intake.reports or "") if intake is not None else None
    texts = [name for name, field in reports.fields_.items() if field.kind == "text"] if reports else []
    if problems is not None and problems not in texts:
        yield place.unknown(
            ("overview", "problems"), problems, texts, ("报告的文字字段", "text field of reports")
        )


def _moves(place: Place, pack: Pack, register: Register, flow: Flow) -> Iterator[Problem]:
    columns = columns_of(register)
    fillable = {*typed_in(register), *register.parties}
    for name, move in flow.moves.items():
        path: Path = ("flow", "moves", name)
        typed = [asked for asked in move.asks if asked in columns]
        yield from _known(place, (*path, "asks"), typed, fillable, ("可填字段", "field that can be typed"))
        yield from _effects(place, path, pack, register, move)


def _edit_rights(place: Place, register: Register) -> Iterator[Problem]:
    """A right names fields that can be typed: who has a role changes by a move, not by typing."""
    for state, rights in register.rights.edit.items():
        for index, right in enumerate(rights):
            path: Path = ("rights", "edit", state, index, "fields")
            what = ("可填字段", "field that can be typed")
            yield from _known(place, path, right.fields_ or (), typed_in(register), what)


def _effects(place: Place, path: Path, pack: Pack, register: Register, move: Move) -> Iterator[Problem]:
    for index, effect in enumerate(move.does):
        step = (*path, "does", index)
        if effect.create is not None:
            target = pack.registers.get(effect.create.register_id)
            if target is None:
                name, what = effect.create.register_id, ("台账", "register")
                yield place.unknown((*step, "create", "register"), name, pack.registers, what)
                continue
            inside: Path = (*step, "create")
            fields = {*target.fields_, *TYPED_COLUMNS}
            yield from _known(place, (*inside, "with"), effect.create.values, fields, ("字段", "field"))
            yield from _known(
                place, (*inside, "parties"), effect.create.parties, target.parties, ("参与方", "party")
            )
        if effect.observe is not None:
            known = observable(pack, register)
            if effect.observe not in known:
                zh, en = suggestion(effect.observe, known)
                yield place.problem(
                    (*step, "observe"),
                    f"没有可记录的“{effect.observe}”，{zh}",
                    f"nothing to observe is called '{effect.observe}'; {en}",
                )


def observable(pack: Pack, register: Register) -> set[str]:
    """What a move can write as observations: the values of the task's targets, or an indicator's field."""
    return {"targets", *(name for name in pack.indicators if name in register.fields_)}

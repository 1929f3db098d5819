"""Rounds: the scorecard, lists, draws, registers and values that they name are there, and what they count fits."""

from __future__ import annotations

from collections.abc import Iterator

from baicheng.packs.checks.notices import OF_RECORDS
from baicheng.packs.pack import Pack, Place
from baicheng.packs.placeholders import places_in
from baicheng.packs.problems import Problem
from baicheng.packs.schema.rounds import FIGURES, Consequence, Follows, Lot, Round, RoundStep
from baicheng.packs.yaml_text import Path
from baicheng.rules.model.decision import Decision
from baicheng.rules.model.rule import Rule
from baicheng.rules.model.scorecard import Scorecard


def check_rounds(pack: Pack) -> Iterator[Problem]:
    """Every round of a pack."""
    for name, one in pack.rounds.items():
        place = pack.place("rounds", name)
        yield from _whole(pack, place, one)
        for number, lot in enumerate(one.draws):
            yield from _lot(pack, place, ("draws", number), lot)
        for number, step in enumerate(one.steps):
            yield from _step(place, ("steps", number), step, one)
        yield from _twice(place, one)
        for number, follows in enumerate(one.follows):
            yield from _consequence(pack, place, ("follows", number), follows)
            yield from _when(pack, place, ("follows", number, "when"), follows.when, one.rule)


def _whole(pack: Pack, place: Place, one: Round) -> Iterator[Problem]:
    rules = [name for name, rule in pack.rules.items() if isinstance(rule, Scorecard | Decision)]
    if one.rule not in rules:
        yield place.unknown(("rule",), one.rule, rules, ("评分表或判定规则", "scorecard or decision"))
    groups = [(("subjects", "group"), one.subjects.group)]
    if one.panels is not None:
        groups.append((("panels", "group"), one.panels.group))
        if one.panels.allotted == "in_turn" and one.panels.group is None:
            yield place.problem(
                ("panels", "allotted"),
                "轮流分配考核小组需要名单，请写 group。",
                "panels in turn need the list of those that head one; write group.",
            )
    for path, group in groups:
        if group is not None and group not in pack.groups:
            yield place.unknown(path, group, pack.groups, ("名单", "group"))


def _lot(pack: Pack, place: Place, path: Path, lot: Lot) -> Iterator[Problem]:
    if isinstance(lot.take, str):
        yield from _value(pack, place, (*path, "take"), lot.take)
    name = lot.from_.register_
    if name is None:
        return
    register = pack.registers.get(name)
    if register is None:
        yield place.unknown((*path, "from", "register"), name, pack.registers, ("台账", "register"))
        return
    for key, role in (("party", lot.from_.party), ("of", lot.from_.of)):
        if role not in register.parties:
            yield place.unknown((*path, "from", key), str(role), register.parties, ("参与方", "party"))
    for field in lot.from_.with_:
        if field not in register.fields_:
            yield place.unknown((*path, "from", "with"), field, register.fields_, ("字段", "field"))


def _value(pack: Pack, place: Place, path: Path, name: str) -> Iterator[Problem]:
    """A value of the pack that a round counts by is there."""
    table, _dot, option = name.partition(".")
    if table not in pack.values:
        yield place.unknown(path, table, pack.values, ("参数表", "value table"))
    elif option not in (pack.values[table].of or ("",)):
        yield place.unknown(path, option, pack.values[table].of or ("",), ("选项", "option"))


def _step(place: Place, path: Path, step: RoundStep, one: Round) -> Iterator[Problem]:
    names = [lot.draw for lot in one.draws]
    for number, item in enumerate(step.items):
        if item.each is not None and item.each not in names:
            yield place.unknown((*path, "items", number, "each"), item.each, names, ("抽查", "draw"))
        if item.most is not None and item.least is not None and item.least >= item.most:
            yield place.problem(
                (*path, "items", number, "least"),
                f"最低分 {item.least} 不小于最高分 {item.most}。",
                f"the smallest mark {item.least} is not below the greatest, {item.most}.",
            )
    for number, who in enumerate(step.chain):
        if any(inner.name in OF_RECORDS for inner in who.walk()):
            yield place.problem(
                (*path, "chain", number),
                '考核轮次不是台账记录，审批人请写 office、unit("…")、holder 或 members。',
                'a round is no record; name the approver by office, unit("..."), holder or members.',
            )


def _twice(place: Place, one: Round) -> Iterator[Problem]:
    """Names that stand twice: of steps, items, draws, consequences."""
    steps = [(("steps", number, "step"), step.step) for number, step in enumerate(one.steps)]
    items: list[tuple[Path, str]] = [
        (("steps", number, "items", place_, "item"), item.item)
        for number, step in enumerate(one.steps)
        for place_, item in enumerate(step.items)
    ]
    lots = [(("draws", number, "draw"), lot.draw) for number, lot in enumerate(one.draws)]
    follows = [
        (("follows", number, "consequence"), each.consequence) for number, each in enumerate(one.follows)
    ]
    for named in (steps, items, lots, follows):
        seen: set[str] = set()
        for path, name in named:
            if name in seen:
                yield place.problem(
                    path, f"“{name}”写了两次，请改名。", f"'{name}' stands twice; rename one."
                )
            seen.add(name)


def _consequence(pack: Pack, place: Place, path: Path, follows: Consequence) -> Iterator[Problem]:
    made = follows.creates
    register = pack.registers.get(made.register_)
    if register is None:
        known = pack.registers
        yield place.unknown((*path, "creates", "register"), made.register_, known, ("台账", "register"))
        return
    start = register.flow.states[register.flow.start] if register.flow else None
    if start is None or not start.opens:
        yield place.problem(
            (*path, "creates", "register"),
            f"“{made.register_}”的起始状态没有待办，结果运用无人承办；请在该状态写 opens。",
            f"'{made.register_}' opens no assignment in the state in which its flow starts, so nobody would carry "
            "this out; write opens there.",
        )
    if made.party not in register.parties:
        yield place.unknown((*path, "creates", "party"), made.party, register.parties, ("参与方", "party"))
    for name, value in made.with_.items():
        if name not in register.fields_:
            yield place.unknown((*path, "creates", "with", name), name, register.fields_, ("字段", "field"))
        for figure in places_in(value) if isinstance(value, str) else ():
            yield from _figure(pack, place, (*path, "creates", "with", name), figure)
    required = {name for name, field in register.fields_.items() if field.required} - set(made.with_)
    for name in sorted(required):
        yield place.problem(
            (*path, "creates", "with"),
            f"台账必填的“{name}”没有写，请在 with 中写明。",
            f"the register requires '{name}'; write it under with.",
        )


def _figure(pack: Pack, place: Place, path: Path, figure: str) -> Iterator[Problem]:
    """What stands in braces is a figure of the result, or a value of the pack."""
    if figure.partition(".")[0] in pack.values:
        yield from _value(pack, place, path, figure)
    elif figure not in FIGURES:
        yield place.unknown(path, figure, (*FIGURES, *pack.values), ("数字", "figure"))


def _when(pack: Pack, place: Place, path: Path, when: Follows, name: str) -> Iterator[Problem]:
    """For whom something follows can be said of what the rule gives."""
    rule = pack.rules.get(name)
    if rule is None:
        return
    for key in ("first", "last", "below", "at_least"):
        if isinstance(getattr(when, key), str):
            yield from _value(pack, place, (*path, key), getattr(when, key))
    if when.fact is not None and when.fact not in rule.facts:
        yield place.unknown((*path, "fact"), when.fact, rule.facts, ("事实", "fact"))
    for key, known, what in _given(rule):
        for number, one in enumerate(getattr(when, key) or ()):
            if one not in known:
                yield place.unknown((*path, key, number), one, known, what)
    ranked = isinstance(rule, Scorecard) and rule.ranking is not None
    if (when.first is not None or when.last is not None) and not ranked:
        yield place.problem(
            path,
            f"“{name}”不排名次，不能按前几名、后几名写结果运用；请在评分表中写 ranking。",
            f"'{name}' gives no places, so nothing can follow from the first or the last; write ranking there.",
        )


def _given(rule: Rule) -> Iterator[tuple[str, tuple[str, ...], tuple[str, str]]]:
    """Key of ``when``, the names that the rule knows for it, and what they are called."""
    sheet = rule if isinstance(rule, Scorecard) else None
    decision = rule if isinstance(rule, Decision) else None
    yield "grades", tuple(one.grade for one in sheet.grades) if sheet else (), ("等次", "grade")
    yield "effects", tuple(one.effect for one in sheet.effects) if sheet else (), ("效力", "effect")
    yield "rows", tuple(one.row for one in decision.rows) if decision else (), ("行", "row")

"""Whether the cases of a pack try each bound of its rules and flows on both sides (用例是否覆盖界限两边)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from baicheng.flows.flow import Flow
from baicheng.packs.pack import Pack, Place
from baicheng.packs.problems import Problem
from baicheng.packs.schema.cases import Case, ExpectedResult
from baicheng.packs.testing.asked import RulesAsked
from baicheng.packs.testing.bounds import Bound, Whole, bounds_of
from baicheng.packs.testing.rule_cases import RuleCases
from baicheng.packs.testing.rule_rows import Rows
from baicheng.packs.testing.rule_words import differences, in_words
from baicheng.packs.testing.runner import run_case
from baicheng.packs.yaml_text import Path
from baicheng.rules.bench import Bench, opened_bench
from baicheng.rules.database import RunFailed
from baicheng.rules.kinds import Compiled, compiled
from baicheng.rules.model.rule import Rule
from baicheng.rules.relations import Relation
from baicheng.rules.setting import FaultyRule, Setting


@dataclass(frozen=True)
class Tried:
    """What the cases of one rule, or of the flow of a register, say of its bounds: how many, and those without a case."""

    name: str
    bounds: int
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class _Judged:
    """A case that is ready to be judged again by another reading of its rule."""

    setting: Setting
    rows: Rows
    wanted: Mapping[str, ExpectedResult | str]


@dataclass
class _Plain:
    """Settings in which rows are not put together first: that pays for many rows, and takes long to prepare."""

    _made: dict[int, Setting] = field(default_factory=dict)

    def of(self, setting: Setting) -> Setting:
        if id(setting) not in self._made:
            relations = {name: _plain(relation) for name, relation in setting.relations.items()}
            self._made[id(setting)] = Setting(setting.period, relations, setting.parameters)
        return self._made[id(setting)]


def _plain(relation: Relation) -> Relation:
    columns = {
        name: column.model_copy(update={"of": (), "few": False}) for name, column in relation.columns.items()
    }
    return relation.model_copy(update={"columns": columns})


def bounds_tried(pack: Pack) -> Iterator[Tried]:
    """Each rule and flow of a pack whose cases pass, with the bounds on which or beyond which no case lies."""
    with opened_bench() as bench:
        yield from rule_bounds_tried(pack, bench)
        yield from flow_bounds_tried(pack, bench)


def rule_bounds_tried(pack: Pack, bench: Bench) -> Iterator[Tried]:
    """The rules of a pack."""
    cases, plain = RuleCases(pack, bench), _Plain()
    for name, rule in pack.rules.items():
        judged = [
            _Judged(plain.of(statement.setting), rows, case.expect.results or {})
            for case in pack.cases
            if case.rule == name
            for statement, rows in [cases.laid_out(case)]
        ]
        bounds, fails = list(bounds_of(rule)), partial(_told_apart, judged=judged, bench=bench)
        yield Tried(name, len(bounds), tuple(_problems(pack.place("rules", name), (), bounds, fails)))


def flow_bounds_tried(pack: Pack, bench: Bench) -> Iterator[Tried]:
    """The flows of a pack's registers: guards, conditions of what opens, limits of time.

    Cases of rounds stand aside: they are about rounds.
    """
    cases = [case for case in pack.cases if case.rule is None and case.round is None]
    asked = RulesAsked(pack, bench)
    for name, register in pack.registers.items():
        if register.flow is not None:
            bounds, fails = list(bounds_of(register.flow)), partial(_flow_fails, pack, name, cases, asked)
            place = pack.place("registers", name)
            yield Tried(name, len(bounds), tuple(_problems(place, ("flow",), bounds, fails)))


def _flow_fails(pack: Pack, name: str, cases: list[Case], asked: RulesAsked, flow: Flow) -> bool:
    """Whether a case fails once the flow of a register is read otherwise; that one comes first the next time."""
    register = pack.registers[name].model_copy(update={"flow": flow})
    changed = replace(pack, registers={**pack.registers, name: register})
    for number, case in enumerate(cases):
        if any(run_case(changed, case, asked)):
            cases.insert(0, cases.pop(number))
            return True
    return False


def _problems(
    place: Place, prefix: Path, bounds: Sequence[Bound[Whole]], fails: Callable[[Whole], bool]
) -> Iterator[Problem]:
    for bound in bounds:
        missing = [
            words
            for whole, words in ((bound.on, _ON), (bound.beyond, _BEYOND))
            if whole is not None and not fails(whole)
        ]
        if missing:
            zh, en = "、".join(one[0] for one in missing), " and ".join(one[1] for one in missing)
            yield place.problem(
                (*prefix, *bound.path),
                f"界限“{bound.text}”{zh}没有用例，请在 tests/ 里补一个。",
                f"no case lies {en} the bound '{bound.text}'; add one in tests/.",
                warning=True,
            )


_ON, _BEYOND = ("上", "on"), ("的另一边", "on the other side of")


def _told_apart(rule: Rule, judged: list[_Judged], bench: Bench) -> bool:
    """Whether a case fails once the rule is read otherwise; a reading that cannot be judged is told apart by that.

    The case that fails comes first the next time: bounds stand beside each other, and so do the cases that try them.
    """
    statements: dict[int, Compiled] = {}
    for number, one in enumerate(judged):
        try:
            if id(one.setting) not in statements:
                statements[id(one.setting)] = compiled(rule, one.setting)
            if not _fails(statements[id(one.setting)], one, bench):
                continue
        except (FaultyRule, RunFailed):
            pass
        judged.insert(0, judged.pop(number))
        return True
    return False


def _fails(statement: Compiled, one: _Judged, bench: Bench) -> bool:
    found = {str(result.subject): in_words(result) for result in bench.run(statement, one.rows)}
    for subject, wanted in one.wanted.items():
        if isinstance(wanted, str) or subject not in found:
            if isinstance(wanted, str) == (subject in found):
                return True
        elif any(differences(wanted, found[subject])):
            return True
    return False

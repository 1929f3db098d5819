"""Whether the cases of a pack try each bound of its rules on both sides (用例是否覆盖界限两边)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from baicheng.packs.pack import Pack
from baicheng.packs.problems import Problem
from baicheng.packs.schema.cases import ExpectedResult
from baicheng.packs.testing.bounds import Bound, bounds_of
from baicheng.packs.testing.rule_cases import RuleCases
from baicheng.packs.testing.rule_rows import Rows
from baicheng.packs.testing.rule_words import differences, in_words
from baicheng.rules.bench import Bench, opened_bench
from baicheng.rules.database import RunFailed
from baicheng.rules.kinds import Compiled, compiled
from baicheng.rules.model.rule import Rule
from baicheng.rules.relations import Relation
from baicheng.rules.setting import FaultyRule, Setting


@dataclass(frozen=True)
class Tried:
    """What the cases of one rule say of its bounds: how many there are, and those that lack a case."""

    rule: str
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
    """Each rule of a pack whose cases pass, with the bounds on which or beyond which no case lies."""
    with opened_bench() as bench:
        cases, plain = RuleCases(pack, bench), _Plain()
        for name, rule in pack.rules.items():
            judged = [
                _Judged(plain.of(statement.setting), rows, case.expect.results or {})
                for case in pack.cases
                if case.rule == name
                for statement, rows in [cases.laid_out(case)]
            ]
            bounds = list(bounds_of(rule))
            yield Tried(name, len(bounds), tuple(_problems(pack, name, bounds, judged, bench)))


def _problems(
    pack: Pack, name: str, bounds: Sequence[Bound], judged: list[_Judged], bench: Bench
) -> Iterator[Problem]:
    place = pack.place("rules", name)
    for bound in bounds:
        missing = [
            words
            for rule, words in ((bound.on, _ON), (bound.beyond, _BEYOND))
            if rule is not None and not _told_apart(rule, judged, bench)
        ]
        if missing:
            zh, en = "、".join(one[0] for one in missing), " and ".join(one[1] for one in missing)
            yield place.problem(
                bound.path,
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

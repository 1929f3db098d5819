"""Rules: sound over the registers and values of the pack, resting on results that there are, and in no circle."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from baicheng.packs.circles import circles
from baicheng.packs.pack import Pack, Place
from baicheng.packs.problems import Problem
from baicheng.packs.rule_files import RuleFile, check_rule, sample_period
from baicheng.packs.rule_relations import setting_of
from baicheng.rules.model.rule import Rule


def check_rules(pack: Pack, others: Mapping[str, Pack]) -> Iterator[Problem]:
    """Every expression of every rule, and the results of other rules on which it rests.

    Args:
        others: the packs beside it; their results are there too.
    """
    known = {*pack.rules, *(name for other in others.values() for name in other.rules)}
    for name, rule in pack.rules.items():
        place = pack.place("rules", name)
        found = RuleFile(place.file, "", rule, place.content, ())
        yield from check_rule(found, setting_of(pack, sample_period(rule)))
        yield from _results(place, rule, known)
    computed = {name: tuple(_computed(rule)) for name, rule in pack.rules.items()}
    for circle in circles(computed):
        yield pack.place("rules", circle[0]).problem(
            ("facts",),
            f"规则循环取用结果：{' → '.join(circle)}，请去掉一处或取 final。",
            f"rules use each other's results in a circle: {' → '.join(circle)}; take one away, or use final.",
        )


def _results(place: Place, rule: Rule, known: set[str]) -> Iterator[Problem]:
    for name, fact in rule.facts.items():
        if fact.result is not None and fact.result not in known:
            yield place.unknown(("facts", name, "result"), fact.result, known, ("规则", "rule"))


def _computed(rule: Rule) -> Iterator[str]:
    """The rules whose results must be there first in the same run."""
    for fact in rule.facts.values():
        if fact.result is not None and fact.stage == "computed":
            yield fact.result

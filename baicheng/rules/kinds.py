"""The four kinds of rules, told apart by the key that names them: checked and compiled alike."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, TypeAlias

from baicheng.rules.compiling.benefit import CompiledBenefit, compile_benefit
from baicheng.rules.compiling.decision import CompiledDecision, compile_decision
from baicheng.rules.compiling.grade import CompiledGrade, compile_grade
from baicheng.rules.compiling.scorecard import CompiledScorecard, compile_scorecard
from baicheng.rules.model.benefit import Benefit
from baicheng.rules.model.decision import Decision
from baicheng.rules.model.grade import GradeRule
from baicheng.rules.model.rule import Rule
from baicheng.rules.model.scorecard import Scorecard
from baicheng.rules.setting import Fault, FaultyRule, Setting

#: Key → model; the key holds the rule's name.
KINDS: Mapping[str, type[Rule]] = MappingProxyType(
    {"scorecard": Scorecard, "decision": Decision, "grade": GradeRule, "benefit": Benefit}
)
Compiled: TypeAlias = CompiledScorecard | CompiledDecision | CompiledGrade | CompiledBenefit


def kind_of(value: Any) -> str | None:
    """The kind of a rule in a file; ``None`` where no key names one."""
    return next((kind for kind in KINDS if isinstance(value, Mapping) and kind in value), None)


def compiled(rule: Rule, setting: Setting) -> Compiled:
    """A rule as one statement.

    Raises:
        FaultyRule: with every fault that was found.
    """
    if isinstance(rule, Scorecard):
        return compile_scorecard(rule, setting)
    if isinstance(rule, Decision):
        return compile_decision(rule, setting)
    if isinstance(rule, GradeRule):
        return compile_grade(rule, setting)
    if isinstance(rule, Benefit):
        return compile_benefit(rule, setting)
    raise TypeError(f"{type(rule).__name__} is no kind of rule")


def faults_of(rule: Rule, setting: Setting) -> tuple[Fault, ...]:
    """Everything that is wrong with a rule, before anything runs."""
    try:
        compiled(rule, setting)
    except FaultyRule as error:
        return error.faults
    return ()

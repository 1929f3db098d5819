"""Awards as one statement: eligibility, amounts, what excludes what, caps, instalments, payers (奖补计算)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlglot import exp

from baicheng.flows.keys import nearest
from baicheng.rules.compiling.awards import Offered, exclude, offers
from baicheng.rules.compiling.benefit_caps import add_caps
from baicheng.rules.compiling.entitlement import add_entitlement
from baicheng.rules.compiling.frame import Judged, judged, relations_of
from baicheng.rules.compiling.payment import add_payment
from baicheng.rules.dialects import OneStatement
from baicheng.rules.model.benefit import Benefit
from baicheng.rules.setting import Faults, Path, Setting


@dataclass(frozen=True)
class CompiledBenefit(OneStatement):
    """Awards as one statement.

    Attributes:
        awards: those in force, with the columns of each step.
        ground_names: ground, window or paper → the names on which it rests.
    """

    rule: Benefit
    setting: Setting
    select: exp.Select
    judged: Judged
    awards: tuple[Offered, ...]
    ground_names: dict[str, tuple[str, ...]]


def compile_benefit(rule: Benefit, setting: Setting) -> CompiledBenefit:
    """Check the awards and make their statement.

    Raises:
        FaultyRule: with every fault that was found.
    """
    faults = Faults()
    setting = relations_of(rule, setting)
    found = judged(rule, setting, faults)
    _check_names(rule, faults)
    entitlement = add_entitlement(rule, found, faults)
    awards = offers(rule, setting, found, entitlement.certain, faults)
    columns = exclude(rule, awards, found.statement)
    columns = add_caps(rule, awards, columns, found, faults)
    add_payment(rule, awards, columns, found, faults)
    faults.raise_any()
    select = found.statement.finished()
    return CompiledBenefit(rule, setting, select, found, tuple(awards), entitlement.names)


def _check_names(rule: Benefit, faults: Faults) -> None:
    awards = [award.award for award in rule.awards]
    grounds = [ground.ground for ground in rule.excluded]
    for index, award in enumerate(rule.awards):
        for other in rule.awards[:index]:
            if other.award == award.award and other.in_force.shared(award.in_force) is not None:
                faults.add(("awards", index, "award"), f"'{award.award}' stands twice; rename one")
        for number, name in enumerate(award.except_on):
            if name not in grounds:
                faults.add(
                    ("awards", index, "except_on", number),
                    f"unknown ground '{name}'; {nearest(name, grounds)}",
                )
    named: list[tuple[Path, str]] = [
        (("exclusive", index, "of", number), name)
        for index, group in enumerate(rule.exclusive)
        for number, side in enumerate(group.of)
        for name in side
    ]
    named += [
        (("caps", index, "awards", number), name)
        for index, cap in enumerate(rule.caps)
        for number, name in enumerate(cap.awards)
    ]
    for path, name in named:
        if name not in awards:
            faults.add(path, f"unknown award '{name}'; {nearest(name, awards)}")

"""Awards reckoned for all subjects, or for one on live facts (奖补)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from baicheng.flows.keys import Title
from baicheng.rules.compiling.awards import Offered
from baicheng.rules.compiling.benefit import CompiledBenefit
from baicheng.rules.compiling.payment import payers_of
from baicheng.rules.database import Limits, opened
from baicheng.rules.results import AwardResult, BenefitResult, Undecided, outcome_of
from baicheng.rules.sources import Sources
from baicheng.rules.unknowns import unknown_names, why


def award(compiled: CompiledBenefit, sources: Sources, limits: Limits | None = None) -> list[BenefitResult]:
    """What each subject gets, in their order; raises as ``assess``."""
    with opened(compiled.relations, sources, compiled.select, limits, compiled.setting.storage) as database:
        return awarded(compiled, database.rows(compiled.text))


def awarded(compiled: CompiledBenefit, rows: Iterable[Mapping[str, Any]]) -> list[BenefitResult]:
    """The results from the rows that the statement gave."""
    return [_result(compiled, row) for row in rows]


def _result(compiled: CompiledBenefit, row: Mapping[str, Any]) -> BenefitResult:
    rule = compiled.rule
    grounds = [ground.ground for ground in (*rule.eligible, *rule.excluded)] + (
        ["window"] if rule.window else []
    )
    return BenefitResult(
        subject=row["subject"],
        facts={name: row[name] for name in rule.facts},
        grounds={name: outcome_of(row[f"ground.{name}"]) for name in grounds},
        papers={paper.paper: outcome_of(row[f"paper.{paper.paper}"]) for paper in rule.papers},
        eligible=outcome_of(row["eligible"]),
        complete=outcome_of(row["complete"]),
        awards=tuple(_award(compiled, one, row) for one in compiled.awards),
        amount=row["amount"],
        due=row["due"],
        payers={
            name.removeprefix("payer."): value for name, value in row.items() if name.startswith("payer.")
        },
        undecided=tuple(_undecided(compiled, row)),
    )


def _award(compiled: CompiledBenefit, one: Offered, row: Mapping[str, Any]) -> AwardResult:
    name, found = one.award.award, one.award
    return AwardResult(
        award=name,
        title=found.title,
        clause=found.clause,
        outcome=outcome_of(row[one.given]),
        offered=row[one.offered],
        granted=row[f"{name}.granted"],
        due=row[f"{name}.due"],
        instalments={
            part.instalment: outcome_of(row[f"{name}.reached.{part.instalment}"])
            for part in found.instalments
        },
        payers={
            payer.payer: row[f"{name}.payer.{payer.payer}"] for _, payer in payers_of(compiled.rule, one)
        },
        cut_by=tuple(_cuts(compiled, name, row)),
        facts=tuple(fact for fact in one.names if fact in compiled.rule.facts),
    )


def _cuts(compiled: CompiledBenefit, name: str, row: Mapping[str, Any]) -> list[str]:
    """The steps after which less is left than before."""
    rule = compiled.rule
    steps = [(one.exclusive, f"{name}.kept.{number}") for number, one in enumerate(rule.exclusive, start=1)]
    steps += [(one.cap, f"{name}.{one.cap}") for one in rule.caps]
    found, amount = [], row[f"{name}.offered"]
    for step, column in steps:
        after: Decimal | None = row.get(column)
        if column not in row:
            continue
        if amount is not None and after is not None and after < amount:
            found.append(step)
        amount = after
    return found


def _undecided(compiled: CompiledBenefit, row: Mapping[str, Any]) -> list[Undecided]:
    rule, found = compiled.rule, []
    if compiled.judged.doubtful and row["in_scope"] is None:
        sentence = Title(zh="不清楚是否属于适用对象", en="it is unknown whether the rule holds")
        found.append(Undecided("for", (), sentence))
    grounds = {
        name: f"ground.{name}" if f"ground.{name}" in row else f"paper.{name}"
        for name in compiled.ground_names
    }
    for name, column in grounds.items():
        if row[column] is None:
            found.append(_because(compiled, name, compiled.ground_names[name], row))
    open_grounds = any(one.what in compiled.ground_names for one in found)
    for one in compiled.awards:
        granted = row[f"{one.award.award}.granted"]
        missing = unknown_names(compiled.setting, one.names, row)
        if granted is None and (missing or not open_grounds):
            found.append(Undecided(one.award.award, missing, why(rule, compiled.setting, missing)))
    return found


def _because(
    compiled: CompiledBenefit, what: str, names: tuple[str, ...], row: Mapping[str, Any]
) -> Undecided:
    missing = unknown_names(compiled.setting, names, row)
    return Undecided(what, missing, why(compiled.rule, compiled.setting, missing))

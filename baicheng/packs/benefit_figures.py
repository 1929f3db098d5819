"""Figures of a benefit that an installation can set (奖补金额、比例、上限): as local values, and for a trial.

A figure is named within its rule: ``amount.AWARD``, ``tier.AWARD.N`` for its N-th tier, ``percent.AWARD``,
``cap.AWARD``, and ``at_most.CAP`` for a cap over several.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from baicheng.flows.keys import Title
from baicheng.rules.model.benefit import Award, Benefit, Cap


def benefit_figures(rule: Benefit) -> Iterator[tuple[str, Title, Decimal]]:
    """The numbers of a benefit: name within the rule, what it is called, and what the pack says."""
    for award in rule.awards:
        for name, zh, en, value in _of_award(award):
            if isinstance(value, Decimal):
                yield name, _called(rule, award.title, zh, en), value
    for cap in rule.caps:
        if isinstance(cap.at_most, Decimal):
            yield f"at_most.{cap.cap}", _called(rule, cap.title, "上限", "at most"), cap.at_most


def with_benefit_figures(rule: Benefit, values: Mapping[str, Decimal]) -> Benefit:
    """A benefit with other figures; names that it does not have are left out."""
    return rule.model_copy(
        update={
            "awards": tuple(_award(award, values) for award in rule.awards),
            "caps": tuple(_cap(cap, values) for cap in rule.caps),
        }
    )


def _of_award(award: Award) -> Iterator[tuple[str, str, str, object]]:
    # What payers pay as fixed parts must add up to the amount: there it is no figure of its own.
    if not any(payer.amount is not None for payer in award.payers):
        yield f"amount.{award.award}", "金额", "amount", award.amount
    if award.tiers is not None:
        for number, tier in enumerate(award.tiers.tiers, start=1):
            yield f"tier.{award.award}.{number}", f"第{number}档", f"tier {number}", tier.amount
    if award.rate is not None:
        yield f"percent.{award.award}", "比例（%）", "per cent", award.rate.percent
    yield f"cap.{award.award}", "单项上限", "most of it", award.cap


def _called(rule: Benefit, what: Title, zh: str, en: str) -> Title:
    return Title(zh=f"{rule.title.zh}：{what.zh}（{zh}）", en=f"{rule.title.en}: {what.en} ({en})")


def _award(award: Award, values: Mapping[str, Decimal]) -> Award:
    changed: dict[str, object] = {}
    for name in ("amount", "cap"):
        if (value := values.get(f"{name}.{award.award}")) is not None and getattr(award, name) is not None:
            changed[name] = value
    if award.tiers is not None:
        tiers = tuple(
            tier.model_copy(update={"amount": values.get(f"tier.{award.award}.{number}", tier.amount)})
            for number, tier in enumerate(award.tiers.tiers, start=1)
        )
        changed["tiers"] = award.tiers.model_copy(update={"tiers": tiers})
    if award.rate is not None:
        percent = values.get(f"percent.{award.award}", award.rate.percent)
        changed["rate"] = award.rate.model_copy(update={"percent": percent})
    return award.model_copy(update=changed)


def _cap(cap: Cap, values: Mapping[str, Decimal]) -> Cap:
    return cap.model_copy(update={"at_most": values.get(f"at_most.{cap.cap}", cap.at_most)})

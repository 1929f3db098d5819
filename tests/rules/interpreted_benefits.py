"""Awards reckoned plainly, claim by claim and award by award."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from baicheng.rules.model.benefit import Award, Benefit, Cap
from baicheng.rules.setting import Setting
from tests.rules.interpreted_expressions import Row, Tables, conjoined, denied, evaluate, fixed, quotient
from tests.rules.interpreted_facts import facts_of
from tests.rules.interpreted_scorecards import added

ZERO = Decimal(0)
Amounts = dict[str, Decimal | None]


def awarded(rule: Benefit, setting: Setting, tables: Tables) -> list[dict[str, Any]]:
    """One row for each subject: ``given``, ``granted``, ``due`` and ``payers`` by award; ``amount`` of all."""
    subjects = facts_of(rule, setting, tables)
    awards = [award for award in rule.awards if award.in_force.holds(setting.period.last_day)]
    for subject in subjects:
        subject["given"] = {award.award: given(rule, award, subject) for award in awards}
        subject["amounts"] = {award.award: offered(rule, award, subject) for award in awards}
        for group in rule.exclusive:
            sides = [[name for name in side if name in subject["amounts"]] for side in group.of]
            subject["amounts"] |= kept([side for side in sides if side], group.keep, subject["amounts"])
    for cap in rule.caps:
        names = [award.award for award in awards if not cap.awards or award.award in cap.awards]
        capped(cap, names, subjects)
    for subject in subjects:
        amounts = subject["amounts"]
        subject["granted"] = amounts
        subject["due"] = {award.award: due(rule, award, subject, amounts[award.award]) for award in awards}
        subject["payers"] = {
            award.award: paid(rule, award, subject, amounts[award.award]) for award in awards
        }
        subject["amount"] = added(list(amounts.values()))
    return subjects


def eligible(rule: Benefit, subject: Row) -> bool | None:
    tests = [evaluate(ground.when, subject) for ground in rule.eligible]
    if rule.window is not None:
        day = evaluate(rule.window.applied_on, subject)
        since, until = rule.window.since, rule.window.until
        text = None if day is None else f"{day:%m-%d}"
        crossing = since >= until
        tests.append(
            None if text is None else (text >= since or text < until) if crossing else since <= text < until
        )
    return conjoined([*tests, subject["in_scope"]])


def given(rule: Benefit, award: Award, subject: Row) -> bool | None:
    """Whether an award is due at all."""
    tests = [eligible(rule, subject)]
    tests += [
        denied(evaluate(ground.when, subject))
        for ground in rule.excluded
        if ground.ground not in award.except_on
    ]
    tests += [evaluate(award.when, subject)] if award.when else []
    return conjoined(tests)


def offered(rule: Benefit, award: Award, subject: Row) -> Decimal | None:
    if not subject["given"][award.award]:
        return None if subject["given"][award.award] is None else ZERO
    amount = value(award, subject)
    if award.cap is not None:
        cap = evaluate(award.cap, subject)
        amount = None if amount is None or cap is None else min(amount, cap)
    if award.already is not None and amount is not None:
        already = evaluate(award.already, subject)
        amount = None if already is None else max(fixed(amount) - already, ZERO)
    return None if amount is None else fixed(amount, rule.decimals)


def value(award: Award, subject: Row) -> Decimal | None:
    if award.amount is not None:
        return evaluate(award.amount, subject)
    if award.rate is not None:
        base, percent = evaluate(award.rate.of, subject), evaluate(award.rate.percent, subject)
        if award.rate.above is not None and base is not None:
            above = evaluate(award.rate.above, subject)
            base = None if above is None else max(base - above, ZERO)
        return None if base is None or percent is None else quotient(base * percent, Decimal(100))
    assert award.tiers is not None
    amounts: list[Decimal] = []
    for tier in award.tiers.tiers:
        reached = evaluate(tier.when, subject)
        amount = evaluate(tier.amount, subject) if reached else ZERO
        if reached is None or amount is None:
            return None
        amounts.append(amount)
    return max(amounts) if award.tiers.take == "highest" else sum(amounts, ZERO)


def kept(sides: list[list[str]], keep: str, amounts: Amounts) -> Amounts:
    """Those of the first side with the highest amount; or of the first that has any."""
    found: Amounts = {}
    sums = [added([amounts[name] for name in side]) for side in sides]
    for place, side in enumerate(sides):
        together = sums[place]
        better = []
        for other, amount in enumerate(sums):
            first = other < place
            if other == place:
                continue
            if keep == "first":
                better += [None if amount is None else amount > 0] if first else []
            elif amount is None or together is None:
                better.append(None)
            else:
                better.append(amount >= together if first else amount > together)
        gives_way = denied(conjoined([denied(one) for one in better]))
        for name in side:
            own = amounts[name]
            if own == 0:
                found[name] = own
            else:
                found[name] = ZERO if gives_way else None if gives_way is None else own
    return found


def capped(cap: Cap, names: list[str], subjects: Sequence[dict[str, Any]]) -> None:
    rooms = [room(cap, names, subject, subjects) for subject in subjects]
    taken = []
    for subject, left in zip(subjects, rooms, strict=True):
        amounts: Amounts = {}
        rest = left
        for name in names:
            own = subject["amounts"][name]
            amounts[name] = None if own is None or rest is None else min(own, max(rest, ZERO))
            rest = None if own is None or rest is None else rest - own
        taken.append(amounts)
    for subject, amounts in zip(subjects, taken, strict=True):
        subject["amounts"] = subject["amounts"] | amounts


def room(cap: Cap, names: list[str], subject: Row, subjects: Sequence[Row]) -> Decimal | None:
    left = at_most(cap, subject)
    if not cap.within:
        return left
    group = [one for one in subjects if all(one[column] == subject[column] for column in cap.within)]
    keys = {id(one): [evaluate(text, one) for text in cap.order] for one in group}
    asked = {id(one): added([one["amounts"][name] for name in names]) for one in group}
    unknown = any(
        None in keys[id(one)] or asked[id(one)] is None or at_most(cap, one) is None for one in group
    )
    if unknown or left is None or any(subject[column] is None for column in cap.within):
        return None
    place = (keys[id(subject)], subject["subject"])
    before = [asked[id(one)] for one in group if (keys[id(one)], one["subject"]) < place]
    return max(left - sum((one for one in before if one is not None), ZERO), ZERO)


def at_most(cap: Cap, subject: Row) -> Decimal | None:
    most = evaluate(cap.at_most, subject)
    if cap.less is None or most is None:
        return most
    less = evaluate(cap.less, subject)
    return None if less is None else max(fixed(most) - less, ZERO)


def due(rule: Benefit, award: Award, subject: Row, granted: Decimal | None) -> Decimal | None:
    if not award.instalments or not granted:
        return granted
    reached = [(part.percent, evaluate(part.when, subject)) for part in award.instalments]
    if any(met is None for _, met in reached):
        return None
    return quotient(
        granted * sum((percent for percent, met in reached if met), ZERO), Decimal(100), rule.decimals
    )


def paid(rule: Benefit, award: Award, subject: Row, granted: Decimal | None) -> Amounts:
    payers = sorted(award.payers or rule.payers, key=lambda payer: payer.amount is None)
    found: Amounts = {}
    rest, base = granted, None
    for number, payer in enumerate(payers, start=1):
        if rest is None:
            found[payer.payer] = None
        elif number == len(payers):
            found[payer.payer] = rest
        elif payer.amount is not None:
            found[payer.payer] = min(rest, evaluate(payer.amount, subject))
        else:
            base = rest if base is None else base
            found[payer.payer] = quotient(
                base * evaluate(payer.percent, subject), Decimal(100), rule.decimals
            )
        part = found[payer.payer]
        rest = None if rest is None or part is None else rest - part
    return found

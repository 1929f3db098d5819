"""The answer that a flow gets out of the result of a rule (规则结果的答复)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from baicheng.flows.asking import Answer, Ask
from baicheng.flows.keys import Title
from baicheng.flows.values import Value
from baicheng.packs.rule_answers import NONE
from baicheng.rules.result_rows import result_rows
from baicheng.rules.results import DecisionResult
from baicheng.rules.running import Result
from baicheng.rules.setting import Period

_DAY = date(2000, 1, 1)


def answer_in(ask: Ask, result: Result | None) -> Answer:
    """What a result answers; nobody's result, or an undecided one, is no answer, with the reasons."""
    if result is None:
        return Answer(None, (Title(zh="规则不判定这一对象", en="the rule does not judge this one"),))
    value = _value(ask, result)
    if value is not None:
        return Answer(value)
    own = [one for one in result.undecided if one.what == ask.item] if ask.item else []
    return Answer(None, tuple(dict.fromkeys(one.because for one in own or result.undecided)))


def not_in_force(period: Period) -> Title:
    """That a rule does not hold on the last day that is judged."""
    return Title(zh=f"规则在{period.last_day}不适用", en=f"the rule does not hold on {period.last_day}")


def _value(ask: Ask, result: Result) -> Value:
    if ask.answer is not None:
        follows = result.answer if isinstance(result, DecisionResult) else None
        found = (follows or {}).get(ask.answer)
        if isinstance(found, int) and not isinstance(found, bool):
            return Decimal(found)
        return found if isinstance(found, str | bool | Decimal | date) else None
    rows = result_rows(ask.rule, [result], stage="computed", counts_on=_DAY)
    row = next((one for one in rows if one["item"] == ask.item), None)
    if row is None or row["met"] is None:
        return None
    found = row[ask.gives]
    return NONE if found is None and ask.gives == "word" else found

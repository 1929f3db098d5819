"""Answers of rules to flows (规则答复): a rule for one subject on live facts, as conditions of moves ask for it."""

from __future__ import annotations

from datetime import datetime

from baicheng.flows.asking import Answer
from baicheng.flows.keys import Title
from baicheng.packs.rule_outcomes import answer_in, not_in_force
from baicheng.rules.database import RunFailed
from baicheng.rules.setting import FaultyRule, Period
from baicheng.rules.sources import UnfitSource
from baicheng.server.assessments.deciding import decide
from baicheng.server.editions.queries import pack
from baicheng.server.registers.answers import Question


def rule_answer(question: Question, at: datetime) -> Answer:
    """What the rule says now; what cannot be judged is undecided, with the reason."""
    rule = pack(question.programme).rules.get(question.ask.rule)
    period = Period(question.since, question.until)
    if rule is None:
        name = question.ask.rule
        return Answer(None, (Title(zh=f"没有规则{name}", en=f"there is no rule {name}"),))
    if not rule.in_force.holds(period.last_day):
        return Answer(None, (not_in_force(period),))
    try:
        found = decide(
            programme=question.programme,
            rule=question.ask.rule,
            subject=str(question.about),
            period=period,
            at=at,
        )
    except (RunFailed, UnfitSource, FaultyRule) as error:
        return Answer(None, (Title(zh=str(error), en=str(error)),))
    return answer_in(question.ask, found.result if found is not None else None)

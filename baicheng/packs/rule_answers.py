"""What rules answer to flows that ask them (规则对流程的答复), and of which type that is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal

from baicheng.flows.asking import Ask
from baicheng.flows.values import BOOLEAN, DATE, NUMBER, TEXT, Names, ValueType
from baicheng.packs.schema.registers import Register
from baicheng.rules.model.benefit import Benefit
from baicheng.rules.model.decision import Decision
from baicheng.rules.model.grade import GradeRule
from baicheng.rules.model.rule import Rule
from baicheng.rules.model.scorecard import Scorecard

#: What stands where a rule gives no word: another thing than not to know.
NONE = "none"
_SINGLE = ("first", "priority")


class NoAnswer(ValueError):
    """A rule does not give what is asked of it; the text says what it gives, in English."""


def answer_types(register: Register, rules: Mapping[str, Rule]) -> Names:
    """The names under which a register's flow knows answers; where the question is wrong, texts in their place."""
    asked = register.flow.decided if register.flow is not None else {}
    return {name: _type_or_text(ask, rules) for name, ask in asked.items()}


def _type_or_text(ask: Ask, rules: Mapping[str, Rule]) -> ValueType:
    try:
        return answer_type(ask, rules[ask.rule])
    except (KeyError, NoAnswer):
        return TEXT


def answer_type(ask: Ask, rule: Rule) -> ValueType:
    """The type of what is asked.

    Raises:
        NoAnswer: the rule has no such item, or does not give this.
    """
    if ask.answer is not None:
        return _type_of_all(ask.answer, [*_consequences(rule, ask.answer)])
    if ask.item is not None and ask.item not in (items := items_of(rule)):
        raise NoAnswer(f"the rule has no item '{ask.item}'; known are {', '.join(items)}")
    if ask.gives == "met":
        return BOOLEAN
    return NUMBER if ask.gives == "number" else ValueType.choice((*_words(rule, ask.item), NONE))


def items_of(rule: Rule) -> tuple[str, ...]:
    """The items, rows, measures or awards of a rule."""
    if isinstance(rule, Scorecard):
        return tuple(one.item for one in rule.items())
    if isinstance(rule, Decision):
        return tuple(one.row for one in rule.rows)
    if isinstance(rule, GradeRule):
        return tuple(one.measure for one in rule.measures)
    return tuple(one.award for one in rule.awards) if isinstance(rule, Benefit) else ()


def _words(rule: Rule, item: str | None) -> tuple[str, ...]:
    if isinstance(rule, GradeRule):
        return tuple(one.level for one in rule.levels)
    if item is None and isinstance(rule, Scorecard) and rule.grades:
        return tuple(one.grade for one in rule.grades)
    if item is None and isinstance(rule, Decision) and rule.hit in _SINGLE:
        return tuple(one.row for one in rule.rows)
    raise NoAnswer("this gives no word; ask for met or number, or for another item")


def _consequences(rule: Rule, key: str) -> Iterator[object]:
    """What may follow under a key: of every row, and where no row is hit."""
    if not isinstance(rule, Decision) or rule.hit not in _SINGLE or rule.otherwise is None:
        raise NoAnswer("answer goes with a decision with hit: first or priority, and otherwise")
    for then in (*(row.then for row in rule.rows), rule.otherwise):
        if key not in then:
            raise NoAnswer(f"every row and otherwise must say '{key}', or nobody knows what holds there")
        yield then[key]


def _type_of_all(key: str, values: list[object]) -> ValueType:
    if all(isinstance(value, str) for value in values):
        return ValueType.choice(map(str, values))
    if all(isinstance(value, bool) for value in values):
        return BOOLEAN
    if all(isinstance(value, int | Decimal) and not isinstance(value, bool) for value in values):
        return NUMBER
    if all(isinstance(value, date) for value in values):
        return DATE
    raise NoAnswer(f"'{key}' is a text in one row and a number or a day in another; write it alike in all")

"""Quantified goals (目标值) in the text of a task."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from baicheng.reading.model import Measure, Target
from baicheng.reading.spans import Span
from baicheng.reading.targets.comparison import measure_of, op_of
from baicheng.reading.targets.goals import is_goal
from baicheng.reading.targets.named_numbers import blank_named_numbers
from baicheng.reading.targets.quantities import Quantity, find_quantities
from baicheng.reading.targets.shares import with_shares
from baicheng.reading.targets.surroundings import Setting, setting_of
from baicheng.reading.targets.wording import Row, Wording, wording_of
from baicheng.reading.text import Text

_LIST = re.compile(r"[、和及与]|以及")
_BEGUN = re.compile(r"\((?:其中)?\Z")


@dataclass(frozen=True, slots=True)
class _Goal:
    quantity: Quantity
    setting: Setting
    measure: Measure


def find_targets(content: Text, span: Span) -> list[Target]:
    """Every quantified goal in a stretch of cleaned text, in order.

    Numbers in names, dates and titles, what has been done, base values, thresholds, rewards, plain
    cycles and the lists of units under a task are no goals. A clause with several numbers yields
    several targets; for a range the value is its lower end. Shares and subsets have their whole's indicator.
    """
    norm = content.norm[span.start : span.end]
    text = blank_named_numbers(content.text[span.start : span.end], norm)
    goals = list(_goals(text))
    rows = _rows(text, [goal.quantity for goal in goals])
    found = [
        _target(content, span.start, goal, wording_of(text, norm, goal.quantity, row))
        for goal, row in zip(goals, rows, strict=True)
    ]
    return with_shares(text, norm, [goal.quantity for goal in goals], found)


def _goals(text: str) -> Iterator[_Goal]:
    """The quantities of a text that are goals; all that stand side by side share their fate."""
    goal: _Goal | None = None
    goal_is_last = False
    for quantity in find_quantities(text):
        setting = setting_of(text, quantity, goal.quantity if goal else None)
        if not quantity.listed:
            goal_is_last = is_goal(setting)
        if goal_is_last:
            goal = _Goal(quantity, setting, goal.measure if quantity.listed and goal else measure_of(setting))
            yield goal


def _rows(text: str, quantities: list[Quantity]) -> list[Row]:
    """The row in which each of the quantities stands."""
    rows: list[Row] = []
    first = 0
    while first < len(quantities):
        last = first
        while last + 1 < len(quantities) and _side_by_side(text, quantities[last], quantities[last + 1]):
            last += 1
        span = Span(quantities[first].start, quantities[last].end)
        after = quantities[first - 1].end if first else 0
        until = quantities[last + 1].start if last + 1 < len(quantities) else len(text)
        count = last - first + 1
        rows.extend(Row(span, index, count, after, until) for index in range(count))
        first = last + 1
    return rows


def _side_by_side(text: str, one: Quantity, next_one: Quantity) -> bool:
    return one.end == next_one.start or _LIST.fullmatch(text, one.end, next_one.start) is not None


def _target(content: Text, offset: int, goal: _Goal, wording: Wording) -> Target:
    quantity = goal.quantity
    span = _without_bracket(content, Span(wording.span.start + offset, wording.span.end + offset))
    return Target(
        text=span.of(content.text),
        value=quantity.value,
        unit=quantity.unit,
        op=op_of(goal.setting, goal.measure),
        span=span,
        indicator=wording.indicator,
        scope=wording.scope,
        measure=goal.measure,
        upper=quantity.upper,
    )


def _without_bracket(content: Text, span: Span) -> Span:
    """A clause without half a bracket at its end: 停车位3000个（其中, 西城区1000个）."""
    norm = span.of(content.norm)
    begun = _BEGUN.search(norm)
    if begun is not None and norm.count("(") > norm.count(")"):
        return Span(span.start, span.start + begun.start())
    if norm.endswith(")") and norm.count(")") > norm.count("("):
        return Span(span.start, span.end - 1)
    return span

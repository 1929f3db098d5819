"""Figures of a rule that an installation can set (权重、分值、等次界限、奖补金额): as local values, and for a trial.

A figure of a scorecard is named within its rule: ``weight.PART``, ``points.ITEM``, and ``grade.GRADE`` for the lower
bound of a grade, with which the upper bound of the next one moves. Those of a benefit stand in ``benefit_figures``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from baicheng.flows.keys import Title
from baicheng.packs.benefit_figures import benefit_figures, with_benefit_figures
from baicheng.packs.pack import Pack
from baicheng.packs.rule_files import sample_period
from baicheng.packs.rule_relations import setting_of
from baicheng.rules.kinds import faults_of
from baicheng.rules.model.benefit import Benefit
from baicheng.rules.model.rule import Rule
from baicheng.rules.model.scorecard import Grade, Item, Part, Scorecard

FOLDER = "rules"


@dataclass(frozen=True)
class Figure:
    """A figure of a rule: what it is called, and what the pack says."""

    title: Title
    value: Decimal


def figures(pack: Pack) -> dict[str, Figure]:
    """Every figure of the pack's scorecards and benefits, by the path with which a local value sets it."""
    return {
        f"{FOLDER}.{name}.{within}": figure
        for name, rule in pack.rules.items()
        for within, figure in figures_of(rule).items()
    }


def figures_of(rule: Rule) -> dict[str, Figure]:
    """The figures of a rule, by their names within it; only scorecards and benefits have some."""
    if isinstance(rule, Benefit):
        return {name: Figure(title, value) for name, title, value in benefit_figures(rule)}
    return dict(_figures(rule)) if isinstance(rule, Scorecard) else {}


def _figures(rule: Scorecard) -> Iterator[tuple[str, Figure]]:
    for part in rule.parts:
        yield f"weight.{part.part}", _figure(rule, "权重", "weight", part.title, part.weight)
    for item in rule.items():
        if isinstance(item.points, Decimal):
            yield f"points.{item.item}", _figure(rule, "分值", "points", item.title, item.points)
    for grade in rule.grades:
        if grade.lower is not None:
            called = grade.title or Title(zh=grade.grade, en=grade.grade)
            yield f"grade.{grade.grade}", _figure(rule, "等次下限", "lower bound", called, grade.lower[0])


def _figure(rule: Scorecard, zh: str, en: str, what: Title, value: Decimal) -> Figure:
    title = Title(zh=f"{rule.title.zh}：{what.zh}（{zh}）", en=f"{rule.title.en}: {what.en} ({en})")
    return Figure(title, value)


def with_figures(rule: Rule, values: Mapping[str, Decimal]) -> Rule:
    """A rule with other figures; names that it does not have are left out."""
    if isinstance(rule, Benefit) and values:
        return with_benefit_figures(rule, values)
    if not isinstance(rule, Scorecard) or not values:
        return rule
    changed: dict[str, object] = {
        "parts": tuple(_part(part, values) for part in rule.parts),
        "grades": _grades(rule.grades, values),
    }
    if rule.bonus is not None:
        changed["bonus"] = rule.bonus.model_copy(update={"items": _items(rule.bonus.items, values)})
    return rule.model_copy(update=changed)


def _part(part: Part, values: Mapping[str, Decimal]) -> Part:
    weight = values.get(f"weight.{part.part}", part.weight)
    return part.model_copy(update={"weight": weight, "items": _items(part.items, values)})


def _items(items: Iterable[Item], values: Mapping[str, Decimal]) -> tuple[Item, ...]:
    return tuple(
        item.model_copy(update={"points": values.get(f"points.{item.item}", item.points)}) for item in items
    )


def _grades(grades: Iterable[Grade], values: Mapping[str, Decimal]) -> tuple[Grade, ...]:
    """Each bound where it was stated; the neighbour's that is the same moves along."""
    listed = list(grades)
    moved = {
        one.lower[0]: values[f"grade.{one.grade}"]
        for one in listed
        if one.lower is not None and f"grade.{one.grade}" in values
    }
    bounds = ("at_least", "above", "at_most", "below")
    return tuple(
        one.model_copy(
            update={name: moved[value] for name in bounds if (value := getattr(one, name)) in moved}
        )
        for one in listed
    )


def fits_figure(pack: Pack, path: str, value: object) -> bool:
    """Whether a figure can be this: a number with which the rule is still sound."""
    _folder, name, within = path.split(".", 2)
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal) or value < 0:
        return False
    rule = with_figures(pack.rules[name], {within: Decimal(str(value))})
    return not faults_of(rule, setting_of(pack, sample_period(rule)))

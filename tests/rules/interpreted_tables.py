"""Decision tables and levels reckoned plainly: every way in which what is unknown may turn out is tried."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import product
from typing import Any

from baicheng.rules.formulas import holds
from baicheng.rules.model.decision import Decision, Row
from baicheng.rules.model.grade import NO_LEVEL, GradeRule, Measure
from baicheng.rules.setting import Setting
from tests.rules.interpreted_expressions import Tables, conjoined, evaluate
from tests.rules.interpreted_facts import facts_of


def decided(rule: Decision, setting: Setting, tables: Tables) -> list[dict[str, Any]]:
    """One row for each subject: ``hits`` and ``amounts`` by row, ``row`` that counts (``?`` unknown), ``amount``."""
    found = []
    rows = [row for row in rule.rows if row.in_force.holds(setting.period.last_day)]
    for subject in facts_of(rule, setting, tables):
        before = [subject["in_scope"]] + ([evaluate(rule.trigger, subject)] if rule.trigger else [])
        hits = {row.row: conjoined([*before, evaluate(row.when, subject)]) for row in rows}
        amounts = {row.row: None if row.amount is None else evaluate(row.amount, subject) for row in rows}
        result = {
            "subject": subject["subject"],
            "hits": hits,
            "amounts": amounts,
            "row": "?",
            "amount": None,
        }
        if rule.hit in ("first", "priority"):
            result["row"] = chosen(rule, rows, hits)
        if rule.hit == "collect":
            counted = dict.fromkeys(hits, Decimal(1)) if rule.collect == "count" else amounts
            result["amount"] = collected(str(rule.collect), hits, counted)
        found.append(result)
    return found


def possible(hits: dict[str, bool | None]) -> list[dict[str, bool]]:
    values = [[True, False] if hit is None else [hit] for hit in hits.values()]
    return [dict(zip(hits, one, strict=True)) for one in product(*values)]


def chosen(rule: Decision, rows: Sequence[Row], hits: dict[str, bool | None]) -> str | None:
    order = sorted(rows, key=lambda row: -(row.priority or 0)) if rule.hit == "priority" else rows
    found = {next((row.row for row in order if one[row.row]), None) for one in possible(hits)}
    return found.pop() if len(found) == 1 else "?"


def collected(how: str, hits: dict[str, bool | None], amounts: dict[str, Decimal | None]) -> Decimal | None:
    if None in hits.values():
        return None
    counted = [amounts[name] for name, hit in hits.items() if hit]
    if None in counted:
        return None
    known = [amount for amount in counted if amount is not None]
    if how in ("sum", "count"):
        return sum(known, Decimal(0))
    return (max if how == "most" else min)(known) if known else None


def levelled(rule: GradeRule, setting: Setting, tables: Tables) -> list[dict[str, Any]]:
    """One row for each subject: ``level``, ``none`` if there is none, ``?`` if it may be one or another.

    ``measures`` has the level and the figure of each measure.
    """
    order = [*(level.level for level in rule.levels), NO_LEVEL]
    found = []
    for subject in facts_of(rule, setting, tables):
        measures = [one for one in rule.measures if one.in_force.holds(setting.period.last_day)]
        each = [levels_of(measure, subject) for measure in measures]
        pick = min if rule.combine == "gravest" else max
        results = {pick(order.index(level) for level in one) for one in product(*each)}
        level = order[results.pop()] if len(results) == 1 and subject["in_scope"] else "?"
        by_measure = {
            one.measure: (level_of(levels), None if one.of is None else evaluate(one.of, subject))
            for one, levels in zip(measures, each, strict=True)
        }
        found.append({"subject": subject["subject"], "level": level, "measures": by_measure})
    return found


def level_of(levels: Sequence[str]) -> str:
    """The one level that is possible, or ``?``."""
    return levels[0] if len(set(levels)) == 1 else "?"


def levels_of(measure: Measure, subject: Any) -> list[str]:
    """The level that a measure gives, or every one that it may give."""
    if measure.when is not None:
        met = evaluate(measure.when, subject)
        levels = [str(measure.level), NO_LEVEL]
        return levels if met is None else levels[:1] if met else levels[1:]
    value = evaluate(str(measure.of), subject)
    return [band.level for band in measure.bands if value is None or holds(band, value)]

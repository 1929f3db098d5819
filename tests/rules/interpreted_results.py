"""Results of the plain interpreter as rows on which other rules rest."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from baicheng.rules.setting import Setting
from tests.rules.interpreted_benefits import awarded
from tests.rules.interpreted_expressions import Tables
from tests.rules.interpreted_scorecards import scored
from tests.rules.interpreted_tables import decided, levelled

Rows = list[dict[str, Any]]


def interpreted_results(kind: str, rule: Any, setting: Setting, tables: Tables) -> Rows:
    """One row for each subject, and one for each item, row, measure or award of it; without stage and day."""
    return [
        {"subject": subject, "item": item, "met": met, "number": number, "word": word}
        for subject, item, met, number, word in TOLD[kind](rule, setting, tables)
    ]


def of_scorecard(rule: Any, setting: Setting, tables: Tables) -> Iterator[tuple[Any, ...]]:
    for row in scored(rule, setting, tables):
        yield row["subject"], None, known(row["total"]), row["total"], row["grade"]
        for item, points in row["points"].items():
            yield row["subject"], item, known(points), points, None


def of_decision(rule: Any, setting: Setting, tables: Tables) -> Iterator[tuple[Any, ...]]:
    for row in decided(rule, setting, tables):
        hits = [name for name, hit in row["hits"].items() if hit]
        if rule.hit in ("first", "priority"):
            hits = [] if row["row"] in ("?", None) else [row["row"]]
            met = None if row["row"] == "?" else bool(hits)
        else:
            met = None if None in row["hits"].values() else bool(hits)
            if rule.hit == "collect" and row["amount"] is None and hits:
                met = None
        yield row["subject"], None, met, row["amount"], hits[0] if len(hits) == 1 else None
        for name, hit in row["hits"].items():
            yield row["subject"], name, hit, row["amounts"][name], None


def of_grade(rule: Any, setting: Setting, tables: Tables) -> Iterator[tuple[Any, ...]]:
    for row in levelled(rule, setting, tables):
        yield row["subject"], None, *of_level(row["level"], None)
        for name, (level, value) in row["measures"].items():
            yield row["subject"], name, *of_level(level, value)


def of_level(level: str, value: Decimal | None) -> tuple[bool | None, Decimal | None, str | None]:
    if level in ("?", "none"):
        return (None if level == "?" else False), value, None
    return True, value, level


def of_benefit(rule: Any, setting: Setting, tables: Tables) -> Iterator[tuple[Any, ...]]:
    for row in awarded(rule, setting, tables):
        amount = row["amount"]
        yield row["subject"], None, None if amount is None else amount > 0, amount, None
        for name, given in row["given"].items():
            yield row["subject"], name, given, row["granted"][name], None


def known(number: Decimal | None) -> bool | None:
    return None if number is None else True


TOLD: Mapping[str, Callable[[Any, Setting, Tables], Iterator[tuple[Any, ...]]]] = {
    "scorecard": of_scorecard,
    "decision": of_decision,
    "grade": of_grade,
    "benefit": of_benefit,
}

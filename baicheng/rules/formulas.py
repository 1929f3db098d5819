"""How the points of an item come about, with the numbers filled in: what is read when points are disputed."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from typing import TypeAlias

from baicheng.rules.model import forms
from baicheng.rules.model.scorecard import Item

Value: TypeAlias = "Decimal | bool | str | None"
UNKNOWN = "?"


def shown(value: Value) -> str:
    """A value as people write it; ``?`` where it is unknown.

    >>> shown(Decimal("2.500000")), shown(Decimal("100.000000")), shown(None)
    ('2.5', '100', '?')
    """
    if value is None:
        return UNKNOWN
    if isinstance(value, bool):
        return "true" if value else "false"
    return _number(value) if isinstance(value, Decimal) else value


@lru_cache(maxsize=4096)
def _number(value: Decimal) -> str:
    """The numbers of a sheet and of many subjects are the same ones again and again."""
    text = format(value, "f")
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"


def formula(item: Item, values: Mapping[str, Value]) -> str:
    """The formula of an item, such as ``30 − 2 × 3``."""
    of = {place: shown(value) for place, value in values.items()}
    how = item.how
    if item.form == "done":
        return f"{item.done}: {of['of']} → {of['full'] if values['of'] else 0 if values['of'] is False else UNKNOWN}"
    if isinstance(how, forms.Tally):
        return _tally(how, of)
    if isinstance(how, forms.Bands):
        return _banded(how, of, values)
    return _short(item, of)


def _short(item: Item, of: Mapping[str, str]) -> str:
    how = item.how
    if isinstance(how, forms.Shortfall):
        return f"{of['full']} − {of['each']} × max({of['required']} − {of['count']}, 0)"
    if isinstance(how, forms.Proportional):
        return f"{of['full']} × min({of['of']} ÷ {of['full_at']}, 1)"
    if isinstance(how, forms.ByRank):
        return f"place {of['place']} of {', '.join(shown(points) for points in how.points)}"
    if isinstance(how, forms.Relative):
        left = " without void scores" if how.voided == "leave" else ""
        return f"{of['full']} × {of['of']} ÷ best of the cohort{left}, {how.decimals} decimals"
    if isinstance(how, forms.PassedThrough):
        return f"{of['full']} − {of['full']} × {of['lost']} ÷ {of['of']}"
    if isinstance(how, forms.Sampled):
        scaled = f" × {how.take} ÷ {of['drawn']}" if how.if_fewer == "scaled" else ""
        return f"{of['marks']} of {of['drawn']} drawn{scaled}"
    return of["of"]


def _tally(how: forms.Tally, of: Mapping[str, str]) -> str:
    found = of.get("start", of["full"] if how.deduct else "0")
    for sign, word, counts in (("+", "add", how.add), ("−", "deduct", how.deduct)):
        for index, count in enumerate(counts, start=1):
            found += f" {sign} {_count(count, of[f'{word}.{index}.each'], of[f'{word}.{index}.times'])}"
    return found


def _count(count: forms.Count, each: str, times: str) -> str:
    if count.per is not None:
        times = f"{times} ÷ {shown(count.per)}"
        times = f"⌊{times}⌋" if count.steps == "whole" else f"({times})"
    found = f"{each} × {times}"
    return f"min({found}, {shown(count.at_most)})" if count.at_most is not None else found


def _banded(how: forms.Bands, of: Mapping[str, str], values: Mapping[str, Value]) -> str:
    value = values["of"]
    if not isinstance(value, Decimal):
        return f"{of['of']} in no band"
    for index, band in enumerate(how.bands, start=1):
        if holds(band, value):
            return f"{of['of']} in {bounds(band)} → {of[f'band.{index}']}"
    return f"{of['of']} in no band"


def holds(band: forms.Band, value: Decimal) -> bool:
    """Whether a value lies in a band."""
    lower, upper = band.lower, band.upper
    above = lower is None or value > lower[0] or (lower[1] and value == lower[0])
    below = upper is None or value < upper[0] or (upper[1] and value == upper[0])
    return above and below


def bounds(band: forms.Band) -> str:
    """A band as an interval: ``[60, 75)``."""
    lower, upper = band.lower, band.upper
    left = "(−∞" if lower is None else f"{'[' if lower[1] else '('}{shown(lower[0])}"
    right = "∞)" if upper is None else f"{shown(upper[0])}{']' if upper[1] else ')'}"
    return f"{left}, {right}"

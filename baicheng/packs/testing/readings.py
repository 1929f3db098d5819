"""Parts of a rule or a flow read otherwise (另作解读): the bound on its other side, and the part without the bound."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

from pydantic import BaseModel

from baicheng.flows.limit_rules import Before, Within
from baicheng.packs.testing.comparisons import comparisons
from baicheng.packs.yaml_text import Path
from baicheng.rules.formulas import shown
from baicheng.rules.model import benefit, facts, forms, scorecard

#: Nothing that a rule measures lies beyond; nothing that it tells apart lies nearer.
_FAR, _HAIR = Decimal(10) ** 9, Decimal("0.000001")
_MARKS = ("<", ">", "between")
#: Days of the year are counted in one without a 29 February.
_YEAR = 2019


@dataclass(frozen=True)
class Otherwise:
    """A part with one bound, read otherwise.

    Attributes:
        path: from the part to the bound.
        on: the part with the bound on its other side.
        beyond: the part without the bound; ``None`` where that cannot be told apart.
    """

    path: Path
    text: str
    on: Any
    beyond: Any


def otherwise(part: object) -> Iterator[Otherwise]:
    """The other readings of a part: of an expression, of bands, of a model with limits, of a time given."""
    if isinstance(part, str):
        yield from _compared(part)
    elif isinstance(part, tuple):
        yield from _banded(part)
    elif isinstance(part, benefit.ApplicationWindow):
        yield from _of_the_year(part)
    elif isinstance(part, forms.Shortfall):
        yield _moved(part, "required", 1, -1)
    elif isinstance(part, forms.Proportional):
        yield _moved(part, "full_at", 1, -1)
    elif isinstance(part, scorecard.Minimum):
        yield _moved(part, "at_least", _HAIR, -_FAR)
    elif isinstance(part, Within | Before):
        yield _given_time(part)
    elif isinstance(part, BaseModel):
        yield from _capped(part)


def _compared(text: str) -> Iterator[Otherwise]:
    if any(mark in text.lower() for mark in _MARKS):
        for one in comparisons(text):
            yield Otherwise((), one.text, one.flipped, one.settled)


def _banded(bands: tuple[forms.Band, ...]) -> Iterator[Otherwise]:
    for index, (one, other) in enumerate(pairwise(bands)):
        upper, lower = (one, other) if _meet(one, other) else (other, one)
        if upper.lower is None:
            continue
        bound, included = upper.lower
        end = lower.lower if included else upper.upper
        side = -1 if included else 1
        far = side * _FAR if end is None else end[0] - side * _HAIR
        flipped = _parted(bands, upper, lower, bound, not included)
        yield Otherwise((index + 1,), shown(bound), flipped, _parted(bands, upper, lower, far, included))


def _meet(upper: forms.Band, lower: forms.Band) -> bool:
    return upper.lower is not None and lower.upper is not None and upper.lower[0] == lower.upper[0]


def _parted(
    bands: tuple[forms.Band, ...], upper: forms.Band, lower: forms.Band, at: Decimal, in_upper: bool
) -> tuple[forms.Band, ...]:
    """The bands with another bound between two neighbours."""
    begins = {"at_least": at, "above": None} if in_upper else {"at_least": None, "above": at}
    ends = {"at_most": None, "below": at} if in_upper else {"at_most": at, "below": None}
    changed = {id(upper): upper.model_copy(update=begins), id(lower): lower.model_copy(update=ends)}
    return tuple(changed.get(id(band), band) for band in bands)


#: What limits an amount or points: the bound is reached where a case has exactly that, and would have more without it.
_LIMITS: tuple[tuple[type[BaseModel], str], ...] = (
    (forms.Count, "at_most"),
    (facts.PerSubordinate, "each_at_most"),
    (scorecard.Item, "cap"),
    (scorecard.Part, "cap"),
    (scorecard.Bonus, "cap"),
    (scorecard.Total, "cap"),
    (benefit.Award, "cap"),
    (benefit.Cap, "at_most"),
    (benefit.Rate, "above"),
)
_FLOORS = (scorecard.Item, scorecard.Part, scorecard.Bonus, scorecard.Total)


def _capped(part: BaseModel) -> Iterator[Otherwise]:
    for kind, name in _LIMITS:
        if isinstance(part, kind) and getattr(part, name) not in (None, "none", "full"):
            yield _moved(part, name, 1, None)
    if isinstance(part, _FLOORS) and isinstance(part.floor, Decimal):
        yield _moved(part, "floor", -1, None)


def _moved(part: BaseModel, name: str, on: Decimal | int, beyond: Decimal | int | None) -> Otherwise:
    value = getattr(part, name)

    def by(step: Decimal | int) -> BaseModel:
        moved = value + step if isinstance(value, Decimal) else f"({value}) + ({Decimal(step):f})"
        return part.model_copy(update={name: moved})

    return Otherwise((name,), f"{name}: {shown(value)}", by(on), None if beyond is None else by(beyond))


def _given_time(limit: Within | Before) -> Otherwise:
    """A limit that is one unit longer, or one shorter: a case that says when something is due tells either apart."""
    longer, shorter = (limit.model_copy(update={"amount": limit.amount + step}) for step in (1, -1))
    said = f"{limit.amount:f} {limit.unit.value}"
    return Otherwise((), said, longer, shorter if shorter.amount > 0 else None)


def _of_the_year(window: benefit.ApplicationWindow) -> Iterator[Otherwise]:
    for name, key, later in (("since", "from", 1), ("until", "until", -1)):
        day = date.fromisoformat(f"{_YEAR}-{getattr(window, name)}")
        on, beyond = (
            window.model_copy(update={name: (day + timedelta(days=days)).strftime("%m-%d")})
            for days in (later, -later)
        )
        yield Otherwise((key,), f"{key}: {getattr(window, name)}", on, beyond)

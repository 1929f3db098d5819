"""What a run gives for each subject: points with their reasons, or what is undecided and why (结果、待定)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, TypeAlias

from baicheng.flows.keys import Title

Subject: TypeAlias = "str | int"
#: A condition is met, not met or undecided; an unknown never counts as not met.
Outcome = Literal["met", "not_met", "undecided"]
Value: TypeAlias = "Decimal | bool | str | None"


def outcome_of(value: bool | None) -> Outcome:
    """A truth value of SQL in words.

    >>> outcome_of(None)
    'undecided'
    """
    return "undecided" if value is None else "met" if value else "not_met"


@dataclass(frozen=True)
class Undecided:
    """Something that could not be decided.

    Attributes:
        what: the item, effect, row or measure.
        names: the facts and columns that are unknown for the subject; empty where it hangs on another subject.
        because: one sentence in both languages.
    """

    what: str
    names: tuple[str, ...]
    because: Title


@dataclass(frozen=True)
class ItemResult:
    """The points of one item.

    Attributes:
        measures: what was measured, by its place in the item's form.
        formula: how the points come about, with the numbers filled in.
        before: points before floor and cap; ``None`` if undecided.
        points: points after them.
        facts: the facts on which they rest; ``evidence`` finds their rows.
    """

    item: str
    title: Title
    clause: str
    measures: Mapping[str, Value]
    formula: str
    before: Decimal | None
    points: Decimal | None
    facts: tuple[str, ...]


@dataclass(frozen=True)
class ScorecardResult:
    """The result of one subject; ``None`` is undecided, and ``undecided`` says why.

    Attributes:
        facts: the value of each fact.
        parts: points of each part with its weight, and of ``bonus``.
        sum: parts and bonus together, rounded, before effects.
        grade_by_total: the grade by its bounds alone.
        place: ``None`` if undecided, or if the subject has no place by the rule itself (see ``ranked``).
    """

    subject: Subject
    items: tuple[ItemResult, ...]
    facts: Mapping[str, Value]
    parts: Mapping[str, Decimal | None]
    sum: Decimal | None
    effects: Mapping[str, Outcome]
    total: Decimal | None
    grade_by_total: str | None
    grade: str | None
    ranked: Outcome
    place: int | None
    undecided: tuple[Undecided, ...]

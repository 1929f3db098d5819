"""What every result is made of: whom it is about, outcomes, what is undecided and why (结论、待定)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from baicheng.flows.keys import Title

Subject: TypeAlias = "str | int"
#: A condition is met, not met or undecided; an unknown never counts as not met.
Outcome = Literal["met", "not_met", "undecided"]


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

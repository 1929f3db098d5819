"""What a duty is owed for, and what is owed (履职对象, 应履事项)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from baicheng.clock.periods import Period
from baicheng.flows.directory import SubjectId, Subjects
from baicheng.flows.duty import FulfilledBy
from baicheng.flows.provenance import InForce

ALWAYS = (InForce(since=None, until=None),)


@dataclass(frozen=True)
class Item:
    """One thing that a duty is owed for: a row, a member of a group, or nothing in particular.

    ``fields`` are the values of a row that limits count from. ``applies`` are the days on which the duty
    concerns it: those of membership, or those on which the row meets ``where`` and is in a state of
    ``while``. ``bearers`` answers who bears the duty on a day.
    """

    about: str
    bearers: Callable[[date], Subjects]
    fields: Mapping[str, object] = field(default_factory=dict)
    applies: Sequence[InForce] = ALWAYS


class Owed(NamedTuple):
    """What somebody owes.

    ``slot`` names the thing and the time, ``key`` the bearer besides; both are stable. Without a bearer it is
    owed all the same, for somebody to find one. ``due_at`` is the last moment in time, nothing if no document
    says when; ``cut_off`` the last day of which it tells; ``demand`` what fulfils it.
    """

    key: str
    slot: str
    duty: str
    about: str
    bearer: SubjectId | None
    demand: FulfilledBy
    period: Period | None
    opens_at: datetime | None
    due_at: datetime | None
    due_on: date | None
    cut_off: date | None

    @property
    def is_within_period(self) -> bool:
        """Whether it is to be done within its period, not told of after it."""
        return self.period is not None and self.due_on is not None and self.due_on < self.period.until

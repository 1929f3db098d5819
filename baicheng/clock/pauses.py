"""Pauses (挂账): the stretches of time in which a clock stands still."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from baicheng.clock.instants import end_of, in_china, start_of


class PauseKind(StrEnum):
    """Why a clock stands still."""

    SUSPENDED = "suspended"  # 挂账
    CLOSED = "closed"  # between closing and reopening


@dataclass(frozen=True, slots=True)
class Pause:
    """From ``since`` up to ``until``; without an end while it lasts.

    Raises:
        ValueError: an instant without zone, or an end that does not lie after the beginning.
    """

    since: datetime
    until: datetime | None = None
    kind: PauseKind = PauseKind.SUSPENDED

    def __post_init__(self) -> None:
        object.__setattr__(self, "since", in_china(self.since))
        if self.until is None:
            return
        object.__setattr__(self, "until", in_china(self.until))
        if self.until <= self.since:
            raise ValueError(f"a pause from {self.since} ends before it begins: {self.until}")

    def touches(self, day: date) -> bool:
        """Whether some of a day is paused."""
        return self.since < end_of(day) and (self.until is None or self.until > start_of(day))

    def holds(self, at: datetime) -> bool:
        """Whether the clock stands still at an instant."""
        return self.since <= at and (self.until is None or at < self.until)


def refuse_disorder(pauses: Iterable[Pause]) -> None:
    """Check that pauses follow each other.

    Raises:
        ValueError: one begins before the one before it has ended.
    """
    ended: datetime | None = None
    for index, pause in enumerate(pauses):
        if index and (ended is None or pause.since < ended):
            raise ValueError(f"the pause from {pause.since} begins before the one before it has ended")
        ended = pause.until

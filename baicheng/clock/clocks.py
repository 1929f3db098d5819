"""Clocks (计时): a limit that runs for one bearer, from its start through pauses and extensions to its close.

A clock holds its limit and what happened to it; budget, consumption and due time follow from that and the
calendar. A calendar that changes moves the due time of every clock by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from baicheng.clock.counting import Run
from baicheng.clock.instants import in_china
from baicheng.clock.limits import Limit, LimitUnit, exact_amount
from baicheng.clock.pauses import Pause, PauseKind, refuse_disorder
from baicheng.clock.work_calendar import WorkCalendar


class Outcome(StrEnum):
    """How a clock was closed."""

    DONE = "done"  # 办结
    RETURNED = "returned"  # 回退
    VOID = "void"  # 作废


@dataclass(frozen=True, slots=True)
class Exclusion:
    """A granted appeal (申诉): from which day on it counts in no statistics, and why."""

    on: date
    reason: str


@dataclass(frozen=True, slots=True)
class Clock:
    """A limit that runs, or ran. Every operation gives a new clock.

    ``extensions`` are amounts in the unit of the limit; ``asked_at`` is when an extension was asked for
    that is neither granted nor refused.

    Raises:
        ValueError: an instant without zone, pauses out of order, or an operation that the state of the
            clock does not allow.
    """

    limit: Limit
    started_at: datetime
    pauses: tuple[Pause, ...] = ()
    extensions: tuple[Decimal, ...] = ()
    asked_at: datetime | None = None
    closed_at: datetime | None = None
    outcome: Outcome | None = None
    exclusion: Exclusion | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "started_at", in_china(self.started_at))
        for name in ("asked_at", "closed_at"):
            instant = getattr(self, name)
            object.__setattr__(self, name, instant and in_china(instant))
        refuse_disorder(self.pauses)

    @classmethod
    def start(cls, limit: Limit, at: datetime, *, pauses: Iterable[Pause] = ()) -> Clock:
        """A clock that starts at an instant, or when the pause in which that lies has ended."""
        return cls(limit, at, tuple(pauses))

    # What is known of it.

    @property
    def budget(self) -> Decimal:
        """The limit with its extensions, in its unit."""
        return self.limit.amount + sum(self.extensions)

    @property
    def running_since(self) -> datetime | None:
        """Since when it runs without a pause; ``None`` while it is paused or closed."""
        if self.closed_at is not None:
            return None
        if not self.pauses:
            return self.started_at
        until = self.pauses[-1].until
        return until and max(until, self.started_at)

    def is_paused(self, at: datetime) -> bool:
        """Whether it stands still at an instant without being closed."""
        at = in_china(at)
        return any(pause.kind is PauseKind.SUSPENDED and pause.holds(at) for pause in self.pauses)

    def due_at(self, calendar: WorkCalendar) -> datetime | None:
        """The last instant at which it is in time; ``None`` while it is paused without an end.

        24:00 is 00:00 of the next day. What was due before it was paused stays due. Of a closed clock it
        is the moment that held when it was closed.
        """
        return self._run(calendar, self.pauses).due_at()

    def consumed(self, calendar: WorkCalendar) -> Decimal:
        """What was used before it last began to run, in the unit of the limit."""
        since = self.running_since or self.closed_at or self.pauses[-1].since
        return self.used(calendar, since)

    def used(self, calendar: WorkCalendar, at: datetime) -> Decimal:
        """What was used until an instant, or until it was closed, in the unit of the limit.

        Days count when they are over, and the day on which a clock stands still does not.
        """
        if self.closed_at is None:
            return self._run(calendar, self.pauses).used(at)
        closed = Pause(self.closed_at, kind=PauseKind.CLOSED)
        return self._run(calendar, (*self.pauses, closed)).used(min(in_china(at), self.closed_at))

    def left(self, calendar: WorkCalendar, at: datetime) -> Decimal:
        """What is left of the budget at an instant, in the unit of the limit; 0 when it is used up."""
        return max(self.budget - self.used(calendar, at), Decimal(0))

    def is_late(self, calendar: WorkCalendar, at: datetime) -> bool:
        """Whether it is late at an instant, or was when it was closed. The due moment itself is in time."""
        due = self.due_at(calendar)
        return due is not None and self._until(at) > due

    def late_by(self, calendar: WorkCalendar, at: datetime) -> Decimal:
        """How late it is at an instant, or was when it was closed, in the unit of the limit.

        A day is counted when it has begun. Nothing is counted while the unit stands still: what is done
        after the office has closed on its last working day is late by 0 days.
        """
        return self._run(calendar, self.pauses).late_by(self._until(at))

    def reminds(self, calendar: WorkCalendar, at: datetime) -> bool:
        """Whether reminders are due to go out (催办): it runs, and no extension was asked for in time."""
        if self.closed_at is not None or self.is_paused(at):
            return False
        return not self.asked_in_time(calendar)

    def asked_in_time(self, calendar: WorkCalendar) -> bool:
        """Whether an extension is asked for that was not asked for too late."""
        if self.asked_at is None:
            return False
        due = self.due_at(calendar)
        return due is None or self.asked_at <= due

    def _run(self, calendar: WorkCalendar, pauses: tuple[Pause, ...]) -> Run:
        return Run(replace(self.limit, amount=self.budget), self.started_at, pauses, calendar)

    def _until(self, at: datetime) -> datetime:
        at = in_china(at)
        return at if self.closed_at is None else min(at, self.closed_at)

    # What is done to it.

    def pause(self, at: datetime, until: datetime | None = None) -> Clock:
        """Stand still (挂账) from an instant on, until another or until it is resumed."""
        self._refuse_closed("paused")
        if self.pauses and self.pauses[-1].until is None:
            raise ValueError(f"the clock is paused since {self.pauses[-1].since}: resume it first")
        return replace(self, pauses=(*self.pauses, Pause(at, until)))

    def resume(self, at: datetime) -> Clock:
        """Run on after a pause; a pause with an end in the future ends now."""
        self._refuse_closed("resumed")
        at = in_china(at)
        last = self.pauses[-1] if self.pauses else None
        if last is None or not (last.holds(at) or last.since == at):
            raise ValueError(f"the clock is not paused at {at}")
        return replace(self, pauses=self._pauses_until(at))

    def ask_extension(self, at: datetime) -> Clock:
        """An extension (延期) is asked for: the clock runs on, reminders stop if it is in time."""
        self._refuse_closed("extended")
        return replace(self, asked_at=in_china(at))

    def extend(self, amount: Decimal | int | str | Limit) -> Clock:
        """Grant an extension: the amount is added to the limit, as if it had been so from the start.

        Raises:
            ValueError: the amount is not more than 0, or is in another unit.
        """
        self._refuse_closed("extended")
        if isinstance(amount, Limit):
            if amount.unit is not self.limit.unit:
                raise ValueError(f"a limit in {self.limit.unit} cannot be extended by {amount.unit}")
            amount = amount.amount
        added = exact_amount(amount, self.limit.unit)
        if added <= 0:
            raise ValueError(f"an extension by {added} {self.limit.unit} is not more than 0")
        return replace(self, extensions=(*self.extensions, added), asked_at=None)

    def refuse_extension(self) -> Clock:
        """Refuse the extension that was asked for: it is late from its old due moment, if that has passed."""
        if self.asked_at is None:
            raise ValueError("no extension was asked for")
        return replace(self, asked_at=None)

    def done(self, at: datetime) -> Clock:
        """Close it: what was to be done is done."""
        return self._closed(at, Outcome.DONE)

    def returned(self, at: datetime) -> Clock:
        """Close it: its bearer sent the case back (回退). The time used stays his."""
        return self._closed(at, Outcome.RETURNED)

    def voided(self, at: datetime) -> Clock:
        """Close it: the case was cancelled (作废)."""
        return self._closed(at, Outcome.VOID)

    def reopened(self, at: datetime) -> Clock:
        """Run on, with what was left when it was closed: what the bearer sent on came back."""
        at = in_china(at)
        if self.closed_at is None:
            raise ValueError("the clock is not closed")
        if at < self.closed_at:
            raise ValueError(f"the clock was closed at {self.closed_at}, after {at}")
        stood = (Pause(self.closed_at, at, PauseKind.CLOSED),) if at > self.closed_at else ()
        return replace(self, pauses=(*self.pauses, *stood), closed_at=None, outcome=None)

    def reworked(self, at: datetime, *, full: bool) -> Clock:
        """Start again on work that failed its check (返工): with the full limit, or with what was left."""
        return Clock.start(self.limit, at) if full else self.reopened(at)

    def exclude(self, on: date, reason: str) -> Clock:
        """Mark it excluded from statistics by a granted appeal; its times stay as they are."""
        if not reason.strip():
            raise ValueError("an exclusion needs its reason")
        return replace(self, exclusion=Exclusion(on, reason))

    def _closed(self, at: datetime, outcome: Outcome) -> Clock:
        self._refuse_closed("closed again")
        at = in_china(at)
        if at < self.started_at:
            raise ValueError(f"the clock started at {self.started_at}, after {at}")
        return replace(self, pauses=self._pauses_until(at), asked_at=None, closed_at=at, outcome=outcome)

    def _pauses_until(self, at: datetime) -> tuple[Pause, ...]:
        """The pauses that begin before an instant, ended by it."""
        begun = [pause for pause in self.pauses if pause.since < at]
        return tuple(
            replace(pause, until=at if pause.until is None else min(pause.until, at)) for pause in begun
        )

    def _refuse_closed(self, verb: str) -> None:
        if self.closed_at is not None:
            raise ValueError(f"the clock was closed at {self.closed_at} and cannot be {verb}")

    # How it is kept.

    def to_dict(self) -> dict[str, Any]:
        """The clock in values that JSON knows; what is empty is left out."""
        found: dict[str, Any] = {
            "limit": {"amount": str(self.limit.amount), "unit": self.limit.unit.value},
            "started_at": self.started_at.isoformat(),
        }
        if self.limit.roll_to_working_day:
            found["limit"]["roll_to_working_day"] = True
        if self.pauses:
            found["pauses"] = [
                {
                    "since": pause.since.isoformat(),
                    "until": pause.until and pause.until.isoformat(),
                    "kind": pause.kind.value,
                }
                for pause in self.pauses
            ]
        if self.extensions:
            found["extensions"] = [str(amount) for amount in self.extensions]
        for name in ("asked_at", "closed_at"):
            instant: datetime | None = getattr(self, name)
            if instant:
                found[name] = instant.isoformat()
        if self.outcome:
            found["outcome"] = self.outcome.value
        if self.exclusion:
            found["exclusion"] = {"on": self.exclusion.on.isoformat(), "reason": self.exclusion.reason}
        return found

    @classmethod
    def from_dict(cls, kept: Mapping[str, Any]) -> Clock:
        """The clock that ``to_dict`` wrote down."""
        limit, outcome, exclusion = kept["limit"], kept.get("outcome"), kept.get("exclusion")
        return cls(
            limit=Limit(
                Decimal(limit["amount"]),
                LimitUnit(limit["unit"]),
                roll_to_working_day=limit.get("roll_to_working_day", False),
            ),
            started_at=datetime.fromisoformat(kept["started_at"]),
            pauses=tuple(
                Pause(
                    datetime.fromisoformat(pause["since"]),
                    _instant(pause["until"]),
                    PauseKind(pause["kind"]),
                )
                for pause in kept.get("pauses", ())
            ),
            extensions=tuple(Decimal(amount) for amount in kept.get("extensions", ())),
            asked_at=_instant(kept.get("asked_at")),
            closed_at=_instant(kept.get("closed_at")),
            outcome=outcome and Outcome(outcome),
            exclusion=exclusion and Exclusion(date.fromisoformat(exclusion["on"]), exclusion["reason"]),
        )


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None

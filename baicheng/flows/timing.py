"""The time that an assignment is given (时限): a limit that runs, a stated day, or none, and why none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from baicheng.clock.clocks import Clock
from baicheng.clock.instants import end_of, start_of
from baicheng.clock.limits import Limit, before
from baicheng.clock.work_calendar import WorkCalendar
from baicheng.flows.limit_rules import LimitKeys, Standard
from baicheng.flows.values import Row

NOT_STATED = "not_stated"


@dataclass(frozen=True)
class StandardLimit:
    """One of the limits that a standard lists: what is to be done (停工) and within what."""

    what: str
    limit: Limit


#: The limits that a linked record lists, read from wherever records are kept.
Standards = Callable[[Standard], Sequence[StandardLimit]]


@dataclass(frozen=True)
class Timing:
    """A started limit: a clock that runs, or a moment that stands; neither if nothing is stated."""

    clock: Clock | None
    due_at: datetime | None


@dataclass(frozen=True)
class TimeGiven:
    """How much time there is.

    ``limit`` runs from the day ``counted_from``, or from the moment at which the assignment is opened; with
    ``ahead_of`` it ends so long before that day. ``due_on`` is a stated day. If there is none of them,
    ``open_because`` says why: not_stated, or the name of the field that is empty.
    """

    limit: Limit | None = None
    counted_from: date | None = None
    ahead_of: date | None = None
    due_on: date | None = None
    open_because: str | None = None

    @property
    def runs_from_opening(self) -> bool:
        """Whether it is a limit that runs from the moment of opening, of which a rest can be left."""
        return self.limit is not None and self.counted_from is None and self.ahead_of is None

    def start(self, at: datetime, calendar: WorkCalendar) -> Timing:
        """What it comes to for an assignment that is opened at an instant."""
        if self.due_on is not None:
            return Timing(None, end_of(self.due_on))
        if self.limit is None:
            return Timing(None, None)
        if self.ahead_of is not None:
            return Timing(None, before(self.ahead_of, self.limit, calendar))
        clock = Clock.start(self.limit, at if self.counted_from is None else start_of(self.counted_from))
        return Timing(clock, clock.due_at(calendar))


def times_given(keys: LimitKeys, row: Row, standards: Standards) -> list[tuple[str | None, TimeGiven]]:
    """The time given, once for each assignment that it opens, with the part that the standard names."""
    if keys.standard is not None:
        listed = standards(keys.standard)
        if not listed:
            return [(None, TimeGiven(open_because=keys.standard.link))]
        return [(one.what, TimeGiven(limit=one.limit)) for one in listed]
    return [(None, _time_given(keys, row))]


def _time_given(keys: LimitKeys, row: Row) -> TimeGiven:
    if keys.within is not None and keys.within.of == "entered":
        return TimeGiven(limit=keys.within.limit())
    name = _field_of(keys)
    if name is None:
        return TimeGiven(open_because=NOT_STATED)
    day = row.get(name)
    if not isinstance(day, date):
        return TimeGiven(open_because=name)
    if keys.within is not None:
        return TimeGiven(limit=keys.within.limit(), counted_from=day)
    if keys.before is not None:
        return TimeGiven(limit=keys.before.limit(), ahead_of=day)
    return TimeGiven(due_on=day)


def _field_of(keys: LimitKeys) -> str | None:
    """The date field on which the limit rests."""
    anchored = keys.within or keys.before
    if anchored is not None:
        return anchored.of
    return keys.due.field if keys.due is not None else None

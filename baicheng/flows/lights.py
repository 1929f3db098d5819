"""How something with a deadline stands, as a light (亮灯): by stated rules, from facts and a moment alone.

What changes with time alone needs no background work: of each record the moments are kept from which it is at
risk and from which it is late, so that its light on any day follows by comparing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from math import ceil
from typing import Literal

#: From so long before its end on something is at risk, whatever its progress.
SOON = timedelta(days=3)
#: So far what is reached may lie behind the share of time that is gone: 20 points of a hundred.
MARGIN = Fraction(1, 5)
_MICROSECOND = timedelta(microseconds=1)

Light = Literal["on_time", "at_risk", "late", "done", "done_late", "waiting", "open", "closed"]
#: Why something is at risk: the end is near, progress or a target lags behind, a report is missing.
Risk = Literal["", "soon", "progress", "target", "report"]
#: How something is closed, if it is.
Over = Literal["", "fulfilled", "withdrawn"]


class Stage(StrEnum):
    """How far something has come, apart from the moment at which one looks."""

    UNDER_WAY = ""
    PAUSED = "paused"  # its clock stands still (挂账)
    DELIVERED = "delivered"  # answered in time, not yet closed
    DELIVERED_LATE = "delivered_late"
    DONE = "done"
    DONE_LATE = "done_late"
    CLOSED = "closed"  # withdrawn, or without anything to be done


@dataclass(frozen=True, slots=True)
class Promise:
    """Something owed with a day: when it is due and, once it is done, when that was."""

    due_at: datetime
    done_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What a light rests on.

    Attributes:
        since: when it was begun.
        promises: what has a day, open or done.
        stated: the day that it states itself, from which a promise arises only later.
        reports: when reports are due that were not handed in.
        progress: what is reached, from 0 to 1; none where nothing was told.
        target: from when on a target lags behind, see :func:`lags_from`.
        paused: whether a clock stands still.
        over: how it is closed, if it is.
    """

    since: datetime
    promises: Sequence[Promise] = ()
    stated: datetime | None = None
    reports: Sequence[datetime] = ()
    progress: Decimal | None = None
    target: datetime | None = None
    paused: bool = False
    over: Over = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """How something stands from now on, until a fact changes.

    Attributes:
        deadline_at: from behind this moment on it is late; of what is done, when it was due.
        risk_at: from this moment on it is at risk; ``risk`` says why.
    """

    stage: Stage
    deadline_at: datetime | None = None
    risk_at: datetime | None = None
    risk: Risk = ""


def lags_from(since: datetime, due: datetime, reached: Decimal) -> datetime | None:
    """From when on a share reached lies more than ``MARGIN`` behind the share of time; none if never before due.

    >>> from datetime import UTC
    >>> lags_from(datetime(2019, 1, 1, tzinfo=UTC), datetime(2019, 1, 11, tzinfo=UTC), Decimal("0.3")).day
    6
    """
    share = Fraction(max(reached, Decimal(0))) + MARGIN
    if share >= 1 or due <= since:
        return None
    return since + ceil(share * ((due - since) // _MICROSECOND)) * _MICROSECOND


def gone(since: datetime, due: datetime, now: datetime) -> Fraction:
    """The share of the time from a beginning to an end that is gone, from 0 to 1."""
    if due <= since:
        return Fraction(1)
    share = Fraction((now - since) // _MICROSECOND, (due - since) // _MICROSECOND)
    return min(max(share, Fraction(0)), Fraction(1))


def standing(facts: Facts) -> Standing:
    """How something stands by the facts."""
    waiting = [one.due_at for one in facts.promises if one.done_at is None]
    done = [one for one in facts.promises if one.done_at is not None]
    last = max(done, key=lambda one: one.due_at, default=None)
    was_late = last is not None and last.done_at is not None and last.done_at > last.due_at
    if facts.over == "withdrawn":
        return Standing(Stage.CLOSED)
    if facts.over == "fulfilled":
        return Standing(Stage.DONE_LATE if was_late else Stage.DONE, last.due_at if last else facts.stated)
    if not waiting and last is not None:
        return Standing(Stage.DELIVERED_LATE if was_late else Stage.DELIVERED, last.due_at)
    deadline = min(waiting, default=facts.stated)
    if facts.paused and not waiting:
        return Standing(Stage.PAUSED)
    risk_at, risk = _risk(facts, deadline, [*waiting, *([facts.stated] if facts.stated else [])])
    return Standing(Stage.UNDER_WAY, deadline, risk_at, risk)


def _risk(facts: Facts, deadline: datetime | None, ends: Sequence[datetime]) -> tuple[datetime | None, Risk]:
    """The first moment at which one of the rules speaks of a risk, and which."""
    found: list[tuple[datetime, Risk]] = [(due, "report") for due in facts.reports]
    if facts.target is not None:
        found.append((facts.target, "target"))
    if facts.progress is not None and ends:
        lagging = lags_from(facts.since, max(ends), facts.progress)
        if lagging is not None:
            found.append((lagging, "progress"))
    if deadline is not None:
        found.append((deadline - SOON, "soon"))
    return min(found, default=(None, ""))


def light(stands: Standing, now: datetime) -> Light:
    """The light at a moment; the due moment itself is in time."""
    if stands.stage in _LASTING:
        return _LASTING[stands.stage]
    if stands.deadline_at is not None and stands.deadline_at < now:
        return "late"
    if stands.risk_at is not None and stands.risk_at <= now:
        return "at_risk"
    return "open" if stands.deadline_at is None else "on_time"


#: The light of a stage, whatever the moment.
_LASTING: dict[Stage, Light] = {
    Stage.PAUSED: "waiting",
    Stage.DELIVERED: "on_time",
    Stage.DELIVERED_LATE: "late",
    Stage.DONE: "done",
    Stage.DONE_LATE: "done_late",
    Stage.CLOSED: "closed",
}

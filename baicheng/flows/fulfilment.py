"""What fulfils what is owed (履职情况): how much of it was done, when it was enough, and whether in time."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_CEILING, Decimal
from enum import StrEnum

from baicheng.flows.duty_items import Owed


@dataclass(frozen=True)
class Deed:
    """Something done towards a duty: a record made, a move, an observation.

    ``at`` is when it was done, in China; ``covers`` the label of the period it says it is about, if it says so;
    ``member`` what it was done to (the restaurant inspected), where a share of a population is owed and it
    belonged to that population then.
    """

    at: datetime
    covers: str | None = None
    member: str | None = None


class Standing(StrEnum):
    """Where something owed stands on a day."""

    OPEN = "open"
    DONE = "done"  # in time
    LATE = "late"  # done, but late
    MISSED = "missed"  # due and not done


@dataclass(frozen=True)
class Fulfilment:
    """How much was done of how much. ``needed`` is nothing where the population is not known."""

    count: int
    needed: int | None
    done_at: datetime | None

    @property
    def done(self) -> bool:
        return self.done_at is not None

    def standing(self, owed: Owed, at: datetime) -> Standing:
        """Where it stands at a moment. What has no stated due time is never late."""
        due_at = owed.due_at
        if self.done_at is not None:
            return Standing.LATE if due_at is not None and self.done_at > due_at else Standing.DONE
        return Standing.MISSED if due_at is not None and at > due_at else Standing.OPEN


def fulfilment(owed: Owed, deeds: Iterable[Deed], population: Collection[str] | None = None) -> Fulfilment:
    """How far deeds fulfil what is owed.

    A deed that says which period it is about counts for that one, also if it is late. Another counts if it was
    done within the period, where it is due within it, or since the window opened, where a past period is told of.

    Args:
        deeds: those of the bearer for the thing that meet the conditions of ``fulfilled_by``, in any order.
        population: those of which a share is owed, at the end of the period. What was visited and has gone
            since belongs to them: a restaurant that closes neither takes a visit away nor is one less to
            visit. Of none, nothing need be done.
    """
    counted: list[datetime] = []
    members: set[str] = set()
    for deed in sorted(deeds, key=lambda deed: deed.at):
        if not _counts(owed, deed):
            continue
        if owed.demand.share is not None:
            if deed.member is None or deed.member in members:
                continue
            members.add(deed.member)
        counted.append(deed.at)
    needed = needed_of(owed, None if population is None else len(members.union(population)))
    if needed is None or len(counted) < needed:
        return Fulfilment(len(counted), needed, None)
    done_at = counted[needed - 1] if needed else owed.opens_at or owed.due_at
    return Fulfilment(len(counted), needed, done_at)


def needed_of(owed: Owed, population: int | None) -> int | None:
    """How many are needed: half of 7 restaurants are 4."""
    share = owed.demand.share
    if share is None:
        return owed.demand.at_least
    if population is None:
        return None
    return int((share * Decimal(population)).to_integral_value(ROUND_CEILING))


def _counts(owed: Owed, deed: Deed) -> bool:
    period = owed.period
    if deed.covers is not None and period is not None:
        return deed.covers == period.label
    if period is not None and owed.is_within_period:
        return deed.at in period
    return owed.opens_at is None or owed.opens_at <= deed.at

"""On which days a record was what a duty speaks of, from what it was when (记录历史)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from baicheng.clock import CHINA
from baicheng.clock.instants import start_of
from baicheng.flows.expressions import Expression
from baicheng.flows.provenance import InForce
from baicheng.flows.values import Row


@dataclass(frozen=True)
class Version:
    """What a record was from an instant on, until its next version; ``is_closed`` in a final state."""

    since: datetime
    row: Row
    is_closed: bool = False


def meets(version: Version, where: Expression | None, states: Collection[str] = ()) -> bool:
    """Whether a version meets a condition and is in one of the states, if any are named.

    Without a condition and states, records that are not closed are meant.
    """
    if states and version.row.get("state") not in states:
        return False
    if where is None:
        return bool(states) or not version.is_closed
    return where.evaluate(version.row) is True


def days_of(
    versions: Sequence[Version], where: Expression | None, states: Collection[str] = ()
) -> tuple[InForce, ...]:
    """The days on which a record met a condition; what it was at the end of a day counts for that day.

    Args:
        versions: oldest first.
    """
    found: list[InForce] = []
    for index, version in enumerate(versions):
        first = version.since.astimezone(CHINA).date()
        following = versions[index + 1].since.astimezone(CHINA).date() if index + 1 < len(versions) else None
        if first == following or not meets(version, where, states):
            continue
        if found and found[-1].until == first:
            first = found.pop().since or first
        found.append(InForce(since=first, until=following))
    return tuple(found)


def belonged(versions: Sequence[Version], where: Expression | None, day: date) -> bool:
    """Whether a record met a condition at some moment of a day.

    Args:
        versions: oldest first.
    """
    for index, version in enumerate(versions):
        until = versions[index + 1].since.astimezone(CHINA) if index + 1 < len(versions) else None
        begun = version.since.astimezone(CHINA).date() <= day
        if begun and (until is None or until > start_of(day)) and meets(version, where):
            return True
    return False


def first_met(versions: Sequence[Version], where: Expression | None) -> datetime | None:
    """When a record first met a condition that it meets now; ``None`` if it does not meet it now.

    A report that was returned and sent again was done when it was first sent: how long others look at it does
    not make it late.
    """
    meeting = [version for version in versions if where is None or where.evaluate(version.row) is True]
    if not meeting or meeting[-1] is not versions[-1]:
        return None
    return meeting[0].since


def as_of(versions: Sequence[Version], at: datetime) -> Version | None:
    """What a record was at an instant; ``None`` if it was not there yet."""
    return next((version for version in reversed(versions) if version.since <= at), None)

"""How the records of the city stand, and which reminders were already sent, by the rules of the server itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

from baicheng.clock import WorkCalendar, china_calendar
from baicheng.flows.ladder import Rung, passed
from baicheng.flows.lights import Facts, Over, Promise, Standing, standing
from baicheng.server.editions.queries import pack
from big_city.people import PROGRAMME


def stands(state: str, opened: datetime, due: datetime | None, progress: str, late: bool) -> Standing:
    """How a record stands: closed, answered or under way; ``late`` where it was done behind its time."""
    over: Over = "fulfilled" if state in ("closed", "accepted") else ""
    promised = opened + timedelta(days=200) if due is None else due
    done_at = promised + timedelta(days=1 if late else -1) if over or state == "reported" else None
    if due is None and done_at is None:
        return standing(Facts(since=opened))
    return standing(Facts(opened, [Promise(promised, done_at)], progress=Decimal(progress) / 100, over=over))


@lru_cache(maxsize=1)
def ladders() -> dict[str, tuple[Rung, ...]]:
    """The ladders that the pack gives a task's deadline and a report that is due, by the assignment's name."""
    found = pack(PROGRAMME)
    process = found.registers["tasks"].flow
    assert process is not None, "tasks have a flow"
    return {
        "deliver": process.states["under_way"].opens["deliver"].remind,
        "quarterly_report": next(
            duty.remind for duty in found.duties.values() if duty.duty == "quarterly_report"
        ),
    }


@lru_cache(maxsize=4)
def written(name: str) -> list[Any]:
    """A ladder as an assignment keeps it."""
    return [rung.model_dump(mode="json") for rung in ladders()[name]]


@lru_cache(maxsize=1)
def _calendar() -> WorkCalendar:
    return china_calendar()


def climbed(name: str, due: datetime, now: datetime) -> Iterator[tuple[int, bool]]:
    """The places of the rungs that were climbed until now, each with whether it was the last."""
    ladder = ladders()[name]
    gone = _gone(name, due.date(), now)
    yield from ((place, len(gone) == len(ladder) and place == gone[-1]) for place in gone)


@lru_cache(maxsize=4000)
def _gone(name: str, day: Any, now: datetime) -> tuple[int, ...]:
    """Days are what ladders count: all that is due on one day is urged at the same moments."""
    end = datetime(day.year, day.month, day.day, 16, tzinfo=now.tzinfo)
    return tuple(one.place for one in passed(ladders()[name], end, now, _calendar()))

"""By when an approved paper is to be released (公开时限): within a limit, or on the next day of a cycle."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from baicheng.clock.instants import china_date, end_of
from baicheng.packs.schema.notices import Notice, Release
from baicheng.server.assignments.calendars import calendar
from baicheng.server.assignments.ladders import REMIND

#: No cycle of a release is longer.
_LOOKED_AHEAD = timedelta(days=200)


def clock_of_release(notice: Notice, at: datetime) -> dict[str, Any]:
    """By when it is to be released, with whom to remind before and after."""
    remind = [rung.model_dump(mode="json", exclude_none=True) for rung in notice.remind]
    given: dict[str, Any] = {"rule": {REMIND: remind}} if remind else {}
    if notice.release is None:
        return given
    if notice.release.within is not None:
        return given | {"limit": notice.release.within.limit()}
    return given | {"due_on": next_day(notice.release, at)}


def next_day(release: Release, at: datetime) -> date:
    """The next due day of a release that comes back, today included."""
    today = china_date(at)
    found = release.schedule().occurrences(today, today + _LOOKED_AHEAD, calendar())
    return next(one.due.on for one in found if end_of(one.due.on) >= at)

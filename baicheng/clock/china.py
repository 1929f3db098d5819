"""The working calendar of China (全国节假日安排): holidays and moved workdays (调休) as announced."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache

from baicheng.clock.work_calendar import OFFICE_HOURS, OfficeHours, WorkCalendar


def china_calendar(
    changes: Mapping[date, bool] | None = None,
    office_hours: OfficeHours = OFFICE_HOURS,
    *,
    announced: Iterable[int] = (),
    hours_from: Mapping[date, OfficeHours] | None = None,
) -> WorkCalendar:
    """The calendar that the State Council's yearly notices make, with a table of one's own on top.

    Args:
        changes: what differs here or was announced since: ``True`` for a working day, ``False`` for a
            rest day.
        office_hours: when offices are open.
        announced: years whose holidays ``changes`` holds in full, beyond those that are built in.
        hours_from: office hours that hold from a day on.
    """
    days, years = _published()
    return WorkCalendar(
        office_hours=office_hours,
        days={**days, **(changes or {})},
        announced=years | frozenset(announced),
        hours_from=hours_from or {},
    )


@lru_cache(maxsize=1)
def _published() -> tuple[dict[date, bool], frozenset[int]]:
    """The days that differ from the ordinary week, and the years for which they are known."""
    # Loaded when a calendar is asked for: most commands of the command line never do.
    from chinese_calendar.constants import holidays, workdays

    days = dict.fromkeys(holidays, False) | dict.fromkeys(workdays, True)
    return days, frozenset(day.year for day in holidays)

"""The working calendar of the installation (工作日历): the published one with what was decided here on top.

Three local values of the installation change it: ``calendar.days`` maps days to true (worked) or false
(rest), ``calendar.office_hours`` is text such as ``08:30-12:00, 14:30-18:00`` that holds from the value's
first day on, ``calendar.announced`` lists years whose holidays ``calendar.days`` holds in full.
"""

from __future__ import annotations

from datetime import date, datetime

from baicheng.clock import OfficeHours, WorkCalendar, china_calendar
from baicheng.server.editions.queries import INSTALLATION, approved_values

DAYS = "calendar.days"
OFFICE_HOURS = "calendar.office_hours"
ANNOUNCED = "calendar.announced"


def calendar(known_at: datetime | None = None) -> WorkCalendar:
    """The calendar by which limits count, as it is or as it was known at a moment."""
    changes: dict[date, bool] = {}
    for value in approved_values(INSTALLATION, DAYS, known_at):
        changes |= {date.fromisoformat(day): bool(worked) for day, worked in value.value.items()}
    hours = {
        value.since: OfficeHours.parse(value.value)
        for value in approved_values(INSTALLATION, OFFICE_HOURS, known_at)
    }
    years = {
        int(year) for value in approved_values(INSTALLATION, ANNOUNCED, known_at) for year in value.value
    }
    return china_calendar(changes, announced=years, hours_from=hours)

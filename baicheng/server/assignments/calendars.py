"""The working calendar of the installation (工作日历): the published one with what was decided here on top.

Three local values of the installation change it: ``calendar.year`` is the arrangement of a whole year's holidays
(``{"year": 2027, "days": {day: worked}}``), ``calendar.days`` maps single days to true (worked) or false (rest)
and wins over it, ``calendar.office_hours`` is text such as ``08:30-12:00, 14:30-18:00`` that holds from the value's
first day on.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.utils.translation import gettext as _

from baicheng.clock import OFFICE_HOURS as ORDINARY_HOURS
from baicheng.clock import OfficeHours, WorkCalendar, china_calendar
from baicheng.clock.instants import ONE_DAY
from baicheng.server.editions.models import LocalValue
from baicheng.server.editions.queries import INSTALLATION, approved_of

DAYS = "calendar.days"
OFFICE_HOURS = "calendar.office_hours"
YEAR = "calendar.year"
#: All that is decided on the calendar.
PATHS = (YEAR, DAYS, OFFICE_HOURS)


def calendar(known_at: datetime | None = None) -> WorkCalendar:
    """The calendar by which limits count, as it is or as it was known at a moment."""
    found = list(approved_of(INSTALLATION, PATHS, known_at))
    years = [value for value in found if value.path == YEAR]
    changes: dict[date, bool] = {}
    for value in [*years, *(value for value in found if value.path == DAYS)]:
        changes |= _days_of(value)
    announced = [int(value.value["year"]) for value in years if value.until is None]
    hours = _hours(value for value in found if value.path == OFFICE_HOURS)
    return china_calendar(changes, announced=announced, hours_from=hours)


def _days_of(value: LocalValue) -> dict[date, bool]:
    """What holds of the days that a value states: of one that was ended, those before its end."""
    days = days_stated(value)
    return {day: worked for day, worked in days.items() if value.until is None or day < value.until}


def days_stated(value: LocalValue) -> dict[date, bool]:
    """The days that a value of the calendar names: whether each is worked."""
    stated = value.value["days"] if value.path == YEAR else value.value
    return {date.fromisoformat(day): bool(worked) for day, worked in stated.items()}


def _hours(values: Iterable[LocalValue]) -> dict[date, OfficeHours]:
    """Office hours by the day from which they hold; after summer hours (夏季作息) the earlier ones hold again."""
    stated = [(value.since, value.until, OfficeHours.parse(value.value)) for value in values]
    hours = {since: held for since, _until, held in stated}
    for end in {until for _since, until, _held in stated if until is not None} - hours.keys():
        holding = [held for since, until, held in stated if since <= end and (until is None or until > end)]
        hours[end] = holding[-1] if holding else ORDINARY_HOURS
    return hours


def called(path: str) -> str:
    """What people call a value of the calendar."""
    return {
        YEAR: _("Holidays of a year"),
        DAYS: _("Single days"),
        OFFICE_HOURS: _("Office hours"),
    }[path]


def said(value: LocalValue) -> str:
    """A value of the calendar in words: stretches of days off, and days that are worked."""
    if value.path == OFFICE_HOURS:
        return str(OfficeHours.parse(value.value))
    days = days_stated(value)
    off = _stretches(one for one, worked in days.items() if not worked)
    worked = _stretches(one for one, worked in days.items() if worked)
    parts = []
    if off:
        parts.append(_("off: %(days)s") % {"days": "、".join(off)})
    if worked:
        parts.append(_("worked: %(days)s") % {"days": "、".join(worked)})
    return "；".join(parts)


def _stretches(days: Iterable[date]) -> list[str]:
    """Days in a row as one stretch.

    >>> _stretches([date(2027, 2, 5), date(2027, 2, 6), date(2027, 2, 9)])
    ['2027-02-05 – 2027-02-06', '2027-02-09']
    """
    found: list[tuple[date, date]] = []
    for one in sorted(days):
        if found and one - found[-1][1] == ONE_DAY:
            found[-1] = (found[-1][0], one)
        else:
            found.append((one, one))
    return [f"{first}" if first == last else f"{first} – {last}" for first, last in found]

"""A list as a calendar (日历): what is due on each day of a month."""

from __future__ import annotations

import calendar
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from baicheng.clock.instants import last_day_until
from baicheng.server.assignments.calendars import calendar as work_calendar
from baicheng.server.history.among import among
from baicheng.server.registers.faces.asked import MONTH, Asked
from baicheng.server.registers.faces.cards import Card, cards
from baicheng.server.registers.models import Record
from baicheng.server.registers.queries import narrowed
from baicheng.server.web.paging import Count

#: So many records of a month are looked at, and so many stand in a day; the others are counted.
MOST, IN_A_DAY = 300, 3


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the calendar. ``url``: the list of what is due on it, where not all of it is shown."""

    day: date
    inside: bool
    is_today: bool
    is_free: bool
    cards: Sequence[Card]
    more: int
    url: str


@dataclass(frozen=True, slots=True)
class Month:
    """A month in weeks from Monday to Sunday. ``rest``: how many due days are not shown at all."""

    first: date
    weeks: Sequence[Sequence[Day]]
    count: Count
    is_cut: bool
    before: str
    after: str
    today: str
    url: str


def month(asked: Asked) -> Month:
    """The month that the address names, otherwise the present one."""
    viewer, first = asked.viewer, _first(asked)
    last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
    wanted = asked.filters
    within = replace(
        wanted,
        due_from=max(first, wanted.due_from or first),
        due_until=min(last, wanted.due_until or last),
    )
    rows, prefix = narrowed(viewer, asked.book, within)
    rows = rows.order_by("due_order", f"{prefix}id")
    found = list(rows.values_list(f"{prefix}id", "due_order")[: MOST + 1])
    due: dict[date, list[int]] = defaultdict(list)
    for record, due_at in found[:MOST]:
        due[last_day_until(due_at)].append(record)
    wanted_cards = [record for here in due.values() for record in here[:IN_A_DAY]]
    shown = cards(asked.book, viewer, Record.objects.filter(among("id", wanted_cards)))
    weeks = calendar.Calendar().monthdatescalendar(first.year, first.month)
    free = _free_days(weeks)
    return Month(
        first=first,
        weeks=[[_day(asked, day, first, due, shown, free) for day in week] for week in weeks],
        count=Count(min(len(found), MOST), more=len(found) > MOST),
        is_cut=len(found) > MOST,
        before=_at(asked, first - timedelta(days=1)),
        after=_at(asked, last + timedelta(days=1)),
        today=asked.at(**{MONTH: ""}),
        url=asked.at(face="", month="", due_from=first.isoformat(), due_until=last.isoformat()),
    )


def _day(
    asked: Asked,
    day: date,
    first: date,
    due: Mapping[date, Sequence[int]],
    shown: Mapping[int, Card],
    free: frozenset[date],
) -> Day:
    inside = (day.year, day.month) == (first.year, first.month)
    here = due.get(day, ()) if inside else ()
    return Day(
        day=day,
        inside=inside,
        is_today=day == asked.viewer.day,
        is_free=day in free,
        cards=[shown[record] for record in here[:IN_A_DAY]],
        more=max(0, len(here) - IN_A_DAY),
        url=asked.at(face="", month="", due_from=day.isoformat(), due_until=day.isoformat()),
    )


def _first(asked: Asked) -> date:
    """The first day of the month asked for; far away or no month at all means the present one."""
    today = asked.viewer.day
    try:
        found = date.fromisoformat(f"{asked.query.get(MONTH, '')}-01")
    except ValueError:
        return today.replace(day=1)
    return found if abs(found.year - today.year) <= 50 else today.replace(day=1)


def _at(asked: Asked, day: date) -> str:
    return asked.at(**{MONTH: f"{day:%Y-%m}"})


def _free_days(weeks: Sequence[Sequence[date]]) -> frozenset[date]:
    """The days on which nobody works, by the installation's calendar (节假日、调休)."""
    working = work_calendar()
    return frozenset(day for week in weeks for day in week if not working.is_working_day(day))

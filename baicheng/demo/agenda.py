"""What happens when: the people of the made-up city act in the order of time."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from datetime import date, datetime, timedelta
from itertools import count
from random import Random

from chinese_calendar import is_workday

from baicheng.demo.scene import moment

#: An act; what it returns is of no interest.
Work = Callable[[datetime], object]


class Agenda:
    """Acts that wait for their time; an act may put further ones on the agenda.

    What lies behind ``until`` never happens.
    """

    def __init__(self, until: datetime) -> None:
        self.until = until
        self._waiting: list[tuple[datetime, int, Work]] = []
        self._order = count()

    def put(self, at: datetime, work: Work) -> None:
        """Let something happen at a moment; of two at the same moment the one put first comes first."""
        heapq.heappush(self._waiting, (at, next(self._order), work))

    def run(self) -> int:
        """Let everything happen that happens until the end; returns how much that was."""
        done = 0
        while self._waiting and self._waiting[0][0] <= self.until:
            at, _order, work = heapq.heappop(self._waiting)
            work(at)
            done += 1
        return done


def in_office_hours(rng: Random, day: date) -> datetime:
    """Some moment of the day on which offices work, or of the next one that is a working day."""
    while not is_working(day):
        day += timedelta(days=1)
    return moment(day, rng.choice((8, 9, 10, 11, 14, 15, 16, 17)), rng.randrange(60))


def is_working(day: date) -> bool:
    """Whether offices work; of years that are not announced yet, from Monday to Friday.

    >>> is_working(date(2026, 10, 1)), is_working(date(2026, 10, 9))
    (False, True)
    """
    try:
        return bool(is_workday(day))
    except NotImplementedError:
        return day.weekday() < 5


def later(rng: Random, at: datetime, least: int, most: int) -> datetime:
    """Some moment between so many days after another, in office hours."""
    return in_office_hours(rng, at.date() + timedelta(days=rng.randint(least, most)))


def working_days(after: date, count: int) -> list[date]:
    """The first working days after a day.

    >>> [day.day for day in working_days(date(2026, 9, 29), 2)]
    [30, 8]
    """
    found, day = list[date](), after
    while len(found) < count:
        day += timedelta(days=1)
        if is_working(day):
            found.append(day)
    return found

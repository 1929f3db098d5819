"""Meetings of the programme's office and dispatches of the supervision office, as their packs demand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import partial

from baicheng.demo.agenda import in_office_hours, is_working
from baicheng.demo.course import QUALITY, SUPERVISION, Course
from baicheng.demo.wording import phrase
from baicheng.server.duties.services import enter_record
from baicheng.server.registers.models import Record

_MONTHLY = "monthly"
_TITLES = {
    _MONTHLY: "{month}月城市提质工作例会",
    "quarterly": "向市政府常务会议汇报（第{quarter}季度）",
    "observation": "城市提质观摩讲评会",
    "assessment": "半年考核评比",
}
#: One dispatch in so many falls away.
_OMITTED = 9


class Meetings:
    """Meetings and dispatches, a few of which fall away."""

    def __init__(self, course: Course) -> None:
        self._course = course

    def begin(self, since: date, tasks: Sequence[Record]) -> None:
        """Plan those from a day on to the present; dispatches look at ``tasks``."""
        course = self._course
        for number, day in enumerate(_month_ends(since, course.today)):
            if number != 4:  # the meeting of one month fell away
                self._put(day - timedelta(days=course.rng.randint(1, 4)), _MONTHLY)
            if day.month % 3 == 0:
                self._put(day - timedelta(days=2), "quarterly")
            if day.month % 6 == 0:
                self._put(day - timedelta(days=6), "observation")
                self._put(day - timedelta(days=3), "assessment")
        fridays = (since + timedelta(days=4 - since.weekday() + 14 * turn) for turn in range(1, 40))
        for number, day in enumerate(fridays):
            if day <= course.today and number % _OMITTED != 5:
                at = in_office_hours(course.rng, day)
                course.agenda.put(at, partial(self._dispatch, list(tasks)))

    def _put(self, day: date, occasion: str) -> None:
        while not is_working(day):
            day -= timedelta(days=1)
        self._course.agenda.put(in_office_hours(self._course.rng, day), partial(self._meet, occasion))

    def _meet(self, occasion: str, at: datetime) -> None:
        title = _TITLES[occasion].format(month=at.month, quarter=(at.month + 2) // 3)
        enter_record(
            register_id=f"{QUALITY}.meetings",
            values={
                "occasion": occasion,
                "held_on": at.date().isoformat(),
                "decided": phrase(self._course.rng, "decided"),
            },
            parties=[("present", self._course.scene.subjects["county_governments"])],
            title=title,
            user=self._course.scene.users["tizhi"],
            unit=self._course.scene.subjects["tizhi"],
            at=at,
        )

    def _dispatch(self, tasks: list[Record], at: datetime) -> None:
        course = self._course
        looked_at = course.rng.sample(tasks, min(3, len(tasks)))
        enter_record(
            register_id=f"{SUPERVISION}.dispatches",
            values={
                "level": "government",
                "held_on": at.date().isoformat(),
                "tasks": sorted(task.pk for task in looked_at),
                "decided": phrase(course.rng, "dispatch"),
            },
            parties=[("chair", course.scene.subjects["zhengfuban"])],
            title=f"市政府工作报告重点任务调度（{at.month}月{at.day}日）",
            user=course.scene.users["ducha"],
            unit=course.scene.subjects["ducha"],
            at=at,
        )


def _month_ends(since: date, until: date) -> Iterator[date]:
    """The last days of the months that end between two days."""
    day = date(since.year, since.month, 1)
    while True:
        following = (day + timedelta(days=32)).replace(day=1)
        last = following - timedelta(days=1)
        if last > until:
            return
        yield last
        day = following

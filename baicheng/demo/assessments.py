"""The half-yearly assessment of the made-up city: units and counties in rounds, both told in a circular."""

from __future__ import annotations

from datetime import date, timedelta

from baicheng.demo.agenda import working_days
from baicheng.demo.course import QUALITY, Course
from baicheng.demo.issuing import issued, submitted
from baicheng.demo.rounds import HalfYear
from baicheng.demo.scene import moment
from baicheng.rules.setting import Period
from baicheng.server.rounds.models import Round
from baicheng.server.rounds.services import mark_published

#: Rules of the pack, and the notices that tell their results.
_UNITS, _COUNTIES = "half_year_units", "half_year_counties"
#: The office takes so many days for what was still reported.
_DAYS = 7
#: So many days ago the round of the half-year under way was opened.
_BEGUN = timedelta(days=4)


def assess_half_year(course: Course) -> None:
    """Judge the first half of the year once it is over, with a circular on each group."""
    scene = course.scene
    half = Period(date(scene.year, 1, 1), date(scene.year, 7, 1))
    opened = half.last_day + timedelta(days=_DAYS)
    days = working_days(opened, 15)
    if moment(days[-1], 10) <= scene.now:
        for name in (_UNITS, _COUNTIES):
            row = HalfYear(course, name).judged(half.last_day, opened)
            _tell(course, name, half.last_day, days[12:], row)


def begin_half_year(course: Course) -> None:
    """Begin with the second half of the year, as far as it has come."""
    scene = course.scene
    second = working_days((scene.now - _BEGUN).date(), 1)[0]
    if second >= date(scene.year, 9, 1) and second.year == scene.year:
        HalfYear(course, _COUNTIES).begun(second, second)


def _tell(course: Course, name: str, day: date, days: list[date], row: Round) -> None:
    """Draft, approve and release the circular on a group within three days."""
    clerk, leader = course.scene.users["tizhi2"], course.scene.users["tizhi.leader"]
    drafted, approved, released = days
    paper = submitted(QUALITY, name, day=day, clerk=clerk, at=moment(drafted, 11))
    issued(
        paper,
        clerk=clerk,
        leader=leader,
        approved=moment(approved, 10),
        released=moment(released, 10),
    )
    mark_published(row, user=clerk, at=moment(released, 11))

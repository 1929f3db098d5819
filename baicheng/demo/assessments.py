"""The half-yearly assessment of the made-up city: reckoned, told in a circular, approved and released."""

from __future__ import annotations

from datetime import date, timedelta

from baicheng.demo.agenda import working_days
from baicheng.demo.course import QUALITY, Course
from baicheng.demo.scene import moment
from baicheng.rules.setting import Period
from baicheng.server.assessments.services import ask_run, carry_out
from baicheng.server.publishing.services import approve, draft, release, submit

#: Rules of the pack, and the notices that tell their results.
_RULES = ("half_year_units", "half_year_counties")
#: The office takes so many days for what was still reported.
_DAYS = 7


def assess_half_year(course: Course) -> None:
    """Judge the first half of the year once it is over, and issue a circular on each group."""
    year = course.scene.year
    half = Period(date(year, 1, 1), date(year, 7, 1))
    judged, approved, released = working_days(half.last_day + timedelta(days=_DAYS), 3)
    if moment(released, 10) > course.scene.now:
        return
    clerk, leader = (course.scene.users[name] for name in ("tizhi2", "tizhi.leader"))
    for rule in _RULES:
        begun = moment(judged)
        run = ask_run(programme=QUALITY, rule=rule, period=half, user=clerk, at=begun)
        carry_out(run, at=begun)
        row = draft(QUALITY, rule, day=half.last_day, user=clerk, at=moment(judged, 11))
        row = submit(row, user=clerk, at=moment(judged, 16))
        row = approve(row, user=leader, at=moment(approved, 10))
        release(row, user=clerk, at=moment(released, 10))

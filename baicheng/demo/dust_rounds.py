"""The monthly assessment of dust control in the made-up city (扬尘防控月度考核): the last place pays, as everybody reads."""

from __future__ import annotations

from datetime import date, timedelta

from baicheng.demo.agenda import working_days
from baicheng.demo.course import QUALITY, Course
from baicheng.demo.issuing import issued, submitted
from baicheng.demo.outcomes import Outcomes
from baicheng.demo.scene import moment
from baicheng.server.duties.services import enter_record
from baicheng.server.rounds import services

#: The round, and the circular that tells its results.
_ROUND = "dust_monthly_counties"
#: So many working days a round takes, from the scores to what follows.
_DAYS = 10
#: Scores of the month that is judged last: county → points.
_SCORES = {"dongcheng_fu": "88.40", "nancheng_fu": "90.10", "hechuan_fu": "85.70", "songping_fu": "79.30"}


def enter_dust(course: Course) -> None:
    """Enter the scores of the last month of which all is over by now."""
    month = _last_month(course)
    if month is None:
        return
    scene = course.scene
    for unit, points in _SCORES.items():
        enter_record(
            register_id=f"{QUALITY}.dust_rankings",
            values={"month_from": month.isoformat(), "pool": "counties", "points": points},
            parties=[("assessed", scene.subjects[unit])],
            title=f"{month.month}月扬尘防控得分",
            user=scene.users["tizhi3"],
            unit=scene.subjects["tizhi"],
            at=moment(_days(month)[0], 9),
        )


def assess_dust(course: Course) -> None:
    """Judge March, whose scores the office entered in April, and the last month; its scores are entered already."""
    if course.scene.now >= moment(date(course.scene.year, 6, 1)):
        march = date(course.scene.year, 3, 1)
        _judge(course, march, working_days(date(course.scene.year, 4, 15), _DAYS), done_after=6)
    month = _last_month(course)
    if month is not None:
        _judge(course, month, _days(month), done_after=None)


def _judge(course: Course, month: date, days: list[date], *, done_after: int | None) -> None:
    clerk, leader = (course.scene.users[name] for name in ("tizhi2", "tizhi.leader"))
    row = services.open_round(QUALITY, _ROUND, day=month, user=clerk, at=moment(days[0], 11), seed=1)
    row = services.draft_results(row, user=clerk, at=moment(days[0], 14))
    row = services.release(row, user=clerk, at=moment(days[0], 15))
    row = services.submit(row, user=clerk, at=moment(days[7], 9))
    row = services.approve(row, user=leader, at=moment(days[8], 10))
    paper = submitted(QUALITY, _ROUND, day=month, clerk=clerk, at=moment(days[8], 14))
    Outcomes(clerk, course.scene.now, done_after=done_after).follow(row, moment(days[9], 9))
    approved, released = moment(days[9], 10), moment(days[9], 11)
    issued(paper, clerk=clerk, leader=leader, approved=approved, released=released)
    services.mark_published(row, user=clerk, at=moment(days[9], 11, 30))


def _last_month(course: Course) -> date | None:
    """The last month whose round is over by now; none before June."""
    now = course.scene.now
    month = date(course.scene.year, 12, 1)
    while month >= date(course.scene.year, 5, 1):
        if moment(_days(month)[-1], 12) <= now:
            return month
        month = (month - timedelta(days=1)).replace(day=1)
    return None


def _days(month: date) -> list[date]:
    """The working days of the next month on which a month is judged."""
    return working_days(_next(month) - timedelta(days=1), _DAYS)


def _next(month: date) -> date:
    """The first day of the next month."""
    return (month + timedelta(days=31)).replace(day=1)

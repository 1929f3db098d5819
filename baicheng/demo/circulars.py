"""The monthly circulars of the made-up city's two offices: drafted, approved, released; one corrected, one awaited."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from baicheng.demo.agenda import working_days
from baicheng.demo.course import QUALITY, SUPERVISION, Course
from baicheng.demo.issuing import issued, submitted
from baicheng.demo.scene import moment
from baicheng.server.accounts.models import User
from baicheng.server.publishing.models import Publication
from baicheng.server.publishing.services import correct, edit, submit

#: Who drafts and who approves.
_HANDS = {QUALITY: ("tizhi2", "tizhi.leader"), SUPERVISION: ("ducha2", "ducha.leader")}
_NOTICE = "monthly_progress"
#: So many months are told, the last of which still waits for the leader of one office.
_MONTHS = 4
_WHY = "有单位反映所牵头任务的完成情况已补报，相关表述作了更正"


def issue_circulars(course: Course) -> None:
    """Issue the circulars of the last months, as far as they lie in the year of the demonstration."""
    lasts = _last_days(course.today)
    for programme, (clerk, leader) in _HANDS.items():
        people = course.scene.users[clerk], course.scene.users[leader]
        for last in lasts:
            waits = programme == QUALITY and last == lasts[-1]
            row = _issue(programme, last, people, until=course.scene.now, waits=waits)
            if row is not None and programme == SUPERVISION and last in lasts[-2:-1]:
                _correct(row, people, until=course.scene.now)


def _last_days(today: date) -> list[date]:
    """The last days of the months that are over, the first first; none before April, when tasks have begun."""
    found, day = list[date](), today.replace(day=1)
    for _month in range(_MONTHS):
        last = day - timedelta(days=1)
        if last < date(today.year, 4, 1):
            break
        found.append(last)
        day = last.replace(day=1)
    return found[::-1]


def _issue(
    programme: str, last: date, people: tuple[User, User], *, until: datetime, waits: bool
) -> Publication | None:
    clerk, leader = people
    drafted, approved, released = (
        moment(day, hour) for day, hour in zip(working_days(last, 3), (9, 15, 10), strict=True)
    )
    if released > until:
        return None
    row = submitted(programme, _NOTICE, day=last, clerk=clerk, at=drafted)
    if waits:
        return None
    return issued(row, clerk=clerk, leader=leader, approved=approved, released=released)


def _correct(row: Publication, people: tuple[User, User], *, until: datetime) -> None:
    """A clerk rewords a paragraph; the first version stays beside the second."""
    clerk, leader = people
    assert row.released_at is not None, "what is corrected was released"
    begun = row.released_at + timedelta(days=6)
    if begun + timedelta(days=1) > until:
        return
    fresh = correct(row, user=clerk, at=begun, reason=_WHY)
    fresh = edit(
        fresh,
        words={
            "number": fresh.number,
            "title": fresh.title,
            "addressed": fresh.addressed,
            "copies": fresh.copies,
        },
        body=[*fresh.body, {"kind": "text", "text": f"本通报为更正版。{_WHY}。"}],
        remarks={},
        revision=fresh.revision,
        user=clerk,
        at=begun + timedelta(hours=1),
    )
    fresh = submit(fresh, user=clerk, at=begun + timedelta(hours=2))
    approved, released = begun + timedelta(hours=4), begun + timedelta(hours=5)
    issued(fresh, clerk=clerk, leader=leader, approved=approved, released=released)

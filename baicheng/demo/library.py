"""The project library (项目库) in the course of the year: submitted, reviewed, admitted, built, completed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial

from baicheng.demo.agenda import in_office_hours, later
from baicheng.demo.course import QUALITY, Course
from baicheng.demo.filings import Project, filed_in
from baicheng.demo.moves import make_move
from baicheng.server.accounts.models import User
from baicheng.server.assignments.models import Assignment, Outcome
from baicheng.server.duties.services import enter_record
from baicheng.server.registers.matter import KIND
from baicheng.server.registers.models import Record
from baicheng.server.registers.services import answer_assignment

#: The states of a project in the order in which it comes to them.
_WAY = ("reserve", "submitted", "admitted", "building", "completed", "closed")
_Step = Callable[[Project, Record, datetime], None]


class Library:
    """Projects from their entry to their completion."""

    def __init__(self, course: Course) -> None:
        self._course = course

    def begin(self, since: date) -> None:
        """Let the counties enter their projects one after the other from a day on."""
        course = self._course
        for number, project in enumerate(filed_in(course.scene.year).projects):
            at = in_office_hours(course.rng, since + timedelta(days=2 + 2 * number))
            course.agenda.put(at, partial(self._enter, project))

    def _enter(self, project: Project, at: datetime) -> None:
        given = self._course.scene.subjects
        record = enter_record(
            register_id=f"{QUALITY}.projects",
            values={
                "part": project.part,
                "year": self._course.scene.year,
                "status": project.status,
                "investment": project.investment,
                "invested": 0,
                "ends_on": project.ends.isoformat(),
            },
            parties=[
                ("county", given[project.county]),
                ("builder", given[project.builder]),
                ("lead", given[project.lead]),
            ],
            title=project.title,
            user=self._of_county(project),
            at=at,
        )
        if self._goes_to(project, "submitted"):
            make_move(record, "submit", self._of_county(project), at + timedelta(minutes=10))
        if self._goes_to(project, "admitted"):
            self._put(self._admit, project, record, at, 4, 9)

    def _admit(self, project: Project, record: Record, at: datetime) -> None:
        clerk = self._course.clerk(record)
        review = Assignment.objects.get(
            about_kind=KIND, about_id=record.pk, name="review", outcome=Outcome.OPEN
        )
        answer_assignment(review, "agreed", user=clerk, at=at)
        make_move(record, "admit", clerk, at + timedelta(minutes=5), values={"status": project.status})
        if self._goes_to(project, "building"):
            self._put(self._start, project, record, at, 5, 12)

    def _start(self, project: Project, record: Record, at: datetime) -> None:
        dates = {"starts_on": at.date().isoformat(), "ends_on": project.ends.isoformat()}
        make_move(record, "start", self._of_county(project), at, values=dates)
        days = (project.ends - at.date()).days
        for quarter in (1, 2, 3):
            day = at.date() + timedelta(days=days * quarter // 4)
            work = partial(self._update, project, record, quarter * 25)
            self._course.agenda.put(in_office_hours(self._course.rng, day), work)
        if self._goes_to(project, "completed"):
            when = in_office_hours(self._course.rng, project.ends - timedelta(days=4))
            self._course.agenda.put(when, partial(self._finish, project, record))

    def _update(self, project: Project, record: Record, share: int, at: datetime) -> None:
        values = {
            "invested": project.investment * (share - 3) // 100,
            "physical_progress": f"主体工程完成约{share}%，现场正常施工。",
        }
        make_move(record, "update", self._of_county(project), at, values=values)

    def _finish(self, project: Project, record: Record, at: datetime) -> None:
        values = {
            "invested": project.investment * 98 // 100,
            "physical_progress": "全部建成，已完成自验。",
        }
        make_move(record, "finish", self._course.user_of(project.builder), at, values=values)
        if self._goes_to(project, "closed"):
            when = later(self._course.rng, at, 3, 8)
            self._course.agenda.put(when, partial(self._confirm, record))

    def _confirm(self, record: Record, at: datetime) -> None:
        make_move(record, "confirm", self._course.clerk(record), at)

    @staticmethod
    def _goes_to(project: Project, state: str) -> bool:
        return _WAY.index(project.goes) >= _WAY.index(state)

    def _of_county(self, project: Project) -> User:
        return self._course.user_of(f"{project.county}_fu")

    def _put(
        self, step: _Step, project: Project, record: Record, at: datetime, least: int, most: int
    ) -> None:
        when = later(self._course.rng, at, least, most)
        self._course.agenda.put(when, partial(step, project, record))

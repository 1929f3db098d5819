"""Marks that the programme's office gives for the half-yearly assessment."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import partial
from random import Random

from baicheng.demo.agenda import in_office_hours, is_working
from baicheng.demo.course import QUALITY, Course
from baicheng.server.duties.services import enter_record
from baicheng.server.orgs.models import Subject
from baicheng.server.registers.models import Record
from baicheng.server.registers.parties import parties_of

_ASSESSED = ("lead", "responsible")
_REASONS = "根据现场查看、日常调度和台账核对打分"


class Marks:
    """One mark a quarter for each unit that takes part in the tasks; of a half-year their mean counts."""

    def __init__(self, course: Course) -> None:
        self._course = course
        # Its own draws: the year goes the same way whether marks are given or not.
        self._rng = Random(course.scene.seed + 1)

    def begin(self, tasks: Sequence[Record]) -> None:
        """Plan the marks of every quarter of the year that is over."""
        year = self._course.scene.year
        for month in (4, 7, 10):
            day = date(year, month, 1)
            while not is_working(day):
                day += timedelta(days=1)
            half_from = date(year, 7 if month > 7 else 1, 1)
            at = in_office_hours(self._rng, day)
            self._course.agenda.put(at, partial(self._give, list(tasks), half_from))

    def _give(self, tasks: Sequence[Record], half_from: date, at: datetime) -> None:
        taking = [party for party in parties_of(tasks, at.date()) if party.role in _ASSESSED]
        units = {party.subject_id: party.subject for party in taking}
        for _, unit in sorted(units.items()):
            self._mark(unit, half_from, at)

    def _mark(self, unit: Subject, half_from: date, at: datetime) -> None:
        enter_record(
            register_id=f"{QUALITY}.marks",
            values={
                "half_from": half_from.isoformat(),
                "points": self._rng.randint(68, 98),
                "marked_on": at.date().isoformat(),
                "reasons": _REASONS,
            },
            parties=[("assessed", unit)],
            title=f"{unit.name}季度现场考核打分",
            user=self._course.scene.users["tizhi2"],
            unit=self._course.scene.subjects["tizhi"],
            at=at,
        )

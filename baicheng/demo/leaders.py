"""City leaders look at the tasks of their portfolio (分管) and give instructions (批示) where one lags."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from random import Random

from baicheng.demo.agenda import in_office_hours
from baicheng.demo.course import Course
from baicheng.demo.moves import make_move
from baicheng.demo.wording import phrase
from baicheng.server.accounts.models import User
from baicheng.server.registers.models import Record
from baicheng.server.registers.parties import parties_of

#: A leader steps in so long after a task was due; in one that lags but is not due, so long before the present.
_AFTER_DUE, _OF_LATE = timedelta(days=4), timedelta(days=6)
#: A task that is done so slowly (as a share of the work) lags.
_LAGS = 0.9


class Leaders:
    """Instructions of the leaders in charge who have an account."""

    def __init__(self, course: Course) -> None:
        self._course = course
        # Draws of its own: what else happens in the year stays as it is.
        self._rng = Random(course.scene.seed)

    def begin(self, tasks: Sequence[Record]) -> None:
        """Plan an instruction for each task with a leader in charge that is late or lags."""
        for task in tasks:
            leader = self._leader_of(task)
            fate = self._course.fates[task.pk]
            if leader is None or (fate.done_on is not None and fate.done_on <= fate.ends):
                continue
            day = fate.ends + _AFTER_DUE
            if day > self._course.today:
                if fate.pace >= _LAGS:
                    continue
                day = self._course.today - _OF_LATE
            self._course.agenda.put(in_office_hours(self._rng, day), partial(self._instruct, task, leader))

    def _leader_of(self, task: Record) -> User | None:
        taking_part = parties_of([task], task.opened_at.date())
        people = [party.subject_id for party in taking_part if party.role == "supervisor"]
        return User.objects.filter(person__in=people).order_by("pk").first()

    def _instruct(self, task: Record, leader: User, at: datetime) -> None:
        values = {"instruction": phrase(self._rng, "instruction")}
        make_move(task, "instruct", leader, at, state="under_way", values=values)

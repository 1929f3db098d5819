"""Units ask for more time; the office grants it, refuses it, or has still to decide."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from functools import partial

from baicheng.demo.agenda import in_office_hours, later
from baicheng.demo.course import Course
from baicheng.demo.wording import phrase
from baicheng.server.accounts.models import User
from baicheng.server.assignments.models import Assignment, Extension, Outcome
from baicheng.server.indicators.services import grant_extension
from baicheng.server.registers.matter import KIND
from baicheng.server.registers.models import Record
from baicheng.server.registers.services import ask_extension, refuse_extension

#: What the office does with a request.
Decide = Callable[[Extension, User, datetime], None]

#: So long before it is due a unit asks, and so much more time it asks for.
_BEFORE, _MORE = timedelta(days=12), timedelta(days=30)


class Deadlines:
    """Requests for a later deadline."""

    def __init__(self, course: Course) -> None:
        self._course = course

    def begin(self, tasks: Sequence[Record]) -> None:
        """Let the units of some tasks ask: two are granted, one is refused, one still waits."""
        course = self._course
        late = [task for task in tasks if isinstance(task.fields.get("due_on"), str)]
        late = [task for task in late if course.fates[task.pk].done_on is None]
        over = [task for task in late if _due(task) <= course.today]
        ahead = [task for task in late if course.today < _due(task)]
        for task, work in zip(over, (self._grant, self._refuse, self._grant), strict=False):
            self._plan(task, _due(task) - _BEFORE, work)
        for task in ahead[:1]:
            self._plan(task, min(_due(task) - _BEFORE, course.today - timedelta(days=2)), None)

    def _plan(self, task: Record, day: date, work: Decide | None) -> None:
        at = in_office_hours(self._course.rng, day)
        self._course.agenda.put(at, partial(self._ask, task, work))

    def _ask(self, task: Record, work: Decide | None, at: datetime) -> None:
        course = self._course
        row = Assignment.objects.filter(
            about_kind=KIND, about_id=task.pk, name="deliver", outcome=Outcome.OPEN
        ).first()
        user = course.liaison(row.bearer_id or 0) if row else None
        if row is None or user is None:
            return
        reason = phrase(course.rng, "extension")
        asked = ask_extension(row, user=user, at=at, reason=reason, new_due_on=_due(task) + _MORE)
        if work is not None:
            decided = later(course.rng, at, 1, 5)
            course.agenda.put(decided, partial(work, asked, course.clerk(task)))

    def _grant(self, asked: Extension, clerk: User, at: datetime) -> None:
        grant_extension(asked, user=clerk, at=at, reason=phrase(self._course.rng, "extension_granted"))

    def _refuse(self, asked: Extension, clerk: User, at: datetime) -> None:
        refuse_extension(asked, user=clerk, at=at, reason=phrase(self._course.rng, "extension_refused"))


def _due(task: Record) -> date:
    return date.fromisoformat(task.fields["due_on"])

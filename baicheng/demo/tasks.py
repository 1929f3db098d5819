"""Units accept tasks, object to one, report them as done; the office verifies and closes out, or refuses."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from baicheng.clock.instants import china_date
from baicheng.demo.agenda import Work, in_office_hours, later
from baicheng.demo.course import Course
from baicheng.demo.moves import make_move
from baicheng.demo.papers import attach_paper, letter
from baicheng.demo.reports import Reporting
from baicheng.demo.wording import phrase
from baicheng.server.accounts.models import User
from baicheng.server.indicators.queries import unmet
from baicheng.server.registers.models import Record
from baicheng.server.registers.parties import parties_of

TaskWork = Callable[[Record, User, datetime], None]

#: The task whose lead objects to it, by its title.
_DISPUTED = "发展立体绿化"
#: How often the office does not believe that a task is done.
_REFUSED = 0.2


class Tasks:
    """What happens to the tasks themselves."""

    def __init__(self, course: Course, reporting: Reporting) -> None:
        self._course = course
        self._reporting = reporting

    def begin(self, tasks: Sequence[Record], issued: datetime) -> None:
        """Let every task be accepted after its issue, and be done when its fate says so."""
        course = self._course
        for task in tasks:
            lead = self.lead_of(task)
            if lead is None:
                continue
            work = self._object if task.title == _DISPUTED else self._accept
            course.agenda.put(later(course.rng, issued, 1, 6), self._by(work, task, lead))
            for other in self._joint(task):
                course.agenda.put(later(course.rng, issued, 7, 9), self._by(self._accept, task, other))
            done_on = course.fates[task.pk].done_on
            if done_on is not None:
                course.agenda.put(in_office_hours(course.rng, done_on), self._by(self._done, task, lead))

    def lead_of(self, task: Record) -> User | None:
        """Who acts for the unit that leads a task (of joint leads the one who consolidates)."""
        leads = self._leads(task)
        return leads[0] if leads else None

    def _leads(self, task: Record) -> list[User]:
        leads = [party for party in parties_of([task], task.opened_at.date()) if party.role == "lead"]
        leads.sort(key=lambda party: not party.consolidates)
        found = [self._course.liaison(party.subject_id) for party in leads]
        return list(dict.fromkeys(user for user in found if user is not None))

    def _joint(self, task: Record) -> list[User]:
        """Those who act for the other lead units."""
        return self._leads(task)[1:]

    @staticmethod
    def _by(work: TaskWork, task: Record, user: User) -> Work:
        return lambda at: work(task, user, at)

    def _accept(self, task: Record, lead: User, at: datetime) -> None:
        if not make_move(task, "accept", lead, at, state="issued"):
            make_move(task, "accept_too", lead, at, state="under_way")

    def _object(self, task: Record, lead: User, at: datetime) -> None:
        course = self._course
        make_move(task, "refuse", lead, at, state="issued", reason=phrase(course.rng, "objection"))
        decided = later(course.rng, at, 2, 4)
        course.agenda.put(decided, self._by(self._uphold, task, course.clerk(task)))
        course.agenda.put(later(course.rng, decided, 1, 3), self._by(self._accept, task, lead))

    def _uphold(self, task: Record, clerk: User, at: datetime) -> None:
        make_move(task, "uphold", clerk, at, state="issued", reason=phrase(self._course.rng, "upheld"))

    def _done(self, task: Record, lead: User, at: datetime) -> None:
        course = self._course
        values = {"progress": 100, "result": phrase(course.rng, "result")}
        task.refresh_from_db()
        if task.state == "under_way":
            lines = ["验收单", task.title, f"{at.year}年{at.month}月{at.day}日"]
            self._reporting.conclude(task, at)
            attach_paper(task, "evidence", "验收单.pdf", letter(lines), user=lead, at=at)
        if not make_move(task, "report_done", lead, at, state="under_way", values=values):
            return
        for other in self._joint(task):
            make_move(task, "report_done", other, at, state="under_way", values=values)
        clerk, looked_at = course.clerk(task), later(course.rng, at, 3, 8)
        if course.rng.random() < _REFUSED:
            course.agenda.put(looked_at, self._by(self._refuse, task, clerk))
            again = later(course.rng, looked_at, 6, 15)
            course.agenda.put(again, self._by(self._done_again, task, lead))
        else:
            course.agenda.put(looked_at, self._by(self._verify, task, clerk))

    def _done_again(self, task: Record, lead: User, at: datetime) -> None:
        course = self._course
        values = {"result": phrase(course.rng, "result")}
        answer = "已整改，验收单已补齐。"
        if make_move(task, "report_done", lead, at, state="under_way", values=values, answer=answer):
            for other in self._joint(task):
                make_move(task, "report_done", other, at, state="under_way", values=values, answer=answer)
            looked_at = later(course.rng, at, 2, 5)
            course.agenda.put(looked_at, self._by(self._verify, task, course.clerk(task)))

    def _refuse(self, task: Record, clerk: User, at: datetime) -> None:
        make_move(
            task, "send_back", clerk, at, state="reported", reason=phrase(self._course.rng, "not_closed")
        )

    def _verify(self, task: Record, clerk: User, at: datetime) -> None:
        if make_move(task, "verify", clerk, at, state="reported"):
            closed_at = later(self._course.rng, at, 1, 6)
            self._course.agenda.put(closed_at, self._by(self._close, task, clerk))

    def _close(self, task: Record, clerk: User, at: datetime) -> None:
        reason = phrase(self._course.rng, "closed_all_the_same") if unmet(task, china_date(at)) else ""
        make_move(task, "close", clerk, at, state="verified", reason=reason)

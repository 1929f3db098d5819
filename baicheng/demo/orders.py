"""The office finds fault with some tasks and issues rectification orders (督办单); units act and reply."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import partial

from baicheng.demo.agenda import in_office_hours, later
from baicheng.demo.course import Course
from baicheng.demo.moves import make_move
from baicheng.demo.papers import attach_paper, letter
from baicheng.demo.wording import phrase
from baicheng.server.accounts.models import User
from baicheng.server.duties.services import enter_record
from baicheng.server.registers.models import Record
from baicheng.server.registers.parties import parties_of

#: How many orders the office issues in a year.
_ORDERS = 12
#: A task so far behind its time (as a share of the work) gets one.
_BEHIND = 0.9


class Orders:
    """Rectification orders from their issue to their close-out."""

    def __init__(self, course: Course) -> None:
        self._course = course

    def begin(self, tasks: Sequence[Record], since: date, most: int = _ORDERS) -> None:
        """Plan orders for the tasks that lag, spread over the year up to the present: ``most`` and two more."""
        course, rng = self._course, self._course.rng
        slow = [task for task in tasks if course.fates[task.pk].pace < _BEHIND and task.parties.exists()]
        rng.shuffle(slow)
        days = max(1, (course.today - since).days - 60)
        for number, task in enumerate(slow[:most]):
            day = since + timedelta(days=60 + days * number // most)
            course.agenda.put(in_office_hours(rng, day), partial(self._issue, task))
        for task in slow[most : most + 2]:  # two that are still to be answered
            day = course.today - timedelta(days=rng.randint(2, 8))
            course.agenda.put(in_office_hours(rng, day), partial(self._issue, task))

    def _issue(self, task: Record, at: datetime) -> None:
        course, rng = self._course, self._course.rng
        task.refresh_from_db()
        leads = [party.subject for party in parties_of([task], at.date()) if party.role == "lead"]
        user = course.liaison(leads[0].pk) if leads else None
        if task.state != "under_way" or user is None:
            return
        reply_by = at.date() + timedelta(days=rng.choice((7, 10, 15)))
        order = enter_record(
            register_id=f"{task.register.partition('.')[0]}.orders",
            values={
                "task": task.pk,
                "finding": phrase(rng, "finding"),
                "required_action": phrase(rng, "required_action"),
                "reply_by": reply_by.isoformat(),
            },
            parties=[("responsible", leads[0])],
            title=f"关于加快“{task.title}”的督办单"[:100],
            parent=task,
            user=course.clerk(task),
            at=at,
        )
        if rng.random() < 0.85:
            early = 0 if rng.random() < 0.75 else 4  # one in four replies late
            when = in_office_hours(rng, reply_by + timedelta(days=early - rng.randint(0, 3)))
            course.agenda.put(max(when, at), lambda moment: self._reply(order, user, moment))

    def _reply(self, order: Record, user: User, at: datetime, *, again: bool = False) -> None:
        course, rng = self._course, self._course.rng
        answer = {"answer": "已补充完成时间和责任人。"} if again else {}
        values = {"reply": phrase(rng, "reply")}
        if not again:
            lines = [order.title, values["reply"], f"{at.year}年{at.month}月{at.day}日"]
            attach_paper(order, "evidence", "赶工计划.pdf", letter(lines), user=user, at=at)
        make_move(order, "reply", user, at, values=values, **answer)
        looked_at = later(rng, at, 1, 5)
        work = self._send_back if not again and rng.random() < 0.25 else self._verify
        course.agenda.put(looked_at, lambda moment: work(order, moment))

    def _send_back(self, order: Record, at: datetime) -> None:
        course = self._course
        reason = phrase(course.rng, "sent_back_order")
        make_move(order, "send_back", course.clerk(order), at, reason=reason)
        user = course.liaison(parties_of([order], at.date())[0].subject_id)
        if user is not None:
            course.agenda.put(
                later(course.rng, at, 1, 4), lambda moment: self._reply(order, user, moment, again=True)
            )

    def _verify(self, order: Record, at: datetime) -> None:
        course = self._course
        make_move(order, "verify", course.clerk(order), at)
        closed_at = later(course.rng, at, 1, 4)
        course.agenda.put(closed_at, lambda moment: make_move(order, "close", course.clerk(order), moment))

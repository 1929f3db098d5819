"""Units report on their tasks; the office accepts reports or returns them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial

from django.db.models import Q

from baicheng.demo.agenda import in_office_hours, later
from baicheng.demo.course import Course
from baicheng.demo.fates import share_of, values_of
from baicheng.demo.papers import attach_paper, chart
from baicheng.demo.scene import SHANGHAI
from baicheng.demo.wording import phrase
from baicheng.server.accounts.models import User
from baicheng.server.assignments.models import Assignment, Outcome
from baicheng.server.duties.models import Report
from baicheng.server.duties.plan_calendar import BY_HAND
from baicheng.server.duties.reporting import LEAD, targets_asked, targets_of, task_of
from baicheng.server.duties.services import (
    answer_by_hand,
    begin_report,
    generate,
    horizon,
    move_record,
    save_report,
    send_report,
)
from baicheng.server.indicators.models import Target
from baicheng.server.orgs.models import Subject
from baicheng.server.registers.matter import KIND
from baicheng.server.registers.models import Record
from baicheng.server.registers.parties import consolidator
from baicheng.server.registers.services import answer_assignment, mark_missed

#: The worker looks on these days of each month at what is owed.
_LOOKS = (2,)
#: A report that is to come within so many days lies there as a draft.
_BEGUN_BEFORE = timedelta(days=8)
#: So many reports come with a picture.
_WITH_PICTURE = 0.12


class Reporting:
    """All that has to do with reports."""

    def __init__(self, course: Course) -> None:
        self._course = course
        self._planned: set[int] = set()

    def begin(self, day: date) -> None:
        """Let the worker look at what is owed from a day to the end, and people plan their reports."""
        agenda = self._course.agenda
        looks = [
            datetime(year, month, number, 1, tzinfo=SHANGHAI)
            for year in (day.year, day.year + 1)
            for month in range(1, 13)
            for number in _LOOKS
        ]
        first = datetime(day.year, day.month, day.day, 20, tzinfo=SHANGHAI)
        for at in (first, *(look for look in looks if look > first), agenda.until):
            agenda.put(at, self._look)

    def _look(self, at: datetime) -> None:
        generate(horizon(at), at)
        mark_missed(at)
        asked = Q(rule__demand__record="progress") | Q(rule__demand__move=BY_HAND.move)
        owed = Assignment.objects.filter(asked, outcome=Outcome.OPEN)
        for row in owed.exclude(pk__in=self._planned).select_related("bearer").order_by("due_at", "pk"):
            self._planned.add(row.pk)
            self._plan(row, at)

        for row in Assignment.objects.filter(name="milestone", outcome=Outcome.OPEN).order_by("due_at", "pk"):
            if row.pk not in self._planned:
                self._planned.add(row.pk)
                self._plan_milestone(row, at)

    def _plan_milestone(self, row: Assignment, at: datetime) -> None:
        """A unit says that a milestone is reached once it is: in time, or a month later where a task lags."""
        course, user = self._course, self._course.liaison(row.bearer_id or 0)
        fate = course.fates.get(row.about_id or 0)
        if user is None or fate is None or row.due_at is None:
            return
        due = (row.due_at - timedelta(minutes=1)).astimezone(SHANGHAI).date()
        late = share_of(fate, Target(due_on=due), due) < 1
        day = (
            due + timedelta(days=course.rng.randint(31, 40))
            if late
            else due - timedelta(days=course.rng.randint(0, 3))
        )
        when = max(in_office_hours(course.rng, day), at + timedelta(hours=1))
        if when <= course.agenda.until:
            course.agenda.put(when, lambda moment: self._reach(row, user, moment))

    @staticmethod
    def _reach(row: Assignment, user: User, at: datetime) -> None:
        row.refresh_from_db()
        if row.outcome == Outcome.OPEN:
            answer_assignment(row, "done", user=user, at=at)

    def _plan(self, row: Assignment, at: datetime) -> None:
        """Decide when a unit answers what it owes, if at all."""
        course, rng = self._course, self._course.rng
        user = course.liaison(row.bearer_id or 0)
        if user is None or row.due_at is None:
            return
        habit, draw = course.habit(row.bearer_id or 0), rng.random()
        last = (row.due_at - timedelta(minutes=1)).astimezone(SHANGHAI).date()
        if draw < habit.missing:
            return
        if draw < habit.missing + habit.late:
            when = in_office_hours(rng, last + timedelta(days=rng.randint(1, 6)))
        else:
            when = self._in_time(last, at)
        if when <= course.agenda.until:
            work = self._send if row.about_kind == KIND else self._by_hand
            course.agenda.put(when, lambda moment: work(row, user, moment))
        elif row.about_kind == KIND and when - course.agenda.until < _BEGUN_BEFORE and rng.random() < 0.4:
            began = course.agenda.until - timedelta(hours=rng.randint(3, 40))
            course.agenda.put(max(began, at), lambda moment: self._draft(row, user, moment))

    def _in_time(self, last: date, at: datetime) -> datetime:
        """Some moment of the last days before it is due; on the last day of all if it must be."""
        rng = self._course.rng
        when = in_office_hours(rng, last - timedelta(days=rng.randint(0, 4)))
        if when.date() > last:  # the last days are holidays: it is sent from home
            when = datetime(last.year, last.month, last.day, 20, rng.randrange(60), tzinfo=SHANGHAI)
        return when if when > at else at + timedelta(hours=1)

    def _send(self, row: Assignment, user: User, at: datetime) -> None:
        row.refresh_from_db()
        if row.outcome != Outcome.OPEN:
            return
        values, targets = self._said(row, at)
        course = self._course
        report = save_report(row, values=values, targets=targets, user=user, at=at)
        if course.rng.random() < _WITH_PICTURE:
            reached = [course.reached[target] / one.value for target, one in self._goals(targets)]
            picture = chart([float(share) for share in reached])
            attach_paper(report.record, "attachments", "进度图.png", picture, user=user, at=at)
        report = send_report(report, user=user, at=at)
        bad = course.rng.random() < course.habit(report.subject_id).returned
        looked_at = later(course.rng, at, 1, 3)
        work = self._return if bad else self._accept
        course.agenda.put(looked_at, lambda moment: work(report, moment))

    def conclude(self, task: Record, at: datetime) -> None:
        """Before a task is reported as done, everybody who reports on its targets says that all is reached.

        Who consolidates comes last, and the office accepts it within a few days.
        """
        course, day = self._course, at.astimezone(SHANGHAI).date()
        lead = consolidator(task, LEAD, day)
        _wholes, shares = targets_of(task)
        units = [share.subject for share in shares if share.subject and share.subject_id != lead]
        units += Subject.objects.filter(pk__in=[] if lead is None else [lead])
        for unit in dict.fromkeys(units):
            user = course.liaison(unit.pk)
            asked = [one.target for one in targets_asked(task, unit.pk, day)]
            if user is None:
                continue
            reached = values_of(iter(asked), 1.0, course.reached)
            figures = "".join(self._figures(asked, reached, day)) or phrase(course.rng, "no_figure")
            report = begin_report(
                task,
                subject=unit,
                values={"progress": 100, "done": phrase(course.rng, "done", figures=figures)},
                targets={target.pk: reached[target.pk] for target in asked},
                user=user,
                at=at,
            )
            report = send_report(report, user=user, at=at)
            course.agenda.put(later(course.rng, at, 1, 2), partial(self._accept, report))

    @staticmethod
    def _by_hand(row: Assignment, user: User, at: datetime) -> None:
        """What concerns no single task goes to its recipient on paper."""
        row.refresh_from_db()
        if row.outcome == Outcome.OPEN:
            answer_by_hand(
                row, what=f"{row.title['zh']}已书面报送（{at.month}月{at.day}日）", user=user, at=at
            )

    @staticmethod
    def _goals(targets: Iterable[int]) -> list[tuple[int, Target]]:
        """The targets of a report that say how much is to be reached."""
        found = Target.objects.in_bulk(list(targets))
        return [(pk, one) for pk, one in sorted(found.items()) if one.value]

    def _draft(self, row: Assignment, user: User, at: datetime) -> None:
        row.refresh_from_db()
        if row.outcome == Outcome.OPEN:
            values, targets = self._said(row, at)
            save_report(row, values=values, targets=targets, user=user, at=at)

    def _accept(self, report: Report, at: datetime) -> None:
        record = _fresh(report)
        if record.state == "sent":
            move_record(record, "accept", user=self._course.clerk(record), at=at, revision=record.revision)

    def _return(self, report: Report, at: datetime) -> None:
        course, record = self._course, _fresh(report)
        reason = phrase(course.rng, "returned")
        clerk = course.clerk(record)
        move_record(record, "send_back", user=clerk, at=at, revision=record.revision, reason=reason)
        course.agenda.put(later(course.rng, at, 1, 3), lambda moment: self._send_again(report, moment))

    def _send_again(self, report: Report, at: datetime) -> None:
        course = self._course
        user = course.liaison(report.subject_id)
        record = _fresh(report)
        if report.assignment is None or user is None or record.state != "returned":
            return
        done = f"{record.fields['done']}已按退回意见补充核对。"
        save_report(report.assignment, values={"done": done}, user=user, at=at, revision=record.revision)
        send_report(report, user=user, at=at + timedelta(minutes=5))
        course.agenda.put(later(course.rng, at, 1, 3), lambda moment: self._accept(report, moment))

    def _said(
        self, row: Assignment, at: datetime
    ) -> tuple[dict[str, object], dict[int, Decimal | str | None]]:
        """What a unit writes: how far the task is, what was done, what stands in the way."""
        course, rng = self._course, self._course.rng
        task = task_of(row)
        fate = course.fates.get(task.pk) if task else None
        if task is None or fate is None:
            return {"progress": 0, "done": phrase(rng, "no_figure")}, {}
        day = row.cut_off or (row.covers_until - timedelta(days=1) if row.covers_until else at.date())
        told = min(day, at.date())
        share = fate.share(told)
        asked = [one.target for one in targets_asked(task, row.bearer_id or 0, at.date())]
        reached = values_of(iter(asked), partial(share_of, fate, day=told), course.reached)
        figures = "".join(self._figures(asked, reached, told)) or phrase(rng, "no_figure")
        values: dict[str, object] = {
            "progress": min(100, round(share * 100)),
            "done": phrase(rng, "done", figures=figures),
        }
        if fate.pace < 0.9 and fate.done_on is None:
            values["problems"] = phrase(rng, "problems")
            if rng.random() < 0.4:
                values["help_wanted"] = phrase(rng, "help_wanted")
        return values, {target.pk: reached[target.pk] for target in asked}

    def _figures(self, asked: list[Target], reached: dict[int, Decimal], day: date) -> Iterator[str]:
        for target in asked[:2]:
            value = reached[target.pk]
            if target.unit not in ("%", "‰") and target.value and target.op == ">=":
                yield phrase(
                    self._course.rng,
                    "figure",
                    day=f"{day.month}月{day.day}日",
                    indicator=target.indicator.title["zh"],
                    value=f"{value.normalize():f}",
                    unit=target.unit,
                    share=round(value / target.value * 100),
                )


def _fresh(report: Report) -> Record:
    return Record.objects.get(pk=report.record_id)

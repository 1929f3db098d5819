"""The half-yearly assessment in the made-up city (半年考核): rounds that are final with what follows, one in the middle."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from random import Random

from django.core.files.uploadedfile import SimpleUploadedFile

from baicheng.demo.agenda import working_days
from baicheng.demo.course import QUALITY, Course
from baicheng.demo.outcomes import Outcomes
from baicheng.demo.scene import moment
from baicheng.server.rounds import services
from baicheng.server.rounds.models import Round, Sheet
from baicheng.server.rounds.queries import marks_of
from baicheng.server.rounds.services import Given

_REPORT = "对照年度任务逐项自查，进度、报送和整改情况见台账，自评分附后。"
_OBJECTION = "6月份两次督办单因汛情顺延，回复时间应按顺延后的期限计算"
_ANSWER = "核对督办单期限，顺延已计入，回复仍晚于顺延后的期限，不予调整"
#: In the round that is in the middle so many have handed in.
_HANDED_IN = 3


class HalfYear:
    """What the office, those assessed and the leader do in one round."""

    def __init__(self, course: Course, name: str) -> None:
        self._course, self._name = course, name
        self._rng = Random(course.scene.seed + 2)
        self._clerk, self._leader = (course.scene.users[name] for name in ("tizhi2", "tizhi.leader"))

    def judged(self, day: date, opened: date) -> Round:
        """The round of a half-year from its opening to the lock, some weeks later."""
        days = working_days(opened, 12)
        row = self._open(day, opened)
        for sheet in row.sheets.filter(step="self_report").select_related("round", "subject"):
            self._hand_in(sheet, moment(days[1], 10))
        self._hand_in(row.sheets.select_related("round").get(step="office_mark"), moment(days[2], 15))
        row = services.draft_results(row, user=self._clerk, at=moment(days[2], 16))
        row = services.release(row, user=self._clerk, at=moment(days[2], 17))
        self._object(row, moment(days[4], 10), moment(days[5], 15))
        row = services.submit(row, user=self._clerk, at=moment(days[9], 9))
        row = services.approve(row, user=self._leader, at=moment(days[10], 10))
        Outcomes(self._clerk, self._course.scene.now, done_after=8).follow(row, moment(days[11], 9))
        return row

    def begun(self, day: date, opened: date) -> Round:
        """A round that was opened some days ago: a few have handed in, the others owe it."""
        row = self._open(day, opened)
        at = moment(working_days(opened, 1)[0], 15)
        sheets = row.sheets.filter(step="self_report").select_related("round", "subject")
        for sheet in [one for one in sheets if self._course.liaison(one.bearer_id or 0)][:_HANDED_IN]:
            self._hand_in(sheet, at)
        return row

    def _open(self, day: date, opened: date) -> Round:
        return services.open_round(
            QUALITY, self._name, day=day, user=self._clerk, at=moment(opened), seed=self._course.scene.seed
        )

    def _hand_in(self, sheet: Sheet, at: datetime) -> None:
        user = self._course.liaison(sheet.bearer_id or 0) or self._clerk
        given = [Given(mark, self._points(sheet), files=self._papers(sheet)) for mark in marks_of(sheet)]
        services.give_marks(sheet.round, given, user=user, at=at)
        services.hand_in(sheet, user=user, at=at)

    def _points(self, sheet: Sheet) -> Decimal:
        """Whoever marks itself is kinder than the office."""
        return Decimal(self._rng.randint(88, 99) if sheet.kind == "self" else self._rng.randint(70, 96))

    def _papers(self, sheet: Sheet) -> list[SimpleUploadedFile]:
        if sheet.kind != "self":
            return []
        return [SimpleUploadedFile(f"{sheet.subject}自评报告.txt", _REPORT.encode(), "text/plain")]

    def _object(self, row: Round, raised: datetime, answered: datetime) -> None:
        """One that has an account objects to how it replied to orders; the office looks, and lets it stand."""
        subjects = [one.subject for one in row.participants.select_related("subject")]
        users = {one: self._course.liaison(one.pk) for one in subjects}
        objector, user = next(
            ((one, found) for one, found in users.items() if found is not None), (None, None)
        )
        if objector is None or user is None:
            return
        made = services.raise_objection(row, objector, item="orders", reason=_OBJECTION, user=user, at=raised)
        services.answer_objection(made, upheld=False, answer=_ANSWER, user=self._clerk, at=answered)

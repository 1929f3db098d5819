"""The city's dispatch meeting every two weeks (双周调度会), and the mayor's written instructions (批示件)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import lru_cache, partial
from importlib.resources import files
from random import Random
from typing import Any

import yaml

from baicheng.demo.agenda import Agenda
from baicheng.demo.course import MEETINGS, Course
from baicheng.demo.moves import make_move
from baicheng.demo.scene import moment
from baicheng.demo.wording import phrase
from baicheng.server.assignments.models import Assignment, Outcome
from baicheng.server.duties.services import (
    begin_report,
    enter_record,
    generate,
    horizon,
    move_record,
    send_report,
    submit_report,
)
from baicheng.server.intake.items import Line
from baicheng.server.intake.services import issue_items, keep_items
from baicheng.server.registers.models import Record

#: A Monday from which fortnights are counted, as the pack does.
_FIRST = date(2020, 10, 12)
_FORTNIGHT = timedelta(days=14)
#: So many meetings lie behind the present at most; none before the offices are open for it.
_HELD = 5
_EARLIEST = (3, 4)
_NEVER_REPORTED, _REPORTED_DONE = {"fresh", "objected"}, {"closed": 8, "reported": 12}


def dispatch(course: Course) -> None:
    """Let meetings be held, and what they decide be carried out, until the present."""
    Dispatches(course).live()


@lru_cache(maxsize=1)
def _decided() -> dict[str, Any]:
    return dict(yaml.safe_load((files("baicheng.demo") / "dispatches.yaml").read_text("utf-8")))


class Dispatches:
    """The meetings with what follows from them; chance is its own, so that the rest of the year stays as it is."""

    def __init__(self, course: Course) -> None:
        self._course = course
        self._scene = course.scene
        self._rng = Random(course.scene.seed + 1)
        self._agenda = Agenda(course.scene.now)
        self._clerk = course.scene.users["ducha"]
        self._goes: dict[int, str] = {}
        self._items: list[Record] = []

    def live(self) -> None:
        """Plan everything and let it happen in order."""
        days = list(self._days())
        if not days:
            return
        first = moment(days[0] - timedelta(days=5))
        series = [self._found(one, first) for one in _decided()["series"]]
        for number, day in enumerate(days):
            self._agenda.put(moment(day - timedelta(days=3), 10), partial(self._call, series[0], day))
            self._agenda.put(moment(day - timedelta(days=2), 15), self._report)
            self._agenda.put(moment(day, 15), partial(self._meet, number, is_last=number == len(days) - 1))
        self._agenda.put(moment(days[-1] + timedelta(days=3), 9), self._order)
        coming = days[-1] + _FORTNIGHT
        called_at = min(self._agenda.until, moment(coming - timedelta(days=3), 10))
        self._agenda.put(called_at, partial(self._call, series[0], coming))
        self._agenda.put(moment(coming - timedelta(days=2), 15), self._report)
        self._agenda.put(self._agenda.until - timedelta(hours=20), self._tell_of_trouble)
        held, open_one = _decided()["instructions"]
        self._agenda.put(moment(days[-1] - timedelta(days=9), 9), partial(self._instruct, held, series[0]))
        self._agenda.put(self._agenda.until - timedelta(days=1), partial(self._instruct, open_one, series[0]))
        self._agenda.run()

    def _days(self) -> Iterator[date]:
        """The Fridays of the fortnights that lie behind the present."""
        today, earliest = self._course.today, date(self._scene.year, *_EARLIEST)
        monday = today - timedelta(days=(today - _FIRST).days % 14)
        fridays = [monday + timedelta(days=4) - turn * _FORTNIGHT for turn in range(_HELD + 1)]
        held = [day for day in fridays if earliest <= day and moment(day, 19) <= self._scene.now]
        yield from sorted(held[:_HELD])

    def _found(self, given: dict[str, Any], at: datetime) -> Record:
        subjects = self._scene.subjects
        return enter_record(
            register_id=f"{MEETINGS}.series",
            values={name: given[name] for name in ("origin", "rhythm", "reports", "basis")},
            parties=[
                ("body", subjects["gov" if given["origin"] == "dispatch" else "lingdao"]),
                ("chair", self._mayor),
                ("secretariat", subjects["ducha"]),
                *(("member", subjects[key]) for key in given["members"]),
            ],
            title=given["title"],
            user=self._clerk,
            unit=subjects["ducha"],
            at=at,
        )

    @property
    def _mayor(self) -> Any:
        return self._scene.users["mayor"].person

    def _call(self, series: Record, day: date, at: datetime) -> None:
        """The office calls a meeting; whoever has something open that is due reports."""
        subjects, members = self._scene.subjects, _decided()["series"][0]["members"]
        speaking = {
            party.subject
            for item in self._items
            if item.state == "under_way"
            for party in item.parties.filter(role="lead", superseded_at=None).select_related("subject")
        }
        self._meeting = enter_record(
            register_id=f"{MEETINGS}.meetings",
            values={
                "series": series.pk,
                "held_on": day.isoformat(),
                "begins": "15:00",
                "venue": "市政府第三会议室",
                "agenda": "听取上次议定事项进展；研究需协调的问题。",
            },
            parties=[
                ("chair", self._mayor),
                *(("present", subjects[key]) for key in members),
                *(("speaking", one) for one in sorted(speaking, key=lambda one: one.pk)[:4]),
            ],
            title=f"市政府重点工作双周调度会（{day.month}月{day.day}日）",
            parent=series,
            user=self._clerk,
            unit=subjects["ducha"],
            at=at,
        )

    def _meet(self, number: int, at: datetime, *, is_last: bool) -> None:
        """The meeting is held; what it decides is taken down and issued in the evening, the minutes follow."""
        meeting = self._meeting
        make_move(meeting, "hold", self._clerk, at + timedelta(hours=2), values={"session": number + 1})
        chosen = _decided()["meetings"][number]
        self._issue(meeting, chosen, at + timedelta(hours=3), {"origin": "dispatch", "reports": "biweekly"})
        if not is_last:
            number_of_minutes = f"市政府会议纪要〔{at.year}〕{number + 11}号"
            self._agenda.put(
                moment(at.date() + timedelta(days=3), 16),
                lambda then: make_move(
                    meeting, "issue_minutes", self._clerk, then, values={"minutes_number": number_of_minutes}
                ),
            )

    def _issue(
        self, source: Record, chosen: list[dict[str, Any]], at: datetime, values: dict[str, str]
    ) -> None:
        subjects = self._scene.subjects
        lines = [
            Line(
                one["text"],
                "、".join(subjects[key].name for key in one["lead"]),
                "、".join(subjects[key].name for key in one.get("responsible", ())),
                at.date() + timedelta(days=one["days"]),
            )
            for one in chosen
        ]
        keep_items(source, lines, user=self._clerk, at=at - timedelta(minutes=20))
        for item, one in zip(
            issue_items(source, user=self._clerk, at=at, values=values), chosen, strict=True
        ):
            self._items.append(item)
            self._goes[item.pk] = one["goes"]
            self._carry_out(item, one, at)

    def _carry_out(self, item: Record, one: dict[str, Any], at: datetime) -> None:
        goes, begins = one["goes"], at.date() + timedelta(days=3)
        user = self._course.user_of(one["lead"][0])
        if goes == "objected":
            self._agenda.put(
                moment(at.date() + timedelta(days=3), 10),
                lambda then: make_move(item, "refuse", user, then, reason="亮化设施已移交城管部门管理。"),
            )
        elif goes != "fresh":
            for hour, key in enumerate(one["lead"], 9):
                move = "accept" if hour == 9 else "accept_too"
                self._agenda.put(
                    moment(begins, hour),
                    partial(self._step, item, move, self._course.user_of(key)),
                )
        if after := _REPORTED_DONE.get(goes):
            values = {"progress": 100, "result": "已按会议要求完成，台账和图片已归档。"}
            done = moment(at.date() + timedelta(days=after), 11)
            self._agenda.put(done, lambda then: make_move(item, "report_done", user, then, values=values))
            for days, move in ((1, "verify"), (2, "close")) if goes == "closed" else ():
                self._agenda.put(done + timedelta(days=days), partial(self._step, item, move, self._clerk))

    def _order(self, at: datetime) -> None:
        """The office issues an order on the first item that lags behind."""
        item = next((one for one in self._items if self._goes[one.pk] == "late"), None)
        if item is None:
            return
        lead = item.parties.filter(role="lead", superseded_at=None).select_related("subject")[0]
        enter_record(
            register_id=f"{MEETINGS}.orders",
            values={
                "item": item.pk,
                "finding": phrase(self._rng, "finding"),
                "required_action": phrase(self._rng, "required_action"),
                "reply_by": (at.date() + timedelta(days=10)).isoformat(),
            },
            parties=[("responsible", lead.subject)],
            title=f"关于“{item.title}”的督办单"[:100],
            parent=item,
            user=self._clerk,
            at=at,
        )

    @staticmethod
    def _step(item: Record, move: str, user: Any, at: datetime) -> None:
        make_move(item, move, user, at)

    def _report(self, at: datetime) -> None:
        """Two days before a meeting the units report, but for those that forget; the office takes it in."""
        generate(horizon(at), at, programme=MEETINGS)
        asked = Assignment.objects.filter(
            name="biweekly_report", outcome=Outcome.OPEN, about_id__in=list(self._goes)
        )
        for row in asked.filter(due_at__gt=at, due_at__lt=at + timedelta(days=4)).order_by("pk"):
            goes, item = self._goes[row.about_id or 0], Record.objects.get(pk=row.about_id or 0)
            user = self._course.liaison(row.bearer_id or 0)
            if goes in _NEVER_REPORTED or item.state != "under_way" or user is None:
                continue
            if goes == "behind" or (goes == "late" and self._rng.random() < 0.3):
                continue
            report = submit_report(row, values=self._said(item, goes, at), user=user, at=at)
            record = Record.objects.get(pk=report.record_id)
            move_record(
                record,
                "accept",
                user=self._clerk,
                at=min(at + timedelta(hours=2), self._agenda.until),
                revision=record.revision,
            )

    def _tell_of_trouble(self, at: datetime) -> None:
        """Who lags behind reports between two meetings, too, without being asked."""
        for item in self._items:
            item.refresh_from_db()
            goes = self._goes[item.pk]
            if goes not in ("late", "slow") or item.state != "under_way":
                continue
            lead = item.parties.filter(role="lead", superseded_at=None).select_related("subject")[0].subject
            user = self._course.liaison(lead.pk)
            if user is not None:
                report = begin_report(item, subject=lead, values=self._said(item, goes, at), user=user, at=at)
                send_report(report, user=user, at=at + timedelta(minutes=5))

    def _said(self, item: Record, goes: str, at: datetime) -> dict[str, Any]:
        """How far an item is: by the share of its time that is gone, less where it is slow."""
        due = date.fromisoformat(str(item.fields["due_on"]))
        begun = item.opened_at.date()
        gone = min(1.0, (at.date() - begun).days / max(1, (due - begun).days))
        share = gone * {"late": 0.7, "slow": 0.5}.get(goes, 1.0)
        values: dict[str, Any] = {
            "progress": min(95, round(100 * share)),
            "done": phrase(self._rng, "no_figure"),
        }
        if goes in ("late", "slow"):
            values["problems"] = phrase(self._rng, "problems")
            values["help_wanted"] = phrase(self._rng, "help_wanted")
        return values

    def _instruct(self, given: dict[str, Any], series: Record, at: datetime) -> None:
        """The mayor writes on a paper; the office registers it and issues what it demands."""
        subjects, day = self._scene.subjects, at.date()
        instruction = enter_record(
            register_id=f"{MEETINGS}.instructions",
            values={
                "origin": "instruction",
                "instructed_on": day.isoformat(),
                "reply_by": (day + timedelta(days=5)).isoformat(),
                "series": series.pk,
                **{name: given[name] for name in ("on_paper", "wording", "urgency")},
            },
            parties=[
                ("leader", self._mayor),
                ("handling", subjects[given["handling"]]),
                *(("supporting", subjects[key]) for key in given["supporting"]),
            ],
            title=given["title"],
            user=self._clerk,
            unit=subjects["ducha"],
            at=at,
        )
        issued_at = at + timedelta(minutes=40)
        self._issue(instruction, given["items"], issued_at, {"origin": "instruction", "reports": "biweekly"})
        if given["replied"]:
            user, values = (
                self._course.user_of(given["handling"]),
                {"reply": "原因已查清，清疏完成，已回复来信人。"},
            )
            then = moment(day + timedelta(days=4), 15)
            self._agenda.put(then, lambda at: make_move(instruction, "reply", user, at, values=values))
            self._agenda.put(then + timedelta(days=1), partial(self._step, instruction, "close", self._clerk))

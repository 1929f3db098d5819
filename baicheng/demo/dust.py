"""Dust control and energy retrofits: a site, what was found on it, scores of a month, a choice of the week."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import partial
from random import Random

from baicheng.demo.agenda import in_office_hours, is_working
from baicheng.demo.course import QUALITY, Course
from baicheng.demo.moves import make_move
from baicheng.server.duties.services import enter_record
from baicheng.server.registers.models import Record

#: Counties with their score of dust control in March.
_SCORES = {"dongcheng_fu": "91.50", "nancheng_fu": "86.20", "hechuan_fu": "78.40"}


class Dust:
    """What the office enters in the spring."""

    def __init__(self, course: Course) -> None:
        self._course = course

    def begin(self) -> None:
        """Put it on the agenda of the first working days of April."""
        rng, year = Random(self._course.scene.seed + 2), self._course.scene.year
        days = [day for day in range(1, 15) if is_working(date(year, 4, day))]
        for day, act in zip(days, (self._site, self._scores, self._retrofit, self._control), strict=False):
            self._course.agenda.put(in_office_hours(rng, date(year, 4, day)), act)

    def _site(self, at: datetime) -> None:
        """A site is entered, checked covertly, charged and chosen among the bad ones of its week."""
        day = at.date().isoformat()
        site = self._enter(
            "dust_sites",
            "滨河东路北延工程工地",
            {"class": "municipal", "green_plate": "none"},
            {"county": "dongcheng_fu", "developer": "chengjian"},
            at,
        )
        self._enter(
            "dust_inspections",
            "滨河东路北延工程工地巡查",
            {"kind": "patrol", "made_on": day, "dust_site": site.pk, "found": "裸露土方未覆盖"},
            {"inspected_by": "dongcheng_fu"},
            at,
        )
        self._enter(
            "dust_problems",
            "裸露土方未覆盖",
            {"origin": "covert", "act": "standard", "found_on": day, "reply_by": day, "replied_on": day},
            {"responsible": "dongcheng_fu"},
            at,
        )
        self._enter(
            "dust_credits",
            "裸露土方未覆盖扣分",
            {"dust_site": site.pk, "points": "5", "deducted_on": day, "reasons": "裸露土方未覆盖"},
            {"charged": "chengjian"},
            at,
        )
        self._enter(
            "dust_choices",
            "差工地：滨河东路北延工程",
            {"choice": "bad", "chosen_from": day, "order_no": 1, "dust_site": site.pk},
            {"responsible": "chengjian", "county": "dongcheng_fu"},
            at,
        )

    def _scores(self, at: datetime) -> None:
        month = date(at.year, 3, 1).isoformat()
        for unit, points in _SCORES.items():
            values = {"month_from": month, "pool": "counties", "points": points}
            self._enter("dust_rankings", "3月扬尘防控得分", values, {"assessed": unit}, at)

    def _retrofit(self, at: datetime) -> None:
        values = {"area": "62000", "study_on": f"{at.year}-02-10", "approval_on": f"{at.year}-03-05"}
        self._enter("retrofit_projects", "老旧小区节能改造", values, {"county": "hechuan_fu"}, at)

    def _control(self, at: datetime) -> None:
        """A temporary control that is lifted an hour later."""
        day = at.date().isoformat()
        values = {"kind": "temporary", "measures": "土石方作业暂停", "declared_on": day}
        order = self._enter("dust_controls", "大风天气临时管控", values, {}, at)
        self._course.agenda.put(at + timedelta(hours=1), partial(self._lift, order))

    def _lift(self, order: Record, at: datetime) -> None:
        values = {"lifted_on": at.date().isoformat()}
        make_move(order, "lift", self._course.scene.users["tizhi3"], at, values=values)

    def _enter(
        self, register: str, title: str, values: Mapping[str, object], parties: dict[str, str], at: datetime
    ) -> Record:
        scene = self._course.scene
        return enter_record(
            register_id=f"{QUALITY}.{register}",
            values=dict(values),
            parties=[(role, scene.subjects[key]) for role, key in parties.items()],
            title=title,
            user=scene.users["tizhi3"],
            unit=scene.subjects["tizhi"],
            at=at,
        )

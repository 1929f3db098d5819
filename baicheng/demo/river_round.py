"""The yearly assessment of counties by the river-chief office (河湖长制年度考核), from the lots to what follows."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import cycle
from random import Random

from django.core.files.uploadedfile import SimpleUploadedFile

from baicheng.demo.agenda import working_days
from baicheng.demo.further import Desk
from baicheng.demo.outcomes import Outcomes
from baicheng.demo.scene import moment
from baicheng.server.accounts.models import User
from baicheng.server.accounts.queries import actor_of
from baicheng.server.history.actors import Actor
from baicheng.server.orgs.models import RelationKind, Subject, SubjectKind
from baicheng.server.orgs.services import create_subject, relate
from baicheng.server.rounds import services
from baicheng.server.rounds.models import Round, Sheet
from baicheng.server.rounds.queries import marks_of
from baicheng.server.rounds.services import Given

_ROUND = "county_yearly"
#: Chiefs of counties whose waters are not in the programme's list yet: division → who holds the post.
_CHIEFS = {
    "dongcheng": "司徒安",
    "nancheng": "鲍远山",
    "xicheng": "褚清和",
    "beicheng": "卫长林",
    "hewan": "祝南溪",
    "tongxi": "费云川",
    "luojin": "岑雪松",
    "bianquan": "柯望海",
    "huaiyang": "滕秋水",
    "gaoxin": "蒲知新",
    "jingkai": "应思远",
    "dongbu": "农朝阳",
    "linkong": "暨云飞",
}
_TOWNSHIPS = ("滨河街道", "桥西街道", "北苑街道")
_UNITS = ("水利局", "城市管理局", "农业农村局")
#: Which units head the panels, by turns.
_PANELS = (
    *("fagai", "caizheng", "gongan", "chengjian", "huanjing"),
    *("chengguan", "shuili", "nongye", "weijian"),
)
#: How good they are, where it is not drawn: one is excellent, one fails.
_QUALITY = {"hechuan": 0.97, "miling": 0.44}
#: The three who approve, by account.
_APPROVERS = ("fuchanghe", "mayor", "shuji")


class RiverRound:
    """The office, the counties, the panels and the three general chiefs in one round."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._rng = Random(desk.scene.seed + 3)
        self._divisions = [*desk.scene.city.counties, *desk.scene.city.zones]

    def hold(self) -> None:
        """Enter whom the lots are drawn from, then hold the round over the year before."""
        for key in self._divisions:
            self._below(key)
        for key, holder in _CHIEFS.items():
            self._chief(key, holder)
        self._follow(self._approved(self._marked()))

    def _below(self, key: str) -> None:
        """Townships and member units of a division, as far as the directory has none."""
        desk, division = self._desk, self._desk.subject(key)
        known = desk.scene.city.townships.get(key)
        towns = (
            [desk.subject(name) for name in known]
            if known
            else [self._create(f"{division.name}{name}", "township") for name in _TOWNSHIPS]
        )
        for town in towns:
            self._relate(RelationKind.ADMINISTERS, division, town)
        government = self._government(key)
        for name in _UNITS:
            self._relate(RelationKind.PART_OF, self._create(f"{division.name}{name}", ""), government)

    def _create(self, name: str, level: str) -> Subject:
        kind = SubjectKind.DIVISION if level else SubjectKind.UNIT
        return create_subject(kind=kind, name=name, level=level, actor=self._actor, at=self._desk.at)

    def _relate(self, kind: RelationKind, one: Subject, other: Subject) -> None:
        relate(kind=kind, subject=one, object=other, actor=self._actor, at=self._desk.at)

    @property
    def _actor(self) -> Actor:
        return actor_of(self._desk.scene.users["admin"])

    def _government(self, key: str) -> Subject:
        return self._desk.subject(f"{key}_wei" if key in self._desk.scene.city.zones else f"{key}_fu")

    def _chief(self, key: str, holder: str) -> None:
        """A water of the division, its chief, and two patrols."""
        desk, division = self._desk, self._desk.subject(key)
        water = desk.enter(
            "rivers", f"{division}引水渠", {"kind": "small", "tested": "none"}, [("county", division)]
        )
        post = desk.post(f"{division}引水渠县级河长", holder)
        values = {"water": water.pk, "level": "county", "since": desk.at.date().isoformat()}
        chief = desk.enter("chiefs", post.name, values, [("chief", post), ("county", division)])
        desk.move(chief, "publish", 1)
        for days in (6, 33):
            made_on = desk.later(days).date().isoformat()
            patrol = {"post": chief.pk, "made_on": made_on}
            desk.enter("patrols", f"{post.name}巡河", patrol, [("patrolled_by", post)], days=days)

    def _marked(self) -> Round:
        """The round with its panels and lots, and every mark given."""
        desk = self._desk
        day = date(desk.scene.year - 1, 6, 30)
        clerk, at = desk.clerk, desk.later(8)
        row = services.open_round(desk.programme, _ROUND, day=day, user=clerk, at=at, seed=desk.scene.seed)
        for one, key in zip(row.participants.order_by("pk"), cycle(_PANELS), strict=False):
            services.allot_panel(one, desk.subject(key), user=clerk, at=desk.later(8, 14))
        for name in ("chiefs", "townships", "member_units"):
            services.draw_lots(row, name, user=clerk, at=desk.later(9))
        quality = {desk.subject(key).pk: self._quality(key) for key in self._divisions}
        users = {desk.subject(key).pk: desk.user_of(self._unit(key)) for key in self._divisions}
        for days, step in ((12, "self_report"), (16, "on_site"), (17, "survey")):
            for sheet in row.sheets.filter(step=step).select_related("round", "subject").order_by("pk"):
                user = users[sheet.subject_id or 0] if step == "self_report" else clerk
                self._give(sheet, quality, user, desk.later(days, 15))
        return row

    def _unit(self, key: str) -> str:
        return f"{key}_wei" if key in self._desk.scene.city.zones else f"{key}_fu"

    def _quality(self, key: str) -> float:
        return _QUALITY.get(key, self._rng.uniform(0.72, 0.93))

    def _give(self, sheet: Sheet, quality: dict[int, float], user: User, at: datetime) -> None:
        given = []
        for mark in marks_of(sheet):
            value = self._value(sheet, mark.item, quality[mark.subject_id])
            papers = [SimpleUploadedFile("自查自评报告.txt", "对照方案逐项自查。".encode(), "text/plain")]
            given.append(Given(mark, value, files=papers if sheet.kind == "self" else []))
        services.give_marks(sheet.round, given, user=user, at=at)
        services.hand_in(sheet, user=user, at=at + timedelta(minutes=30))

    def _value(self, sheet: Sheet, item: str, quality: float) -> Decimal:
        if item == "frauds":
            return Decimal(self._rng.choice((0, 0, 0, 12, 105)))
        if sheet.kind == "survey":
            return Decimal(round(70 + 28 * quality))
        most = {"self_own": 30, "own": 30, "chiefs": 10}.get(item, 5)
        kinder = 0.05 if sheet.kind == "self" else 0.0
        return Decimal(f"{min(quality + kinder, 1.0) * most:.1f}")

    def _approved(self, row: Round) -> Round:
        """The draft is shown, nobody objects, three approve one after the other."""
        desk = self._desk
        released = desk.later(19, 16)
        row = services.draft_results(row, user=desk.clerk, at=desk.later(19, 10))
        row = services.release(row, user=desk.clerk, at=released)
        days = working_days(released.date(), 10)
        row = services.submit(row, user=desk.clerk, at=moment(days[6], 9))
        for place, name in enumerate(_APPROVERS):
            row = services.approve(row, user=desk.scene.users[name], at=moment(days[6 + place], 10 + place))
        return row

    def _follow(self, row: Round) -> None:
        """The excellent are to be commended, who failed must rectify; both have a day that is still to come."""
        desk = self._desk
        assert row.final_at is not None, "the last of the three locks it"
        at = working_days(row.final_at.date(), 1)[0]
        Outcomes(desk.clerk, desk.scene.now, days=20).follow(row, moment(at, 9))

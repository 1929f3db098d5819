"""The good and bad sites of a week in the made-up city (五好十差): chosen, judged, made known on Thursday."""

from __future__ import annotations

from datetime import date, timedelta

from baicheng.demo.agenda import working_days
from baicheng.demo.course import QUALITY, Course
from baicheng.demo.issuing import issued, submitted
from baicheng.demo.scene import moment
from baicheng.rules.setting import Period
from baicheng.server.accounts.queries import actor_of
from baicheng.server.assessments.services import ask_run, carry_out
from baicheng.server.duties.services import enter_record
from baicheng.server.orgs.models import Subject, SubjectKind
from baicheng.server.orgs.services import create_subject

#: The rule, and the list that tells its results.
_RULE = "dust_week_sites"
#: Who builds, in turn; firms that take part in nothing else.
_CONTRACTORS = ("澜川市第一建筑工程有限公司", "澜川市市政建设有限公司", "澜川市水利工程有限公司")
#: Sites with their kind, by their places in the list: whose county, and which of the contractors.
_GOOD = (
    ("学府路小学迁建工程", "building", "dongcheng_fu", 0),
    ("青年公园改造工程", "garden", "nancheng_fu", 1),
    ("西环快速路三标段", "municipal", "xicheng_fu", 1),
    ("清溪河治理二期工程", "water", "hechuan_fu", 2),
    ("市妇幼保健院新院区", "building", "hewan_fu", 0),
)
_BAD = (
    ("云锦花园四期", "building", "beicheng_fu", 0),
    ("老粮库片区拆迁工地", "demolition", "nancheng_fu", 0),
    ("建设东路雨污分流工程", "municipal", "dongcheng_fu", 1),
    ("科创大道管廊工程", "municipal", "gaoxin_wei", 1),
    ("屏山水库除险加固工程", "water", "songping_fu", 2),
    ("物流园二期土方工程", "other", "linkong_wei", 0),
    ("滨湖商务中心", "building", "dongbu_wei", 0),
    ("南关街棚户区改造", "demolition", "xicheng_fu", 0),
    ("洛津新城安置房", "building", "luojin_fu", 0),
    ("纬三路道路改造", "municipal", "jingkai_wei", 1),
)


class DustWeek:
    """The last week whose list is public by now; none in the first months of the year."""

    def __init__(self, course: Course) -> None:
        self._course = course
        self._monday = self._last_week()

    def choose(self) -> None:
        """Enter the sites, and on Friday which of them are good and which bad."""
        if self._monday is None:
            return
        friday = self._monday + timedelta(days=4)
        firms = [self._firm(name, friday) for name in _CONTRACTORS]
        for choice, sites in (("good", _GOOD), ("bad", _BAD)):
            for place, (name, kind, county, contractor) in enumerate(sites, start=1):
                self._choose(choice, place, name, kind, county, firms[contractor], friday)

    def tell(self) -> None:
        """Judge the week on Monday; the leader approves the list, and on Thursday everybody reads it."""
        if self._monday is None:
            return
        scene, sunday = self._course.scene, self._monday + timedelta(days=6)
        clerk, leader = (scene.users[name] for name in ("tizhi2", "tizhi.leader"))
        days = working_days(sunday, 4)
        week = Period(self._monday, sunday + timedelta(days=1))
        at = moment(days[0], 10)
        carry_out(ask_run(programme=QUALITY, rule=_RULE, period=week, user=clerk, at=at), at=at)
        paper = submitted(QUALITY, _RULE, day=sunday, clerk=clerk, at=moment(days[0], 14))
        approved, released = moment(days[1], 10), moment(days[3], 10)
        issued(paper, clerk=clerk, leader=leader, approved=approved, released=released)

    def _last_week(self) -> date | None:
        now = self._course.scene.now
        monday = now.date() - timedelta(days=now.date().weekday())
        while moment(working_days(monday + timedelta(days=6), 4)[-1], 10) > now:
            monday -= timedelta(days=7)
        return monday if monday >= date(self._course.scene.year, 5, 1) else None

    def _firm(self, name: str, day: date) -> Subject:
        actor = actor_of(self._course.scene.users["admin"])
        return create_subject(kind=SubjectKind.FIRM, name=name, actor=actor, at=moment(day, 9))

    def _choose(
        self, choice: str, place: int, name: str, kind: str, county: str, firm: Subject, day: date
    ) -> None:
        scene = self._course.scene
        whose, developer = scene.subjects[county], scene.subjects["chengjian"]
        site = enter_record(
            register_id=f"{QUALITY}.dust_sites",
            values={"class": kind, "green_plate": "none"},
            parties=[("county", whose), ("developer", developer), ("contractor", firm)],
            title=name,
            user=scene.users["tizhi3"],
            unit=scene.subjects["tizhi"],
            at=moment(day, 10),
        )
        enter_record(
            register_id=f"{QUALITY}.dust_choices",
            values={
                "choice": choice,
                "chosen_from": (day - timedelta(days=4)).isoformat(),
                "order_no": place,
                "dust_site": site.pk,
            },
            parties=[("responsible", firm), ("county", whose)],
            title=f"{name}（{firm.name}）",
            user=scene.users["tizhi3"],
            unit=scene.subjects["tizhi"],
            at=moment(day, 16),
        )

"""Building the demonstration day by day, through the services that its people would use."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from baicheng.demo import aid, campaign, incentives, rivers
from baicheng.demo.assessments import assess_half_year, begin_half_year
from baicheng.demo.circulars import issue_circulars
from baicheng.demo.city import city_of
from baicheng.demo.directory import Directory
from baicheng.demo.dispatches import dispatch
from baicheng.demo.dust_rounds import assess_dust, enter_dust
from baicheng.demo.dust_week import DustWeek
from baicheng.demo.further import Desk, has_further, install_further, reckon
from baicheng.demo.life import live
from baicheng.demo.people import fill_posts, open_accounts, open_administrator
from baicheng.demo.programmes import install_programmes
from baicheng.demo.reform import enter_reform, move_a_function
from baicheng.demo.review import take_in
from baicheng.demo.scene import Scene, moment, year_of
from baicheng.rules.setting import Period
from baicheng.server.accounts.models import User
from baicheng.server.accounts.queries import actor_of
from baicheng.server.intake.services import Issued

#: Is told each step of the build.
Told = Callable[[str], None]


def build(*, now: datetime, seed: int = 7, told: Told = lambda _step: None) -> Scene:
    """Build the demonstration in an empty database; the same moment and seed give the same city and year."""
    year = year_of(now)
    scene = Scene(city_of(year), year, now, seed)
    told("名录：区划、单位、2019年机构改革；账号")
    administrator = set_up(scene)
    told("规则包和两份文件：导入、核对、下达")
    issued = _issue(scene)
    told("这一年：签收、报告、审核、督办、销号")
    course = live(scene, issued)
    told("双周调度会：议定事项和领导批示")
    dispatch(course)
    told("月度通报：起草、审签、发布、更正")
    issue_circulars(course)
    told("半年考核、扬尘防控月度考核：轮次、通报、结果运用")
    assess_half_year(course)
    enter_dust(course)
    week = DustWeek(course)
    week.choose()
    told("河湖长制、量化问责、惠企奖补、康复救助")
    begin_further(scene)
    # What is judged last comes last: a run takes the latest snapshot, which must hold all that was known by then.
    assess_dust(course)
    week.tell()
    begin_half_year(course)
    move_a_function(scene, administrator)
    return scene


def set_up(scene: Scene) -> User:
    """The administrator enters the city, opens the accounts and installs the packs."""
    day = date(scene.year, 1, 8)
    at = moment(day)
    administrator = open_administrator(scene.city, at=at)
    scene.subjects = Directory(scene.city, actor=actor_of(administrator), at=at).enter()
    scene.users = open_accounts(scene.city, scene.subjects, administrator, since=day, at=at)
    fill_posts(scene.city, scene.subjects, scene.users, administrator, at)
    enter_reform(scene, administrator)
    install_programmes(scene, administrator, at=moment(day, 14))
    return administrator


def begin_further(scene: Scene) -> None:
    """The programmes that begin in the autumn, as far as the year has come; what they owe begins with the worker."""
    if not has_further(scene):
        return
    desks = install_further(scene)
    for programme, enter in _FURTHER.items():
        enter(desks[programme])
    for programme, desk in desks.items():
        for rule, period in _RUNS[programme](desk):
            reckon(desk, rule, period)


#: What is entered of each programme that begins in the autumn, and what is reckoned over it.
_FURTHER: dict[str, Callable[[Desk], None]] = {
    rivers.PROGRAMME: lambda desk: rivers.Rivers(desk).enter(),
    campaign.PROGRAMME: lambda desk: campaign.Campaign(desk).enter(),
    incentives.PROGRAMME: lambda desk: incentives.Incentives(desk).enter(),
    aid.PROGRAMME: lambda desk: aid.Aid(desk).enter(),
}
_RUNS: dict[str, Callable[[Desk], list[tuple[str, Period]]]] = {
    rivers.PROGRAMME: rivers.runs,
    campaign.PROGRAMME: campaign.runs,
    incentives.PROGRAMME: incentives.runs,
    aid.PROGRAMME: aid.runs,
}


def _issue(scene: Scene) -> list[Issued]:
    """The two offices take in the plan and the breakdown of the work report."""
    plan = take_in(
        scene,
        name="plan.txt",
        programme="quality_programme",
        user=scene.users["tizhi"],
        at=moment(date(scene.year, 2, 21), 10),
        with_parts=True,
    )
    work_report = take_in(
        scene,
        name="work_report.txt",
        programme="supervision",
        user=scene.users["ducha"],
        at=moment(date(scene.year, 3, 3), 10),
        values={"origin": "city_report"},
    )
    return [plan, work_report]

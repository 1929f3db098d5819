"""Quantified accountability: problems of townships, air quality of a season, proposals with their clocks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from baicheng.clock.cycles import CycleUnit
from baicheng.clock.periods import period_of
from baicheng.demo.agenda import working_days
from baicheng.demo.further import Desk
from baicheng.demo.moves import make_move
from baicheng.demo.scene import moment
from baicheng.rules.setting import Period
from baicheng.server.registers.models import Record
from baicheng.server.rounds import services

PROGRAMME = "accountability"
#: Problems: title, township, county, where from, kind, day, and the state that it comes to.
_PROBLEMS = (
    ("石料加工点未取缔", "石门乡", "songping", "ministry_assigned", "scattered", 2, "assigned"),
    ("两台小锅炉未拆除", "屏山镇", "songping", "ministry_assigned", "boiler", 2, "verified"),
    ("板材厂错峰方案照抄", "沙河湾镇", "hechuan", "city", "fake_plan", 5, "rectified"),
    ("村民复烧散煤", "大王集镇", "hechuan", "ministry_new", "village_reburning", 9, "assigned"),
    ("砂石厂错峰期间生产", "大王集镇", "hechuan", "city", "peak_firm", 10, "verified"),
    ("水泥制品厂错峰期间生产", "大王集镇", "hechuan", "city", "peak_firm", 10, "rectified"),
    ("散乱污塑料作坊", "柳溪镇", "hechuan", "province", "scattered", 12, "assigned"),
    ("砖厂夜间生产", "青禾镇", "hechuan", "city", "peak_firm", 16, "verified"),
    ("举报件不属实", "云台镇", "songping", "city", "other", 18, "withdrawn"),
    ("双替代未完成", "云台镇", "songping", "ministry_assigned", "village_unfinished", 3, "assigned"),
)
#: PM2.5 of the season 2017-2018, before and now: counties with their target in per cent.
_AIR = (
    ("dongcheng", "central", 96, 82, 15),
    ("nancheng", "central", 98, 84, 15),
    ("xicheng", "central", 95, 88, 15),
    ("beicheng", "central", 99, 97, 15),
    ("hechuan", "counties", 92, 79, 14),
    ("songping", "counties", 88, 85, 14),
    ("luojin", "counties", 94, 96, 14),
    ("bianquan", "counties", 91, 80, 14),
)
#: The season whose results decide about the heads of counties.
_SEASON = Period(date(2017, 10, 1), date(2018, 4, 1))

#: The round in which a month is counted: that of so many days after the programme began, not before so many days.
_ROUND, _COUNTED, _BEHIND = "township_counts", 10, 32
#: Of its proposals the one that goes on: township, post, who holds it, which government decides.
_HANDED_OVER = ("大王集镇", "大王集镇分管副镇长", "公孙樵", "hechuan_fu")


class Campaign:
    """What the office enters."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def enter(self) -> None:
        """Everything of the programme."""
        for one in _PROBLEMS:
            self._problem(*one)
        for county, cohort, before, now, target in _AIR:
            division = self._desk.subject(county)
            values = {
                "season_from": _SEASON.since.isoformat(),
                "cohort": cohort,
                "pm25_before": before,
                "pm25_now": now,
                "target": target,
            }
            self._desk.enter("air_results", f"{division.name}秋冬季空气质量", values, [("county", division)])
        self._proposals()
        self._letters()
        self._count()

    def _problem(
        self, title: str, township: str, county: str, origin: str, matter: str, days: int, goes: str
    ) -> None:
        desk = self._desk
        found = desk.later(days).date()
        values: dict[str, object] = {
            "origin": origin,
            "matter": matter,
            "found_on": found.isoformat(),
            "rectify_by": (found + timedelta(days=20)).isoformat(),
        }
        if matter == "scattered":
            values |= {"industry_condition": "met", "eia_before": "none", "producing": "able"}
        if matter == "village_reburning":
            values["reburning"] = 32
        parties = [("township", desk.subject(township)), ("county", desk.subject(county))]
        record = desk.enter("problems", title, values, parties, days=days)
        if goes == "withdrawn":
            desk.move(record, "withdraw", days + 3, reason="现场核查，反映的厂房已停产两年")
        if goes in ("rectified", "verified"):
            unit = desk.user_of(f"{county}_fu")
            result = {"result": "设备已拆除，原料清运，断水断电"}
            desk.move(record, "rectify", days + 10, user=unit, values=result)
        if goes == "verified":
            desk.move(record, "verify", days + 14)

    def _proposals(self) -> None:
        """One with the county, one published, both on the count of their month; one on a county's leader with the city."""
        desk = self._desk
        # Whose count: the township's own, in the month in which its problems were found or should have been over.
        given = (
            ("石门乡分管副乡长", "解维桢", "township", "石门乡", 22, "songping_fu", 36, "with_county"),
            ("大王集镇环保所所长", "漆雕安", "township", "大王集镇", 10, "hechuan_fu", 32, "published"),
            ("洛津市分管副市长", "东方晓", "county", "luojin", 10, "gov", 34, "with_city"),
        )
        for post, holder, level, counted, within, decides, days, goes in given:
            accountable = desk.post(post, holder)
            received = desk.later(days + 1).date().isoformat()
            role = "county" if level == "township" else "city"
            ground = (
                ("count", "问题达到问责个数，附问题清单") if level == "township" else ("air", "附监测结果")
            )
            values = {"level": level, "ground": ground[0], "basis": ground[1], "received_on": received}
            values["month_from"] = desk.later(within).date().replace(day=1).isoformat()
            parties = [("accountable", accountable), (role, desk.subject(decides))]
            parties.append(("counted_in", desk.subject(counted)))
            record = desk.enter("proposals", f"{post}问责建议", values, parties, days=days)
            move = "consent" if level == "township" else "forward"
            desk.move(record, move, days + 1, values={"received_on": received})
            if goes == "published":
                opinion = {"opinion": "给予诫勉，责令作出检查"}
                desk.move(record, "opine", days + 9, user=desk.user_of(decides), values=opinion)
                outcome = {"published_on": desk.later(days + 12).date().isoformat(), "method": ["admonition"]}
                desk.move(record, "publish", days + 12, values=outcome | {"responsibility": "direct"})

    def _letters(self) -> None:
        """Assigned problems are published within two working days, what became of them within fifteen days."""
        desk = self._desk
        for number, days in enumerate((14, 38), 1):
            day = desk.later(days).date().isoformat()
            values = {"ministry_published_on": day, "letter_on": day}
            record = desk.enter("letters", f"第{number}批交办问题清单公开", values, [], days=days)
            if number == 1:
                desk.move(record, "publish_list", days + 1, values={"list_at": "市政府网站、日报第4版"})
                desk.move(record, "publish_results", days + 11, values={"results_at": "市政府网站"})

    def _count(self) -> None:
        """The month's count of townships in a round: the leader decides on it, its proposals go to the counties.

        It is held once the month is over, and behind the round of the river chiefs, whose snapshot knows nothing of it.
        """
        desk, clerk = self._desk, self._desk.clerk
        month = period_of(CycleUnit.MONTH, desk.later(_COUNTED).date())
        counted, decided = working_days(max(month.last, desk.later(_BEHIND).date()), 2)
        if moment(decided, 16) > desk.scene.now:
            return
        row = services.open_round(PROGRAMME, _ROUND, day=month.since, user=clerk, at=moment(counted, 9))
        row = services.draft_results(row, user=clerk, at=moment(counted, 10))
        row = services.submit(row, user=clerk, at=moment(counted, 15))
        row = services.approve(row, user=desk.scene.users["gongjian.leader"], at=moment(decided, 10))
        made = services.put_into_effect(row, user=clerk, at=moment(decided, 11))
        self._hand_over(
            [Record.objects.get(pk=one.record_id) for one in made if one.name == "deputy"], decided
        )

    def _hand_over(self, proposals: Sequence[Record], day: date) -> None:
        """Name who holds the post in one township, and ask its county, which has ten working days; the others wait."""
        town, post, holder, county = _HANDED_OVER
        for one in proposals:
            if one.parties.filter(role="counted_in", subject=self._desk.subject(town)).exists():
                parties = {
                    "accountable": [self._desk.post(post, holder)],
                    "county": [self._desk.subject(county)],
                }
                values = {"received_on": day.isoformat()}
                make_move(one, "consent", self._desk.clerk, moment(day, 15), values=values, parties=parties)


def runs(desk: Desk) -> list[tuple[str, Period]]:
    """Who is to be held to account: townships and counties by the problems of each month, counties by the air too."""
    today = desk.scene.now.date()
    first, months = desk.at.date().replace(day=1), []
    while first < today:
        following = (first + timedelta(days=31)).replace(day=1)
        months.append(Period(first, min(following, today)))
        first = following
    counts = [
        (rule, month) for month in months for rule in ("township_accountability", "county_accountability")
    ]
    return [*counts, ("air_accountability", _SEASON)]

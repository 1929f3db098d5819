"""River chiefs: waters, chiefs and their patrols, problems with orders, acceptances, the yearly round."""

from __future__ import annotations

from datetime import date, timedelta

from baicheng.demo.further import Desk
from baicheng.demo.river_round import RiverRound
from baicheng.rules.setting import Period
from baicheng.server.orgs.models import Subject
from baicheng.server.registers.models import Record

PROGRAMME = "river_chief"
#: Waters: name, kind, division, line on the map.
_WATERS = (
    ("澜水", "river", "dongcheng", [[113.68, 34.76], [113.74, 34.72], [113.82, 34.70]]),
    ("禾川河", "river", "hechuan", [[113.86, 34.60], [113.98, 34.66], [114.10, 34.72]]),
    ("嵩溪", "river", "songping", [[112.86, 34.40], [113.02, 34.44], [113.20, 34.50]]),
    ("密岭水库", "reservoir", "miling", [[113.36, 34.48], [113.40, 34.50], [113.44, 34.49]]),
)
#: Chiefs: post, who holds it (a name, or that of an account), level, water, and on which days after the beginning they patrolled.
_CHIEFS = (
    ("澜水市级河长", "贺兰舟", "city", "澜水", (12,)),
    ("禾川河县级河长", "hechuan.leader", "county", "禾川河", (6, 31)),
    ("嵩溪县级河长", "songping.leader", "county", "嵩溪", (9, 38)),
    ("密岭水库县级河长", "闻人静", "county", "密岭水库", ()),
    ("青禾镇乡级河长", "栾一川", "township", "禾川河", (3, 19, 34)),
    ("屏山镇乡级河长", "曲云生", "township", "嵩溪", (8, 25)),
)
_CONDITIONS = ("水面清洁，水流畅通", "岸坡有少量垃圾，已当场清理", "水位平稳，未见排污")
#: Problems: title, water, chief, kind, where it came from, day, and the state that it comes to.
_PROBLEMS = (
    ("河滩违建养殖棚", "禾川河", "禾川河县级河长", "encroachment", "patrol", 6, "closed"),
    ("排污口超标排放", "嵩溪", "嵩溪县级河长", "discharge", "covert", 15, "ordered"),
    ("夜间非法采砂", "嵩溪", "嵩溪县级河长", "sand", "complaint", 20, "ordered"),
    ("堤防取土", "密岭水库", "密岭水库县级河长", "dyke", "supervision", 40, "registered"),
)
_RESPONSIBLE = {"禾川河": "hechuan_fu", "嵩溪": "songping_fu"}
#: How an order ends, by its problem: reported as rectified after so many days.
_RECTIFIED = {"河滩违建养殖棚": 24, "夜间非法采砂": 36}


#: Acceptances: division, score, and after how many days it was reported.
_ACCEPTANCES = (("hechuan", 92, 18), ("songping", 76, 20), ("miling", 54, 22))


class Rivers:
    """What the office and the chiefs enter."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._waters: dict[str, Record] = {}
        self._posts: dict[str, Subject] = {}

    def enter(self) -> None:
        """Everything of the programme."""
        for name, kind, county, line in _WATERS:
            values = {
                "kind": kind,
                "tested": "has" if kind == "river" else "none",
                "target_class": 3,
                "course": {"type": "LineString", "coordinates": line},
            }
            division = self._desk.subject(county)
            self._waters[name] = self._desk.enter("rivers", name, values, [("county", division)])
        chiefs = {one[0]: self._chief(*one[:4]) for one in _CHIEFS}
        for name, holder, _level, _water, patrols in _CHIEFS:
            self._patrol(chiefs[name], holder, patrols)
        for one in _PROBLEMS:
            self._problem(*one)
        self._institutions()
        self._assess()
        RiverRound(self._desk).hold()

    def _chief(self, name: str, holder: str, level: str, water: str) -> Record:
        desk, post = self._desk, self._desk.post(name, holder)
        self._posts[name] = post
        county = desk.subject(next(one[2] for one in _WATERS if one[0] == water))
        parties = [("chief", post), ("county", county)]
        if level == "township":
            parties.append(("superior", self._posts[f"{water}县级河长"]))
        values = {"water": self._waters[water].pk, "level": level, "since": desk.at.date().isoformat()}
        chief = desk.enter("chiefs", name, values, parties)
        desk.move(chief, "publish", 1)
        return chief

    def _patrol(self, chief: Record, holder: str, patrols: tuple[int, ...]) -> None:
        """The chief looks at the water and reports; for whom has no account the office enters it."""
        desk, user = self._desk, self._desk.scene.users.get(holder)
        for number, days in enumerate(patrols):
            patrol = desk.enter(
                "patrols",
                f"{chief.title}巡河",
                {"post": chief.pk, "made_on": desk.later(days).date().isoformat()},
                [("patrolled_by", self._posts[chief.title])],
                days=days,
                user=user,
            )
            if user is not None and number == 0:
                seen = {"condition": _CONDITIONS[days % len(_CONDITIONS)], "found": "已随手清理"}
                desk.move(patrol, "report", days + 2, user=user, values=seen)
                desk.move(patrol, "check", days + 4, values={"check_result": "in_order"})

    def _problem(
        self, title: str, water: str, chief: str, matter: str, origin: str, days: int, goes: str
    ) -> None:
        desk = self._desk
        county = desk.subject(next(one[2] for one in _WATERS if one[0] == water))
        values = {
            "water": self._waters[water].pk,
            "origin": origin,
            "matter": matter,
            "registered_on": desk.later(days).date().isoformat(),
            "chief_level": "county",
        }
        parties = [("chief", self._posts[chief]), ("county", county)]
        if goes != "registered":
            parties.append(("responsible", desk.subject(_RESPONSIBLE[water])))
        problem = desk.enter("problems", title, values, parties, days=days)
        if goes != "registered":
            self._order(problem, chief, days, goes)

    def _order(self, problem: Record, chief: str, days: int, goes: str) -> None:
        """The chief orders it put right; the unit reports, the office closes the order and the problem."""
        desk, title = self._desk, problem.title
        holder = next(one[1] for one in _CHIEFS if one[0] == chief)
        until = (desk.at.date() + timedelta(days=days + 15)).isoformat()
        asked = {"required_action": "限期清理，恢复原状", "complete_by": until}
        desk.move(problem, "order", days + 2, user=desk.scene.users[holder], values=asked)
        order = Record.objects.get(register=f"{PROGRAMME}.orders", fields__problem=problem.pk)
        if title in _RECTIFIED:
            unit = desk.user_of(_RESPONSIBLE[_water_of(chief)])
            result = {"result": "已清理完毕，现场恢复，落实专人巡看"}
            desk.move(order, "rectify", _RECTIFIED[title], user=unit, values=result)
            if goes == "closed":
                desk.move(order, "close", _RECTIFIED[title] + 3)
                desk.move(problem, "close", _RECTIFIED[title] + 3, values=result)

    def _institutions(self) -> None:
        """A joint conference of bureaus, and the reports of two counties."""
        desk = self._desk
        day = desk.later(10).date().isoformat()
        units = [("present", desk.subject(key)) for key in ("shuili", "huanjing", "nongye", "chengguan")]
        text = "通报巡河和问题整改情况，部署秋冬季清河行动"
        values = {"kind": "joint", "held_on": day, "decisions": text}
        desk.enter("meetings", "河长制局际联席会议", values, units, days=10)
        for key, name in (("hechuan_fu", "禾川县"), ("luojin_fu", "洛津市")):
            values = {"kind": "ten_day", "sent_on": day, "reviewed_by": "县河长办主任"}
            desk.enter("reports", f"{name}河长制旬报", values, [], days=10, user=desk.user_of(key))

    def _assess(self) -> None:
        """What adds to and deducts from the assessment of the year before, and three acceptances by the city."""
        desk, year = self._desk, self._desk.scene.year - 1
        for key, kind, level, basis in (
            ("hechuan", "experience", "provincial", "省河长办推广护河员做法"),
            ("songping", "criticism", "city", "市河长办通报采砂反弹"),
            ("dongcheng", "task", "city", "承办黑臭水体治理现场会"),
        ):
            values = {"kind": kind, "level": level, "happened_on": f"{year}-09-16", "basis": basis}
            desk.enter("events", basis, values, [("county", desk.subject(key))])
        for key, score, days in _ACCEPTANCES:
            county = desk.subject(key)
            record = desk.enter(
                "acceptances", f"{county.name}河长制市级验收", {}, [("county", county)], days=4
            )
            desk.move(record, "assess_self", 6)
            desk.move(record, "report", days, values={"score": score})
            if score >= 60:
                desk.move(record, "accept", days + 3)
            else:
                until = desk.later(days + 60).date().isoformat()
                desk.move(record, "fail", days + 3, values={"rectify_by": until})


def _water_of(chief: str) -> str:
    return next(one[3] for one in _CHIEFS if one[0] == chief)


def runs(desk: Desk) -> list[tuple[str, Period]]:
    """The grades of the acceptances."""
    return [("acceptance_grade", Period(date(desk.scene.year, 1, 1), desk.scene.now.date()))]

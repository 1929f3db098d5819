"""Installing the packs, and what the city decides for itself where they leave it open."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from baicheng.demo.scene import Scene
from baicheng.server.accounts.models import User
from baicheng.server.accounts.queries import actor_of
from baicheng.server.editions.services import approve_local_value, bind_office, install, propose_local_value

#: The groups of the pack that are other ones here: name in the pack → key of divisions in the city's files.
_GROUPS = {
    "five_districts": ("dongcheng", "nancheng", "xicheng", "beicheng", "hewan"),
    "counties_and_shangjie": (
        "tongxi",
        "hechuan",
        "songping",
        "luojin",
        "bianquan",
        "miling",
        "huaiyang",
    ),
    "development_zones": ("gaoxin", "jingkai", "dongbu", "linkong"),
}
#: Points of the half-yearly assessment, of which the plan prints no table; together 100.
_POINTS = {"on_time": 40, "completion": 20, "reports": 15, "orders": 10, "office": 15}
#: How many are commended, which no document states.
_COMMENDED = {"counties": 3, "units": 3}
_DECIDED_BY = "澜川市城市提质工作领导小组会议纪要〔2018〕1号"


def install_programmes(scene: Scene, administrator: User, *, at: datetime) -> None:
    """Install the packs, say which unit is the office of each, and decide what they leave to the city."""
    for programme, key in scene.city.offices.items():
        install(programme, at=at, actor=actor_of(administrator))
        bind_office(
            programme,
            scene.subjects[key],
            since=at.date(),
            user=administrator,
            at=at,
            reason="市政府办公会议定",
        )
    for group, keys in _GROUPS.items():
        members = [scene.subjects[key].name for key in keys]
        _decide(scene, f"groups.{group}", members, reason="本市的区划与规则包所举的不同", at=at)
    decide_points(scene, at=at)


def decide_points(scene: Scene, *, at: datetime) -> None:
    """Decide what the plan does not state of the assessment: its points, and how many are commended."""
    for item, points in _POINTS.items():
        _decide(scene, f"values.assessment_points.{item}", points, reason="方案没有印发评分表", at=at)
    for group, count in _COMMENDED.items():
        _decide(scene, f"values.commended.{group}", count, reason="方案没有写明表彰几家", at=at)


def _decide(scene: Scene, path: str, value: object, *, reason: str, at: datetime) -> None:
    """One member of the office proposes a value from the beginning of the year on, another approves it."""
    at += timedelta(hours=1)
    proposed = propose_local_value(
        pack="quality_programme",
        path=path,
        value=value,
        since=date(scene.year, 1, 1),
        user=scene.users["tizhi2"],
        at=at,
        reason=reason,
        decided_by=_DECIDED_BY,
    )
    approve_local_value(proposed, user=scene.users["tizhi"], at=at + timedelta(hours=1))

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
_DECIDED_BY = "澜川市城市提质工作领导小组会议纪要〔2018〕1号"


def install_programmes(scene: Scene, administrator: User, *, at: datetime) -> None:
    """Install the packs, say which unit is the office of each, and name the city's own groups."""
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
        _decide(scene, group, keys, since=date(scene.year, 1, 1), at=at + timedelta(hours=1))


def _decide(scene: Scene, group: str, keys: tuple[str, ...], *, since: date, at: datetime) -> None:
    """One member of the office proposes who belongs to a group, another approves it."""
    proposed = propose_local_value(
        pack="quality_programme",
        path=f"groups.{group}",
        value=[scene.subjects[key].name for key in keys],
        since=since,
        user=scene.users["tizhi2"],
        at=at,
        reason="本市的区划与规则包所举的不同",
        decided_by=_DECIDED_BY,
    )
    approve_local_value(proposed, user=scene.users["tizhi"], at=at + timedelta(hours=1))

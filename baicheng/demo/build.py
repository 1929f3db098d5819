"""Building the demonstration day by day, through the services that its people would use."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from baicheng.demo.city import City, city_of
from baicheng.demo.directory import Directory
from baicheng.demo.people import fill_posts, open_accounts, open_administrator
from baicheng.server.accounts.models import User
from baicheng.server.accounts.queries import actor_of
from baicheng.server.orgs.models import Subject

SHANGHAI = ZoneInfo("Asia/Shanghai")
#: The demonstration is of the year of the day so many days ago: there is always some work to look at.
LAG = timedelta(days=90)
#: The day of that year on which the system was set up.
_SET_UP = (1, 8)

#: Is told each step of the build.
Told = Callable[[str], None]


@dataclass
class Scene:
    """What a demonstration consists of while it is built; ``now`` is the moment up to which things happen."""

    city: City
    year: int
    now: datetime
    seed: int
    subjects: dict[str, Subject] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)


def year_of(now: datetime) -> int:
    """The year that the demonstration shows.

    >>> year_of(datetime(2026, 11, 26, tzinfo=SHANGHAI)), year_of(datetime(2027, 2, 1, tzinfo=SHANGHAI))
    (2026, 2026)
    """
    return (now.astimezone(SHANGHAI) - LAG).year


def moment(day: date, hour: int = 9, minute: int = 0) -> datetime:
    """A moment of a day in the city."""
    return datetime.combine(day, time(hour, minute), SHANGHAI)


def build(*, now: datetime, seed: int = 7, told: Told = lambda _step: None) -> Scene:
    """Build the demonstration in an empty database; the same moment and seed give the same city and year."""
    year = year_of(now)
    scene = Scene(city_of(year), year, now, seed)
    told("名录：区划、单位、2019年机构改革")
    _set_up(scene)
    return scene


def _set_up(scene: Scene) -> None:
    """The administrator enters the city and opens the accounts."""
    day = date(scene.year, *_SET_UP)
    at = moment(day)
    administrator = open_administrator(scene.city, at=at)
    scene.subjects = Directory(scene.city, actor=actor_of(administrator), at=at).enter()
    scene.users = open_accounts(scene.city, scene.subjects, administrator, since=day, at=at)
    fill_posts(scene.city, scene.subjects, scene.users, administrator, at)

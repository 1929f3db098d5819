"""What a demonstration consists of while it is built, and when things happen in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from baicheng.demo.city import City
from baicheng.server.accounts.models import User
from baicheng.server.orgs.models import Subject

SHANGHAI = ZoneInfo("Asia/Shanghai")
#: The demonstration is of the year of the day so many days ago: there is always some work to look at.
LAG = timedelta(days=90)


@dataclass
class Scene:
    """The city as it stands; ``now`` is the moment up to which things happen, ``seed`` decides which."""

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

"""A drill of assessments: units with problems, found and rectified, some of it recorded late."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from baicheng.clock import CHINA
from baicheng.rules.setting import Period
from baicheng.server.accounts.models import Role, User
from baicheng.server.assessments.models import Run
from baicheng.server.assessments.services import run_rule
from baicheng.server.duties.services import enter_record, move_record
from baicheng.server.editions.services import bind_office, install
from baicheng.server.orgs.models import Subject
from baicheng.server.registers.models import Record
from tests.server.packs_once import once
from tests.server.people import CLERK, LONG_AGO, subject, user

DRILL = Path(__file__).parent / "drill"
PROGRAMME = "assess_drill"
JANUARY = Period(date(2019, 1, 1), date(2019, 2, 1))


def at(text: str) -> datetime:
    """A moment in China, such as ``2019-03-05 09:00``; without a time it is 09:00."""
    return datetime.fromisoformat(text if ":" in text else f"{text} 09:00").replace(tzinfo=CHINA)


@dataclass
class Drill:
    """Three bureaus, their people, and the office."""

    office: User
    units: dict[str, Subject]
    people: dict[str, User]
    stranger: User
    viewer: User
    problems: dict[str, Record] = field(default_factory=dict)

    @property
    def liaison(self) -> User:
        """Of the unit that is judged."""
        return self.people["甲局"]

    def problem(self, title: str, unit: str, found: str, *, entered: str = "", **values: Any) -> Record:
        given = {"kind": "dust", "found_on": found, "area": 50, "contact": "13800000000", **values}
        self.problems[title] = enter_record(
            register_id=f"{PROGRAMME}.problems",
            values=given,
            parties=[("responsible", self.units[unit])],
            title=title,
            user=self.office,
            at=at(entered or found),
        )
        return self.problems[title]

    def rectify(self, title: str, on: str) -> None:
        record = self.problems[title]
        record.refresh_from_db()
        unit = record.parties.get().subject.name
        move_record(record, "rectify", user=self.people[unit], at=at(on), revision=record.revision)

    def run(self, rule: str = "monthly_score", *, when: str = "2019-03-01", **more: Any) -> Run:
        given: dict[str, Any] = {"period": JANUARY, "user": self.office, **more}
        return run_rule(programme=PROGRAMME, rule=rule, at=at(when), **given)


@pytest.fixture
def drill(db: None, settings: Any, tmp_path: Path) -> Drill:
    settings.DATA = tmp_path
    install(once(DRILL), at=LONG_AGO, actor=CLERK)
    units = {name: subject(name) for name in ("甲局", "乙局", "丙局", "市演练办")}
    given = {"since": date(2018, 1, 1), "user": user(Role.ADMINISTRATOR), "at": LONG_AGO, "reason": "议定"}
    bind_office(PROGRAMME, units["市演练办"], **given)
    return Drill(
        office=user(Role.OFFICE, programme=PROGRAMME),
        units=units,
        people={name: user(Role.LIAISON, unit) for name, unit in units.items()},
        stranger=user(Role.OFFICE, programme="other"),
        viewer=user(Role.VIEWER, programme=PROGRAMME),
    )

"""The drill: a pack with a register for each thing that flows and rights can do, and its cast."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from baicheng.clock import CHINA
from baicheng.server.accounts.models import Role, User
from baicheng.server.editions.services import bind_office, install
from baicheng.server.orgs.models import RelationKind, Subject, SubjectKind
from baicheng.server.registers.models import Record
from baicheng.server.registers.services import create_record
from tests.server.packs_once import once
from tests.server.people import CLERK, LONG_AGO, link, subject, user
from tests.server.prepared import prepared

DRILL = Path(__file__).parent / "drill"
#: A Tuesday morning.
NOW = datetime(2019, 3, 5, 9, tzinfo=CHINA)


def hours(count: float) -> datetime:
    return NOW + timedelta(hours=count)


def days(count: float) -> datetime:
    return NOW + timedelta(days=count)


@dataclass
class Drill:
    """Two bureaus with their people, the office, those above along each line, and a stranger.

    市政府 administers both bureaus and the county; 省厅 guides the first bureau.
    """

    office_unit: Subject
    bureau: Subject
    other: Subject
    county: Subject
    government: Subject
    guide: Subject
    office: User
    liaison: User
    leader: User
    other_liaison: User
    county_liaison: User
    above: User
    guiding: User
    stranger: User
    all_seeing: User

    def task(self, at: datetime = NOW, **more: Any) -> Record:
        values = {"content": "打通断头路8条", "due_on": "2019-06-30", **more.pop("values", {})}
        given: dict[str, Any] = {"parties": [("lead", self.bureau)], "user": self.office, **more}
        return create_record(register_id="drill.tasks", values=values, at=at, **given)

    def report(self, task: Record, at: datetime = NOW, **more: Any) -> Record:
        given: dict[str, Any] = {
            "values": {"task": task.pk, "progress": 40},
            "parties": [("reporter", self.bureau)],
            "user": self.liaison,
            **more,
        }
        return create_record(register_id="drill.reports", at=at, **given)


@pytest.fixture(scope="module")
def new_drill(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: Any
) -> Iterator[Callable[[], Drill] | None]:
    yield from prepared(make_drill, request, django_db_blocker)


@pytest.fixture
def drill(new_drill: Callable[[], Drill] | None, db: None) -> Drill:
    return new_drill() if new_drill else make_drill()


def make_drill() -> Drill:
    install(once(DRILL), at=LONG_AGO, actor=CLERK)
    office_unit, bureau, other = subject("市演练办"), subject("市住建局"), subject("市园林局")
    government, guide = subject("市人民政府"), subject("省住建厅")
    county_division = subject("中牟县", SubjectKind.DIVISION, level="county")
    county = subject("中牟县人民政府")
    link(RelationKind.GOVERNS, county, county_division)
    for below in (bureau, other, county_division):
        link(RelationKind.ADMINISTERS, government, below)
    link(RelationKind.GUIDES, guide, bureau)
    bind_office(
        "drill",
        office_unit,
        since=date(2018, 1, 1),
        user=user(Role.ADMINISTRATOR),
        at=LONG_AGO,
        reason="市政府办公会",
    )
    return Drill(
        office_unit=office_unit,
        bureau=bureau,
        other=other,
        county=county_division,
        government=government,
        guide=guide,
        office=user(Role.OFFICE, programme="drill"),
        liaison=user(Role.LIAISON, bureau),
        leader=user(Role.LEADER, bureau),
        other_liaison=user(Role.LIAISON, other),
        county_liaison=user(Role.LIAISON, county),
        above=user(Role.LIAISON, government),
        guiding=user(Role.LIAISON, guide),
        stranger=user(Role.LIAISON, subject("市档案局")),
        all_seeing=user(Role.VIEWER),
    )

"""The drill of duties: a pack whose duties show one thing each, and its cast."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from baicheng.clock import CHINA
from baicheng.server.accounts.models import Role, User
from baicheng.server.assignments.models import Assignment
from baicheng.server.duties.models import Duty
from baicheng.server.duties.services import sync_pack_duties
from baicheng.server.editions.services import bind_office, install
from baicheng.server.orgs.models import Subject, SubjectKind
from baicheng.server.registers.models import Record
from baicheng.server.registers.services import create_record
from tests.server.packs_once import once
from tests.server.people import CLERK, LONG_AGO, subject, user
from tests.server.prepared import prepared

DRILL = Path(__file__).parent / "drill"
PROGRAMME = "duty_drill"


def at(text: str) -> datetime:
    """A moment in China, such as ``2019-03-05 09:00``; without a time it is 09:00."""
    return datetime.fromisoformat(text if ":" in text else f"{text} 09:00").replace(tzinfo=CHINA)


@dataclass
class Drill:
    """The office, a bureau and another with their people, two river chiefs and a station of inspectors."""

    office_unit: Subject
    bureau: Subject
    other: Subject
    chief: Subject
    second_chief: Subject
    station: Subject
    office: User
    liaison: User
    other_liaison: User
    chief_user: User
    inspector: User

    def task(self, on: str = "2019-01-10", **more: Any) -> Record:
        values = {"content": "打通断头路8条", **more.pop("values", {})}
        given: dict[str, Any] = {"parties": [("lead", self.bureau)], "user": self.office, **more}
        return create_record(register_id=f"{PROGRAMME}.tasks", values=values, at=at(on), **given)

    def report(self, task: Record, on: str, **more: Any) -> Record:
        values = {"task": task.pk, "progress": 40, "done": "已开工", **more.pop("values", {})}
        given: dict[str, Any] = {"parties": [("reporter", self.bureau)], "user": self.liaison, **more}
        return create_record(register_id=f"{PROGRAMME}.reports", values=values, at=at(on), **given)


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
    chief, second = subject("甲河长", SubjectKind.POST), subject("乙河长", SubjectKind.POST)
    station = subject("监管一所")
    bind_office(
        PROGRAMME,
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
        chief=chief,
        second_chief=second,
        station=station,
        office=user(Role.OFFICE, programme=PROGRAMME),
        liaison=user(Role.LIAISON, bureau),
        other_liaison=user(Role.LIAISON, other),
        chief_user=user(Role.LIAISON, chief),
        inspector=user(Role.LIAISON, station),
    )


@pytest.fixture
def duties(drill: Drill) -> dict[str, Duty]:
    """The pack's duties, owed from 1 January 2019 on."""
    found = sync_pack_duties(PROGRAMME, at=at("2019-01-01"))
    return {duty.name: duty for duty in found}


def owed_by(bearer: Subject, name: str) -> list[tuple[str, str, str]]:
    """Period (or due day), due day and outcome of a subject's assignments, in order."""
    rows = Assignment.objects.filter(bearer=bearer, name=name).order_by("due_at", "pk")
    return [(row.rule.get("period", "once"), row.rule["due_on"], row.outcome) for row in rows]

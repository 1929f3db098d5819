"""A year of tasks, an office with two clerks and a leader, and what it may issue."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from baicheng.clock import CHINA
from baicheng.server.accounts.models import Role, User
from baicheng.server.editions.services import install
from baicheng.server.publishing.models import Publication
from baicheng.server.publishing.services import approve, draft, release, submit
from tests.server.packs_once import once
from tests.server.pages.test_overview import begin
from tests.server.people import CLERK, LONG_AGO, user
from tests.server.prepared import prepared
from tests.server.publishing.papers import with_notice
from tests.server.registers import conftest as registers

drill, new_drill = registers.drill, registers.new_drill
Drill = registers.Drill
#: The first days of July 2019: a Wednesday, and the hours after.
NOW = datetime(2019, 7, 3, 9, tzinfo=CHINA)
JUNE = date(2019, 6, 30)


def at(day: int, hour: int = 9) -> datetime:
    return datetime(2019, 7, day, hour, tzinfo=CHINA)


@dataclass
class Press:
    """Who is there: two clerks of the office, its leader, and everybody of the drill."""

    drill: Drill
    clerk: User
    second: User
    chief: User

    def draft(self) -> Publication:
        return draft("drill", "monthly", day=JUNE, user=self.clerk, at=NOW)

    def approved(self) -> Publication:
        row = submit(self.draft(), user=self.clerk, at=NOW)
        return approve(row, user=self.chief, at=at(3, 10))

    def released(self) -> Publication:
        return release(self.approved(), user=self.clerk, at=at(4))


@pytest.fixture(scope="module")
def new_press(
    request: pytest.FixtureRequest, new_drill: Callable[[], Drill] | None, django_db_blocker: Any
) -> Iterator[Callable[[], Press] | None]:
    build = new_drill or registers.make_drill
    yield from prepared(lambda: make_press(build()), request, django_db_blocker)


@pytest.fixture
def press(new_press: Callable[[], Press] | None, db: None) -> Press:
    return new_press() if new_press else make_press(registers.make_drill())


def make_press(drill: Drill) -> Press:
    with tempfile.TemporaryDirectory() as folder:
        install(once(with_notice(registers.DRILL, Path(folder) / "pack")), at=LONG_AGO, actor=CLERK)
    parties = [("lead", drill.bureau), ("responsible", drill.county)]
    begin(drill, "打通南环路", "2019-03-31", parties, progress=40)
    begin(drill, "整治背街小巷", "2019-12-31", [("lead", drill.bureau)], progress=60)
    begin(drill, "建成口袋公园", "2019-07-20", [("lead", drill.other)], by=drill.other_liaison, progress=80)
    return Press(
        drill,
        clerk=drill.office,
        second=user(Role.OFFICE, programme="drill"),
        chief=user(Role.LEADER, drill.office_unit),
    )

"""A drill of a round: two counties with townships, a panel, the office with a leader, and somebody from elsewhere."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from baicheng.clock import CHINA
from baicheng.server.accounts.models import Role, User
from baicheng.server.assessments.models import Mark
from baicheng.server.duties.services import enter_record
from baicheng.server.editions.services import bind_office, install
from baicheng.server.orgs.models import RelationKind, Subject, SubjectKind
from baicheng.server.registers.models import Record
from baicheng.server.rounds import services
from baicheng.server.rounds.models import Participant, Round, Sheet
from tests.server.packs_once import once
from tests.server.people import CLERK, LONG_AGO, link, subject, user
from tests.server.prepared import prepared

DRILL = Path(__file__).parent / "drill"
PROGRAMME = "round_drill"
PAPER = b"%PDF-1.4 evidence"


def at(text: str) -> datetime:
    """A moment in China, such as ``2020-01-05 09:00``; without a time it is 09:00."""
    return datetime.fromisoformat(text if ":" in text else f"{text} 09:00").replace(tzinfo=CHINA)


def paper(name: str = "报告.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PAPER, "application/pdf")


@dataclass
class Drill:
    """Who is there."""

    office: User
    leader: User
    viewer: User
    stranger: User
    units: dict[str, Subject]
    people: dict[str, User]
    events: dict[str, Record] = field(default_factory=dict)

    def event(self, county: str, points: str, on: str = "2019-06-01") -> Record:
        self.events[county] = enter_record(
            register_id=f"{PROGRAMME}.events",
            values={"points": points, "happened_on": on},
            parties=[("county", self.units[county])],
            title=f"{county}加分",
            user=self.office,
            at=at(on),
        )
        return self.events[county]

    def open(self, **more: Any) -> Round:
        given = {"day": date(2019, 6, 1), "user": self.office, "at": at("2019-12-20"), "seed": 7, **more}
        return services.open_round(PROGRAMME, "county", **given)

    def mark(self, round_: Round, item: str, county: str, value: str, by: User, **more: Any) -> Mark:
        given = {"user": by, "at": at("2020-01-05"), **more}
        return services.give_mark(round_, item, self.units[county], Decimal(value), **given)

    def sheet(self, round_: Round, step: str, county: str) -> Sheet:
        return round_.sheets.get(step=step, subject=self.units[county])

    def marked(self, *, own: str = "30", town: str = "5") -> Round:
        """A round in which everybody gave every mark and handed in."""
        round_ = self.open()
        for row in Participant.objects.filter(round=round_):
            services.allot_panel(row, self.units["考核组"], user=self.office, at=at("2019-12-21"))
        draws = services.draw_lots(round_, "towns", user=self.office, at=at("2019-12-22"))
        for county in ("甲县", "乙县"):
            self.mark(round_, "own", county, own, self.people[county], files=[paper()])
            services.hand_in(
                self.sheet(round_, "self_report", county), user=self.people[county], at=at("2020-01-06")
            )
        for draw in draws:
            for one in Subject.objects.filter(pk__in=draw.taken):
                self.mark(round_, "town", draw.subject.name, town, self.people["考核组"], drawn=one)
        round_.refresh_from_db()
        return round_

    def drafted(self) -> Round:
        """The cohort of the sketch: initial points 26 and 20."""
        self.event("甲县", "6")
        return services.draft_results(self.marked(), user=self.office, at=at("2020-01-12"))

    def released(self) -> Round:
        return services.release(self.drafted(), user=self.office, at=at("2020-01-13"))

    def submitted(self) -> Round:
        return services.submit(self.released(), user=self.office, at=at("2020-02-10"))

    def final(self) -> Round:
        return services.approve(self.submitted(), user=self.leader, at=at("2020-02-11"))


def built() -> Drill:
    install(once(DRILL), at=LONG_AGO, actor=CLERK)
    office = subject("市演练办")
    units = {"市演练办": office, "考核组": subject("考核组", SubjectKind.GROUP)}
    given = {"since": date(2018, 1, 1), "user": user(Role.ADMINISTRATOR), "at": LONG_AGO, "reason": "议定"}
    bind_office(PROGRAMME, office, **given)
    for county in ("甲县", "乙县"):
        units[county] = subject(county, SubjectKind.DIVISION, level="county")
        for number in range(3):
            town = subject(f"{county}{number + 1}镇", SubjectKind.DIVISION, level="township")
            link(RelationKind.ADMINISTERS, units[county], town)
    return Drill(
        office=user(Role.OFFICE, programme=PROGRAMME),
        leader=user(Role.LEADER, office),
        viewer=user(Role.VIEWER, programme=PROGRAMME),
        stranger=user(Role.LIAISON, subject("外单位")),
        units=units,
        people={name: user(Role.LIAISON, units[name]) for name in ("甲县", "乙县", "考核组")},
    )


def renewed(folder: Path, version: str, file: str, before: str, after: str) -> None:
    """Install another edition of the drill in which some words of a file are others."""
    shutil.copytree(DRILL, folder)
    changes = {"pack.yaml": ("version: 0.1.0", f"version: {version}"), file: (before, after)}
    for name, (old, new) in changes.items():
        text = (folder / name).read_text(encoding="utf-8")
        assert old in text
        (folder / name).write_text(text.replace(old, new), encoding="utf-8")
    install(folder, at=at("2020-01-14"), actor=CLERK)


@pytest.fixture(scope="module")
def scene(
    request: Any, django_db_setup: None, django_db_blocker: Any
) -> Iterator[Callable[[], Drill] | None]:
    """The drill of a file, built once."""
    del django_db_setup
    yield from prepared(built, request, django_db_blocker, "drill")


@pytest.fixture
def drill(scene: Callable[[], Drill] | None, db: None, settings: Any, tmp_path: Path) -> Drill:
    settings.DATA = tmp_path
    settings.MEDIA_ROOT = tmp_path / "files"
    return scene() if scene else built()

"""Dust control in the demonstration: the month's circular with what the last place pays, the sites of a week."""

from __future__ import annotations

from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any, cast

import pytest

from baicheng.clock import CHINA
from baicheng.demo.course import QUALITY, Course
from baicheng.demo.dust_rounds import assess_dust, enter_dust
from baicheng.demo.dust_week import DustWeek
from baicheng.server.accounts.models import Role
from baicheng.server.duties.services import enter_record
from baicheng.server.editions.services import bind_office, install
from baicheng.server.orgs.models import Subject
from baicheng.server.publishing.composing import annexes_of
from baicheng.server.publishing.models import Publication, State
from baicheng.server.publishing.queries import notice_of
from baicheng.server.registers.models import Record
from baicheng.server.rounds.models import Round
from tests.server.packs_once import once
from tests.server.people import CLERK, LONG_AGO, subject, user

pytestmark = pytest.mark.django_db


class Known(dict[str, Subject]):
    """Subjects by the keys of the city's files, made when they are asked for."""

    def __missing__(self, key: str) -> Subject:
        self[key] = subject(key)
        return self[key]


def course(now: datetime, settings: Any, folder: Any) -> Course:
    settings.DATA, settings.MEDIA_ROOT = folder, folder / "files"
    install(once(QUALITY), at=LONG_AGO, actor=CLERK)
    office, administrator = subject("市提质办"), user(Role.ADMINISTRATOR)
    given = {"since": date(2018, 1, 1), "user": administrator, "at": LONG_AGO, "reason": "定"}
    bind_office(QUALITY, office, **cast(Any, given))
    people = {name: user(Role.OFFICE, programme=QUALITY) for name in ("tizhi2", "tizhi3")}
    people |= {"tizhi.leader": user(Role.LEADER, office), "admin": administrator}
    scene = SimpleNamespace(now=now, year=2026, users=people, seed=7, subjects=Known(tizhi=office))
    return cast(Course, SimpleNamespace(scene=scene))


@pytest.fixture
def summer(settings: Any, tmp_path: Any) -> Course:
    """A course that has come to the end of June; March is scored as in the spring."""
    found = course(datetime(2026, 6, 26, 4, tzinfo=UTC), settings, tmp_path)
    for unit, points in (("dongcheng_fu", "91.50"), ("hechuan_fu", "78.40")):
        enter_record(
            register_id=f"{QUALITY}.dust_rankings",
            values={"month_from": "2026-03-01", "pool": "counties", "points": points},
            parties=[("assessed", found.scene.subjects[unit])],
            title="3月扬尘防控得分",
            user=found.scene.users["tizhi3"],
            at=datetime(2026, 4, 3, 2, tzinfo=UTC),
        )
    return found


def test_months_are_told_with_what_the_last_place_pays(summer: Course) -> None:
    enter_dust(summer)

    assess_dust(summer)

    told = {row.since: row for row in Publication.objects.filter(notice="dust_monthly_counties")}
    assert {row.state for row in told.values()} == {State.RELEASED}
    pays = {day: annexes_of(row, notice_of(row))[1].rows for day, row in told.items()}
    assert pays == {
        date(2026, 3, 1): [[1, "hechuan_fu", "月度末位财政扣款", "2,000,000"]],
        date(2026, 5, 1): [[1, "songping_fu", "月度末位财政扣款", "2,000,000"]],
    }
    for round_ in Round.objects.all():
        assert round_.sheets.get(kind="publication").is_handed_in


def test_the_sites_of_the_last_week_are_public_on_thursday(summer: Course) -> None:
    week = DustWeek(summer)
    week.choose()

    week.tell()

    row = Publication.objects.get(notice="dust_week_sites")
    assert (row.since, row.state) == (date(2026, 6, 15), State.RELEASED)
    assert row.released_at == datetime(2026, 6, 25, 10, tzinfo=CHINA), "a Thursday, or the next working day"
    good, bad = annexes_of(row, notice_of(row))
    assert (len(good.rows), len(bad.rows)) == (5, 10)
    assert {one[3] for one in (*good.rows, *bad.rows)} == {"100,000"}
    assert (bad.rows[0][1], bad.rows[9][1]) == (
        "云锦花园四期（澜川市第一建筑工程有限公司）",
        "纬三路道路改造（澜川市市政建设有限公司）",
    )


def test_early_in_the_year_no_week_is_told(settings: Any, tmp_path: Any) -> None:
    week = DustWeek(course(datetime(2026, 5, 8, 4, tzinfo=UTC), settings, tmp_path))
    week.choose()
    week.tell()

    assert not Record.objects.exists() and not Publication.objects.exists()

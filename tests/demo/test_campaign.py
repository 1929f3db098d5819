"""Quantified accountability in the demonstration: what is entered, and the round that counts a month."""

from __future__ import annotations

from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any, cast

import pytest

from baicheng.demo.campaign import _AIR, _PROBLEMS, PROGRAMME, Campaign
from baicheng.demo.further import Desk
from baicheng.demo.scene import Scene, moment
from baicheng.server.accounts.models import Role
from baicheng.server.assignments.models import Assignment
from baicheng.server.editions.services import bind_office, install
from baicheng.server.orgs.models import RelationKind, Subject, SubjectKind
from baicheng.server.registers.models import Record
from baicheng.server.rounds.models import Round, RoundState
from tests.server.packs_once import once
from tests.server.people import CLERK, LONG_AGO, link, subject, user

pytestmark = pytest.mark.django_db


def desk(now: datetime) -> Desk:
    """The office, the counties with their governments, the townships, somebody who acts for each."""
    install(once(PROGRAMME), at=LONG_AGO, actor=CLERK)
    office, administrator = subject("市攻坚办"), user(Role.ADMINISTRATOR)
    given = {"since": date(2018, 1, 1), "user": administrator, "at": LONG_AGO, "reason": "定"}
    bind_office(PROGRAMME, office, **cast(Any, given))
    subjects: dict[str, Subject] = {"gov": subject("市政府")}
    for county in (one[0] for one in _AIR):
        subjects[county] = subject(f"{county}县", SubjectKind.DIVISION, level="county")
        subjects[f"{county}_fu"] = subject(f"{county}县政府")
        link(RelationKind.GOVERNS, subjects[f"{county}_fu"], subjects[county])
    for town in sorted({one[1] for one in _PROBLEMS}):
        subject(town, SubjectKind.DIVISION, level="township")
    users = {"admin": administrator, "gongjian": user(Role.OFFICE, programme=PROGRAMME)}
    users["gongjian.leader"] = user(Role.LEADER, office)
    people = [SimpleNamespace(username="gongjian", role="office", programme=PROGRAMME, unit=None)]
    for unit in ("hechuan_fu", "songping_fu", "luojin_fu"):
        users[unit] = user(Role.LIAISON, subjects[unit])
        people.append(SimpleNamespace(username=unit, role="liaison", programme=None, unit=unit))
    city = SimpleNamespace(people=people)
    scene = SimpleNamespace(now=now, year=2026, users=users, subjects=subjects, city=city, seed=7)
    return Desk(cast(Scene, scene), PROGRAMME, moment(date(2026, 10, 12), 9))


@pytest.fixture
def files(settings: Any, tmp_path: Any) -> None:
    settings.DATA, settings.MEDIA_ROOT = tmp_path, tmp_path / "files"


def test_the_count_of_a_month_makes_proposals_of_which_one_is_with_its_county(files: None) -> None:
    Campaign(desk(datetime(2026, 11, 27, 4, tzinfo=UTC))).enter()

    row = Round.objects.get()
    assert (row.since, row.state, row.name) == (date(2026, 10, 1), RoundState.FINAL, "township_counts")
    assert row.run is not None
    hits = {one.label: one.detail["hits"] for one in row.run.results.filter(outcome="met")}
    assert hits == {"大王集镇": ["deputy", "head"]}
    states = {one.name: Record.objects.get(pk=one.record_id).state for one in row.consequences.all()}
    assert states == {"deputy": "with_county", "head": "drafted"}
    made = row.consequences.get(name="deputy").record_id
    opinion = Assignment.objects.get(about_id=made, about_kind="registers.record", name="opinion")
    assert opinion.bearer == Subject.objects.get(name="hechuan县政府")


def test_before_the_month_is_over_and_decided_on_there_is_no_round(files: None) -> None:
    Campaign(desk(datetime(2026, 11, 13, 4, tzinfo=UTC))).enter()

    assert not Round.objects.exists() and Record.objects.filter(register=f"{PROGRAMME}.problems").exists()

"""Rounds as they ship: days, lots, marks, approvals by posts, and what follows, with its money and its clocks."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from baicheng.clock.instants import last_day_until
from baicheng.packs.shelf import BUILTIN
from baicheng.server.accounts.models import Role, User
from baicheng.server.assignments.models import Assignment
from baicheng.server.duties.services import enter_record, move_record
from baicheng.server.editions.services import bind_office, install
from baicheng.server.orgs.models import RelationKind, Subject, SubjectKind
from baicheng.server.registers.matter import KIND as RECORD
from baicheng.server.registers.models import Record
from baicheng.server.rounds import services
from baicheng.server.rounds.queries import standing_marks
from tests.server.packs_once import once
from tests.server.people import CLERK, LONG_AGO, link, subject, user
from tests.server.rounds.conftest import at, paper

PACK = "river_chief"
#: The greatest mark of each item, and a survey in which everybody knows, is content and takes part.
FULL = {"own": 30, "chiefs": 10, "townships": 5, "member_units": 5, "self_own": 30, "frauds": 0}


@pytest.mark.django_db
def test_the_round_of_river_chiefs_goes_its_way_from_the_lots_to_a_commendation(
    settings: Any, tmp_path: Path
) -> None:
    settings.DATA, settings.MEDIA_ROOT = tmp_path, tmp_path / "files"
    install(once(BUILTIN / PACK), at=LONG_AGO, actor=CLERK)
    unit, county, government = subject("市河长办"), county_of("甲县"), subject("甲县政府")
    given = {"since": date(2018, 1, 1), "user": user(Role.ADMINISTRATOR), "at": LONG_AGO, "reason": "议定"}
    bind_office(PACK, unit, **given)
    office, liaison = user(Role.OFFICE, programme=PACK), user(Role.LIAISON, county)
    chiefs = [holding(post) for post in ("副总河长", "总河长", "第一总河长")]
    link(RelationKind.GOVERNS, government, county)
    for number in range(3):
        link(RelationKind.PART_OF, subject(f"甲县{number + 1}局"), government)
    chief = appointed(office, county, "甲河长", "county")
    appointed(office, county, "甲乡河长", "township")
    left = appointed(office, county, "前任河长", "county")
    record = Record.objects.get(parties__subject=left, register=f"{PACK}.chiefs")
    move_record(record, "leave", user=office, at=at("2019-06-01"), revision=record.revision, reason="调离")

    round_ = services.open_round(PACK, "county_2019", day=date(2019, 6, 1), user=office, at=at("2019-12-01"))
    due = {one.step: one.assignment.due_at for one in round_.sheets.all() if one.assignment}
    assert {step: day and last_day_until(day) for step, day in due.items()} == {
        "self_report": date(2020, 1, 1),
        "on_site": date(2020, 1, 11),
        "survey": None,
        "summary": date(2020, 1, 21),
    }
    drawn = {
        name: [len(one.taken) for one in services.draw_lots(round_, name, user=office, at=at("2019-12-02"))]
        for name in ("chiefs", "townships", "member_units")
    }
    assert drawn == {"chiefs": [1], "townships": [2], "member_units": [2]}
    assert round_.draws.get(name="chiefs").taken == [chief.pk]

    for mark in standing_marks(round_):
        by, files = (liaison, [paper()]) if mark.item == "self_own" else (office, [])
        value = Decimal(FULL.get(mark.item, 100))
        services.give_marks(round_, [services.Given(mark, value, files=files)], user=by, at=at("2020-01-05"))
    services.draft_results(round_, user=office, at=at("2020-01-12"))
    services.release(round_, user=office, at=at("2020-01-13"))
    services.submit(round_, user=office, at=at("2020-02-10"))
    with pytest.raises(PermissionDenied):
        services.approve(round_, user=chiefs[1], at=at("2020-02-11 09:00"))
    for hour, chief_of_all in enumerate(chiefs, 9):
        round_ = services.approve(round_, user=chief_of_all, at=at(f"2020-02-11 {hour:02}:00"))

    assert round_.is_final and round_.run is not None
    result = round_.run.results.get()
    assert (result.total, result.grade, result.undecided) == (Decimal(100), "优秀", [])
    (made,) = services.put_into_effect(round_, user=office, at=at("2020-02-12"))
    stored = Record.objects.get(pk=made.record_id)
    assert stored.fields["grounds"] == "2019年度河湖长制考核（县市区和开发区）得100分，优秀，第1名"
    assert made.assignment is not None and made.assignment.bearer == unit


def holding(post: str) -> User:
    """Somebody who holds a post."""
    made = user(Role.VIEWER, programme=PACK)
    made.person = subject(f"{post}本人", SubjectKind.PERSON)
    made.save()
    link(RelationKind.HOLDS, made.person, subject(post, SubjectKind.POST))
    return made


def county_of(name: str) -> Subject:
    made = subject(name, SubjectKind.DIVISION, level="county")
    for number in range(3):
        town = subject(f"{name}{number + 1}乡", SubjectKind.DIVISION, level="township")
        link(RelationKind.ADMINISTERS, made, town)
    return made


def appointed(office: Any, county: Subject, name: str, level: str) -> Subject:
    """A chief of a river in a county."""
    river = enter_record(
        register_id=f"{PACK}.rivers",
        values={"kind": "river"},
        parties=[("county", county)],
        title=f"{name}的河",
        user=office,
        at=at("2018-12-01"),
    )
    chief = subject(name, SubjectKind.POST)
    enter_record(
        register_id=f"{PACK}.chiefs",
        values={"water": river.pk, "level": level},
        parties=[("chief", chief), ("county", county)],
        title=name,
        user=office,
        at=at("2018-12-01"),
    )
    return chief


def held(pack: str, settings: Any, folder: Path) -> tuple[User, User]:
    """A pack with its office: somebody of it, and its leader."""
    settings.DATA, settings.MEDIA_ROOT = folder, folder / "files"
    install(once(BUILTIN / pack), at=LONG_AGO, actor=CLERK)
    unit = subject("主管办公室")
    given = {"since": date(2017, 1, 1), "user": user(Role.ADMINISTRATOR), "at": LONG_AGO, "reason": "议定"}
    bind_office(pack, unit, **given)
    return user(Role.OFFICE, programme=pack), user(Role.LEADER, unit)


@pytest.mark.django_db
def test_a_month_s_count_makes_proposals_whose_opinion_has_ten_working_days(
    settings: Any, tmp_path: Path, client: Client
) -> None:
    office, leader = held("accountability", settings, tmp_path)
    county = subject("甲县", SubjectKind.DIVISION, level="county")
    towns = [subject(name, SubjectKind.DIVISION, level="township") for name in ("甲镇", "乙镇")]
    for town, count in zip(towns, (1, 2), strict=True):
        for _number in range(count):
            enter_record(
                register_id="accountability.problems",
                values={"origin": "city", "matter": "peak_firm", "found_on": "2018-10-12"},
                parties=[("township", town), ("county", county)],
                title="错峰期间生产",
                user=office,
                at=at("2018-10-12"),
            )

    round_ = services.open_round(
        "accountability", "township_counts", day=date(2018, 10, 9), user=office, at=at("2018-11-01")
    )
    services.draft_results(round_, user=office, at=at("2018-11-01 10:00"))
    services.submit(round_, user=office, at=at("2018-11-01 11:00"))
    round_ = services.approve(round_, user=leader, at=at("2018-11-02"))
    (made,) = services.put_into_effect(round_, user=office, at=at("2018-11-02 10:00"))

    proposal = Record.objects.get(pk=made.record_id)
    assert (made.name, made.result.about, proposal.state) == ("deputy", towns[1], "drafted")
    assert proposal.fields["basis"].endswith("达到第八条的界线：乡镇副职和工作人员")
    person = subject("张副镇长", SubjectKind.PERSON)
    moved = move_record(
        proposal,
        "consent",
        user=office,
        at=at("2018-11-02 11:00"),
        revision=proposal.revision,
        values={"received_on": "2018-11-02"},
        parties={"accountable": [person], "county": [county]},
    ).record
    opinion = Assignment.objects.get(about_kind=RECORD, about_id=moved.pk, name="opinion")
    assert opinion.bearer == county
    assert opinion.due_at is not None and last_day_until(opinion.due_at) == date(2018, 11, 16)
    client.force_login(office)
    page = client.get(round_.get_absolute_url()).content.decode()
    assert "判定结果" in page and "乡镇副职和工作人员" in page and "名次" not in page


@pytest.mark.django_db
def test_the_last_place_of_a_month_owes_two_million_yuan_once_the_results_are_final(
    settings: Any, tmp_path: Path, client: Client
) -> None:
    office, leader = held("quality_programme", settings, tmp_path)
    for name, points in (("甲区", "80"), ("乙区", "79.99")):
        enter_record(
            register_id="quality_programme.dust_rankings",
            values={"month_from": "2018-07-01", "pool": "counties", "points": points},
            parties=[("assessed", subject(name, SubjectKind.DIVISION, level="county"))],
            title="7月得分",
            user=office,
            at=at("2018-08-01"),
        )

    round_ = services.open_round(
        "quality_programme", "dust_monthly_counties", day=date(2018, 7, 1), user=office, at=at("2018-08-02")
    )
    services.draft_results(round_, user=office, at=at("2018-08-02 10:00"))
    services.release(round_, user=office, at=at("2018-08-02 11:00"))
    round_ = services.submit(round_, user=office, at=at("2018-08-13"))
    with pytest.raises(ValidationError):
        services.put_into_effect(round_, user=office, at=at("2018-08-13 10:00"))
    round_ = services.approve(round_, user=leader, at=at("2018-08-14"))
    (made,) = services.put_into_effect(round_, user=office, at=at("2018-08-14 10:00"))

    stored = Record.objects.get(pk=made.record_id)
    assert made.result.called == "乙区"
    assert {name: stored.fields[name] for name in ("kind", "amount", "period_from", "rests_on")} == {
        "kind": "deduction",
        "amount": "2000000",
        "period_from": "2018-07-01",
        "rests_on": "二",
    }
    assert made.assignment is not None and made.assignment.due_at is None
    scheduled = {"carry_out_by": "2018-08-31"}
    move_record(
        stored, "schedule", user=office, at=at("2018-08-14"), revision=stored.revision, values=scheduled
    )
    made.assignment.refresh_from_db()
    assert last_day_until(made.assignment.due_at) == date(2018, 8, 31)
    client.force_login(office)
    assert round_.get_absolute_url() in client.get(stored.get_absolute_url()).content.decode()

"""Rules of packs that ship, over what the server recorded: duties, roles and results of other rules reach them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from baicheng.packs.shelf import BUILTIN
from baicheng.rules.setting import Period
from baicheng.server.accounts.models import Role, User
from baicheng.server.assessments.models import Run, RunState
from baicheng.server.assessments.services import run_rule
from baicheng.server.duties.models import Duty
from baicheng.server.duties.services import (
    enter_record,
    generate,
    mark_missed,
    match_recorded,
    sync_pack_duties,
)
from baicheng.server.editions.services import bind_office, install
from baicheng.server.orgs.models import Subject, SubjectKind
from baicheng.server.registers.models import Record
from tests.server.assessments.conftest import at
from tests.server.packs_once import once
from tests.server.people import CLERK, LONG_AGO, subject, user


def office_of(programme: str, folder: Path, settings: Any) -> User:
    """The office of a pack that is installed for this test."""
    settings.DATA = folder
    install(once(BUILTIN / programme), at=LONG_AGO, actor=CLERK)
    given: dict[str, Any] = {"user": user(Role.ADMINISTRATOR), "at": LONG_AGO, "reason": "议定"}
    bind_office(programme, subject("某办公室"), since=date(2018, 1, 1), **given)
    return user(Role.OFFICE, programme=programme)


def entered(by: User, register: str, on: str, values: dict[str, Any], **parties: Subject) -> Record:
    taking = list(parties.items())
    return enter_record(
        register_id=register, values=values, parties=taking, user=by, at=at(on), title=register
    )


def found(run: Run) -> dict[str, Any]:
    assert run.state == RunState.DONE, run.message
    return {one.label: one.detail for one in run.results.all()}


@pytest.mark.django_db
def test_a_patrol_that_its_duty_lacks_caps_the_grade_of_the_county(tmp_path: Path, settings: Any) -> None:
    office = office_of("river_chief", tmp_path, settings)
    missing, patrolling = (
        subject(name, SubjectKind.DIVISION, level=level)
        for name, level in (("甲县", "county"), ("乙区", "zone"))
    )
    for county in (missing, patrolling):
        river = entered(office, "river_chief.rivers", "2018-12-01", {"kind": "river"}, county=county)
        chief = subject(f"{county.name}河长", SubjectKind.POST)
        held = entered(
            office,
            "river_chief.chiefs",
            "2018-12-01",
            {"water": river.pk, "level": "county"},
            chief=chief,
            county=county,
        )
        if county == patrolling:
            entered(
                office,
                "river_chief.patrols",
                "2019-02-01",
                {"post": held.pk, "made_on": "2019-02-01"},
                patrolled_by=chief,
            )
    sync_pack_duties("river_chief", at=at("2019-01-01"))
    generate(date(2019, 4, 2), at("2019-04-02"), duties=list(Duty.objects.filter(name="county_patrols")))
    match_recorded(at("2019-04-02"))
    mark_missed(at("2019-04-02"))

    run = run_rule(
        programme="river_chief",
        rule="river_chief_county",
        period=Period(date(2019, 1, 1), date(2019, 4, 1)),
        user=office,
        at=at("2019-04-02"),
    )

    details = found(run)
    assert {name: one["facts"]["patrols_missed"] for name, one in details.items()} == {
        "甲县": "1",
        "乙区": "0",
    }
    assert details["甲县"]["effects"]["patrols"] == "met"
    assert details["乙区"]["effects"]["patrols"] == "not_met"


@pytest.mark.django_db
def test_townships_held_to_account_in_the_same_run_reach_their_county(tmp_path: Path, settings: Any) -> None:
    office = office_of("accountability", tmp_path, settings)
    county = subject("甲县", SubjectKind.DIVISION, level="county")
    for name in ("东镇", "西镇"):
        township = subject(name, SubjectKind.DIVISION, level="township")
        values = {
            "origin": "ministry_assigned",
            "matter": "boiler",
            "found_on": "2018-11-05",
            "rectify_by": "2018-11-20",
        }
        entered(office, "accountability.problems", "2018-11-05", values, township=township, county=county)

    run = run_rule(
        programme="accountability",
        rule="county_accountability",
        period=Period(date(2018, 11, 1), date(2018, 12, 1)),
        user=office,
        at=at("2018-12-03"),
    )

    detail = found(run)["甲县"]
    assert (detail["facts"]["townships"], detail["facts"]["unrectified"]) == ("2", "1")
    assert [line["name"] for line in detail["lines"] if line["outcome"] == "met"] == ["deputy"]

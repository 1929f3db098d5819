"""The half-yearly assessment of the demonstration: a round once the half-year is over, and what follows."""

from __future__ import annotations

from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any, cast

import pytest

from baicheng.demo.assessments import assess_half_year
from baicheng.demo.course import QUALITY, Course
from baicheng.demo.programmes import decide_points
from baicheng.demo.rounds import HalfYear
from baicheng.server.accounts.models import Role
from baicheng.server.assessments.models import Run
from baicheng.server.duties.services import enter_record, move_record
from baicheng.server.editions.services import bind_office, install
from baicheng.server.orgs.models import Subject
from baicheng.server.registers.models import Record
from tests.server.packs_once import once
from tests.server.people import CLERK, LONG_AGO, subject, user

pytestmark = pytest.mark.django_db


def course(now: datetime) -> Course:
    install(once(QUALITY), at=LONG_AGO, actor=CLERK)
    office = subject("市提质办")
    given = {"since": date(2018, 1, 1), "user": user(Role.ADMINISTRATOR), "at": LONG_AGO, "reason": "定"}
    bind_office(QUALITY, office, **cast(Any, given))
    people = {name: user(Role.OFFICE, programme=QUALITY) for name in ("tizhi", "tizhi2")}
    people["tizhi.leader"] = user(Role.LEADER, office)
    scene = SimpleNamespace(now=now, year=2026, users=people, seed=7, subjects={})
    return cast(Course, SimpleNamespace(scene=scene, liaison=lambda _unit: None))


def task_of(unit: Subject, found: Course) -> None:
    """A task that the unit leads, has accepted, and does not do; somebody acts for the unit."""
    liaison = user(Role.LIAISON, unit)
    cast(Any, found).liaison = {unit.pk: liaison}.get
    at = datetime(2026, 1, 20, 2, tzinfo=UTC)
    task = enter_record(
        register_id=f"{QUALITY}.tasks",
        values={"content": "打通断头路", "due_on": "2026-03-31"},
        parties=[("lead", unit)],
        title="打通断头路",
        user=found.scene.users["tizhi2"],
        at=at,
    )
    move_record(task, "accept", user=liaison, at=at, revision=task.revision)


def test_units_are_judged_in_a_round_told_and_talked_to(settings: Any, tmp_path: Any) -> None:
    settings.DATA = settings.MEDIA_ROOT = tmp_path
    found = course(datetime(2026, 8, 20, 4, tzinfo=UTC))
    task_of(subject("市住建局"), found)
    decide_points(found.scene, at=datetime(2026, 1, 20, 2, tzinfo=UTC))

    row = HalfYear(found, "half_year_units").judged(date(2026, 6, 30), date(2026, 7, 7))

    assert row.is_final and row.run is not None
    assert [(one.called, one.undecided) for one in row.run.results.all()] == [("市住建局", [])]
    made = {one.name: one.assignment for one in row.consequences.select_related("assignment")}
    states = {record.state for record in Record.objects.filter(register=f"{QUALITY}.consequences")}
    assert (set(made), states) == ({"commendation", "talk"}, {"carried_out"})
    # The second of several is carried out a day late, so that both can be seen.
    late = {
        name: one.closed_at > one.due_at for name, one in made.items() if one and one.closed_at and one.due_at
    }
    assert late == {"commendation": False, "talk": True}


def test_before_the_half_year_is_over_nobody_is_judged() -> None:
    assess_half_year(course(datetime(2026, 6, 20, 4, tzinfo=UTC)))

    assert not Run.objects.exists()

"""The half-yearly assessment of the demonstration: reckoned once the half-year is over, and told to everybody."""

from __future__ import annotations

from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any, cast

import pytest

from baicheng.demo.assessments import assess_half_year
from baicheng.demo.course import QUALITY, Course
from baicheng.server.accounts.models import Role
from baicheng.server.assessments.models import Run, RunState
from baicheng.server.duties.services import enter_record, move_record
from baicheng.server.editions.services import bind_office, install
from baicheng.server.orgs.models import Subject
from baicheng.server.publishing.models import Publication, State
from tests.server.packs_once import once
from tests.server.people import CLERK, LONG_AGO, subject, user

pytestmark = pytest.mark.django_db


def course(now: datetime) -> Course:
    install(once(QUALITY), at=LONG_AGO, actor=CLERK)
    office = subject("市提质办")
    given = {"since": date(2018, 1, 1), "user": user(Role.ADMINISTRATOR), "at": LONG_AGO, "reason": "定"}
    bind_office(QUALITY, office, **cast(Any, given))
    people = {"tizhi2": user(Role.OFFICE, programme=QUALITY), "tizhi.leader": user(Role.LEADER, office)}
    scene = SimpleNamespace(now=now, year=2026, users=people, seed=7)
    return cast(Course, SimpleNamespace(scene=scene, liaison=lambda _unit: None))


def task_of(unit: Subject, found: Course) -> None:
    """A task that the unit leads and has accepted."""
    at = datetime(2026, 1, 20, 2, tzinfo=UTC)
    task = enter_record(
        register_id=f"{QUALITY}.tasks",
        values={"content": "打通断头路", "due_on": "2026-03-31"},
        parties=[("lead", unit)],
        title="打通断头路",
        user=found.scene.users["tizhi2"],
        at=at,
    )
    move_record(task, "accept", user=user(Role.LIAISON, unit), at=at, revision=task.revision)


def test_units_are_judged_and_their_results_released(settings: Any, tmp_path: Any) -> None:
    settings.DATA = settings.MEDIA_ROOT = tmp_path
    found = course(datetime(2026, 7, 20, 4, tzinfo=UTC))
    task_of(subject("市住建局"), found)

    assess_half_year(found)

    assert [(run.rule, run.state, run.subjects) for run in Run.objects.order_by("pk")] == [
        ("half_year_units", RunState.DONE, 1)
    ]
    paper = Publication.objects.get()
    assert paper.state == State.RELEASED
    # Nobody has decided the points: the unit is listed with what is missing, and has no place.
    assert paper.facts["tables"]["undecided"]["rows"][0][1] == "市住建局"


def test_before_the_half_year_is_over_nobody_is_judged() -> None:
    assess_half_year(course(datetime(2026, 6, 20, 4, tzinfo=UTC)))

    assert not Run.objects.exists()

"""The city's dispatch meetings: items in every state, instructions, a next meeting that is called."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from random import Random
from typing import Any

import pytest
from django.db import transaction

from baicheng.demo.agenda import Agenda
from baicheng.demo.build import set_up
from baicheng.demo.city import city_of
from baicheng.demo.course import Course
from baicheng.demo.dispatches import dispatch
from baicheng.demo.scene import Scene, year_of
from baicheng.server.duties.models import Report
from baicheng.server.editions.queries import pack
from baicheng.server.pages.meetings.bodies import bodies_in
from baicheng.server.pages.meetings.page import MeetingPage, meeting_page
from baicheng.server.registers.books import book_of
from baicheng.server.registers.matter import Viewer
from baicheng.server.registers.models import Record

#: Late enough for five meetings.
NOW = datetime(2026, 6, 4, 4, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def scene(django_db_setup: Any, django_db_blocker: Any) -> Any:
    """The city without its year, and its meetings; built once and taken back behind the tests."""
    with django_db_blocker.unblock(), transaction.atomic():
        made = Scene(city_of(year_of(NOW)), year_of(NOW), NOW, 7)
        set_up(made)
        dispatch(Course(made, Agenda(NOW), Random(7)))
        yield made
        transaction.set_rollback(True)


def page(scene: Scene, username: str) -> MeetingPage:
    body = Record.objects.filter(register="meetings.series").order_by("pk")[0]
    bodies = bodies_in(book_of(body.register))
    assert bodies is not None
    found = meeting_page(bodies, body, Viewer(scene.users[username], NOW), None)
    assert found is not None
    return found


def test_each_register_of_the_pack_has_something_to_look_at(scene: Scene) -> None:
    counted = Counter(Record.objects.values_list("register", flat=True))

    assert {
        name: counted[f"meetings.{name}"] for name in pack("meetings").registers if name != "progress"
    } == {
        "series": 2,
        "meetings": 6,
        "instructions": 2,
        "items": 14,
        "orders": 1,
    }
    assert counted["meetings.progress"] > 10


def test_items_are_in_every_state_of_their_flow_but_verified_and_withdrawn(scene: Scene) -> None:
    states = set(Record.objects.filter(register="meetings.items").values_list("state", flat=True))

    assert states == {"issued", "under_way", "reported", "closed"}


def test_the_page_of_the_next_meeting_has_late_items_reports_and_an_order_of_speaking(scene: Scene) -> None:
    found = page(scene, "ducha")

    groups = {part.group for part in found.parts if part.lines}
    assert {"late", "at_risk", "delivered"} <= groups
    assert found.speakers and found.reports and found.missing
    assert found.shown is not None and not found.shown.was_held
    assert found.calendar.last is not None and found.calendar.last.was_held


def test_a_member_sees_the_meeting_with_its_own_items(scene: Scene) -> None:
    found = page(scene, "chengguan")

    units = {line.units for part in found.parts for line in part.lines}
    assert units and found.taking is None
    assert len([line for part in found.parts for line in part.lines]) < 14


def test_reports_are_those_of_the_units_that_lead(scene: Scene) -> None:
    for report in Report.objects.filter(record__register="meetings.progress").select_related("task"):
        assert report.task is not None
        assert report.task.parties.filter(role="lead", subject=report.subject_id).exists()

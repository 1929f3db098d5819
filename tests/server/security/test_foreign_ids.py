"""Ids of other people's things, sent where one's own are meant: refused as if they were not there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from baicheng.server.accounts.models import Role
from baicheng.server.editions.services import bind_office, install
from baicheng.server.history.models import Event
from baicheng.server.indicators import services as indicators
from baicheng.server.indicators.models import Observation, Op, Target
from baicheng.server.registers.models import Record
from baicheng.server.registers.services import create_record, edit_record, move
from tests.server.packs_once import once
from tests.server.people import CLERK, LONG_AGO, subject, user
from tests.server.registers.conftest import NOW, Drill, days

NOWHERE = 10**12


def refused(work: Callable[[], Any], kind: type[Exception] = ValidationError) -> Exception:
    """The error with which something is refused; nothing is written."""
    events, records = Event.objects.count(), Record.objects.count()
    with pytest.raises(kind) as caught:
        work()
    assert (Event.objects.count(), Record.objects.count()) == (events, records)
    return caught.value


def test_a_link_to_a_record_that_one_does_not_see_is_refused_like_one_to_nothing(drill: Drill) -> None:
    hidden = drill.task()

    def report(task: object) -> Callable[[], Record]:
        return lambda: drill.report(
            hidden,
            user=drill.stranger,
            values={"task": task, "progress": 1},
            parties=[("reporter", drill.other)],
        )

    for task in (hidden.pk, str(hidden.pk)):
        there, nowhere = refused(report(task)), refused(report(NOWHERE))
        assert there.message_dict == nowhere.message_dict == {"task": ["Choose from the list."]}


@pytest.mark.parametrize("task", [f"{NOWHERE}" * 20, "9" * 5000, -1, True, 1.5, [1], {"pk": 1}])
def test_an_id_that_is_none_is_refused_in_words(drill: Drill, task: object) -> None:
    seen = drill.task()
    refused(lambda: drill.report(seen, values={"task": task, "progress": 1}))


def test_a_link_that_stands_there_stays_and_cannot_be_turned_to_something_hidden(drill: Drill) -> None:
    own, hidden = drill.task(), drill.task(parties=[("lead", drill.other)])
    report = drill.report(own)

    def change(task: int) -> Record:
        return edit_record(
            report,
            {"task": task, "progress": 50},
            user=drill.liaison,
            at=days(1),
            revision=report.revision,
        )

    refused(lambda: change(hidden.pk))
    assert change(own.pk).fields == {"task": own.pk, "progress": "50"}


def test_a_record_is_not_entered_under_one_that_one_does_not_see(drill: Drill) -> None:
    own, hidden = drill.task(), drill.task(parties=[("lead", drill.other)])

    error = refused(lambda: drill.report(own, parent=hidden))

    assert hidden.title not in str(error)
    assert drill.report(own, parent=own).parent == own


@pytest.mark.parametrize(
    "more", [{"held_at": NOW + timedelta(days=1)}, {"title": "长" * 401}], ids=["held later", "long title"]
)
def test_a_record_is_not_dated_ahead_nor_named_without_end(drill: Drill, more: dict[str, Any]) -> None:
    refused(lambda: drill.task(**more))


def test_a_title_cannot_be_made_longer_than_its_column(drill: Drill) -> None:
    task = drill.task()
    refused(
        lambda: edit_record(task, {}, user=drill.office, at=days(1), revision=task.revision, title="长" * 401)
    )


@pytest.mark.parametrize("stray", ["state", "number", "id", "revision", "author", "content", "__class__"])
def test_a_move_takes_nothing_but_what_it_asks_for(drill: Drill, stray: str) -> None:
    task = drill.task()
    refused(
        lambda: move(
            task, "accept", user=drill.liaison, at=days(1), revision=task.revision, values={stray: "x"}
        )
    )


@pytest.mark.parametrize("stray", ["state", "number", "id", "revision", "author_id", "left"])
def test_fields_that_a_register_does_not_have_or_computes_are_not_taken(drill: Drill, stray: str) -> None:
    task = drill.task()
    refused(lambda: edit_record(task, {stray: "1"}, user=drill.office, at=days(1), revision=task.revision))


@pytest.fixture
def shipped(db: None) -> None:
    for pack in ("meetings", "quality_programme", "supervision"):
        install(once(pack), at=LONG_AGO, actor=CLERK)
        bind_office(
            pack,
            subject(f"{pack}办公室"),
            since=date(2018, 1, 1),
            user=user(Role.ADMINISTRATOR),
            at=LONG_AGO,
            reason="市政府办公会",
        )


@pytest.mark.parametrize(
    ("register", "role"),
    [
        ("quality_programme.progress", "reporter"),
        ("supervision.progress", "reporter"),
        ("meetings.progress", "reporter"),
        ("quality_programme.submissions", "unit"),
        ("supervision.submissions", "unit"),
        ("quality_programme.projects", "county"),
        ("quality_programme.unit_registrations", "unit"),
    ],
)
def test_nobody_hands_in_for_another_unit(shipped: None, register: str, role: str) -> None:
    """Such a record would close what the other unit owes, with whatever was typed."""
    own, other = subject("市住建局"), subject("市园林局")
    stranger = user(Role.LIAISON, own)

    refused(
        lambda: create_record(
            register_id=register, values={}, parties=[(role, other)], user=stranger, at=NOW
        ),
        PermissionDenied,
    )


def target(drill: Drill, record: Record | None = None) -> Target:
    return indicators.set_target(
        indicator=indicators.indicator_of_plan(name="断头路", unit="条"),
        op=Op.AT_LEAST,
        value=Decimal(8),
        record=record,
        programme="drill",
        user=drill.office,
        at=NOW,
    )


def test_the_office_of_another_programme_touches_no_target(drill: Drill) -> None:
    whole = target(drill, drill.task())
    other_office = user(Role.OFFICE, programme="other")

    refused(
        lambda: indicators.choose_target(whole, programme="other", user=other_office, at=NOW, reason="x"),
        PermissionDenied,
    )
    refused(
        lambda: indicators.split_target(
            whole, [(drill.other, Decimal(1))], programme="other", user=other_office, at=NOW
        ),
        PermissionDenied,
    )
    assert Target.objects.count() == 1


def test_a_unit_adds_nothing_to_a_target_in_which_it_has_no_part(drill: Drill) -> None:
    whole = target(drill, drill.task())

    def observe(who: Any, unit: Any) -> Observation:
        return indicators.observe(
            target=whole,
            subject=unit,
            value=Decimal(5),
            held_on=date(2019, 3, 4),
            source=("registers.record", 1),
            user=who,
            at=NOW,
        )

    refused(lambda: observe(drill.other_liaison, drill.other), PermissionDenied)
    refused(lambda: observe(drill.other_liaison, drill.bureau), PermissionDenied)
    assert observe(drill.liaison, drill.bureau).value == 5

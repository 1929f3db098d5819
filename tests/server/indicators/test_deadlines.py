"""A deadline that changes takes along the parts that are named, with their targets."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from baicheng.clock.instants import end_of
from baicheng.server.accounts.models import User
from baicheng.server.assignments.models import Assignment, Extension, Outcome
from baicheng.server.history.models import Event
from baicheng.server.history.verification import verify
from baicheng.server.indicators.models import Op, Target
from baicheng.server.indicators.services import (
    change_due,
    enter_observation,
    grant_extension,
    indicator_of_plan,
    set_target,
)
from baicheng.server.registers.matter import KIND
from baicheng.server.registers.models import Record
from baicheng.server.registers.services import Taking, add_party, ask_extension, move
from baicheng.server.registers.services.parts import NewPart, enter_parts
from tests.server.pages.conftest import reader
from tests.server.registers import conftest as registers
from tests.server.registers.conftest import NOW, Drill, days

drill, new_drill = registers.drill, registers.new_drill
JUNE, MARCH, LATER = date(2019, 6, 30), date(2019, 3, 31), date(2019, 9, 30)


@pytest.fixture
def task(drill: Drill) -> Record:
    """A task due on 30 June with a milestone in March and a last part, each with its target."""
    made = drill.task()
    parts = enter_parts(
        made, [NewPart("打通3条", MARCH), NewPart("打通8条", JUNE)], user=drill.office, at=NOW
    )
    for part, value in zip(parts, (3, 8), strict=True):
        set_target(
            indicator=indicator_of_plan(name="打通断头路", unit="条"),
            op=Op.AT_LEAST,
            value=Decimal(value),
            due_on=part.due_on,
            part=part,
            record=made,
            programme="drill",
            user=drill.office,
            at=NOW,
        )
    move(made, "accept", user=drill.liaison, at=NOW, revision=made.revision)
    made.refresh_from_db()
    return made


def moved(task: Record, user: User, *orders: int) -> None:
    keys = list(task.parts.filter(order__in=orders).values_list("pk", flat=True))
    change_due(
        task,
        "due_on",
        LATER,
        parts=keys,
        user=user,
        at=days(1),
        revision=task.revision,
        approval="市政府批示",
        reason="汛期停工",
    )


def test_the_parts_that_are_named_move_along_with_their_targets_and_history_says_so(
    drill: Drill, task: Record
) -> None:
    moved(task, drill.office, 2)

    assert list(task.parts.values_list("due_on", flat=True)) == [MARCH, LATER]
    assert list(Target.objects.order_by("pk").values_list("due_on", flat=True)) == [MARCH, LATER]
    event = Event.objects.get(verb="registers.record.parts_moved")
    assert (event.changes, event.reason) == (
        {"parts.2.due_on": [JUNE.isoformat(), LATER.isoformat()]},
        "汛期停工",
    )
    assert not verify().faults
    page = reader(drill.office).get(task.get_absolute_url()).content.decode()
    assert "Parts moved along" in page


def test_parts_that_are_not_named_keep_their_day(drill: Drill, task: Record) -> None:
    moved(task, drill.office)

    assert list(Target.objects.order_by("pk").values_list("due_on", flat=True)) == [MARCH, JUNE]


def asked_for(task: Record, user: User, name: str = "deliver") -> Extension:
    row = Assignment.objects.get(about_kind=KIND, about_id=task.pk, name=name, outcome=Outcome.OPEN)
    return ask_extension(row, user=user, at=days(1), reason="汛期停工", new_due_on=LATER)


def days_of(task: Record) -> tuple[list[date | None], list[date | None]]:
    """The days of the parts and those of the targets."""
    parts = task.parts.order_by("order").values_list("due_on", flat=True)
    return list(parts), list(
        Target.objects.filter(record=task).order_by("pk").values_list("due_on", flat=True)
    )


def test_more_time_that_is_granted_moves_the_parts_of_the_old_day_and_the_targets_too(
    drill: Drill, task: Record
) -> None:
    whole = set_target(
        indicator=indicator_of_plan(name="打通断头路", unit="条"), op=Op.AT_LEAST, value=Decimal(11),
        due_on=JUNE, record=task, programme="drill", user=drill.office, at=NOW,
    )  # fmt: skip

    grant_extension(asked_for(task, drill.liaison), user=drill.office, at=days(2), reason="同意")

    task.refresh_from_db()
    whole.refresh_from_db()
    assert task.fields["due_on"] == LATER.isoformat()
    assert days_of(task) == ([MARCH, LATER], [MARCH, LATER, LATER])
    assert {event.reason for event in Event.objects.filter(verb="indicators.target.moved")} == {"同意"}
    assert not verify().faults


def test_whoever_grants_more_time_says_which_parts_move_along(drill: Drill, task: Record) -> None:
    asked = asked_for(task, drill.liaison)
    first, second = task.parts.order_by("order")
    page = f"/more-time/{asked.pk}/"
    assert reader(drill.office).get(page).context["form"].initial["parts"] == [second.pk]

    reader(drill.office).post(page, {"grant": "1", "reason": "同意", "parts": [first.pk]})

    assert days_of(task) == ([LATER, JUNE], [LATER, JUNE])
    assert Assignment.objects.get(name="milestone").due_at == end_of(LATER)


def test_where_more_time_is_refused_or_another_owes_the_same_day_nothing_moves(
    drill: Drill, task: Record
) -> None:
    asked = asked_for(task, drill.liaison)
    keys = list(task.parts.values_list("pk", flat=True))
    reader(drill.office).post(f"/more-time/{asked.pk}/", {"refuse": "1", "reason": "不影响", "parts": keys})
    assert days_of(task) == ([MARCH, JUNE], [MARCH, JUNE])

    task.refresh_from_db()
    add_party(
        task, Taking("lead", drill.other),
        user=drill.office, at=days(1), revision=task.revision, reason="增加",
    )  # fmt: skip
    row = Assignment.objects.get(name="deliver", bearer=drill.bureau)
    asked = ask_extension(row, user=drill.liaison, at=days(1), reason="汛期停工", new_due_on=LATER)
    assert "parts" not in reader(drill.office).get(f"/more-time/{asked.pk}/").context["form"].fields
    grant_extension(asked, user=drill.office, at=days(2))

    assert days_of(task) == ([MARCH, JUNE], [MARCH, JUNE])


def test_a_milestone_that_gets_more_time_takes_its_part_along_and_no_other(
    drill: Drill, task: Record
) -> None:
    grant_extension(asked_for(task, drill.liaison, "milestone"), user=drill.office, at=days(2))

    task.refresh_from_db()
    assert days_of(task) == ([LATER, JUNE], [LATER, JUNE])
    assert task.fields["due_on"] == JUNE.isoformat()
    assert not Event.objects.filter(verb="assignments.assignment.retimed").exists()


def test_parts_of_other_records_are_moved_by_no_grant(drill: Drill, task: Record) -> None:
    asked = asked_for(task, drill.liaison)
    (foreign,) = enter_parts(drill.task(), [NewPart("x", JUNE)], user=drill.office, at=NOW)
    with pytest.raises(ValidationError):
        grant_extension(asked, parts=[foreign.pk], user=drill.office, at=days(2))

    asked.refresh_from_db()
    assert asked.granted is None
    assert days_of(task) == ([MARCH, JUNE], [MARCH, JUNE])


def test_the_form_proposes_the_parts_that_were_due_on_the_old_day(drill: Drill, task: Record) -> None:
    page = reader(drill.office).get(f"/records/{task.pk}/deadline/due_on/")

    assert page.context["form"].initial["parts"] == [task.parts.get(order=2).pk]


def test_others_and_parts_of_other_records_change_nothing(drill: Drill, task: Record) -> None:
    with pytest.raises(PermissionDenied):
        moved(task, drill.liaison, 2)
    (foreign,) = enter_parts(drill.task(), [NewPart("x", JUNE)], user=drill.office, at=NOW)
    with pytest.raises(ValidationError):
        change_due(
            task,
            "due_on",
            LATER,
            parts=[foreign.pk],
            user=drill.office,
            at=days(1),
            revision=task.revision,
            approval="x",
            reason="x",
        )

    assert set(Target.objects.values_list("due_on", flat=True)) == {MARCH, JUNE}


def test_each_part_with_an_earlier_day_has_an_assignment_of_its_own(drill: Drill, task: Record) -> None:
    opened = Assignment.objects.filter(about_kind=KIND, about_id=task.pk, name="milestone")

    assert [(row.title["zh"], row.bearer, row.due_at) for row in opened] == [
        ("完成阶段目标：打通3条", drill.bureau, end_of(MARCH))
    ]
    assert task.due_at == opened[0].due_at


def test_a_milestone_is_ended_by_its_bearer_s_word_and_stays_so_when_the_task_comes_back(
    drill: Drill, task: Record
) -> None:
    row = Assignment.objects.get(name="milestone")
    reader(drill.liaison).post(f"/my-work/{row.pk}/answer/done/", {"answer": "3条已打通"})
    row.refresh_from_db()
    assert row.outcome == Outcome.DONE

    task.refresh_from_db()
    move(
        task,
        "reassign",
        user=drill.office,
        at=days(2),
        revision=task.revision,
        reason="再议",
        parties={"lead": [drill.bureau]},
    )
    task.refresh_from_db()
    move(task, "accept", user=drill.liaison, at=days(3), revision=task.revision)

    assert Assignment.objects.filter(name="milestone").count() == 1


def test_a_milestone_goes_to_the_bearers_of_its_part_and_moves_with_its_day(
    drill: Drill, task: Record
) -> None:
    (part,) = enter_parts(
        task, [NewPart("打通东路", date(2019, 4, 30), [drill.county])], user=drill.office, at=NOW
    )
    row = Assignment.objects.get(name="milestone", bearer=drill.county)
    change_due(
        task,
        "due_on",
        LATER,
        parts=[part.pk],
        user=drill.office,
        at=days(1),
        revision=task.revision,
        approval="市政府批示",
        reason="汛期停工",
    )

    row.refresh_from_db()
    assert row.due_at == end_of(LATER)


def test_a_target_that_was_not_reached_on_its_day_is_marked(drill: Drill, task: Record) -> None:
    target = Target.objects.get(value=3)
    enter_observation(
        target=target,
        subject=drill.bureau,
        value=Decimal(2),
        held_on=MARCH,
        source=("registers.record", task.pk),
        reported_by=drill.liaison,
        at=days(27),
    )

    page = reader(drill.liaison).get(task.get_absolute_url()).content.decode()

    assert "state-bad" in page
    assert "Not met" in page

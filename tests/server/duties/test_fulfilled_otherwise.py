"""Duties that values and moves fulfil, and those that are owed only while something lasts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from baicheng.server.assignments.models import Assignment, Outcome
from baicheng.server.duties.models import Duty
from baicheng.server.duties.services import (
    change_record,
    enter_value,
    generate,
    keep_up,
    match_recorded,
    move_record,
)
from baicheng.server.history.models import Event
from baicheng.server.indicators.models import Indicator, Observation
from baicheng.server.indicators.services import observe_indicator, sync_pack_indicators
from baicheng.server.orgs.models import RelationKind, Subject
from baicheng.server.registers.models import Record
from baicheng.server.registers.services import move
from tests.server.duties.conftest import PROGRAMME, Drill, at, owed_by
from tests.server.people import link, subject


@pytest.fixture
def starts(drill: Drill, duties: dict[str, Duty]) -> Indicator:
    (found,) = sync_pack_indicators(PROGRAMME, at=at("2019-01-01"))
    return found


def outcomes(bearer: Subject, name: str) -> list[str]:
    return [outcome for _, _, outcome in owed_by(bearer, name)]


def observe(drill: Drill, starts: Indicator, held_on: str, value: int, on: str) -> Observation:
    return enter_value(
        starts,
        subject=drill.bureau,
        value=Decimal(value),
        held_on=date.fromisoformat(held_on),
        user=drill.liaison,
        at=at(on),
    )


def visit(task: Record, drill: Drill, on: str) -> None:
    task.refresh_from_db()
    move_record(task, "visit", user=drill.liaison, at=at(on), revision=task.revision)


# Values.


def test_a_value_of_the_month_answers_for_that_month(drill: Drill, starts: Indicator) -> None:
    generate(date(2019, 4, 6), at("2019-01-02"))

    seen = observe(drill, starts, "2019-02-28", 12, on="2019-03-04")

    assert outcomes(drill.bureau, "figures") == ["open", "done", "open"]
    row = Assignment.objects.get(name="figures", rule__period="2019-02")
    assert (row.answer_kind, row.answer_id, row.closed_at) == (
        "indicators.observation",
        seen.pk,
        at("2019-03-04"),
    )


def test_a_value_of_another_unit_answers_nothing(drill: Drill, starts: Indicator) -> None:
    generate(date(2019, 4, 6), at("2019-01-02"))

    with pytest.raises(PermissionDenied):
        enter_value(
            starts,
            subject=drill.bureau,
            value=Decimal(1),
            held_on=date(2019, 1, 31),
            user=drill.other_liaison,
            at=at("2019-02-01"),
        )
    enter_value(
        starts,
        subject=drill.other,
        value=Decimal(1),
        held_on=date(2019, 1, 31),
        user=drill.other_liaison,
        at=at("2019-02-01"),
    )

    assert outcomes(drill.bureau, "figures") == ["open", "open", "open"]
    assert Observation.objects.count() == 1


def test_a_value_of_an_indicator_of_the_same_name_in_another_pack_answers_nothing(
    drill: Drill, starts: Indicator
) -> None:
    generate(date(2019, 4, 6), at("2019-01-02"))
    other = Indicator.objects.create(
        pack="another",
        code="another.starts",
        title={"zh": "开工", "en": "Starts"},
        direction="up",
        kind="stock",
        over_time="last",
        over_subjects="sum",
    )

    observe(drill, other, "2019-01-31", 3, on="2019-02-01")

    assert outcomes(drill.bureau, "figures") == ["open", "open", "open"]


def test_a_value_that_is_corrected_still_answers_for_its_month(drill: Drill, starts: Indicator) -> None:
    generate(date(2019, 4, 6), at("2019-01-02"))
    observe(drill, starts, "2019-01-31", 10, on="2019-02-01")
    events = Event.objects.filter(verb__startswith="assignments.").count()

    observe(drill, starts, "2019-01-31", 11, on="2019-02-03")

    assert outcomes(drill.bureau, "figures") == ["done", "open", "open"]
    assert Event.objects.filter(verb__startswith="assignments.").count() == events


def test_a_value_entered_another_way_is_found_by_the_worker(drill: Drill, starts: Indicator) -> None:
    generate(date(2019, 4, 6), at("2019-01-02"))
    observe_indicator(
        starts,
        subject=drill.bureau,
        value=Decimal(7),
        held_on=date(2019, 1, 31),
        source=("documents.document", 1),
        user=drill.liaison,
        at=at("2019-02-02"),
    )
    assert outcomes(drill.bureau, "figures")[0] == "open"

    assert match_recorded(at("2019-02-03")) >= 1
    assert match_recorded(at("2019-02-04")) == 0

    assert outcomes(drill.bureau, "figures")[0] == "done"


# Moves.


def test_two_moves_are_needed_where_two_are_owed(drill: Drill, duties: dict[str, Duty]) -> None:
    task = drill.task("2019-01-10", values={"stage": "early"})
    generate(date(2019, 3, 1), at("2019-01-11"))

    visit(task, drill, "2019-02-03")
    assert outcomes(drill.bureau, "visits") == ["open", "open"]
    visit(task, drill, "2019-02-20")

    assert outcomes(drill.bureau, "visits") == ["open", "done"]
    row = Assignment.objects.get(name="visits", rule__period="2019-02")
    assert (row.closed_at, row.answer_kind, row.answer_id) == (
        at("2019-02-20"),
        "registers.record",
        task.pk,
    )


def test_a_month_without_its_moves_is_missed(drill: Drill, duties: dict[str, Duty]) -> None:
    task = drill.task("2019-01-10", values={"stage": "early"})
    keep_up(at("2019-01-11"))
    visit(task, drill, "2019-01-20")

    keep_up(at("2019-02-02"))

    assert outcomes(drill.bureau, "visits")[0] == "missed"


def test_moves_made_before_the_assignment_was_opened_count(drill: Drill, duties: dict[str, Duty]) -> None:
    task = drill.task("2019-01-10", values={"stage": "early"})
    visit(task, drill, "2019-01-12")
    task.refresh_from_db()
    move(task, "visit", user=drill.liaison, at=at("2019-01-15"), revision=task.revision)

    keep_up(at("2019-02-10"))

    assert outcomes(drill.bureau, "visits")[0] == "done"
    assert Assignment.objects.get(name="visits", rule__period="2019-01").closed_at == at("2019-01-15")


def test_a_move_answers_one_stated_day_and_the_next_takes_another(
    drill: Drill, duties: dict[str, Duty]
) -> None:
    task = drill.task("2019-01-10", values={"stage": "works"})
    generate(date(2019, 7, 1), at("2019-01-11"))

    visit(task, drill, "2019-02-03")
    assert outcomes(drill.bureau, "first_visits") == ["done", "open"]
    visit(task, drill, "2019-04-02")

    assert outcomes(drill.bureau, "first_visits") == ["done", "done"]


def test_a_move_on_behalf_of_somebody_else_answers_nothing(drill: Drill, duties: dict[str, Duty]) -> None:
    task = drill.task("2019-01-10", values={"stage": "works"})
    second = drill.task("2019-01-10", values={"stage": "works"}, parties=[("lead", drill.other)])
    generate(date(2019, 7, 1), at("2019-01-11"))

    second.refresh_from_db()
    move_record(second, "visit", user=drill.other_liaison, at=at("2019-02-03"), revision=second.revision)

    assert outcomes(drill.bureau, "first_visits") == ["open", "open"]
    assert outcomes(drill.other, "first_visits") == ["done", "open"]
    assert task.pk != second.pk


# While something lasts.


def test_what_is_owed_in_a_state_is_owed_for_the_months_that_touch_it(
    drill: Drill, duties: dict[str, Duty]
) -> None:
    task = drill.task("2019-01-10", values={"stage": "early"})
    generate(date(2019, 6, 1), at("2019-01-11"))
    assert [period for period, _, _ in owed_by(drill.bureau, "visits")] == [
        f"2019-0{month}" for month in range(1, 6)
    ]
    task.refresh_from_db()
    moved = move_record(task, "pause", user=drill.office, at=at("2019-03-10"), revision=task.revision)

    generate(date(2019, 6, 1), at("2019-03-11"))
    assert outcomes(drill.bureau, "visits") == ["open", "open", "lapsed", "lapsed", "lapsed"]

    revision = moved.record.revision
    move_record(moved.record, "reopen", user=drill.office, at=at("2019-05-02"), revision=revision)
    generate(date(2019, 6, 1), at("2019-05-03"))
    assert outcomes(drill.bureau, "visits") == ["open", "open", "lapsed", "lapsed", "open"]


def test_a_field_that_takes_the_ground_away_withdraws_what_is_owed(
    drill: Drill, duties: dict[str, Duty]
) -> None:
    task = drill.task("2019-01-10", values={"stage": "works"})
    generate(date(2019, 7, 1), at("2019-01-11"))
    task.refresh_from_db()

    change_record(
        task,
        {"stage": "early"},
        user=drill.office,
        at=at("2019-04-02"),
        revision=task.revision,
        reason="更正",
    )
    generate(date(2019, 7, 1), at("2019-04-03"))

    assert outcomes(drill.bureau, "first_visits") == ["open", "lapsed"]


def test_a_successor_bears_what_the_named_unit_owed(drill: Drill, starts: Indicator) -> None:
    generate(date(2019, 4, 6), at("2019-01-02"))
    heir = subject("市住房保障局")
    Subject.objects.filter(pk=drill.bureau.pk).update(until=date(2019, 3, 1))
    link(RelationKind.SUCCEEDS, heir, drill.bureau, since=date(2019, 3, 1))

    generate(date(2019, 4, 6), at("2019-03-01"))

    assert [period for period, _, outcome in owed_by(heir, "figures") if outcome == Outcome.OPEN] == [
        "2019-02",
        "2019-03",
    ]

"""What fulfils what: quotas, shares, windows, and what can no longer be made good."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from baicheng.server.accounts.models import User
from baicheng.server.assignments.models import Assignment, Outcome
from baicheng.server.assignments.queries import standing
from baicheng.server.duties.models import Duty
from baicheng.server.duties.services import (
    answer_by_hand,
    change_record,
    enter_record,
    generate,
    keep_up,
    mark_missed,
    match,
    match_recorded,
    move_record,
)
from baicheng.server.history.models import Event
from baicheng.server.orgs.models import Subject
from baicheng.server.registers.models import Record
from baicheng.server.registers.services import create_record
from tests.server.duties.conftest import PROGRAMME, Drill, at, owed_by


def patrol(drill: Drill, on: str, by: Subject | None = None, user: User | None = None, **more: Any) -> Record:
    return enter_record(
        register_id=f"{PROGRAMME}.patrols",
        values={"seen": "水清"},
        parties=[("by", by or drill.chief)],
        user=user or drill.chief_user,
        at=at(on),
        **more,
    )


def inspect(drill: Drill, restaurant: Record, on: str) -> Record:
    return enter_record(
        register_id=f"{PROGRAMME}.inspections",
        values={"restaurant": restaurant.pk},
        parties=[("inspector", drill.station)],
        user=drill.inspector,
        at=at(on),
    )


def restaurant(drill: Drill, name: str, size: str = "small", on: str = "2019-01-02") -> Record:
    return create_record(
        register_id=f"{PROGRAMME}.restaurants",
        values={"name": name, "size": size},
        parties=[],
        user=drill.office,
        at=at(on),
    )


def of_month(name: str, month: str) -> Assignment:
    return Assignment.objects.get(name=name, rule__period=month)


def test_a_quota_is_met_by_the_last_of_those_that_are_needed(drill: Drill, duties: dict[str, Duty]) -> None:
    generate(date(2019, 3, 31), at("2019-01-02"))
    patrol(drill, "2019-02-03")
    assert of_month("patrol", "2019-02").outcome == Outcome.OPEN

    second = patrol(drill, "2019-02-20")

    row = of_month("patrol", "2019-02")
    assert (row.outcome, row.closed_at, row.answer_id) == (Outcome.DONE, at("2019-02-20"), second.pk)
    assert of_month("patrol", "2019-01").outcome == Outcome.OPEN


def test_a_patrol_counts_in_its_own_month_only(drill: Drill, duties: dict[str, Duty]) -> None:
    generate(date(2019, 3, 31), at("2019-01-02"))
    patrol(drill, "2019-01-31")
    patrol(drill, "2019-02-01")

    assert {of_month("patrol", month).outcome for month in ("2019-01", "2019-02")} == {Outcome.OPEN}


def test_the_patrols_of_another_chief_count_for_that_chief(drill: Drill, duties: dict[str, Duty]) -> None:
    generate(date(2019, 3, 31), at("2019-01-02"))
    for day in ("2019-02-03", "2019-02-04"):
        patrol(drill, day, by=drill.second_chief, user=drill.office)

    assert of_month("patrol", "2019-02").outcome == Outcome.OPEN


def test_a_month_that_is_over_is_missed_and_a_late_patrol_does_not_help(
    drill: Drill, duties: dict[str, Duty]
) -> None:
    generate(date(2019, 2, 28), at("2019-01-02"))

    assert mark_missed(at("2019-02-01 00:30")) >= 1
    patrol(drill, "2019-02-02")
    patrol(drill, "2019-02-03")

    assert of_month("patrol", "2019-01").outcome == Outcome.MISSED


def test_what_was_done_in_time_and_entered_late_makes_a_missed_month_good(
    drill: Drill, duties: dict[str, Duty]
) -> None:
    generate(date(2019, 2, 28), at("2019-01-02"))
    mark_missed(at("2019-02-01 00:30"))
    for day in ("2019-01-10", "2019-01-25"):
        patrol(drill, "2019-02-02", held_at=at(day))

    row = of_month("patrol", "2019-01")
    assert (row.outcome, row.closed_at, row.closed_recorded_at) == (
        Outcome.DONE,
        at("2019-01-25"),
        at("2019-02-02"),
    )


def test_a_share_counts_each_member_once_of_those_there_are(drill: Drill, duties: dict[str, Duty]) -> None:
    small = [restaurant(drill, f"小店{number}") for number in range(5)]
    restaurant(drill, "大酒楼", size="large")
    generate(date(2019, 2, 28), at("2019-01-02"))
    for one in (small[0], small[0], small[1]):
        inspect(drill, one, "2019-01-10")
    assert of_month("inspection", "2019-01").outcome == Outcome.OPEN

    inspect(drill, small[2], "2019-01-20")

    row = of_month("inspection", "2019-01")
    assert (row.outcome, row.closed_at) == (Outcome.DONE, at("2019-01-20"))


def test_a_record_without_a_period_answers_the_window_in_which_it_falls(
    drill: Drill, duties: dict[str, Duty]
) -> None:
    task = drill.task("2019-01-10")
    generate(date(2019, 4, 30), at("2019-01-11"))
    report = drill.report(task, "2019-03-03")

    move_record(report, "send", user=drill.liaison, at=at("2019-03-03"), revision=1)

    assert owed_by(drill.bureau, "monthly_report") == [
        ("2019-01", "2019-02-05", "open"),
        ("2019-02", "2019-03-05", "done"),
        ("2019-03", "2019-04-05", "open"),
    ]


def test_a_record_counts_once_and_a_second_answers_the_oldest_that_is_open(
    drill: Drill, duties: dict[str, Duty]
) -> None:
    task = drill.task("2019-01-10")
    generate(date(2019, 4, 30), at("2019-01-11"))
    for day in ("2019-03-03", "2019-03-20"):
        report = drill.report(task, day)
        move_record(report, "send", user=drill.liaison, at=at(day), revision=1)
        assert match(report, at(day)) == []

    assert [outcome for _, _, outcome in owed_by(drill.bureau, "monthly_report")] == ["done", "done", "open"]
    january = of_month("monthly_report", "2019-01")
    assert standing(january, at("2019-03-20")) == "done_late"


def test_a_report_on_another_task_answers_nothing(drill: Drill, duties: dict[str, Duty]) -> None:
    drill.task("2019-01-10")
    other = drill.task("2019-01-10", parties=[("lead", drill.other), ("responsible", drill.bureau)])
    generate(date(2019, 2, 28), at("2019-01-11"))

    report = drill.report(other, "2019-02-03")
    move_record(report, "send", user=drill.liaison, at=at("2019-02-03"), revision=1)

    assert not Assignment.objects.filter(name="monthly_report").exclude(outcome=Outcome.OPEN).exists()


def test_a_change_that_takes_the_ground_away_opens_it_again(drill: Drill, duties: dict[str, Duty]) -> None:
    task = drill.task("2019-01-10")
    generate(date(2019, 3, 31), at("2019-01-11"))
    report = drill.report(task, "2019-02-03", values={"covers": "2019-01"})
    move_record(report, "send", user=drill.liaison, at=at("2019-02-03"), revision=1)
    report.refresh_from_db()
    move_record(
        report,
        "send_back",
        user=drill.office,
        at=at("2019-02-04"),
        revision=report.revision,
        reason="期次有误",
    )
    report.refresh_from_db()
    changed = change_record(
        report, {"covers": "2019-02"}, user=drill.liaison, at=at("2019-02-05"), revision=report.revision
    )
    move_record(changed, "resend", user=drill.liaison, at=at("2019-02-05"), revision=changed.revision)

    assert [outcome for _, _, outcome in owed_by(drill.bureau, "monthly_report")] == ["open", "done"]


def test_what_went_another_way_into_the_register_is_found_by_the_worker(
    drill: Drill, duties: dict[str, Duty]
) -> None:
    generate(date(2019, 2, 28), at("2019-01-02"))
    for day in ("2019-01-10", "2019-01-25"):
        create_record(
            register_id=f"{PROGRAMME}.patrols",
            values={"seen": "水清"},
            parties=[("by", drill.chief)],
            user=drill.chief_user,
            at=at(day),
        )
    assert of_month("patrol", "2019-01").outcome == Outcome.OPEN

    assert match_recorded(at("2019-01-26")) >= 1
    assert match_recorded(at("2019-01-27")) == 0

    assert of_month("patrol", "2019-01").closed_at == at("2019-01-25")


def test_the_worker_does_it_all_and_a_second_time_nothing(drill: Drill, duties: dict[str, Duty]) -> None:
    drill.task("2019-01-10")
    keep_up(at("2019-03-10"))
    events = Event.objects.count()

    again = keep_up(at("2019-03-10 10:00"))

    assert (again.opened, again.changed, again.withdrawn) == (0, 0, 0)
    assert Event.objects.count() == events
    assert of_month("patrol", "2019-02").outcome == Outcome.MISSED
    assert of_month("monthly_report", "2019-01").outcome == Outcome.OPEN


def test_what_came_on_paper_is_settled_by_hand_with_a_word(drill: Drill, duties: dict[str, Duty]) -> None:
    drill.task("2019-01-10")
    generate(date(2019, 2, 28), at("2019-01-11"))
    row = of_month("monthly_report", "2019-01")
    with pytest.raises(PermissionDenied):
        answer_by_hand(row, what="纸质件", user=drill.other_liaison, at=at("2019-02-06"))
    with pytest.raises(PermissionDenied, match="answered by a record"):
        answer_by_hand(row, what="纸质件", user=drill.liaison, at=at("2019-02-06"), held_at=at("2019-02-04"))
    with pytest.raises(ValidationError, match="how it was done"):
        answer_by_hand(row, what=" ", user=drill.office, at=at("2019-02-06"))
    row.refresh_from_db()
    assert row.outcome == Outcome.OPEN

    answer_by_hand(
        row, what="纸质报告 建字3号", user=drill.office, at=at("2019-02-06"), held_at=at("2019-02-04")
    )

    row.refresh_from_db()
    assert (row.outcome, row.closed_at) == (Outcome.DONE, at("2019-02-04"))
    assert Event.objects.filter(verb="assignments.assignment.done", reason="纸质报告 建字3号").exists()

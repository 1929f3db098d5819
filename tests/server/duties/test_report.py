"""Reports: saved, sent, returned, sent again."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from baicheng.server.assignments.models import Assignment, Outcome
from baicheng.server.assignments.queries import standing
from baicheng.server.duties.models import Duty, Report, ReportedValue
from baicheng.server.duties.services import (
    begin_report,
    generate,
    move_record,
    save_report,
    send_report,
    submit_report,
)
from baicheng.server.history.models import Event
from baicheng.server.history.verification import verify
from baicheng.server.indicators.models import Observation, Op, Target
from baicheng.server.indicators.queries import attainment
from baicheng.server.indicators.services import indicator_of_plan, set_target, split_target
from baicheng.server.orgs.models import Subject
from baicheng.server.registers.models import Record
from baicheng.server.registers.queries import Past, as_of
from tests.server.duties.conftest import PROGRAMME, Drill, at

VALUES: dict[str, Any] = {"progress": 40, "done": "已开工3条"}


@pytest.fixture
def task(drill: Drill, duties: dict[str, Duty]) -> Record:
    """A task with a target of 8, and its reports up to April."""
    task = drill.task("2019-01-10", values={"due_on": "2019-12-31"})
    generate(date(2019, 4, 30), at("2019-01-11"))
    return task


@pytest.fixture
def target(drill: Drill, task: Record) -> Target:
    return set_target(
        indicator=indicator_of_plan(name="打通断头路", unit="条"),
        op=Op.AT_LEAST,
        value=Decimal(8),
        record=task,
        user=drill.office,
        at=at("2019-01-10"),
        programme=PROGRAMME,
    )


def asked(period: str, bearer: Subject | None = None) -> Assignment:
    rows = Assignment.objects.filter(name="monthly_report", rule__period=period)
    return rows.get(bearer=bearer) if bearer else rows.get()


def nothing_reported() -> bool:
    return not any(
        model.objects.exists() for model in (Report, ReportedValue, Observation)
    ) and not Record.objects.filter(register=f"{PROGRAMME}.reports")


def test_a_report_in_time_closes_what_asked_for_it(drill: Drill, task: Record, target: Target) -> None:
    report = submit_report(
        asked("2019-01"), values=VALUES, targets={target.pk: "3"}, user=drill.liaison, at=at("2019-02-03")
    )

    row = asked("2019-01")
    assert (row.outcome, row.closed_at) == (Outcome.DONE, at("2019-02-03"))
    assert (row.answer_kind, row.answer_id) == ("registers.record", report.record_id)
    assert report.record.state == "sent"
    assert report.record.fields["covers"] == "2019-01"
    assert (report.record.parent, report.record.fields["task"]) == (task, task.pk)
    task.refresh_from_db()
    assert task.due_at == asked("2019-02").due_at
    assert not verify().faults


def test_a_late_report_is_late_and_answers_the_period_that_it_names(drill: Drill, task: Record) -> None:
    submit_report(asked("2019-01"), values=VALUES, user=drill.liaison, at=at("2019-03-03"))

    assert standing(asked("2019-01"), at("2019-03-03")) == "done_late"
    assert asked("2019-02").outcome == Outcome.OPEN


def test_a_draft_is_kept_changes_and_answers_nothing(drill: Drill, task: Record, target: Target) -> None:
    january = asked("2019-01")
    first = save_report(
        january, values={"done": "在做"}, targets={target.pk: 2}, user=drill.liaison, at=at("2019-02-01")
    )
    again = save_report(
        january, values={"progress": 20}, targets={target.pk: ""}, user=drill.liaison, at=at("2019-02-02")
    )

    assert first.pk == again.pk
    assert (again.record.state, again.record.fields["done"], again.record.fields["progress"]) == (
        "draft",
        "在做",
        "20",
    )
    assert not again.values.exists()
    assert asked("2019-01").outcome == Outcome.OPEN


def test_each_value_that_was_typed_stands_in_history_with_the_one_before(
    drill: Drill, task: Record, target: Target
) -> None:
    for day, typed in (("2019-02-01", "2"), ("2019-02-02", "2.0"), ("2019-02-03", "3"), ("2019-02-04", "")):
        save_report(asked("2019-01"), values={}, targets={target.pk: typed}, user=drill.liaison, at=at(day))

    events = Event.objects.filter(verb="registers.record.values_typed").order_by("number")
    assert [change for event in events for change in event.changes.values()] == [
        [None, "2"],
        ["2", "3"],
        ["3", None],
    ]


def test_a_report_that_lacks_something_is_not_sent(drill: Drill, task: Record) -> None:
    with pytest.raises(ValidationError, match="required"):
        submit_report(asked("2019-01"), values={"progress": 20}, user=drill.liaison, at=at("2019-02-01"))
    assert nothing_reported()
    assert asked("2019-01").outcome == Outcome.OPEN


def test_nobody_reports_for_another_unit(drill: Drill, task: Record, target: Target) -> None:
    events = Event.objects.count()
    with pytest.raises(PermissionDenied):
        submit_report(
            asked("2019-01"),
            values=VALUES,
            targets={target.pk: 8},
            user=drill.other_liaison,
            at=at("2019-02-01"),
        )
    with pytest.raises(PermissionDenied):
        begin_report(task, subject=drill.other, values=VALUES, user=drill.other_liaison, at=at("2019-02-01"))
    assert nothing_reported()
    assert Event.objects.count() == events


def test_a_draft_of_one_unit_is_neither_changed_nor_sent_by_another(drill: Drill, task: Record) -> None:
    report = save_report(asked("2019-01"), values=VALUES, user=drill.liaison, at=at("2019-02-01"))

    with pytest.raises(PermissionDenied):
        send_report(report, user=drill.other_liaison, at=at("2019-02-02"))
    with pytest.raises(PermissionDenied):
        save_report(asked("2019-01"), values={"progress": 99}, user=drill.other_liaison, at=at("2019-02-02"))

    report.record.refresh_from_db()
    report.refresh_from_db()
    assert (report.record.state, report.record.fields["progress"], report.sent_at) == ("draft", "40", None)


def test_values_count_once_the_flow_says_so(drill: Drill, task: Record, target: Target) -> None:
    report = submit_report(
        asked("2019-01"), values=VALUES, targets={target.pk: "3"}, user=drill.liaison, at=at("2019-02-03")
    )
    assert not Observation.objects.exists()

    move_record(
        report.record, "accept", user=drill.office, at=at("2019-02-06"), revision=report.record.revision
    )

    seen = Observation.objects.get()
    assert (seen.target, seen.subject, seen.value) == (target, drill.bureau, Decimal(3))
    assert (seen.held_on, seen.recorded_by) == (date(2019, 1, 31), drill.liaison)
    assert (seen.source_kind, seen.source_id) == ("registers.record", report.record_id)
    assert attainment(target, date(2019, 2, 6)).value == Decimal(3)


def test_a_returned_report_opens_its_assignment_again_and_counts_by_its_first_sending(
    drill: Drill, task: Record, target: Target
) -> None:
    report = submit_report(
        asked("2019-01"), values=VALUES, targets={target.pk: "30"}, user=drill.liaison, at=at("2019-02-03")
    )
    due = asked("2019-01").due_at
    move_record(
        report.record,
        "send_back",
        user=drill.office,
        at=at("2019-02-08"),
        revision=report.record.revision,
        reason="30条与实际不符",
    )
    again = asked("2019-01")
    assert (again.outcome, again.due_at) == (Outcome.OPEN, due)
    assert standing(again, at("2019-02-08")) == "late"

    submit_report(
        again, values={"progress": 40}, targets={target.pk: "3"}, user=drill.liaison, at=at("2019-02-09")
    )

    done = asked("2019-01")
    assert (done.outcome, done.closed_at, done.closed_recorded_at) == (
        Outcome.DONE,
        at("2019-02-03"),
        at("2019-02-09"),
    )
    assert standing(done, at("2019-02-09")) == "done"
    assert Report.objects.count() == 1


def test_a_target_of_another_task_or_a_word_is_refused_by_field(
    drill: Drill, task: Record, target: Target
) -> None:
    with pytest.raises(ValidationError) as refusal:
        submit_report(
            asked("2019-01"),
            values=VALUES,
            targets={target.pk: "很多", target.pk + 1: 3},
            user=drill.liaison,
            at=at("2019-02-01"),
        )
    assert set(refusal.value.message_dict) == {f"targets.{target.pk}", f"targets.{target.pk + 1}"}
    assert nothing_reported()


@pytest.fixture
def joint(drill: Drill, duties: dict[str, Duty]) -> Record:
    """A task that both bureaus lead, of whom the second is marked to consolidate."""
    from baicheng.server.registers.taking import Taking

    task = drill.task(parties=[Taking("lead", drill.bureau), Taking("lead", drill.other, consolidates=True)])
    generate(date(2019, 2, 28), at("2019-01-11"))
    return task


def _target(drill: Drill, task: Record) -> Target:
    return set_target(
        indicator=indicator_of_plan(name="打通断头路", unit="条"),
        op=Op.AT_LEAST,
        value=Decimal(8),
        record=task,
        user=drill.office,
        at=at("2019-01-10"),
        programme=PROGRAMME,
    )


def test_a_part_stays_with_the_report_and_only_the_consolidated_value_counts(
    drill: Drill, joint: Record
) -> None:
    whole = _target(drill, joint)
    for bearer, user, value in ((drill.bureau, drill.liaison, 3), (drill.other, drill.other_liaison, 5)):
        report = submit_report(
            asked("2019-01", bearer), values=VALUES, targets={whole.pk: value}, user=user, at=at("2019-02-03")
        )
        move_record(
            report.record, "accept", user=drill.office, at=at("2019-02-06"), revision=report.record.revision
        )

    seen = Observation.objects.get()
    assert (seen.subject, seen.value) == (drill.other, Decimal(5))
    assert attainment(whole, date(2019, 2, 28)).value == Decimal(5)
    assert ReportedValue.objects.filter(observation=None).get().value == Decimal(3)


def test_a_share_of_the_target_counts_by_itself(drill: Drill, joint: Record) -> None:
    whole = _target(drill, joint)
    (share,) = split_target(
        whole, [(drill.bureau, Decimal(3))], programme=PROGRAMME, user=drill.office, at=at("2019-01-10")
    )

    report = submit_report(
        asked("2019-01", drill.bureau),
        values=VALUES,
        targets={share.pk: 2},
        user=drill.liaison,
        at=at("2019-02-03"),
    )
    move_record(
        report.record, "accept", user=drill.office, at=at("2019-02-06"), revision=report.record.revision
    )

    assert attainment(share, date(2019, 2, 28)).value == Decimal(2)
    assert attainment(whole, date(2019, 2, 28)).value is None


def test_a_report_that_nothing_asks_for_can_be_begun_and_answers_nothing_by_chance(
    drill: Drill, task: Record
) -> None:
    report = begin_report(task, subject=drill.bureau, values=VALUES, user=drill.liaison, at=at("2019-01-20"))
    send_report(report, user=drill.liaison, at=at("2019-01-20"))

    report.record.refresh_from_db()
    assert report.record.state == "sent"
    assert not Assignment.objects.filter(name="monthly_report").exclude(outcome=Outcome.OPEN).exists()


def progress_of(task: Record) -> Any:
    task.refresh_from_db()
    return task.fields.get("progress")


def accepted(drill: Drill, report: Report, day: str) -> None:
    record = Record.objects.get(pk=report.record_id)
    move_record(record, "accept", user=drill.office, at=at(day), revision=record.revision)


def test_a_report_states_the_progress_of_its_task_once_it_is_accepted(drill: Drill, task: Record) -> None:
    report = submit_report(asked("2019-01"), values=VALUES, user=drill.liaison, at=at("2019-02-03"))
    assert progress_of(task) is None

    accepted(drill, report, "2019-02-05")

    assert progress_of(task) == "40"
    told = Event.objects.get(chain=f"registers.record:{task.pk}", verb="registers.record.updated")
    assert told.changes == {"fields.progress": [None, "40"]}
    assert told.context["by"]["number"] == report.record.number
    assert (told.held_at, told.recorded_at) == (at("2019-02-01 00:00"), at("2019-02-05"))
    assert not verify().faults


def test_an_older_report_that_is_accepted_late_does_not_set_the_progress_back(
    drill: Drill, task: Record
) -> None:
    late = submit_report(asked("2019-01"), values=VALUES, user=drill.liaison, at=at("2019-03-04"))
    newer = submit_report(
        asked("2019-02"), values={**VALUES, "progress": 60}, user=drill.liaison, at=at("2019-03-03")
    )

    accepted(drill, newer, "2019-03-05")
    accepted(drill, late, "2019-03-06")

    assert progress_of(task) == "60"
    then = as_of(task, Past(at("2019-02-10"), at("2019-03-07"))).get()
    assert then.fields["progress"] == "40"


def test_only_who_consolidates_a_task_states_its_progress(drill: Drill, joint: Record) -> None:
    own = submit_report(
        asked("2019-01", drill.bureau), values=VALUES, user=drill.liaison, at=at("2019-02-03")
    )
    accepted(drill, own, "2019-02-05")
    assert progress_of(joint) is None

    whole = submit_report(
        asked("2019-01", drill.other),
        values={**VALUES, "progress": 55},
        user=drill.other_liaison,
        at=at("2019-02-04"),
    )
    accepted(drill, whole, "2019-02-06")
    assert progress_of(joint) == "55"


def test_a_task_that_was_closed_keeps_its_progress(drill: Drill, task: Record) -> None:
    report = submit_report(asked("2019-01"), values=VALUES, user=drill.liaison, at=at("2019-02-03"))
    # Entered from the papers: it was closed before the day of which the report tells.
    Record.objects.filter(pk=task.pk).update(closed_at=at("2019-01-20"))

    accepted(drill, report, "2019-02-05")

    assert progress_of(task) is None


def test_who_may_not_accept_a_report_changes_nothing_of_its_task(drill: Drill, task: Record) -> None:
    report = submit_report(asked("2019-01"), values=VALUES, user=drill.liaison, at=at("2019-02-03"))
    events = Event.objects.count()

    with pytest.raises(PermissionDenied):
        move_record(
            report.record,
            "accept",
            user=drill.liaison,
            at=at("2019-02-05"),
            revision=report.record.revision,
        )

    assert (progress_of(task), Event.objects.count()) == (None, events)

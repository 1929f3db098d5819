"""Opening what is owed: nothing missed, nothing twice, nothing moved."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from baicheng.server.assignments.models import Assignment
from baicheng.server.assignments.services import ask_extension, grant_extension, hand_to
from baicheng.server.duties.models import Duty
from baicheng.server.duties.services import generate, keep_up, move_record, sync_pack_duties
from baicheng.server.duties.services.generating import LOOK_AHEAD
from baicheng.server.history.models import Event
from baicheng.server.history.verification import verify
from baicheng.server.orgs.models import RelationKind, Subject
from baicheng.server.registers.models import Access, Record
from baicheng.server.registers.services import edit_record, move
from tests.server.duties.conftest import PROGRAMME, Drill, at, owed_by
from tests.server.people import link, subject


def test_each_task_owes_its_monthly_report_from_the_period_in_which_it_was_opened(
    drill: Drill, duties: dict[str, Duty]
) -> None:
    task = drill.task("2019-01-10")

    generate(date(2019, 4, 6), at("2019-01-11"))

    assert owed_by(drill.bureau, "monthly_report") == [
        ("2019-01", "2019-02-05", "open"),
        ("2019-02", "2019-03-05", "open"),
        ("2019-03", "2019-04-05", "open"),
    ]
    first = Assignment.objects.filter(name="monthly_report").order_by("due_at")[0]
    assert (first.about_kind, first.about_id) == ("registers.record", task.pk)
    assert (first.covers_since, first.covers_until) == (date(2019, 1, 1), date(2019, 2, 1))
    assert list(first.recipients.all()) == [drill.office_unit]
    assert not verify().faults


def test_the_task_is_due_when_its_first_report_is_and_the_recipient_sees_it(
    drill: Drill, duties: dict[str, Duty]
) -> None:
    task = drill.task("2019-01-10", values={"due_on": "2019-12-31"})

    generate(date(2019, 4, 6), at("2019-01-11"))

    task.refresh_from_db()
    first = Assignment.objects.filter(name="monthly_report").order_by("due_at")[0]
    assert task.due_at == first.due_at
    seen = {row.subject: row for row in Access.objects.filter(record=task)}
    assert drill.office_unit in seen and seen[drill.bureau].due_order == first.due_at
    version = task.versions.get(until=None, superseded_at=None)
    assert (version.due_at, version.since) == (first.due_at, at("2019-01-11"))


def test_a_second_run_changes_nothing(drill: Drill, duties: dict[str, Duty]) -> None:
    drill.task()
    generate(date(2019, 6, 1), at("2019-01-11"))
    events = Event.objects.count()

    again = generate(date(2019, 6, 1), at("2019-01-12"))
    shorter = generate(date(2019, 3, 1), at("2019-01-12"))

    assert {(run.opened, run.changed, run.withdrawn) for run in (again, shorter)} == {(0, 0, 0)}
    assert Event.objects.count() == events


def test_runs_that_were_missed_are_made_up(drill: Drill, duties: dict[str, Duty]) -> None:
    drill.task("2019-01-10")

    generate(date(2019, 8, 1), at("2019-07-20"))

    assert [due for _, due, _ in owed_by(drill.bureau, "monthly_report")] == [
        f"2019-{month:02}-05" for month in range(2, 8)
    ]


def test_a_task_closed_by_the_due_day_owes_no_report(drill: Drill, duties: dict[str, Duty]) -> None:
    task = drill.task("2019-01-10")
    generate(date(2019, 4, 30), at("2019-01-11"))
    move(task, "close", user=drill.office, at=at("2019-03-01"), revision=1)

    done = generate(date(2019, 4, 30), at("2019-03-02"))

    assert done.withdrawn == 3
    assert [outcome for _, _, outcome in owed_by(drill.bureau, "monthly_report")] == [
        "missed",
        "lapsed",
        "lapsed",
    ]


def test_what_was_withdrawn_is_owed_again_when_the_task_is_taken_up_again(
    drill: Drill, duties: dict[str, Duty]
) -> None:
    task = drill.task("2019-01-10")
    generate(date(2019, 4, 30), at("2019-01-11"))
    move(task, "close", user=drill.office, at=at("2019-02-10"), revision=1)
    generate(date(2019, 4, 30), at("2019-02-11"))
    move(task, "reopen", user=drill.office, at=at("2019-02-20"), revision=2)

    generate(date(2019, 4, 30), at("2019-02-21"))

    assert {outcome for _, _, outcome in owed_by(drill.bureau, "monthly_report")} == {"open"}
    assert Assignment.objects.filter(name="monthly_report").count() == 3


def test_closing_a_task_ends_its_reports_at_once_and_says_why(drill: Drill, duties: dict[str, Duty]) -> None:
    task = drill.task("2019-01-10")
    generate(date(2019, 4, 30), at("2019-01-11"))

    move_record(task, "close", user=drill.office, at=at("2019-02-10"), revision=1)

    assert owed_by(drill.bureau, "monthly_report") == [
        ("2019-01", "2019-02-05", "missed"),
        ("2019-02", "2019-03-05", "lapsed"),
        ("2019-03", "2019-04-05", "lapsed"),
    ]
    ended = Event.objects.filter(chain=f"registers.record:{task.pk}", changes__outcome__0="open")
    told = {event.reason for event in ended if event.context["name"] == "monthly_report"}
    assert told == {"该事项已销号，不再需要 / no longer owed: Closed"}
    task.refresh_from_db()
    assert task.due_at is None
    assert not verify().faults


def test_the_worker_ends_what_was_closed_without_it_and_a_reopened_task_owes_it_again(
    drill: Drill, duties: dict[str, Duty]
) -> None:
    task = drill.task("2019-01-10")
    generate(date(2019, 4, 30), at("2019-01-11"))
    move(task, "close", user=drill.office, at=at("2019-02-10"), revision=1)

    assert generate(date(2019, 4, 30), at("2019-02-11")).withdrawn == 3
    assert not generate(date(2019, 4, 30), at("2019-02-12")).withdrawn
    assert [outcome for _, _, outcome in owed_by(drill.bureau, "monthly_report")] == [
        "missed",
        "lapsed",
        "lapsed",
    ]
    task.refresh_from_db()
    move_record(task, "reopen", user=drill.office, at=at("2019-02-20"), revision=task.revision)
    generate(date(2019, 4, 30), at("2019-02-21"))

    assert {outcome for _, _, outcome in owed_by(drill.bureau, "monthly_report")} == {"open"}


def test_a_new_lead_bears_what_falls_due_from_then_on(drill: Drill, duties: dict[str, Duty]) -> None:
    task = drill.task("2019-01-10")
    generate(date(2019, 4, 30), at("2019-01-11"))
    move(
        task, "reassign", user=drill.office, at=at("2019-02-20"), revision=1, parties={"lead": [drill.other]}
    )

    generate(date(2019, 4, 30), at("2019-02-21"))

    assert owed_by(drill.bureau, "monthly_report") == [
        ("2019-01", "2019-02-05", "open"),
        ("2019-02", "2019-03-05", "lapsed"),
        ("2019-03", "2019-04-05", "lapsed"),
    ]
    assert [period for period, _, _ in owed_by(drill.other, "monthly_report")] == ["2019-02", "2019-03"]


def test_whoever_succeeds_a_unit_bears_what_falls_due_after_it_ended(
    drill: Drill, duties: dict[str, Duty]
) -> None:
    heir = subject("市住房保障局")
    link(RelationKind.SUCCEEDS, heir, drill.bureau, since=date(2019, 3, 1))
    Subject.objects.filter(pk=drill.bureau.pk).update(until=date(2019, 3, 1))
    drill.task("2019-01-10")

    generate(date(2019, 4, 30), at("2019-01-11"))

    assert [period for period, _, _ in owed_by(drill.bureau, "monthly_report")] == ["2019-01"]
    assert [period for period, _, _ in owed_by(heir, "monthly_report")] == ["2019-02", "2019-03"]


def test_what_was_handed_on_stays_with_whom_it_was_handed_to(drill: Drill, duties: dict[str, Duty]) -> None:
    drill.task("2019-01-10")
    generate(date(2019, 2, 28), at("2019-01-11"))
    row = Assignment.objects.get(name="monthly_report")
    hand_to(row, drill.other, user=drill.office, at=at("2019-01-20"), reason="职能调整")

    again = generate(date(2019, 2, 28), at("2019-01-21"))

    assert (again.opened, again.withdrawn) == (0, 0)
    assert owed_by(drill.other, "monthly_report") == [("2019-01", "2019-02-05", "open")]


def test_an_extension_that_was_granted_stays(drill: Drill, duties: dict[str, Duty]) -> None:
    drill.task("2019-01-10")
    generate(date(2019, 2, 28), at("2019-01-11"))
    row = Assignment.objects.get(name="monthly_report")
    asked = ask_extension(
        row, user=drill.liaison, at=at("2019-02-01"), reason="数据未到", new_due_on=date(2019, 2, 20)
    )
    grant_extension(asked, user=drill.office, at=at("2019-02-02"))

    generate(date(2019, 2, 28), at("2019-02-03"))

    row.refresh_from_db()
    assert row.due_at == at("2019-02-21 00:00")


def test_members_owe_from_the_day_on_which_they_join(drill: Drill, duties: dict[str, Duty]) -> None:
    generate(date(2019, 6, 1), at("2019-01-11"))

    assert [period for period, _, _ in owed_by(drill.chief, "patrol")][:2] == ["2019-01", "2019-02"]
    assert [period for period, _, _ in owed_by(drill.second_chief, "patrol")] == ["2019-04", "2019-05"]
    patrol = Assignment.objects.filter(name="patrol").first()
    assert patrol is not None and (patrol.needed, patrol.missed_when_over) == (2, True)
    assert (patrol.about_kind, patrol.about_id) == ("orgs.subject", patrol.bearer_id)


def test_a_day_before_an_instalment_follows_the_field(drill: Drill, duties: dict[str, Duty]) -> None:
    task = drill.task("2019-01-10", values={"instalment_on": "2019-03-29"})
    generate(date(2019, 6, 1), at("2019-01-11"))
    assert owed_by(drill.bureau, "payment_papers") == [("once", "2019-03-22", "open")]

    edit_record(
        task,
        {"instalment_on": "2019-04-30"},
        user=drill.office,
        at=at("2019-02-01"),
        revision=1,
        reason="更正",
    )
    changed = generate(date(2019, 6, 1), at("2019-02-02")).changed

    assert changed == 1
    # 28 April 2019, a Sunday, was worked for the holiday in May.
    assert owed_by(drill.bureau, "payment_papers") == [("once", "2019-04-24", "open")]


def test_what_is_owed_once_for_the_programme_is_borne_by_its_office(
    drill: Drill, duties: dict[str, Duty]
) -> None:
    generate(date(2020, 6, 1), at("2019-05-01"))

    owed = owed_by(drill.office_unit, "closing")
    assert (len(owed), owed[0][1], owed[-1][1]) == (12, "2019-01-20", "2019-12-20")


def test_an_installation_owes_nothing_of_the_years_before_it(drill: Drill) -> None:
    sync_pack_duties(PROGRAMME, at=at("2019-05-10"))

    keep_up(at("2019-05-10"))

    assert [due for _, due, _ in owed_by(drill.office_unit, "closing")] == ["2019-05-20", "2019-06-20"]


def test_a_duty_that_a_new_edition_no_longer_has_ends(
    drill: Drill, duties: dict[str, Duty], monkeypatch: pytest.MonkeyPatch
) -> None:
    from baicheng.server.duties.services import defining

    drill.task("2019-01-10")
    generate(date(2019, 4, 30), at("2019-01-11"))
    without = defining.pack(PROGRAMME)
    rest = {name: form for name, form in without.duties.items() if name != "monthly_report"}
    monkeypatch.setattr(defining, "pack", lambda _: type("Edition", (), {"duties": rest}))

    sync_pack_duties(PROGRAMME, at=at("2019-02-20"))
    generate(date(2019, 4, 30), at("2019-02-20"))

    assert [outcome for _, _, outcome in owed_by(drill.bureau, "monthly_report")] == [
        "open",
        "lapsed",
        "lapsed",
    ]


def test_syncing_again_changes_nothing(drill: Drill, duties: dict[str, Duty]) -> None:
    events = Event.objects.count()

    again = sync_pack_duties(PROGRAMME, at=at("2019-06-01"))

    assert [duty.pk for duty in again] == [duty.pk for duty in duties.values()]
    assert {duty.owed_from for duty in again} == {date(2019, 1, 1)}
    assert Event.objects.count() == events


def test_nothing_is_generated_without_bound(drill: Drill, duties: dict[str, Duty]) -> None:
    with pytest.raises(ValueError, match="in parts"):
        generate(date(2019, 1, 1) + LOOK_AHEAD + timedelta(days=2), at("2019-01-01"))
    assert not Assignment.objects.exists()


def test_more_tasks_take_no_more_queries_in_a_batch(drill: Drill, duties: dict[str, Duty]) -> None:
    def queries(tasks: int) -> int:
        for _ in range(tasks):
            drill.task("2019-01-10")
        with CaptureQueriesContext(connection) as run:
            generate(date(2020, 1, 1), at("2019-01-11"), duties=[duties["monthly_report"]])
        return len(run)

    few, more = queries(3), queries(9)

    assert Assignment.objects.filter(name="monthly_report").count() == 12 * 11
    assert more == few
    assert Record.objects.count() == 12


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one writer at a time in anyway")
def test_two_workers_at_once_open_nothing_twice(drill: Drill, duties: dict[str, Duty]) -> None:
    for _ in range(3):
        drill.task("2019-01-10")

    def work() -> int:
        try:
            return generate(date(2019, 12, 31), at("2019-01-11")).opened
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        opened = [future.result() for future in [pool.submit(work) for _ in range(3)]]

    assert sum(opened) == Assignment.objects.filter(key__startswith="duty:").count()
    assert len(owed_by(drill.bureau, "monthly_report")) == 3 * 11
    assert not verify().faults

"""Lights of records: kept with what is done, the same on a row and in the database, now and as they were."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from baicheng.flows.lights import Stage
from baicheng.server.history.models import Event
from baicheng.server.history.queries import timeline
from baicheng.server.registers.books import book_of
from baicheng.server.registers.ledger import ledger, ledger_as_of
from baicheng.server.registers.lights import among_open, light_of, lit
from baicheng.server.registers.matter import Viewer
from baicheng.server.registers.models import Record, Version
from baicheng.server.registers.queries import Filters, Past, list_page, listing
from baicheng.server.registers.services import edit_record, keep_in_step, move
from baicheng.server.registers.services.due_moments import tell_lags
from baicheng.server.registers.services.following import CHAIN
from baicheng.server.web.tones import LIGHTS
from tests.server.registers.conftest import NOW, Drill, days

moments = st.none() | st.integers(-3, 3)


def accepted(drill: Drill, **values: object) -> Record:
    """A task under way that is due a hundred days after it was issued."""
    due_on = (NOW + timedelta(days=99)).date().isoformat()
    task = drill.task(values={"content": "做", "due_on": due_on, **values})
    return move(task, "accept", user=drill.liaison, at=NOW, revision=task.revision).record


def lights_of(drill: Drill, at: datetime) -> list[str]:
    page = ledger(Viewer(drill.office, at), book_of("drill.tasks"), Filters(), "due")
    return [line.light for line in page.lines]


@pytest.mark.django_db
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(stage=st.sampled_from(Stage), deadline=moments, risk=moments)
def test_the_database_finds_a_record_under_its_own_light_and_no_other(
    db: None, stage: Stage, deadline: int | None, risk: int | None
) -> None:
    Record.objects.all().delete()
    row = Record.objects.create(
        register="x.y",
        number="1",
        title="t",
        opened_at=NOW,
        closed_at=NOW if stage in (Stage.DONE, Stage.DONE_LATE, Stage.CLOSED) else None,
        stage=str(stage),
        deadline_at=None if deadline is None else days(deadline),
        risk_at=None if risk is None else days(risk),
    )
    found = [name for name in LIGHTS if Record.objects.filter(lit([name], NOW)).exists()]

    assert found == [light_of(row, NOW)]
    among = [name for name in LIGHTS if Record.objects.filter(lit([name], NOW) & among_open([name])).exists()]
    assert among == found


def test_a_task_turns_at_risk_and_late_by_time_alone(drill: Drill) -> None:
    accepted(drill, progress=50)

    assert [lights_of(drill, days(day)) for day in (60, 75, 101)] == [["on_time"], ["at_risk"], ["late"]]


def test_beside_a_light_stands_its_own_deadline_and_apart_from_it_what_is_open_earlier(drill: Drill) -> None:
    task = accepted(drill)
    Record.objects.filter(pk=task.pk).update(
        due_at=days(-3)
    )  # a report that is missing is late, the task is not
    (line,) = ledger(Viewer(drill.office, NOW), book_of("drill.tasks"), Filters(), "due").lines
    (due,) = [cell for cell in line.cells if cell.kind == "due"]

    assert line.light == "on_time"
    assert (line.deadline_at, line.earliest_at) == (task.deadline_at, days(-3))
    assert task.deadline_at is not None and task.deadline_at > NOW
    assert [one.text for one in due.said][1].startswith("earliest open: ")


def test_telling_progress_moves_the_day_from_which_a_task_is_at_risk(drill: Drill) -> None:
    task = accepted(drill, progress=0)
    assert light_of(task, days(30)) == "at_risk"

    told = edit_record(task, {"progress": 40}, user=drill.liaison, at=days(30), revision=task.revision)

    assert (told.risk, light_of(told, days(30))) == ("progress", "on_time")


def test_what_is_at_risk_by_a_target_says_so_until_the_target_is_caught_up(drill: Drill) -> None:
    task = accepted(drill)

    assert tell_lags({task.pk: days(10)}, at=days(5)) == 1
    task.refresh_from_db()
    assert (task.risk, light_of(task, days(10))) == ("target", "at_risk")

    tell_lags({task.pk: None}, at=days(12))
    task.refresh_from_db()
    assert light_of(task, days(12)) == "on_time"


def test_a_task_issued_and_never_accepted_is_late_once_its_day_is_over(drill: Drill) -> None:
    drill.task(values={"content": "做", "due_on": NOW.date().isoformat()})

    assert lights_of(drill, days(1)) == ["late"]


def test_a_task_reported_in_time_is_on_time_and_closed_it_is_done(drill: Drill) -> None:
    task = accepted(drill, progress=100)
    reported = move(task, "report_done", user=drill.liaison, at=days(90), revision=task.revision).record
    assert light_of(reported, days(300)) == "on_time"

    closed = move(reported, "close", user=drill.office, at=days(300), revision=reported.revision).record

    assert light_of(closed, days(300)) == "done"


def test_a_task_reported_too_late_is_done_late(drill: Drill) -> None:
    task = accepted(drill, progress=100)
    reported = move(task, "report_done", user=drill.liaison, at=days(120), revision=task.revision).record
    assert light_of(reported, days(121)) == "late"

    closed = move(reported, "close", user=drill.office, at=days(121), revision=reported.revision).record

    assert light_of(closed, days(121)) == "done_late"


def test_a_task_that_is_sent_back_runs_on_under_its_deadline(drill: Drill) -> None:
    task = accepted(drill, progress=100)
    reported = move(task, "report_done", user=drill.liaison, at=days(50), revision=task.revision).record

    back = move(
        reported, "send_back", user=drill.office, at=days(60), revision=reported.revision, reason="不实"
    ).record

    assert (light_of(back, days(60)), light_of(back, days(101))) == ("on_time", "late")


def test_the_past_shows_the_lights_that_shone_then(drill: Drill) -> None:
    task = accepted(drill, progress=0)
    edit_record(task, {"progress": 90}, user=drill.liaison, at=days(50), revision=task.revision)
    viewer, book = Viewer(drill.office, days(60)), book_of("drill.tasks")

    then = ledger_as_of(viewer, book, Past(days(40), days(40)), Filters(lights=["at_risk"]))
    later = ledger_as_of(viewer, book, Past(days(60), days(60)), Filters(lights=["at_risk"]))

    assert ([line.light for line in then.lines], later.lines) == (["at_risk"], [])


def test_the_list_is_narrowed_by_light_taker_year_and_past(drill: Drill, client: object) -> None:
    task = accepted(drill, progress=0)
    viewer, book = Viewer(drill.office, days(40)), book_of("drill.tasks")
    lead = {"lead": [drill.bureau.pk]}

    def titles(**narrowed: object) -> list[int]:
        return [line.record_id for line in ledger(viewer, book, Filters(**narrowed), "due").lines]  # type: ignore[arg-type]

    assert titles(lights=["at_risk"], parties=lead, year=2019) == [task.pk]
    assert titles(lights=["late"]) == titles(parties={"lead": [drill.other.pk]}) == titles(year=2018) == []


@pytest.mark.parametrize("bound", [1, 100])
def test_what_is_done_is_found_by_its_year_whether_few_or_many_are(
    drill: Drill, monkeypatch: pytest.MonkeyPatch, bound: int
) -> None:
    monkeypatch.setattr(listing, "NARROWED_BOUND", bound)
    done, later, still = (accepted(drill, progress=100) for _ in range(3))
    for task, day in ((done, 90), (later, 400)):
        reported = move(task, "report_done", user=drill.liaison, at=days(day), revision=task.revision).record
        move(reported, "close", user=drill.office, at=days(day), revision=reported.revision)

    def found(*lights: str, **narrowed: object) -> list[int]:
        page = list_page(drill.office, "drill.tasks", Filters(lights=lights, **narrowed), at=days(401))  # type: ignore[arg-type]
        return [row.pk for row in page.rows]

    assert (found("done"), found("done_late"), found("closed")) == ([done.pk], [later.pk], [])
    assert sorted(found("done", "done_late")) == [done.pk, later.pk]
    assert sorted(found("done", "done_late", year=2019)) == [done.pk, later.pk]
    assert found("done", "done_late", year=2020) == [later.pk]
    assert found("done", year=2020) == found("done", year=2018) == []
    assert found("done", "late", year=2020) == [still.pk]

    # A later edition of the pack has made final what nobody closed.
    Record.objects.filter(pk=done.pk).update(closed_at=None)
    assert found("done", year=2020) == found("done", year=2019) == found("done") == [done.pk]


def test_versions_and_record_keep_the_same_standing(drill: Drill) -> None:
    task = accepted(drill, progress=10)
    last = Version.objects.get(record=task, superseded_at=None, until=None)

    for name in ("stage", "deadline_at", "risk_at", "risk", "due_at"):
        assert getattr(last, name) == getattr(task, name)
    assert task.deadline_at is not None and Decimal(10) == Decimal(str(task.fields["progress"]))


def test_records_of_an_older_version_get_their_lights_from_the_background_work(drill: Drill) -> None:
    task = accepted(drill, progress=0)
    keep_in_step(days(1))
    Record.objects.update(deadline_at=None, risk_at=None, risk="")
    upkeep = timeline(CHAIN).first()
    assert upkeep is not None
    Event.objects.filter(pk=upkeep.pk).update(context={**upkeep.context, "lights": 0})

    keep_in_step(days(30))

    task.refresh_from_db()
    assert light_of(task, days(30)) == "at_risk"

"""The page of a record: who sees it, what it shows, now and as it was."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from baicheng.server.accounts.models import User
from baicheng.server.history.models import Event
from baicheng.server.pages.record import found_record, record_page
from baicheng.server.registers.models import Record
from baicheng.server.registers.queries import Past
from baicheng.server.registers.services import edit_record, move
from tests.server.pages.conftest import reader
from tests.server.registers.conftest import NOW, Drill, days

#: Queries of the page of a record, however long its history.
MOST_QUERIES = 12


@pytest.fixture
def task(drill: Drill) -> Record:
    return drill.task(values={"contact": "13812345678", "part": "roads"})


@pytest.mark.parametrize("who", ["liaison", "leader", "office", "above", "guiding", "all_seeing"])
def test_whoever_may_see_a_record_sees_its_page(drill: Drill, task: Record, who: str) -> None:
    page = reader(getattr(drill, who)).get(task.get_absolute_url())

    assert page.status_code == 200
    assert "打通断头路8条" in page.content.decode()


@pytest.mark.parametrize("who", ["other_liaison", "stranger", "county_liaison"])
def test_to_others_there_is_no_such_record(drill: Drill, task: Record, who: str) -> None:
    page = reader(getattr(drill, who)).get(task.get_absolute_url())

    assert page.status_code == 404
    assert task.title not in page.content.decode()


def test_personal_data_are_masked_for_everybody(drill: Drill, task: Record) -> None:
    for user in (drill.liaison, drill.office, drill.above):
        text = reader(user).get(task.get_absolute_url()).content.decode()
        assert "138****5678" in text
        assert "13812345678" not in text


def test_values_are_said_in_the_words_of_the_pack(drill: Drill, task: Record) -> None:
    text = reader(drill.liaison).get(task.get_absolute_url()).content.decode()

    assert "Roads" in text
    assert "30 Jun 2019" in text


def buttons(user: User, record: Record) -> tuple[list[str], list[str]]:
    page = record_page(user, found_record(user, record.pk, NOW), NOW)
    assert page is not None
    return [move.name for move in page.moves], [move.name for move in page.blocked]


def test_moves_are_offered_to_those_who_may_make_them(drill: Drill, task: Record) -> None:
    assert buttons(drill.liaison, task) == (["accept"], [])
    assert buttons(drill.office, task) == (["reassign"], [])
    assert buttons(drill.above, task) == ([], [])


def test_a_move_that_fills_in_what_is_missing_is_offered_with_its_form(drill: Drill, task: Record) -> None:
    move(task, "accept", user=drill.liaison, at=NOW, revision=task.revision)
    task.refresh_from_db()

    # Progress is below 100: the move itself asks for progress, so its form can put that right.
    assert buttons(drill.liaison, task) == (["report_done"], [])


def test_history_tells_who_did_what_and_keeps_small_steps_for_those_who_ask(
    drill: Drill, task: Record
) -> None:
    move(task, "accept", user=drill.liaison, at=NOW, revision=task.revision)
    client = reader(drill.office)

    short = client.get(task.get_absolute_url()).content.decode()
    long = client.get(f"{task.get_absolute_url()}?all=1").content.decode()

    assert "To be done: Accept" not in short
    assert "To be done: Accept" in long
    assert "Issued" in short and "Under way" in short


def test_the_past_is_shown_as_it_was_and_nothing_can_be_done_there(drill: Drill, task: Record) -> None:
    edit_record(
        task,
        {"content": "打通断头路12条"},
        user=drill.office,
        at=days(10),
        revision=task.revision,
        reason="增补",
    )
    client = reader(drill.office)
    now = client.get(task.get_absolute_url()).content.decode()
    then = client.get(f"{task.get_absolute_url()}?held=2019-03-08&known=2019-03-09").content.decode()

    assert "打通断头路12条" in now
    assert "打通断头路8条" in then and "打通断头路12条" not in then
    assert "Nothing can be changed here" in then
    assert f"/records/{task.pk}/moves/" in now and f"/records/{task.pk}/moves/" not in then


def test_on_a_day_before_it_was_known_the_record_was_not_there(drill: Drill, task: Record) -> None:
    answer = reader(drill.office).get(f"{task.get_absolute_url()}?held=2019-02-01&known=2019-02-02")

    assert answer.status_code == 200
    assert "It was not known then" in answer.content.decode()
    assert (
        record_page(drill.office, found_record(drill.office, task.pk, NOW), NOW, Past(days(-30), days(-30)))
        is None
    )


def test_looking_at_a_record_writes_nothing(drill: Drill, task: Record) -> None:
    before = Event.objects.count()
    reader(drill.liaison).get(task.get_absolute_url())

    assert Event.objects.count() == before


def test_children_are_shown_as_far_as_they_may_be_seen(drill: Drill, task: Record) -> None:
    report = drill.report(task, parent=task)
    text = reader(drill.liaison).get(task.get_absolute_url()).content.decode()

    assert report.get_absolute_url() in text


@pytest.mark.parametrize("who", ["office", "liaison", "leader", "above", "guiding", "all_seeing"])
def test_the_page_asks_the_database_no_more_often_for_a_long_history(
    drill: Drill, task: Record, who: str
) -> None:
    client = reader(getattr(drill, who))
    client.get(task.get_absolute_url())
    with CaptureQueriesContext(connection) as few:
        client.get(task.get_absolute_url())
    for number in range(6):
        task.refresh_from_db()
        values = {"planned": str(number + 1)}
        edit_record(
            task, values, user=drill.office, at=days(number + 1), revision=task.revision, reason="更正"
        )
        drill.report(task, parent=task)
    with CaptureQueriesContext(connection) as many:
        client.get(task.get_absolute_url())

    # The first report brings its register onto the page; further ones cost nothing.
    assert len(many) <= len(few) + 1
    assert len(many) <= MOST_QUERIES


def test_the_past_without_a_day_is_asked_for_in_the_reader_s_language(drill: Drill, task: Record) -> None:
    client = reader(drill.office)
    assert "Choose the day to look at." in client.get(f"{task.get_absolute_url()}?held=").content.decode()

    client.cookies["baicheng_language"] = "zh-hans"
    page = client.get(f"{task.get_absolute_url()}?held=").content.decode()
    assert "请选择要查看的日期。" in page and "required." not in page

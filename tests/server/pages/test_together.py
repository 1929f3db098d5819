"""Several records handled together: for how many it is possible, each as by itself, and nothing twice."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from baicheng.server.accounts.models import User
from baicheng.server.history.models import Event
from baicheng.server.notices.models import Notice
from baicheng.server.pages.together import selection
from baicheng.server.registers.models import Record
from baicheng.server.registers.services import move, remind
from tests.server.pages.conftest import reader
from tests.server.registers.conftest import NOW, Drill

URL = "/ledgers/drill.tasks/together/"


@pytest.fixture
def three(drill: Drill) -> Drill:
    """Two tasks of the bureau that wait to be accepted, and one that is under way."""
    drill.task(title="甲事")
    drill.task(title="乙事")
    task = drill.task(title="丙事")
    move(task, "accept", user=drill.liaison, at=NOW, revision=task.revision)
    return drill


def picked(query: str = "") -> str:
    return "&".join([*(f"record={task.pk}" for task in Record.objects.order_by("pk")), query])


def sent(**given: Any) -> dict[str, Any]:
    """What the form sends: each record with the revision that it was made from."""
    return {"record": [f"{task.pk}:{task.revision}" for task in Record.objects.order_by("pk")], **given}


def states() -> list[str]:
    return list(Record.objects.order_by("pk").values_list("state", flat=True))


def possible(user: User, query: str) -> dict[str, str]:
    """What is offered, with for how many it is possible."""
    text = reader(user).get(f"{URL}?{query}").text
    found = re.findall(r'name="do" value="([^"]*)".*?possible for (\d+ of \d+)', text, re.S)
    return dict(found)


def test_what_can_be_done_is_offered_with_for_how_many(three: Drill) -> None:
    own = possible(three.liaison, picked())
    assert own == {"move:accept": "2 of 3", "move:report_done": "1 of 3"}
    office = possible(three.office, picked())
    assert office["remind"] == "3 of 3"
    assert office["due:due_on"] == "1 of 3"
    assert office["move:reassign"] == "3 of 3"


def test_the_preview_says_for_which_it_is_possible_and_why_not_for_the_others(three: Drill) -> None:
    text = reader(three.liaison).get(f"{URL}?{picked('do=move:accept')}").text
    kept, _head, left_out = text.partition("Not among them")

    assert "甲事" in kept and "乙事" in kept and "丙事" not in kept.partition("<main")[2]
    assert "丙事" in left_out and "not possible while it is “Under way”" in left_out
    assert "Accept: 2 records" in kept


def test_a_move_is_made_with_each_and_a_second_click_makes_none(three: Drill) -> None:
    client, given = reader(three.liaison), sent(do="move:accept")
    text = client.post(URL, given).text
    events = Event.objects.count()

    assert states() == ["under_way"] * 3
    assert text.count("Not done") == 1
    again = client.post(URL, given)
    assert again.status_code == 422
    assert Event.objects.count() == events


def test_what_somebody_changed_meanwhile_is_left_and_the_others_are_done(three: Drill) -> None:
    given = sent(do="move:accept")
    Record.objects.filter(title="甲事").update(revision=5)
    text = reader(three.liaison).post(URL, given).text

    assert states() == ["issued", "under_way", "under_way"]
    assert "Somebody changed this meanwhile" in text


def test_a_move_takes_its_reason_and_what_it_asks_for(three: Drill) -> None:
    client = reader(three.office)
    missing = client.post(URL, sent(do="move:reassign", lead=[three.other.pk]))
    assert missing.status_code == 422
    client.post(URL, sent(do="move:reassign", lead=[three.other.pk], reason="职责调整"))

    for task in Record.objects.all():
        now = task.parties.filter(until=None, superseded_at=None)
        assert [party.subject for party in now] == [three.other]
    assert Event.objects.filter(verb="registers.record.moved", reason="职责调整").count() == 3


def test_a_deadline_is_changed_with_approval_and_reason_by_the_office_alone(three: Drill) -> None:
    given = sent(do="due:due_on", new_day="2019-09-30", approval="市长批示", reason="汛期停工")
    assert reader(three.liaison).post(URL, given).status_code == 422
    assert not Record.objects.filter(fields__due_on="2019-09-30").exists()
    reader(three.office).post(URL, given)

    task = Record.objects.get(title="丙事")
    assert task.fields["due_on"] == "2019-09-30"
    assert Event.objects.get(verb="registers.record.deadline_changed").context["approval"] == "市长批示"
    assert Record.objects.get(title="甲事").fields["due_on"] == "2019-06-30"


def test_those_who_owe_something_are_reminded_once_a_day(three: Drill) -> None:
    client = reader(three.office)
    client.post(URL, sent(do="remind", text="请于本周内签收。"))
    again = client.post(URL, sent(do="remind", text="请于本周内签收。"))

    told = Notice.objects.filter(user=three.liaison, key__contains=":reminded:")
    assert told.count() == 3
    assert "催办" in told[0].text["zh"] and "请于本周内签收。" in told[0].text["en"]
    assert again.status_code == 422
    assert Event.objects.filter(verb="registers.record.reminded").count() == 3
    page = client.get(f"/records/{Record.objects.earliest('pk').pk}/").text
    assert "Reminded" in page and "请于本周内签收。" in page


def test_a_reminder_is_the_offices_has_a_text_and_goes_out_again_on_another_day(three: Drill) -> None:
    task = Record.objects.earliest("pk")
    events = Event.objects.count()
    with pytest.raises(PermissionDenied):
        remind(task, text="请办理", user=three.other_liaison, at=NOW)
    for text in ("", "  ", "长" * 301):
        with pytest.raises(ValidationError):
            remind(task, text=text, user=three.office, at=NOW)
    assert Event.objects.count() == events and not Notice.objects.filter(key__contains="reminded").exists()

    assert remind(task, text="请办理", user=three.office, at=NOW) > 0
    with pytest.raises(ValidationError):
        remind(task, text="请办理", user=three.office, at=NOW + timedelta(hours=1))
    assert remind(task, text="请办理", user=three.office, at=NOW + timedelta(days=1)) > 0


def test_nobody_handles_what_they_do_not_see(three: Drill) -> None:
    client, events = reader(three.other_liaison), Event.objects.count()
    text = client.get(f"{URL}?{picked()}").text
    client.post(URL, sent(do="move:accept"))

    assert "甲事" not in text and "No record is chosen" in text
    assert states() == ["issued", "issued", "under_way"]
    assert Event.objects.count() == events


def test_all_that_the_list_shows_are_taken_up_to_a_bound_that_is_said(
    three: Drill, monkeypatch: pytest.MonkeyPatch
) -> None:
    query = "all=1&list=state%3Dissued"
    assert possible(three.liaison, query) == {"move:accept": "2 of 2"}
    monkeypatch.setattr(selection, "MOST_TICKED", 1)
    text = reader(three.liaison).get(f"{URL}?{query}").text

    assert "1 record is chosen" in text and "these are the first of the list" in text


def test_what_is_ticked_is_exported_with_the_columns_of_the_list(three: Drill) -> None:
    task = Record.objects.get(title="乙事")
    text = reader(three.office).get(f"{URL}?record={task.pk}&list=columns%3Dlead").text
    link = re.search(r'href="([^"]*export\.xlsx[^"]*)"', text)

    assert link is not None
    assert link[1].replace("&amp;", "&").endswith(f"export.xlsx?record={task.pk}&columns=lead")


@pytest.mark.parametrize("record", ["x", "1", "1:", ":1", "1:x", "9" * 40 + ":1", "-1:1"])
def test_records_that_are_none_are_left_out(three: Drill, record: str) -> None:
    assert reader(three.office).post(URL, {"record": record, "do": "remind", "text": "x"}).status_code == 422


def test_a_preview_of_many_asks_little_more_than_one_of_few(three: Drill) -> None:
    client = reader(three.office)
    client.get(f"{URL}?{picked()}")
    asked = picked("do=remind")
    with CaptureQueriesContext(connection) as few:
        client.get(f"{URL}?{asked}")
    for number in range(5):
        task = three.task(title=f"任务{number}")
        move(task, "accept", user=three.liaison, at=NOW, revision=task.revision)
    asked = picked("do=remind")
    with CaptureQueriesContext(connection) as many:
        client.get(f"{URL}?{asked}")

    assert len(many) == len(few) <= 12

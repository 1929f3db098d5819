"""Moves, answers and time limits by pages: what they ask, whose they are, and that nothing else happens."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from baicheng.server.assignments.models import Assignment, Extension
from baicheng.server.history.models import Event
from baicheng.server.pages.happenings import without_routine
from baicheng.server.registers.models import Record
from baicheng.server.registers.queries import record_timeline
from baicheng.server.registers.services import add_party, ask_extension, grant_extension, move
from baicheng.server.registers.taking import Taking
from tests.server.pages.conftest import reader
from tests.server.registers.conftest import NOW, Drill, days


@pytest.fixture
def task(drill: Drill) -> Record:
    return drill.task()


def moved(drill: Drill, task: Record) -> Record:
    move(task, "accept", user=drill.liaison, at=NOW, revision=task.revision)
    task.refresh_from_db()
    return task


def url(task: Record, name: str) -> str:
    return f"/records/{task.pk}/moves/{name}/"


def test_a_move_is_made_by_its_button(drill: Drill, task: Record) -> None:
    answer = reader(drill.liaison).post(url(task, "accept"), {"revision": task.revision})

    task.refresh_from_db()
    assert answer.status_code == 302
    assert task.state == "under_way"


def test_a_reason_that_is_required_is_asked_for(drill: Drill, task: Record) -> None:
    client = reader(drill.office)
    given = {"lead": [drill.other.pk], "revision": task.revision}
    refused = client.post(url(task, "reassign"), given)
    assert refused.status_code == 422
    task.refresh_from_db()
    assert [party.subject for party in task.parties.filter(superseded_at=None)] == [drill.bureau]

    client.post(url(task, "reassign"), {**given, "reason": "职能划转"})
    task.refresh_from_db()
    assert drill.other in [party.subject for party in task.parties.filter(superseded_at=None, until=None)]


def test_a_move_takes_what_it_asks_for_and_says_what_still_lacks(drill: Drill, task: Record) -> None:
    moved(drill, task)
    client = reader(drill.liaison)
    refused = client.post(url(task, "report_done"), {"progress": "80", "revision": task.revision})
    assert refused.status_code == 422
    assert "Progress is below 100 %" in refused.content.decode()

    client.post(url(task, "report_done"), {"progress": "100", "revision": task.revision})
    task.refresh_from_db()
    assert (task.state, task.fields["progress"]) == ("reported", "100")


def test_a_move_on_what_has_moved_on_meanwhile_is_explained(drill: Drill, task: Record) -> None:
    moved(drill, task)
    answer = reader(drill.liaison).post(url(task, "accept"), {"revision": 1}, follow=True)

    assert "is not possible any more" in answer.content.decode()


@pytest.mark.parametrize(
    ("who", "status"), [("other_liaison", 404), ("stranger", 404), ("above", 403), ("office", 403)]
)
def test_nobody_makes_the_move_of_another(drill: Drill, task: Record, who: str, status: int) -> None:
    before = Event.objects.count()
    client = reader(getattr(drill, who))

    assert client.get(url(task, "accept")).status_code == status
    assert client.post(url(task, "accept"), {"revision": task.revision}).status_code == status
    task.refresh_from_db()
    assert task.state == "issued"
    assert Event.objects.count() == before


def test_there_is_no_page_for_a_move_that_is_none(drill: Drill, task: Record) -> None:
    assert reader(drill.office).get(url(task, "nothing")).status_code == 404


def test_a_unit_asks_for_more_time_and_the_office_decides(drill: Drill, task: Record) -> None:
    moved(drill, task)
    row = Assignment.objects.get(name="deliver")
    given = {"new_due_on": "2019-08-31", "reason": "汛期停工"}
    assert reader(drill.liaison).post(f"/my-work/{row.pk}/more-time/", given).status_code == 302
    asked = Extension.objects.get()

    page = reader(drill.office).get(f"/more-time/{asked.pk}/").content.decode()
    assert "汛期停工" in page and "31 Aug 2019" in page
    reader(drill.office).post(f"/more-time/{asked.pk}/", {"grant": "1", "reason": "同意"})

    asked.refresh_from_db()
    task.refresh_from_db()
    assert asked.granted is True
    assert task.fields["due_on"] == "2019-08-31"


def test_more_time_that_is_granted_is_told_once(drill: Drill, task: Record) -> None:
    moved(drill, task)
    row = Assignment.objects.get(name="deliver")
    asked = ask_extension(row, user=drill.liaison, at=days(1), reason="汛期", new_due_on=date(2019, 7, 31))
    before = set(record_timeline(task).values_list("pk", flat=True))
    grant_extension(asked, user=drill.office, at=days(2), reason="同意")

    told = without_routine(record_timeline(task).exclude(pk__in=before))
    assert [event.verb for event in told] == ["assignments.assignment.extension_granted"]


def test_a_refusal_of_more_time_gives_its_reason(drill: Drill, task: Record) -> None:
    moved(drill, task)
    row = Assignment.objects.get(name="deliver")
    asked = ask_extension(row, user=drill.liaison, at=days(1), reason="汛期", new_due_on=date(2019, 7, 31))
    client = reader(drill.office)

    assert client.post(f"/more-time/{asked.pk}/", {"refuse": "1", "reason": ""}).status_code == 422
    client.post(f"/more-time/{asked.pk}/", {"refuse": "1", "reason": "不影响全年"})
    asked.refresh_from_db()
    assert (asked.granted, asked.decision_reason) == (False, "不影响全年")


@pytest.mark.parametrize("who", ["other_liaison", "stranger", "office", "above"])
def test_nobody_asks_for_more_time_in_anothers_name(drill: Drill, task: Record, who: str) -> None:
    moved(drill, task)
    row = Assignment.objects.get(name="deliver")
    given = {"new_due_on": "2019-08-31", "reason": "x"}

    assert reader(getattr(drill, who)).post(f"/my-work/{row.pk}/more-time/", given).status_code == 404
    assert not Extension.objects.exists()


@pytest.mark.parametrize("who", ["liaison", "other_liaison", "stranger", "above"])
def test_only_the_office_decides_on_more_time(drill: Drill, task: Record, who: str) -> None:
    moved(drill, task)
    row = Assignment.objects.get(name="deliver")
    asked = ask_extension(row, user=drill.leader, at=days(1), reason="汛期", new_due_on=date(2019, 7, 31))
    client = reader(getattr(drill, who))

    assert client.post(f"/more-time/{asked.pk}/", {"grant": "1"}).status_code == 404
    asked.refresh_from_db()
    assert asked.granted is None


def test_a_deadline_changes_with_approval_and_reason(drill: Drill, task: Record) -> None:
    moved(drill, task)
    page = f"/records/{task.pk}/deadline/due_on/"
    given: dict[str, Any] = {"new_day": "2019-09-30", "revision": task.revision, "reason": "计划调整"}
    client = reader(drill.office)

    assert client.post(page, given).status_code == 422
    client.post(page, {**given, "approval": "分管副市长"})
    task.refresh_from_db()
    assert task.fields["due_on"] == "2019-09-30"
    assert "分管副市长" in client.get(task.get_absolute_url()).content.decode()


@pytest.mark.parametrize(("who", "status"), [("liaison", 403), ("stranger", 404)])
def test_only_the_office_changes_a_deadline(drill: Drill, task: Record, who: str, status: int) -> None:
    moved(drill, task)
    page = f"/records/{task.pk}/deadline/due_on/"
    given = {"new_day": "2019-09-30", "approval": "x", "reason": "x", "revision": task.revision}

    assert reader(getattr(drill, who)).post(page, given).status_code == status
    task.refresh_from_db()
    assert task.fields["due_on"] == "2019-06-30"


def test_of_joint_leads_one_is_named_who_puts_the_work_together(drill: Drill, task: Record) -> None:
    add_party(task, Taking("lead", drill.other), user=drill.office, at=NOW, revision=task.revision)
    task.refresh_from_db()
    page = f"/records/{task.pk}/consolidator/lead/"
    given = {"revision": task.revision, "subject": drill.other.pk}

    assert reader(drill.stranger).post(page, given).status_code == 404
    assert not task.parties.filter(consolidates=True).exists()
    reader(drill.office).post(page, given)
    assert task.parties.get(consolidates=True, superseded_at=None).subject == drill.other


def test_of_joint_leads_the_page_names_the_one_who_puts_it_together_once(drill: Drill, task: Record) -> None:
    add_party(task, Taking("lead", drill.other), user=drill.office, at=NOW, revision=task.revision)

    shown = {
        who: reader(getattr(drill, who)).get(task.get_absolute_url()).content.decode()
        for who in ("office", "liaison")
    }

    assert all(page.count("Put together by") == 1 for page in shown.values())
    assert shown["office"].count(f'action="/records/{task.pk}/consolidator/lead/"') == 1
    assert "consolidator/lead/" not in shown["liaison"]


def test_a_field_that_a_move_cannot_do_without_is_not_called_optional(drill: Drill, task: Record) -> None:
    moved(drill, task)
    task.refresh_from_db()
    url = f"/records/{task.pk}/moves/report_done/"

    page = reader(drill.liaison).get(url).content.decode()
    label = page[page.index("Progress") :]
    assert "optional" not in label[: label.index("</label>")]

    answer = reader(drill.liaison).post(url, {"revision": task.revision, "progress": ""})
    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {"progress"}

"""Entering and changing records by forms: drafts, what is missing, who may, two at once."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from baicheng.server.history.models import Event
from baicheng.server.history.verification import verify
from baicheng.server.orgs.models import Subject
from baicheng.server.registers.models import Attachment, Record
from baicheng.server.registers.services import create_record, edit_record, move
from tests.server.pages.conftest import reader
from tests.server.registers.conftest import NOW, Drill

TASKS, REPORTS = "/ledgers/drill.tasks/new/", "/ledgers/drill.reports/new/"


def fields(bureau: Subject, **more: object) -> dict[str, object]:
    return {"title": "打通断头路", "content": "打通断头路8条", "lead": [bureau.pk], **more}


def under_way(drill: Drill) -> Record:
    task = drill.task()
    move(task, "accept", user=drill.liaison, at=NOW, revision=task.revision)
    task.refresh_from_db()
    return task


def typed(task: Record, **more: object) -> dict[str, object]:
    """What the form of a record sends when only some of it was changed."""
    given = {"title": task.title, "due_on": "2019-06-30", "revision": task.revision, "reason": "更正"}
    return {**given, **more}


def test_the_office_enters_a_record_with_its_parties(drill: Drill) -> None:
    answer = reader(drill.office).post(TASKS, fields(drill.bureau, due_on="2030-06-30", tags=["urgent"]))

    record = Record.objects.get(register="drill.tasks")
    assert answer.status_code == 302 and answer["Location"] == record.get_absolute_url()
    assert record.title == "打通断头路"
    assert record.fields == {"content": "打通断头路8条", "due_on": "2030-06-30", "tags": ["urgent"]}
    assert [party.subject for party in record.parties.all()] == [drill.bureau]


def test_what_is_wrong_is_said_beside_the_field_and_nothing_is_written(drill: Drill) -> None:
    answer = reader(drill.office).post(
        TASKS, {"content": "", "due_on": "2019-02-30", "lead": [drill.bureau.pk]}
    )
    text = answer.content.decode()

    assert answer.status_code == 422
    assert "This is required" in text or "this is required" in text
    assert "there is no day 2019-02-30" in text
    assert not Record.objects.exists()


def test_what_was_typed_is_still_there_after_a_refusal(drill: Drill) -> None:
    too_long = fields(drill.bureau, content="甲" * 501)
    text = reader(drill.office).post(TASKS, too_long).content.decode()

    assert "甲" * 501 in text
    assert f'value="{drill.bureau.pk}" checked' in text
    assert "市住建局" in text


def test_a_name_typed_in_full_is_enough_without_a_tick(drill: Drill) -> None:
    given = {"content": "打通断头路8条", "lead-search": "市住建局"}
    reader(drill.office).post(TASKS, given)

    assert Record.objects.get().parties.get().subject == drill.bureau


def test_a_name_that_nobody_has_is_refused_in_words(drill: Drill) -> None:
    answer = reader(drill.office).post(TASKS, {"content": "八条", "lead-search": "天上人间"})

    assert answer.status_code == 422
    assert "“天上人间” was not found" in answer.content.decode()
    assert not Record.objects.exists()


def test_whoever_may_not_enter_records_is_told_so_and_nothing_is_written(drill: Drill) -> None:
    client = reader(drill.liaison)

    assert client.get(TASKS).status_code == 403
    assert client.post(TASKS, fields(drill.bureau)).status_code == 403
    assert not Record.objects.exists()


def test_of_a_register_that_is_not_there_there_is_no_form(drill: Drill) -> None:
    assert reader(drill.office).get("/ledgers/drill.nothing/new/").status_code == 404
    assert reader(drill.office).get("/ledgers/nothing.tasks/new/").status_code == 404


def test_a_draft_may_lack_what_is_required_and_is_handed_in_when_it_is_there(drill: Drill) -> None:
    task, client = drill.task(), reader(drill.liaison)
    client.post(REPORTS, {"task": task.pk, "reporter": drill.bureau.pk, "save": "1"})
    record = Record.objects.get(register="drill.reports")
    assert record.state == "draft"

    edit = f"/records/{record.pk}/edit/"
    refused = client.post(edit, {"task": task.pk, "send": "1", "revision": record.revision})
    record.refresh_from_db()
    assert refused.status_code == 422 and record.state == "draft"

    client.post(edit, {"task": task.pk, "progress": "40", "send": "1", "revision": record.revision})
    record.refresh_from_db()
    assert record.state == "sent"


def test_a_record_under_another_leads_to_it_without_being_asked(drill: Drill) -> None:
    task = drill.task()
    client = reader(drill.liaison)
    form = client.get(f"{REPORTS}?under={task.pk}").content.decode()
    assert 'name="task"' not in form
    assert f'name="reporter" value="{drill.bureau.pk}"' in form

    client.post(f"{REPORTS}?under={task.pk}", {"reporter": drill.bureau.pk, "progress": "10"})
    record = Record.objects.get(register="drill.reports")
    assert (record.parent, record.fields["task"]) == (task, task.pk)


def test_nobody_enters_something_under_a_record_that_they_do_not_see(drill: Drill) -> None:
    task = drill.task()
    answer = reader(drill.stranger).post(f"{REPORTS}?under={task.pk}", {"progress": "10"})

    assert answer.status_code == 404
    assert not Record.objects.filter(register="drill.reports").exists()


def test_a_file_that_is_refused_costs_nobody_what_they_typed(drill: Drill) -> None:
    task = under_way(drill)
    file = SimpleUploadedFile("工具.exe", b"MZ\x90\x00" * 20)
    given = typed(task, content="打通断头路9条", evidence=file)
    answer = reader(drill.office).post(f"/records/{task.pk}/edit/", given)

    task.refresh_from_db()
    assert answer.status_code == 422
    assert "工具.exe" in answer.content.decode()
    assert task.fields["content"] == "打通断头路9条"
    assert not Attachment.objects.exists()


def test_somebody_who_comes_too_late_sees_both_and_decides(drill: Drill) -> None:
    task = under_way(drill)
    seen = task.revision
    edit_record(task, {"content": "打通断头路10条"}, user=drill.office, at=NOW, revision=seen, reason="更正")
    client = reader(drill.office)
    url = f"/records/{task.pk}/edit/"

    late = client.post(url, typed(task, content="打通断头路12条", revision=seen))
    text = late.content.decode()
    task.refresh_from_db()
    assert late.status_code == 409
    assert "打通断头路10条" in text and "打通断头路12条" in text
    assert task.fields["content"] == "打通断头路10条"

    client.post(url, typed(task, content="打通断头路12条"))
    assert Event.objects.filter(verb="registers.record.edited").latest("pk").reason == "更正"
    task.refresh_from_db()
    assert task.fields["content"] == "打通断头路12条"


def test_a_lead_unit_is_shown_what_it_reports_and_no_more(drill: Drill) -> None:
    task = under_way(drill)
    url = f"/records/{task.pk}/edit/"
    form = reader(drill.liaison).get(url).content.decode()

    assert 'name="progress"' in form and 'name="content"' not in form and 'name="title"' not in form
    reader(drill.liaison).post(url, {"revision": task.revision, "content": "改", "progress": "40"})
    task.refresh_from_db()
    assert (task.fields["content"], task.fields["progress"]) == ("打通断头路8条", "40")


def test_the_office_is_asked_why_it_changes_what_is_issued(drill: Drill) -> None:
    task = under_way(drill)
    client = reader(drill.office)
    url = f"/records/{task.pk}/edit/"
    label = client.get(url).content.decode().partition('for="id_reason"')[2].partition("</label>")[0]
    assert "Reason" in label and "optional" not in label

    refused = client.post(url, typed(task, content="打通断头路9条", reason=""))
    assert refused.status_code == 422 and 'id="id_reason_error"' in refused.content.decode()
    task.refresh_from_db()
    assert task.fields["content"] == "打通断头路8条"


@pytest.mark.parametrize(("who", "status"), [("other_liaison", 404), ("stranger", 404), ("above", 403)])
def test_nobody_else_changes_a_record(drill: Drill, who: str, status: int) -> None:
    task = under_way(drill)
    before = Event.objects.count()
    client: Client = reader(getattr(drill, who))
    url = f"/records/{task.pk}/edit/"

    assert client.get(url).status_code == status
    answer = client.post(url, typed(task, content="改"))

    task.refresh_from_db()
    assert answer.status_code == status
    assert task.fields["content"] == "打通断头路8条"
    assert Event.objects.count() == before


def test_a_masked_value_that_comes_back_unchanged_stays_what_it_is(drill: Drill) -> None:
    task = drill.task(values={"contact": "13812345678"})
    client = reader(drill.office)
    url = f"/records/{task.pk}/edit/"
    assert "138****5678" in client.get(url).content.decode()

    client.post(url, typed(task, content="打通断头路9条", contact="138****5678"))
    task.refresh_from_db()

    assert task.fields["contact"] == "13812345678"
    assert task.fields["content"] == "打通断头路9条"


def test_text_that_looks_like_a_page_stays_text(drill: Drill) -> None:
    evil = "<script>alert(1)</script><img src=x onerror=alert(2)>"
    client = reader(drill.office)
    client.post(TASKS, fields(drill.bureau, title=evil, content=evil))
    record = Record.objects.get()

    for url in (record.get_absolute_url(), f"/records/{record.pk}/edit/", "/ledgers/drill.tasks/"):
        text = client.get(url).content.decode()
        assert "<script>alert" not in text and "<img src=x" not in text
        assert "&lt;script&gt;" in text


SITES = "/ledgers/drill.sites/new/"


def test_a_register_whose_form_has_the_place_asks_for_it_and_shows_it_on_a_map(drill: Drill) -> None:
    client = reader(drill.office)
    assert 'name="place"' in client.get(SITES).content.decode()

    client.post(SITES, {"title": "东区工地", "area": "1200", "place": "34.75, 113.62"})

    record = Record.objects.get(register="drill.sites")
    assert record.place == {"type": "Point", "coordinates": [113.62, 34.75]}
    page = client.get(record.get_absolute_url()).content.decode()
    assert "data-place" in page and "34.75" in page
    assert "leaflet.js" in page


def test_a_place_is_moved_and_taken_away_and_history_tells_it(drill: Drill) -> None:
    client = reader(drill.office)
    client.post(SITES, {"title": "东区工地", "place": "34.75, 113.62"})
    record = Record.objects.get(register="drill.sites")
    page = f"/records/{record.pk}/edit/"
    assert "34.75, 113.62" in client.get(page).content.decode()

    given = {"title": "东区工地", "reason": "测绘更正"}
    client.post(page, {**given, "revision": record.revision, "place": "34.80, 113.70"})
    record.refresh_from_db()
    assert record.place == {"type": "Point", "coordinates": [113.7, 34.8]}
    told = client.get(record.get_absolute_url()).content.decode()
    assert told.count("34.80000°N 113.70000°E") == 2 and "34.75000°N 113.62000°E" in told
    assert "{&#x27;type" not in told

    client.post(page, {**given, "revision": record.revision, "place": ""})
    record.refresh_from_db()
    assert record.place is None
    assert "data-place" not in client.get(record.get_absolute_url()).content.decode()
    assert not verify().faults


@pytest.mark.parametrize("typed", ["34.75", "somewhere", "134.75, 113.62", '{"type": "Point"}', "1, 2\n3, 4"])
def test_what_is_no_place_is_said_beside_it_and_nothing_is_entered(drill: Drill, typed: str) -> None:
    answer = reader(drill.office).post(SITES, {"title": "东区工地", "place": typed})

    assert answer.status_code == 422
    assert answer.context["form"].errors["place"]
    assert not Record.objects.exists()


def test_a_place_that_is_an_area_stays_one_where_the_rest_is_edited(drill: Drill) -> None:
    square = [[[113.0, 34.5], [113.8, 34.5], [113.8, 35.0], [113.0, 34.5]]]
    area = {"type": "Polygon", "coordinates": square}
    record = create_record(
        register_id="drill.sites", values={}, parties=(), title="东区", place=area, user=drill.office, at=NOW
    )
    client = reader(drill.office)
    page = client.get(f"/records/{record.pk}/edit/")
    shown = page.context["form"]["place"].value()

    given = {"title": "东区工地", "place": shown, "revision": record.revision, "reason": "更正"}
    assert client.post(f"/records/{record.pk}/edit/", given).status_code == 302

    record.refresh_from_db()
    assert (record.title, record.place) == ("东区工地", area)

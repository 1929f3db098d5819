"""Handing in a report by its form: drafts, figures, sending, what came back; nobody reports for another."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone, translation

from baicheng.server.assignments.models import Assignment, Outcome
from baicheng.server.duties.models import Duty, Report, ReportedValue
from baicheng.server.duties.services import generate, move_record
from baicheng.server.history.models import Event
from baicheng.server.indicators.models import Op, Target
from baicheng.server.indicators.services import indicator_of_plan, set_target
from baicheng.server.notices.models import Notice
from baicheng.server.pages.happenings import happenings
from baicheng.server.pages.work import work_page
from baicheng.server.registers.books import book_of
from baicheng.server.registers.models import Record
from baicheng.server.registers.wording import Names
from tests.server.duties import conftest as duty_drill
from tests.server.duties.conftest import PROGRAMME, Drill, at
from tests.server.pages.conftest import reader

drill, new_drill = duty_drill.drill, duty_drill.new_drill
duties = duty_drill.duties


@pytest.fixture
def task(drill: Drill, duties: dict[str, Duty]) -> Record:
    """A task with reports up to April."""
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


@pytest.fixture
def asked(task: Record) -> Assignment:
    return Assignment.objects.get(name="monthly_report", rule__period="2019-01")


def url(asked: Assignment) -> str:
    return f"/my-work/{asked.pk}/report/"


def values(target: Target, value: str = "3", **more: Any) -> dict[str, Any]:
    return {"progress": "40", "done": "已开工3条", f"target-{target.pk}": value, **more}


def test_my_work_leads_to_the_form(drill: Drill, asked: Assignment) -> None:
    page = work_page(drill.liaison, at("2019-02-01"))
    lines = [*page.this_week.tasks, *page.coming.tasks]

    (line,) = [line for line in lines if line.url == url(asked)]
    assert (line.deed, line.period) == ("report", "2019-01")


def test_a_report_is_sent_with_its_figures_and_ends_what_was_asked(
    drill: Drill, asked: Assignment, target: Target
) -> None:
    answer = reader(drill.liaison).post(url(asked), values(target, send="1"))

    report = Report.objects.get()
    asked.refresh_from_db()
    assert answer.status_code == 302 and answer["Location"] == report.record.get_absolute_url()
    assert report.record.state == "sent"
    assert asked.outcome == Outcome.DONE
    assert ReportedValue.objects.get().value == 3


def test_a_draft_is_kept_and_found_again(drill: Drill, asked: Assignment, target: Target) -> None:
    client = reader(drill.liaison)
    client.post(url(asked), values(target, "2.5", done="写了一半", save="1"))
    asked.refresh_from_db()
    assert asked.outcome == Outcome.OPEN

    text = client.get(url(asked)).content.decode()
    assert "写了一半" in text and 'value="2.5"' in text


@pytest.mark.parametrize(
    ("given", "said"), [({"progress": ""}, "his is required"), ({"progress": "120"}, "at most 100")]
)
def test_what_is_wrong_is_said_and_nothing_is_sent(
    drill: Drill, asked: Assignment, target: Target, given: dict[str, str], said: str
) -> None:
    answer = reader(drill.liaison).post(url(asked), values(target, send="1", **given))

    asked.refresh_from_db()
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert asked.outcome == Outcome.OPEN


def test_a_figure_that_is_none_is_refused_beside_its_target(
    drill: Drill, asked: Assignment, target: Target
) -> None:
    answer = reader(drill.liaison).post(url(asked), values(target, "三条", send="1"))
    text = answer.content.decode()

    assert answer.status_code == 422
    assert "Enter a number" in text and 'value="三条"' in text
    assert not ReportedValue.objects.exists()


@pytest.mark.parametrize("who", ["other_liaison", "office", "chief_user"])
def test_nobody_reports_for_another_unit(drill: Drill, asked: Assignment, target: Target, who: str) -> None:
    before = Event.objects.count()
    client = reader(getattr(drill, who))

    assert client.get(url(asked)).status_code == 404
    assert client.post(url(asked), values(target, send="1")).status_code == 404
    assert not Report.objects.exists()
    assert Event.objects.count() == before


def test_a_report_that_came_back_says_why_and_is_sent_again(
    drill: Drill, asked: Assignment, target: Target
) -> None:
    client = reader(drill.liaison)
    client.post(url(asked), values(target, send="1"))
    record = Report.objects.get().record
    move_record(
        record, "send_back", user=drill.office, at=timezone.now(), revision=record.revision, reason="数字不对"
    )

    text = client.get(url(asked)).content.decode()
    assert "It came back" in text and "数字不对" in text
    record.refresh_from_db()
    client.post(url(asked), values(target, "4", send="1", revision=record.revision))
    record.refresh_from_db()
    assert record.state == "sent"
    assert ReportedValue.objects.get().value == 4


def send_back(drill: Drill, asked: Assignment, target: Target) -> Record:
    """A report that was handed in and came back."""
    reader(drill.liaison).post(url(asked), values(target, send="1"))
    record = Report.objects.get().record
    moved = {"user": drill.office, "at": timezone.now(), "revision": record.revision}
    move_record(record, "send_back", reason="数字不对", **moved)
    record.refresh_from_db()
    return record


def test_what_came_back_is_one_line_of_my_work_that_leads_to_its_form(
    drill: Drill, asked: Assignment, target: Target
) -> None:
    record = send_back(drill, asked, target)

    page = work_page(drill.liaison, timezone.now())
    parts = (page.overdue, page.this_week, page.coming, page.undated)
    lines = [line for part in parts for line in part.tasks if line.url == url(asked)]

    assert [line.number for line in lines] == [record.number]


def test_correcting_a_report_leads_to_the_form_with_its_figures(
    drill: Drill, asked: Assignment, target: Target
) -> None:
    record = send_back(drill, asked, target)

    answer = reader(drill.liaison).get(f"/records/{record.pk}/edit/")

    assert answer.status_code == 302
    assert answer["Location"] == url(asked)


def test_whoever_reviews_a_report_sees_its_figures_beside_the_last_and_the_target(
    drill: Drill, task: Record, asked: Assignment, target: Target
) -> None:
    client = reader(drill.liaison)
    client.post(url(asked), values(target, "3", send="1"))
    following = Assignment.objects.get(name="monthly_report", rule__period="2019-02")
    client.post(url(following), values(target, "5", send="1"))
    record = Report.objects.get(assignment=following).record

    page = reader(drill.office).get(record.get_absolute_url()).content.decode()

    assert "What was reported" in page
    assert "5 条" in page and "Last time: 3" in page and "8 条" in page


def test_a_task_says_which_reports_wait_for_review(
    drill: Drill, task: Record, asked: Assignment, target: Target
) -> None:
    office = reader(drill.office)
    assert "not yet reviewed" not in office.get(task.get_absolute_url()).content.decode()
    reader(drill.liaison).post(url(asked), values(target, send="1"))
    record = Report.objects.get().record

    assert "not yet reviewed" in office.get(task.get_absolute_url()).content.decode()

    moved = {"user": drill.office, "at": timezone.now(), "revision": record.revision}
    move_record(record, "send_back", reason="数字不对", **moved)
    assert "not yet reviewed" not in office.get(task.get_absolute_url()).content.decode()


def test_the_notice_of_a_return_says_why(drill: Drill, asked: Assignment, target: Target) -> None:
    send_back(drill, asked, target)

    assert any("数字不对" in notice.text["zh"] for notice in Notice.objects.filter(user=drill.liaison))


def test_a_report_that_was_sent_is_shown_instead_of_its_form(
    drill: Drill, asked: Assignment, target: Target
) -> None:
    client = reader(drill.liaison)
    client.post(url(asked), values(target, send="1"))
    answer = client.get(url(asked))

    assert answer.status_code == 302
    assert answer["Location"] == Report.objects.get().record.get_absolute_url()


def test_the_last_figure_stands_beside_the_new_one(drill: Drill, asked: Assignment, target: Target) -> None:
    client = reader(drill.liaison)
    client.post(url(asked), values(target, "3", send="1"))
    following = Assignment.objects.get(name="monthly_report", rule__period="2019-02")
    text = client.get(url(following)).content.decode()

    assert "Last time: 3" in text
    assert "已开工3条" in text


def test_what_asks_for_no_report_has_no_form(drill: Drill, asked: Assignment, target: Target) -> None:
    reader(drill.liaison).post(url(asked), values(target, send="1"))
    review = Assignment.objects.get(name="accept")

    assert reader(drill.office).get(url(review)).status_code == 404
    assert reader(drill.liaison).get("/my-work/999999/report/").status_code == 404


def test_a_report_that_came_on_paper_is_settled_by_the_office_alone(drill: Drill, asked: Assignment) -> None:
    page = f"/my-work/{asked.pk}/settle/"
    given = {"what": "已函报，临建函〔2019〕3号", "done_on": "2019-02-03"}
    assert reader(drill.other_liaison).post(page, given).status_code == 404
    assert reader(drill.liaison).post(page, given).status_code == 403
    asked.refresh_from_db()
    assert asked.outcome == Outcome.OPEN

    client = reader(drill.office)
    assert client.post(page, {"what": ""}).status_code == 422
    client.post(page, given)
    asked.refresh_from_db()
    assert asked.outcome == Outcome.DONE


def test_history_says_of_which_target_what_was_stated_before_and_now(
    drill: Drill, asked: Assignment, target: Target
) -> None:
    client = reader(drill.liaison)
    client.post(url(asked), values(target, "3"))
    record = Report.objects.get().record
    client.post(url(asked), values(target, "5", revision=record.revision))

    page = client.get(f"{record.get_absolute_url()}?all=1").content.decode()

    assert "Values of targets stated" in page and "打通断头路" in page
    assert "3 条" in page and "5 条" in page
    assert f"#{target.pk}" not in page


def test_history_names_each_part_that_is_another_and_leaves_out_the_rest(drill: Drill) -> None:
    book = book_of(f"{PROGRAMME}.tasks")
    event = Event(
        chain="registers.record:1",
        verb="registers.record.parts_entered",
        actor_name="梁以宁",
        changes={"parts": [["打通8条", "拓宽2条"], ["打通8条", "拓宽3条", "新建1条"]]},
        context={},
        recorded_at=at("2019-01-10"),
        held_at=at("2019-01-10"),
    )

    with translation.override("en"):
        (told,) = happenings(book, [event], Names())

    assert [(change.field, change.old, change.new) for change in told.changes] == [
        ("Part 2", "拓宽2条", "拓宽3条"),
        ("Part 3", "", "新建1条"),
    ]

"""My work: what is to be done, in which order, by whom; and nothing of what is others'."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from baicheng.server.accounts.models import Role, User
from baicheng.server.assignments.models import Assignment, Outcome
from baicheng.server.assignments.services import close
from baicheng.server.pages.work import Task, WorkPage, work_page
from baicheng.server.registers.models import Record
from baicheng.server.registers.services import ask_extension, move
from tests.server.pages.conftest import reader
from tests.server.people import CLERK, user
from tests.server.registers.conftest import NOW, Drill, days

URL = "/my-work/"
#: Queries of My work, however much there is to do and whoever does it.
MOST_QUERIES = 12
EVERYBODY = ["office", "liaison", "leader", "county_liaison", "above", "guiding", "all_seeing", "stranger"]


def accepted(drill: Drill, due_on: str = "2019-06-30", at: datetime = NOW) -> Record:
    task = drill.task(at, values={"due_on": due_on})
    move(task, "accept", user=drill.liaison, at=at, revision=task.revision)
    task.refresh_from_db()
    return task


def titles(tasks: tuple[Task, ...] | list[Task]) -> list[str]:
    return [task.title["en"] for task in tasks]


def parts(page: WorkPage) -> dict[str, list[str]]:
    names = ("overdue", "this_week", "coming", "undated", "extensions", "waiting")
    return {name: titles(list(getattr(page, name).tasks)) for name in names if getattr(page, name).tasks}


def test_work_stands_where_its_due_moment_puts_it(drill: Drill) -> None:
    # NOW is a Tuesday.
    accepted(drill, "2019-03-04")
    accepted(drill, "2019-03-10")
    accepted(drill, "2019-03-11")
    drill.task()

    assert parts(work_page(drill.liaison, NOW)) == {
        "overdue": ["Deliver"],
        "this_week": ["Deliver"],
        "coming": ["Deliver"],
        "undated": ["Accept"],
    }


def test_a_line_says_what_about_which_task_and_names_the_button_as_the_flow_does(drill: Drill) -> None:
    task = accepted(drill)
    (line,) = work_page(drill.liaison, NOW).coming.tasks

    assert (line.number, line.about, line.button) == (task.number, task.title, "Report as done")
    assert line.url == f"/records/{task.pk}/"
    assert line.light == "on_time"


@pytest.mark.parametrize("who", ["other_liaison", "stranger"])
def test_nothing_of_what_others_must_do_is_shown(drill: Drill, who: str) -> None:
    task = accepted(drill)
    user: User = getattr(drill, who)

    page = reader(user).get(URL)

    assert page.status_code == 200
    assert task.title not in page.content.decode()
    assert "Nothing to do at the moment" in page.content.decode()


def test_the_office_sees_what_waits_for_it_and_which_units_are_late(drill: Drill) -> None:
    accepted(drill, "2019-03-01")
    accepted(drill, "2019-03-02")
    report = drill.report(drill.task())
    move(report, "send", user=drill.liaison, at=NOW, revision=report.revision)

    page = work_page(drill.office, NOW)

    assert titles(list(page.undated.tasks)) == ["Review"]
    assert [task.deed for task in page.undated.tasks] == ["check"]
    assert [(one.name, str(one.count)) for one in page.units_late] == [("市住建局", "2")]
    assert work_page(drill.liaison, NOW).units_late == []


def test_a_report_that_was_handed_in_waits_for_the_word_of_the_office(drill: Drill) -> None:
    report = drill.report(drill.task())
    move(report, "send", user=drill.liaison, at=NOW, revision=report.revision)

    (line,) = work_page(drill.liaison, NOW).waiting.tasks

    assert (line.title["en"], line.bearer, line.deed) == ("Review", "市演练办", "look")
    assert not work_page(drill.other_liaison, NOW).waiting.tasks


def test_a_request_for_more_time_is_shown_to_the_office_alone(drill: Drill) -> None:
    accepted(drill)
    row = Assignment.objects.get(name="deliver")
    ask_extension(row, user=drill.liaison, at=days(1), reason="汛期", new_due_on=date(2019, 7, 31))

    (line,) = work_page(drill.office, days(2)).extensions.tasks

    assert (line.bearer, line.wanted) == ("市住建局", "2019-07-31")
    assert not work_page(drill.liaison, days(2)).extensions.tasks


def test_requests_for_more_time_crowd_out_no_other_work(drill: Drill) -> None:
    for _number in range(2):
        accepted(drill)
    for row in Assignment.objects.filter(name="deliver"):
        ask_extension(row, user=drill.liaison, at=days(1), reason="汛期", new_due_on=date(2019, 7, 31))
    report = drill.report(drill.task())
    move(report, "send", user=drill.liaison, at=days(1), revision=report.revision)

    page = work_page(drill.office, days(2), shown=1)

    assert titles(list(page.undated.tasks)) == ["Review"]
    assert not page.undated.more


def test_a_request_for_what_has_ended_waits_for_nobody(drill: Drill) -> None:
    accepted(drill)
    row = Assignment.objects.get(name="deliver")
    ask_extension(row, user=drill.liaison, at=days(1), reason="汛期", new_due_on=date(2019, 7, 31))

    close(row, Outcome.LAPSED, at=days(2), actor=CLERK)

    assert not work_page(drill.office, days(2)).extensions.tasks


@pytest.mark.parametrize("who", EVERYBODY)
def test_the_page_asks_the_database_as_often_for_many_tasks_as_for_few(drill: Drill, who: str) -> None:
    client = reader(getattr(drill, who))
    report = drill.report(accepted(drill))
    move(report, "send", user=drill.liaison, at=NOW, revision=report.revision)
    client.get(URL)
    with CaptureQueriesContext(
        connection,
    ) as few:
        assert client.get(URL).status_code == 200
    for number in range(8):
        accepted(drill, (date(2019, 5, 1) + timedelta(days=number)).isoformat())
    with CaptureQueriesContext(connection) as many:
        assert client.get(URL).status_code == 200

    assert len(few) == len(many) <= MOST_QUERIES


def test_more_than_is_shown_is_said_and_shown_to_whoever_asks(
    drill: Drill, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("baicheng.server.pages.views.work.SHOWN", 2)
    for _number in range(3):
        accepted(drill)

    short, longer = (reader(drill.liaison).get(URL + query) for query in ("", "?more=on"))

    overdue = [page.context["work"].overdue for page in (short, longer)]
    assert [(part.count, len(part.tasks)) for part in overdue] == [("2+", 2), ("3", 3)]
    assert 'href="?more=on#overdue"' in short.content.decode()
    assert "?more=on#" not in longer.content.decode()


def test_where_even_the_longer_page_does_not_show_all_that_is_said(
    drill: Drill, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("pages.work", "pages.views.work"):
        monkeypatch.setattr(f"baicheng.server.{module}.MOST_SHOWN", 2)
    for _number in range(3):
        accepted(drill)

    page = reader(drill.liaison).get(URL + "?more=on").content.decode()

    assert "the rest follows as this is done" in page
    assert "?more=on#" not in page


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.VIEWER])
def test_whoever_acts_for_nobody_is_not_told_that_everything_is_handed_in(drill: Drill, role: Role) -> None:
    page = reader(user(role)).get("/my-work/").content.decode()

    assert "This account has no tasks of its own" in page
    assert 'href="/ledgers/"' in page
    assert "Everything is handed in" not in page and "Due this week" not in page

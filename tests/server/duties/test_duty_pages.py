"""Who reported in time, as a page: each reader sees their own, the office all; every number leads to its rows."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from baicheng.server.accounts.models import User
from baicheng.server.duties.models import Duty
from baicheng.server.duties.services import generate
from baicheng.server.registers.models import Record
from tests.server.duties.conftest import PROGRAMME, Drill, at

URL = f"/duties/?programme={PROGRAMME}&since=2019-01-01&until=2019-12-31"
MOST_QUERIES = 20


def reader(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="baicheng.server.accounts.backends.SignOn")
    client.cookies["baicheng_language"] = "en"
    return client


@pytest.fixture
def task(drill: Drill, duties: dict[str, Duty]) -> Record:
    task = drill.task("2019-01-10", values={"due_on": "2019-12-31"})
    generate(date(2019, 4, 30), at("2019-01-11"))
    return task


def test_the_office_sees_who_owes_what_for_which_period(drill: Drill, task: Record) -> None:
    text = reader(drill.office).get(URL).content.decode()

    assert "市住建局" in text
    assert "Jan 2019" in text and "Feb 2019" in text
    assert "missing" in text


def test_a_unit_sees_itself_alone(drill: Drill, task: Record) -> None:
    drill.task("2019-01-10", parties=[("lead", drill.other)])
    generate(date(2019, 4, 30), at("2019-01-12"))

    text = reader(drill.other_liaison).get(URL).content.decode()
    assert "市园林局" in text
    assert "市住建局" not in text


def test_a_number_leads_to_what_it_counts(drill: Drill, task: Record) -> None:
    client = reader(drill.office)
    links = re.findall(
        rf'href="(/duties/{PROGRAMME}/{drill.bureau.pk}/[^"]*2019-01)"', client.get(URL).content.decode()
    )
    rows = client.get(links[0]).content.decode()

    assert task.title in rows and task.get_absolute_url() in rows


@pytest.mark.parametrize("query", ["", "?period=2019-01"])
def test_what_a_unit_owes_is_nothing_to_another(drill: Drill, task: Record, query: str) -> None:
    url = f"/duties/{PROGRAMME}/{drill.bureau.pk}/{query}"

    assert task.title in reader(drill.liaison).get(url).content.decode()
    assert task.title not in reader(drill.other_liaison).get(url).content.decode()


def test_there_is_no_page_of_a_programme_or_unit_that_is_none(drill: Drill, task: Record) -> None:
    client = reader(drill.office)

    assert client.get("/duties/?programme=nothing").status_code == 404
    assert client.get(f"/duties/nothing/{drill.bureau.pk}/").status_code == 404
    assert client.get(f"/duties/{PROGRAMME}/999999/").status_code == 404


def test_dates_that_cannot_be_read_show_the_present_year(drill: Drill, task: Record) -> None:
    answer = reader(drill.office).get(f"/duties/?programme={PROGRAMME}&since=yesterday&duty=x")
    assert answer.status_code == 200


def test_the_matrix_asks_the_database_no_more_often_for_many_tasks(drill: Drill, task: Record) -> None:
    client = reader(drill.office)
    client.get(URL)
    with CaptureQueriesContext(connection) as few:
        client.get(URL)
    for _number in range(6):
        drill.task("2019-01-10", parties=[("lead", drill.other)])
    generate(date(2019, 4, 30), at("2019-01-12"))
    with CaptureQueriesContext(connection) as many:
        client.get(URL)

    assert len(many) == len(few) <= MOST_QUERIES

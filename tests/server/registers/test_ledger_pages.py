"""Ledgers as pages and Excel files: who sees which rows, narrowed, sorted, as they were."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from openpyxl import load_workbook

from baicheng.server.accounts.models import User
from baicheng.server.registers import export
from baicheng.server.registers.books import book_of
from baicheng.server.registers.matter import Viewer
from baicheng.server.registers.queries import Filters
from baicheng.server.registers.services import edit_record, move
from tests.server.registers.conftest import NOW, Drill, days

URL = "/ledgers/drill.tasks/"
#: Queries of a ledger, however long it is and whoever reads it.
MOST_QUERIES = 12
EVERYBODY = ["office", "liaison", "leader", "county_liaison", "above", "guiding", "all_seeing", "stranger"]


def reader(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="baicheng.server.accounts.backends.SignOn")
    client.cookies["baicheng_language"] = "en"
    return client


def rows(client: Client, query: str = "") -> list[str]:
    """The titles of a list, in their order."""
    text = client.get(f"{URL}{query}").content.decode()
    return re.findall(r'class="row-link"[^>]*>([^<]*)</a>', text)


@pytest.fixture
def three(drill: Drill) -> Drill:
    """Three tasks: of the bureau, of the other bureau, and one of the bureau that is under way."""
    drill.task(title="甲", values={"part": "roads"})
    drill.task(title="乙", values={"part": "water"}, parties=[("lead", drill.other)])
    task = drill.task(title="丙", values={"due_on": "2019-03-31"})
    move(task, "accept", user=drill.liaison, at=NOW, revision=task.revision)
    return drill


def test_each_reader_sees_the_rows_that_are_theirs(three: Drill) -> None:
    assert sorted(rows(reader(three.office))) == sorted(["丙", "乙", "甲"])
    assert sorted(rows(reader(three.liaison))) == sorted(["丙", "甲"])
    assert rows(reader(three.other_liaison)) == ["乙"]
    assert rows(reader(three.stranger)) == []


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?q=甲", ["甲"]),
        ("?state=under_way", ["丙"]),
        ("?part=water", ["乙"]),
        ("?due_until=2019-03-31", ["丙"]),
        ("?due_from=2019-04-01&due_until=2019-12-31", []),
        ("?light=late&part=water", ["乙"]),
        ("?light=all_done", []),
        ("?sort=-number", ["丙", "乙", "甲"]),
        ("?sort=nothing", ["丙", "甲", "乙"]),
    ],
)
def test_a_ledger_is_narrowed_and_sorted(three: Drill, query: str, expected: list[str]) -> None:
    assert rows(reader(three.office), query) == expected


def test_a_ledger_is_narrowed_to_a_unit(three: Drill) -> None:
    assert rows(reader(three.office), f"?lead={three.other.pk}") == ["乙"]


def test_a_filter_that_makes_no_sense_narrows_nothing(three: Drill) -> None:
    assert len(rows(reader(three.office), "?due_from=yesterday&lead=x&state=lost&after=%2F")) == 3


def test_a_list_goes_on_from_page_to_page(drill: Drill) -> None:
    for number in range(53):
        drill.task(title=f"第{number:02}项")
    client = reader(drill.office)
    first = client.get(f"{URL}?sort=number").content.decode()
    following = re.search(r'rel="next" href="([^"]*)"', first)
    assert following is not None

    shown = rows(client, "?sort=number") + rows(client, following[1].replace("&amp;", "&"))
    assert shown == [f"第{number:02}项" for number in range(53)]


def test_a_ledger_as_it_was_shows_the_words_of_that_day(drill: Drill) -> None:
    task = drill.task(title="旧题")
    edit_record(task, {}, user=drill.office, at=days(10), revision=task.revision, title="新题", reason="更名")
    client = reader(drill.office)

    assert rows(client) == ["新题"]
    assert rows(client, "?held=2019-03-08&known=2019-03-09") == ["旧题"]
    assert rows(client, "?held=2019-02-01") == []
    assert "as it was on" in client.get(f"{URL}?held=2019-03-08").content.decode()


def test_the_past_shows_nobody_more_than_the_present(three: Drill) -> None:
    assert rows(reader(three.stranger), "?held=2019-03-08") == []
    assert rows(reader(three.other_liaison), "?held=2019-03-08") == ["乙"]


def test_there_is_no_ledger_that_no_pack_has(drill: Drill) -> None:
    for path in ("/ledgers/drill.nothing/", "/ledgers/nothing.tasks/", "/ledgers/nothing.tasks/export.xlsx"):
        assert reader(drill.office).get(path).status_code == 404


@pytest.mark.parametrize("who", EVERYBODY)
def test_a_ledger_asks_the_database_no_more_often_for_many_rows(drill: Drill, who: str) -> None:
    client = reader(getattr(drill, who))
    drill.task()
    client.get(URL)
    with CaptureQueriesContext(connection) as few:
        client.get(URL)
    for number in range(12):
        due_on = (date(2019, 5, 1) + timedelta(days=number)).isoformat()
        drill.task(values={"due_on": due_on}, parties=[("lead", drill.bureau), ("lead", drill.other)])
    with CaptureQueriesContext(connection) as many:
        client.get(URL)

    assert len(many) <= len(few) + 1  # names of units are read once there are some
    assert len(many) <= MOST_QUERIES


@pytest.mark.parametrize(
    "asked", ["light=done", "light=late", "light=done&year=2019", "light=closed&year=2020"]
)
@pytest.mark.parametrize("who", EVERYBODY)
def test_a_ledger_narrowed_by_light_and_year_asks_no_more_often(drill: Drill, who: str, asked: str) -> None:
    drill.task()
    client = reader(getattr(drill, who))
    client.get(URL)
    with CaptureQueriesContext(connection) as queries:
        client.get(f"{URL}?{asked}")

    assert len(queries) <= MOST_QUERIES


@pytest.mark.parametrize("who", EVERYBODY)
def test_all_ledgers_are_counted_with_few_queries(three: Drill, who: str) -> None:
    client = reader(getattr(three, who))
    with CaptureQueriesContext(connection) as queries:
        page = client.get("/ledgers/").content.decode()

    assert len(queries) <= MOST_QUERIES
    assert ("3 records" in page) == (who in ("office", "all_seeing", "above"))


def sheet(answer: Any) -> list[list[Any]]:
    """The rows of a workbook below its heads, as Excel reads them; none of its cells is live."""
    content = b"".join(answer.streaming_content)
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        cells = file.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in cells and "<hyperlink" not in cells
    rows = load_workbook(io.BytesIO(content)).active.iter_rows(min_row=4)
    return [[cell.value for cell in row] for row in rows]


def test_the_excel_file_holds_what_the_page_shows_to_this_reader(three: Drill) -> None:
    own = str(sheet(reader(three.other_liaison).get(f"{URL}export.xlsx")))
    assert "乙" in own and "甲" not in own

    narrowed = str(sheet(reader(three.office).get(f"{URL}export.xlsx?q=丙")))
    assert "丙" in narrowed and "甲" not in narrowed


def test_numbers_shares_and_days_are_such_in_the_excel_file(drill: Drill) -> None:
    task = drill.task(values={"due_on": "2019-12-31", "progress": "40"})
    move(task, "accept", user=drill.liaison, at=NOW, revision=task.revision)

    (row,) = sheet(reader(drill.office).get(f"{URL}export.xlsx"))

    assert 0.4 in row
    assert "2019-12-31" in [cell.date().isoformat() for cell in row if isinstance(cell, datetime)]


def test_the_excel_file_holds_every_row_of_many_pages(drill: Drill, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "_PAGE", 2)
    for number in range(7):
        drill.task(title=f"任务{number}")

    rows = sheet(reader(drill.office).get(f"{URL}export.xlsx"))

    assert {row[1] for row in rows} == {f"任务{number}" for number in range(7)}


def test_what_a_sheet_has_no_rows_for_is_said_in_its_last_row(drill: Drill) -> None:
    for number in range(4):
        drill.task(title=f"任务{number}")
    viewer, book = Viewer(drill.office, timezone.now()), book_of("drill.tasks")

    with translation.override("en"):
        file = export.workbook(viewer, book, Filters(), "number", most=6)
    rows = [row[0].value for row in load_workbook(file).active.iter_rows(min_row=4)]

    assert len(rows) == 3
    assert "no more rows" in rows[-1]


def test_text_that_looks_like_a_formula_is_text_in_the_excel_file(drill: Drill) -> None:
    evil = ["=1+1", '=HYPERLINK("http://x","y")', "@SUM(A1)", "+1", "-1", "http://example.invalid/"]
    for text in evil:
        drill.task(title=text)
    rows = sheet(reader(drill.office).get(f"{URL}export.xlsx"))

    assert {row[1] for row in rows} == set(evil)


def test_a_picker_offers_only_records_that_the_reader_sees(three: Drill) -> None:
    url = "/ledgers/drill.tasks/choices/?field=task&task-search="
    assert "甲" in reader(three.liaison).get(f"{url}甲").content.decode()
    assert "甲" not in reader(three.stranger).get(f"{url}甲").content.decode()


def test_what_is_ticked_in_a_picker_stays_ticked_while_one_searches_on(drill: Drill) -> None:
    url = f"/directory/choices/?field=lead&many=1&kinds=unit&lead={drill.bureau.pk}&lead-search=园林"
    text = reader(drill.office).get(url).content.decode()

    assert re.search(rf'value="{drill.bureau.pk}" checked', text)
    assert re.search(rf'value="{drill.other.pk}"(?! checked)', text)


def test_all_ledgers_are_listed_with_what_each_reader_sees(three: Drill) -> None:
    text = reader(three.other_liaison).get("/ledgers/").content.decode()

    assert "Tasks" in text and "1 record" in text


def test_programmes_without_records_for_the_reader_stand_behind_one_line(three: Drill) -> None:
    full = reader(three.office).get("/ledgers/").content.decode()
    none = reader(three.stranger).get("/ledgers/").content.decode()

    assert "without records for you" not in full
    assert "1 programme without records for you" in none and 'class="further" open' in none

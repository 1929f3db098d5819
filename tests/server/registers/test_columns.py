"""Columns of a ledger: which are shown and in which order, kept in the address and followed by the Excel file."""

from __future__ import annotations

import io
import re
from typing import Any

from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from baicheng.server.registers.books import book_of
from baicheng.server.registers.columns import MOST, chosen, offered, own
from baicheng.server.registers.faces.asked import Asked
from baicheng.server.registers.matter import Viewer
from baicheng.server.registers.models import FAR, Record
from tests.server.registers.conftest import NOW, Drill
from tests.server.registers.test_ledger_pages import EVERYBODY, MOST_QUERIES, URL, reader


def heads(client: Client, query: str = "") -> list[str]:
    """The heads of the table, without their links."""
    text = client.get(f"{URL}{query}").text
    return [
        re.sub(r"<[^>]*>", "", head).strip() for head in re.findall(r'<th scope="col"[^>]*>(.*?)</th>', text)
    ]


def link(client: Client, query: str, name: str) -> str:
    """Where a link of the choice of columns leads."""
    found = re.search(rf'id="{name}"[^>]*href="([^"]*)"', client.get(f"{URL}{query}").text)
    assert found is not None
    return found[1].replace("&amp;", "&")


def test_the_address_says_which_columns_stand_in_which_order(drill: Drill) -> None:
    drill.task()
    client = reader(drill.office)

    assert heads(client) == ["Title", "Lead unit", "Due", "State", "Progress"]
    assert heads(client, "?columns=part,lead,clause") == ["Title", "Part", "Lead unit", "Clause"]


def test_columns_that_there_are_not_leave_those_of_the_pack(drill: Drill) -> None:
    drill.task()
    client = reader(drill.office)
    for text in ("", "nothing", ",,", "title,number", "__class__"):
        assert heads(client, f"?columns={text}") == heads(client)


def test_a_column_stands_once_and_no_more_than_fit(drill: Drill) -> None:
    book = book_of("drill.tasks")

    assert chosen(book, "lead,lead,due") == ("lead", "due")
    assert len(chosen(book, ",".join(offered(book)))) == min(MOST, len(offered(book)))


def test_a_list_of_what_is_over_begins_with_what_was_entered_last(drill: Drill) -> None:
    def order(query: str) -> str:
        return Asked.of(QueryDict(query), book_of("drill.tasks"), Viewer(drill.office, NOW)).order

    asked = ("light=all_done", "light=late", "light=counted", "light=all_done&sort=number", "")
    assert [order(query) for query in asked] == ["-due", "due", "due", "number", "due"]
    for title in ("first", "second"):
        task = drill.task(title=title)
        Record.objects.filter(pk=task.pk).update(stage="done", closed_at=NOW, due_at=None, due_order=FAR)
    page = reader(drill.office).get(f"{URL}?light=all_done").text

    assert 0 < page.index("second") < page.index("first")


def test_columns_are_moved_left_out_and_added_by_links_that_keep_the_filters(drill: Drill) -> None:
    drill.task()
    client = reader(drill.office)

    assert heads(client, link(client, "?q=路", "earlier-due"))[1:3] == ["Due", "Lead unit"]
    assert heads(client, link(client, "", "later-lead"))[1:3] == ["Due", "Lead unit"]
    assert "State" not in heads(client, link(client, "", "drop-state"))
    assert heads(client, link(client, "", "add-part"))[-1] == "Part"
    assert "q=%E8%B7%AF" in link(client, "?q=路", "add-part")


def test_the_last_column_cannot_be_left_out(drill: Drill) -> None:
    drill.task()
    assert 'id="drop-lead"' not in reader(drill.office).get(f"{URL}?columns=lead").text


def test_the_excel_file_has_the_columns_that_the_page_shows(drill: Drill) -> None:
    drill.task(values={"part": "roads"})
    answer: Any = reader(drill.office).get(f"{URL}export.xlsx?columns=part,lead")
    sheet = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3)]

    assert rows[0] == ["Number", "Title", "Part", "Lead unit", "Light"]
    assert rows[1][2:4] == ["Roads", "市住建局"]


def test_a_personal_field_is_masked_in_its_column_and_in_the_excel_file(drill: Drill) -> None:
    drill.task(values={"contact": "13812345678"})
    client = reader(drill.office)
    answer: Any = client.get(f"{URL}export.xlsx?columns=contact")
    sheet = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active

    assert "13812345678" not in client.get(f"{URL}?columns=contact").text
    assert "13812345678" not in str([[cell.value for cell in row] for row in sheet.iter_rows()])


def test_all_columns_at_once_are_asked_for_with_few_queries(drill: Drill) -> None:
    drill.task(values={"tags": ["urgent"]}, parties=[("lead", drill.bureau), ("lead", drill.county)])
    names = ",".join(["evidence", "site", "clause", *own(book_of("drill.tasks")), "responsible", "contact"])
    asked = {}
    for who in EVERYBODY:
        client = reader(getattr(drill, who))
        with CaptureQueriesContext(connection) as queries:
            client.get(f"{URL}?columns={names}")
        asked[who] = len(queries)

    assert {who: number for who, number in asked.items() if number > MOST_QUERIES} == {}

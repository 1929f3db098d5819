"""The other faces of a ledger: the same records as a board, a calendar, a Gantt chart, for each reader their own."""

from __future__ import annotations

import html
import json
import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from baicheng.clock.instants import china_date
from baicheng.server.registers.books import book_of
from baicheng.server.registers.faces import board as boards
from baicheng.server.registers.faces.asked import boards_of, faces_of
from baicheng.server.registers.faces.gantt import deadline
from baicheng.server.registers.faces.scale import Scale
from baicheng.server.registers.models import Part, Record
from baicheng.server.registers.services import move
from tests.server.registers.conftest import NOW, Drill
from tests.server.registers.test_ledger_pages import EVERYBODY, MOST_QUERIES, URL, reader

FACES = ["board", "board&by=part", "calendar&month=2019-03", "gantt"]


@pytest.fixture
def four(drill: Drill) -> Drill:
    """Two tasks that wait to be accepted, one of another bureau, one under way that was due on 31 March 2019."""
    drill.task(title="甲事", values={"part": "roads"})
    drill.task(title="丁事")
    drill.task(title="乙事", values={"part": "water"}, parties=[("lead", drill.other)])
    task = drill.task(title="丙事", values={"due_on": "2019-03-31", "part": "roads", "progress": "40"})
    move(task, "accept", user=drill.liaison, at=NOW, revision=task.revision)
    return drill


def seen(who: Any, query: str) -> str:
    answer = reader(who).get(f"{URL}?{query}")
    assert answer.status_code == 200
    return answer.text


def piles(text: str) -> dict[str, list[str]]:
    """The columns of a board with the titles of their cards."""
    found = {}
    for pile in re.findall(r'<section class="pile.*?</section>', text, re.S):
        name = re.search(r"<span>([^<]*)</span>", pile)
        assert name is not None
        found[name[1]] = re.findall(r'record-card-title"><a[^>]*>([^<]*)', pile)
    return found


def test_a_board_has_a_column_for_each_state_and_finished_ones_where_something_stands(four: Drill) -> None:
    found = piles(seen(four.office, "face=board"))

    assert sorted(found["Issued"]) == sorted(["甲事", "乙事", "丁事"])
    assert found["Under way"] == ["丙事"]
    assert found["Reported as done"] == []
    assert "Closed" not in found


def test_a_board_has_a_column_for_each_option_and_one_for_what_is_not_stated(four: Drill) -> None:
    found = piles(seen(four.office, "face=board&by=part"))

    assert found["Water"] == ["乙事"]
    assert sorted(found["Roads"]) == sorted(["甲事", "丙事"])
    assert found["Not stated"] == ["丁事"]


def test_of_a_long_list_what_is_not_stated_is_sought_among_the_first_and_the_board_says_so(
    four: Drill, monkeypatch: pytest.MonkeyPatch
) -> None:
    remark = "What states no value was sought among the first 2 records"
    assert "What states no value" not in seen(four.office, "face=board&by=part")
    monkeypatch.setattr(boards, "LOOKED_THROUGH", 2)

    found = seen(four.office, "face=board&by=part")

    assert remark in found
    assert sorted(piles(found)["Roads"]) == sorted(["甲事", "丙事"])
    assert remark not in seen(four.office, "face=board")


def test_who_sees_few_of_a_long_list_has_the_first_sorted_into_columns_and_is_told(
    four: Drill, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = reader(four.liaison).get(f"{URL}?face=board&by=part").text
    assert "The columns hold the first" not in text
    monkeypatch.setattr(boards, "SORTED", 2)

    text = reader(four.liaison).get(f"{URL}?face=board&by=part").text

    assert "The columns hold the first 2 records of the list." in text
    assert sum(map(len, piles(text).values())) == 2


def test_a_board_shows_what_the_filters_let_through(four: Drill) -> None:
    assert piles(seen(four.office, "face=board&part=roads&state=issued")) == {"Issued": ["甲事"]}
    assert list(piles(seen(four.office, "face=board&by=part&part=water"))) == ["Water"]


def test_what_has_no_room_in_a_column_is_counted_and_leads_to_the_list(
    four: Drill, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(boards, "CARDS", 2)
    text = seen(four.office, "face=board&q=事")

    assert len(piles(text)["Issued"]) == 2
    more = re.search(r'pile-more"><a href="([^"]*)">([^<]*)', text)
    assert more is not None and more[2] == "1 more"
    there = reader(four.office).get(URL + more[1].replace("&amp;", "&")).text
    assert len(re.findall('class="row-link"', there)) == 3


def test_a_calendar_shows_each_task_on_its_due_day(four: Drill) -> None:
    text = seen(four.office, "face=calendar&month=2019-03")
    day = re.search(r'<time datetime="2019-03-31">.*?</li>', text, re.S)

    assert day is not None and "丙事" in day[0]
    assert "甲事" not in text
    assert "丙事" not in seen(four.office, "face=calendar&month=2019-04")


def test_a_month_that_is_none_is_the_present_one(drill: Drill) -> None:
    today = china_date(timezone.now())
    for month in ("", "2019", "2019-13", "0001-01", "9999-12", "x", "2019-03-01"):
        assert f'<time datetime="{today.isoformat()}">' in seen(drill.office, f"face=calendar&month={month}")


def test_a_day_with_more_than_it_shows_leads_to_the_list_of_that_day(drill: Drill) -> None:
    for number in range(5):
        task = drill.task(title=f"任务{number}", values={"due_on": "2019-03-31"})
        move(task, "accept", user=drill.liaison, at=NOW, revision=task.revision)
    more = re.search(
        r'month-more"><a href="([^"]*)">([^<]*)', seen(drill.office, "face=calendar&month=2019-03")
    )

    assert more is not None and more[2] == "2 more"
    there = reader(drill.office).get(URL + more[1].replace("&amp;", "&")).text
    assert len(re.findall('class="row-link"', there)) == 5


def test_a_gantt_chart_says_each_bar_in_words_and_marks_its_parts(four: Drill) -> None:
    task = Record.objects.get(title="丙事")
    Part.objects.create(record=task, order=1, text="完成设计；", due_on=date(2019, 3, 20))
    text = seen(four.office, "face=gantt")

    assert "from 5 Mar 2019 until 31 Mar 2019, 40 % done；20 Mar 2019 完成设计" in text
    assert "<title>20 Mar 2019 完成设计</title>" in text
    assert " style=" not in text.partition("<main")[2]


def test_a_bar_ends_on_the_day_that_the_task_itself_has(four: Drill) -> None:
    book = book_of("drill.tasks")
    waiting, running = Record.objects.get(title="甲事"), Record.objects.get(title="丙事")

    assert deadline(book, waiting) == date(2019, 6, 30)  # nothing is due yet: it waits to be accepted
    assert deadline(book, running) == date(2019, 3, 31)

    fields = {name: value for name, value in running.fields.items() if name != "due_on"}
    Record.objects.filter(pk=running.pk).update(fields=fields, deadline_at=None)
    running.refresh_from_db()
    assert deadline(book, running) is None  # what falls due besides, such as a report, is no deadline


def test_nobody_sees_more_on_a_face_than_in_the_list(four: Drill) -> None:
    for who, own in ((four.other_liaison, "乙事"), (four.stranger, "")):
        for face in FACES:
            text = seen(who, f"face={face}")
            others = {"甲事", "乙事", "丙事", "丁事"} - {own}
            assert not [title for title in others if title in text]


def test_a_face_asks_the_database_no_more_often_for_many_records(drill: Drill) -> None:
    for number in range(6):
        due_on = (date(2019, 3, 10) + timedelta(days=number)).isoformat()
        parties = [("lead", drill.bureau), ("lead", drill.county)]
        task = drill.task(values={"due_on": due_on, "part": "roads"}, parties=parties)
        move(task, "accept", user=drill.liaison, at=NOW, revision=task.revision)
    asked = {}
    for who in EVERYBODY:
        client = reader(getattr(drill, who))
        for face in FACES:
            with CaptureQueriesContext(connection) as queries:
                client.get(f"{URL}?face={face}")
            asked[who, face] = len(queries)

    assert {key: number for key, number in asked.items() if number > MOST_QUERIES} == {}


def test_filters_stay_when_the_face_changes_and_lifting_them_keeps_the_face(four: Drill) -> None:
    text = seen(four.office, "part=roads&face=calendar")

    assert 'href="?part=roads&amp;face=board"' in text
    assert f'class="chips-none" href="{URL}?face=calendar"' in text


def test_the_past_and_registers_without_states_have_the_faces_that_can_show_them(four: Drill) -> None:
    assert 'class="row-link"' in seen(four.office, "face=gantt&held=2019-03-08")
    assert faces_of(book_of("drill.standards")) == [""]
    assert boards_of(book_of("drill.tasks")) == ["state", "part"]


@given(st.lists(st.dates(date(1990, 1, 1), date(2090, 1, 1)), min_size=1, max_size=8))
def test_every_day_has_its_place_on_the_scale_in_the_order_of_days(days: list[date]) -> None:
    scale = Scale.over(days)
    shares = [scale.share(day) for day in sorted(days)]

    assert shares == sorted(shares)
    assert all(0 <= share < 100 for share in shares)
    with translation.override("en"):
        ticks = scale.ticks()
    assert ticks[0].at == "0.00%" and ticks[0].title
    assert len(ticks) <= 101


def test_a_board_by_state_says_where_a_card_can_be_dropped(drill: Drill) -> None:
    drill.task(title="断头路")
    page = seen(drill.office, "face=board")
    piles = re.findall(r'data-state="(\w+)" data-leads="([^"]*)"', page)
    leads = {state: json.loads(html.unescape(said)) for state, said in piles}

    flow = book_of("drill.tasks").register.flow
    assert flow is not None
    for state, found in leads.items():
        for to, name in found.items():
            meant = [key for key, one in flow.moves.items() if state in one.from_states and one.to == to]
            assert (name in meant) if name else len(meant) > 1
    assert leads["issued"]["under_way"] == "accept"
    assert page.count('draggable="true"') == 1

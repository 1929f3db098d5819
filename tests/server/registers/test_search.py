"""Searching numbers and titles, and narrowing by fields: through the indexes of either database."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from baicheng.server.registers import searching
from baicheng.server.registers.field_text import FieldText
from baicheng.server.registers.models import Record, SearchText
from baicheng.server.registers.queries import Filters, list_page
from baicheng.server.registers.searching import candidates, holding, pairs_of
from baicheng.server.registers.services import edit_record
from baicheng.server.registers.services.indexing import index_fields, index_name
from tests.server.registers.conftest import NOW, Drill, days


def titles(drill: Drill, text: str) -> set[str]:
    return {row.title for row in list_page(drill.office, "drill.tasks", Filters(text=text), at=NOW).rows}


@pytest.fixture
def three(drill: Drill) -> Drill:
    for title in ("打通断头路8条", "新建公园 Park-A", "公路养护园区2035年"):
        drill.task(title=title)
    return drill


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("断头", {"打通断头路8条"}),
        ("断头路8条", {"打通断头路8条"}),
        ("公园", {"新建公园 Park-A"}),  # the other has both characters, apart
        ("公", {"新建公园 Park-A", "公路养护园区2035年"}),
        ("园 p", {"新建公园 Park-A"}),
        ("PARK-a", {"新建公园 Park-A"}),
        ("2019-00", {"打通断头路8条", "新建公园 Park-A", "公路养护园区2035年"}),
        ("2019-002", {"新建公园 Park-A"}),
        ("park", {"新建公园 Park-A"}),
        ("2035", {"公路养护园区2035年"}),
        ("路公", set()),
        ("100%", set()),
        ('"公园" OR 公路', set()),
    ],
)
def test_a_text_is_found_wherever_it_stands_in_number_or_title(
    three: Drill, text: str, expected: set[str]
) -> None:
    assert titles(three, text) == expected


def test_a_common_text_is_found_without_candidates(three: Drill, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "FEW", 1)

    assert candidates("2019") is None
    assert candidates("断头") is not None
    with CaptureQueriesContext(connection) as asked:
        assert candidates("2019") is None
    assert not asked.captured_queries  # it is remembered
    assert len(titles(three, "2019")) == 3


def test_what_stands_on_many_pages_of_a_sample_is_common(
    three: Drill, monkeypatch: pytest.MonkeyPatch
) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite stops at the limit by itself")
    assert candidates("断头") is not None
    monkeypatch.setattr(searching, "COMMON_PAGES", 0)

    assert candidates("断头") is None
    assert titles(three, "断头") == {"打通断头路8条"}


def test_a_record_is_found_by_its_new_title_and_no_longer_by_the_old_one(drill: Drill) -> None:
    task = drill.task(title="打通断头路")
    edit_record(
        task, {}, user=drill.office, at=days(1), revision=task.revision, title="新建公园", reason="更名"
    )

    assert titles(drill, "公园") == {"新建公园"}
    assert candidates("断头") == []


def test_what_is_removed_is_no_candidate(drill: Drill) -> None:
    task = drill.task(title="打通断头路")
    SearchText.objects.filter(record=task).delete()

    assert candidates("断头") == []


_TEXTS = st.text("公园道路 -8aA", max_size=12)


@given(_TEXTS, _TEXTS)
def test_whatever_holds_a_text_has_all_its_pairs(text: str, around: str) -> None:
    assert set(pairs_of(text)) <= set(pairs_of(around + text + around))


@pytest.mark.parametrize("text", ["公园", "园公", "8a", "- ", "公园8"])
def test_candidates_leave_nobody_out(drill: Drill, text: str) -> None:
    for title in ("公园8a", "公园 8A", "道公园公", "8-a"):
        drill.task(title=title)
    everything = Record.objects.filter(title__icontains=text)

    assert set(holding(Record.objects.all(), text)) == set(everything)


def test_a_field_that_is_indexed_narrows_through_its_index(drill: Drill) -> None:
    drill.task(title="甲", values={"part": "water"})
    drill.task(title="乙", values={"part": "roads"})
    before = list_page(drill.office, "drill.tasks", Filters(fields={"part": "water"}), at=NOW)

    assert index_name("part") in index_fields("drill")
    assert index_fields("drill") == []
    after = list_page(drill.office, "drill.tasks", Filters(fields={"part": "water"}), at=NOW)
    assert [row.title for row in after.rows] == [row.title for row in before.rows] == ["甲"]


def test_the_database_takes_the_index_of_a_field(drill: Drill) -> None:
    index_fields("drill")
    rows = Record.objects.alias(part=FieldText("part")).filter(register="drill.tasks", part="water")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off")

    assert index_name("part") in rows.order_by("due_order", "pk").explain()


def test_postgresql_learns_how_often_each_value_of_a_field_is(drill: Drill) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite keeps the statistics of an index by itself")
    index_fields("drill")
    with connection.cursor() as cursor:
        cursor.execute("SELECT stxname FROM pg_statistic_ext")
        names = {name for (name,) in cursor.fetchall()}

    assert "rs_part" in names


def test_a_field_of_another_name_is_refused() -> None:
    with pytest.raises(ValueError, match="no name of a field"):
        FieldText("part') --")

"""Lists: who sees what, filters, orders, pages, and how many queries that takes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from baicheng.server.registers.models import Access, Record
from baicheng.server.registers.queries import Filters, get_for, list_page, listing, reach, visible
from tests.server.registers.conftest import NOW, Drill, days

SEES = ["office", "liaison", "leader", "above", "guiding", "all_seeing"]
SEES_NOT = ["other_liaison", "county_liaison", "stranger"]


@pytest.mark.parametrize("who", SEES)
def test_parties_those_above_and_the_office_see_a_task(drill: Drill, who: str) -> None:
    task, user = drill.task(), getattr(drill, who)

    assert list(list_page(user, "drill.tasks", at=NOW).rows) == [task]
    assert list(visible(user, "drill.tasks", NOW)) == [task]
    assert get_for(user, task.pk, NOW) == task


@pytest.mark.parametrize("who", SEES_NOT)
def test_for_others_a_task_is_not_there(drill: Drill, who: str) -> None:
    task, user = drill.task(), getattr(drill, who)

    assert list(list_page(user, "drill.tasks", at=NOW).rows) == []
    assert list(visible(user, "drill.tasks", NOW)) == []
    with pytest.raises(Record.DoesNotExist) as hidden:
        get_for(user, task.pk, NOW)
    with pytest.raises(Record.DoesNotExist) as missing:
        get_for(user, task.pk + 1, NOW)
    assert str(hidden.value) == str(missing.value)


def test_whoever_guides_sees_nothing_where_the_register_names_the_other_line(drill: Drill) -> None:
    report = drill.report(drill.task())

    assert list(visible(drill.above, "drill.reports", NOW)) == [report]
    assert list(visible(drill.guiding, "drill.reports", NOW)) == []


def test_a_unit_sees_what_the_division_takes_part_in_that_it_governs(drill: Drill) -> None:
    task = drill.task(parties=[("lead", drill.bureau), ("responsible", drill.county)])

    assert list(visible(drill.county_liaison, "drill.tasks", NOW)) == [task]


def test_who_may_no_longer_sign_on_sees_nothing(drill: Drill) -> None:
    drill.task()
    drill.office.is_active = False

    assert list(list_page(drill.office, "drill.tasks", at=NOW).rows) == []


def test_what_must_be_looked_at_one_by_one_is_counted_up_to_a_smaller_bound(
    drill: Drill, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "NARROWED_BOUND", 2)
    for _ in range(3):
        drill.task(title="打通断头路")

    assert str(list_page(drill.office, "drill.tasks", Filters(text="断头路"), at=NOW).count) == "2+"
    assert str(list_page(drill.office, "drill.tasks", at=NOW).count) == "3"


@pytest.mark.parametrize("few", [0, 5_000], ids=["by_record", "by_access"])
def test_a_record_seen_in_two_ways_stands_in_the_list_once(
    drill: Drill, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr(reach, "FEW", few)
    person = drill.liaison.person
    assert person is not None
    task = drill.task(parties=[("lead", drill.bureau), ("supervisor", person)])
    assert Access.objects.filter(record=task, as_superior=False).count() == 2

    page = list_page(drill.liaison, "drill.tasks", at=NOW)
    assert list(page.rows) == [task]
    assert str(page.count) == "1"


@pytest.mark.parametrize("few", [0, 5_000], ids=["by_record", "by_access"])
@pytest.mark.parametrize("who", ["office", "liaison"])
@pytest.mark.parametrize("order", ["due", "-due", "number", "-number", "progress", "-due_on", "title"])
def test_pages_follow_each_other_forwards_and_back_without_gap(
    drill: Drill, monkeypatch: pytest.MonkeyPatch, who: str, order: str, few: int
) -> None:
    monkeypatch.setattr(reach, "FEW", few)
    for number in range(7):
        progress = {"progress": number % 3 * 10} if number else {}
        drill.task(at=days(number), values={"due_on": f"2019-0{number % 4 + 4}-01", **progress})
    user = getattr(drill, who)
    whole = [row.pk for row in list_page(user, "drill.tasks", order=order, at=days(9)).rows]

    seen, page = [], list_page(user, "drill.tasks", order=order, size=3, at=days(9))
    while True:
        seen += [row.pk for row in page.rows]
        if not page.next:
            break
        page = list_page(user, "drill.tasks", order=order, size=3, after=page.next, at=days(9))
    back = list_page(user, "drill.tasks", order=order, size=3, before=page.previous, at=days(9))

    assert len(whole) == 7
    assert seen == whole
    assert [row.pk for row in back.rows] == whole[3:6]


@pytest.mark.parametrize("few", [0, 5_000], ids=["by_record", "by_access"])
@pytest.mark.parametrize("who", ["office", "liaison"])
@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(states=["issued"]), {"甲", "乙", "丙"}),
        (Filters(states=["closed"]), set()),
        (Filters(text="乙"), {"乙"}),
        (Filters(text="2019-003"), {"丙"}),
        (Filters(fields={"part": "water"}), {"甲"}),
        (Filters(fields={"tags": "urgent"}), {"乙"}),
        (Filters(due_until=date(2019, 4, 1)), set()),
    ],
)
def test_lists_are_narrowed(
    drill: Drill,
    monkeypatch: pytest.MonkeyPatch,
    who: str,
    filters: Filters,
    expected: set[str],
    few: int,
) -> None:
    monkeypatch.setattr(reach, "FEW", few)
    drill.task(title="甲", values={"part": "water"})
    drill.task(title="乙", values={"part": "roads", "tags": ["urgent", "public"]})
    drill.task(title="丙", values={"tags": ["public"]})

    page = list_page(getattr(drill, who), "drill.tasks", filters, at=NOW)
    assert {row.title for row in page.rows} == expected
    assert page.count.number == len(expected)


@pytest.mark.parametrize("bound", [0, 200], ids=["common", "rare"])
def test_a_rare_value_and_a_common_one_narrow_alike(
    drill: Drill, monkeypatch: pytest.MonkeyPatch, bound: int
) -> None:
    monkeypatch.setattr(listing, "NARROWED_BOUND", bound)
    seen = drill.task(values={"part": "water"})
    drill.task(values={"part": "roads"})
    drill.task(values={"part": "water"}, parties=[("lead", drill.other)])

    for part, rows in (("water", [seen]), ("old", [])):
        page = list_page(drill.liaison, "drill.tasks", Filters(fields={"part": part}), at=NOW)
        assert list(page.rows) == rows


@pytest.mark.parametrize("alone", [0, 20], ids=["together", "each_alone"])
def test_what_several_see_for_whom_somebody_acts_stands_in_one_list(
    drill: Drill, monkeypatch: pytest.MonkeyPatch, alone: int
) -> None:
    monkeypatch.setattr(reach, "ASKED_ALONE", alone)
    person = drill.liaison.person
    assert person is not None
    of_unit, of_both = drill.task(), drill.task(parties=[("lead", drill.bureau), ("supervisor", person)])
    of_person = drill.task(parties=[("lead", drill.other), ("supervisor", person)])
    drill.task(parties=[("lead", drill.other)])

    page = list_page(drill.liaison, "drill.tasks", at=NOW)
    assert {row.pk for row in page.rows} == {of_unit.pk, of_both.pk, of_person.pk}
    assert page.count.number == len(page.rows)


def test_a_list_is_narrowed_to_a_party_in_a_role(drill: Drill) -> None:
    mine = drill.task(parties=[("lead", drill.bureau), ("responsible", drill.other)])
    drill.task(parties=[("lead", drill.other)])

    def titles(role: str) -> list[Record]:
        filters = Filters(parties={role: [drill.other.pk]})
        return list(list_page(drill.office, "drill.tasks", filters, at=NOW).rows)

    assert titles("responsible") == [mine]
    assert len(titles("")) == 2


@pytest.mark.parametrize("bad", [{"order": "content"}, {"filters": Filters(fields={"content": "x"})}])
def test_only_fields_marked_for_it_sort_and_narrow(drill: Drill, bad: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match="progress"):
        list_page(drill.office, "drill.tasks", at=NOW, **bad)


@pytest.mark.parametrize("who", ["office", "liaison"])
@pytest.mark.parametrize("rows", [1, 30])
def test_a_page_takes_the_same_few_queries_however_many_rows(
    drill: Drill, django_assert_max_num_queries: Callable[..., Any], who: str, rows: int
) -> None:
    for _ in range(rows):
        drill.task()
    user = getattr(drill, who)
    list_page(user, "drill.tasks", at=NOW)

    with django_assert_max_num_queries(10):
        page = list_page(user, "drill.tasks", at=NOW)
        assert [[party.subject.name for party in page.parties[row.pk]] for row in page.rows] == [
            ["市住建局"]
        ] * rows


def test_a_tampered_place_gives_the_first_page(drill: Drill) -> None:
    task = drill.task()

    assert list(list_page(drill.office, "drill.tasks", at=NOW, after="bm9wZQ").rows) == [task]

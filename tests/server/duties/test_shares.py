"""Shares of a population that changes: what closes, opens, is entered late, and what is too large to count at once."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from baicheng.server.assignments.models import Assignment, Outcome
from baicheng.server.duties import populations
from baicheng.server.duties.models import Duty
from baicheng.server.duties.services import change_record, enter_record, generate, keep_up, match_recorded
from baicheng.server.duties.services.counting import match_shares
from baicheng.server.registers.models import Record
from baicheng.server.registers.services import create_record, move
from tests.server.duties.conftest import PROGRAMME, Drill, at


def restaurants(drill: Drill, number: int, on: str = "2019-01-02", size: str = "small") -> list[Record]:
    return [
        create_record(
            register_id=f"{PROGRAMME}.restaurants",
            values={"name": f"店{one}", "size": size},
            parties=[],
            user=drill.office,
            at=at(on),
        )
        for one in range(number)
    ]


def inspect(drill: Drill, restaurant: Record, on: str, made_on: str | None = None) -> Record:
    return enter_record(
        register_id=f"{PROGRAMME}.inspections",
        values={"restaurant": restaurant.pk, **({"made_on": made_on} if made_on else {})},
        parties=[("inspector", drill.station)],
        user=drill.inspector,
        at=at(on),
    )


def close_down(drill: Drill, restaurant: Record, on: str) -> None:
    current = Record.objects.get(pk=restaurant.pk)
    move(current, "close", user=drill.office, at=at(on), revision=current.revision)


def january() -> Assignment:
    return Assignment.objects.get(name="inspection", rule__period="2019-01")


@pytest.fixture
def opened(drill: Drill, duties: dict[str, Duty]) -> None:
    generate(date(2019, 2, 28), at("2019-01-02"))


@pytest.mark.usefixtures("opened")
def test_one_that_closes_unvisited_is_one_less_to_visit(drill: Drill) -> None:
    seven = restaurants(drill, 7)
    for one in seven[:3]:
        inspect(drill, one, "2019-01-10")
    assert january().outcome == Outcome.OPEN

    close_down(drill, seven[6], "2019-01-20")
    keep_up(at("2019-02-01"))

    assert (january().outcome, january().closed_at) == (Outcome.DONE, at("2019-01-10"))


@pytest.mark.usefixtures("opened")
def test_one_that_closes_after_its_visit_was_visited_and_was_there(drill: Drill) -> None:
    seven = restaurants(drill, 7)
    for one in seven[:3]:
        inspect(drill, one, "2019-01-10")
    close_down(drill, seven[0], "2019-01-20")

    match_recorded(at("2019-01-21"))
    assert january().outcome == Outcome.OPEN, "three of seven, one of which has closed"
    inspect(drill, seven[3], "2019-01-22")

    assert january().outcome == Outcome.DONE


@pytest.mark.usefixtures("opened")
def test_those_that_open_later_in_the_month_are_visited_too(drill: Drill) -> None:
    two = restaurants(drill, 2)
    inspect(drill, two[0], "2019-01-10")
    assert january().outcome == Outcome.DONE

    more = restaurants(drill, 2, on="2019-01-15")
    match_recorded(at("2019-01-16"))
    assert january().outcome == Outcome.OPEN

    inspect(drill, more[0], "2019-01-20")
    assert january().outcome == Outcome.DONE
    restaurants(drill, 9, on="2019-02-01")
    keep_up(at("2019-02-02"))
    assert january().outcome == Outcome.DONE, "what opens in February is no matter of January"


@pytest.mark.usefixtures("opened")
def test_a_visit_to_what_does_not_belong_to_them_does_not_count(drill: Drill) -> None:
    small, large = restaurants(drill, 4), restaurants(drill, 3, size="large")
    for one in large:
        inspect(drill, one, "2019-01-10")
    inspect(drill, small[0], "2019-01-11")
    assert january().outcome == Outcome.OPEN

    close_down(drill, small[1], "2019-01-12")
    inspect(drill, small[1], "2019-01-20")
    match_recorded(at("2019-01-21"))

    assert january().outcome == Outcome.OPEN, "one of three: it had closed days before the visit"


@pytest.mark.usefixtures("opened")
def test_a_visit_entered_after_the_month_makes_it_good_by_the_day_that_it_names(drill: Drill) -> None:
    four = restaurants(drill, 4)
    inspect(drill, four[0], "2019-01-10")
    keep_up(at("2019-02-02"))
    assert january().outcome == Outcome.MISSED

    inspect(drill, four[1], "2019-02-03", made_on="2019-02-01")
    assert january().outcome == Outcome.MISSED
    inspect(drill, four[2], "2019-02-03", made_on="2019-01-30")

    assert (january().outcome, january().closed_recorded_at) == (Outcome.DONE, at("2019-02-03"))


@pytest.mark.usefixtures("opened")
def test_a_visit_that_turns_out_to_be_another_opens_it_again(drill: Drill) -> None:
    four = restaurants(drill, 4)
    first = inspect(drill, four[0], "2019-01-10")
    inspect(drill, four[1], "2019-01-11")
    assert january().outcome == Outcome.DONE

    Record.objects.filter(pk=first.pk).update(fields={**first.fields, "restaurant": four[1].pk})
    inspect(drill, four[1], "2019-01-12")

    assert january().outcome == Outcome.OPEN


@pytest.mark.usefixtures("opened")
def test_of_none_nothing_is_owed_once_the_month_is_over(drill: Drill) -> None:
    match_recorded(at("2019-01-20"))
    assert january().outcome == Outcome.OPEN

    keep_up(at("2019-02-02"))

    assert january().outcome == Outcome.DONE


@pytest.mark.usefixtures("opened")
def test_a_share_of_many_is_counted_by_the_worker_alone(
    drill: Drill, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(populations, "MOST_AT_ONCE", 3)
    four = restaurants(drill, 4)
    for one in four[:2]:
        inspect(drill, one, "2019-01-10")
    assert january().outcome == Outcome.OPEN

    keep_up(at("2019-01-10 10:00"))

    assert (january().outcome, january().closed_at) == (Outcome.DONE, at("2019-01-10"))


@pytest.mark.usefixtures("opened")
def test_more_members_and_visits_take_no_more_queries(drill: Drill, duties: dict[str, Duty]) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            match_shares(duties["inspection"], at("2019-01-02"), at("2019-01-11"))
        return len(asked)

    inspect(drill, restaurants(drill, 5)[0], "2019-01-10")
    few = queries()
    for one in restaurants(drill, 25)[:10]:
        inspect(drill, one, "2019-01-10")

    assert queries() == few
    assert january().outcome == Outcome.OPEN


@pytest.mark.usefixtures("opened")
def test_what_a_restaurant_is_called_changes_nothing(drill: Drill) -> None:
    (one, *_others) = restaurants(drill, 4)
    inspect(drill, one, "2019-01-10")

    change_record(
        one, {"name": "新店名"}, user=drill.office, at=at("2019-01-12"), revision=one.revision, reason="更名"
    )

    assert match_recorded(at("2019-01-13")) == 0

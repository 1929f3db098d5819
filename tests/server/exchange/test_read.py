"""Reading through the API: what one sees is what the pages show, to whom they show it, with as few queries."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from baicheng.server.indicators.models import Op
from baicheng.server.indicators.services import indicator_of_plan, set_target, split_target
from baicheng.server.orgs.services import rename
from tests.server.duties.conftest import PROGRAMME, Drill, at
from tests.server.exchange.conftest import REPORTS, TASKS, Caller
from tests.server.people import CLERK, LONG_AGO
from tests.server.security import world as worlds
from tests.server.security.conftest import files_go_elsewhere
from tests.server.security.world import SECRET, World

world, new_world = worlds.world, worlds.new_world
Asks = Callable[..., Caller]
__all__ = ["files_go_elsewhere"]


def titles(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.content
    return [row["title"] for row in answer.json()["items"]]


def test_a_list_gives_what_the_user_sees_and_follows_its_cursor(drill: Drill, asks: Asks) -> None:
    for number in range(5):
        drill.task(f"2019-01-1{number}", title=f"任务{number}")
    drill.task(title="别家", parties=[("lead", drill.other)])
    liaison = asks(drill.liaison)
    seen, after = [], ""
    while True:
        page = liaison.get(f"/registers/{TASKS}/records", {"size": 2, "after": after, "sort": "number"})
        seen += titles(page)
        after = page.json()["next"]
        if not after:
            break

    assert seen == [f"任务{number}" for number in range(5)]
    assert page.json()["count"] == {"number": 5, "more": False}
    assert len(titles(asks(drill.office).get(f"/registers/{TASKS}/records"))) == 6


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"q": "甲"}, ["甲"]),
        ({"state": "closed"}, []),
        ({"due_until": "2019-06-30"}, ["甲"]),
        ({"due_from": "2019-07-01"}, ["乙"]),
        ({"late": "true"}, ["甲"]),
        ({"lead": "OTHER"}, ["乙"]),
    ],
)
def test_the_filters_are_those_of_the_page(
    drill: Drill, asks: Asks, query: dict[str, str], expected: list[str]
) -> None:
    drill.task(title="甲", values={"due_on": "2019-06-30"})
    drill.task(title="乙", values={"due_on": "2099-12-31"}, parties=[("lead", drill.other)])
    given = {name: str(drill.other.pk) if value == "OTHER" else value for name, value in query.items()}

    assert titles(asks(drill.office).get(f"/registers/{TASKS}/records", given)) == expected


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"stat": "issued"}, "stat"),
        ({"state": "nowhere"}, "state"),
        ({"lead": "x"}, "lead"),
        ({"due_from": "2019-13-01"}, "due_from"),
        ({"sort": "content"}, "sort"),
        ({"size": "0"}, "size"),
        ({"known": "2019-01-01"}, "held"),
        ({"held": "2019-02-01", "state": "issued"}, "state"),
    ],
)
def test_a_filter_that_cannot_be_read_is_told_instead_of_left_out(
    drill: Drill, asks: Asks, query: dict[str, str], field: str
) -> None:
    drill.task()
    answer = asks(drill.office).get(f"/registers/{TASKS}/records", query)

    assert answer.status_code == 422
    (fault,) = answer.json()["errors"]
    assert fault["field"] == field
    assert fault["message"] and fault["remedy"]


def test_a_record_comes_with_all_that_belongs_to_it(world: World, drill: Drill, asks: Asks) -> None:
    answer = asks(drill.liaison).get(f"/records/{world.ids['task']}")
    shown = answer.json()

    assert answer.status_code == 200
    assert shown["title"] == SECRET
    assert [(one["role"], one["subject"]["name"]) for one in shown["parties"]] == [("lead", "市住建局")]
    assert {one["name"] for one in shown["assignments"]} >= {"deliver", "monthly_report"}
    assert [one["file_name"] for one in shown["attachments"]] == [f"{SECRET}.pdf"]
    assert shown["moves"] and all(one["title"]["zh"] for one in shown["moves"])
    file = asks(drill.liaison).get(shown["attachments"][0]["address"].removeprefix("/api/v1"))
    assert b"".join(file.streaming_content) == b"%PDF-1.7"
    assert file.headers["Content-Disposition"].startswith("attachment")
    assert file.headers["Content-Type"] == "application/octet-stream"
    history = asks(drill.liaison).get(f"/records/{world.ids['task']}/history").json()["items"]
    assert history[-1]["verb"] == "registers.record.created"
    assert [one["number"] for one in history] == sorted((one["number"] for one in history), reverse=True)


def test_a_share_that_was_replaced_is_shown_where_it_still_was_what_was_known(
    drill: Drill, asks: Asks
) -> None:
    task = drill.task("2019-01-10")
    by_office: dict[str, Any] = {"programme": PROGRAMME, "user": drill.office}
    whole = set_target(
        indicator=indicator_of_plan(name="新增停车位", unit="个"),
        op=Op.AT_LEAST,
        value=Decimal(300),
        record=task,
        at=at("2019-01-11"),
        **by_office,
    )
    split_target(whole, [(drill.bureau, Decimal(100))], at=at("2019-01-12"), **by_office)
    split_target(whole, [(drill.bureau, Decimal(120))], at=at("2019-03-01"), **by_office)

    def values(**query: str) -> list[str]:
        shown = asks(drill.office).get(f"/records/{task.pk}", query).json()
        return [one["value"] for one in shown["targets"]]

    assert values() == ["300", "120"]
    assert values(held="2019-02-01", known="2019-02-01") == ["300", "100"]
    assert values(held="2019-02-01") == ["300", "120"]


def test_a_name_is_that_of_the_day(drill: Drill, asks: Asks) -> None:
    rename(drill.bureau, name="市住房局", since=at("2020-01-01").date(), actor=CLERK, at=LONG_AGO)
    caller = asks(drill.liaison)

    assert caller.get(f"/subjects/{drill.bureau.pk}", {"on": "2019-06-01"}).json()["name"] == "市住建局"
    assert caller.get(f"/subjects/{drill.bureau.pk}", {"on": "2020-06-01"}).json()["name"] == "市住房局"
    found = caller.get("/subjects", {"q": "住建", "on": "2019-06-01"}).json()["items"]
    assert [one["name"] for one in found] == ["市住建局"]


def test_my_work_is_mine(world: World, drill: Drill, asks: Asks) -> None:
    mine = asks(drill.liaison).get("/assignments").json()["items"]

    assert world.ids["task"] in {one["record"] for one in mine}
    assert {one["bearer"]["name"] for one in mine} == {"市住建局"}
    assert any(one["asks_report"] for one in mine)
    others = asks(drill.other_liaison).get("/assignments").json()["items"]
    assert world.ids["task"] not in {one["record"] for one in others}


def test_the_report_that_is_asked_for_says_what_it_wants(world: World, drill: Drill, asks: Asks) -> None:
    asked = asks(drill.liaison).get(f"/assignments/{world.ids['asked']}/report").json()

    assert (asked["register_id"], asked["task"], asked["record"]) == (REPORTS, world.ids["task"], None)
    assert asks(drill.office).get(f"/assignments/{world.ids['asked']}/report").status_code == 404


#: Every address that reads one thing, with the key of the thing.
OF_ONE = {
    "/records/{}": "task",
    "/records/{}/history": "task",
    "/records/{}/targets": "task",
    "/files/{}": "file",
    "/documents/{}": "document",
    "/documents/{}/file": "document",
    "/targets/{}/observations": "target",
    "/assignments/{}": "asked",
    "/assignments/{}/report": "asked",
}
LISTS = [
    f"/registers/{TASKS}/records",
    f"/registers/{TASKS}/targets",
    "/registers",
    f"/registers/{TASKS}",
    "/assignments",
    "/subjects",
    "/documents",
    "/packs",
    "/notices",
    "/me",
]


@pytest.mark.parametrize("path", OF_ONE)
def test_for_another_unit_nothing_is_there_and_it_looks_like_nothing(
    world: World, drill: Drill, asks: Asks, path: str
) -> None:
    stranger = asks(drill.other_liaison)
    hidden = stranger.get(path.format(world.ids[OF_ONE[path]]))
    missing = stranger.get(path.format(999_999_999))

    assert (hidden.status_code, hidden.content) == (404, missing.content)


@pytest.mark.parametrize("path", LISTS)
def test_no_list_tells_another_unit_the_secret(world: World, drill: Drill, asks: Asks, path: str) -> None:
    answer = asks(drill.other_liaison).get(path)

    assert answer.status_code == 200
    assert SECRET not in answer.content.decode()


#: Queries of an answer, the sign-on among them; lists take no more than their pages.
CEILINGS = {"/records/{}": 34, "/assignments/{}": 14, "/assignments/{}/report": 26}


@pytest.mark.parametrize("path", [*OF_ONE, *LISTS])
def test_an_answer_takes_few_queries_however_many_rows(
    world: World, drill: Drill, asks: Asks, django_assert_max_num_queries: Any, path: str
) -> None:
    for number in range(12):
        drill.task(title=f"任务{number}")
    caller = asks(drill.liaison if "report" in path else drill.office)
    address = path.format(world.ids.get(OF_ONE.get(path, ""), ""))
    caller.get(address)

    with django_assert_max_num_queries(CEILINGS.get(path, 12)):
        assert caller.get(address).status_code == 200


def test_documents_come_with_their_clauses(world: World, drill: Drill, asks: Asks) -> None:
    assert not asks(drill.liaison).get("/documents").json()["items"]  # still in review
    caller = asks(drill.office)
    (listed,) = caller.get("/documents").json()["items"]
    shown = caller.get(f"/documents/{listed['id']}").json()

    assert shown["clauses"]
    clause = shown["clauses"][0]
    assert clause["heading"][:4] in shown["text"][clause["start"] : clause["end"]]


def test_messages_are_ones_own(world: World, drill: Drill, asks: Asks) -> None:
    assert [one["text"]["zh"] for one in asks(drill.liaison).get("/notices").json()["items"]][-1:] == [SECRET]
    assert SECRET not in asks(drill.office).get("/notices").content.decode()


def test_a_register_says_what_its_records_have(drill: Drill, asks: Asks) -> None:
    caller = asks(drill.liaison)
    shown = caller.get(f"/registers/{TASKS}").json()

    assert {"content", "due_on"} <= {field["name"] for field in shown["fields"]}
    assert "lead" in shown["filters"] and "due" in shown["sorts"]
    assert TASKS in {row["id"] for row in caller.get("/registers").json()}
    assert caller.get("/registers/none.none").status_code == 404

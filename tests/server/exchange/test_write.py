"""Changing through the API: the services of the pages do it, and say by field what they refuse."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from baicheng.server.assignments.models import Assignment, Outcome
from baicheng.server.duties.models import Report
from baicheng.server.exchange.models import Import
from baicheng.server.history.models import Event
from baicheng.server.registers.models import Record
from tests.server.duties.conftest import Drill
from tests.server.exchange.conftest import REPORTS, TASKS, Caller
from tests.server.security.conftest import files_go_elsewhere
from tests.server.security.world import SECRET, World, make_world

Asks = Callable[..., Caller]
__all__ = ["files_go_elsewhere"]


@pytest.fixture
def world(drill: Drill) -> World:
    return make_world(drill)


def a_task(drill: Drill, content: str = "打通断头路", **more: Any) -> dict[str, Any]:
    parties = [{"role": "lead", "subject": drill.bureau.pk}]
    return {"values": {"content": content}, "parties": parties, **more}


def test_the_office_enters_a_task_which_the_unit_then_sees(drill: Drill, asks: Asks) -> None:
    made = asks(drill.office).send("POST", f"/registers/{TASKS}/records", a_task(drill, title="断头路"))

    assert made.status_code == 201, made.content
    seen = asks(drill.liaison).get(f"/records/{made.json()['id']}").json()
    assert (seen["title"], seen["fields"]["content"]) == ("断头路", "打通断头路")


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"values": {}}, "values.content"),
        ({"values": {"content": "x", "nothing": 1}}, "nothing"),
        ({"values": {"content": "x", "due_on": "tomorrow"}}, "values.due_on"),
        ({"parties": []}, "parties.lead"),
        ({"parties": [{"role": "lead", "subject": 10**9}]}, "parties"),
        ({"parties": [{"role": "boss", "subject": "BUREAU"}]}, "boss"),
        ({"parties": [{"role": "lead"}]}, "parties.0.subject"),
        ({"parent": 10**9}, "parent"),
        ({"titel": "x"}, "titel"),
        ({"held_at": "2019-01-01T00:00:00"}, "held_at"),
        ({"title": "x" * 401}, "title"),
    ],
)
def test_what_is_wrong_with_a_record_is_told_by_its_place_and_nothing_is_kept(
    drill: Drill, asks: Asks, changed: dict[str, Any], field: str
) -> None:
    sent = {**a_task(drill), **changed}
    for party in sent["parties"]:
        if party.get("subject") == "BUREAU":
            party["subject"] = drill.bureau.pk
    caller = asks(drill.office)
    before = Event.objects.count()
    answer = caller.send("POST", f"/registers/{TASKS}/records", sent)

    assert answer.status_code == 422, answer.content
    assert field in [fault["field"] for fault in answer.json()["errors"]]
    assert all(fault["message"] and fault["remedy"] for fault in answer.json()["errors"])
    assert (Record.objects.count(), Event.objects.count()) == (0, before)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"{", "application/json"),
        (b"\xff", "application/json"),
        (b'{"title": "\\u0000"}', "application/json"),
        (b'{"title": "\\ud800"}', "application/json"),
        (b'{"values": {"content": NaN}}', "application/json"),
        (b"[" * 100_000, "application/json"),
        (b'{"parent": 1' + b"0" * 5000 + b"}", "application/json"),
        (b"title=x", "application/x-www-form-urlencoded"),
        (
            b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--x--',
            "multipart/form-data; boundary=x",
        ),
    ],
    ids="cut_off no_utf8 nul surrogate no_number too_deep too_great form parts".split(),
)
def test_what_is_no_json_is_refused_whole(drill: Drill, asks: Asks, body: bytes, kind: str) -> None:
    caller = asks(drill.office)
    path = f"/api/v1/registers/{TASKS}/records"
    answer = caller.client.generic("POST", path, body, content_type=kind, headers=caller.headers())

    assert (answer.status_code, answer.json()["code"]) == (400, "unreadable")


def test_too_much_at_once_is_refused(drill: Drill, asks: Asks) -> None:
    caller = asks(drill.office)
    answer = caller.send("POST", f"/registers/{TASKS}/records", {"title": "x" * 6_000_000})

    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


def test_a_change_names_the_revision_and_comes_too_late_after_another(drill: Drill, asks: Asks) -> None:
    task, office = drill.task(title="原名"), asks(drill.office)
    path, given = f"/records/{task.pk}", {"title": "新名", "revision": task.revision, "reason": "更名"}

    first = office.send("PATCH", path, given)
    second = office.send("PATCH", path, {**given, "title": "又一名"})

    assert (first.status_code, first.json()["title"]) == (200, "新名")
    assert (second.status_code, second.json()["code"]) == (409, "stale")
    assert Record.objects.get().title == "新名"


def test_html_in_a_text_comes_back_as_the_text_that_it_is(drill: Drill, asks: Asks) -> None:
    text = "<script>alert(1)</script>=1+1"
    made = asks(drill.office).send("POST", f"/registers/{TASKS}/records", a_task(drill, text))
    answer = asks(drill.office).get(f"/records/{made.json()['id']}")

    assert answer.json()["fields"]["content"] == text
    assert answer.headers["Content-Type"].startswith("application/json")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_move_does_what_the_flow_says_or_says_why_not(drill: Drill, asks: Asks) -> None:
    task, office = drill.task(), asks(drill.office)
    offered = office.get(f"/records/{task.pk}").json()["moves"]
    assert ("close", True) in [(one["name"], one["allowed"]) for one in offered]
    path = f"/records/{task.pk}/moves/close"

    refused = asks(drill.liaison).send("POST", path, {"revision": task.revision})
    nowhere = office.send("POST", f"/records/{task.pk}/moves/nowhere", {"revision": task.revision})
    moved = office.send("POST", path, {"revision": task.revision, "reason": "已核"})

    assert (refused.status_code, nowhere.status_code) == (403, 422)
    assert moved.status_code == 200, moved.content
    assert moved.json()["record"]["state"] == Record.objects.get(pk=task.pk).state == "closed"


def test_a_report_is_kept_as_a_draft_then_sent_and_fulfils_what_asked_for_it(
    world: World, drill: Drill, asks: Asks
) -> None:
    liaison, path = asks(drill.liaison), f"/assignments/{world.ids['asked']}/report"
    values = {"progress": 40, "done": "已开工"}

    draft = liaison.send("PUT", path, {"values": values, "targets": {world.ids["target"]: "3.5"}})
    assert draft.status_code == 200, draft.content
    assert [one["typed"] for one in draft.json()["targets"]] == ["3.5"]
    blind = liaison.send("PUT", path, {"values": values})
    assert (blind.status_code, blind.json()["code"]) == (409, "stale")
    sent = liaison.send("PUT", path, {"values": values, "revision": draft.json()["revision"], "send": True})
    assert sent.status_code == 200, sent.content
    assert sent.json()["sent_at"]
    assert Assignment.objects.get(pk=world.ids["asked"]).outcome == Outcome.DONE
    assert Report.objects.count() == 1


def test_a_wrong_figure_is_told_by_its_target(world: World, drill: Drill, asks: Asks) -> None:
    path = f"/assignments/{world.ids['asked']}/report"
    target = world.ids["target"]
    answer = asks(drill.liaison).send("PUT", path, {"values": {}, "targets": {target: "viel"}})

    assert answer.status_code == 422
    assert f"targets.{target}" in [fault["field"] for fault in answer.json()["errors"]]
    assert not Report.objects.exists()


#: What another unit may try on the bureau's things: method, address, body.
TRIES = [
    ("PATCH", "/records/{task}", {"revision": 1, "title": "x"}),
    ("POST", "/records/{task}/moves/close", {"revision": 1}),
    ("PUT", "/assignments/{asked}/report", {"values": {"progress": 1}}),
    ("POST", "/assignments/{asked}/answer", {"outcome": "done"}),
    ("POST", "/notices/{notice}/read", {}),
]


@pytest.mark.parametrize(("method", "path", "body"), TRIES, ids=lambda one: str(one)[:40])
def test_for_another_unit_there_is_nothing_to_change_and_nothing_changes(
    world: World, drill: Drill, asks: Asks, method: str, path: str, body: dict[str, Any]
) -> None:
    stranger = asks(drill.other_liaison)
    before = Event.objects.count()
    hidden = stranger.send(method, path.format(**world.ids), body)
    missing = stranger.send(method, path.format(**dict.fromkeys(world.ids, 999_999_999)), body)

    assert (hidden.status_code, hidden.content) == (404, missing.content)
    assert Event.objects.count() == before


def test_a_unit_enters_no_tasks(drill: Drill, asks: Asks) -> None:
    caller = asks(drill.liaison)
    before = Event.objects.count()
    one = caller.send("POST", f"/registers/{TASKS}/records", a_task(drill))
    many = caller.send("POST", f"/registers/{TASKS}/import", {"records": [a_task(drill)]})

    assert (one.status_code, many.status_code) == (403, 403)
    assert (Record.objects.count(), Event.objects.count()) == (0, before)


def test_a_record_is_not_put_under_one_that_its_author_does_not_see(
    world: World, drill: Drill, asks: Asks
) -> None:
    sent = {"values": {"task": world.ids["task"], "progress": 1, "done": "x"}, "parent": world.ids["task"]}
    sent["parties"] = [{"role": "reporter", "subject": drill.other.pk}]
    answer = asks(drill.other_liaison).send("POST", f"/registers/{REPORTS}/records", sent)

    assert answer.status_code == 422
    assert SECRET not in answer.content.decode()


def test_an_import_is_done_whole(drill: Drill, asks: Asks) -> None:
    rows = [a_task(drill, f"事项{number}") for number in range(3)]
    done = asks(drill.office).send("POST", f"/registers/{TASKS}/import", {"records": rows})

    assert done.status_code == 201, done.content
    assert done.json()["created"] == list(Record.objects.order_by("pk").values_list("pk", flat=True))


def test_an_import_with_a_fault_leaves_nothing_and_tells_all_faults_by_row(drill: Drill, asks: Asks) -> None:
    caller = asks(drill.office)
    before = Event.objects.count()
    rows = [a_task(drill), a_task(drill, ""), {**a_task(drill), "parties": []}]
    answer = caller.send("POST", f"/registers/{TASKS}/import", {"records": rows})

    assert answer.status_code == 422
    told = {(fault["row"], fault["field"]) for fault in answer.json()["errors"]}
    assert told == {(2, "values.content"), (3, "parties.lead")}
    assert (Record.objects.count(), Event.objects.count()) == (0, before)


def test_a_rehearsal_keeps_nothing_and_gives_no_number_away(drill: Drill, asks: Asks) -> None:
    caller = asks(drill.office)
    rehearsed = caller.send(
        "POST", f"/registers/{TASKS}/import", {"records": [a_task(drill)], "dry_run": True}
    )
    assert (rehearsed.status_code, rehearsed.json()["created"]) == (200, [])
    assert not Record.objects.exists()

    caller.send("POST", f"/registers/{TASKS}/import", {"records": [a_task(drill)]})
    assert Record.objects.get().number.endswith("001")


def test_the_same_import_sent_again_is_done_once(drill: Drill, asks: Asks) -> None:
    caller, path = asks(drill.office), f"/registers/{TASKS}/import"
    sent, key = {"records": [a_task(drill)]}, {"Idempotency-Key": "k-1"}

    first, again = (caller.send("POST", path, sent, **key) for _ in range(2))
    other = caller.send("POST", path, {"records": [a_task(drill, "另一")]}, **key)

    assert (first.status_code, again.status_code, other.status_code) == (201, 200, 409)
    assert first.json()["created"] == again.json()["created"]
    assert again.json()["repeated"]
    assert Record.objects.count() == Import.objects.count() == 1


def test_a_key_whose_import_failed_is_free_again(drill: Drill, asks: Asks) -> None:
    caller, path, key = asks(drill.office), f"/registers/{TASKS}/import", {"Idempotency-Key": "k-1"}
    assert caller.send("POST", path, {"records": [a_task(drill, "")]}, **key).status_code == 422

    assert caller.send("POST", path, {"records": [a_task(drill)]}, **key).status_code == 201


def lines(answer: Any) -> list[str]:
    content = b"".join(answer.streaming_content).decode()
    return [json.loads(line)["title"] for line in content.splitlines()]


@pytest.mark.parametrize("who", ["office", "liaison", "other_liaison"])
def test_an_export_gives_what_the_list_gives(
    drill: Drill, asks: Asks, monkeypatch: pytest.MonkeyPatch, who: str
) -> None:
    monkeypatch.setattr("baicheng.server.exchange.api.bulk._AT_ONCE", 2)
    for number in range(5):
        drill.task(title=f"甲{number}")
    drill.task(title="乙", parties=[("lead", drill.other)])
    caller, query = asks(getattr(drill, who)), {"sort": "-number"}
    listed = [row["title"] for row in caller.get(f"/registers/{TASKS}/records", query).json()["items"]]
    exported = caller.get(f"/registers/{TASKS}/records.ndjson", query)

    assert exported.headers["Content-Type"] == "application/x-ndjson"
    assert lines(exported) == listed
    assert lines(caller.get(f"/registers/{TASKS}/records.ndjson", {"q": "甲3"})) == [
        title for title in listed if title == "甲3"
    ]
    assert caller.get(f"/registers/{TASKS}/records.ndjson", {"stat": "x"}).status_code == 422


def test_the_past_is_exported_as_it_was(drill: Drill, asks: Asks) -> None:
    drill.task("2019-01-10", title="早")
    drill.task("2019-03-10", title="晚")
    answer = asks(drill.office).get(f"/registers/{TASKS}/records.ndjson", {"held": "2019-02-01"})

    assert lines(answer) == ["早"]


def test_a_bearers_message_is_marked_as_read(world: World, drill: Drill, asks: Asks) -> None:
    caller = asks(drill.liaison)
    answer = caller.send("POST", f"/notices/{world.ids['notice']}/read", {})

    assert answer.json()["read_at"]
    unread = caller.get("/notices", {"unread": "true"}).json()["items"]
    assert world.ids["notice"] not in [one["id"] for one in unread]

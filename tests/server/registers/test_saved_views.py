"""Saved views of a ledger: one's own, those that the office shares, and the one with which a list opens."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from baicheng.server.accounts.models import User
from baicheng.server.history.models import Event
from baicheng.server.registers.models import FirstView, SavedView
from baicheng.server.registers.queries.saved import views_for
from baicheng.server.registers.services import change_view, open_with, remove_view, save_view
from baicheng.server.registers.services import saved_views as services
from tests.server.registers.conftest import NOW, Drill
from tests.server.registers.test_ledger_pages import MOST_QUERIES, URL, reader

TASKS = "drill.tasks"
QUERY = "state=issued&columns=part,lead&face=board"


def saved(user: User, title: str = "待签收", **more: Any) -> SavedView:
    return save_view(register_id=TASKS, title=title, query=QUERY, user=user, at=NOW, **more)


def titles(user: User) -> list[str]:
    return [view.title for view in views_for(user, TASKS)]


def refused(work: Callable[[], Any], kind: type[Exception]) -> None:
    """Something is refused, and nothing is written."""
    before = list(SavedView.objects.order_by("pk").values()), Event.objects.count()
    with pytest.raises(kind):
        work()
    assert before == (list(SavedView.objects.order_by("pk").values()), Event.objects.count())


def test_a_list_is_saved_from_its_page_and_shown_again_by_a_tab(drill: Drill) -> None:
    drill.task(title="甲")
    client = reader(drill.liaison)
    sent = {"title": " 待  签收 ", "query": f"{QUERY}&after=x&nothing=1&month=2019-01"}
    answer = client.post(f"{URL}views/save/", sent)
    view = SavedView.objects.get()

    assert (view.title, view.owner, view.shared) == ("待 签收", drill.liaison, False)
    assert view.query == "state=issued&columns=part%2Clead&face=board"
    assert answer.headers["Location"] == f"{URL}?{view.query}&view={view.pk}"
    assert 'aria-current="page">待 签收' in client.get(answer.headers["Location"]).text


def test_ones_own_view_is_nobody_elses_business(drill: Drill) -> None:
    view = saved(drill.liaison)
    events = Event.objects.count()

    for other in (drill.other_liaison, drill.leader, drill.office):
        assert titles(other) == []
        refused(lambda who=other: change_view(view, title="x", user=who, at=NOW), SavedView.DoesNotExist)
        refused(lambda who=other: remove_view(view, user=who, at=NOW), SavedView.DoesNotExist)
        with pytest.raises(SavedView.DoesNotExist):
            open_with(TASKS, view, user=other)
        assert reader(other).post(f"/views/{view.pk}/", {"title": "x"}).status_code == 404
        assert view.title not in reader(other).get(f"{URL}views/").text
    change_view(view, title="我的", user=drill.liaison, at=NOW)
    remove_view(view, user=drill.liaison, at=NOW)
    assert Event.objects.count() == events


def test_the_office_shares_a_view_that_everybody_sees_and_the_office_alone_changes(drill: Drill) -> None:
    view = saved(drill.office, shared=True)

    assert titles(drill.other_liaison) == titles(drill.office) == ["待签收"]
    refused(lambda: change_view(view, title="x", user=drill.other_liaison, at=NOW), PermissionDenied)
    refused(lambda: remove_view(view, user=drill.liaison, at=NOW), PermissionDenied)
    refused(lambda: saved(drill.liaison, shared=True), PermissionDenied)
    assert reader(drill.liaison).post(f"/views/{view.pk}/remove/").status_code == 403
    mine = saved(drill.liaison, "我的")
    refused(lambda: change_view(mine, shared=True, user=drill.liaison, at=NOW), PermissionDenied)


def test_what_becomes_of_a_shared_view_stands_in_its_history(drill: Drill) -> None:
    view = saved(drill.office)
    view = change_view(view, shared=True, user=drill.office, at=NOW)
    view = change_view(view, title="待签收任务", user=drill.office, at=NOW)
    page = reader(drill.liaison).get(f"{URL}views/").text
    remove_view(view, user=drill.office, at=NOW)

    events = Event.objects.filter(chain=f"registers.view:{view.pk}").order_by("number")
    assert [event.verb for event in events] == [
        "registers.view.changed",
        "registers.view.changed",
        "registers.view.removed",
    ]
    assert events[1].changes == {"title": ["待签收", "待签收任务"]}
    assert "renamed, before: “待签收”" in page


def test_a_list_opens_with_the_view_chosen_until_all_records_are_asked_for(drill: Drill) -> None:
    drill.task(title="甲")
    view = saved(drill.office, shared=True)
    client = reader(drill.liaison)
    client.post(f"{URL}views/first/", {"view": view.pk})

    assert client.get(URL).headers["Location"] == view.get_absolute_url()
    assert reader(drill.office).get(URL).status_code == 200  # of each user their own
    text = client.get(f"{URL}?part=roads").text
    assert f'class="chips-none" href="{URL}?view=0"' in text
    assert client.get(f"{URL}?view=0").status_code == 200
    client.post(f"{URL}views/first/", {"view": ""})
    assert client.get(URL).status_code == 200


def test_a_view_that_is_removed_or_taken_back_opens_nobodys_list(drill: Drill) -> None:
    view = saved(drill.office, shared=True)
    open_with(TASKS, view, user=drill.liaison)
    change_view(view, shared=False, user=drill.office, at=NOW)

    assert reader(drill.liaison).get(URL).status_code == 200
    remove_view(view, user=drill.office, at=NOW)
    assert not FirstView.objects.exists()


def test_changes_of_what_a_view_shows_are_kept_where_one_may(drill: Drill) -> None:
    view = saved(drill.liaison)
    client = reader(drill.liaison)
    there = f"{URL}?state=under_way&view={view.pk}"

    assert "Keep the changes" in client.get(there).text
    client.post(f"/views/{view.pk}/", {"query": "state=under_way"})
    assert "Keep the changes" not in client.get(there).text
    shared = saved(drill.office, "共享", shared=True)
    assert "Keep the changes" not in client.get(f"{URL}?state=under_way&view={shared.pk}").text


def test_a_name_is_given_is_short_and_is_taken_once(drill: Drill) -> None:
    saved(drill.liaison)
    for title in ("  ", "长" * 61, "待签收"):
        refused(lambda text=title: saved(drill.liaison, text), ValidationError)
        assert reader(drill.liaison).post(f"{URL}views/save/", {"title": title}).status_code == 422
    saved(drill.other_liaison)
    refused(
        lambda: save_view(register_id=TASKS, title="x", query="q=" + "长" * 2000, user=drill.liaison, at=NOW),
        ValidationError,
    )


def test_there_are_not_more_views_than_people_can_read(drill: Drill, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "MOST", 1)
    first = saved(drill.liaison)

    refused(lambda: saved(drill.liaison, "第二个"), ValidationError)
    saved(drill.office, "共享", shared=True)
    refused(lambda: saved(drill.office, "再共享", shared=True), ValidationError)
    assert titles(drill.liaison) == ["共享", first.title]


def test_the_page_that_keeps_views_and_the_list_with_views_ask_few_questions(drill: Drill) -> None:
    drill.task()
    for number in range(5):
        saved(drill.office, f"视图{number}", shared=True)
    for who in (drill.office, drill.liaison):
        client = reader(who)
        for path in (f"{URL}views/", f"{URL}?view=0", f"{URL}?face=calendar", f"{URL}?face=board"):
            with CaptureQueriesContext(connection) as queries:
                assert client.get(path).status_code == 200
            assert len(queries) <= MOST_QUERIES, path

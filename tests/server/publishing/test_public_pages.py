"""The public pages: what was released, for everybody; nothing else, and nothing of the inside."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from baicheng.server.publishing.models import Publication, State
from baicheng.server.publishing.services import approve, correct, release, submit, withdraw
from tests.server.publishing.conftest import Press, at


@pytest.fixture(autouse=True)
def files_go_elsewhere(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"


def page(address: str) -> str:
    answer = Client().get(f"/public/{address}")
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def found(row: Publication) -> list[int]:
    stem = f"/public/{row.address}/"
    parts = (
        "",
        f"{row.version}/",
        f"{row.version}/paper.docx",
        f"{row.version}/tables.xlsx",
        f"{row.version}/paper.pdf",
    )
    return [Client().get(stem + part).status_code for part in parts]


def test_nothing_stands_there_before_it_is_released(press: Press) -> None:
    row = press.approved()
    for state in (State.DRAFT, State.SUBMITTED, State.APPROVED, State.DISCARDED):
        Publication.objects.update(state=state)
        assert found(row) == [404] * 5, state
        assert row.title not in page("")


def test_a_released_paper_is_there_with_its_tables_and_files(press: Press) -> None:
    row = press.released()

    assert found(row) == [200, 200, 200, 200, 404]
    text = page(f"{row.address}/")
    for words in (row.title, row.number, "打通南环路", "市园林局", "逾期任务见附件。"):
        assert words in text, words
    assert row.title in page("") and row.title in page("?kind=circular")
    assert row.title not in page("?kind=ranking")
    assert Client().get("/public/?kind=secret").status_code == 404


def test_what_is_not_for_the_public_stays_inside(press: Press) -> None:
    row = press.released()
    Publication.objects.update(public=False)

    assert found(row) == [404] * 5 and row.title not in page("")


def test_no_id_no_name_of_a_clerk_and_no_way_inside_is_told(press: Press) -> None:
    row = press.released()
    text = page(f"{row.address}/") + page("")

    assert str(press.clerk) not in text and str(press.chief) not in text
    assert "csrf" not in text.lower() and 'name="robots" content="noindex"' not in text
    links = set(re.findall(r'href="(/[^"]*)"', text))
    assert {link for link in links if not link.startswith(("/public/", "/static/"))} == set()


def test_caches_may_keep_it_and_nobody_gets_a_cookie(press: Press) -> None:
    row = press.released()
    for who in (None, press.clerk):
        client = Client()
        if who:
            client.force_login(who)
        answer = client.get(f"/public/{row.address}/?language=en")
        assert answer.headers["Cache-Control"] == "public, max-age=300"
        assert not answer.cookies and "default-src 'self'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["Content-Language"] == "en" and str(press.clerk) not in answer.content.decode()


def test_a_correction_says_why_and_the_first_version_stays_to_be_seen(press: Press) -> None:
    first = press.released()
    fresh = correct(first, user=press.clerk, at=at(5), reason="一处数字有误")
    assert "一处数字有误" not in page(f"{first.address}/")
    approve(submit(fresh, user=press.clerk, at=at(5)), user=press.chief, at=at(5))
    release(fresh, user=press.clerk, at=at(8))

    text = page(f"{first.address}/")
    assert "一处数字有误" in text and f"/public/{first.address}/1/" in text
    assert "这一版已更正" in page(f"{first.address}/1/")


def test_a_withdrawn_paper_leaves_its_title_its_days_and_the_reason(press: Press) -> None:
    row = press.released()
    withdraw(row, user=press.chief, at=at(5), reason="数据来源有误")

    text = page(f"{row.address}/")
    for words in (row.title, "2019年7月5日", "数据来源有误"):
        assert words in text
    assert "打通南环路" not in text and "逾期任务见附件" not in text
    assert found(row) == [200, 200, 404, 404, 404]


def test_the_list_takes_few_queries_however_long_it_is(press: Press) -> None:
    row = press.released()
    for number in range(20):
        row.pk, row.address = None, f"other{number}"
        row.save()

    with CaptureQueriesContext(connection) as queries:
        assert page("").count("关于2019年6月任务进展情况的通报") == 21
    assert len(queries) <= 2


def test_search_engines_are_let_in_there_only() -> None:
    text = Client().get("/robots.txt").content.decode()

    assert "Allow: /public/" in text and "Disallow: /\n" in text

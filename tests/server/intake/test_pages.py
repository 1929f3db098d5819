"""Pages of imports: who gets them, what an upload says, how many queries they take."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from baicheng.server.accounts.models import Grant, Role, User
from baicheng.server.documents.models import Document
from baicheng.server.editions.services import install
from baicheng.server.history.actors import Actor
from baicheng.server.intake.models import DraftTask, Import
from baicheng.server.orgs.models import Subject
from tests.server.intake.conftest import AT, PLAN, PROGRAMME, upload
from tests.server.packs_once import once

pytestmark = pytest.mark.django_db


@pytest.fixture
def pack(db: None) -> None:
    install(once(PROGRAMME), at=AT, actor=Actor("system:test", "test"))


@pytest.fixture
def clerk(bureau: Subject) -> User:
    """Liaison officer of a bureau, of no office."""
    user = User.objects.create_user("clerk", password="x")
    Grant.objects.create(user=user, role=Role.LIAISON, unit=bureau, since=AT.date())
    return user


def test_a_plan_is_uploaded_and_leads_to_its_review(client: Client, office: User, pack: None) -> None:
    client.force_login(office)

    response = client.post("/imports/new/", {"file": upload(), "programme": PROGRAMME, "year": ""})

    made = Import.objects.get()
    assert response.headers["Location"] == f"/imports/{made.pk}/"
    page = client.get(response.headers["Location"]).content.decode()
    assert all(title in page for title in ("改善道路", "建设公园", "整治背街小巷"))


def test_the_page_s_script_is_led_on_by_a_header(client: Client, office: User, pack: None) -> None:
    client.force_login(office)

    response = client.post(
        "/imports/new/", {"file": upload(), "programme": PROGRAMME}, headers={"HX-Request": "true"}
    )

    assert response.headers["HX-Redirect"] == f"/imports/{Import.objects.get().pk}/"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "0 字节"),
        (b"\x89PNG\r\n\x1a\n" + bytes(200), "图片"),
        ("今天天气很好，我们去公园。".encode(), "不像公文"),
    ],
    ids=["empty", "a picture", "no official document"],
)
def test_what_cannot_be_read_is_said_in_the_reader_s_words_and_nothing_is_kept(
    client: Client, office: User, pack: None, content: bytes, words: str
) -> None:
    client.force_login(office)

    response = client.post(
        "/imports/new/",
        {"file": SimpleUploadedFile("方案.txt", content), "programme": PROGRAMME, "year": "2026"},
    )

    assert response.status_code == 422
    page = response.content.decode()
    assert words in page
    assert 'value="2026"' in page
    assert not Document.objects.exists()


def test_a_programme_of_another_office_cannot_be_chosen(client: Client, stranger: User, pack: None) -> None:
    client.force_login(stranger)

    response = client.post("/imports/new/", {"file": upload(), "programme": PROGRAMME})

    assert response.status_code == 422
    assert not (Document.objects.exists() or Import.objects.exists())


def test_who_is_of_no_office_takes_nothing_in(client: Client, clerk: User, pack: None) -> None:
    client.force_login(clerk)

    assert client.get("/imports/new/").status_code == 403
    assert client.post("/imports/new/", {"file": upload(), "programme": PROGRAMME}).status_code == 403
    assert client.get("/imports/").status_code == 403
    assert not Document.objects.exists()


def test_an_import_is_not_there_for_another_programme_s_office(
    client: Client, stranger: User, clerk: User, intake: Import
) -> None:
    for user in (stranger, clerk):
        client.force_login(user)
        assert client.get(f"/imports/{intake.pk}/").status_code == 404
        assert client.get(f"/documents/{intake.document_id}/imports/").status_code == 404


def test_the_document_s_page_shows_the_office_what_became_of_it(
    client: Client, office: User, intake: Import
) -> None:
    client.force_login(office)

    page = client.get(f"/documents/{intake.document_id}/imports/").content.decode()

    assert f"/imports/{intake.pk}/" in page
    assert "0 / 3" in page


def test_the_text_marks_where_each_task_stands(client: Client, office: User, intake: Import) -> None:
    client.force_login(office)

    page = client.get(f"/imports/{intake.pk}/").content.decode()

    for draft in intake.tasks.all():
        assert f'data-drafts="{draft.pk}"' in page
    assert f'data-drafts="{intake.tasks.all()[1].pk}">建设公园。' in page


@pytest.mark.parametrize("rows", [3, 200])
def test_a_review_takes_the_same_few_queries_however_many_tasks(
    client: Client,
    office: User,
    intake: Import,
    django_assert_max_num_queries: Callable[..., Any],
    rows: int,
) -> None:
    first = intake.tasks.all()[0]
    DraftTask.objects.bulk_create(
        DraftTask(intake=intake, order=1000 + number, values=first.values, origin=first.origin)
        for number in range(rows)
    )
    client.force_login(office)

    with django_assert_max_num_queries(15):
        assert client.get(f"/imports/{intake.pk}/").status_code == 200


@pytest.mark.parametrize("rows", [2, 40])
def test_the_list_of_imports_takes_the_same_few_queries_however_many(
    client: Client,
    office: User,
    intake: Import,
    django_assert_max_num_queries: Callable[..., Any],
    rows: int,
) -> None:
    Import.objects.bulk_create(
        Import(document=intake.document, programme=PROGRAMME, started_by=office, started_at=AT)
        for _ in range(rows)
    )
    client.force_login(office)

    with django_assert_max_num_queries(6):
        assert client.get("/imports/").status_code == 200


def test_html_in_a_plan_is_text_on_the_review_page(client: Client, office: User, pack: None) -> None:
    harmful = PLAN.replace(
        "建设公园", "建设<script>alert(document)</script><img src=x onerror=alert(document)>公园"
    )
    client.force_login(office)
    client.post("/imports/new/", {"file": upload(harmful), "programme": PROGRAMME})

    page = client.get(f"/imports/{Import.objects.get().pk}/").content.decode()

    assert "&lt;script&gt;alert(document)" in page
    assert "<script>alert" not in page
    assert "<img src=x" not in page


def test_what_is_to_be_looked_at_stands_before_the_drafts_until_it_is_decided(
    client: Client, office: User, intake: Import
) -> None:
    client.force_login(office)
    client.cookies["baicheng_language"] = "en"
    row = intake.tasks.all()[1]
    row.values |= {"parts": []}
    row.save()

    page = client.get(f"/imports/{intake.pk}/").content.decode()
    digest = page.split('id="concerns"')[1].split("</section>")[0]
    assert "No deadline is stated." in digest and f'data-opens-draft="draft-{row.pk}"' in digest
    assert page.index('id="concerns"') < page.index('id="drafts"')

    row.decision = "rejected"
    row.save()
    page = client.get(f"/imports/{intake.pk}/").content.decode()
    assert f'data-opens-draft="draft-{row.pk}"' not in page.split('id="concerns"')[1].split("</section>")[0]

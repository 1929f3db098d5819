"""Documents are listed, shown and downloaded; what stands in them does no harm."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from baicheng.server.accounts.models import User
from baicheng.server.documents.models import Document
from baicheng.server.documents.services import store
from tests.server.cast import AT

pytestmark = pytest.mark.django_db

PLAN = """临江市人民政府关于整治小广告的通知
临政〔2026〕9号

各有关单位：

一、重点任务
（一）清理<script>alert("一")</script>小广告<img src=x onerror=alert(2)>。6月底前清理小广告100处。（牵头单位：市城管局）

临江市人民政府
2026年2月20日
"""


@pytest.fixture
def document(office: User) -> Document:
    (stored,) = store(SimpleUploadedFile("通 知.txt", PLAN.encode()), user=office, at=AT)
    return stored.document


PATHS = ("/documents/{0}/", "/documents/{0}/file/")


def test_a_draft_is_read_by_who_took_it_in_and_hidden_from_everybody_else(
    client: Client, outsider: User, office: User, administrator: User, document: Document
) -> None:
    for path in ("/documents/", *PATHS):
        assert client.get(path.format(document.pk)).status_code == 302
    for user in (outsider, administrator):
        client.force_login(user)
        for path in PATHS:
            assert client.get(path.format(document.pk)).status_code == 404
        assert document.title not in client.get("/documents/").content.decode()
    client.force_login(office)
    for path in PATHS:
        assert client.get(path.format(document.pk)).status_code == 200
    assert document.title in client.get("/documents/").content.decode()


def test_a_file_is_saved_as_it_came_and_never_shown_in_the_browser(
    client: Client, office: User, document: Document
) -> None:
    client.force_login(office)

    response = client.get(f"/documents/{document.pk}/file/")

    assert b"".join(response.streaming_content) == PLAN.encode()  # type: ignore[attr-defined]
    assert response.headers["Content-Disposition"].startswith("attachment;")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Type"] == "application/octet-stream"


def test_html_in_a_document_is_text(client: Client, office: User, document: Document) -> None:
    client.force_login(office)

    page = client.get(f"/documents/{document.pk}/").content.decode()

    assert "&lt;script&gt;alert(&quot;一&quot;)&lt;/script&gt;" in page
    assert "<script>alert" not in page
    assert "<img src=x" not in page


def test_the_clauses_lead_to_their_places_in_the_text(
    client: Client, office: User, document: Document
) -> None:
    client.force_login(office)

    page = client.get(f"/documents/{document.pk}/").content.decode()

    assert document.clauses.exists()
    for clause in document.clauses.all():
        assert f'href="#c{clause.pk}"' in page
        assert f'id="c{clause.pk}"' in page


def test_documents_are_found_by_number_title_issuer_and_year(
    client: Client, office: User, document: Document
) -> None:
    client.force_login(office)

    for query in ("q=〔2026〕9", "q=小广告", "q=临江市", "year=2026", ""):
        assert document.title in client.get(f"/documents/?{query}").content.decode(), query
    for query in ("q=停车", "year=2025"):
        assert document.title not in client.get(f"/documents/?{query}").content.decode(), query


def test_an_unknown_document_is_not_found(client: Client, office: User) -> None:
    client.force_login(office)

    assert client.get("/documents/999/").status_code == 404
    assert client.get("/documents/999/file/").status_code == 404
    assert client.get("/documents/999/imports/").status_code == 404


@pytest.mark.parametrize("rows", [3, 60])
def test_the_list_takes_the_same_few_queries_however_many_documents(
    client: Client, office: User, django_assert_max_num_queries: Callable[..., Any], rows: int
) -> None:
    Document.objects.bulk_create(
        Document(
            title=f"文件{number}",
            issued_on=date(2026, 1, 1) if number % 3 else None,
            file_name="a.txt",
            media_type="text/plain",
            sha256=f"{number:064}",
            text="正文" * 5000,
            uploaded_by=office,
            uploaded_at=AT,
        )
        for number in range(rows)
    )
    client.force_login(office)

    with django_assert_max_num_queries(6):
        client.get("/documents/")

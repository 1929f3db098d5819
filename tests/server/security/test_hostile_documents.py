"""A document that is made to do harm is refused, holds nobody up, and leaves nothing."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from baicheng.reading import Ledger
from baicheng.reading.apart import read_apart
from baicheng.server.accounts.models import User
from baicheng.server.documents import services
from baicheng.server.documents.models import Document
from baicheng.server.documents.services import clean_name, store
from baicheng.server.intake.models import Import
from baicheng.server.intake.services import start_import
from tests.server.cast import AT, PROGRAMME
from tests.server.intake.conftest import upload


@pytest.fixture(autouse=True)
def files_go_elsewhere(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.mark.django_db(transaction=True)
def test_nobody_waits_for_a_write_while_a_document_is_read(
    office: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    within: list[bool] = []

    def reading(*given: Any, **more: Any) -> Ledger:
        within.append(connection.in_atomic_block)
        return read_apart(*given, **more)

    monkeypatch.setattr(services, "read_apart", reading)
    start_import(upload(), programme=PROGRAMME, user=office, at=AT)

    assert within == [False]


@pytest.mark.django_db
def test_an_import_that_is_refused_leaves_no_document(office: User) -> None:
    text = "临江市人民政府办公室关于印发通知的通知\n临政办〔2026〕9号\n各单位：\n现将通知印发给你们。\n2026年2月20日"
    with pytest.raises(ValidationError, match="assigns no task"):
        start_import(SimpleUploadedFile("通知.txt", text.encode()), programme=PROGRAMME, user=office, at=AT)

    assert not (Document.objects.exists() or Import.objects.exists())


@pytest.mark.django_db
def test_files_are_read_one_at_a_time(office: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "_TURN", threading.BoundedSemaphore(1))
    monkeypatch.setattr(services, "_PATIENCE_SECONDS", 0.01)
    services._TURN.acquire()
    with pytest.raises(ValidationError, match="try again in a minute"):
        store(upload(), user=office, at=AT)
    services._TURN.release()
    assert store(upload(), user=office, at=AT)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name", ["方" * 110 + ".txt", "../../../方案.txt", "a/b\\c.txt", "\u202etxt.方案", "...", "x" * 3000]
)
def test_no_name_of_a_file_leads_anywhere(office: User, name: str, tmp_path: Any) -> None:
    (stored,) = store(SimpleUploadedFile(name or "x", upload().read()), user=office, at=AT)

    assert stored.document.file_name == clean_name(name)
    assert not set(stored.document.file_name) & set("/\\\u202e\0")
    kept = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(kept) == 1 and kept[0].stat().st_mode & 0o077 == 0


@pytest.mark.django_db
def test_a_document_is_served_as_a_download_of_unknown_kind(client: Client, office: User) -> None:
    (stored,) = store(SimpleUploadedFile('方案"\r\nX: y.html', upload().read()), user=office, at=AT)
    client.force_login(office)

    response = client.get(f"/documents/{stored.document.pk}/file/")

    assert response.headers["Content-Type"] == "application/octet-stream"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Disposition"].startswith("attachment;")
    assert "X" not in response.headers


@pytest.mark.django_db
def test_markup_of_a_document_is_text_on_its_page(client: Client, office: User) -> None:
    content = (
        upload().read().decode().replace("改善道路", "<script>alert(1)</script><img src=x onerror=alert(2)>")
    )
    (stored,) = store(SimpleUploadedFile("方案.txt", content.encode()), user=office, at=AT)
    client.force_login(office)

    page = client.get(f"/documents/{stored.document.pk}/").text

    assert "<script>alert" not in page and "<img src=x" not in page
    assert "&lt;img src=x" in page

"""Files of records: to whom they are served, and how."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from baicheng import samples
from baicheng.server.registers.models import Attachment, Record
from baicheng.server.registers.services import attach, move
from tests.server.pages.conftest import reader
from tests.server.registers.conftest import NOW, Drill

A_PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)
A_PDF = b"%PDF-1.7\n1 0 obj\n"


@pytest.fixture
def task(drill: Drill) -> Record:
    made = drill.task()
    move(made, "accept", user=drill.liaison, at=NOW, revision=made.revision)
    made.refresh_from_db()
    return made


def add(drill: Drill, task: Record, name: str, content: bytes) -> Attachment:
    file = SimpleUploadedFile(name, content)
    return attach(task, "evidence", file, user=drill.liaison, at=NOW, revision=task.revision)


def test_a_picture_is_shown_in_place_and_cannot_be_anything_else(drill: Drill, task: Record) -> None:
    file = add(drill, task, "现场.png", A_PNG)
    answer = reader(drill.office).get(f"/files/{file.pk}/?inline")

    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/png"
    assert answer["Content-Disposition"].startswith("inline")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert b"".join(answer.streaming_content) == A_PNG  # type: ignore[attr-defined]


def test_what_is_no_picture_is_a_download_whatever_is_asked(drill: Drill, task: Record) -> None:
    file = add(drill, task, "证明.pdf", A_PDF)
    answer = reader(drill.office).get(f"/files/{file.pk}/?inline")

    assert answer["Content-Disposition"].startswith("attachment")
    assert "filename*=utf-8''" in answer["Content-Disposition"]


@pytest.mark.parametrize("who", ["other_liaison", "stranger"])
def test_to_others_there_is_no_such_file(drill: Drill, task: Record, who: str) -> None:
    file = add(drill, task, "证明.pdf", A_PDF)
    client = reader(getattr(drill, who))

    assert client.get(f"/files/{file.pk}/").status_code == 404
    assert client.post(f"/files/{file.pk}/remove/", {"reason": "x"}).status_code == 404
    file.refresh_from_db()
    assert file.removed_at is None


def test_a_file_is_taken_off_with_a_reason(drill: Drill, task: Record) -> None:
    file = add(drill, task, "证明.pdf", A_PDF)
    task.refresh_from_db()
    client = reader(drill.liaison)

    assert client.post(f"/files/{file.pk}/remove/", {"revision": task.revision}).status_code == 422
    client.post(f"/files/{file.pk}/remove/", {"revision": task.revision, "reason": "传错了"})
    assert client.get(f"/files/{file.pk}/").status_code == 404
    assert "File removed" in client.get(task.get_absolute_url()).content.decode()


PLAN = Path(samples.__file__).parent / "plan.pdf"


def test_a_pdf_is_looked_into_page_by_page(drill: Drill, task: Record) -> None:
    file = add(drill, task, "方案.pdf", PLAN.read_bytes())
    client = reader(drill.office)
    page = client.get(f"/files/{file.pk}/preview/?page=2").content.decode()

    assert "Page 2 of 7" in page and 'src="data:image/webp;base64,' in page
    assert "?page=1" in page and "?page=3" in page
    assert f"/files/{file.pk}/preview/" in client.get(task.get_absolute_url()).content.decode()
    last = client.get(f"/files/{file.pk}/preview/?page=99").content.decode()
    assert "Page 7 of 7" in last and "?page=8" not in last


def test_the_text_of_a_file_is_text_whatever_stands_in_it(drill: Drill, task: Record) -> None:
    file = add(drill, task, "说明.txt", "情况说明\n<script>alert(1)</script>".encode())
    page = reader(drill.office).get(f"/files/{file.pk}/preview/").content.decode()

    assert "&lt;script&gt;alert(1)" in page and "<script>alert" not in page


def test_of_what_cannot_be_shown_the_page_says_why_and_offers_the_file(drill: Drill, task: Record) -> None:
    file = add(drill, task, "证明.pdf", A_PDF)
    answer = reader(drill.office).get(f"/files/{file.pk}/preview/")

    assert answer.status_code == 200
    assert "证明.pdf" in answer.content.decode() and "No preview of this file" in answer.content.decode()
    assert f'href="/files/{file.pk}/"' in answer.content.decode()


@pytest.mark.parametrize("who", ["other_liaison", "stranger"])
def test_nobody_else_looks_into_a_file(drill: Drill, task: Record, who: str) -> None:
    file = add(drill, task, "方案.pdf", PLAN.read_bytes())

    assert reader(getattr(drill, who)).get(f"/files/{file.pk}/preview/").status_code == 404

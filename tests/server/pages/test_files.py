"""Files of records: to whom they are served, and how."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

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

"""Files of records: told by content, bounded, served only to those who see the record."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st

from baicheng.server.accounts.models import User
from baicheng.server.history.models import Event
from baicheng.server.registers.files import DOCX, OFD, PDF, TEXT, XLSX, kind_of, safe_name
from baicheng.server.registers.models import Attachment, Record
from baicheng.server.registers.queries import attachment_for
from baicheng.server.registers.services import attach, move, remove_attachment
from tests.server.registers.conftest import NOW, Drill, days

SAMPLES = Path(__file__).parents[3] / "baicheng" / "samples"
A_PDF = b"%PDF-1.7\n1 0 obj\n"


@pytest.fixture(autouse=True)
def files_go_elsewhere(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def task(drill: Drill) -> Record:
    made = drill.task()
    move(made, "accept", user=drill.liaison, at=NOW, revision=made.revision)
    made.refresh_from_db()
    return made


def add(record: Record, user: User, content: bytes = A_PDF, name: str = "证明.pdf") -> Attachment:
    record.refresh_from_db()
    file = SimpleUploadedFile(name, content)
    made = attach(record, "evidence", file, user=user, at=NOW, revision=record.revision)
    record.refresh_from_db()
    return made


def package(**members: bytes) -> bytes:
    """A zip package; double underscores stand for slashes, a leading one for the root."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/"), content)
    return stream.getvalue()


def office_file(**more: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", more.pop("types", b"<Types/>"))
        archive.writestr("word/document.xml", b"<w:document/>")
        for name, content in more.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return stream.getvalue()


def excel_file() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("[Content_Types].xml", b"<Types/>")
        archive.writestr("xl/workbook.xml", b"<workbook/>")
    return stream.getvalue()


def ofd_file() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("OFD.xml", b"<ofd:OFD/>")
    return stream.getvalue()


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (A_PDF, PDF.media_type),
        ((SAMPLES / "plan.pdf").read_bytes(), PDF.media_type),
        ((SAMPLES / "plan.docx").read_bytes(), DOCX.media_type),
        (office_file(), DOCX.media_type),
        (excel_file(), XLSX.media_type),
        (ofd_file(), OFD.media_type),
        (b"\x89PNG\r\n\x1a\n....", "image/png"),
        (b"\xff\xd8\xff\xe0....", "image/jpeg"),
        (b"RIFF\x10\x00\x00\x00WEBPVP8 ", "image/webp"),
        ("进展情况：已完成。\r\n".encode(), TEXT.media_type),
        ("进展情况：已完成。".encode("gb18030"), TEXT.media_type),
    ],
    ids="pdf sample_pdf sample_docx docx xlsx ofd png jpeg webp utf8 gb18030".split(),
)
def test_a_file_is_told_by_its_content(content: bytes, media_type: str) -> None:
    assert kind_of(content).media_type == media_type


def bomb() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", b"<Types/>")
        archive.writestr("word/document.xml", b"\0" * 20_000_000)
    return stream.getvalue()


def types_of(kind: str) -> str:
    return f'<Types><Override PartName="/x" ContentType="{kind}"/></Types>'


def disguised_templates() -> Iterator[tuple[str, bytes]]:
    """One relationship, written in ways that a search for its usual letters misses and Word reads."""
    yield (
        "template, attributes turned",
        b'<R><A TargetMode="External" Target="http://x" Type="x/attachedTemplate"/></R>',
    )
    yield "template in UTF-16", '<R><A Type="x/attachedTemplate" TargetMode="External"/></R>'.encode("utf-16")
    yield "template with entities", b'<R><A Type="x/attached&#84;emplate" TargetMode="E&#120;ternal"/></R>'
    yield (
        "template behind >",
        b'<R><A Type="x/attachedTemplate" Target="a&gt;b>" TargetMode=\'External\'/></R>',
    )


def refused() -> Iterator[tuple[str, bytes, str]]:
    remote = b'<Relationship Type="x/attachedTemplate" Target="http://x" TargetMode="External"/>'
    yield "empty", b"", "empty"
    yield "program of Windows", b"MZ\x90\x00\x03\x00\x00\x00" + b"\x00" * 40, "not taken"
    yield "program of Linux", b"\x7fELF\x02\x01\x01\x00", "not taken"
    yield "archive", package(a=b"x"), "not taken"
    yield "old Word", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 100, "save it as .docx"
    yield "web page", b"<!DOCTYPE html><script>alert(1)</script>", "not taken"
    yield "drawing with script", b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', "not taken"
    yield "script", b"#!/bin/sh\nrm -rf /\n", "not taken"
    yield "macros", office_file(word__vbaProject_dot_bin=b"x"), "macros"
    yield (
        "type with macros",
        office_file(types=types_of("application/vnd.ms-word.document.macroEnabled.main+xml").encode()),
        "macros",
    )
    yield "type with macros in UTF-16", office_file(types=types_of("vbaProject").encode("utf-16")), "macros"
    yield "remote template", office_file(word___rels__settings_dot_xml_dot_rels=remote), "macros"
    for name, disguised in disguised_templates():
        yield name, office_file(word___rels__settings_dot_xml_dot_rels=disguised), "macros"
    yield (
        "remote object",
        office_file(_rels___dot_rels=remote.replace(b"attachedTemplate", b"oleObject")),
        "macros",
    )
    yield (
        "entities",
        office_file(types=b'<!DOCTYPE x [<!ENTITY y "z">]><Types>&y;</Types>'),
        "packed dangerously",
    )
    yield "no XML", office_file(types=b"macroEnabled"), "damaged"
    yield "large part", office_file(_rels__a_dot_rels=b"attachedTemplate" * 500_000), "packed dangerously"
    yield "bomb", bomb(), "packed dangerously"
    yield "damaged", office_file()[:-60], "damaged"


@pytest.mark.parametrize(("content", "words"), [pytest.param(*rest, id=name) for name, *rest in refused()])
def test_what_is_dangerous_or_unknown_is_refused_and_nothing_is_written(
    drill: Drill, task: Record, content: bytes, words: str, tmp_path: Path
) -> None:
    events = Event.objects.count()

    with pytest.raises(ValidationError, match=words):
        add(task, drill.liaison, content, "证明.pdf")
    assert not Attachment.objects.exists()
    assert Event.objects.count() == events
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


@given(st.binary(max_size=400))
def test_whatever_the_bytes_are_they_are_taken_or_refused_in_words(content: bytes) -> None:
    with suppress(ValidationError):
        assert kind_of(content).suffixes


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        (r"C:\桌面\证明.PDF", "证明.PDF"),
        ("证明\x00\n.pdf", "证明.pdf"),
        ("证明.pdf.exe", "证明.pdf.exe.pdf"),
        ("", "file.pdf"),
        ("方案\u202efdp.exe", "方案fdp.exe.pdf"),
    ],
)
def test_a_name_is_cleaned_and_gets_the_suffix_of_its_content(name: str, safe: str) -> None:
    assert safe_name(name, PDF) == safe


def test_a_file_is_kept_with_its_digest_and_stands_in_field_and_history(drill: Drill, task: Record) -> None:
    made = add(task, drill.liaison)

    assert (made.media_type, made.size, len(made.sha256)) == (PDF.media_type, len(A_PDF), 64)
    assert made.file.read() == A_PDF
    assert "证明" not in made.file.name
    assert task.fields["evidence"] == [made.pk]
    event = Event.objects.get(verb="registers.record.file_attached")
    assert event.context["sha256"] == made.sha256


def test_the_same_file_twice_is_one(drill: Drill, task: Record) -> None:
    assert add(task, drill.liaison) == add(task, drill.liaison, name="副本.pdf")
    assert Attachment.objects.count() == 1


def test_what_is_too_large_is_refused(drill: Drill, task: Record, settings: Any) -> None:
    settings.MAX_UPLOAD_BYTES = 10
    with pytest.raises(ValidationError, match="larger"):
        add(task, drill.liaison)


def test_a_field_that_holds_no_files_takes_none(drill: Drill, task: Record) -> None:
    with pytest.raises(ValidationError, match="no such field"):
        attach(
            task,
            "content",
            SimpleUploadedFile("a.pdf", A_PDF),
            user=drill.office,
            at=NOW,
            revision=task.revision,
        )


@pytest.mark.parametrize("who", ["other_liaison", "above", "stranger", "all_seeing"])
def test_who_may_not_change_the_record_attaches_and_removes_nothing(
    drill: Drill, task: Record, who: str
) -> None:
    made, by = add(task, drill.liaison), getattr(drill, who)
    events = Event.objects.count()

    with pytest.raises(PermissionDenied):
        add(task, by, b"%PDF-1.4 other")
    with pytest.raises(PermissionDenied):
        remove_attachment(made, user=by, at=NOW, revision=task.revision, reason="清理")
    made.refresh_from_db()
    assert made.removed_at is None
    assert Attachment.objects.count() == 1
    assert Event.objects.count() == events


def test_a_removed_file_is_gone_for_readers_and_stays_in_history(drill: Drill, task: Record) -> None:
    made = add(task, drill.liaison)
    remove_attachment(made, user=drill.liaison, at=days(1), revision=task.revision, reason="传错")

    task.refresh_from_db()
    assert "evidence" not in task.fields
    with pytest.raises(Attachment.DoesNotExist):
        attachment_for(drill.liaison, made.pk, days(1))
    assert made.file.storage.exists(made.file.name)
    event = Event.objects.get(verb="registers.record.file_removed")
    assert (event.context["file"], event.reason) == ("证明.pdf", "传错")
    with pytest.raises(ValidationError, match="already"):
        remove_attachment(made, user=drill.liaison, at=days(1), revision=task.revision, reason="再删")


def test_a_file_is_served_to_those_who_see_its_record_only(drill: Drill, task: Record) -> None:
    made = add(task, drill.liaison)

    for who in (drill.office, drill.leader, drill.above, drill.all_seeing):
        assert attachment_for(who, made.pk, NOW) == made
    for who in (drill.stranger, drill.other_liaison):
        with pytest.raises(Attachment.DoesNotExist):
            attachment_for(who, made.pk, NOW)

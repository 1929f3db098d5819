"""Reading apart gives what reading gives, and ends when a file asks for too much."""

from __future__ import annotations

import io
import os
import pickle
import subprocess
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from baicheng.reading import UnreadableFile, apart, packed, read
from baicheng.reading.apart import Bounds, preview_apart, read_apart

SAMPLES = Path(__file__).parents[2] / "baicheng" / "samples"


@pytest.mark.parametrize("name", ["plan.txt", "plan.docx", "plan.pdf"])
def test_the_ledger_is_the_same_as_without(name: str) -> None:
    here, there = read(SAMPLES / name), read_apart(name, (SAMPLES / name).read_bytes())

    assert there.text == here.text
    assert (there.documents, there.tasks, there.clauses) == (here.documents, here.tasks, here.clauses)
    assert (there.report_duties, there.findings) == (here.report_duties, here.findings)
    span = here.tasks[0].span
    assert there.place(span) == here.place(span)


def test_the_year_reaches_the_reader() -> None:
    ledger = read_apart("plan.txt", (SAMPLES / "plan.txt").read_bytes(), year=2031)
    assert {document.plan_year for document in ledger.documents} == {2031}


def test_what_cannot_be_read_is_refused_under_the_users_name_for_it() -> None:
    with pytest.raises(UnreadableFile, match=r"^方案\.txt: .*不像公文"):
        read_apart("方案.txt", "今天天气很好，我们去公园。".encode())


def swollen() -> bytes:
    """A Word file of half a megabyte whose text unpacks to 90 MB, each paragraph of one character."""
    paragraph = b"<w:p><w:r><w:t>x</w:t></w:r></w:p>"
    noise = os.urandom(600_000).hex().encode()
    body = b"".join(
        paragraph * 2000 + b"<!--" + noise[start : start + 400] + b"-->"
        for start in range(0, 400 * 1300, 400)
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", b"<Types/>")
        archive.writestr(
            "word/document.xml", b'<w:document xmlns:w="w"><w:body>' + body + b"</w:body></w:document>"
        )
    return stream.getvalue()


@pytest.mark.skipif(os.name != "posix", reason="only POSIX systems bound the memory of a process")
def test_a_file_that_needs_too_much_memory_is_refused_in_words() -> None:
    with pytest.raises(UnreadableFile, match="内存"):
        read_apart(
            "大.txt", "各单位要高度重视。\n".encode() * 800_000, bounds=Bounds(megabytes=100, seconds=60)
        )


@pytest.mark.skipif(os.name != "posix", reason="only POSIX systems bound the memory of a process")
def test_a_package_that_needs_too_much_memory_is_refused() -> None:
    with pytest.raises(UnreadableFile):
        read_apart("大.docx", swollen(), bounds=Bounds(megabytes=300, seconds=60))


def test_a_file_that_needs_too_much_time_is_refused_in_words() -> None:
    with pytest.raises(UnreadableFile, match="时间"):
        read_apart("慢.docx", swollen(), bounds=Bounds(megabytes=3000, seconds=1))


def test_a_reader_that_breaks_down_is_a_file_that_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart.sys, "executable", "/bin/false")
    with pytest.raises(UnreadableFile, match="已停止读取"):
        read_apart("方案.pdf", b"%PDF-1.7")


class _Calls:
    def __init__(self, *called: Any) -> None:
        self._called = called

    def __reduce__(self) -> Any:
        return self._called


@pytest.mark.parametrize(
    "hostile",
    [
        _Calls(os.system, ("true",)),
        _Calls(eval, ("1",)),
        _Calls(getattr, (Bounds, "__init__")),
        _Calls(io.FileIO, ("/dev/null", "r")),
    ],
    ids=["a command", "code", "an attribute", "a file"],
)
def test_what_another_process_hands_over_calls_nothing(hostile: Any) -> None:
    with pytest.raises(pickle.UnpicklingError, match="nothing that records are made of"):
        packed.loads(pickle.dumps(hostile))


@pytest.mark.parametrize("name", ["pickle.Unpickler", "io.FileIO", "Any", "zlib.decompress", "loads", "date"])
def test_no_way_leads_through_what_the_modules_of_records_import(name: str) -> None:
    text = b"\x80\x04" + b"".join(
        b"\x8c" + bytes([len(part)]) + part.encode() for part in ("baicheng.reading.packed", name)
    )
    with pytest.raises(pickle.UnpicklingError):
        packed.loads(text + b"\x93.")


def test_plain_values_pass() -> None:
    values = (date(2026, 1, 2), Decimal("1.5"), "一", None)
    assert packed.loads(pickle.dumps(values)) == values


@pytest.mark.parametrize(
    "content",
    [b"", b"\x80", b"no pickle", pickle.dumps(3), pickle.dumps(("a", 1))],
    ids=["nothing", "cut off", "words", "a number", "a wrong pair"],
)
def test_an_answer_that_is_none_is_a_refusal(monkeypatch: pytest.MonkeyPatch, content: bytes) -> None:
    def answers(command: list[str], **_given: Any) -> subprocess.CompletedProcess[bytes]:
        Path(command[4], "found").write_bytes(content)
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(apart.subprocess, "run", answers)
    for ask in (read_apart, preview_apart):
        with pytest.raises(UnreadableFile, match="内存或时间"):
            ask("方案.pdf", b"%PDF-")

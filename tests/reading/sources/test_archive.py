from __future__ import annotations

import io
import struct
import zipfile
import zlib
from pathlib import Path

import pytest

from baicheng.reading.errors import UnreadableFile
from baicheng.reading.sources import archive
from baicheng.reading.sources.archive import Archive, resolved
from tests.reading.sources.docx_writer import docx, package, paragraph

NAME = Path("计划.docx")


def test_members_are_found_whatever_the_case_and_slashes() -> None:
    found = Archive(NAME, package({"Doc_0\\Document.XML": b"x"}))
    assert "doc_0/document.xml" in found
    assert found.read("/Doc_0/Document.xml") == b"x"


@pytest.mark.parametrize(
    ("base", "location", "member"),
    [
        ("Doc_0/Document.xml", "Pages/P/Content.xml", "doc_0/pages/p/content.xml"),
        ("Doc_0/Document.xml", "/Doc_0/Res.xml", "doc_0/res.xml"),
        ("Doc_0/Pages/C.xml", "../Res.xml", "doc_0/res.xml"),
        ("OFD.xml", "../../../etc/passwd", "etc/passwd"),
    ],
)
def test_locations_are_taken_from_the_member_that_holds_them(base: str, location: str, member: str) -> None:
    assert resolved(base, location) == member


def test_names_in_chinese_without_the_flag_are_found() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as made:
        made.writestr(zipfile.ZipInfo("正文.xml".encode("gbk").decode("cp437")), b"x")
    content = stream.getvalue()
    flagged = struct.pack("<H", 0x800)
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = content.index(mark) + at
        assert content[place : place + 2] == flagged
    plain = _renamed(content, "正文.xml".encode("gbk"))
    assert Archive(NAME, plain).read("正文.xml") == b"x"


def _renamed(content: bytes, name: bytes) -> bytes:
    """The package with its only member named by these bytes, and no flag that says how to read them."""
    with zipfile.ZipFile(io.BytesIO(content)) as made:
        data = made.read(made.infolist()[0])
    crc = zlib.crc32(data)
    fixed = struct.pack("<HHHHHIIIHH", 20, 0, 0, 0, 0x21, crc, len(data), len(data), len(name), 0)
    head = b"PK\x03\x04" + fixed + name + data
    entry = b"PK\x01\x02" + struct.pack("<H", 20) + fixed + struct.pack("<HHHII", 0, 0, 0, 0, 0) + name
    return head + entry + b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, 1, 1, len(entry), len(head), 0)


def test_a_member_that_unpacks_enormously_is_refused_before_it_is_read() -> None:
    content = package({"word/document.xml": b"0" * (11 * 1024 * 1024)})
    with pytest.raises(UnreadableFile, match="异常庞大"):
        Archive(NAME, content)


def test_small_members_may_be_packed_tightly() -> None:
    assert len(Archive(NAME, package({"a": b"0" * 9_000_000})).read("a")) == 9_000_000


def test_a_package_that_is_too_large_as_a_whole_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_TOTAL_BYTES", 1000)
    with pytest.raises(UnreadableFile, match="异常庞大"):
        Archive(NAME, package({"a": b"0" * 600, "b": b"0" * 600}))


def test_a_package_with_too_many_members_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_MEMBERS", 3)
    with pytest.raises(UnreadableFile, match="异常庞大"):
        Archive(NAME, package({str(number): b"" for number in range(4)}))


def test_what_is_read_counts_even_if_the_directory_tells_less(monkeypatch: pytest.MonkeyPatch) -> None:
    found = Archive(NAME, package({"a": b"0" * 600, "b": b"1" * 600}))
    monkeypatch.setattr(archive, "MAX_TOTAL_BYTES", 1000)
    found.read("a")
    with pytest.raises(UnreadableFile, match="异常庞大"):
        found.read("b")


def test_a_directory_that_lies_about_a_size_does_not_get_more_read(
    read_bytes: object, tmp_path: Path
) -> None:
    content = docx(paragraph("正文" * 1000))
    with zipfile.ZipFile(io.BytesIO(content)) as made:
        size = made.getinfo("word/document.xml").file_size
    lying = content.replace(struct.pack("<I", size), struct.pack("<I", 50))
    with pytest.raises((UnreadableFile, zipfile.BadZipFile)):
        Archive(NAME, lying).read("word/document.xml")


def test_encrypted_members_are_refused() -> None:
    content = bytearray(package({"a": b"x"}))
    content[content.index(b"PK\x03\x04") + 6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(UnreadableFile, match="已加密"):
        Archive(NAME, bytes(content)).read("a")


@pytest.mark.parametrize("packing", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_members_packed_as_no_document_packs_them_are_not_unpacked(packing: int) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", packing) as made:
        made.writestr("a.xml", b"<a/>")
    with pytest.raises(UnreadableFile, match="损坏"):
        Archive(NAME, stream.getvalue()).read("a.xml")


def test_a_member_with_damaged_content_is_refused_in_words() -> None:
    content = bytearray(package({"a.xml": b"<a>some text</a>" * 40}))
    content[45] ^= 0xFF
    with pytest.raises(UnreadableFile, match="损坏"):
        Archive(NAME, bytes(content)).read("a.xml")


def test_who_expects_a_small_member_unpacks_no_large_one() -> None:
    found = Archive(NAME, package({"a.xml": b"x" * 2000}))
    with pytest.raises(UnreadableFile, match="异常庞大"):
        found.read("a.xml", most=1000)

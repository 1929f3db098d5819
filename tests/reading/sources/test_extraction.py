from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from baicheng.reading.errors import UnreadableFile
from baicheng.reading.sources import extract, extraction, files, office
from baicheng.reading.sources.assembly import TooManyBlocks
from baicheng.reading.sources.kinds import FOREIGN, OLE
from tests.reading.sources.docx_writer import docx, package, paragraph
from tests.reading.sources.ofd_writer import ofd, page, text
from tests.reading.sources.pdf_writer import PdfPage, pdf
from tests.reading.sources.shown import assert_sound, texts

DOCX = docx(paragraph("一、总体要求"))
OFD = ofd(page(text(30, 50, "一、总体要求")))
PDF = pdf(PdfPage().text(80, 130, "一、总体要求"))
HTML = "<html><body><p>一、总体要求</p></body></html>".encode()
TXT = "一、总体要求".encode()
SAMPLES = {"docx": DOCX, "ofd": OFD, "pdf": PDF, "html": HTML, "txt": TXT}
SUFFIXES = [".txt", ".docx", ".doc", ".wps", ".pdf", ".ofd", ".html", ".rtf", ".ceb", ""]


def ole(*streams: str) -> bytes:
    """The beginning of an OLE file with a directory of these streams."""
    entries = b"".join(name.encode("utf-16-le").ljust(128, b"\0") for name in streams)
    return OLE + bytes(504) + entries


def write(folder: Path, content: bytes, name: str = "计划.docx") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def refusal(path: Path) -> str:
    with pytest.raises(UnreadableFile) as caught:
        extract(path)
    message = str(caught.value)
    assert message.startswith(f"{path.name}: ")
    assert "\n" not in message
    assert message.endswith("。")
    assert caught.value.remedy
    return message


@pytest.mark.parametrize("name", ["计划.doc", "计划.txt", "计划", "计划.PDF"])
@pytest.mark.parametrize("file_format", SAMPLES)
def test_the_content_decides_and_not_the_name(tmp_path: Path, file_format: str, name: str) -> None:
    source = extract(write(tmp_path, SAMPLES[file_format], name))
    assert (source.format, source.name, texts(source)) == (file_format, name, ["一、总体要求"])


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    assert "文件不存在" in refusal(tmp_path / "无.docx")


def test_a_directory_is_no_file(tmp_path: Path) -> None:
    assert "是文件夹" in refusal(tmp_path)


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "管道")
    assert "不是普通文件" in refusal(tmp_path / "管道")


def test_impossible_names_are_refused(tmp_path: Path) -> None:
    assert "无法从磁盘读取" in refusal(tmp_path / ("长" * 300))
    with pytest.raises(UnreadableFile, match="无法从磁盘读取"):
        extract(Path("a\0b"))


def test_a_file_that_may_not_be_read_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path, TXT)

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    assert "没有读取权限" in refusal(path)


def test_an_empty_file_is_named(tmp_path: Path) -> None:
    assert "空文件" in refusal(write(tmp_path, b""))


def test_a_huge_file_is_refused_without_reading_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "大.txt"
    with path.open("wb") as stream:
        stream.truncate(files.MAX_BYTES + 1)
    monkeypatch.setattr(Path, "open", lambda *_, **__: pytest.fail("the file was opened"))
    assert "超过 100 MB" in refusal(path)


@pytest.mark.parametrize(
    "content", [b" \n\n ", docx(paragraph("  ")), b"<html><body></body></html>"], ids=["txt", "docx", "html"]
)
def test_a_file_without_any_text_is_refused(tmp_path: Path, content: bytes) -> None:
    assert "没有文字" in refusal(write(tmp_path, content))


@pytest.mark.parametrize(("offset", "magic", "fault", "remedy"), FOREIGN, ids=[kind[2] for kind in FOREIGN])
def test_other_kinds_of_files_are_called_by_their_name(
    tmp_path: Path, offset: int, magic: bytes, fault: str, remedy: str
) -> None:
    message = refusal(write(tmp_path, bytes(offset).replace(b"\0", b"\1") + magic + b"\0\1\2" * 100))
    assert fault in message
    assert remedy in message


@pytest.mark.parametrize("opening", ["MZ型地铁列车", "ID3期项目", "BM公司"])
def test_a_text_may_begin_with_the_letters_of_another_kind(tmp_path: Path, opening: str) -> None:
    assert texts(extract(write(tmp_path, opening.encode()))) == [opening]


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (package({"xl/workbook.xml": b"<x/>", "[Content_Types].xml": b"<x/>"}), "Excel"),
        (package({"ppt/presentation.xml": b"<x/>"}), "PowerPoint"),
        (package({"照片.jpg": b"x"}), "压缩包（ZIP）"),
        (ole("Root Entry", "Workbook"), "Excel"),
        (ole("Root Entry", "PowerPoint Document"), "PowerPoint"),
        (ole("Root Entry"), "无法识别的 Office 旧格式"),
        (b"<?xml version='1.0'?><data/>", "XML"),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n", "MHT"),
        (b"%!PS-Adobe-3.0\n", "PostScript"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_documents_of_other_programs_are_called_by_their_name(
    tmp_path: Path, content: bytes, fault: str
) -> None:
    assert fault in refusal(write(tmp_path, content))


def test_private_formats_are_named_with_the_way_out(tmp_path: Path) -> None:
    message = refusal(write(tmp_path, b"\0\1\2\3" * 50, "公文.CEB"))
    assert "方正" in message
    assert "另存为 PDF" in message


def test_locked_word_files_are_refused(tmp_path: Path) -> None:
    assert "已加密" in refusal(write(tmp_path, ole("Root Entry", "EncryptionInfo", "EncryptedPackage")))
    locked = (
        ole("Root Entry", "WordDocument").ljust(1024, b"\0") + b"\xec\xa5" + bytes(9) + b"\x01" + bytes(100)
    )
    assert "已加密" in refusal(write(tmp_path, locked, "计划.doc"))


def test_a_stream_name_inside_the_text_of_a_file_is_no_directory(tmp_path: Path) -> None:
    content = ole("Root Entry", "Workbook") + b"x" + "EncryptedPackage".encode("utf-16-le") + bytes(2)
    assert "Excel" in refusal(write(tmp_path, content))


@pytest.mark.parametrize("file_format", ["docx", "ofd", "pdf"])
def test_files_cut_short_are_refused(tmp_path: Path, file_format: str) -> None:
    content = SAMPLES[file_format]
    assert "损坏" in refusal(write(tmp_path, content[: len(content) // 3]))


def test_a_package_without_its_main_part_is_refused(tmp_path: Path) -> None:
    content = package({"[Content_Types].xml": b"<Types/>", "word/styles.xml": b"<x/>"})
    assert "缺少正文" in refusal(write(tmp_path, content))


def test_nothing_is_written_beside_the_file(tmp_path: Path) -> None:
    content = docx(paragraph("正文"), more={"../../evil.xml": b"x", "/tmp/evil.xml": b"x"})
    extract(write(tmp_path, content))
    assert [path.name for path in tmp_path.iterdir()] == ["计划.docx"]


@pytest.mark.parametrize(
    ("error", "fault"),
    [
        (RecursionError(), "不合格式规范"),
        (MemoryError(), "内存不够"),
        (TooManyBlocks(), "不像公文"),
        (KeyError("x"), "不合格式规范"),
    ],
)
def test_whatever_a_reader_raises_becomes_a_plain_message(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, fault: str
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(extraction, "_reader", lambda _: fail)
    assert fault in refusal(write(tmp_path, DOCX))


def test_libraries_are_loaded_only_when_needed() -> None:
    program = (
        "import sys, baicheng.reading.sources\n"
        "print([n for n in ('lxml', 'pypdfium2', 'docx', 'charset_normalizer') if n in sys.modules])"
    )
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"


def _damaged(draw: st.DrawFn) -> bytes:
    content = bytearray(draw(st.sampled_from(list(SAMPLES.values()))))
    for _ in range(draw(st.integers(0, 8))):
        content[draw(st.integers(0, len(content) - 1))] = draw(st.integers(0, 255))
    return bytes(content[: draw(st.integers(1, len(content)))])


damaged = st.composite(_damaged)()
magics = st.sampled_from(
    [b"", OLE, b"PK\x03\x04", b"%PDF-1.7\n", b"{\\rtf1 ", b"<html>", b"\xff\xfe", b"\xef\xbb\xbf"]
)
random_files = st.builds(lambda magic, rest: magic + rest, magics, st.binary(max_size=600))


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=damaged | random_files, suffix=st.sampled_from(SUFFIXES))
def test_no_file_ever_raises_anything_but_a_plain_message(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes, suffix: str
) -> None:
    monkeypatch.setattr(office, "libreoffice", lambda: None)
    path = write(tmp_path, content, f"计划{suffix}")
    try:
        source = extract(path)
    except UnreadableFile:
        return
    assert_sound(source)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    lines=st.lists(
        st.text(st.characters(codec="gb18030", exclude_categories=["C", "Z"]), min_size=1), min_size=1
    )
)
def test_every_format_gives_back_the_paragraphs_that_it_holds(tmp_path: Path, lines: list[str]) -> None:
    escaped = [line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") for line in lines]
    written = {
        "docx": docx("".join(map(paragraph, escaped))),
        "html": ("<html><body>" + "".join(f"<p>{line}</p>" for line in escaped) + "</body></html>").encode(),
        "txt": "﻿".encode() + "\n".join(lines).encode(),
    }
    for file_format, content in written.items():
        source = extract(write(tmp_path, content))
        assert (source.format, texts(source)) == (file_format, lines)

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from baicheng.reading.errors import UnreadableFile
from baicheng.reading.sources import extract, office
from tests.reading.sources.docx_writer import (
    cell,
    definition,
    docx,
    instance,
    level,
    numbered,
    paragraph,
    table,
)
from tests.reading.sources.shown import cells, texts

RTF = (
    rb"{\rtf1\ansi\ansicpg936\deff0{\fonttbl{\f0 SimSun;}}\f0 "
    b"\\u19968?\\u12289?\\u36947?\\u36335?\\par \\u23436?}"
)

needs_libreoffice = pytest.mark.skipif(office.libreoffice() is None, reason="LibreOffice is not installed")


@pytest.fixture
def rtf(tmp_path: Path) -> Path:
    path = tmp_path / "计划 '1'.doc"
    path.write_bytes(RTF)
    return path


def test_without_libreoffice_the_message_says_what_to_do(rtf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(office, "USUAL_PLACES", ())
    with pytest.raises(UnreadableFile, match=r"需要安装 LibreOffice.*另存为 \.docx"):
        extract(rtf)


def test_libreoffice_is_found_in_its_usual_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "soffice"
    program.touch()
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(office, "USUAL_PLACES", (str(program),))
    assert office.libreoffice() == str(program)


def stand_in(folder: Path, script: str) -> str:
    """A program that takes LibreOffice's place."""
    program = folder / "soffice"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    return str(program)


def test_a_conversion_that_hangs_is_ended_with_all_it_started(
    rtf: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mark = "30.0871"
    program = stand_in(tmp_path, f"sleep {mark} & wait")
    monkeypatch.setattr(office, "libreoffice", lambda: program)
    monkeypatch.setattr(office, "TIMEOUT_SECONDS", 0.3)
    with pytest.raises(UnreadableFile, match="转换超过"):
        extract(rtf)
    running = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout
    assert f"sleep {mark}" not in running


def test_a_conversion_that_fails_is_reported(
    rtf: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = stand_in(tmp_path, "exit 0")
    monkeypatch.setattr(office, "libreoffice", lambda: program)
    with pytest.raises(UnreadableFile, match="LibreOffice 无法转换"):
        extract(rtf)


@needs_libreoffice
def test_rich_text_under_a_wrong_name_is_converted_and_noted(rtf: Path) -> None:
    source = extract(rtf)
    assert texts(source)[:2] == ["一、道路", "完"]
    assert source.name == rtf.name
    assert "LibreOffice" in source.notes[0]


@needs_libreoffice
def test_an_old_word_file_keeps_numbers_and_tables(tmp_path: Path) -> None:
    numbering = definition(level(0, "chineseCounting", "%1、", '<w:suff w:val="nothing"/>')) + instance()
    grid = "<w:tblPr/><w:tblGrid><w:gridCol/><w:gridCol/></w:tblGrid>"
    body = (
        numbered("道路")
        + numbered("公园")
        + table([cell("甲"), cell("乙")]).replace("<w:tbl>", f"<w:tbl>{grid}")
        + paragraph("完")
    )
    types = (
        b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        b'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        b'<Default Extension="xml" ContentType="application/xml"/>'
        b'<Override PartName="/word/document.xml" ContentType='
        b'"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>'
        b'<Override PartName="/word/numbering.xml" ContentType='
        b'"application/vnd.openxmlformats-officedocument.wordprocessingml.numbering+xml"/></Types>'
    )
    (tmp_path / "计划.docx").write_bytes(docx(body, numbering, more={"[Content_Types].xml": types}))
    program = office.libreoffice()
    assert program is not None
    profile = (tmp_path / "profile").as_uri()
    subprocess.run(
        [program, f"-env:UserInstallation={profile}", "--headless", "--convert-to", "doc", "计划.docx"],
        cwd=tmp_path,
        check=True,
        capture_output=True,
        timeout=60,
    )
    source = extract(tmp_path / "计划.doc")
    assert texts(source)[:2] == ["一、道路", "二、公园"]
    assert cells(source) == [("1.1.1", "甲"), ("1.1.2", "乙")]

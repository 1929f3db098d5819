from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from baicheng.reading.model import Ledger
from baicheng.reading.outputs import Format, UnwritableFile, as_json, save, write
from baicheng.reading.outputs.saving import save_bytes


@pytest.mark.parametrize("file_format", Format)
def test_the_suffix_decides_the_format(ledger: Ledger, tmp_path: Path, file_format: Format) -> None:
    path = tmp_path / f"台账.{file_format.upper()}"
    save(ledger, path)
    beginning = {"xlsx": b"PK", "json": b"{", "csv": b"\xef\xbb\xbf", "html": b"<!DOCTYPE html>"}
    assert path.read_bytes().startswith(beginning[file_format])
    assert list(tmp_path.iterdir()) == [path]


def test_a_named_format_overrules_the_suffix(ledger: Ledger, tmp_path: Path) -> None:
    save([ledger], tmp_path / "out.txt", Format.JSON)
    assert json.loads((tmp_path / "out.txt").read_text("utf-8"))["schema"] == as_json.SCHEMA


def test_other_content_is_saved_whole_too(tmp_path: Path) -> None:
    path = tmp_path / "clauses.json"
    save_bytes(b"[]", path)
    assert path.read_bytes() == b"[]"
    with pytest.raises(UnwritableFile, match="文件夹不存在"):
        save_bytes(b"[]", tmp_path / "none" / "clauses.json")
    assert list(tmp_path.iterdir()) == [path]


def test_an_unknown_suffix_is_refused_and_nothing_is_written(ledger: Ledger, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="docx"):
        save(ledger, tmp_path / "ledger.docx")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("fault", [RuntimeError("broken"), KeyboardInterrupt()])
def test_a_failure_half_way_leaves_the_old_file_and_no_draft(
    ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: BaseException
) -> None:
    path = tmp_path / "ledger.json"
    path.write_text("old")

    def breaks(ledgers: Any, out: Any) -> None:
        out.write(b"half")
        raise fault

    monkeypatch.setattr(as_json, "write_json", breaks)
    with pytest.raises(type(fault)):
        save(ledger, path)
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_full_disk_is_told_in_one_line_and_leaves_the_old_file(
    ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "ledger.json"
    path.write_text("old")

    def full(ledgers: Any, out: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(as_json, "write_json", full)
    with pytest.raises(UnwritableFile, match=r"ledger\.json：写入失败.*磁盘空间") as caught:
        save(ledger, path)
    assert "\n" not in str(caught.value)
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_missing_folder_is_named_with_what_to_do(ledger: Ledger, tmp_path: Path) -> None:
    with pytest.raises(UnwritableFile, match=r"文件夹不存在.*请先建立文件夹"):
        save(ledger, tmp_path / "none" / "ledger.csv")


def test_a_file_held_by_another_program_is_told(
    ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def held(self: Path, target: Path) -> Path:
        raise PermissionError(13, "in use")

    monkeypatch.setattr(Path, "replace", held)
    with pytest.raises(UnwritableFile, match="请先关闭"):
        save(ledger, tmp_path / "ledger.csv")
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(os.name != "posix", reason="permissions and links of POSIX systems")
def test_the_file_gets_the_usual_permissions_and_a_link_stays_a_link(ledger: Ledger, tmp_path: Path) -> None:
    plain = tmp_path / "plain"
    plain.write_text("")
    link = tmp_path / "link.csv"
    link.symlink_to(tmp_path / "real.csv")
    save(ledger, link)
    assert link.is_symlink()
    assert (tmp_path / "real.csv").stat().st_mode == plain.stat().st_mode


def test_writing_twice_gives_the_same_bytes(ledger: Ledger, tmp_path: Path) -> None:
    for file_format in (Format.JSON, Format.CSV, Format.HTML):
        first, second = tmp_path / "a", tmp_path / "b"
        save(ledger, first, file_format)
        with second.open("wb") as out:
            write(ledger, out, file_format)
        assert first.read_bytes() == second.read_bytes()

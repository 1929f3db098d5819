"""An installation in one file, and back: also while others work, encrypted, torn or altered."""

from __future__ import annotations

import gzip
import io
import re
import subprocess
import sys
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.commands.server import ROOT, STRONG, environment, run

#: Enters subjects one by one with their history until the parent goes away, and says when it has begun.
_WORK = """
import sys, django
django.setup()
from django.utils import timezone
from baicheng.server.history.actors import Actor
from baicheng.server.orgs.services import create_subject
for number in range(100_000):
    create_subject(kind="unit", name=f"单位{number}", actor=Actor("system:test", "测试"), at=timezone.now())
    if number == 20:
        print("begun", flush=True)
"""


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory, install: Callable[[Path], None]) -> Path:
    """An installation with an administrator and an uploaded file."""
    folder = tmp_path_factory.mktemp("saved")
    install(folder)
    assert run(folder, "user", "add", "root", "--name", "张三", typed=f"{STRONG}\n").code == 0
    (folder / "files" / "documents").mkdir(parents=True)
    (folder / "files" / "documents" / "方案.txt").write_text("一、任务", "utf-8")
    return folder


@pytest.fixture(scope="module")
def saved(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("backup") / "baicheng.backup"
    assert run(data, "backup", target).code == 0
    return target


def test_a_backup_gives_the_same_installation_elsewhere(data: Path, saved: Path, tmp_path: Path) -> None:
    there = tmp_path / "there"

    said = run(there, "restore", saved)

    assert said.code == 0, said.err
    assert "已恢复并核对" in said.out
    assert "root" in run(there, "user", "list").out
    assert (there / "files" / "documents" / "方案.txt").read_text("utf-8") == "一、任务"
    assert (there / "secret-key").read_text() == (data / "secret-key").read_text()
    assert run(there, "audit", "verify").code == 0
    assert saved.stat().st_mode & 0o077 == 0
    assert sorted(path.name for path in there.iterdir() if path.name.startswith(".")) == []


def test_a_backup_made_while_others_write_is_whole(data: Path, tmp_path: Path) -> None:
    settings = environment(data, DJANGO_SETTINGS_MODULE="baicheng.server.config.settings")
    work = subprocess.Popen(
        [sys.executable, "-c", _WORK], env=settings, cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    try:
        assert work.stdout is not None
        assert work.stdout.readline() == "begun\n"
        said = [run(data, "backup", tmp_path / f"{number}.backup") for number in range(2)]
    finally:
        work.kill()
        work.communicate()

    assert [one.code for one in said] == [0, 0], said
    for number in range(2):
        restored = run(tmp_path / str(number), "restore", tmp_path / f"{number}.backup")
        assert restored.code == 0, restored.out


def test_nothing_that_is_there_is_written_over(data: Path, saved: Path, tmp_path: Path) -> None:
    before = run(data, "user", "list").out

    assert run(data, "restore", saved).code == 1
    again = run(data, "backup", saved)

    assert again.code == 1
    assert "已经存在" in again.err and again.err.count("\n") == 1
    assert run(data, "user", "list").out == before != ""


def test_with_a_key_only_its_owner_reads_the_backup(data: Path, tmp_path: Path) -> None:
    key, other = tmp_path / "key", tmp_path / "other"
    made = run(data, "backup-key", key)
    run(data, "backup-key", other)
    (recipient,) = re.findall(r"age1\w+", made.out)
    target = tmp_path / "sealed.backup"

    assert run(data, "backup", target, "--recipient", recipient).code == 0

    assert target.read_bytes()[:18] == b"age-encryption.org"
    assert key.stat().st_mode & 0o077 == 0
    assert recipient in key.read_text()
    without = run(tmp_path / "a", "restore", target)
    wrong = run(tmp_path / "a", "restore", target, "--identity", other)
    right = run(tmp_path / "a", "restore", target, "--identity", key)
    assert (without.code, wrong.code, right.code) == (1, 1, 0), right.err
    assert "--identity" in without.err
    assert "Traceback" not in without.err + wrong.err
    assert run(data, "backup", tmp_path / "x", "--recipient", "age1nonsense").code == 1
    assert not (tmp_path / "x").exists()


def _members(backup: Path) -> dict[str, bytes]:
    with tarfile.open(backup) as archive:
        return {info.name: archive.extractfile(info).read() for info in archive}  # type: ignore[union-attr]


def _packed(members: dict[str, bytes], target: Path) -> Path:
    with tarfile.open(target, "x:gz") as archive:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return target


def test_what_is_torn_altered_or_no_backup_restores_nothing(saved: Path, tmp_path: Path) -> None:
    members = _members(saved)
    altered = {**members, "files/documents/方案.txt": "二、别的".encode()}
    hostile = {"files/../../evil": b"x", **members}
    without = {name: content for name, content in members.items() if name != "manifest.json"}
    files = [
        _packed(altered, tmp_path / "altered"),
        _packed(hostile, tmp_path / "hostile"),
        _packed(without, tmp_path / "without"),
        tmp_path / "torn",
        tmp_path / "empty",
        tmp_path / "missing",
    ]
    files[3].write_bytes(saved.read_bytes()[: saved.stat().st_size // 2])
    files[4].write_bytes(gzip.compress(b""))

    for number, file in enumerate(files):
        there = tmp_path / f"there{number}"
        said = run(there, "restore", file)
        assert said.code == 1, file
        assert said.err.strip() and "Traceback" not in said.err
        assert not (there / "baicheng.sqlite3").exists() and not (there / "files").exists()
    assert not (tmp_path / "evil").exists()

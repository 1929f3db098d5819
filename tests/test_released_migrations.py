"""What a released version has migrated is never migrated otherwise."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tools.released_migrations import ROOT, last_tag, rewritten

FIRST = "baicheng/server/orgs/migrations/0001_initial.py"

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with one migration and one other file, not tagged yet."""
    _git(tmp_path, "init", "--quiet")
    _write(tmp_path, FIRST, "operations = []\n")
    _write(tmp_path, "baicheng/server/orgs/models.py", "")
    _commit(tmp_path)
    return tmp_path


def _git(folder: Path, *arguments: str) -> None:
    named = ("-c", "user.name=A", "-c", "user.email=a@example.cn", "-c", "commit.gpgsign=false")
    subprocess.run(["git", "-C", folder, *named, *arguments], check=True, capture_output=True)


def _write(folder: Path, name: str, text: str) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def _commit(folder: Path) -> None:
    _git(folder, "add", "--all")
    _git(folder, "commit", "--quiet", "--message", "Change it")


def test_before_the_first_tag_migrations_are_rewritten_in_place(repository: Path) -> None:
    _write(repository, FIRST, "operations = [1]\n")
    _git(repository, "tag", "a-name-that-is-no-version")

    assert last_tag(repository) == ""
    assert rewritten(repository) == []


@pytest.mark.parametrize("committed", [False, True])
def test_a_migration_of_the_last_tag_may_not_change(repository: Path, committed: bool) -> None:
    _git(repository, "tag", "v0.1.0")
    _write(repository, FIRST, "operations = [1]\n")
    if committed:
        _commit(repository)

    (fault,) = rewritten(repository)
    assert FIRST in fault and "v0.1.0" in fault and "was changed" in fault and "makemigrations" in fault


def test_nor_may_it_go_or_be_called_otherwise(repository: Path) -> None:
    _git(repository, "tag", "v0.1.0")
    (repository / FIRST).rename(repository / FIRST.replace("initial", "begin"))
    _commit(repository)

    (fault,) = rewritten(repository)
    assert FIRST in fault and "was removed" in fault


def test_new_migrations_and_other_files_are_free(repository: Path) -> None:
    _git(repository, "tag", "-a", "v0.1.0", "-m", "0.1.0")
    _write(repository, FIRST.replace("0001_initial", "0002_more"), "operations = [2]\n")
    _write(repository, "baicheng/server/orgs/models.py", "more = 1\n")
    _commit(repository)

    assert last_tag(repository) == "v0.1.0"
    assert rewritten(repository) == []


def test_the_newest_tag_counts(repository: Path) -> None:
    _git(repository, "tag", "v0.1.0")
    second = FIRST.replace("0001_initial", "0002_more")
    _write(repository, second, "operations = [2]\n")
    _commit(repository)
    assert rewritten(repository) == []
    _git(repository, "tag", "v0.2.0")
    _write(repository, second, "operations = [3]\n")

    (fault,) = rewritten(repository)
    assert second in fault and "v0.2.0" in fault


def test_a_folder_without_git_is_no_fault(tmp_path: Path) -> None:
    assert rewritten(tmp_path) == []


def test_here_no_released_migration_was_rewritten() -> None:
    assert rewritten(ROOT) == []

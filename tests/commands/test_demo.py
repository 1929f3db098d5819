"""`baicheng demo` builds into a folder of its own, and touches no other."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands.server import Said, run


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Said]:
    """The demonstration, built once for the tests of this module."""
    folder = tmp_path_factory.mktemp("demonstration") / "data"
    return folder, run(folder.parent / "elsewhere", "demo", "--data", folder, "--no-serve")


def test_it_builds_and_lists_accounts_with_one_password(built: tuple[Path, Said]) -> None:
    folder, said = built

    assert said.code == 0, said.err
    assert (folder / "baicheng.sqlite3").exists()
    assert "lanchuan-demo" in said.out
    for username in ("admin", "tizhi", "mayor", "chengjian"):
        assert f"  {username}" in said.out
    assert "虚构" in said.out


def test_the_accounts_that_it_names_are_there(built: tuple[Path, Said]) -> None:
    folder, said = built
    listed = {
        line.split("\t")[0] for line in run(folder, "user", "list", BAICHENG_DEMO="yes").out.splitlines()
    }
    named = {line.split()[2] for line in said.out.split("\n\n")[0].splitlines()[2:]}

    assert named and named <= listed


def test_its_history_is_whole(built: tuple[Path, Said]) -> None:
    assert run(built[0], "audit", "verify").code == 0


def test_a_folder_with_other_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("keep", "utf-8")
    said = run(tmp_path / "elsewhere", "demo", "--data", tmp_path, "--no-serve")

    assert said.code == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mine.txt"]
    assert "--data" in said.err and said.err.count("\n") == 1


def test_reading_the_sample_plan_alone_needs_no_server(tmp_path: Path) -> None:
    said = run(tmp_path / "data", "demo", "--ledger-only", "--output", tmp_path / "ledger")

    assert said.code == 0
    assert (tmp_path / "ledger" / "ledger.xlsx").exists()
    assert not (tmp_path / "data").exists()

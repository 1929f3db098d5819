"""Setting an installation up and keeping its accounts and its history from the command line."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from openpyxl import load_workbook

from baicheng.commands.server_arguments import ROLES
from baicheng.packs.shelf import BUILTIN
from baicheng.server.accounts.models import Role
from tests.commands.server import STRONG, Said, run

Installed = Callable[..., Said]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory, install: Callable[[Path], None]) -> Path:
    """A fresh installation with its first administrator; the tests of this module share it, in order."""
    folder = tmp_path_factory.mktemp("installation")
    install(folder)
    assert run(folder, "user", "add", "root", "--name", "张三", typed=f"{STRONG}\n").code == 0
    return folder


def test_the_roles_of_the_command_line_are_those_of_the_server() -> None:
    assert set(ROLES) == set(Role.values)


def test_without_a_database_a_command_says_what_to_run_first(tmp_path: Path) -> None:
    said = run(tmp_path / "empty", "user", "list")

    assert said.code == 1
    assert "baicheng migrate" in said.err and said.err.count("\n") == 1


def test_a_wrong_setting_is_told_in_one_line_that_names_it(tmp_path: Path) -> None:
    said = run(tmp_path / "empty", "migrate", BAICHENG_HTTPS="perhaps")

    assert said.code == 1
    assert "BAICHENG_HTTPS" in said.err and said.err.count("\n") == 1


def test_migrating_twice_does_no_harm(data: Path) -> None:
    assert run(data, "migrate").code == 0
    assert "root" in run(data, "user", "list").out


def test_a_weak_first_password_is_refused_and_opens_nothing(
    install: Callable[[Path], None], tmp_path: Path
) -> None:
    install(tmp_path / "fresh")
    said = run(tmp_path / "fresh", "user", "add", "root", "--name", "张三", typed="12345\n")

    assert said.code == 1 and said.err
    assert run(tmp_path / "fresh", "user", "list").out == ""


def test_further_accounts_get_a_first_password_and_their_roles(data: Path) -> None:
    opened = run(data, "user", "add", "li", "--name", "李四")
    granted = run(
        data, "user", "grant", "li", "office", "--programme", "supervision", "--since", "2026-01-05"
    )
    listed = run(data, "user", "list").out

    assert (opened.code, granted.code) == (0, 0)
    assert "first password: " in opened.out
    assert "li\t李四\toffice(supervision)" in listed


def test_passwords_are_kept_as_argon2_and_never_as_they_are(data: Path) -> None:
    with closing(sqlite3.connect(data / "baicheng.sqlite3")) as rows:
        kept = [password for (password,) in rows.execute("SELECT password FROM accounts_user")]

    assert kept and all(one.startswith("argon2$argon2id$") for one in kept)
    assert STRONG not in "".join(kept)


def test_a_password_is_reset_to_another_first_one(data: Path) -> None:
    first, second = (run(data, "user", "password", "root").out for _ in range(2))

    assert first.rpartition(": ")[2] != second.rpartition(": ")[2]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("user", "grant", "nobody", "viewer"), "nobody"),
        (("user", "grant", "root", "liaison", "--unit", "市没有局"), "市没有局"),
        (("user", "grant", "root", "liaison"), "unit"),
        (("user", "add", "root", "--name", "又一个"), "username"),
        (("user", "grant", "root", "viewer", "--by", "nobody"), "nobody"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(data: Path, arguments: tuple[str, ...], words: str) -> None:
    said = run(data, *arguments)

    assert said.code == 1
    assert said.out == ""
    assert words in said.err and said.err.count("\n") == 1


def test_history_is_sealed_and_verified(data: Path) -> None:
    assert "events sealed" in run(data, "audit", "checkpoint").out
    assert "nothing new" in run(data, "audit", "checkpoint").out
    assert run(data, "audit", "verify").code == 0


def test_packs_are_installed_and_listed(data: Path) -> None:
    assert "未安装" in run(data, "pack", "list").out
    installed = run(data, "pack", "install", "supervision")
    listed = run(data, "pack", "list").out

    assert installed.code == 0 and "supervision" in installed.out
    assert "office" in installed.err
    assert "supervision\t" in listed and "未安装，baicheng pack install supervision" not in listed


def test_a_new_version_is_looked_at_and_then_installed(data: Path, tmp_path: Path) -> None:
    newer = tmp_path / "supervision"
    shutil.copytree(BUILTIN / "supervision", newer)
    manifest = (newer / "pack.yaml").read_text("utf-8")
    version = manifest.split("\nversion: ")[1].splitlines()[0]
    manifest = manifest.replace(f"version: {version}", "version: 999.0.0")
    (newer / "pack.yaml").write_text(manifest, "utf-8")

    looked = run(data, "pack", "upgrade", str(newer), "--preview")
    assert looked.code == 0 and f"{version} → 999.0.0" in looked.out
    assert f"supervision\t{version}\t" in run(data, "pack", "list").out

    assert "999.0.0  已安装" in run(data, "pack", "upgrade", str(newer)).out
    assert "supervision\t999.0.0\t" in run(data, "pack", "list").out


def test_what_is_not_installed_cannot_be_upgraded(data: Path) -> None:
    said = run(data, "pack", "upgrade", "quality_programme")

    assert said.code == 1
    assert "baicheng pack install" in said.err
    assert "quality_programme\t\t（未安装" in run(data, "pack", "list").out


def test_a_pack_that_is_not_there_is_told_with_those_that_are(data: Path) -> None:
    said = run(data, "pack", "install", "no_such_pack")

    assert said.code == 1
    assert "no_such_pack" in said.err and "supervision" in said.err


def test_an_altered_history_is_found(data: Path) -> None:
    with sqlite3.connect(data / "baicheng.sqlite3") as database:
        database.execute("UPDATE history_event SET reason = 'for no reason' WHERE id = 2")
    said = run(data, "audit", "verify")

    assert said.code == 1
    assert "异常 / fault" in said.out


def test_the_directory_and_its_people_are_entered_from_one_file(
    install: Callable[[Path], None], tmp_path: Path
) -> None:
    folder = tmp_path / "fresh"
    install(folder)
    run(folder, "user", "add", "root", "--name", "张三", typed=f"{STRONG}\n")
    form = tmp_path / "名录.xlsx"
    assert run(folder, "directory", "template", str(form)).code == 0
    assert run(folder, "directory", "template", str(form)).code == 1  # what is filled in is not written over
    book = load_workbook(form)
    book["名录"].append(["单位", "市水利局"])
    book["人员"].append(["wang", "王一", "", "联络员", "市水利局"])
    book.save(form)

    checked = run(folder, "directory", "import", str(form), "--check")
    entered = run(folder, "directory", "import", str(form))
    again = run(folder, "directory", "import", str(form))

    assert "没有写入" in checked.out and "wang" not in checked.out
    assert "wang" in entered.out and "初始密码" in entered.out
    assert "wang" not in again.out
    assert "wang" in run(folder, "user", "list").out


def test_a_fault_in_the_file_is_told_by_cell(data: Path, tmp_path: Path) -> None:
    form = tmp_path / "名录.xlsx"
    run(data, "directory", "template", str(form))
    book = load_workbook(form)
    book["人员"].append(["wang2", "王一", "", "联络员", "没有的局"])
    book.save(form)

    said = run(data, "directory", "import", str(form))

    assert said.code == 1
    assert "人员!E3" in said.err
    assert run(data, "directory", "import", str(tmp_path / "none.xlsx")).code == 1

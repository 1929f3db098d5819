"""Loading a folder: every file has its place, nothing outside is read, and all faults are told at once."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baicheng.packs.checks.check import check
from baicheng.packs.loader import load_files, load_pack
from tests.packs.conftest import GOOD, files_of


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(GOOD, tmp_path / "good"))


def said(folder: Path) -> str:
    loaded = load_pack(folder)
    assert loaded.pack is None
    return "\n".join(map(str, loaded.problems))


def test_a_folder_and_its_files_make_the_same_pack(folder: Path) -> None:
    assert load_pack(folder).pack == load_files(files_of(folder)).pack


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    assert "there is no such folder" in said(tmp_path / "nowhere")


def test_a_pack_without_its_first_file_says_what_that_holds(folder: Path) -> None:
    (folder / "pack.yaml").unlink()

    assert "pack.yaml is missing" in said(folder)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("register/a.yaml", "did you mean 'registers'"),
        ("a.yaml", "no such place"),
        ("registers/a.yml", "ends in .yaml"),
        ("registers/A.yaml", "small letters"),
        ("registers/deep/a.yaml", "no such place"),
        ("rules.py", "no such place"),
    ],
)
def test_a_file_in_no_place_of_a_pack_is_refused(folder: Path, name: str, words: str) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("a: 1")

    assert words in said(folder)


def test_notes_for_people_may_lie_beside_the_files(folder: Path) -> None:
    (folder / "README.md").write_text("what this is")
    (folder / ".gitignore").write_text("*~")

    assert load_pack(folder).pack is not None


def test_links_are_not_followed(folder: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.yaml"
    secret.write_text("id: secret")
    (folder / "values" / "secret.yaml").symlink_to(secret)
    (folder / "duties" / "more").symlink_to(tmp_path)

    text = said(folder)

    assert "values/secret.yaml: 不跟随链接" in text
    assert "duties/more: 不跟随链接" in text
    assert "id: secret" not in text


def test_the_faults_of_all_files_are_told_at_once(folder: Path) -> None:
    for name in ("values/fewest.yaml", "periods/season.yaml", "groups/villages.yaml"):
        (folder / name).write_text("odd: 1")

    files = {problem.file for problem in load_pack(folder).problems}

    assert files == {"values/fewest.yaml", "periods/season.yaml", "groups/villages.yaml"}


def test_a_file_that_is_no_mapping_is_told_what_is_wanted(folder: Path) -> None:
    (folder / "values" / "fewest.yaml").write_text("just words")

    assert "keys with values are wanted" in said(folder)


GOOD_FILES = files_of(GOOD)
PLACES = [(name, line) for name, raw in GOOD_FILES.items() for line in range(raw.count(b"\n"))]


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(PLACES), st.sampled_from(["cut", "twice", "indent", "swap"]), st.integers(0, 60))
def test_a_damaged_file_is_told_about_and_breaks_nothing(place: tuple[str, int], how: str, at: int) -> None:
    name, number = place
    lines = GOOD_FILES[name].decode().splitlines()
    line = lines[number]
    lines[number] = {
        "cut": line[:at],
        "twice": f"{line}\n{line}",
        "indent": f"  {line}",
        "swap": line.replace("{", "[").replace(":", "::", 1),
    }[how]

    loaded = load_files({**GOOD_FILES, name: "\n".join(lines).encode()})

    problems = loaded.problems if loaded.pack is None else check(loaded.pack)
    assert loaded.pack is not None or problems
    assert all(problem.zh and problem.en and problem.file for problem in problems)

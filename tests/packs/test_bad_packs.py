"""Every kind of bad pack: the sound one with one thing changed, and the words that its error must contain."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from baicheng.packs.checks.check import check
from baicheng.packs.loader import load_files
from baicheng.packs.problems import Problem

BAD = sorted((Path(__file__).parent / "bad").glob("*.yaml"))


CHINESE = re.compile("[\u4e00-\u9fff]")
#: Words that leave the fault to the English beside them.
SAYS_NOTHING = re.compile("按后面的说明改")


def problems(files: dict[str, bytes]) -> list[Problem]:
    loaded = load_files(files)
    return list(loaded.problems) if loaded.pack is None else list(check(loaded.pack))


def changed(files: dict[str, bytes], file: str, old: str, new: str) -> dict[str, bytes]:
    text = files[file].decode()
    assert old in text, f"{file} of the sound pack has no {old!r} any more"
    return {**files, file: text.replace(old, new, 1).encode()}


def test_the_sound_pack_has_no_problem(good_files: dict[str, bytes]) -> None:
    assert problems(good_files) == []


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_the_error_of_a_bad_pack_says_what_where_and_what_to_do(
    path: Path, good_files: dict[str, bytes]
) -> None:
    bad: dict[str, Any] = yaml.safe_load(path.read_text("utf-8"))

    found = problems(changed(good_files, bad["in"], bad["instead_of"], bad["stands"]))

    said = "\n".join(map(str, found))
    for words in bad["says"]:
        assert words in said, said
    assert any(problem.file == bad["in"] and problem.line for problem in found), said
    for problem in found:
        assert CHINESE.search(problem.zh) and not SAYS_NOTHING.search(problem.zh), said


def test_there_are_bad_packs_of_many_kinds() -> None:
    assert len(BAD) >= 90

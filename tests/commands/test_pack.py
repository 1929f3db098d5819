"""The commands of packs: what they print, and the codes with which they end."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from baicheng.cli import main
from baicheng.packs.shelf import BUILTIN

GOOD = Path(__file__).parents[1] / "packs" / "good"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(GOOD, tmp_path / "wells"))


def change(folder: Path, file: str, old: str, new: str) -> None:
    text = (folder / file).read_text("utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), "utf-8")


def test_sound_packs_end_with_0_and_say_nothing_on_standard_output(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["pack", "check", str(GOOD), str(BUILTIN / "quality_programme")]) == 0

    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("0 errors, 0 warnings") == 2


def test_an_error_ends_with_1_and_stands_in_one_line(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change(folder, "registers/wells.yaml", "kind: money", "kind: mony")

    assert main(["pack", "check", str(folder)]) == 1

    (line,) = capsys.readouterr().out.splitlines()
    assert line.startswith("wells/registers/wells.yaml:9 fields.cost.kind: ")
    assert "是不是“money”" in line and "did you mean 'money'" in line


def test_a_warning_ends_with_0(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change(
        folder, "tests/wells.yaml", "    parameters: {fewest: {drinking: {at_least: 1, per: month}}}\n", ""
    )

    assert main(["pack", "check", str(folder)]) == 0

    out, err = capsys.readouterr()
    assert "warning: " in out and "no case in tests expects it" in out
    assert "0 errors, 1 warnings" in err


def test_programs_get_problems_as_json(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change(folder, "registers/wells.yaml", "kind: money", "kind: mony")

    main(["pack", "check", "--format", "json", str(folder)])

    (problem,) = json.loads(capsys.readouterr().out)[str(folder)]
    assert (problem["file"], problem["line"], problem["warning"]) == ("registers/wells.yaml", 9, False)


def test_a_pack_that_is_needed_is_found_beside_it_or_among_those_that_ship(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = Path(shutil.copytree(folder, folder.parent / "more"))
    change(other, "pack.yaml", "pack: good", "pack: more")
    change(other, "pack.yaml", "office:", "needs: [wells, supervision]\noffice:")
    change(other, "registers/wells.yaml", "to: wells", "to: wells.wells")
    change(folder, "pack.yaml", "pack: good", "pack: wells")

    assert main(["pack", "check", str(other)]) == 0, capsys.readouterr().out


def test_cases_are_reported_file_by_file(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["pack", "test", "--verbose", str(folder)]) == 0

    out, err = capsys.readouterr()
    assert "wells/tests/wells.yaml ..." in out
    assert "PASSED a shallow garden well is not reported" in out
    assert "3 passed, 0 failed" in err


def test_a_case_that_fails_ends_with_1_and_says_what_was_expected(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change(folder, "tests/wells.yaml", "due_at: 2021-05-07T10:00", "due_at: 2021-05-07T11:00")

    assert main(["pack", "test", str(folder)]) == 1

    out, err = capsys.readouterr()
    assert "wells/tests/wells.yaml .F." in out
    assert "wells/tests/wells.yaml:6 the fence of a well broken at four" in out
    assert "expected {assignment: fence, bearer: 东村, due_at: 2021-05-07T11:00" in out
    assert "1 failed" in err


def test_a_pack_that_is_not_sound_is_not_run(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change(folder, "registers/wells.yaml", "bearer: party(keeper), due", "bearer: party(keper), due")

    assert main(["pack", "test", str(folder)]) == 1
    assert "mend these first" in capsys.readouterr().err


def test_a_pack_without_cases_says_so(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.rmtree(folder / "tests")

    assert main(["pack", "test", str(folder)]) == 0
    assert "has no cases" in capsys.readouterr().err


def test_two_versions_are_compared_with_the_local_values(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change(folder, "values/depth_limit.yaml", "50.5", "60")
    local = tmp_path / "local.yaml"
    local.write_text(
        "- {path: values.depth_limit, value: 55, since: 2022-01-01, reason: soft ground, decided_by: office}\n"
    )

    assert main(["pack", "diff", str(GOOD), str(folder), "--local", str(local)]) == 0

    lines = capsys.readouterr().out.splitlines()
    assert "~ values.depth_limit.values[from 2021-03-01].value: 50.5 → 60" in lines
    assert any(line.startswith("conflict: values.depth_limit") for line in lines)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a: 1", "a list of values is wanted"),
        ("- {path: office}", "'value' is missing"),
        ("- {path: office, valeu: 1}", "did you mean 'value'"),
        ("[", "not YAML"),
        (None, "cannot be read"),
    ],
)
def test_local_values_that_cannot_be_read_are_told_about(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str | None, words: str
) -> None:
    local = tmp_path / "local.yaml"
    if text is not None:
        local.write_text(text)

    assert main(["pack", "diff", str(GOOD), str(GOOD), "--local", str(local)]) == 1
    assert words in capsys.readouterr().err


def test_a_version_that_is_not_sound_is_not_compared(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change(folder, "registers/wells.yaml", "kind: money", "kind: mony")

    assert main(["pack", "diff", "--format", "json", str(GOOD), str(folder)]) == 1
    assert "unknown value 'mony'" in capsys.readouterr().err


def test_the_schemas_for_editors_are_written_to_a_folder(tmp_path: Path) -> None:
    assert main(["pack", "schema", "--output", str(tmp_path / "schemas")]) == 0

    names = {path.name for path in (tmp_path / "schemas").iterdir()}
    assert {"pack.schema.json", "registers.schema.json", "duties.schema.json"} <= names


def test_a_folder_that_cannot_be_written_is_told_about(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "schemas").write_text("a file")

    assert main(["pack", "schema", "--output", str(tmp_path / "schemas")]) == 1
    assert "不是文件夹" in capsys.readouterr().err


@pytest.mark.parametrize("verb", ["check", "test", "diff", "schema"])
def test_each_verb_explains_itself_in_both_languages(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main(["pack", verb, "--help"])

    out = capsys.readouterr().out
    assert stop.value.code == 0
    assert any("\u4e00" <= letter <= "\u9fff" for letter in out)
    assert "folder" in out.lower()

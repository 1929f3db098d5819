"""``baicheng rules``: what a clerk sees who checks a file or asks how a point comes about."""

from __future__ import annotations

from pathlib import Path

import pytest

from baicheng.cli import main

FILE = Path(__file__).parents[1] / "rules" / "files" / "river_chief_2019.yaml"

BUILTIN = Path(__file__).parents[2] / "baicheng" / "packs" / "builtin"


def test_a_sound_file_is_said_to_be_sound(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", "check", str(FILE)]) == 0
    assert "0 errors" in capsys.readouterr().err


def test_a_fault_is_named_with_line_and_remedy(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "rule.yaml"
    file.write_text(FILE.read_text("utf-8").replace("mark: own_mark", "mark: own_mrk"), "utf-8")

    assert main(["rules", "check", str(file)]) == 1
    assert "did you mean 'own_mark'?" in capsys.readouterr().out


def test_a_missing_file_is_said_to_be_missing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", "check", str(tmp_path / "none.yaml")]) == 1
    assert main(["rules", "show", str(tmp_path / "none.yaml")]) == 1
    assert "cannot be read" in capsys.readouterr().out


def test_an_item_is_shown_beside_its_clause(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", "show", str(FILE), "survey"]) == 0

    shown = capsys.readouterr().out
    assert "郑政〔2019〕5号 附件2 六(二)" in shown
    assert "{each: 5, times: frauds, per: 100, steps: whole}" in shown


def test_an_item_that_is_not_there_is_refused_with_those_that_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", "show", str(FILE), "surveys"]) == 1
    assert "survey, " in capsys.readouterr().err


@pytest.mark.parametrize("dialect", ["duckdb", "spark"])
def test_the_statement_is_shown_for_the_days_judged(dialect: str, capsys: pytest.CaptureFixture[str]) -> None:
    days = ["--from", "2019-07-01", "--until", "2019-08-01"]

    assert main(["rules", "show", str(FILE), "--dialect", dialect, *days]) == 0
    shown = capsys.readouterr().out
    assert "happened_on >= CAST('2019-07-01' AS DATE)" in shown
    assert shown.count("FROM events") == 1


def test_days_in_the_wrong_order_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", "show", str(FILE), "--from", "2019-08-01", "--until", "2019-07-01"]) == 1
    assert "until is exclusive" in capsys.readouterr().err


def test_a_file_among_the_rules_of_a_pack_knows_what_the_pack_has(capsys: pytest.CaptureFixture[str]) -> None:
    file = str(BUILTIN / "river_chief" / "rules" / "river_chief_county.yaml")

    assert main(["rules", "check", file]) == 0
    assert main(["rules", "show", file]) == 0
    assert "FROM round_marks" in capsys.readouterr().out


@pytest.mark.parametrize("pack", ["quality_programme", "supervision"])
def test_the_packs_that_ship_are_checked(pack: str, capsys: pytest.CaptureFixture[str]) -> None:
    folder = BUILTIN / pack

    assert main(["rules", "check", str(folder)]) == 0

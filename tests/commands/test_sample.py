"""The demonstration leaves files to look at and says truly what it found."""

from __future__ import annotations

import json
import re
import zipfile
from pathlib import Path

import pytest

from baicheng.commands import sample


@pytest.fixture
def said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> str:
    assert sample.run(tmp_path / "demo") == 0
    return capsys.readouterr().out


def test_the_files_that_are_announced_are_there_and_whole(tmp_path: Path, said: str) -> None:
    for suffix in ("xlsx", "html", "json"):
        assert str(tmp_path / "demo" / f"ledger.{suffix}") in said
    assert zipfile.ZipFile(tmp_path / "demo" / "ledger.xlsx").testzip() is None
    assert "澜政办〔2026〕18号" in (tmp_path / "demo" / "ledger.html").read_text("utf-8")


def test_the_counts_are_those_of_the_ledger(tmp_path: Path, said: str) -> None:
    ledger = json.loads((tmp_path / "demo" / "ledger.json").read_text("utf-8"))
    counts = {
        "任务": len(ledger["tasks"]),
        "牵头单位": len({unit for task in ledger["tasks"] for unit in task["lead"]}),
        "完成时限": len({day for task in ledger["tasks"] for day in task["deadlines"]}),
        "目标值": sum(len(task["targets"]) for task in ledger["tasks"]),
        "报送要求": len(ledger["report_duties"]),
        "提示": len(ledger["findings"]),
    }

    for label, count in counts.items():
        assert re.search(rf"^ *{label} +{count} ", said, re.MULTILINE), label


def test_a_second_run_replaces_the_first(tmp_path: Path, said: str) -> None:
    before = (tmp_path / "demo" / "ledger.json").read_bytes()

    sample.run(tmp_path / "demo")

    assert (tmp_path / "demo" / "ledger.json").read_bytes() == before
    assert sorted(path.suffix for path in (tmp_path / "demo").iterdir()) == [".html", ".json", ".xlsx"]


def test_a_place_that_cannot_be_written_to_is_told_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "demo").write_text("a file", "utf-8")

    assert sample.run(tmp_path / "demo") == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert "demo" in said.err and said.err.count("\n") == 1

"""docs/pack-guide.md does what it says: its blocks, written to files, are a sound pack whose cases pass."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from baicheng.cli import main

GUIDE = (Path(__file__).parents[2] / "docs" / "pack-guide.md").read_text("utf-8")
BLOCK = re.compile(r"^```yaml\n# (\S+)\n(.*?)^```", re.MULTILINE | re.DOTALL)


@pytest.fixture
def manholes(tmp_path: Path) -> Path:
    for name, text in BLOCK.findall(GUIDE):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return tmp_path / "manholes"


def test_the_pack_of_the_guide_has_no_error_and_the_warning_that_the_guide_speaks_of(
    manholes: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["pack", "check", str(manholes)]) == 0

    (line,) = capsys.readouterr().out.splitlines()
    assert "nobody has compared it with the documents yet" in line


def test_the_cases_of_the_guide_pass(manholes: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["pack", "test", str(manholes), "--verbose"])

    assert code == 0, capsys.readouterr().out


def test_after_its_first_step_the_pack_can_be_checked_already(manholes: Path, tmp_path: Path) -> None:
    first = tmp_path / "first"
    first.mkdir()
    (first / "pack.yaml").write_bytes((manholes / "pack.yaml").read_bytes())

    assert main(["pack", "check", str(first)]) == 0


def test_the_next_version_of_the_guide_is_sound_and_its_local_value_is_to_be_looked_at(
    manholes: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    newer = tmp_path / "manholes-0.2"
    for path in manholes.rglob("*.yaml"):
        other = newer / path.relative_to(manholes)
        if not other.exists():
            other.parent.mkdir(parents=True, exist_ok=True)
            other.write_text(path.read_text("utf-8").replace("version: 0.1.0", "version: 0.2.0"), "utf-8")
    assert main(["pack", "check", str(newer)]) == 0

    code = main(["pack", "diff", str(manholes), str(newer), "--local", str(tmp_path / "local.yaml")])

    assert code == 0
    said = capsys.readouterr().out
    assert "+ values.days_to_mend.values[from 2025-01-01]" in said
    assert "conflict: values.days_to_mend.loose" in said

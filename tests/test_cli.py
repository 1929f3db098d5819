"""The command line as a whole: help, exit codes, and what goes to which stream."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from baicheng import __version__, cli

PLAN = "青石市2021年城市提质工作方案\n一、重点任务\n1.年底前建成公园12个。\n牵头单位：市园林局\n"


def baicheng(*arguments: str | Path, stdin: str = "") -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "baicheng", *map(str, arguments)]
    environment = {"PYTHONPATH": str(Path(__file__).parents[1]), "PATH": "", "LC_ALL": "C"}
    return subprocess.run(command, capture_output=True, timeout=60, check=False, env=environment)


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as stop:
        cli.main(list(arguments))
    out, err = capsys.readouterr()
    return int(stop.value.code or 0), out, err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--help"], ["百城", "ledger", "split", "clauses", "demo", "公文", "台账"]),
        (
            ["ledger", "--help"],
            ["--format", "--output", "--year", "--units", ".docx", "退出码", "exit codes", "例"],
        ),
        (["split", "--help"], ["公报", "gazette", "--format", "--output"]),
        (["clauses", "--help"], ["条款", "clauses", "text", "json"]),
        (["demo", "--help"], ["--output", "demo"]),
    ],
)
def test_help_tells_in_both_languages_what_a_command_does(
    capsys: pytest.CaptureFixture[str], arguments: list[str], words: list[str]
) -> None:
    code, out, err = said(capsys, *arguments)

    assert (code, err) == (0, "")
    for word in words:
        assert word in out


def test_the_version_is_that_of_the_package(capsys: pytest.CaptureFixture[str]) -> None:
    assert said(capsys, "--version") == (0, f"baicheng {__version__}\n", "")


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["ledgers", "plan.txt"],
        ["ledger"],
        ["ledger", "plan.txt", "--format", "ods"],
        ["ledger", "plan.txt", "--units"],
        ["split"],
        ["clauses", "plan.txt", "--format", "xlsx"],
        ["clauses", "one.txt", "two.txt"],
    ],
)
def test_a_wrong_command_line_is_refused_with_its_usage(
    capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    code, out, err = said(capsys, *arguments)

    assert (code, out) == (2, "")
    assert "usage: baicheng" in err


def test_an_interruption_ends_quietly(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def interrupt(*_: object, **__: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr("baicheng.commands.clauses.run", interrupt)

    assert cli.main(["clauses", str(tmp_path / "plan.txt")]) == cli.INTERRUPTED == 130


def test_every_file_that_cannot_be_read_is_one_line_and_no_traceback(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_bytes(b"")
    (tmp_path / "binary.txt").write_bytes(bytes(range(256)) * 8)
    (tmp_path / "torn.pdf").write_bytes(b"%PDF-1.4 torn")
    (tmp_path / "torn.docx").write_bytes(b"PK\x03\x04")
    names = ["empty.txt", "binary.txt", "torn.pdf", "torn.docx", "missing.doc"]
    done = baicheng("ledger", *(tmp_path / name for name in names))
    lines = done.stderr.decode().splitlines()

    assert (done.returncode, done.stdout) == (1, b"")
    assert len(lines) == len(names) + 1
    assert all(line.startswith(name) for line, name in zip(lines, names, strict=False))
    assert b"Traceback" not in done.stderr


def test_the_command_prints_utf_8_whatever_the_terminal_says(tmp_path: Path) -> None:
    path = tmp_path / "方案.txt"
    path.write_text(PLAN, "utf-8")
    done = baicheng("ledger", path, "--format", "json")

    assert (done.returncode, done.stderr) == (0, b"")
    assert json.loads(done.stdout.decode("utf-8"))["tasks"][0]["lead"] == ["市园林局"]


def test_a_reader_that_stops_early_is_no_fault(tmp_path: Path) -> None:
    path = tmp_path / "plan.txt"
    path.write_text(PLAN * 4000, "utf-8")
    command = [sys.executable, "-m", "baicheng", "clauses", str(path)]
    root = str(Path(__file__).parents[1])
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={"PYTHONPATH": root}
    ) as child:
        assert child.stdout is not None and child.stderr is not None
        child.stdout.read(100)
        child.stdout.close()
        complaints = child.stderr.read()

    assert b"Traceback" not in complaints
    assert child.returncode == 0


def test_help_needs_none_of_the_libraries() -> None:
    script = "import sys; from baicheng import cli; cli.parser(); print(sorted(m for m in ('docx', 'lxml', 'pdfplumber', 'pydantic', 'sqlglot') if m in sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        timeout=60,
        check=True,
        cwd=Path(__file__).parents[1],
    )

    assert done.stdout.decode().strip() == "[]"

"""Runs the program as people do, each time in a process of its own with a data folder of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
STRONG = "a-good-secret-9"


class Said(NamedTuple):
    """What a run has left: exit code, standard output, error stream."""

    code: int
    out: str
    err: str


def environment(data: Path, **more: str) -> dict[str, str]:
    """The environment of a fresh installation."""
    clean = {
        name: value for name, value in os.environ.items() if not name.startswith(("BAICHENG_", "DJANGO_"))
    }
    return {**clean, "BAICHENG_DATA": str(data), "PYTHONUTF8": "1", **more}


def command(*arguments: str | Path) -> list[str]:
    return [sys.executable, "-m", "baicheng", *map(str, arguments)]


def run(data: Path, *arguments: str | Path, typed: str = "", **more: str) -> Said:
    """Run a command to its end."""
    return ended(data, command(*arguments), typed=typed, **more)


def ended(data: Path, words: Sequence[str], *, typed: str = "", **more: str) -> Said:
    """Run a program to its end in the environment of an installation."""
    done = subprocess.run(
        words,
        input=typed,
        env=environment(data, **more),
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=900,
    )
    return Said(done.returncode, done.stdout, done.stderr)

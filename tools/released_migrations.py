"""Refuse migrations that a released version has brought and that are no longer as it brought them.

    python tools/released_migrations.py

A database that was made by a version knows its migrations by name alone: one that is rewritten later never
runs there. So what the last tag holds stays as it is, and a change of a model is a new migration. Before the
first tag nothing is refused.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
#: How versions are tagged, and where their migrations lie.
TAGS, MIGRATIONS = "v[0-9]*", "baicheng/server/*/migrations/*.py"
_HAPPENED = {"M": "was changed", "D": "was removed", "T": "is no ordinary file any more"}


def last_tag(root: Path) -> str:
    """The newest version tagged among what the working tree comes from; empty where there is none, or no git."""
    return _git(root, "describe", "--tags", "--abbrev=0", f"--match={TAGS}").strip()


def rewritten(root: Path) -> list[str]:
    """The faults, a line each: file, what happened to it, what to do."""
    tag = last_tag(root)
    if not tag:
        return []
    lines = _git(root, "diff", "--name-status", "--no-renames", tag, "--", MIGRATIONS).splitlines()
    changed = [line.split("\t") for line in lines if line[0] in _HAPPENED]
    return [
        f"{path}: {tag} has released it, and it {_HAPPENED[letter]}; "
        f"bring it back (git checkout {tag} -- {path}) and add a migration: python -m django makemigrations"
        for letter, path in changed
    ]


def _git(root: Path, *arguments: str) -> str:
    try:
        return subprocess.run(
            ["git", "-C", root, *arguments], capture_output=True, text=True, encoding="utf-8", check=True
        ).stdout
    except (OSError, subprocess.CalledProcessError):
        return ""


def main() -> int:
    """Print the faults; the exit code is 1 where there are any."""
    faults = rewritten(ROOT)
    for fault in faults:
        print(fault)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())

"""An earlier version of the program beside the present one: its files, its environment, its commands."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.commands.server import ROOT
from tools.released_migrations import last_tag

#: What git does not hold and pages need: `make assets` has made it for the present version.
_ASSETS = "baicheng/server/web/static/vendor"
#: What builds the data; a version that is too old to have it is given the present one.
_CITY = "tests/faults/city.py"


def named() -> str:
    """The version to come from: ``BAICHENG_UPGRADE_FROM``, else the last tag before this version."""
    if asked := os.environ.get("BAICHENG_UPGRADE_FROM"):
        return asked
    if not (ROOT / ".git").exists() or shutil.which("git") is None:
        pytest.skip("no git here, so there is no earlier version to come from")
    tag = last_tag(ROOT)
    if tag and _git("rev-parse", f"{tag}^{{commit}}") == _git("rev-parse", "HEAD"):
        described = ("describe", "--tags", "--abbrev=0", "--match=v[0-9]*", "HEAD^")
        tag = _git(*described, refused="")
    if not tag:
        pytest.skip("no version is tagged yet; BAICHENG_UPGRADE_FROM names a commit to come from")
    return tag


class Earlier:
    """The files of a version in a folder, and the Python that runs them.

    Where a folder of wheels is there (``dist/wheelhouse``, made by ``make wheelhouse``) it has an environment of
    its own; else its code runs with the libraries of the present one.
    """

    def __init__(self, version: str, folder: Path) -> None:
        self._tree, self._python = folder / "tree", sys.executable
        packed = subprocess.run(
            ["git", "-C", ROOT, "archive", "--format=tar", version], check=True, capture_output=True
        ).stdout
        with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
            archive.extractall(self._tree, filter="data")
        if (ROOT / _ASSETS).exists():
            shutil.copytree(ROOT / _ASSETS, self._tree / _ASSETS, dirs_exist_ok=True)
        if not (self._tree / _CITY).exists():
            (self._tree / _CITY).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / _CITY, self._tree / _CITY)
        self._install(folder / "environment", ROOT / "dist" / "wheelhouse")

    def run(self, settings: Mapping[str, str], *arguments: str) -> str:
        """Run its Python; returns what it printed.

        Raises:
            AssertionError: it failed; with all that it said.
        """
        done = subprocess.run(
            [self._python, *arguments],
            env={**settings},
            cwd=self._tree,
            capture_output=True,
            text=True,
            encoding="utf-8",
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def _install(self, environment: Path, wheels: Path) -> None:
        if not wheels.is_dir():
            return
        python = environment / "bin" / "python"
        offline = ("-m", "pip", "install", "--quiet", "--no-index", f"--find-links={wheels}")
        steps = (
            [sys.executable, "-m", "venv", str(environment)],
            [str(python), *offline, "--requirement", str(self._tree / "requirements.lock")],
        )
        if all(subprocess.run(step, capture_output=True).returncode == 0 for step in steps):
            self._python = str(python)


def _git(*arguments: str, refused: str | None = None) -> str:
    done = subprocess.run(["git", "-C", ROOT, *arguments], capture_output=True, text=True)
    if done.returncode and refused is not None:
        return refused
    done.check_returncode()
    return done.stdout.strip()

"""``baicheng pack check``: whether packs are sound, and what is wrong with them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from baicheng.commands import SUCCESS, UNREADABLE
from baicheng.commands.reporting import emit, say
from baicheng.packs.checks.check import check
from baicheng.packs.loader import load_pack
from baicheng.packs.problems import Problem
from baicheng.packs.shelf import needed_by


def run(folders: Sequence[Path], *, format_name: str) -> int:
    """Print the problems of each pack; returns 1 if one of them has an error."""
    found = {folder: problems_of(folder) for folder in folders}
    if format_name == "json":
        listed = {
            str(folder): [asdict(problem) for problem in problems] for folder, problems in found.items()
        }
        emit(json.dumps(listed, ensure_ascii=False, indent=1))
    for folder, problems in found.items():
        if format_name == "text":
            for problem in problems:
                emit(f"{folder.name}/{problem}")
        errors = sum(not problem.warning for problem in problems)
        warnings = len(problems) - errors
        say(f"{folder}：{errors} 处错误，{warnings} 处提醒 / {errors} errors, {warnings} warnings")
    failed = any(not problem.warning for problems in found.values() for problem in problems)
    return UNREADABLE if failed else SUCCESS


def problems_of(folder: Path) -> tuple[Problem, ...]:
    """All problems of the pack in a folder."""
    loaded = load_pack(folder)
    if loaded.pack is None:
        return loaded.problems
    return check(loaded.pack, needed_by(loaded.pack, folder))

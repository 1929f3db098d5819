"""``baicheng pack diff``: what a new version of a pack changes, and what becomes of local values."""

from __future__ import annotations

import json
from pathlib import Path

from pydantic import ValidationError

from baicheng.commands import SUCCESS, UNREADABLE
from baicheng.commands.reporting import emit, say
from baicheng.packs.diff import compare
from baicheng.packs.loader import load_pack
from baicheng.packs.local_values import LocalValue
from baicheng.packs.pack import Pack
from baicheng.packs.problems import Problem
from baicheng.packs.wording import problems_of
from baicheng.packs.yaml_text import UnreadableText, read_yaml


def run(old: Path, new: Path, *, local_file: Path | None, format_name: str) -> int:
    """Print the differences; returns 1 if a pack or the local values cannot be read."""
    before, after = _loaded(old), _loaded(new)
    local, problems = read_local_values(local_file) if local_file else ((), ())
    for problem in problems:
        say(str(problem))
    if before is None or after is None or problems:
        return UNREADABLE
    found = compare(before, after, local)
    if format_name == "json":
        emit(json.dumps(found.to_dict(), ensure_ascii=False, indent=1))
    else:
        emit(found.to_text())
    return SUCCESS


def _loaded(folder: Path) -> Pack | None:
    loaded = load_pack(folder)
    for problem in loaded.problems:
        say(f"{folder.name}/{problem}")
    return loaded.pack


def read_local_values(path: Path) -> tuple[tuple[LocalValue, ...], tuple[Problem, ...]]:
    """The local values of a YAML file that lists them, and what is wrong with it."""
    try:
        content = read_yaml(path.read_bytes(), path.name)
    except UnreadableText as error:
        return (), (error.problem,)
    except OSError as error:
        reason = error.strerror or str(error)
        return (), (Problem(path.name, 0, "", f"读不了这个文件：{reason}。", f"cannot be read: {reason}."),)
    if not isinstance(content.value, tuple):
        return (), (
            Problem(path.name, 1, "", "这里要一个列表，每项一个取值。", "a list of values is wanted."),
        )
    values, problems = [], []
    for index, item in enumerate(content.value):
        try:
            values.append(LocalValue.model_validate(item))
        except ValidationError as error:
            problems += problems_of(error, path.name, content, (index,), LocalValue)
    return tuple(values), tuple(problems)

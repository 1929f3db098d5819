"""``baicheng rules check``: whether rules are sound, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from baicheng.commands import SUCCESS, UNREADABLE
from baicheng.commands.reporting import emit, say
from baicheng.packs.checks.rules import check_rules
from baicheng.packs.loader import load_pack, pack_around
from baicheng.packs.problems import Problem
from baicheng.packs.rule_files import check_rule, read_rule, sample_period
from baicheng.packs.rule_relations import setting_of
from baicheng.packs.shelf import needed_by
from baicheng.packs.yaml_text import MAX_BYTES
from baicheng.rules.setting import Setting


def run(paths: Sequence[Path]) -> int:
    """Print the problems of each file or pack; returns 1 if there is one."""
    failed = False
    for path in paths:
        problems = problems_of(path)
        for problem in problems:
            emit(str(problem))
        say(f"{path}：{len(problems)} 处错误 / {len(problems)} errors")
        failed = failed or bool(problems)
    return UNREADABLE if failed else SUCCESS


def problems_of(path: Path) -> tuple[Problem, ...]:
    """All problems of a file of rules, or of the rules of a pack."""
    if not path.is_dir():
        return _of_file(path)
    found = load_pack(path)
    if found.pack is None:
        return found.problems
    return tuple(sorted(set(check_rules(found.pack, needed_by(found.pack, path)))))


def _of_file(path: Path) -> tuple[Problem, ...]:
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except OSError as error:
        return (
            Problem(path.name, 0, "", f"读不了：{error.strerror}。", f"cannot be read: {error.strerror}."),
        )
    found = read_rule(raw, path.name)
    if found.rule is None:
        return found.problems
    period, folder = sample_period(found.rule), pack_around(path)
    if folder is None:
        return check_rule(found, Setting(period))
    around = load_pack(folder)
    return check_rule(found, setting_of(around.pack, period)) if around.pack else around.problems

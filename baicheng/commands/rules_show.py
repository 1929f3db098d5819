"""``baicheng rules show``: how a rule is reckoned, item by item or as its one statement."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from baicheng.commands import SUCCESS, UNREADABLE
from baicheng.commands.reporting import emit, say
from baicheng.packs.loader import load_pack, pack_around
from baicheng.packs.rule_files import RuleFile, check_rule, read_rule, sample_period
from baicheng.packs.rule_relations import setting_of
from baicheng.packs.yaml_text import MAX_BYTES
from baicheng.rules.database import QUOTIENT
from baicheng.rules.describing import described, parts_of
from baicheng.rules.kinds import compiled
from baicheng.rules.model.rule import Rule
from baicheng.rules.setting import Period, Setting


def run(
    file: Path, *, item: str | None, pack: Path | None, since: date | None, until: date | None, dialect: str
) -> int:
    """Print the statement of a rule, or one of its items; returns 1 if the rule has a fault.

    Args:
        pack: the pack to which a file belongs that does not lie in one.
    """
    found = _read(file)
    if found.rule is None:
        return _refused(found.problems)
    setting = _setting(found.rule, pack or pack_around(file), since, until)
    if setting is None:
        return UNREADABLE
    problems = check_rule(found, setting)
    if problems:
        return _refused(problems)
    if item is None:
        if dialect == "duckdb":
            emit(f"{QUOTIENT};\n")
        emit(compiled(found.rule, setting).sql(dialect))
        return SUCCESS
    lines = described(found.rule, item)
    if lines is None:
        known = ", ".join(parts_of(found.rule))
        say(f"没有“{item}”这一项，有 {known} / there is no '{item}'; there are {known}")
        return UNREADABLE
    emit("\n".join(lines))
    return SUCCESS


def _read(file: Path) -> RuleFile:
    try:
        with file.open("rb") as stream:
            return read_rule(stream.read(MAX_BYTES + 1), file.name)
    except OSError as error:
        say(f"{file}：读不了（{error.strerror}） / cannot be read")
        return RuleFile(file.name, "", None, None, ())


def _refused(problems: tuple[object, ...]) -> int:
    for problem in problems:
        say(str(problem))
    return UNREADABLE


def _setting(rule: Rule, pack: Path | None, since: date | None, until: date | None) -> Setting | None:
    sample = sample_period(rule)
    try:
        period = Period(since or sample.since, until or sample.until)
    except ValueError as error:
        say(f"考核期写反了：{error}")
        return None
    if pack is None:
        return Setting(period)
    loaded = load_pack(pack)
    if loaded.pack is None:
        _refused(loaded.problems)
        return None
    return setting_of(loaded.pack, period)

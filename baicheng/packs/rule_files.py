"""Files of rules (规则文件): read, checked against the relations of a pack, each fault with its line."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from pydantic import ValidationError

from baicheng.packs.faults_in_chinese import in_chinese
from baicheng.packs.problems import Problem, dotted, suggestion
from baicheng.packs.wording import problems_of
from baicheng.packs.yaml_text import Content, Path, UnreadableText, read_yaml
from baicheng.rules.kinds import KINDS, faults_of, kind_of
from baicheng.rules.model.rule import Rule
from baicheng.rules.setting import Period, Setting


class RuleFile(NamedTuple):
    """A file of rules: the rule if its shape is sound, and the problems."""

    file: str
    kind: str
    rule: Rule | None
    content: Content | None
    problems: tuple[Problem, ...]


def read_rule(raw: bytes, file: str) -> RuleFile:
    """The rule in a file; whether its expressions are sound, ``check_rule`` says."""
    try:
        content = read_yaml(raw, file)
    except UnreadableText as error:
        return RuleFile(file, "", None, None, (error.problem,))
    kind = kind_of(content.value)
    if kind is None:
        keys = content.value if isinstance(content.value, dict) else ()
        zh, en = suggestion(next(iter(keys), ""), KINDS)
        problem = Problem(
            file,
            1,
            "",
            f"没有写是哪种规则，请写 {'、'.join(KINDS)} 之一；{zh}",
            f"the kind of rule is missing; write one of {', '.join(KINDS)}; {en}",
        )
        return RuleFile(file, "", None, content, (problem,))
    try:
        return RuleFile(file, kind, KINDS[kind].model_validate(content.value), content, ())
    except ValidationError as error:
        return RuleFile(file, kind, None, content, tuple(problems_of(error, file, content, (), KINDS[kind])))


def check_rule(found: RuleFile, setting: Setting) -> tuple[Problem, ...]:
    """Everything that is wrong with a file, in the order of its lines."""
    if found.rule is None or found.content is None:
        return found.problems
    content = found.content
    return tuple(
        sorted(
            _problem(found.file, content, fault.path, fault.message)
            for fault in faults_of(found.rule, setting)
        )
    )


def _problem(file: str, content: Content, path: Path, message: str) -> Problem:
    zh = in_chinese(message) or "写法不对，请按后面的说明改。"
    return Problem(file, content.line_of(path), dotted(path), zh, message)


def sample_period(rule: Rule, day: date | None = None) -> Period:
    """A year in which a rule holds: that of a day, or the first in which it is in force, or this one's example."""
    since = day or rule.in_force.since or rule.in_force.until or date(2019, 1, 1)
    return Period(date(since.year, 1, 1), date(since.year + 1, 1, 1))

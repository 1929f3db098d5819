"""Files of rules (规则文件): read, checked against the relations of a pack, each fault with its line."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from pydantic import BaseModel, ValidationError

from baicheng.flows.provenance import InForce
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
        return rule_in(read_yaml(raw, file), file)
    except UnreadableText as error:
        return RuleFile(file, "", None, None, (error.problem,))


def rule_in(content: Content, file: str) -> RuleFile:
    """The rule that a file says, once it is read as YAML."""
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
    """Everything that is wrong with a file, in the order of its lines.

    What holds on certain days only is looked at on each of its first and last days, besides those judged.
    """
    if found.rule is None or found.content is None:
        return found.problems
    content, problems = found.content, set()
    for day in {setting.period.last_day, *_edges(found.rule)}:
        period = Period(day, day + timedelta(days=1))
        for fault in faults_of(found.rule, Setting(period, setting.relations, setting.parameters)):
            problems.add(_problem(found.file, content, fault.path, fault.message))
    return tuple(sorted(problems))


def _edges(value: object) -> Iterator[date]:
    """The first and last days of everything that holds on certain days only."""
    if isinstance(value, InForce):
        yield from [value.since] if value.since else []
        yield from [value.until - timedelta(days=1)] if value.until else []
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from _edges(getattr(value, name))
    elif isinstance(value, tuple):
        for one in value:
            yield from _edges(one)


def _problem(file: str, content: Content, path: Path, message: str) -> Problem:
    zh = in_chinese(message) or "写法不对，请按后面的说明改。"
    return Problem(file, content.line_of(path), dotted(path), zh, message)


def sample_period(rule: Rule) -> Period:
    """A year in which a rule holds: the first in which it is in force."""
    day = rule.in_force.since or rule.in_force.until or date(2019, 1, 1)
    return Period(date(day.year, 1, 1), date(day.year + 1, 1, 1))

"""YAML text to plain values with the line of each, read as hostile: bounded, and without the clever parts.

Scalars follow the core schema of YAML 1.2, not 1.1: ``on``, ``yes`` and ``17:00`` are text, ``0755`` is text.
Numbers with a point are :class:`~decimal.Decimal`, and a day such as ``2019-03-18`` is a ``date``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TypeAlias

import yaml

from baicheng.packs.problems import Problem, dotted

Plain: TypeAlias = "bool | int | Decimal | str | date | tuple[Plain, ...] | dict[str, Plain] | None"
Path: TypeAlias = tuple[str | int, ...]

#: Larger than any table that people write by hand; larger ones are data, not rules.
MAX_BYTES = 1_000_000
MAX_DEPTH = 24
MAX_VALUES = 50_000

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_WHOLE = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,17})")
_POINT = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,17})\.[0-9]{1,18}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_WORDS: dict[str, Plain] = {"": None, "~": None, "null": None, "true": True, "false": False}


@dataclass(frozen=True)
class Content:
    """What a file says.

    Attributes:
        value: mappings as ``dict``, sequences as ``tuple``, and scalars.
        lines: for each path of keys and positions the line of its key or item, from 1.
    """

    value: Plain
    lines: dict[Path, int]

    def line_of(self, path: Path) -> int:
        """The line of the deepest part of the path that stands in the file."""
        for length in range(len(path), -1, -1):
            if path[:length] in self.lines:
                return self.lines[path[:length]]
        return 0


class UnreadableText(Exception):
    """A text that is no YAML of ours; ``problem`` says why and where."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


def read_yaml(raw: bytes, file: str) -> Content:
    """Read one YAML file.

    Raises:
        UnreadableText: the file is too large, too deep, no UTF-8, no YAML, or uses tags, anchors, several
            documents or a key twice.
    """
    if len(raw) > MAX_BYTES:
        raise _fault(
            file,
            0,
            (),
            f"文件有 {len(raw)} 字节，超过 {MAX_BYTES} 字节，请拆分。",
            f"the file has {len(raw)} bytes, the limit is {MAX_BYTES}; split it.",
        )
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise _fault(
            file,
            line,
            (),
            "文件不是 UTF-8 编码，请另存为 UTF-8。",
            "the file is not UTF-8; save it as UTF-8.",
        ) from error
    try:
        return _Builder(file, yaml.parse(text, Loader=_LOADER)).content()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise _no_yaml(file, mark.line + 1 if mark else 0, str(error.problem or error.context)) from error
    except yaml.YAMLError as error:
        raise _no_yaml(file, 0, str(error).splitlines()[0]) from error


def _no_yaml(file: str, line: int, reason: str) -> UnreadableText:
    return _fault(
        file,
        line,
        (),
        f"不是正确的 YAML（{reason}），请检查缩进（只用空格）、冒号后的空格和引号是否成对。",
        f"this is not YAML ({reason}); check the indentation (blanks only), the blank after a colon "
        "and that quotes come in pairs.",
    )


def _fault(file: str, line: int, path: Path, zh: str, en: str) -> UnreadableText:
    return UnreadableText(Problem(file, line, dotted(path), zh, en))


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 0


@dataclass
class _Builder:
    """Builds values from the parser's events, so that nothing large is built before it is refused."""

    file: str
    events: Iterator[yaml.Event]
    lines: dict[Path, int] = field(default_factory=dict)
    count: int = 0

    def content(self) -> Content:
        value: Plain = None
        documents = 0
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise self.fault(
                        event,
                        (),
                        "一个文件只能有一个 YAML 文档，请去掉“---”。",
                        "a file holds one YAML document; remove '---'.",
                    )
            elif isinstance(event, yaml.NodeEvent):
                self.lines[()] = _line(event)
                value = self.value(event, ())
        return Content(value, self.lines)

    def fault(self, event: yaml.Event, path: Path, zh: str, en: str) -> UnreadableText:
        return _fault(self.file, _line(event), path, zh, en)

    def value(self, event: yaml.Event, path: Path) -> Plain:
        self.refuse_clever_parts(event, path)
        self.count += 1
        if self.count > MAX_VALUES or len(path) > MAX_DEPTH:
            raise self.fault(
                event,
                path,
                f"嵌套超过 {MAX_DEPTH} 层或数值超过 {MAX_VALUES} 个，请拆分文件。",
                f"more than {MAX_DEPTH} levels or {MAX_VALUES} values; split the file.",
            )
        if isinstance(event, yaml.MappingStartEvent):
            return self.mapping(path)
        if isinstance(event, yaml.SequenceStartEvent):
            return self.sequence(path)
        assert isinstance(event, yaml.ScalarEvent)
        return self.scalar(event, path)

    def refuse_clever_parts(self, event: yaml.Event, path: Path) -> None:
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) is not None:
            raise self.fault(
                event,
                path,
                "不能用锚点（&）和别名（*），请把内容写全；以 & 或 * 开头的文字要加引号。",
                "anchors (&) and aliases (*) are not allowed; write the content out, "
                "and put text that begins with & or * in quotes.",
            )
        if getattr(event, "tag", None) is not None:
            raise self.fault(
                event,
                path,
                "不能用标签（!），以 ! 开头的文字要加引号。",
                "tags (!) are not allowed; put text that begins with ! in quotes.",
            )

    def mapping(self, path: Path) -> dict[str, Plain]:
        found: dict[str, Plain] = {}
        for event in self.events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            key = self.key(event, path)
            if key in found:
                raise self.fault(
                    event,
                    (*path, key),
                    f"“{key}”写了两次，请只留一处（第一处在第 {self.lines[(*path, key)]} 行）。",
                    f"'{key}' stands twice; keep one (the first is in line {self.lines[(*path, key)]}).",
                )
            self.lines[(*path, key)] = _line(event)
            found[key] = self.value(next(self.events), (*path, key))
        return found

    def key(self, event: yaml.Event, path: Path) -> str:
        self.refuse_clever_parts(event, path)
        if not isinstance(event, yaml.ScalarEvent) or not event.value:
            raise self.fault(
                event, path, "键必须是一个词，请改写。", "a key must be one word; write it differently."
            )
        return event.value

    def sequence(self, path: Path) -> tuple[Plain, ...]:
        found: list[Plain] = []
        for event in self.events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            place = (*path, len(found))
            self.lines[place] = _line(event)
            found.append(self.value(event, place))
        return tuple(found)

    def scalar(self, event: yaml.ScalarEvent, path: Path) -> Plain:
        text: str = event.value
        if not event.implicit[0] or event.style:
            return text
        if text in _WORDS:
            return _WORDS[text]
        if _WHOLE.fullmatch(text):
            return int(text)
        if _POINT.fullmatch(text):
            return Decimal(text)
        if _DAY.fullmatch(text):
            return self.day(event, text, path)
        return text

    def day(self, event: yaml.ScalarEvent, text: str, path: Path) -> date:
        try:
            return date.fromisoformat(text)
        except ValueError as error:
            raise self.fault(
                event,
                path,
                f'没有 {text} 这一天；如果是编号，请加引号："{text}"。',
                f'there is no day {text}; if it is a number, put it in quotes: "{text}".',
            ) from error

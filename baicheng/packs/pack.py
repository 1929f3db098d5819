"""A pack as it is loaded: frozen, complete, and every part with the file and lines where it stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from baicheng.flows.duty import Duty
from baicheng.packs.problems import Problem, dotted, suggestion
from baicheng.packs.schema.cases import Case
from baicheng.packs.schema.groups import Group
from baicheng.packs.schema.indicators import Indicator
from baicheng.packs.schema.manifest import Manifest
from baicheng.packs.schema.notices import Notice
from baicheng.packs.schema.periods import Period
from baicheng.packs.schema.registers import Register
from baicheng.packs.schema.rounds import Round
from baicheng.packs.schema.values import ValueTable
from baicheng.packs.yaml_text import Content, Path
from baicheng.rules.model.rule import Rule


@dataclass(frozen=True)
class Place:
    """Where a part of a pack stands."""

    file: str
    prefix: Path
    content: Content = field(repr=False, compare=False)

    def problem(self, path: Path, zh: str, en: str, *, warning: bool = False) -> Problem:
        """A problem at a path of keys inside this part."""
        whole = (*self.prefix, *path)
        return Problem(self.file, self.content.line_of(whole), dotted(whole), zh, en, warning)

    def unknown(self, path: Path, name: str, known: Iterable[str], what: tuple[str, str]) -> Problem:
        """A name inside this part that nothing has; ``what`` it should be, in Chinese and English."""
        zh, en = suggestion(name, known)
        return self.problem(path, f"没有“{name}”这个{what[0]}，{zh}", f"unknown {what[1]} '{name}'; {en}")


@dataclass(frozen=True)
class Pack:
    """A pack (规则包): what its files say, by name.

    Attributes:
        templates: the Word files beside the notices, by file name.
        places: where each part stands: ``("registers", "tasks")`` → place.
    """

    manifest: Manifest
    values: Mapping[str, ValueTable] = field(default_factory=lambda: MappingProxyType({}))
    periods: Mapping[str, Period] = field(default_factory=lambda: MappingProxyType({}))
    groups: Mapping[str, Group] = field(default_factory=lambda: MappingProxyType({}))
    registers: Mapping[str, Register] = field(default_factory=lambda: MappingProxyType({}))
    duties: Mapping[str, Duty] = field(default_factory=lambda: MappingProxyType({}))
    indicators: Mapping[str, Indicator] = field(default_factory=lambda: MappingProxyType({}))
    rules: Mapping[str, Rule] = field(default_factory=lambda: MappingProxyType({}))
    rounds: Mapping[str, Round] = field(default_factory=lambda: MappingProxyType({}))
    notices: Mapping[str, Notice] = field(default_factory=lambda: MappingProxyType({}))
    templates: Mapping[str, bytes] = field(default_factory=lambda: MappingProxyType({}), repr=False)
    cases: tuple[Case, ...] = ()
    places: Mapping[tuple[str, str], Place] = field(
        default_factory=lambda: MappingProxyType({}), repr=False, compare=False
    )

    @property
    def name(self) -> str:
        return self.manifest.pack

    def place(self, folder: str, name: str) -> Place:
        """Where a part stands; for pack.yaml itself ``place("pack", "")``."""
        return self.places[folder, name]

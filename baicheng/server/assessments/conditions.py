"""Conditions with the figures on which they rest (条件与数据): what a rule's text names, as people call it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from baicheng.packs.pack import Pack
from baicheng.packs.schema.registers import Register
from baicheng.rules.model.benefit import Benefit
from baicheng.rules.model.rule import Rule
from baicheng.rules.results import BenefitResult, DecisionResult
from baicheng.rules.setting import Parameter
from baicheng.server.web import formats
from baicheng.server.web.templatetags.web import say

_QUOTED = re.compile(r"'[^']*'")
_WORD = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True)
class Figure:
    """What a condition names: its title and unit, and its value; ``None`` is unknown."""

    title: Any
    value: Any
    unit: str

    @property
    def said(self) -> str:
        """The value with its unit, as a page shows it."""
        if self.value is None:
            return _("unknown")
        if isinstance(self.value, date):
            return formats.day(self.value)
        text = formats.figure(self.value) if isinstance(self.value, Decimal) else say(self.value)
        return f"{text} {self.unit}" if self.unit else text


@dataclass(frozen=True)
class Ground:
    """A condition of a benefit, how it stands, and with which figures."""

    title: Any
    clause: str
    stands: str
    excludes: bool
    figures: tuple[Figure, ...]


@dataclass(frozen=True)
class Named:
    """What a rule's conditions can name: its facts, the columns of the one judged, the pack's values."""

    pack: Pack
    rule: Rule
    result: BenefitResult | DecisionResult
    row: Mapping[str, Any]
    parameters: Mapping[str, Parameter]

    def figures(self, *conditions: str | None) -> tuple[Figure, ...]:
        """What some conditions name, in the order in which they do, each once."""
        text = " ".join(_QUOTED.sub(" ", one) for one in conditions if one)
        words = dict.fromkeys(_WORD.findall(text))
        return tuple(one for word in words if (one := self._figure(word)) is not None)

    def lacking(self) -> Iterator[Any]:
        """What is missing for a decision, as people call it; the rule's own sentence where it names nothing known."""
        told = set()
        for one in self.result.undecided:
            known = self.figures(*one.names)
            for title in [figure.title for figure in known] or [one.because]:
                if str(title) not in told:
                    told.add(str(title))
                    yield title

    def grounds(self) -> Iterator[Ground]:
        """The grounds of a benefit, those that exclude behind the others, with the window last."""
        rule, result = self.rule, self.result
        assert isinstance(rule, Benefit) and isinstance(result, BenefitResult), "grounds are of benefits"
        for excludes, grounds in ((False, rule.eligible), (True, rule.excluded)):
            for one in grounds:
                if one.ground in result.grounds:
                    stands = result.grounds[one.ground]
                    yield Ground(one.title, one.clause, stands, excludes, self.figures(one.when))
        if rule.window is not None and "window" in result.grounds:
            window = rule.window
            title = {
                "zh": f"申报期 {window.since}（含）至 {window.until}（不含）",
                "en": f"Time to apply: from {window.since}, before {window.until}",
            }
            stands = result.grounds["window"]
            yield Ground(title, window.clause, stands, False, self.figures(window.applied_on))

    def _figure(self, word: str) -> Figure | None:
        if word in self.rule.facts:
            fact = self.rule.facts[word]
            return Figure(fact.title, self.result.facts.get(word), fact.unit or "")
        register = self.pack.registers[self.rule.judges.relation]
        if word in register.fields_ and word in self.row:
            field = register.fields_[word]
            return Figure(field.title, _said(register, word, self.row[word]), field.unit or "")
        if word in self.parameters:
            return self._parameter(word)
        return None

    def _parameter(self, word: str) -> Figure | None:
        parameter = self.parameters[word]
        table = max((one for one in self.pack.values if word.startswith(one)), key=len, default=None)
        if table is None:
            return None
        return Figure(self.pack.values[table].title, parameter.value, parameter.unit or "")


def _said(register: Register, name: str, value: Any) -> Any:
    """A value of a field as people read it: the title of a choice, whether a paper was handed in."""
    field = register.fields_[name]
    if field.kind == "attachment":
        return _("handed in") if value is not None else _("not handed in")
    return field.of[value] if value is not None and field.of and value in field.of else value

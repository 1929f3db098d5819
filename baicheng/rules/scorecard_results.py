"""The result of a scorecard for one subject, read off its row when it is asked for (考核结果).

A run over thousands of subjects has hundreds of thousands of points, measures and reasons; most are never looked at,
and what is kept of all of them would be looked through by the garbage collector again and again.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from decimal import Decimal
from typing import Any, ClassVar

from baicheng.flows.keys import Title
from baicheng.rules.compiling.items import Scored
from baicheng.rules.compiling.scorecard import CompiledScorecard
from baicheng.rules.formulas import Value, formula
from baicheng.rules.model.scorecard import Item
from baicheng.rules.outcomes import Outcome, Subject, Undecided, outcome_of
from baicheng.rules.unknowns import unknown_names, why


class _ReadOff:
    """Something that is read off a row; two of them are equal if all that they say is."""

    __slots__ = ()
    says: ClassVar[tuple[str, ...]]

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return all(getattr(self, name) == getattr(other, name) for name in self.says)

    def __hash__(self) -> int:
        return hash(getattr(self, self.says[0]))

    def __repr__(self) -> str:
        said = ", ".join(f"{name}={getattr(self, name)!r}" for name in self.says)
        return f"{type(self).__name__}({said})"


class ItemResult(_ReadOff):
    """The points of one item.

    Attributes:
        points: after floor and cap; ``None`` if undecided.
    """

    says = ("item", "title", "clause", "measures", "before", "points", "facts", "gate")
    __slots__ = ("_known", "_one", "_row", "points")

    def __init__(self, one: Scored, row: Mapping[str, Any], known: Container[str]) -> None:
        self._one = one
        self._row = row
        self._known = known
        self.points: Decimal | None = row[one.points]

    @property
    def item(self) -> str:
        return self._one.item.item

    @property
    def title(self) -> Title:
        return self._one.item.title

    @property
    def clause(self) -> str:
        return self._one.item.clause

    @property
    def line(self) -> Item:
        """The item as it stands in the file."""
        return self._one.item

    @property
    def measures(self) -> Mapping[str, Value]:
        """What was measured, by its place in the item's form."""
        one, row = self._one, self._row
        return {
            place: one.constants[place] if place in one.constants else row[one.columns[place]]
            for place in one.measured
        }

    @property
    def before(self) -> Decimal | None:
        """Points before floor and cap; ``None`` if undecided."""
        found: Decimal | None = self._row[self._one.raw]
        return found

    @property
    def facts(self) -> tuple[str, ...]:
        """The facts on which they rest; ``evidence`` finds their rows."""
        return tuple(name for name in self._one.names if name in self._known)

    @property
    def gate(self) -> Outcome:
        """Whether its gate is met; an item without one has none to meet."""
        return "met" if self._one.gate is None else outcome_of(self._row[self._one.gate])

    @property
    def formula(self) -> str:
        """How the points come about, with the numbers filled in."""
        if self.gate != "met":
            return f"{self.line.gate}: {'false → 0' if self.gate == 'not_met' else '?'}"
        return formula(self.line, self.measures)


class ScorecardResult(_ReadOff):
    """The result of one subject; ``None`` is undecided, and ``undecided`` says why."""

    says = (
        "subject",
        "items",
        "facts",
        "parts",
        "sum",
        "effects",
        "total",
        "grade_by_total",
        "grade",
        "ranked",
        "place",
        "undecided",
    )

    __slots__ = ("_compiled", "_placed", "_row")

    def __init__(self, compiled: CompiledScorecard, row: Mapping[str, Any], *, placed: bool = True) -> None:
        self._compiled = compiled
        self._row = row
        self._placed = placed

    def alone(self) -> ScorecardResult:
        """The same without a place, for somebody who was judged without the others."""
        return ScorecardResult(self._compiled, self._row, placed=False)

    @property
    def subject(self) -> Subject:
        found: Subject = self._row["subject"]
        return found

    @property
    def items(self) -> tuple[ItemResult, ...]:
        row, facts = self._row, self._compiled.rule.facts
        return tuple([ItemResult(one, row, facts) for one in self._compiled.items])

    @property
    def facts(self) -> Mapping[str, Value]:
        """The value of each fact."""
        return {name: self._row[name] for name in self._compiled.rule.facts}

    @property
    def parts(self) -> Mapping[str, Decimal | None]:
        """Points of each part with its weight, and of ``bonus``."""
        rule = self._compiled.rule
        names = [part.part for part in rule.parts] + (["bonus"] if rule.bonus else [])
        return {name: self._row[f"part.{name}"] for name in names}

    @property
    def sum(self) -> Decimal | None:
        """Parts and bonus together, rounded, before effects."""
        found: Decimal | None = self._row["sum"]
        return found

    @property
    def effects(self) -> Mapping[str, Outcome]:
        names = [effect.effect for effect in self._compiled.rule.effects]
        return {name: outcome_of(self._row[f"effect.{name}"]) for name in names}

    @property
    def total(self) -> Decimal | None:
        found: Decimal | None = self._row["total"]
        return found

    @property
    def grade_by_total(self) -> str | None:
        """The grade by its bounds alone."""
        return self._named("grade.by_total")

    @property
    def grade(self) -> str | None:
        return self._named("grade")

    def _named(self, column: str) -> str | None:
        number = self._row.get(column)
        return None if number is None else self._compiled.rule.grades[int(number) - 1].grade

    @property
    def ranked(self) -> Outcome:
        """Whether the subject has a place by the rule itself."""
        return outcome_of(self._row["rank.counts"]) if self._compiled.rule.ranking else "not_met"

    @property
    def place(self) -> int | None:
        """``None`` if undecided, or if the subject has no place (see ``ranked``)."""
        found: int | None = self._row.get("place") if self._placed else None
        return found

    @property
    def undecided(self) -> tuple[Undecided, ...]:
        """The items, effects and the place that are open, and why."""
        compiled, row, found = self._compiled, self._row, []
        if compiled.judged.doubtful and row["in_scope"] is None:
            sentence = Title(zh="不清楚是否属于适用对象", en="it is unknown whether the rule holds")
            found.append(Undecided("for", (), sentence))
        for one in compiled.items:
            if row[one.points] is None:
                found.append(self._because(one.item.item, one.names))
        for effect, names in compiled.effect_names.items():
            if row[f"effect.{effect}"] is None:
                found.append(self._because(effect, names))
        ranking = self._placed and compiled.rule.ranking is not None
        if ranking and row["place"] is None and row["rank.counts"] is not False:
            sentence = Title(
                zh="本组有总分或参排条件待定，名次待定",
                en="a total of the group is undecided, and so is the place",
            )
            found.append(Undecided("place", (), sentence))
        return tuple(found)

    def _because(self, what: str, names: tuple[str, ...]) -> Undecided:
        missing = unknown_names(self._compiled.setting, names, self._row)
        return Undecided(what, missing, why(self._compiled.rule, self._compiled.setting, missing))

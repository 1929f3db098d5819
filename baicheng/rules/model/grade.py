"""Grades (等级判定): ordered levels by thresholds over several measures, the gravest or the mildest of them."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from baicheng.flows.keys import Wording
from baicheng.rules.model.basics import Condition, DatedProvision, Entry, Formula, Identifier, Text, fault
from baicheng.rules.model.forms import Band
from baicheng.rules.model.rule import Rule

#: Below every level.
NO_LEVEL = "none"


class Level(Entry):
    """One level, such as a red warning."""

    level: Text = Field(description="Its name, as the document calls it.")
    title: Wording | None = Field(None, description="What it is called in English.")


class LevelBand(Band):
    """Values that mean a level."""

    level: Text = Field(description="The level; none: no level at all.")


class Measure(DatedProvision):
    """What is measured, and which values mean which level; or a condition that means one."""

    measure: Identifier = Field(description="Its name.")
    of: Formula | None = Field(None, description="What is measured; with bands.")
    bands: tuple[LevelBand, ...] = Field(
        (), description="From one end to the other, covering every value once."
    )
    when: Condition | None = Field(None, description="A condition; with level.")
    level: Text | None = Field(None, description="The level if the condition holds, else none.")

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        banded, conditional = self.of is not None, self.when is not None
        if banded == conditional or banded != bool(self.bands) or conditional != (self.level is not None):
            raise fault("write of with bands, or when with level", "请写 of 与 bands，或 when 与 level")
        return self


class GradeRule(Rule):
    """Levels over several measures."""

    grade: Identifier = Field(description="Its name, as the file is called.")
    levels: tuple[Level, ...] = Field(min_length=1, description="Levels, the gravest or highest first.")
    combine: Literal["gravest", "mildest"] = Field(
        "gravest",
        description="gravest: the first level that one measure gives; mildest: that all give at least.",
    )
    measures: tuple[Measure, ...] = Field(min_length=1, description="What is measured.")

    @property
    def name(self) -> str:
        return self.grade

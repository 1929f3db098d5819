"""Scorecards (考核评分表): items with points, parts, bonus, effects, grades, ranking."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from baicheng.flows.keys import Wording
from baicheng.rules.model import forms
from baicheng.rules.model.basics import (
    Column,
    Condition,
    DatedProvision,
    Entry,
    Formula,
    Identifier,
    Number,
    Provision,
    Quantity,
    Text,
    Title,
    fault,
)
from baicheng.rules.model.rule import Rule

Decimals = Annotated[int, Field(ge=0, le=6)]


class Item(DatedProvision):
    """One line of the sheet (评分项): its points, and in which form they are earned."""

    item: Identifier = Field(description="Its name.")
    points: Quantity = Field(description="Full points.")
    done: Condition | None = Field(None, description="Full points if so, else none.")
    tally: forms.Tally | None = Field(None, description="Points added or deducted for each occurrence.")
    shortfall: forms.Shortfall | None = Field(None, description="Points lost for each missing one.")
    proportional: forms.Proportional | None = Field(
        None, description="Full from a threshold on, else in proportion."
    )
    bands: forms.Bands | None = Field(None, description="Points by band.")
    by_rank: forms.ByRank | None = Field(None, description="Points by place.")
    relative: forms.Relative | None = Field(None, description="In proportion to the best of the cohort.")
    passed_through: forms.PassedThrough | None = Field(
        None, description="The share that a superior deducted."
    )
    sampled: forms.Sampled | None = Field(None, description="Marks of subordinates that were drawn.")
    mark: Formula | None = Field(None, description="A mark that somebody gives: the points themselves.")
    gate: Condition | None = Field(None, description="If not so, no points at all (无数据不得分).")
    floor: Number | Literal["none"] | None = Field(
        None,
        description="Fewest points; none: there is no floor. 扣完为止 is 0. Stated where points are lost.",
    )
    cap: Number | Literal["full", "none"] = Field(
        "full", description="Most points; full: its points; none: no cap."
    )
    decimals: Decimals | None = Field(
        None, description="Decimals of its points, half up, before floor and cap."
    )

    @property
    def form(self) -> str:
        held = self.__dict__  # asked for each item of each subject
        for name in forms.FORMS:
            if held[name] is not None:
                return name
        raise ValueError(f"{self.item} has no form")

    @property
    def how(self) -> forms.Form:
        """What stands under the form's key."""
        found: forms.Form = getattr(self, self.form)
        return found

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        if sum(getattr(self, name) is not None for name in forms.FORMS) != 1:
            raise fault(
                f"an item earns its points in one form: {', '.join(forms.FORMS)}",
                f"评分项只写一种计分方式：{'、'.join(forms.FORMS)}",
            )
        loses = self.shortfall or self.passed_through or (self.tally and self.tally.deduct)
        if loses and self.floor is None:
            raise fault(
                "points are lost here: write floor: 0 (until nothing is left), another number, or floor: none",
                "这里扣分，请写 floor: 0（扣完为止）、其他数字，或 floor: none（不封底）",
            )
        return self


class Part(Entry):
    """Items that belong together, with their weight."""

    part: Identifier = Field(description="Its name.")
    title: Title = Field(description="What people call it.")
    weight: Number = Field(default=Decimal(1), description="The sum of its items times this.")
    cap: Number | None = Field(None, description="Most points of its items together, before the weight.")
    floor: Number | None = Field(None, description="Fewest points of its items together, before the weight.")
    items: tuple[Item, ...] = Field(min_length=1, description="Its items.")


class Bonus(Entry):
    """Points beyond the parts (附加分): added after the sum."""

    items: tuple[Item, ...] = Field(min_length=1, description="Its items.")
    cap: Number | None = Field(None, description="Most points together.")
    floor: Number | None = Field(None, description="Fewest points together.")


class Total(Entry):
    """How the sum becomes the result."""

    decimals: Decimals = Field(2, description="Decimals, half up.")
    cap: Number | None = Field(None, description="Most points.")
    floor: Number | None = Field(None, description="Fewest points.")


class Effect(Provision):
    """What overrides points or grade (否决项、降等): a grade that cannot be exceeded, grades lost, or no score."""

    effect: Identifier = Field(description="Its name.")
    when: Condition = Field(description="When it applies.")
    cap_grade: Text | None = Field(None, description="The best grade that is still possible.")
    downgrade: Annotated[int, Field(ge=1, le=9)] | None = Field(None, description="So many grades down.")
    void: bool = Field(False, description="true: the score is 0 and the grade the last (一票否决).")

    @model_validator(mode="after")
    def _one_strength(self) -> Self:
        if (self.cap_grade is not None) + (self.downgrade is not None) + self.void != 1:
            raise fault(
                "write one of cap_grade, downgrade, void: true", "cap_grade、downgrade、void: true 写一个"
            )
        return self


class Grade(forms.Band):
    """A grade (等次) and its bounds of the total."""

    grade: Text = Field(description="Its name, as the document calls it.")
    title: Wording | None = Field(None, description="What it is called in English.")


class Minimum(Entry):
    """Too small a sample for a place."""

    of: Formula = Field(description="The size of the sample.")
    at_least: Number = Field(description="From here on there is a place.")


class Ranking(Entry):
    """Places (排名), best first."""

    among: Column | None = Field(None, description="The column of those judged that parts the groups.")
    ties: Literal["share", "dense"] = Field(
        "share", description="Equal totals share a place; share: the next is left out; dense: it follows."
    )
    then_by: tuple[Formula, ...] = Field((), description="What decides between equal totals, greatest first.")
    minimum: Minimum | None = Field(None, description="Smallest sample for a place.")
    exempt: Condition | None = Field(None, description="Who has no place, though the score stands.")


class Scorecard(Rule):
    """A scorecard."""

    scorecard: Identifier = Field(description="Its name, as the file is called.")
    parts: tuple[Part, ...] = Field(min_length=1, description="Its parts.")
    bonus: Bonus | None = Field(None, description="Points beyond the parts.")
    total: Total = Field(default_factory=lambda: Total(), description="How the sum becomes the result.")
    effects: tuple[Effect, ...] = Field((), description="What overrides points and grade.")
    grades: tuple[Grade, ...] = Field((), description="Grades, best first; they cover every total once.")
    ranking: Ranking | None = Field(None, description="Places; absent: none.")

    @property
    def name(self) -> str:
        return self.scorecard

    def items(self) -> list[Item]:
        """Every item, those of the bonus last."""
        return [item for part in self.parts for item in part.items] + list(
            self.bonus.items if self.bonus else ()
        )

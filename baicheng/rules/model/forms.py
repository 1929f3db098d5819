"""The forms in which a scoring sheet gives points (计分方式): exactly one of them stands in each item."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from baicheng.rules.model.basics import Column, Condition, Entry, Formula, Number, Quantity, fault

Whole = Annotated[int, Field(ge=1, le=1000)]


class Count(Entry):
    """So many points for each occurrence (每次)."""

    each: Quantity = Field(description="Points for each.")
    times: Formula = Field(description="How many there are.")
    per: Number | None = Field(None, description="Points for each so many, instead of each one.")
    steps: Literal["whole", "part"] | None = Field(
        None, description="With per: whole: only full ones count; part: in proportion."
    )
    at_most: Number | None = Field(None, description="Most points of this line (cap).")

    @model_validator(mode="after")
    def _steps_are_stated(self) -> Self:
        if (self.per is None) != (self.steps is None):
            raise fault(
                "per and steps go together: say whether only whole ones count, or parts too",
                "per 与 steps 要一起写：说明只算整数个（whole）还是按比例（part）",
            )
        return self


class Tally(Entry):
    """A start, and what is added and deducted for each occurrence."""

    start: Quantity | None = Field(
        None,
        description="Points at the start; absent: full points where there is something to deduct, else 0.",
    )
    add: tuple[Count, ...] = Field((), description="What adds points (加分).")
    deduct: tuple[Count, ...] = Field((), description="What costs points (扣分).")

    @model_validator(mode="after")
    def _something(self) -> Self:
        if not self.add and not self.deduct:
            raise fault("write add, deduct, or both", "add、deduct 至少写一个")
        return self


class Shortfall(Entry):
    """Points lost for each one that is missing to a required count (少一次扣)."""

    count: Formula = Field(description="How many there are.")
    required: Quantity = Field(description="How many there must be.")
    each: Quantity = Field(description="Points lost for each that is missing.")


class Proportional(Entry):
    """Full points from a threshold on, below it in proportion (否则按比例得分)."""

    of: Formula = Field(description="What is reached.")
    full_at: Quantity = Field(description="From here on full points; above 0.")


class Band(Entry):
    """Values between two bounds; each bound says by its word whether it is included."""

    at_least: Number | None = Field(None, description="From this value on, included (以上).")
    above: Number | None = Field(None, description="Above this value, not included (超过).")
    at_most: Number | None = Field(None, description="Up to this value, included (以内).")
    below: Number | None = Field(None, description="Below this value, not included (以下).")

    @model_validator(mode="after")
    def _bounds(self) -> Self:
        if self.at_least is not None and self.above is not None:
            raise fault("write at_least or above, not both", "at_least 与 above 只写一个")
        if self.at_most is not None and self.below is not None:
            raise fault("write at_most or below, not both", "at_most 与 below 只写一个")
        if not self.model_fields_set & {"at_least", "above", "at_most", "below"}:
            raise fault(
                "a band has a bound: at_least, above, at_most or below",
                "档次要写界限：at_least、above、at_most、below",
            )
        return self

    @property
    def lower(self) -> tuple[Number, bool] | None:
        """The lower bound and whether it is included; nothing where there is none."""
        if self.at_least is not None:
            return self.at_least, True
        return None if self.above is None else (self.above, False)

    @property
    def upper(self) -> tuple[Number, bool] | None:
        """The upper bound and whether it is included; nothing where there is none."""
        if self.at_most is not None:
            return self.at_most, True
        return None if self.below is None else (self.below, False)


class PointsBand(Band):
    """A band with its points."""

    points: Quantity = Field(description="Points of a value in this band.")


class Bands(Entry):
    """Points by the band in which a value lies (分档计分)."""

    of: Formula = Field(description="What is banded.")
    bands: tuple[PointsBand, ...] = Field(min_length=1, description="From one end to the other.")


class ByRank(Entry):
    """Points by place (按名次)."""

    place: Formula = Field(description="The place, from 1; a fact with rank gives it, or a superior's list.")
    points: tuple[Number, ...] = Field(
        min_length=1, description="Points of place 1, 2, …; later ones have none."
    )


class Relative(Entry):
    """Full points to the best of the cohort (参评对象), the others in proportion to it."""

    of: Formula = Field(description="What is compared.")
    among: Column | None = Field(
        None, description="The column of those judged that parts the cohorts; absent: one."
    )
    voided: Literal["stay", "leave"] = Field(
        "stay",
        description="Whether those whose score is void stay among those with whom the others are compared; who leaves has "
        "no points here.",
    )
    decimals: Annotated[int, Field(ge=0, le=6)] = Field(
        description="Decimals of the points, half up (四舍五入)."
    )
    if_best_not_positive: Literal["undecided", "none", "full"] = Field(
        description="What is given where nobody is above 0."
    )


class PassedThrough(Entry):
    """The share that a superior deducted is lost here too (按扣分比例拆算)."""

    lost: Formula = Field(description="Points that the superior deducted.")
    of: Quantity = Field(description="Out of how many; above 0.")


class Sampled(Entry):
    """Marks of subordinates that were drawn (抽查)."""

    marks: Formula = Field(description="Sum or mean of their marks.")
    drawn: Formula = Field(description="How many have a mark.")
    take: Whole = Field(description="How many are drawn.")
    if_fewer: Literal["scaled", "as_is", "undecided"] = Field(
        description="Where fewer have a mark: scaled up, taken as they are, or undecided."
    )


Form = Tally | Shortfall | Proportional | Bands | ByRank | Relative | PassedThrough | Sampled | Condition
FORMS = (
    "done",
    "tally",
    "shortfall",
    "proportional",
    "bands",
    "by_rank",
    "relative",
    "passed_through",
    "sampled",
    "mark",
)

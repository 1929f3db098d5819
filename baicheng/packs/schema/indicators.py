"""indicators/*.yaml: a figure, defined once (指标)."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from baicheng.packs.schema.basics import Entry, FullName, Name, Reading, Source, Title, Words


class Indicator(Entry):
    """What is measured, in which unit, and how it adds up."""

    indicator: Name = Field(description="Its name.")
    title: Title = Field(description="What people call it.")
    unit: Words = Field(description="Unit of its values; '1' for a plain ratio.")
    direction: Literal["up", "down", "none"] = Field(description="Whether more is better, or less.")
    kind: Literal["increment", "stock", "rate"] = Field(
        description="increment: what a period adds; stock: what there is on a day; rate: one figure by another."
    )
    over_time: Literal["sum", "last", "mean", "max", "none"] = Field(
        description="How the values of several periods become one."
    )
    over_subjects: Literal["sum", "mean", "none"] = Field(
        description="How the values of several subjects become one."
    )
    numerator: FullName | None = Field(None, description="Of a rate: the indicator above the line.")
    denominator: FullName | None = Field(None, description="Of a rate: the indicator below the line.")
    decimals: Annotated[int, Field(ge=0, le=9)] = Field(0, description="Decimals shown.")
    source: Source | None = Field(None, description="Where a document defines it.")
    readings: tuple[Reading, ...] = Field((), description="How open places of its definition are read.")

    @model_validator(mode="after")
    def _both_parts_of_a_rate(self) -> Self:
        if (self.numerator is None) != (self.denominator is None):
            raise PydanticCustomError(
                "half_a_rate",
                "numerator and denominator are given together or not at all",
                {"zh": "numerator 与 denominator 要么都写，要么都不写"},
            )
        if self.numerator is not None and self.kind != "rate":
            raise PydanticCustomError(
                "no_rate",
                "numerator and denominator belong to kind: rate",
                {"zh": "numerator 与 denominator 只用于 kind: rate"},
            )
        return self

"""Decisions (判定表): rows of conditions with what follows, by a hit policy (命中策略)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal, Self, TypeAlias

from pydantic import Field, model_validator

from baicheng.rules.model.basics import Condition, DatedProvision, Identifier, Quantity, Text, fault
from baicheng.rules.model.rule import Rule

#: What follows, as whoever uses the result understands it: a post, a measure, a grade of warning.
Consequence: TypeAlias = dict[str, str | int | bool | Decimal | date | tuple[str | int | Decimal, ...]]


class Row(DatedProvision):
    """A row of the table."""

    row: Identifier = Field(description="Its name.")
    when: Condition = Field(description="When it is hit.")
    then: Consequence = Field(default_factory=dict, description="What follows, by names of one's own.")
    amount: Quantity | None = Field(None, description="With hit: collect: what the row adds.")
    priority: int | None = Field(
        None, ge=0, le=1000, description="With hit: priority: the greatest hit counts."
    )


class Decision(Rule):
    """A decision table."""

    decision: Identifier = Field(description="Its name, as the file is called.")
    hit: Literal["first", "all", "priority", "collect"] = Field(
        description="first: the first row that is hit counts; all: every one; priority: the one with the greatest; "
        "collect: their amounts are put together."
    )
    trigger: Condition | None = Field(None, description="Without it no row is hit.")
    rows: tuple[Row, ...] = Field(min_length=1, description="The rows, in the order of the document.")
    otherwise: Consequence | None = Field(None, description="What follows where no row is hit.")
    collect: Literal["sum", "most", "least", "count"] | None = Field(
        None, description="With hit: collect: how amounts are put together."
    )
    unit: Text | None = Field(None, description="Unit of the amounts.")

    @property
    def name(self) -> str:
        return self.decision

    @model_validator(mode="after")
    def _policy(self) -> Self:
        if (self.hit == "collect") != (self.collect is not None):
            raise fault(
                "hit: collect and collect go together: sum, most, least or count",
                "hit: collect 与 collect 要一起写：sum、most、least 或 count",
            )
        amounts = self.collect is not None and self.collect != "count"
        for row in self.rows:
            if amounts != (row.amount is not None):
                raise fault(
                    f"row '{row.row}': amounts go with collect: sum, most or least, in each row",
                    f"“{row.row}”：amount 与 collect: sum、most、least 一起写，每行都要写",
                )
            if (self.hit == "priority") != (row.priority is not None):
                raise fault(
                    f"row '{row.row}': priority goes with hit: priority, in each row",
                    f"“{row.row}”：priority 与 hit: priority 一起写，每行都要写",
                )
        priorities = [row.priority for row in self.rows if row.priority is not None]
        if len(set(priorities)) != len(priorities):
            raise fault(
                "two rows have the same priority; then nobody knows which counts",
                "两行的 priority 相同，无法确定以哪行为准",
            )
        return self

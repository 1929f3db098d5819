"""Facts (事实): what is counted for each subject, over which rows and days, and what absence means."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, Self, TypeAlias

from pydantic import Field, model_validator

from baicheng.rules.model.basics import (
    Clause,
    Column,
    Condition,
    Entry,
    Formula,
    Identifier,
    Number,
    Quantity,
    Reading,
    Title,
    fault,
)

#: What no row at all means: 0; nothing can be said; no document says.
Missing = Literal["zero", "undecided", "not_stated"]
Unit: TypeAlias = Literal["month", "quarter", "half_year", "year"]

#: How rows become one value; exactly one of these keys, or of those that start from other facts.
FROM_ROWS = ("count", "sum", "mean", "most", "least", "distinct", "longest")
FROM_FACTS = ("value", "rank")


class Window(Entry):
    """Days that are counted back from the period judged."""

    unit: Unit = Field(description="The calendar period in which the last day judged lies.")
    back: Annotated[int, Field(ge=0, le=40)] = Field(
        0, description="So many of them earlier: 1 is the one before."
    )
    until_end: bool = Field(False, description="true: from its first day to the end of the period judged.")


class Weights(Entry):
    """How much a row counts, by what it is (计数权重)."""

    by: Column = Field(description="The column that decides.")
    of: dict[str, Quantity] = Field(
        min_length=1, description="Its values with their weights; a row with another value is undecided."
    )


class Through(Entry):
    """Rows that name a subordinate count for the one above it."""

    relation: Identifier = Field(description="The relation that says who belongs to whom.")
    member: Column = Field(description="Its column with the subordinate, which the rows name.")
    of: Column = Field(description="Its column with the one judged.")
    columns: dict[Identifier, Column] = Field(
        default_factory=dict,
        description="Names of one's own for other columns of it, such as the day on which a member of a list is "
        "looked for; expressions over the rows may use them.",
    )


class PerSubordinate(Entry):
    """Rows are first put together for each subordinate, then over all of them."""

    column: Column = Field(description="The column that names the subordinate.")
    then: Literal["sum", "mean", "most", "least", "count"] = Field(
        description="How their values become one; count: how many have a value above 0."
    )
    each_at_most: Number | None = Field(None, description="No subordinate counts more than this.")


class Fact(Entry):
    """One value for each subject."""

    title: Title = Field(description="What it is.")
    count: Identifier | None = Field(None, description="The relation whose rows are counted.")
    sum_: Formula | None = Field(None, alias="sum", description="What is added up over the rows of 'of'.")
    mean: Formula | None = Field(None, description="What is averaged over the rows of 'of'.")
    most: Formula | None = Field(None, description="The greatest over the rows of 'of'.")
    least: Formula | None = Field(None, description="The smallest over the rows of 'of'.")
    distinct: Formula | None = Field(None, description="What is counted once each in the rows of 'of'.")
    longest: Condition | None = Field(
        None, description="How many hours in a row it held at most: rows of 'of', one for each hour of 'on'."
    )
    value: Formula | None = Field(None, description="A formula over other facts.")
    rank: Formula | None = Field(
        None, description="The place among all who are judged; equal values share the better place."
    )
    of: Identifier | None = Field(None, description="The relation of the rows; not with count.")
    result: Identifier | None = Field(None, description="Of results: those of this rule only.")
    stage: Literal["computed", "final"] | None = Field(
        None, description="Of results: as computed in the same run, or final."
    )
    by: Column = Field("subject", description="The column of the rows that names the one judged.")
    through: Through | None = Field(None, description="Where 'by' names a subordinate: whose it is.")
    per: PerSubordinate | None = Field(None, description="First for each subordinate.")
    where: Condition | None = Field(None, description="Which rows; unknown for one: the fact is undecided.")
    exempt: Condition | None = Field(
        None, description="Rows that stay on record and are not counted, such as after a granted appeal."
    )
    on: Column | None = Field(
        None, description="The day that must lie in the window; absent: rows of all days."
    )
    within: Literal["period", "ever"] | Window = Field(
        "period", description="period: the days judged; ever: all until its end; or counted back."
    )
    not_before: date | None = Field(None, description="Rows of earlier days do not count.")
    weights: Weights | None = Field(None, description="How much a row counts; absent: 1.")
    among: Column | None = Field(None, description="Of rank: the column of those judged that parts them.")
    order: Literal["ascending", "descending"] = Field(
        "descending", description="Of rank: descending gives place 1 to the greatest."
    )
    unit: Annotated[str, Field(min_length=1)] | None = Field(
        None, description="Unit of the value; absent: that of the formula."
    )
    if_missing: Missing | None = Field(
        None, description="What no row means: zero; undecided; not_stated, no document says. No default."
    )
    clause: Clause | None = Field(None, description="Where the counting rule stands.")
    readings: tuple[Reading, ...] = Field((), description="How open places are read.")

    @property
    def form(self) -> str:
        """The key that says how the value comes about."""
        return next(name for name in (*FROM_ROWS, *FROM_FACTS) if self.said(name) is not None)

    @property
    def formula(self) -> str | None:
        """What is added up, averaged or compared; nothing where rows are counted."""
        return None if self.form == "count" else self.said(self.form)

    @property
    def relation(self) -> str | None:
        """The relation of its rows."""
        return self.count or self.of

    @property
    def from_rows(self) -> bool:
        return self.form in FROM_ROWS

    def said(self, form: str) -> str | None:
        found: str | None = getattr(self, "sum_" if form == "sum" else form)
        return found

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        given = [name for name in (*FROM_ROWS, *FROM_FACTS) if self.said(name) is not None]
        forms = ", ".join((*FROM_ROWS, *FROM_FACTS))
        if len(given) != 1:
            raise fault(f"a fact has one of {forms}", f"事实只写 {forms} 中的一个")
        if given[0] in FROM_FACTS:
            return self._from_other_facts()
        if given[0] == "count" and self.of is not None:
            raise fault("count names the relation itself; leave out 'of'", "count 已写明关系，请去掉 of")
        if self.relation is None:
            raise fault(
                f"{given[0]} needs 'of', the relation of the rows", f"{given[0]} 要写 of（哪个关系的行）"
            )
        if self.if_missing is None:
            raise fault(
                "if_missing is missing: say what no row means (zero, undecided, not_stated)",
                "缺少 if_missing：请写没有记录意味着什么（zero、undecided、not_stated）",
            )
        return self._options()

    def _options(self) -> Self:
        if self.weights is not None and self.form not in ("count", "sum"):
            raise fault("weights go with count or sum", "weights 只与 count、sum 一起写")
        if self.form == "longest" and (self.on is None or self.per is not None):
            raise fault(
                "longest needs 'on', the hour of each row, and has no 'per'",
                "longest 要写 on（每行的小时），不写 per",
            )
        if (self.result is None) != (self.stage is None):
            raise fault(
                "result and stage go together: say whether computed or final",
                "result 与 stage 要一起写：computed 或 final",
            )
        if self.on is None and (self.within != "period" or self.not_before is not None):
            raise fault(
                "within and not_before need 'on', the day of a row",
                "within、not_before 要与 on（行的日期）一起写",
            )
        return self

    def _from_other_facts(self) -> Self:
        taken = {
            "of",
            "where",
            "exempt",
            "on",
            "through",
            "per",
            "weights",
            "result",
            "if_missing",
            "not_before",
        }
        odd = sorted(taken & self.model_fields_set)
        if odd:
            raise fault(
                f"{', '.join(odd)} belong to rows, not to {self.form}",
                f"{'、'.join(odd)} 用于行，不与 {self.form} 一起写",
            )
        return self

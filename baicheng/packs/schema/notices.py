"""notices/*.yaml: a paper that an office issues from the ledger (通报): what it tells, to whom, who approves it."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from baicheng.clock.schedules import Schedule
from baicheng.flows.keys import Identifier, Keys, Title
from baicheng.flows.ladder import Rung
from baicheng.flows.limit_rules import Amount
from baicheng.flows.provenance import Reading, Source
from baicheng.flows.who import Told

#: Words of a paper; ``{name}`` stands for a figure.
Words = Annotated[str, StringConstraints(min_length=1, max_length=2000, strip_whitespace=True)]
Table = Literal["units", "counties", "late", "next_due", "results", "follows", "undecided"]
#: The tables of a paper on the results of a rule; all others are on tasks.
OF_RESULTS = ("results", "follows", "undecided")

#: What ``{name}`` in the words of a paper may stand for.
FIGURES: dict[str, str] = {
    "period": "the period it is about: 2026年10月",
    "day": "the last day of which it tells: 2026年10月31日",
    "year": "the year of the period",
    "office": "the programme's office",
    "total": "tasks of the year",
    "done": "tasks that are done",
    "on_time": "tasks that are on time",
    "at_risk": "tasks at risk",
    "late": "tasks that are late",
    "others": "tasks without a deadline or paused",
    "done_percent": "share done, of a hundred",
    "kept_percent": "share that is not late, of a hundred",
    "late_percent": "share that is late, of a hundred",
    "units": "units that have tasks",
    "counties": "counties that have tasks",
    "first": "the units ranked first; of many the first three and how many",
    "last": "the units ranked last; nobody where they are more than three",
    "next_due": "tasks due in the period that follows",
}
#: The same for a paper on the results of a rule.
RESULT_FIGURES: dict[str, str] = {
    **{name: FIGURES[name] for name in ("period", "day", "year", "office")},
    "subjects": "whom the rule judged",
    "decided": "those who have a result",
    "undecided": "those of whom something is not known",
    "first": "who stands first; of many the first three and how many",
    "last": "who stands last; nobody where they are more than three",
    "met": "of a decision those of whom a row is met",
    "follows": "what follows from a final round: so many records",
}
#: What the number of a paper (发文字号) knows.
NUMBERING = {"year": "the year in which it is numbered", "seq": "the number in the year"}


class Block(Keys):
    """A heading or paragraph of the text."""

    heading: Words | None = Field(None, description="A heading of the first level (一、).")
    subheading: Words | None = Field(None, description="A heading of the second level (（一）).")
    text: Words | None = Field(None, description="A paragraph.")
    when: Identifier | None = Field(None, description="Only where this figure is not zero.")
    unless: Identifier | None = Field(None, description="Only where this figure is zero.")

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        if [self.heading, self.subheading, self.text].count(None) != 2:
            raise ValueError("a block of a notice holds one of heading, subheading or text")
        return self

    @property
    def kind(self) -> Literal["heading", "subheading", "text"]:
        """What it is."""
        return "heading" if self.heading else "subheading" if self.subheading else "text"

    @property
    def words(self) -> str:
        """What it says."""
        return self.heading or self.subheading or self.text or ""


class Annex(Keys):
    """A table behind the text (附件)."""

    title: Words = Field(description="Its title.")
    table: Table = Field(
        description="units and counties: counts and rank of each; late: what is late, with reasons; "
        "next_due: what falls due in the period that follows; results: whom a rule judged, by place, or of a "
        "decision whom a row hits, with the amount; follows: what follows from the results once a round of "
        "assessment made them final, with the money; undecided: those of whom something is not known."
    )
    first: Annotated[int, Field(ge=1, le=500)] | None = Field(
        None, description="Of results: only so many from the top (红榜), equals with them."
    )
    last: Annotated[int, Field(ge=1, le=500)] | None = Field(
        None, description="Of results: only so many from the bottom (黑榜), equals with them."
    )
    grades: tuple[Words, ...] | None = Field(None, min_length=1, description="Of results: only these grades.")
    rows: tuple[Identifier, ...] | None = Field(
        None,
        min_length=1,
        description="Of the results of a decision: only those whom one of these rows hits.",
    )

    @model_validator(mode="after")
    def _of_results(self) -> Self:
        narrowed = [self.first, self.last, self.grades, self.rows]
        if self.table != "results" and narrowed != [None] * 4:
            raise ValueError("first, last, grades and rows go with table: results")
        if len(narrowed) - narrowed.count(None) > 1:
            raise ValueError("an annex of results holds one of first, last, grades or rows")
        return self


class Release(Keys):
    """By when what was approved is to be released (公开时限)."""

    within: Amount | None = Field(None, description="So long after it was approved.")
    every: Literal["week", "ten_day", "half_month", "month", "quarter"] | None = Field(
        None, description="Or by the next due day of this cycle ..."
    )
    by: Words | None = Field(None, description="... which is: thursday, day 10, last.")

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        if (self.within is None) == (self.every is None) or (self.by is not None and self.every is None):
            raise ValueError(
                "write release: {within: {amount, unit}} or release: {every: week, by: thursday}"
            )
        if self.every is not None:
            self.schedule()
        return self

    def schedule(self) -> Schedule:
        """The clock's schedule.

        Raises:
            ValueError: the clock does not understand it.
        """
        stated: dict[str, Any] = {"every": self.every}
        return Schedule.from_dict(stated | ({"by": self.by} if self.by else {}))


class Notice(Keys):
    """A paper with figures of the ledger, from a Word template of the pack."""

    notice: Identifier = Field(description="Its name.")
    kind: Literal["circular", "ranking", "results", "list"] = Field(
        description="circular (通报), ranking (排名), results (结果) or list (名单)."
    )
    title: Title = Field(description="What people call it.")
    about: Identifier | None = Field(
        None, description="The register whose tasks it counts; it has an overview."
    )
    rule: Identifier | None = Field(None, description="Or the rule whose results it tells.")
    every: Literal["week", "month", "quarter", "half_year", "year"] = Field(
        description="The period it is about."
    )
    template: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,59}\.docx$")] = Field(
        description="The Word file beside it (notices/NAME.docx) that gives its form."
    )
    heading: Words = Field(description="The title of each paper, with {period} and other figures.")
    number: Words = Field(description="Its number (发文字号), with {year} and {seq}.")
    addressed: Words = Field(description="To whom it is addressed (主送机关).")
    copies: Words | None = Field(None, description="Who gets a copy (抄送).")
    body: tuple[Block, ...] = Field(min_length=1, max_length=60, description="Its text, block by block.")
    annexes: tuple[Annex, ...] = Field((), max_length=8, description="The tables behind it (附件).")
    public: bool = Field(False, description="true: it stands on the public pages once it is released.")
    approves: Told = Field(description="Who approves it: WHO, narrowed by `as leader` where wanted.")
    release: Release | None = Field(None, description="By when it is released once it is approved.")
    remind: tuple[Rung, ...] = Field((), description="Who is told before and after that day, as in duties.")
    source: Source | None = Field(None, description="Where a document asks for it.")
    readings: tuple[Reading, ...] = Field((), description="How open places are read.")

    @model_validator(mode="after")
    def _tasks_or_results(self) -> Self:
        if (self.about is None) == (self.rule is None):
            raise ValueError("write about: REGISTER for a paper on tasks, or rule: RULE for one on results")
        wrong = [
            annex.table for annex in self.annexes if (annex.table in OF_RESULTS) != (self.rule is not None)
        ]
        if wrong:
            raise ValueError(f"table: {wrong[0]} does not go with {'rule' if self.rule else 'about'}")
        return self

    @property
    def figures(self) -> dict[str, str]:
        """What its words may name."""
        return RESULT_FIGURES if self.rule is not None else FIGURES

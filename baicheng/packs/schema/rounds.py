"""rounds/*.yaml: how an office assesses (考核轮次): whom, for which days, who marks what by when, and what follows."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from baicheng.flows.keys import Identifier, Keys, Text, Title
from baicheng.flows.limit_rules import Amount
from baicheng.flows.provenance import Reading, Source
from baicheng.flows.who import Told

#: What a step does. In the first four people give marks; the others come one after the other.
StepKind = Literal["self", "panel", "survey", "office", "draft", "objection", "approval", "publication"]
MARKING: tuple[StepKind, ...] = ("self", "panel", "survey", "office")
#: A value of the pack: NAME, or NAME.OPTION of a table with options.
ValueName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,59}(\.[a-z][a-z0-9_]{0,59})?$")]
#: A number, or the value of the pack that holds it.
Counted = Annotated[int, Field(ge=1, le=500)] | ValueName


class Assessed(Keys):
    """Whom a round assesses."""

    group: Identifier | None = Field(None, description="The members of this list on the last day judged.")
    judged: bool = Field(False, description="true: all whom the rule judges.")

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        if (self.group is not None) == self.judged:
            raise ValueError("write subjects: {group: NAME} or subjects: {judged: true}")
        return self


class Days(Keys):
    """The days that are judged, where they are not a period that comes back."""

    from_: date = Field(alias="from", description="First day judged.")
    until: date = Field(description="First day that is no longer judged.")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.until <= self.from_:
            raise ValueError(f"until {self.until} is not after from {self.from_}")
        return self


class DrawnFrom(Keys):
    """Among whom is drawn for each one assessed."""

    register_: Identifier | None = Field(
        None, alias="register", description="A register in whose open records ..."
    )
    party: Identifier | None = Field(None, description="... those in this role are drawn ...")
    of: Identifier | None = Field(None, description="... where the one assessed has this role ...")
    with_: dict[Identifier, str] = Field(
        default_factory=dict, alias="with", description="... and these fields have these values."
    )
    relation: Literal["administers", "governs", "guides", "part_of", "member_of"] | None = Field(
        None,
        description="Or those whom the one assessed, or who governs it, administers, governs or guides; or who "
        "are part_of or member_of it.",
    )
    kinds: tuple[Identifier, ...] = Field((), description="Of these kinds.")
    levels: tuple[Text, ...] = Field((), description="Of these levels.")

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        by_register = [self.register_, self.party, self.of]
        if (self.relation is None) != (None not in by_register) or (
            self.relation is not None and (by_register != [None] * 3 or self.with_)
        ):
            raise ValueError("write from: {register, party, of} or from: {relation, kinds, levels}")
        return self

    @property
    def is_towards(self) -> bool:
        """Whether the one drawn stands in the relation towards the one assessed, not the other way round."""
        return self.relation in ("part_of", "member_of")


class Lot(Keys):
    """A draw of subordinates of each one assessed (抽查): by a seed that is on record."""

    draw: Identifier = Field(description="Its name.")
    title: Title = Field(description="Who is drawn, as people call it.")
    from_: DrawnFrom = Field(alias="from", description="Among whom.")
    take: Counted = Field(description="How many: a number, or a value of the pack.")
    if_fewer: Literal["all", "refuse"] = Field(
        "all", description="Where there are fewer: all of them, or the draw is refused."
    )
    clause: Text | None = Field(None, description="Where it is written.")


class MarkedItem(Keys):
    """What is marked in a step: one figure for each one assessed, or for each one drawn."""

    item: Identifier = Field(description="Its name, by which the scorecard finds it in round_marks.")
    title: Title = Field(description="What is marked.")
    most: Decimal | None = Field(None, description="The greatest mark that can be given.")
    least: Decimal | None = Field(Decimal(0), description="The smallest.")
    decimals: Annotated[int, Field(ge=0, le=4)] = Field(2, description="Digits behind the point.")
    each: Identifier | None = Field(None, description="One for each one drawn in this draw.")
    evidence: bool = Field(False, description="true: a mark needs a file as evidence.")
    clause: Text | None = Field(None, description="Where it is written.")

    def broken_by(self, mark: Decimal) -> Literal["number", "least", "most", "decimals"] | None:
        """Which bound a figure breaks, so that it is no mark of this item; ``None`` if it is one."""
        if not mark.is_finite():
            return "number"
        if self.least is not None and mark < self.least:
            return "least"
        if self.most is not None and mark > self.most:
            return "most"
        return "decimals" if -int(mark.normalize().as_tuple().exponent) > self.decimals else None


class StepDue(Keys):
    """By when a step is done."""

    on: date | None = Field(None, description="Until the end of this day.")
    within: Amount | None = Field(None, description="Or so long ...")
    of: Literal["opened", "period_end"] = Field(
        "opened", description="... after the step opened, or after the end of the days judged."
    )
    at_least: Amount | None = Field(
        None, description="Of on: so long after the step opened at the least, however late that is."
    )
    not_stated: bool = Field(False, description="true: no document says; not_stated alone means the same.")

    @model_validator(mode="before")
    @classmethod
    def _silence(cls, value: Any) -> Any:
        return {"not_stated": True} if value == "not_stated" else value

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        if [self.on is not None, self.within is not None, self.not_stated].count(True) != 1:
            raise ValueError("write due: {on: DAY}, due: {within: {amount, unit}, of} or due: not_stated")
        if self.at_least is not None and self.on is None:
            raise ValueError("at_least goes with on: due: {on: DAY, at_least: {amount, unit}}")
        return self


class RoundStep(Keys):
    """A step of a round: who does it by when. In a step of marks the items say what is marked."""

    step: Identifier = Field(description="Its name.")
    kind: StepKind = Field(
        description="self: each one assessed marks itself; panel: its panel; survey: a figure from outside that the "
        "office enters; office: the office; draft: the results are reckoned; objection: those assessed can object; "
        "approval: the chain; publication."
    )
    title: Title = Field(description="What people call it.")
    due: StepDue = Field(description="By when.")
    items: tuple[MarkedItem, ...] = Field((), max_length=60, description="What is marked.")
    again: StepDue | None = Field(
        None,
        description="Of objection: by when those object again, once, whose points an adopted re-run moved; absent: as "
        "long as the first time.",
    )
    answered: StepDue | None = Field(None, description="Of objection: by when the office answers each.")
    chain: tuple[Told, ...] = Field((), max_length=8, description="Of approval: who approves, in this order.")
    clause: Text | None = Field(None, description="Where it is written.")

    @model_validator(mode="after")
    def _fits_its_kind(self) -> Self:
        if bool(self.items) != (self.kind in MARKING):
            raise ValueError("a step of marks has items, and no other: self, panel, survey or office")
        if bool(self.chain) != (self.kind == "approval"):
            raise ValueError("a step of approval has a chain, and no other: chain: [office as leader]")
        if self.kind != "objection":
            if self.answered is not None or self.again is not None:
                raise ValueError("answered and again go with kind: objection")
        elif any(one.on is not None and one.at_least is None for one in (self.due, self.again) if one):
            raise ValueError(
                "a draft that is released late would leave no time to object: write with the day how long it is at the "
                "least, due: {on: DAY, at_least: {amount, unit}}"
            )
        return self


class Panels(Keys):
    """Who marks on site (考核小组)."""

    title: Title = Field(description="What people call them.")
    group: Identifier | None = Field(None, description="The list of those that head one.")
    allotted: Literal["not_stated", "in_turn"] = Field(
        description="Which panel marks whom: not_stated: the office says; in_turn: by the seed, each as often."
    )


class Follows(Keys):
    """For whom something follows: by grade, place, score, an effect, a row of a decision, or a fact.

    For whom anything of the result is undecided, nothing follows; nor where the value that bounds it is not stated.
    """

    grades: tuple[Text, ...] | None = Field(None, min_length=1, description="Who has one of these grades.")
    first: Counted | None = Field(None, description="Who has one of the first places.")
    last: Counted | None = Field(None, description="Who has one of the last places.")
    below: Decimal | ValueName | None = Field(None, description="Whose score is below this.")
    effects: tuple[Identifier, ...] | None = Field(
        None, min_length=1, description="On whom one of these effects of the scorecard falls, such as a veto."
    )
    rows: tuple[Identifier, ...] | None = Field(
        None, min_length=1, description="Whom one of these rows of the decision hits."
    )
    fact: Identifier | None = Field(None, description="For whom this fact of the rule reaches at_least.")
    at_least: Decimal | ValueName | None = Field(None, description="Of fact: from this number on.")

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        forms = (self.grades, self.first, self.last, self.below, self.effects, self.rows, self.fact)
        if len(forms) - forms.count(None) != 1:
            raise ValueError("when holds one of grades, first, last, below, effects, rows or fact")
        if (self.fact is None) != (self.at_least is None):
            raise ValueError("fact and at_least go together: {fact: overdue, at_least: 1}")
        return self


class RecordMade(Keys):
    """The record that a consequence makes."""

    register_: Identifier = Field(alias="register", description="In which register.")
    party: Identifier = Field(description="The role of the one assessed in it.")
    with_: dict[Identifier, str | int | Decimal | date] = Field(
        default_factory=dict,
        alias="with",
        description="Fields and what they hold; {total}, {grade}, {place}, {period}, {since}, {round} and {clause} stand "
        "for those, {TABLE} or {TABLE.OPTION} for a value of the pack: a field that holds nothing else stays empty "
        "where no document states it.",
    )


class Consequence(Keys):
    """What follows from the final result (结果运用): commendation, talk, deduction, proposal."""

    consequence: Identifier = Field(description="Its name.")
    title: Title = Field(description="What people call it.")
    when: Follows = Field(description="For whom.")
    creates: RecordMade = Field(description="The record by which it is carried out.")
    clause: Text | None = Field(None, description="Where it is written.")


#: What ``{name}`` in the fields of a consequence may stand for.
FIGURES = ("total", "grade", "place", "period", "since", "round", "clause")


class Round(Keys):
    """An assessment round."""

    round: Identifier = Field(description="Its name.")
    title: Title = Field(description="What people call it.")
    rule: Identifier = Field(
        description="The scorecard that it uses; or a decision, where nobody is ranked but some are hit."
    )
    subjects: Assessed = Field(description="Whom it assesses.")
    period: Days | None = Field(None, description="The days judged, once; or ...")
    every: Literal["month", "quarter", "half_year", "year"] | None = Field(
        None, description="... a period that comes back."
    )
    panels: Panels | None = Field(None, description="Who marks on site.")
    draws: tuple[Lot, ...] = Field((), max_length=12, description="Who is drawn of each one assessed.")
    steps: tuple[RoundStep, ...] = Field(
        min_length=1, max_length=20, description="Its steps, in their order."
    )
    follows: tuple[Consequence, ...] = Field((), max_length=20, description="What follows from the result.")
    source: Source = Field(description="Where it stands.")
    readings: tuple[Reading, ...] = Field((), description="How open places are read.")

    @model_validator(mode="after")
    def _sound(self) -> Self:
        if (self.period is None) == (self.every is None):
            raise ValueError(
                "write period: {from, until} for one round, or every: half_year for one that comes back"
            )
        kinds = [step.kind for step in self.steps]
        later = [kind for kind in kinds if kind not in MARKING]
        order = [kind for kind in ("draft", "objection", "approval", "publication") if kind in later]
        if later != order or "draft" not in later or "approval" not in later:
            raise ValueError(
                "after the steps of marks come, once each and in this order: draft, objection, approval, publication; "
                "draft and approval must be there"
            )
        if kinds[: len(kinds) - len(later)] != [kind for kind in kinds if kind in MARKING]:
            raise ValueError("the steps of marks (self, panel, survey, office) stand before draft")
        if "panel" in kinds and self.panels is None:
            raise ValueError("a step of a panel needs panels: {title, allotted}")
        return self

    @property
    def marking(self) -> tuple[RoundStep, ...]:
        """The steps in which people give marks."""
        return tuple(step for step in self.steps if step.kind in MARKING)

    def step_of(self, kind: StepKind) -> RoundStep | None:
        """The one step of a kind that comes after the marks."""
        return next((step for step in self.steps if step.kind == kind), None)

    def lot(self, name: str) -> Lot:
        """The draw of that name."""
        return next(one for one in self.draws if one.draw == name)

"""tests/*.yaml: cases (用例) in the words of the law: given these rows, on this day, this is expected."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import ConfigDict, Field, StringConstraints

from baicheng.packs.schema.basics import Entry, Name, Number, Words

#: A moment in China's time, such as ``2019-03-22T17:00``.
Instant = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2})?$")]
RelationType = Literal[
    "part_of",
    "administers",
    "guides",
    "governs",
    "member_of",
    "holds",
    "in_charge_of",
    "chief_of",
    "succeeds",
]


class Subject(Entry):
    """Somebody or something that can take part."""

    id: Words = Field(description="By what the case calls it; a name is enough.")
    kind: Words = Field("unit", description="unit, division, body, group, post, person, firm or a register.")
    level: Words | None = Field(None, description="Level of a division or chief, such as county.")


class Relation(Entry):
    """How two subjects are related, and on which days."""

    relation: RelationType = Field(description="Type of the relation.")
    subject: Words = Field(description="Who stands in it: the one that administers, holds, is chief.")
    of: Words = Field(description="To whom or what: the one administered, the post held, the river.")
    unit: Words | None = Field(None, description="Of holds: the unit of which the post is.")
    since: date | None = Field(None, description="First day; absent: always.")
    until: date | None = Field(None, description="First day no longer; absent: open.")


class Row(Entry):
    """A record that is there before the case begins; fields of its register are keys beside these."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, Any]

    id: Words | None = Field(
        None, description="By what the case calls it; absent: the register and its place, such as wells-1."
    )
    parties: dict[Name, Words | tuple[Words, ...]] = Field(
        default_factory=dict, description="Role → who has it."
    )
    author: Words | None = Field(None, description="Who entered it; absent: the office.")
    state: Name | None = Field(None, description="Its state; absent: the one in which its flow starts.")
    entered: date | Instant | None = Field(None, description="When it was entered.")
    title: Words | None = Field(None, description="Its title.")


class Given(Entry):
    """What there is before; rows of registers stand under the register's name.

    In a case of a rule so do those of ``assignments``, ``observations``, ``results`` and the rule's own relations.
    """

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, tuple[Row, ...]]

    office: Words = Field("office", description="Who is the programme's office.")
    subjects: tuple[Subject, ...] = Field((), description="Who there is, where kind or level matters.")
    relations: tuple[Relation, ...] = Field((), description="How they are related.")
    groups: dict[Name, tuple[Words, ...]] = Field(
        default_factory=dict, description="Members of groups for this case, instead of the pack's."
    )
    rest_days: tuple[date, ...] = Field(
        (), description="Days that are no working days, beside the calendar's."
    )
    working_days: tuple[date, ...] = Field((), description="Rest days on which there is work.")


class Step(Entry):
    """Something that somebody does: a move, an answer to an assignment, or a new record."""

    move: Name | None = Field(None, description="The move that is made.")
    finish: Name | None = Field(None, description="The assignment that its bearer ends.")
    outcome: Name = Field("done", description="With which outcome finish ends it.")
    create: Name | None = Field(None, description="The register in which a record is entered.")
    record: Words | None = Field(None, description="Which record; needed where the case has several.")
    by: Words = Field("office", description="Who does it.")
    role: Literal["leader", "liaison"] | None = Field(None, description="As whom in the unit.")
    at: date | Instant = Field(description="When.")
    values: dict[Name, Any] = Field(
        default_factory=dict, alias="with", description="Fields and parties that are filled in."
    )
    reason: Words | None = Field(None, description="The reason that is given.")
    answer: Words | None = Field(None, description="The answer to a return.")
    refused: Words | None = Field(
        None, description="Words that the refusal must contain; absent: it must be allowed."
    )


class ExpectedAssignment(Entry):
    """An assignment; keys that are left out are not looked at."""

    duty: Name | None = Field(None, description="The duty that owes it.")
    assignment: Name | None = Field(None, description="Its name in the flow.")
    about: Words | None = Field(None, description="The record it is about.")
    bearer: Words | None = Field(None, description="Who bears it.")
    part: Words | None = Field(None, description="What a standard's limit is called.")
    covers: Words | None = Field(None, description='The period it is about, such as "2019-03".')
    due_on: date | Literal["none"] | None = Field(
        None, description="The day until whose end it is in time; none: it has no day."
    )
    due_at: Instant | None = Field(None, description="The moment until which it is in time.")
    cut_off: date | None = Field(None, description="The day up to which figures are stated.")
    outcome: Words | None = Field(None, description="open, missed, done, or another outcome.")
    count: int | None = Field(None, description="How many of those needed were found.")
    needed: int | None = Field(None, description="How many are needed.")
    late: bool | None = Field(None, description="Whether it ended after it was due.")


#: A number that comes out, or that it is undecided, or that there is none.
Figure: TypeAlias = Number | Literal["undecided", "none"]
Outcome: TypeAlias = Literal["met", "not_met", "undecided"]


class ExpectedResult(Entry):
    """What a rule gives one subject; keys that are left out are not looked at."""

    total: Figure | None = Field(None, description="Of a scorecard: the points after all effects.")
    parts: dict[Name, Figure] = Field(default_factory=dict, description="Part, or bonus → points.")
    items: dict[Name, Figure] = Field(default_factory=dict, description="Item → points.")
    effects: dict[Name, Outcome] = Field(
        default_factory=dict, description="Effect → met, not_met, undecided."
    )
    grade: Words | None = Field(None, description="The grade, or undecided.")
    place: Figure | None = Field(None, description="The place; none: it has none by the rule itself.")
    rows: dict[Name, Outcome] = Field(default_factory=dict, description="Row of a decision → its outcome.")
    hits: tuple[Name, ...] = Field((), description="All rows that count, in any order.")
    answer: dict[Name, Any] | Literal["undecided", "none"] | None = Field(
        None, description="What follows, with first and priority."
    )
    outcome: Outcome | None = Field(None, description="Of a decision or level: whether there is one.")
    level: Words | None = Field(None, description="The level; none: there is none; or undecided.")
    measures: dict[Name, Words] = Field(default_factory=dict, description="Measure → its level.")
    eligible: Outcome | None = Field(None, description="Of a benefit: whether all grounds are met.")
    grounds: dict[Name, Outcome] = Field(default_factory=dict, description="Ground, or window → outcome.")
    papers: dict[Name, Outcome] = Field(default_factory=dict, description="Paper → whether it is there.")
    complete: Outcome | None = Field(None, description="Whether all papers are there.")
    awards: dict[Name, Figure] = Field(default_factory=dict, description="Award → what is granted.")
    amount: Figure | None = Field(None, description="All amounts together.")
    due: Figure | None = Field(None, description="Of these what is due now.")
    payers: dict[Name, Figure] = Field(default_factory=dict, description="Payer → what it pays.")
    facts: dict[Name, Any] = Field(default_factory=dict, description="Fact → its value, or undecided.")
    undecided: tuple[Words, ...] = Field(
        (), description="All that is undecided, in any order; [] for nothing."
    )


#: A mark: of the one assessed, of all who were drawn, of each in the order drawn, or of each by its name.
GivenMarks: TypeAlias = Number | tuple[Number, ...] | dict[Words, Number]


class Opened(Entry):
    """When a round went on; steps open on these days."""

    opened: date | None = Field(None, description="It was opened; absent: the day after the days judged.")
    released: date | None = Field(None, description="The draft was released; absent: when it was opened.")
    submitted: date | None = Field(None, description="It was submitted; absent: when it was released.")
    final: date | None = Field(None, description="It was approved and put into effect; absent: so too.")


class Expect(Entry):
    """What must be so; keys that are left out are not looked at."""

    state: Name | dict[Words, Name] | None = Field(None, description="State of the record, or of each by id.")
    number: Words | None = Field(None, description="The record's number.")
    values: dict[Name, Any] | None = Field(None, description="Fields of the record.")
    assignments: tuple[ExpectedAssignment, ...] | None = Field(
        None,
        description="Every assignment of the duties and names that occur here, in any order; [] where no flow "
        "has opened any.",
    )
    nothing_owed: tuple[Name, ...] = Field((), description="Duties that owe nothing at all.")
    parameters: dict[Name, Any] | None = Field(
        None, description="Value table → its value on the day; of a table with 'by' the options that matter."
    )
    records: dict[Name, int] | None = Field(None, description="Register → how many records there are.")
    notified: tuple[Words, ...] | None = Field(None, description="Everybody who was told something.")
    moves: tuple[Name, ...] | None = Field(None, description="The moves that the office may make at the end.")
    results: dict[Words, ExpectedResult | Literal["none"]] | None = Field(
        None,
        description="Of a rule or a round: whom it judges → what comes out; none: it does not judge that one.",
    )
    assessed: tuple[Words, ...] | None = Field(
        None, description="Of a round: everybody who is assessed, in any order."
    )
    drawn: dict[Name, dict[Words, tuple[Words, ...]]] | None = Field(
        None, description="Of a round: draw → for whom → who is drawn, in that order."
    )
    follows: dict[Name, dict[Words, dict[Name, Any]]] | None = Field(
        None,
        description="Of a round: consequence → for whom → fields of the record; everybody for whom it follows, {} "
        "for nobody.",
    )


class Days(Entry):
    """The days that a rule or a round judges."""

    since: date = Field(alias="from", description="First day.")
    until: date = Field(description="First day that no longer belongs to it.")


class Case(Entry):
    """One case."""

    name: Words = Field(description="A sentence that states what holds.")
    given: Given = Field(default_factory=Given, description="What there is before.")
    since: date | None = Field(
        None, description="From when duties are looked at; absent: a year before 'at'."
    )
    until: date | None = Field(
        None, description="First day from which they are no longer; absent: the day after 'at'."
    )
    rule: Name | None = Field(
        None, description="A rule that is judged over what is given: all together, and each by itself."
    )
    round: Name | None = Field(
        None,
        description="A round that is held over what is given: drawn, marked, reckoned and put into effect; then "
        "'do' is done. Its records are called CONSEQUENCE/WHOM.",
    )
    period: Days | None = Field(None, description="With rule, or a round that comes back: the days judged.")
    values: dict[Name, Number | dict[Words, Number]] = Field(
        default_factory=dict,
        description="With rule or round: value tables that are decided locally, or options of them.",
    )
    seed: int = Field(0, ge=0, description="With round: from which lots are drawn.")
    panels: dict[Words, Words] = Field(
        default_factory=dict, description="With round: who is assessed → the panel that marks it."
    )
    marks: dict[Name, dict[Words, GivenMarks]] = Field(
        default_factory=dict,
        description="With round: item → who is assessed → its mark; of those drawn a mark for all, for each in the "
        "order drawn, or by name. What is left out is owed.",
    )
    days: Opened = Field(default_factory=Opened, description="With round: when it went on.")
    do: tuple[Step, ...] = Field((), description="What is done, in order.")
    at: date | Instant | None = Field(
        None, description="When the expectation is looked at; absent: after the last step."
    )
    expect: Expect = Field(description="What must be so.")

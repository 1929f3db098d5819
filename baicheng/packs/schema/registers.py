"""registers/*.yaml: a typed ledger (台账): its fields, who takes part, its flow, who may see and change it."""

from __future__ import annotations

from typing import Any, Literal, TypeAlias

from pydantic import Field as Key
from pydantic import model_validator

from baicheng.flows.flow import Flow
from baicheng.flows.who import Actor
from baicheng.flows.who_forms import Who
from baicheng.packs.schema.basics import Entry, Name, Reading, Source, Title, Words
from baicheng.packs.schema.fields import Field

#: What subjects can be besides the rows of registers that say ``subject: true``.
SUBJECT_KINDS = frozenset({"unit", "division", "body", "group", "post", "person", "firm"})
#: What every record has besides its register's own fields, for lists, forms and expressions.
SHARED_COLUMNS = frozenset({"number", "title", "state", "due", "opened_on", "closed_on", "clause", "place"})
#: Those of them that are typed.
TYPED_COLUMNS = frozenset({"title", "clause", "place"})

#: Every party of the record, or a who.
Holder: TypeAlias = Literal["parties"] | Actor


class Party(Entry):
    """A role in which subjects take part in a record (参与方)."""

    title: Title = Key(description="What people call the role.")
    kinds: tuple[Name, ...] = Key((), description="Kinds of subjects that may have it; absent: all.")
    many: bool = Key(False, description="true: several at once.")
    required: bool = Key(False, description="true: a finished record must have one.")


class EditRight(Entry):
    """Who may change which fields in a state, and whether a reason is given; a who alone: all, with a reason."""

    by: Holder = Key(description="Who may change them.")
    fields_: tuple[Name, ...] | None = Key(
        None, alias="fields", min_length=1, description="Which; absent: every one that can be typed."
    )
    reason: Literal["none", "required"] | None = Key(
        None, description="Whether a reason is given; absent: required, except in the state draft."
    )

    @model_validator(mode="before")
    @classmethod
    def _from_who(cls, value: Any) -> Any:
        return value if isinstance(value, dict) else {"by": value}


class Rights(Entry):
    """Who may see, create and edit records."""

    see: tuple[Holder, ...] = Key(
        ("parties", Who("superior"), Who("office")), description="Who sees a record; parties: all of them."
    )
    create: tuple[Holder, ...] = Key((Who("office"),), description="Who may enter one.")
    edit: dict[Name, tuple[EditRight, ...]] = Key(
        default_factory=dict, description="State → who may change which fields while the record is in it."
    )


class ListPage(Entry):
    """The page that lists the records."""

    columns: tuple[Name, ...] = Key(min_length=1, description="Columns from left to right.")
    filters: tuple[Name, ...] = Key((), description="What the list can be narrowed by.")
    order: Words = Key("due", description="Column by which it is sorted; '-' in front: descending.")


class Section(Entry):
    """A part of the form under one heading."""

    section: Title = Key(description="Its heading.")
    fields: tuple[Name, ...] = Key(min_length=1, description="Fields and parties, from top to bottom.")


class Overview(Entry):
    """How the records count in the overview (总览) of the programme, and what their lights rest on."""

    units: Name = Key(description="The role of the units as whose tasks the records are counted.")
    progress: Name | None = Key(
        None, description="The percent field that says how far a record is; behind time, it is at risk."
    )
    problems: Name | None = Key(
        None, description="The text field of the register of reports that says what hinders."
    )


class Meets(Entry):
    """The meetings (会议) of the bodies of which the rows tell; both registers and the tasks are joined by links."""

    register_: Name = Key(
        alias="register", description="The register of their meetings, which link to a row."
    )
    day: Name = Key(description="The date field of a meeting that says when it is.")
    held: tuple[Name, ...] = Key(min_length=1, description="The states of a meeting that took place.")
    speakers: Name | None = Key(
        None, description="The role of the units that report at a meeting, in the order of speaking."
    )


class Register(Entry):
    """A register and the flow of its records."""

    register_: Name = Key(alias="register", description="Its name; in the system PACK.REGISTER.")
    kind: Literal["ledger", "entries", "list"] = Key(
        "ledger",
        description="ledger: records with a flow; entries: amounts that are only reversed; "
        "list: subjects from a day until a day.",
    )
    title: Title = Key(description="What people call it.")
    subject: bool = Key(
        False, description="true: its rows are subjects of their own, such as sites or rivers."
    )
    number: Words | None = Key(
        None, description="Template of the numbers, in quotes, from {year}, {seq} or {seq:03d}, and {plan}."
    )
    line: Literal["administers", "guides", "both", "none"] = Key(
        "administers", description="The line along which the superiors of a party see a record."
    )
    fields_: dict[Name, Field] = Key(
        default_factory=dict, alias="fields", description="Its own fields by name."
    )
    parties: dict[Name, Party] = Key(default_factory=dict, description="Roles by name.")
    flow: Flow | None = Key(None, description="States and moves; absent: records have no states.")
    rights: Rights = Key(default_factory=Rights, description="Who may see, create and edit.")
    list_: ListPage | None = Key(None, alias="list", description="The page that lists the records.")
    form: tuple[Section, ...] = Key((), description="The form, section by section.")
    overview: Overview | None = Key(
        None, description="How its records count in the overview; absent: they stand in none."
    )
    meets: Meets | None = Key(
        None, description="Its rows are bodies that meet: their meetings, for the page of meetings."
    )
    decides: Name | None = Key(
        None,
        description="The register of tasks into which goes what a row decides, such as a meeting or an "
        "instruction; its records link to the row.",
    )
    source: Source | None = Key(None, description="Where a document demands the register.")
    readings: tuple[Reading, ...] = Key((), description="How open places are read.")

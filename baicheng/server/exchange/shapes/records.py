"""Registers and records (台账、事项)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from ninja import Schema
from pydantic import AwareDatetime, Field

from baicheng.server.exchange.shapes.parts import Given, Id, Named, Paging, Stored, Words

Values = dict[str, Stored]


class FieldShape(Schema):
    """A field of a register."""

    name: str
    title: Words
    kind: str = Field(description="text, integer, decimal, money, percent, date, choice, subject, link …")
    required: bool
    many: bool
    unit: str
    options: dict[str, Words] = Field(description="Of a choice: what can be chosen.")
    to: str = Field(description="Of a link: the register to whose records it leads.")
    computed: bool = Field(description="Made from other fields: it cannot be sent.")
    personal: bool = Field(description="Personal data: it is given masked.")
    filters: bool = Field(description="The list can be narrowed and sorted by it.")


class RoleShape(Schema):
    """A role in which subjects take part in a record."""

    name: str
    title: Words
    required: bool
    many: bool
    kinds: list[str]


class StateShape(Schema):
    """A state of a record's flow."""

    name: str
    title: Words
    final: bool


class MoveShape(Schema):
    """A move of a flow, from which states it leads where."""

    name: str
    title: Words
    from_states: list[str]
    to: str
    reason: str = Field(description="none, optional or required")
    asks: list[str] = Field(description="The fields and roles that it takes.")


class RegisterRow(Schema):
    """A register of an installed pack."""

    id: str
    programme: str
    title: Words


class RegisterShape(RegisterRow):
    """A register with all that its records have."""

    may_enter: bool = Field(description="You may enter records.")
    fields: list[FieldShape]
    roles: list[RoleShape]
    states: list[StateShape]
    moves: list[MoveShape]
    filters: list[str] = Field(description="The names by which its list can be narrowed.")
    sorts: list[str]


class RecordQuery(Paging):
    """To what a list is narrowed; besides these the roles and indexed fields that its register names."""

    q: str = Field("", max_length=100, description="Part of number or title.")
    state: str = ""
    due_from: date | None = None
    due_until: date | None = None
    light: str = Field("", max_length=12, description="One of the lights, or all_done.")
    late: bool = Field(False, description="Only what is late.")
    taking: str = Field(
        "", max_length=80, description="A subject that takes part, by id; lead:12 in that role."
    )
    chapter: str = Field(
        "", max_length=80, description="Records from the clause of that id and those under it."
    )
    year: str = Field("", max_length=80, description="Open at some time in that year.")
    under: Id | None = Field(None, description="Records that belong to this one.")
    held: date | None = Field(None, description="As it was at the end of that day; then only “q” narrows.")
    known: date | None = Field(None, description="As was known at the end of that day; with “held”.")
    sort: str = Field(
        "", max_length=80, description="One of the register's “sorts”; “-” in front: downwards."
    )


class PastQuery(Schema):
    """The day on which to look, and the day whose knowledge counts."""

    held: date | None = Field(None, description="As it was at the end of that day.")
    known: date | None = Field(None, description="As was known at the end of that day; with “held”.")


class PartyShape(Schema):
    """Who takes part in a record."""

    role: str
    subject: Named
    group: Named | None = Field(description="The group through which it takes part.")
    consolidates: bool
    since: date | None
    until: date | None


class RecordRow(Schema):
    """A record as a list shows it."""

    id: int
    register_id: str
    number: str
    title: str
    state: str
    light: str = Field(
        description="on_time, at_risk, late, done, done_late, waiting, open (no deadline) or closed"
    )
    opened_at: datetime
    closed_at: datetime | None
    due_at: datetime | None = Field(description="The earliest due moment of its open assignments.")
    fields: Values
    parties: list[PartyShape]
    parent: int | None
    clause: int | None
    revision: int | None = Field(description="Send it back with a change; null where the past is shown.")


class AssignmentShape(Schema):
    """What one bearer must do by when."""

    id: int
    programme: str
    name: str
    title: Words
    bearer: Named | None
    record: int | None = Field(description="The record that it is about.")
    period: str
    opened_at: datetime
    due_at: datetime | None
    standing: str = Field(description="open, paused, at_risk, late, done, done_late, missed or closed")
    outcome: str
    closed_at: datetime | None
    asks_report: bool = Field(description="A report answers it: see /assignments/{id}/report.")


class PartShape(Schema):
    """A separately assigned stretch of a record."""

    id: int
    text: str
    due_on: date | None
    bearers: list[Named]


class TargetShape(Schema):
    """What an indicator should be, and how far that is reached. Numbers are texts, so that none is rounded."""

    id: int
    record: int | None
    part: int | None
    parent: int | None = Field(description="The whole of which it is a share.")
    indicator: str
    title: Words
    subject: Named | None
    op: str
    value: str
    unit: str
    due_on: date | None
    reached: str | None = Field(description="The value observed; null while nothing was.")
    verdict: Literal["met", "not_met", "undecided"]


class ReportRow(Schema):
    """A report on a record."""

    id: int = Field(description="The record of the report, see /records/{id}.")
    subject: Named
    assignment: int | None
    state: str
    sent_at: datetime | None


class AttachmentShape(Schema):
    """A file of a record."""

    id: int
    field: str
    file_name: str
    media_type: str
    size: int
    sha256: str
    address: str


class RefusalShape(Schema):
    """Why a move is not allowed now."""

    code: str
    message: str


class OfferedMove(Schema):
    """A move that leads from the record's state."""

    name: str
    title: Words
    allowed: bool
    refusals: list[RefusalShape]


class RecordShape(RecordRow):
    """A record with all that belongs to it; of the past no assignments, reports, files and moves."""

    place: dict[str, Any] | None = Field(description="A GeoJSON geometry in WGS 84.")
    parts: list[PartShape]
    targets: list[TargetShape]
    assignments: list[AssignmentShape]
    reports: list[ReportRow]
    attachments: list[AttachmentShape]
    moves: list[OfferedMove]
    may_edit: bool


class ChangeShape(Schema):
    """A field with what it was and what it is; of personal data neither is said."""

    path: str
    old: Stored
    new: Stored
    personal: bool


class EventShape(Schema):
    """Something that happened to a record or its assignments."""

    number: int = Field(description="Its place in the record's history, from 1.")
    verb: str
    move: str
    actor: str
    recorded_at: datetime
    held_at: datetime
    reason: str
    changes: list[ChangeShape]


class TakingGiven(Given):
    """A role given to a subject; a group takes part as its members of the day."""

    role: str = Field(max_length=40)
    subject: Id
    consolidates: bool = False


class RecordGiven(Given):
    """A new record."""

    values: Values = Field(default_factory=dict, description="Field → value.")
    parties: list[TakingGiven] = Field(default_factory=list, max_length=500)
    title: str = Field("", max_length=400, description="Where empty, the first line of the first text.")
    parent: Id | None = None
    clause: Id | None = None
    unit: Id | None = Field(None, description="For which of your units you enter it.")
    held_at: AwareDatetime | None = Field(None, description="When it was so, where that is entered later.")


class ChangeGiven(Given):
    """A change of a record; fields that are not sent stay."""

    revision: int = Field(ge=0, le=2**31 - 1, description="The revision that you saw.")
    values: Values = Field(default_factory=dict)
    title: str | None = Field(None, max_length=400)
    reason: str = Field("", max_length=2000)
    held_at: AwareDatetime | None = Field(None, description="From when on it was so, to correct the past.")


class MoveGiven(Given):
    """A move of a record."""

    revision: int = Field(ge=0, le=2**31 - 1, description="The revision that you saw.")
    reason: str = Field("", max_length=2000)
    answer: str = Field("", max_length=2000, description="To the reason with which it was returned.")
    values: Values = Field(default_factory=dict, description="Fields that the move asks for.")
    parties: dict[str, list[Id]] = Field(
        default_factory=dict, description="Roles that the move asks for, with all who have them from now on."
    )


class MovedShape(Schema):
    """What a move did."""

    record: RecordRow
    created: list[int] = Field(description="The records that it created.")

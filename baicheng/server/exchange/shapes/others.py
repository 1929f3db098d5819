"""Directory, documents, packs, messages, reports, and who asks."""

from __future__ import annotations

from datetime import date, datetime

from ninja import Schema
from pydantic import Field

from baicheng.server.exchange.shapes.parts import Given, Id, Named, Paging, Words
from baicheng.server.exchange.shapes.records import Values


class GrantShape(Schema):
    """A role that you hold."""

    role: str
    unit: Named | None
    programme: str = Field(description="Empty: every programme, or of a unit.")
    until: date | None


class MeShape(Schema):
    """Who asks, and in which roles."""

    id: int
    username: str
    name: str
    grants: list[GrantShape]
    acts_for: list[Named]


class WorkQuery(Paging):
    """To what my work is narrowed."""

    programme: str = Field("", max_length=60)
    due_until: date | None = None
    late: bool = False


class TargetQuery(Paging):
    """To what targets are narrowed."""

    indicator: str = Field("", max_length=120)


class ObservationShape(Schema):
    """What an indicator was for a subject on a day."""

    id: int
    subject: Named
    value: str
    held_on: date
    recorded_at: datetime
    superseded: bool


class SubjectQuery(Paging):
    """To what the directory is narrowed."""

    q: str = Field("", max_length=100, description="Part of a present or former name.")
    kind: str = Field("", max_length=20)
    gone: bool = Field(False, description="Those too that no longer exist.")
    on: date | None = Field(None, description="The day of which the answer speaks; today unless given.")


class OnQuery(Schema):
    """The day of which the answer speaks, and the day whose knowledge counts."""

    on: date | None = None
    known: date | None = None


class SubjectRow(Schema):
    """A subject of the directory."""

    id: int
    kind: str
    level: str
    name: str
    short_name: str
    since: date | None
    until: date | None


class NameShape(Schema):
    """A name that a subject bears."""

    text: str
    kind: str
    since: date | None
    until: date | None


class IdentifierShape(Schema):
    """A code of a subject."""

    scheme: str
    value: str


class RelationShape(Schema):
    """A relation on the day: read “subject kind object”."""

    kind: str
    subject: Named
    object: Named
    since: date | None
    until: date | None


class SubjectShape(SubjectRow):
    """A subject with its names, codes and relations on a day."""

    names: list[NameShape]
    identifiers: list[IdentifierShape]
    relations: list[RelationShape]


class DocumentQuery(Paging):
    """To what documents are narrowed."""

    q: str = Field("", max_length=100, description="Part of number, title or issuer.")
    year: int | None = Field(None, ge=1, le=9999, description="The year of issue.")


class DocumentRow(Schema):
    """An official document."""

    id: int
    number: str
    title: str
    issuer: str
    issued_on: date | None
    file_name: str
    sha256: str
    uploaded_at: datetime


class ClauseShape(Schema):
    """A numbered part; ``start`` and ``end`` count characters of the document's text."""

    id: int
    address: str
    parent: str
    level: int
    heading: str
    start: int
    end: int


class DocumentShape(DocumentRow):
    """A document with its text and clauses."""

    text: str
    clauses: list[ClauseShape]


class PackShape(Schema):
    """An installed pack."""

    name: str
    version: str
    title: Words
    registers: list[str]
    office: Named | None


class NoticeQuery(Paging):
    """Which messages."""

    unread: bool = False


class NoticeShape(Schema):
    """A message in your inbox."""

    id: int
    text: Words
    path: str
    sent_at: datetime
    read_at: datetime | None


class AskedTargetShape(Schema):
    """A target on which the report is to say something."""

    target: int
    title: Words
    unit: str
    typed: str | None
    last: str | None = Field(description="What was reported last.")
    last_on: date | None
    counts: bool = Field(description="False where it is only a part of what another unit states.")


class ReportShape(Schema):
    """The report that an assignment asks for, with what was typed so far."""

    assignment: int
    register_id: str
    task: int | None
    period: str
    record: int | None = Field(description="The draft or report; null before the first saving.")
    state: str
    revision: int | None
    sent_at: datetime | None
    values: Values
    targets: list[AskedTargetShape]


class ReportGiven(Given):
    """A report: kept as a draft, or sent."""

    values: Values = Field(default_factory=dict, description="Fields of the register of reports.")
    targets: dict[Id, str | None] = Field(
        default_factory=dict, description="Target → number as a text; null or empty takes it back."
    )
    revision: int | None = Field(
        None, ge=0, le=2**31 - 1, description="The revision of the draft that you saw; null for the first."
    )
    send: bool = Field(False, description="Send it; otherwise it stays a draft.")


class AnswerGiven(Given):
    """A bearer's word on an assignment that no move ends."""

    outcome: str = Field(max_length=60)
    reason: str = Field("", max_length=2000)

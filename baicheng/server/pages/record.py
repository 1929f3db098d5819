"""What the page of a record shows (事项页面), read once for whoever looks at it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse

from baicheng.clock.instants import china_date
from baicheng.server.accounts.models import User
from baicheng.server.documents.models import Clause
from baicheng.server.editions.queries import pack
from baicheng.server.indicators.models import Target
from baicheng.server.indicators.queries import Attainment, attainments
from baicheng.server.pages.course import Limit, Move, limits, moves
from baicheng.server.pages.fields import Role, Section, roles, sections
from baicheng.server.registers.books import Book, book_of, spoken
from baicheng.server.registers.lights import light_of, tone_of
from baicheng.server.registers.matter import Matter, Viewer
from baicheng.server.registers.models import Attachment, Part, Record
from baicheng.server.registers.parties import by_role, parties_of
from baicheng.server.registers.queries import Past, as_of, parties_as_of, visible
from baicheng.server.registers.rights import may_assign, may_edit
from baicheng.server.registers.wording import state_said
from baicheng.server.web.deadlines import due

#: So many children of each register are shown.
CHILDREN = 12
#: So many characters of a clause are shown; the document's page has the rest.
CLAUSE_LENGTH = 1200


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of the record with its own day, bearers and targets."""

    part: Part
    bearers: Sequence[str]
    targets: Sequence[Attainment]


@dataclass(frozen=True, slots=True)
class Children:
    """Records that belong to this one, of one register, the newest first."""

    register: str
    title: str
    rows: Sequence[tuple[Record, str, str]]  # with state in words and its tone
    more: bool


@dataclass(frozen=True, slots=True)
class Excerpt:
    """The clause behind a record: the text before, the clause itself, whether it goes on."""

    clause: Clause
    text: str
    cut: bool


@dataclass(frozen=True, slots=True)
class New:
    """A register in which the user may enter a record under this one."""

    register: str
    title: str


@dataclass(frozen=True)
class RecordPage:
    """All that the page shows; ``past`` is set where it shows the record as it was."""

    record: Record
    book: Book
    title: str
    state: str
    tone: str
    light: str
    due_at: datetime | None
    sections: Sequence[Section]
    roles: Sequence[Role]
    parts: Sequence[Stretch]
    targets: Sequence[Attainment]
    excerpt: Excerpt | None
    limits: Sequence[Limit]
    moves: Sequence[Move]
    blocked: Sequence[Move]
    children: Sequence[Children]
    attachments: Sequence[Attachment]
    may_edit: bool
    may_assign: bool
    may_create: Sequence[New]
    is_office: bool
    document_url: str
    past: Past | None = None

    @property
    def register_title(self) -> str:
        return spoken(self.book.register.title)

    @property
    def above(self) -> str:
        """The small line over the title."""
        return f"{self.register_title} {self.record.number}"

    @property
    def due_said(self) -> str:
        """The due moment beside the light; nothing where there is none."""
        return due(self.due_at) if self.due_at else ""

    @property
    def yours(self) -> list[Limit]:
        """What the user must do here, what falls due first first."""
        return [limit for limit in self.limits if limit.mine and limit.is_open]

    @property
    def first_move(self) -> str:
        """The move that the page offers first: the first that needs no reason."""
        forward = [move.name for move in self.moves if not move.needs_reason]
        return forward[0] if forward else ""


def record_page(user: User, record: Record, now: datetime, past: Past | None = None) -> RecordPage | None:
    """The page of a record that the user may see; ``None`` where it did not exist at the moment of ``past``.

    Whether the user may see it was asked before.
    """
    viewer, book = Viewer(user, now), book_of(record.register)
    version = as_of(record, past).first() if past else None
    if past is not None and version is None:
        return None
    day = china_date(past.held_at) if past else viewer.day
    parties = list(parties_as_of(record, past) if past else parties_of([record], day))
    matter = Matter.of(record, book, viewer, parties=by_role(parties) if past is None else None)
    fields = version.fields if version else record.fields
    reached = _reached(record, past, day)
    possible = () if past else tuple(moves(matter))
    running = () if past else tuple(limits(matter, possible))
    return RecordPage(
        record=record,
        book=book,
        title=version.title if version else record.title,
        state=state_said(book, version.state if version else record.state),
        tone=tone_of(book, version.state if version else record.state),
        light="" if past else light_of(book, record, now),
        due_at=version.due_at if version else record.due_at,
        sections=tuple(sections(book, fields, day, viewer)),
        roles=tuple(roles(book, parties, day)),
        parts=_parts(record, reached, len({party.subject_id for party in parties})),
        targets=[one for one in reached if one.target.part_id is None],
        excerpt=_excerpt(record),
        limits=running,
        moves=[one for one in possible if not one.refusals],
        blocked=[one for one in possible if one.refusals],
        children=() if past else tuple(_children(record, viewer)),
        attachments=tuple(record.attachments.filter(removed_at=None).order_by("pk")) if not past else (),
        may_edit=past is None and may_edit(matter),
        may_assign=past is None and bool(book.register.parties) and may_assign(matter),
        may_create=() if past else tuple(_may_create(matter)),
        is_office=viewer.is_office(book.programme),
        document_url=_document_url(record),
        past=past,
    )


def _may_create(matter: Matter) -> Iterator[New]:
    """Registers of the pack whose records lead to this one, apart from reports, which are asked for."""
    book = matter.book
    if matter.record.closed_at is not None:
        return
    of_pack = pack(book.programme)
    reports = of_pack.manifest.intake.reports if of_pack.manifest.intake else None
    for name, register in of_pack.registers.items():
        leads_here = any(field.to == book.register.register_ for field in register.fields_.values())
        if name != reports and leads_here and matter.is_one_of(register.rights.create):
            yield New(f"{book.programme}.{name}", spoken(register.title))


def _document_url(record: Record) -> str:
    """Where the clause stands in its document's text."""
    if record.clause is None:
        return ""
    return reverse("documents:detail", args=[record.clause.document_id]) + f"#c{record.clause_id}"


def _reached(record: Record, past: Past | None, day: date) -> list[Attainment]:
    rows = Target.objects.filter(record=record, superseded_by=None).exclude(chosen=False)
    targets = list(rows.select_related("indicator", "subject", "part").order_by("parent_id", "pk"))
    return attainments(targets, day, past.known_at if past else None) if targets else []


def _parts(record: Record, reached: Sequence[Attainment], everybody: int) -> list[Stretch]:
    rows = record.parts.prefetch_related("bearers")
    return [
        Stretch(
            part,
            _only_some([subject.name for subject in part.bearers.all()], everybody),
            [one for one in reached if one.target.part_id == part.pk],
        )
        for part in rows
    ]


def _only_some(bearers: list[str], everybody: int) -> list[str]:
    """Who bears a part; nobody is named where all who take part bear it."""
    return bearers if len(bearers) < everybody else []


def _excerpt(record: Record) -> Excerpt | None:
    if record.clause_id is None:
        return None
    clause = Clause.objects.select_related("document").get(pk=record.clause_id)
    text = clause.document.text[clause.start : clause.end].strip()
    return Excerpt(clause, text[:CLAUSE_LENGTH], len(text) > CLAUSE_LENGTH)


def _children(record: Record, viewer: Viewer) -> Iterator[Children]:
    """Records entered under this one, of the registers that the user may see."""
    assert viewer.user is not None, "somebody looks at the page"
    kinds = record.children.order_by("register").values_list("register", flat=True).distinct()
    for register in kinds:
        book = book_of(register)
        rows = list(
            visible(viewer.user, register, viewer.at).filter(parent=record).order_by("-pk")[: CHILDREN + 1]
        )
        if rows:
            shown = [(row, state_said(book, row.state), tone_of(book, row.state)) for row in rows[:CHILDREN]]
            yield Children(register, spoken(book.register.title), shown, len(rows) > CHILDREN)

"""What the page of a record shows (事项页面), read once for whoever looks at it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from dataclasses import fields as dataclass_fields
from datetime import datetime
from itertools import groupby

from django.db.models import Exists, F, OuterRef, QuerySet, Window
from django.db.models.functions import RowNumber, Substr
from django.urls import reverse

from baicheng.clock.instants import china_date
from baicheng.server.accounts.models import User
from baicheng.server.documents.models import Clause
from baicheng.server.duties.models import Report
from baicheng.server.duties.overview.reasons import Reason, reason
from baicheng.server.duties.queries import Reported, reported, waiting_for_review
from baicheng.server.duties.wanted import reports_of
from baicheng.server.editions.queries import pack
from baicheng.server.history.models import Event
from baicheng.server.indicators.models import Target
from baicheng.server.indicators.queries import Attainment, attainments_of
from baicheng.server.pages.benefits import ways_to_benefits
from baicheng.server.pages.course import Limit, Move, limits, moves
from baicheng.server.pages.fields import Role, Section, roles, sections
from baicheng.server.pages.goals import Differing, Goal, differing, goals
from baicheng.server.pages.happenings import changed, happenings, without_routine
from baicheng.server.pages.meetings.leading import Way, ways_from
from baicheng.server.pages.rounds import ways_to_rounds
from baicheng.server.registers.books import Book, book_of, spoken
from baicheng.server.registers.lights import deadline_of, tone_of
from baicheng.server.registers.matter import Matter, Viewer
from baicheng.server.registers.models import Attachment, Part, Record
from baicheng.server.registers.parties import by_role, named, named_of
from baicheng.server.registers.queries import Past, as_of, get_for, parties_as_of, record_timeline
from baicheng.server.registers.queries.reach import seen_of
from baicheng.server.registers.rights import may_assign, may_edit, may_read_personal
from baicheng.server.registers.wording import names_in, state_said
from baicheng.server.web.deadlines import due
from baicheng.server.web.timeline import Happening

#: So many children of each register are shown.
CHILDREN = 12
#: So many entries of the history are shown.
TIMELINE = 60
#: The order in which the bearers of a part are named.
_IN_ORDER = ("bearers__kind", "bearers__name", "bearers__pk")
#: So many characters of a clause are shown; the document's page has the rest.
CLAUSE_LENGTH = 1200


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of the record with its own day, bearers and targets."""

    part: Part
    bearers: Sequence[str]
    goals: Sequence[Goal]


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
    why: Reason | None
    due_at: datetime | None
    sections: Sequence[Section]
    roles: Sequence[Role]
    parts: Sequence[Stretch]
    goals: Sequence[Goal]
    differing: Sequence[Differing]
    excerpt: Excerpt | None
    limits: Sequence[Limit]
    moves: Sequence[Move]
    blocked: Sequence[Move]
    children: Sequence[Children]
    attachments: Sequence[Attachment]
    happenings: Sequence[Happening]
    may_edit: bool
    may_assign: bool
    may_read_personal: bool
    may_create: Sequence[New]
    is_office: bool
    document_url: str
    #: Targets that are not reached, of the whole and of its parts.
    unmet: Sequence[Attainment] = ()
    #: Of a report: what it says of targets.
    reported: Reported | None = None
    #: Of a task: the reports that were handed in and that nobody has reviewed yet.
    in_review: Sequence[Report] = ()
    past: Past | None = None
    #: Pages of other apps that tell more of it: of a meeting, of what a firm can get, of a round.
    ways: Sequence[Way] = ()

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
    def running(self) -> list[Limit]:
        """The limits that are open."""
        return [limit for limit in self.limits if limit.is_open]

    @property
    def ended(self) -> list[Limit]:
        """The limits that have ended, the latest first."""
        return [limit for limit in self.limits if not limit.is_open]

    @property
    def has_map(self) -> bool:
        """Whether a place is to be shown, for which the page needs the map."""
        return any(field.geometry for section in self.sections for field in section.fields)

    @property
    def first_move(self) -> str:
        """The move that the page offers first: the first that needs no reason."""
        forward = [move.name for move in self.moves if not move.needs_reason]
        return forward[0] if forward else ""


@dataclass(frozen=True, slots=True)
class Found:
    """A record that somebody may see, with the beginning of its clause and what else there is of it."""

    record: Record
    excerpt: str
    has_parts: bool
    has_targets: bool
    has_children: bool
    has_files: bool
    has_reports: bool


def found_record(user: User, pk: int, now: datetime) -> Found:
    """The record of a page, read with one query.

    Raises:
        Record.DoesNotExist: there is none, or the user may not know of it: the two look the same.
    """
    row = get_for(user, pk, now, _rows)
    return Found(
        row, *(getattr(row, field.name) for field in dataclass_fields(Found) if field.name != "record")
    )


def _rows() -> QuerySet[Record]:
    """Records with what their page reads together with them."""
    length = F("clause__end") - F("clause__start")
    this = OuterRef("pk")
    rows = Record.objects.select_related("clause__document").defer("clause__document__text")
    return rows.annotate(
        excerpt=Substr("clause__document__text", F("clause__start") + 1, length),
        has_parts=Exists(Part.objects.filter(record=this)),
        has_targets=Exists(Target.objects.filter(record=this)),
        has_children=Exists(Record.objects.filter(parent=this)),
        has_files=Exists(Attachment.objects.filter(record=this)),
        has_reports=Exists(Report.objects.filter(task=this, sent_at__isnull=False)),
    )


def record_page(
    user: User, found: Found, now: datetime, past: Past | None = None, *, quiet: bool = False
) -> RecordPage | None:
    """The page of a record that the user may see; ``None`` where it did not exist at the moment of ``past``.

    Args:
        quiet: whether the history tells also what comes with every step.
    """
    record = found.record
    viewer, book = Viewer(user, now), book_of(record.register)
    version = as_of(record, past).first() if past else None
    if past is not None and version is None:
        return None
    day = china_date(past.held_at) if past else viewer.day
    parties = list(named(parties_as_of(record, past), day)) if past else named_of(record, day)
    matter = Matter.of(record, book, viewer, parties=by_role(parties) if past is None else None)
    fields = version.fields if version else record.fields
    known_at = past.known_at if past else None
    reached = attainments_of(record, day, known_at) if found.has_targets else []
    aims = goals(reached, day)
    events = _events(record, past, quiet=quiet)
    files = record.attachments.in_bulk() if found.has_files else {}
    known = names_in(book, [fields, *changed(book, events)], day, viewer, attachments=files)
    possible = () if past else tuple(moves(matter))
    running = () if past else tuple(limits(matter, possible))
    return RecordPage(
        record=record,
        book=book,
        title=version.title if version else record.title,
        state=state_said(book, version.state if version else record.state),
        tone=tone_of(book, version.state if version else record.state),
        why=reason(book, version or record, past.held_at if past else now, reached) if book.process else None,
        due_at=deadline_of(version or record),
        sections=tuple(sections(book, fields, known, None if past else record.place)),
        roles=tuple(roles(book, parties)),
        parts=_parts(record, aims, len({one.subject_id for one in parties})) if found.has_parts else [],
        goals=[one for one in aims if one.target.part_id is None],
        differing=() if past else tuple(differing(aims)),
        excerpt=_excerpt(found),
        limits=running,
        moves=[one for one in possible if not one.refusals],
        blocked=[one for one in possible if one.refusals],
        children=tuple(_children(record, viewer)) if found.has_children and not past else (),
        attachments=[one for _pk, one in sorted(files.items()) if one.removed_at is None and not past],
        happenings=happenings(book, events, known),
        may_edit=past is None and may_edit(matter),
        may_assign=past is None and bool(book.register.parties) and may_assign(matter),
        may_read_personal=past is None and bool(book.personal) and may_read_personal(matter),
        may_create=() if past else tuple(_may_create(matter)),
        is_office=viewer.is_office(book.programme),
        document_url=_document_url(record),
        unmet=[one for one in reached if one.verdict != "met"],
        reported=reported(record, day)
        if past is None and record.register == reports_of(book.programme)
        else None,
        in_review=waiting_for_review(record) if found.has_reports and not past else (),
        past=past,
        ways=() if past else tuple(_ways(record, book, viewer)),
    )


def _ways(record: Record, book: Book, viewer: Viewer) -> Iterator[Way]:
    """Pages of other apps that tell more of a record."""
    yield from ways_from(record, book, is_office=viewer.is_office(book.programme))
    yield from ways_to_benefits(record, book, viewer)
    yield from ways_to_rounds(record, book, viewer)


def _events(record: Record, past: Past | None, *, quiet: bool) -> list[Event]:
    """The latest events of a record's chain, as known at the moment of ``past``."""
    events = record_timeline(record)
    if not quiet:
        events = without_routine(events)
    if past is not None:
        events = events.filter(recorded_at__lte=past.known_at, held_at__lte=past.held_at)
    return list(events[:TIMELINE])


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


def _parts(record: Record, aims: Sequence[Goal], everybody: int) -> list[Stretch]:
    """The parts of a record; those that only hold a share of a target stand in the table of its whole."""
    bearers: dict[Part, list[str]] = {}
    for part in record.parts.annotate(bearer=F("bearers__name")).order_by("order", "pk", *_IN_ORDER):
        named_here = bearers.setdefault(part, [])
        if part.bearer is not None:
            named_here.append(part.bearer)
    own = {goal.target.part_id for goal in aims}
    shares = {share.target.part_id for goal in aims for share in goal.shares} - own
    return [
        Stretch(
            part,
            _only_some(named_here, everybody),
            [goal for goal in aims if goal.target.part_id == part.pk],
        )
        for part, named_here in bearers.items()
        if part.pk not in shares
    ]


def _only_some(bearers: list[str], everybody: int) -> list[str]:
    """Who bears a part; nobody is named where all who take part bear it."""
    return bearers if len(bearers) < everybody else []


def _excerpt(found: Found) -> Excerpt | None:
    clause = found.record.clause
    if clause is None:
        return None
    text = found.excerpt.strip()
    return Excerpt(clause, text[:CLAUSE_LENGTH], len(text) > CLAUSE_LENGTH)


def _children(record: Record, viewer: Viewer) -> Iterator[Children]:
    """Records entered under this one, of the registers that the user may see, with one query."""
    newest = Window(RowNumber(), partition_by=F("register"), order_by=F("pk").desc())
    seen = seen_of(viewer, record.children.all())
    rows = (
        seen.annotate(from_the_newest=newest)
        .filter(from_the_newest__lte=CHILDREN + 1)
        .order_by("register", "-pk")
    )
    for register, listed in groupby(rows, key=lambda row: row.register):
        book, found = book_of(register), list(listed)
        shown = [(row, state_said(book, row.state), tone_of(book, row.state)) for row in found[:CHILDREN]]
        yield Children(register, spoken(book.register.title), shown, len(found) > CHILDREN)

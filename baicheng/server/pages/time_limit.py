"""What the page of one time limit shows (时限): where it stands, whose it is, what can be done with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from baicheng.server.accounts.models import User
from baicheng.server.assignments.models import Assignment, Extension, Outcome
from baicheng.server.assignments.queries import standing
from baicheng.server.assignments.rows import HANDED_FROM
from baicheng.server.orgs.models import Subject
from baicheng.server.pages.course import outcome_said
from baicheng.server.pages.happenings import changed, happenings
from baicheng.server.pages.lights import light_of
from baicheng.server.registers.books import book_of
from baicheng.server.registers.matter import KIND, Viewer
from baicheng.server.registers.models import Record
from baicheng.server.registers.queries import may_see, record_timeline
from baicheng.server.registers.timing import timing_field
from baicheng.server.registers.wording import names_in
from baicheng.server.web.timeline import Happening

#: So many entries of its history are shown.
MOST_EVENTS = 40


@dataclass(frozen=True)
class TimeLimitPage:
    """One assignment for one user.

    ``mine``: the user acts for its bearer; ``is_office``: the user decides on time limits. ``rests_on``
    is the field of the record on which its end rests, ``asked`` a request for more time not yet decided.
    """

    row: Assignment
    record: Record | None
    light: str
    outcome: str
    mine: bool
    is_office: bool
    is_paused: bool
    rests_on: str
    asked: Extension | None
    earlier: Sequence[Extension]
    handed_from: Subject | None
    happenings: Sequence[Happening]

    @property
    def is_open(self) -> bool:
        return self.row.outcome == Outcome.OPEN

    @property
    def runs(self) -> bool:
        """Whether it has a clock, which can stand still; a fixed day can only be moved."""
        return self.is_open and bool(self.row.clock)

    @property
    def may_ask(self) -> bool:
        return self.mine and self.is_open and self.row.due_at is not None and self.asked is None

    @property
    def may_give_back(self) -> bool:
        return self.mine and self.is_open and self.handed_from is not None


def time_limit_page(user: User, pk: int, now: datetime) -> TimeLimitPage | None:
    """The page of an assignment; ``None`` where the user may not know of it.

    Its bearer, the programme's office and whoever sees the record know of it.
    """
    row = Assignment.objects.select_related("bearer", "clause").filter(pk=pk).first()
    if row is None:
        return None
    viewer = Viewer(user, now)
    record = _seen_record(row, user, now)
    mine, office = row.bearer_id in viewer.mine, viewer.is_office(row.programme)
    if not (mine or office or record):
        return None
    extensions = list(row.extensions.select_related("asked_by__person", "decided_by__person").order_by("-pk"))
    sender = row.rule.get(HANDED_FROM)
    before = Assignment.objects.select_related("bearer").filter(pk=sender).first() if sender else None
    return TimeLimitPage(
        row=row,
        record=record,
        light=light_of(row, now),
        outcome=outcome_said(row.outcome),
        mine=mine,
        is_office=office,
        is_paused=standing(row, now) == "paused",
        rests_on=_rests_on(row, record),
        asked=next((one for one in extensions if one.granted is None), None),
        earlier=[one for one in extensions if one.granted is not None],
        handed_from=before.bearer if before else None,
        happenings=_happenings(row, record, viewer),
    )


def _seen_record(row: Assignment, user: User, now: datetime) -> Record | None:
    """The record that it is about, if it is about one that the user sees."""
    if row.about_kind != KIND or row.about_id is None:
        return None
    record = Record.objects.filter(pk=row.about_id).first()
    return record if record is not None and may_see(user, record, now) else None


def _rests_on(row: Assignment, record: Record | None) -> str:
    if record is None or row.outcome != Outcome.OPEN or "entry" not in row.rule:
        return ""
    return timing_field(book_of(record.register), row) or ""


def _happenings(row: Assignment, record: Record | None, viewer: Viewer) -> list[Happening]:
    if record is None:
        return []
    events = list(record_timeline(record).filter(context__assignment=row.pk)[:MOST_EVENTS])
    book = book_of(record.register)
    known = names_in(book, changed(book, events), viewer.day, viewer)
    return happenings(book, events, known)

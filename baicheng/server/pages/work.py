"""What My work shows (我的待办): what a user must do by when, and whose word they wait for."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Literal, NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import get_script_prefix, reverse

from baicheng.flows.answers import answerable
from baicheng.server.accounts.models import User
from baicheng.server.assignments.models import Assignment, Extension, Outcome
from baicheng.server.assignments.queries import (
    MOST_SHOWN,
    SHOWN,
    TOLD,
    late_by_bearer,
    my_work,
    others_bear_undated,
)
from baicheng.server.duties.models import Report
from baicheng.server.duties.queries import is_answered_by_hand
from baicheng.server.duties.wanted import entered_in, reports_of
from baicheng.server.editions.queries import packs
from baicheng.server.indicators.models import Target
from baicheng.server.indicators.queries import conflicts
from baicheng.server.orgs.queries import names
from baicheng.server.pages.lights import light_of
from baicheng.server.publishing.models import Publication
from baicheng.server.publishing.queries import KIND as PAPER
from baicheng.server.registers.books import Book, book_of, spoken
from baicheng.server.registers.matter import KIND, Viewer
from baicheng.server.registers.models import Record
from baicheng.server.rounds.queries import where_done
from baicheng.server.web.paging import COUNT_BOUND, Count
from baicheng.server.web.prepared import Prepared

#: What somebody does with an assignment (办理方式). report: hands in a report; enter: enters a record that a
#: duty asks for; answer: gives their word; settle: says that and how it was done; check: looks at what others
#: did; decide: grants or refuses; handle: by a move of the record; look: nothing.
Deed = Literal["report", "enter", "answer", "settle", "check", "decide", "handle", "look"]


@dataclass(frozen=True, slots=True)
class Task:
    """One line of My work.

    Attributes:
        bearer: who must do it, where that is to be said: the user acts for several, or waits for it.
        wanted: what is asked for, of an extension request.
    """

    title: Mapping[str, str]
    number: str
    about: str
    period: str
    due_at: datetime | None
    light: str
    deed: Deed
    button: str
    url: str
    bearer: str = ""
    wanted: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the page; ``more`` where there is more than it shows."""

    tasks: Sequence[Task]
    more: bool = False

    @property
    def count(self) -> str:
        return f"{len(self.tasks)}{'+' if self.more else ''}"


@dataclass(frozen=True, slots=True)
class Behind:
    """What a unit is late with in a programme: how many things, counted up to a bound, since when the oldest."""

    programme: str
    unit: int
    name: str
    count: Count
    since: datetime


@dataclass(frozen=True, slots=True)
class WorkPage:
    """All parts, the most urgent first.

    ``extensions`` are requests for more time that the user decides, ``contradictions`` targets for which two
    documents state different numbers, ``units_late`` what units owe the user's office; all stay empty for
    whoever is of no office. ``is_whole`` is whether there is no page that shows more. ``acts`` is false for
    whoever acts for nobody, such as an administrator or a viewer: there is nothing that could ever stand here.
    """

    overdue: Part
    this_week: Part
    coming: Part
    undated: Part
    extensions: Part
    waiting: Part
    contradictions: Sequence[Target]
    units_late: Sequence[Behind]
    is_office: bool
    is_whole: bool = False
    acts: bool = True

    @property
    def to_check(self) -> str:
        """How many things wait for an office: what it looks at and what it is asked."""
        number = len(self.undated.tasks) + len(self.extensions.tasks) + len(self.contradictions)
        return f"{number}{'+' if self.undated.more or self.extensions.more else ''}"

    @property
    def is_empty(self) -> bool:
        parts = (self.overdue, self.this_week, self.coming, self.undated, self.extensions)
        return not any(part.tasks for part in parts) and not self.contradictions


def work_page(user: User, now: datetime, *, shown: int = SHOWN) -> WorkPage:
    """My work as it stands at a moment, so much of each part."""
    viewer = Viewer(user, now)
    offices = [pack.name for pack in packs() if viewer.is_office(pack.name)]
    work = my_work(viewer.mine.keys(), now, shown)
    waiting = _waiting_for(viewer, offices, shown + 1)
    asked = _asked(user.pk, offices=tuple(offices), most=shown + 1) if offices else []
    own = [*work.overdue, *work.this_week, *work.coming, *work.undated]
    owing = _owing(offices, viewer)
    rows = [*own, *waiting, *(one.assignment for one in asked)]
    bearers = {row.bearer_id for row in rows if row.bearer_id is not None}
    called = names(bearers | {unit for _programme, unit, _count, _since in owing}, viewer.day, short=True)
    lines = _Lines(rows, viewer, called)
    own = [row for row in own if lines.has_own_line(row)]
    many = len({row.bearer_id for row in own}) > 1

    def part(rows: Sequence[Assignment], name: str) -> Part:
        shown = [row for row in rows if lines.has_own_line(row)]
        return Part([lines.own(row, many) for row in shown], name in work.more)

    return WorkPage(
        overdue=part(work.overdue, "overdue"),
        this_week=part(work.this_week, "this_week"),
        coming=part(work.coming, "coming"),
        undated=part(work.undated, "undated"),
        extensions=_part([lines.extension(one) for one in asked], shown),
        waiting=_part([lines.others(row) for row in waiting], shown),
        contradictions=_contradictions(offices=tuple(offices)) if offices else (),
        units_late=_behind(owing, called),
        is_office=bool(offices),
        is_whole=shown >= MOST_SHOWN,
        acts=bool(offices or viewer.mine.keys() - {user.person_id} or rows),
    )


def _part(tasks: Sequence[Task], shown: int) -> Part:
    return Part(tasks[:shown], more=len(tasks) > shown)


def _waiting_for(viewer: Viewer, offices: Collection[str], most: int) -> list[Assignment]:
    """The first of what others must do with the records that the user, or the user's unit, has entered."""
    if viewer.user is None or not viewer.mine:
        return []
    programmes = tuple(pack.name for pack in packs()) if offices else ()
    return _waiting(viewer.user.pk, tuple(viewer.mine), programmes=programmes, most=most)


@Prepared
def _waiting(
    user: int, mine: tuple[int, ...], *, programmes: tuple[str, ...], most: int
) -> QuerySet[Assignment]:
    """The first of them; ``programmes`` are all that are installed, of whoever is of an office."""
    rows = Assignment.objects.filter(about_kind=KIND, outcome=Outcome.OPEN, due_at=None)
    rows = rows.exclude(bearer__in=mine).order_by("opened_at", "pk")
    entered = Record.objects.filter(closed_at=None)
    if programmes:
        # An office has entered nearly all that is open: what is awaited is looked through, the oldest first,
        # in an index that holds all that is asked.
        its = entered.filter(Q(author=user) | Q(unit__in=mine), pk=OuterRef("about_id"))
        rows = rows.filter(others_bear_undated(mine), Exists(its), programme__in=programmes)
    else:
        # Two questions that an index answers each; as one with "or" they would go through all records.
        by_user, by_unit = entered.filter(author=user), entered.filter(unit__in=mine)
        rows = rows.filter(about_id__in=by_user.values("pk").union(by_unit.values("pk")))
    # What lines tell is read of the first alone.
    first = Assignment.objects.filter(pk__in=rows.values("pk")[:most])
    return first.only(*TOLD).order_by("opened_at", "pk")


def _owing(offices: Sequence[str], viewer: Viewer) -> list[tuple[str, int, int, datetime]]:
    """Who is late in the programmes of an office, apart from the office itself: with what, since when."""
    return late_by_bearer(offices, viewer.at, list(viewer.mine))


def _behind(owing: Iterable[tuple[str, int, int, datetime]], called: Mapping[int, str]) -> list[Behind]:
    """Those who are late, the most first."""
    found = [
        Behind(programme, unit, called[unit], Count.up_to(COUNT_BOUND, number), since)
        for programme, unit, number, since in owing
    ]
    return sorted(found, key=lambda one: (-one.count.number, one.since, one.unit))


@Prepared
def _asked(user: int, *, offices: tuple[str, ...], most: int) -> QuerySet[Extension]:
    """Requests for more time that wait for offices, apart from the user's own."""
    # Asked so, the few requests are looked at, not all that is open in a programme.
    open_there = Assignment.objects.filter(
        pk=OuterRef("assignment"), outcome=Outcome.OPEN, programme__in=offices
    )
    rows = Extension.objects.filter(Exists(open_there), granted=None)
    return rows.exclude(asked_by=user).select_related("assignment")[:most]


@Prepared
def _contradictions(*, offices: tuple[str, ...]) -> QuerySet[Target]:
    return conflicts(offices)[:SHOWN]


@Prepared
def _told_of(records: tuple[int, ...]) -> QuerySet[Record]:
    """Records with what a line says of them."""
    return Record.objects.only("register", "number", "title").filter(pk__in=records)


@Prepared
def _open_reports(records: tuple[int, ...]) -> QuerySet[Report, Any]:
    """Of records that are reports on a duty which is still open: record, unit, duty."""
    reports = Report.objects.filter(record__in=records, assignment__outcome=Outcome.OPEN)
    return reports.values_list("record", "subject", "assignment")


def _returned(rows: Iterable[Assignment], records: Collection[int]) -> dict[int, int]:
    """Of what asks a unit to correct a report that came back: the duty that asked for the report."""
    duties = {(record, unit): duty for record, unit, duty in _open_reports(tuple(records))}
    about = {row.pk: (row.about_id, row.bearer_id) for row in rows if row.about_kind == KIND}
    return {pk: duties[asked] for pk, asked in about.items() if asked in duties}


class _Ends(NamedTuple):
    """What ends an assignment: its bearer's word, or a move, which the button names."""

    by_answer: bool
    button: str


def _ends(book: Book, name: str) -> _Ends:
    if book.process is None:
        return _Ends(False, "")
    flow = book.process.flow
    moves = flow.fulfilling_moves(name)
    return _Ends(bool(answerable(flow, name)), spoken(flow.moves[moves[0]].title) if moves else "")


def _address(page: str, pk: int) -> str:
    """The address of a page about one thing: My work names hundreds of such."""
    before, behind = _around_id(page, get_script_prefix())
    return f"{before}{pk}{behind}"


@lru_cache(maxsize=64)
def _around_id(page: str, _prefix: str) -> tuple[str, str]:
    before, _id, behind = reverse(page, args=[0]).rpartition("0")
    return before, behind


class _Lines:
    """Assignments as lines, with the records they are about read once."""

    def __init__(self, rows: Sequence[Assignment], viewer: Viewer, called: Mapping[int, str]) -> None:
        self._viewer = viewer
        self._names = called
        about = {row.about_id for row in rows if row.about_kind == KIND and row.about_id is not None}
        self._records: dict[int, Record] = {record.pk: record for record in _told_of(tuple(about))}
        self._papers = Publication.objects.only("number", "title").in_bulk(
            {row.about_id for row in rows if row.about_kind == PAPER and row.about_id is not None}
        )
        self._in_rounds = where_done(rows)
        self._returned = _returned(rows, self._records.keys())
        self._returned_to = frozenset(self._returned.values())
        self._books: dict[str, Book] = {}
        self._reports: dict[str, str] = {}
        self._ends: dict[tuple[Book, str], _Ends] = {}

    def has_own_line(self, row: Assignment) -> bool:
        """Not a duty whose report came back: its correction tells of it."""
        return row.pk not in self._returned_to

    def own(self, row: Assignment, says_bearer: bool) -> Task:
        deed = self._deed(row)
        url = self._url(row, deed)
        return self._line(row, deed, url, bearer=self._bearer(row) if says_bearer else "")

    def others(self, row: Assignment) -> Task:
        return self._line(row, "look", self._url(row, "look"), bearer=self._bearer(row))

    def extension(self, asked: Extension) -> Task:
        row = asked.assignment
        wanted = asked.new_due_on.isoformat() if asked.new_due_on else str(asked.amount)
        url = reverse("pages:decide_extension", args=[asked.pk])
        return self._line(row, "decide", url, bearer=self._bearer(row), wanted=wanted)

    def _line(self, row: Assignment, deed: Deed, url: str, **more: str) -> Task:
        record = self._record(row) or self._paper(row)
        return Task(
            title=row.title,
            number=record.number if record else "",
            about=record.title if record else "",
            period=str(row.rule.get("period", "")),
            due_at=row.due_at,
            light=light_of(row, self._viewer.at),
            deed=deed,
            button=self._button(row, deed),
            url=url,
            **more,
        )

    def _record(self, row: Assignment) -> Record | None:
        return self._records.get(row.about_id or 0) if row.about_kind == KIND else None

    def _paper(self, row: Assignment) -> Publication | None:
        return self._papers.get(row.about_id or 0) if row.about_kind == PAPER else None

    def _bearer(self, row: Assignment) -> str:
        return self._names.get(row.bearer_id or 0, "")

    def _deed(self, row: Assignment) -> Deed:
        """What the user does with it, read off the duty or the flow behind it."""
        if "demand" in row.rule:
            if is_answered_by_hand(row.rule):
                return "settle"
            return "report" if self._asks_report(row) else "enter" if entered_in(row) else "handle"
        book = self._book(row)
        if book is not None and self._ending(book, row.name).by_answer:
            return "answer"
        return "check" if self._viewer.mine.get(row.bearer_id or 0, frozenset()) >= {"office"} else "handle"

    def _asks_report(self, row: Assignment) -> bool:
        if row.programme not in self._reports:
            self._reports[row.programme] = reports_of(row.programme)
        wanted = entered_in(row)
        return bool(wanted) and wanted == self._reports[row.programme]

    def _button(self, row: Assignment, deed: Deed) -> str:
        """The flow's own word for what ends it; "" where the general one is as good."""
        book = self._book(row)
        if deed != "handle" or book is None or "entry" not in row.rule:
            return ""
        return self._ending(book, row.name).button

    def _ending(self, book: Book, name: str) -> _Ends:
        """Read off the flow once for all lines of that name."""
        if (book, name) not in self._ends:
            self._ends[book, name] = _ends(book, name)
        return self._ends[book, name]

    def _url(self, row: Assignment, deed: Deed) -> str:
        if row.pk in self._in_rounds:
            return self._in_rounds[row.pk]
        if row.pk in self._returned:
            return _address("pages:report", self._returned[row.pk])
        if deed == "report":
            return _address("pages:report", row.pk)
        if deed == "enter":
            return reverse("pages:create", args=[entered_in(row)])
        if deed == "settle":
            return _address("pages:settle", row.pk)
        record = self._record(row) or self._paper(row)
        return record.get_absolute_url() if record else _address("pages:time_limit", row.pk)

    def _book(self, row: Assignment) -> Book | None:
        record = self._record(row)
        if record is None:
            return None
        if record.register not in self._books:
            self._books[record.register] = book_of(record.register)
        return self._books[record.register]

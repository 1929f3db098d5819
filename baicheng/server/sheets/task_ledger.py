"""A register of tasks in the form of the reader's ledger (任务台账): its sheets, its look, its way of printing.

What the reader makes of a document is made of records here, and written by the same writer.
"""

from __future__ import annotations

import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import IO

from django.utils.translation import override

from baicheng.reading.model import (
    Deadline,
    Ledger,
    Op,
    Part,
    Party,
    Portion,
    ReportDuty,
    Role,
    Target,
    Task,
)
from baicheng.reading.model import Document as Paper
from baicheng.reading.outputs import Format, write
from baicheng.reading.spans import Source, Span
from baicheng.reading.text import Text
from baicheng.server.accounts.queries import sees_all
from baicheng.server.documents.models import Document
from baicheng.server.duties.plan_calendar import plan_duty_from
from baicheng.server.indicators.models import Target as Goal
from baicheng.server.intake.models import Decision, DraftDuty, ImportState
from baicheng.server.intake.tasks import content_field, due_field
from baicheng.server.orgs.queries import names
from baicheng.server.registers.books import Book
from baicheng.server.registers.matter import Viewer
from baicheng.server.registers.models import Part as RecordPart
from baicheng.server.registers.models import Party as Taking
from baicheng.server.registers.models import Record
from baicheng.server.registers.parties import parties_of

#: Nothing of a record stands in a file that was read.
NOWHERE = Span(0, 0)
_AT_ONCE = 500
_ROLES = {role.value: role for role in Role}


def task_ledger_file(viewer: Viewer, book: Book, records: Sequence[Record]) -> IO[bytes]:
    """Records as the workbook that the reader writes, open at its beginning; it is gone once it is closed."""
    out = tempfile.TemporaryFile()  # noqa: SIM115 - whoever sends it closes it
    with override("zh-hans"):  # the sheets' own titles are Chinese
        write(_ledger(viewer, book, records), out, Format.XLSX)
    out.seek(0)
    return out


def _ledger(viewer: Viewer, book: Book, records: Sequence[Record]) -> Ledger:
    title = book.register.title.zh
    papers = {
        record.clause.document_id: record.clause.document for record in records if record.clause is not None
    }
    places = {pk: place for place, pk in enumerate(papers)}
    source = Source(title, "records", "", ())
    return Ledger(
        source=source,
        content=Text(source, "", "", (), ()),
        documents=tuple(map(_paper, papers.values())) or (_untitled(title),),
        clauses=(),
        tasks=list(_tasks(viewer, book, records, places)),
        report_duties=list(_duties(viewer, book, papers, places)),
        findings=(),
    )


def _paper(document: Document) -> Paper:
    return Paper(
        document.number,
        document.title,
        document.issuer,
        (document.issuer,) if document.issuer else (),
        document.issued_on,
        document.plan_year,
        (),
        (),
        (),
        (),
        NOWHERE,
    )


def _untitled(title: str) -> Paper:
    return Paper("", title, "", (), None, None, (), (), (), (), NOWHERE)


def _tasks(
    viewer: Viewer, book: Book, records: Sequence[Record], places: Mapping[int, int]
) -> Iterator[Task]:
    for start in range(0, len(records), _AT_ONCE):
        some = records[start : start + _AT_ONCE]
        shelf = _Shelf(viewer, some)
        for number, record in enumerate(some, start=start + 1):
            yield shelf.task(book, record, number, places)


class _Shelf:
    """What belongs to some records, read with a few queries."""

    def __init__(self, viewer: Viewer, records: Sequence[Record]) -> None:
        self._parties: dict[int, list[Taking]] = defaultdict(list)
        for party in parties_of(records, viewer.day):
            self._parties[party.record_id].append(party)
        parts = RecordPart.objects.filter(record__in=records).prefetch_related("bearers")
        self._parts: dict[int, list[RecordPart]] = defaultdict(list)
        for part in parts.order_by("record", "order"):
            self._parts[part.record_id].append(part)
        self._goals: dict[int, list[Goal]] = defaultdict(list)
        for goal in (
            Goal.objects.filter(record__in=records, superseded_by=None)
            .exclude(chosen=False)
            .select_related("indicator", "subject")
            .order_by("pk")
        ):
            self._goals[goal.record_id or 0].append(goal)
        subjects = {one.subject_id for held in self._parties.values() for one in held}
        subjects |= {one.pk for held in self._parts.values() for part in held for one in part.bearers.all()}
        self._called = names(subjects, viewer.day, short=True)

    def task(self, book: Book, record: Record, number: int, places: Mapping[int, int]) -> Task:
        """A record as the reader would have read it."""
        content, due = content_field(book), due_field(book)
        goals = {goal.pk: _target(goal) for goal in self._goals[record.pk]}
        parts = [self._part(part, goals) for part in self._parts[record.pk]]
        own = [date.fromisoformat(day) for day in [record.fields.get(due or "")] if isinstance(day, str)]
        days = dict.fromkeys([*own, *(part.deadline.due for part in parts if part.deadline)])
        clause = record.clause
        by_role = self._by_role(record)
        return Task(
            number=number,
            document=places[clause.document_id] if clause else 0,
            address=clause.address if clause else record.number,
            path=(clause.heading,) if clause else (),
            heading=record.title,
            start="",
            text=str(record.fields.get(content or "") or record.title),
            span=NOWHERE,
            lead=by_role[Role.LEAD],
            responsible=(
                *by_role[Role.RESPONSIBLE],
                *by_role[Role.IMPLEMENTING],
                *by_role[Role.SUPPORTING],
            ),
            supporting=by_role[Role.SUPPORTING],
            supervisor=by_role[Role.SUPERVISOR],
            deadlines=tuple(days),
            targets=tuple(goals.values()),
            parts=tuple(parts),
        )

    def _by_role(self, record: Record) -> dict[Role, tuple[str, ...]]:
        found: dict[Role, dict[str, None]] = {role: {} for role in Role}
        for party in self._parties[record.pk]:
            if party.role in _ROLES:
                found[_ROLES[party.role]].setdefault(self._called[party.subject_id])
        return {role: tuple(called) for role, called in found.items()}

    def _part(self, part: RecordPart, goals: Mapping[int, Target]) -> Part:
        mine = [goals[goal.pk] for goal in self._goals[part.record_id] if goal.part_id == part.pk]
        return Part(
            text=part.text,
            span=NOWHERE,
            parties=tuple(
                Party(self._called[one.pk], Role.RESPONSIBLE, NOWHERE) for one in part.bearers.all()
            ),
            deadline=Deadline(part.due_on, "", NOWHERE) if part.due_on else None,
            target=mine[0] if mine else None,
        )


def _target(goal: Goal) -> Target:
    title, value = str(goal.indicator.title.get("zh", "")), Decimal(f"{goal.value.normalize():f}")
    return Target(
        text=goal.text or f"{title}{goal.op}{value:f}{goal.unit}",
        value=value,
        unit=goal.unit,
        op=Op(goal.op),
        span=NOWHERE,
        indicator=title,
        scope=goal.whose,
        portion=Portion.SUBSET if goal.subset else Portion.SHARE if goal.parent_id else Portion.WHOLE,
    )


def _duties(
    viewer: Viewer, book: Book, papers: Iterable[int], places: Mapping[int, int]
) -> Iterator[ReportDuty]:
    """The report duties that were issued with the documents, for whoever sees all of the programme."""
    if viewer.user is None or not sees_all(viewer.user, book.programme, viewer.day):
        return
    rows = DraftDuty.objects.filter(
        intake__document__in=list(papers),
        intake__programme=book.programme,
        intake__state=ImportState.ISSUED,
        decision=Decision.ACCEPTED,
    )
    for row in rows.select_related("intake").order_by("intake", "order"):
        duty = plan_duty_from(row.values)
        yield ReportDuty(
            document=places[row.intake.document_id],
            address=duty.address,
            reporter=duty.reporter,
            what=duty.what,
            recipient=duty.recipient,
            schedule=duty.schedule,
            cycle=duty.cycle,
            dates=tuple(duty.dates),
            at=duty.at,
            text=duty.text,
            span=NOWHERE,
        )
